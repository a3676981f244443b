"""Doors are tried before a run, not after it."""

from itertools import product
from pathlib import Path

import pytest
from click.testing import CliRunner

from seqstake.cli import main
from seqstake.codes import ExitCode
from seqstake.reports.files import Unwritable, check_files


def test_folders_are_made_and_nothing_is_left(tmp_path: Path) -> None:
    file = tmp_path / "a" / "b" / "report.html"
    check_files([file])
    assert list(file.parent.iterdir()) == []


def test_what_is_there_stays(tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    file.write_text("before")
    check_files([file])
    assert file.read_text() == "before"


def test_a_file_that_cannot_be_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Unwritable, match=r"report.html cannot be written: .*/file is no folder; name another file"):
        check_files([tmp_path / "file" / "report.html"])
    with pytest.raises(Unwritable, match=r"is a folder; name a file in it"):
        check_files([tmp_path])


@pytest.mark.parametrize(
    ("command", "kind"),
    [*product(["verify", "fuzz"], ["html", "junit", "sarif", "json", "markdown", "out", "kills"])],
)
def test_a_run_does_not_begin_if_a_report_cannot_be_written(tmp_path: Path, command: str, kind: str) -> None:
    (tmp_path / "file").write_text("")
    where = ["--out", str(tmp_path / "out"), f"--{kind}", str(tmp_path / "file" / "report")]
    result = CliRunner().invoke(main, [command, *where])
    assert result.exit_code == ExitCode.UNKNOWN, result.output
    assert len(result.output.splitlines()) == 1
    assert result.output.startswith(f"error: {tmp_path / 'file'}")


@pytest.mark.parametrize("kind", ["junit", "sarif", "json"])
def test_no_proof_begins_if_a_report_cannot_be_written(tmp_path: Path, kind: str) -> None:
    (tmp_path / "file").write_text("")
    result = CliRunner().invoke(main, ["prove", f"--{kind}", str(tmp_path / "file" / "report")])
    assert result.exit_code == ExitCode.UNKNOWN, result.output
    assert result.output.endswith(f"{tmp_path / 'file' / 'report'}: {tmp_path / 'file'} is no folder\n")
