"""A node of our own for the tests: anvil, from its npm package, on a free port of this machine."""

import platform
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import TextIO

from differential.foundry.forge import MACHINES, SYSTEMS

MODULES = Path(__file__).parents[3] / "contracts" / "node_modules"

LISTENING = "Listening on "


def executable() -> Path:
    """Return where the npm package has the program for this machine."""
    system = SYSTEMS.get(platform.system(), platform.system().lower())
    machine = MACHINES.get(platform.machine(), platform.machine())
    name = "anvil.exe" if system == "win32" else "anvil"
    found = MODULES / "@foundry-rs" / f"anvil-{system}-{machine}" / "bin" / name
    assert found.is_file(), f"{found} is missing: run `make setup`"
    return found


@contextmanager
def anvil(*options: str, timestamp: int = 0) -> Iterator[str]:
    """Run a node whose clock starts at a time; it ends with the block. Give its address."""
    place = ["--host", "127.0.0.1", "--port", "0"]
    command = [str(executable()), *place, "--accounts", "1", "--timestamp", str(timestamp), *options]
    # It logs every request: a pipe that nobody reads would bring it to a stop.
    with TemporaryFile("a+") as log, subprocess.Popen(command, stdout=log, stderr=log) as process:
        try:
            yield f"http://{address(process, log)}"
        finally:
            process.terminate()


def address(process: "subprocess.Popen[bytes]", log: TextIO) -> str:
    """Return the host and port that the node says it listens on."""
    while process.poll() is None:
        log.seek(0)
        for line in log:
            if line.startswith(LISTENING) and line.endswith("\n"):
                return line.removeprefix(LISTENING).strip()
        time.sleep(0.01)
    log.seek(0)
    raise AssertionError(f"anvil ended: {log.read()}")
