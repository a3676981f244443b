"""Writing the reports of a run when it is over."""

from pathlib import Path

from rich.console import Console

from seqstake.codes import ExitCode
from seqstake.reports.asked import Asked
from seqstake.reports.files import write_files
from seqstake.reports.github import tell_github
from seqstake.reports.run import Run
from seqstake.reports.texts import texts_of


def write_reports(run: Run, asked: Asked, file: Path, console: Console) -> ExitCode:
    """Write the record of a run and all that was asked for, and return the exit code."""
    texts = texts_of(run)
    written = write_files((("report", file), *asked.files), {**texts, "report": texts["json"]}, console)
    tell_github(run)
    return ExitCode(run.exit_code) or written
