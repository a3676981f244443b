"""``seqstake lint``: what it says and writes, what its exit code says, and that nothing is proved after findings."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from properties.lint import lint
from properties.lint.lint import RULES
from properties.lint.source import SPEC, Module
from seqstake.cli import main
from seqstake.codes import ExitCode

PLANTED = "def f(x: int, y: int) -> bool:\n    return x is y\n"


def seqstake(*arguments: object) -> Result:
    """Run the command in this process."""
    return CliRunner().invoke(main, [*map(str, arguments)])


def test_the_specification_is_carried() -> None:
    run = seqstake("lint")
    assert (run.exit_code, run.output) == (ExitCode.PASSED, f"lint: nothing found; {len(RULES)} rules\n")


def test_a_finding_is_told_with_its_remedy_and_written(tmp_path: Path) -> None:
    file, report = tmp_path / "pools.py", tmp_path / "out" / "lint.json"
    file.write_text(PLANTED)
    run = seqstake("lint", file, "--json", report)
    assert run.exit_code == ExitCode.UNKNOWN
    assert f"{file}:2:12: identity: `is` between values: x is y" in run.output
    assert "instead: compare with ==" in run.output
    assert "carried without a word, and wrongly" in run.output
    data = json.loads(report.read_text())
    assert (data["schema"], len(data["rules"])) == (1, len(RULES))
    assert [(f["line"], f["column"], f["rule"], f["silent"]) for f in data["findings"]] == [(2, 12, "identity", True)]


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("none.py", None, "there is no file or folder"),
        ("n" * 300, None, "cannot be read: File name too long"),
        ("folder", None, "there is no Python file in"),
        ("broken.py", "def f(:\n", "1: it is no Python"),
        ("binary.py", b"\xff\xfe", "binary.py:1: it is no Python: 'utf-8' codec can't decode"),
        ("nothing.py", b"x = 1\n\0", "nothing.py:2: it is no Python: a null byte"),
    ],
)
def test_what_is_no_specification_is_one_clear_line(
    tmp_path: Path, name: str, text: str | bytes | None, message: str
) -> None:
    path = tmp_path / name
    if name == "folder":
        path.mkdir()
    elif text is not None:
        path.write_bytes(text.encode() if isinstance(text, str) else text)
    run = seqstake("lint", path)
    assert run.exit_code == ExitCode.UNKNOWN
    assert message in run.output
    assert len(run.output.splitlines()) == 1


@pytest.mark.parametrize("command", [["prove", "--action", "Pause", "--no-cache"], ["verify", "--batches", "1"]])
def test_nothing_is_proved_of_what_cannot_be_carried(command: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lint, "shipped", lambda: (Module(SPEC / "pools.py", PLANTED),))
    run = seqstake(*command)
    assert run.exit_code == ExitCode.UNKNOWN
    assert "identity" in run.output
    assert "nothing is proved" in run.output
    assert "proved;" not in run.output
