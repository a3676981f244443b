"""Writing the reports of a run when it is over."""

from pathlib import Path

from rich.console import Console

from differential.trace import save
from seqstake.codes import ExitCode
from seqstake.reports.asked import Asked
from seqstake.reports.github import tell_github
from seqstake.reports.run import Run
from seqstake.reports.texts import texts_of
from seqstake.trial import tell


def write_reports(run: Run, asked: Asked, file: Path, console: Console) -> ExitCode:
    """Write the record of a run and all that was asked for; what cannot be written is told, and the rest is written."""
    texts, result = texts_of(run), ExitCode(run.exit_code)
    for kind, path in (("json", file), *asked.files):
        try:
            save(path, texts[kind]())
        except OSError as error:
            tell(Console(stderr=True), f"{path} cannot be written: {error.strerror}")
            result = result or ExitCode.UNKNOWN
            continue
        console.print(f"{'report' if path == file else kind}: {path}", highlight=False, soft_wrap=True)
    tell_github(run)
    return result
