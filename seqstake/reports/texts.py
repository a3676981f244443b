"""The reports of a run, each as the text of a file."""

import json
from collections.abc import Callable
from dataclasses import asdict

from seqstake.reports.cases import cases_of
from seqstake.reports.junit import junit
from seqstake.reports.markdown import markdown
from seqstake.reports.remarks import notes_of, remarks_of
from seqstake.reports.run import Run
from seqstake.reports.sarif import sarif


def dumped(data: object) -> str:
    """Return data as the text of a JSON file."""
    return json.dumps(data, indent=1, ensure_ascii=False) + "\n"


def page_of(run: Run) -> str:
    """Return the page; what draws it is loaded here, since nothing else needs it."""
    from seqstake.reports.page import page

    return page(run)


def texts_of(run: Run) -> dict[str, Callable[[], str]]:
    """Return how to write each kind of file."""
    return {
        "json": lambda: dumped(asdict(run)),
        "junit": lambda: junit(run.tool, run.seconds, cases_of(run)),
        "sarif": lambda: dumped(sarif(run.tool, remarks_of(run), run.exit_code, notes_of(run))),
        "markdown": lambda: markdown(run),
        "html": lambda: page_of(run),
    }
