"""A compiler that stays: it is slow to come to life, and twenty times as fast once it has."""

import json
import subprocess
from typing import IO, Any, Final

from differential.toolchain import Toolchain, ToolchainError

RENEWED: Final = 200
"""After so many requests a process makes room for a new one, since the compiler's memory only grows."""


class Solc:
    """A process that answers one request after another."""

    def __init__(self, toolchain: Toolchain) -> None:
        """Take the compiler; it is started by the first request."""
        self._toolchain = toolchain
        self._process: subprocess.Popen[str] | None = None
        self._answered = 0

    def ask(self, request: str) -> dict[str, Any]:
        """Compile standard JSON on one line. Raises `ToolchainError` if the compiler dies."""
        if self._answered == RENEWED:
            self.close()
        process = self._process or self._started()
        into, out = pipes(process)
        try:
            into.write(request + "\n")
            into.flush()
            line = out.readline()
        except OSError:
            line = ""
        if not line:
            self.close()
            raise ToolchainError(f"solc {self._toolchain.version} ended in the middle of its work")
        self._answered += 1
        answer: dict[str, Any] = json.loads(line)
        return answer

    def close(self) -> None:
        """End the process, if there is one."""
        if self._process:
            self._process.kill()
            self._process.communicate()
        self._process, self._answered = None, 0

    def _started(self) -> "subprocess.Popen[str]":
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(self._toolchain.command, stdin=pipe, stdout=pipe, text=True)
        return self._process


def pipes(process: "subprocess.Popen[str]") -> tuple[IO[str], IO[str]]:
    """Return where a process reads and where it writes."""
    assert process.stdin, "it is started with both"
    assert process.stdout, "it is started with both"
    return process.stdin, process.stdout
