"""What a job on GitHub shows of a run: remarks at the lines of a change, and a summary of the job."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from seqstake.console import error_console
from seqstake.reports.markdown import markdown
from seqstake.reports.places import bases
from seqstake.reports.remark import Remark
from seqstake.reports.remarks import notes_of, remarks_of
from seqstake.reports.run import Run
from seqstake.trial import tell

IN_TEXTS: Final = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
IN_PROPERTIES: Final = {**IN_TEXTS, **str.maketrans({":": "%3A", ",": "%2C"})}
"""What cannot stand for itself in a command of the workflow."""


def file_of(remark: Remark) -> str:
    """Return the file of a remark from where the job runs, if it is there."""
    place = remark.place
    whole = bases()[place.base] / place.file if place.base else Path(place.file)
    return str(whole.relative_to(Path.cwd())) if whole.is_relative_to(Path.cwd()) else str(whole)


def annotation(remark: Remark) -> str:
    """Return the line that makes a remark appear at its place."""
    told = {"file": file_of(remark), "line": str(remark.place.number), "title": remark.rule}
    properties = ",".join(f"{n}={v.translate(IN_PROPERTIES)}" for n, v in told.items())
    return f"::{remark.level} {properties}::{remark.message.translate(IN_TEXTS)}"


def annotations(run: Run) -> Iterator[str]:
    """Yield all lines for the log of a job."""
    yield from map(annotation, remarks_of(run))
    yield from (f"::error title=seqstake::{note.translate(IN_TEXTS)}" for note in notes_of(run))


def tell_github(run: Run) -> None:
    """Print the lines and add to the job's summary, if this is a job on GitHub."""
    if os.environ.get("GITHUB_ACTIONS") == "true":
        for line in annotations(run):
            print(line)
    if summary := os.environ.get("GITHUB_STEP_SUMMARY"):
        try:
            with Path(summary).open("a", encoding="utf-8") as file:
                file.write(markdown(run))
        except OSError as error:
            tell(error_console(), f"the summary {summary} cannot be written: {error.strerror}")
