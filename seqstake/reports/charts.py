"""Drawings of a run, as SVG that stands in the page: in its colours and fonts, and the same for the same run."""

import io
import re
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Final

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from seqstake.reports.course import Moment
from seqstake.reports.run import Kills, Proofs, Run

INK: Final = "#010203"
FAINT: Final = "#040506"
LINE: Final = "#070809"
FIRST: Final = "#0a0b0c"
SECOND: Final = "#0d0e0f"
"""Stand for the colours of the page, which depend on what its reader prefers."""

COLOURS: Final = {
    INK: "var(--ink)",
    FAINT: "var(--faint)",
    LINE: "var(--line)",
    FIRST: "var(--accent)",
    SECOND: "var(--second)",
}

WIDTH: Final = 5.2
HEIGHT: Final = 2.7
"""Of a curve, in inches; the page scales it."""

SLOWEST: Final = 12
"""How many steps, and how many obligations, are drawn."""


def style(salt: str) -> AbstractContextManager[None]:
    """Let drawings look as the page does; the salt goes into the names of their parts."""
    return matplotlib.rc_context(
        {
            "svg.hashsalt": salt,
            "svg.fonttype": "none",
            "text.parse_math": False,
            "font.size": 10,
            "text.color": INK,
            "axes.labelcolor": FAINT,
            "axes.edgecolor": LINE,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "xtick.color": FAINT,
            "ytick.color": FAINT,
            "axes.grid": True,
            "grid.color": LINE,
            "grid.linewidth": 0.6,
            "axes.axisbelow": True,
        }
    )


def inline(svg: str, title: str) -> str:
    """Return a drawing as a part of a page."""
    body = svg[svg.index("<svg") :]
    body = re.sub(r"<metadata>.*?</metadata>", "", body, flags=re.DOTALL)
    body = re.sub(r'<g id="[^"]*">', "<g>", body)
    size = re.search(r'viewBox="[^"]*"', body)
    head = f'<svg {size[0] if size else ""} role="img" aria-label="{title}">'
    body = head + body[body.index(">") + 1 :]
    for colour, name in COLOURS.items():
        body = body.replace(colour, name)
    return re.sub(r"\s*\n\s*", "\n", body)


def drawn(title: str, height: float, draw: Callable[[Axes], None]) -> str:
    """Return a drawing; the title is for those who cannot see it."""
    with style(title):
        figure = Figure(figsize=(WIDTH, height), layout="constrained")
        axes = figure.add_subplot()
        draw(axes)
        buffer = io.StringIO()
        nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
        figure.savefig(buffer, format="svg", transparent=True, metadata=nothing)
    return inline(buffer.getvalue(), title)


def bars(title: str, label: str, rows: Sequence[tuple[str, float, str]]) -> str:
    """Return a drawing of how long things took: each with a name, seconds, and what is to be said of it."""

    def draw(axes: Axes) -> None:
        places = range(len(rows))
        axes.barh(places, [seconds for _, seconds, _ in rows], color=FIRST, height=0.62)
        axes.set_yticks(places, [name for name, _, _ in rows], color=INK)
        axes.invert_yaxis()
        axes.grid(visible=False, axis="y")
        axes.tick_params(axis="y", length=0)
        axes.set_xlabel(label)
        axes.margins(x=0.22, y=0.02)
        axes.set_xlim(left=0)
        for place, (_, seconds, said) in enumerate(rows):
            axes.annotate(said, (seconds, place), (4, 0), textcoords="offset points", va="center", color=FAINT)

    return drawn(title, 0.55 + 0.24 * len(rows), draw)


def slowest_steps(proofs: Proofs) -> str:
    """Return a drawing of the steps that took the prover longest."""
    steps = sorted(proofs.steps.items(), key=lambda pair: (-pair[1].seconds, pair[0]))[:SLOWEST]
    rows = [(name, e.seconds, f"{e.seconds:,.1f}" + (" *" if e.remembered else "")) for name, e in steps]
    return bars("Steps that took the prover longest", "seconds of one process", rows)


def slowest_claims(proofs: Proofs) -> str:
    """Return a drawing of the properties that took the prover longest, each for one step."""
    found = [(f"{c.id}, {f.step}", f.seconds) for c in proofs.properties for f in c.findings]
    longest = sorted(found, key=lambda pair: (-pair[1], pair[0]))[:SLOWEST]
    rows = [(name, seconds, f"{seconds:,.2f}") for name, seconds in longest]
    return bars("Properties that took the prover longest", "seconds of one process", rows)


def counted(value: float, place: float) -> str:
    """Return the label of a tick that stands for a number of things."""
    return f"{value:,.0f}"


def unit(seconds: float) -> tuple[float, str]:
    """Return in what to count a time that long, and its name."""
    for size, name in ((3600.0, "hours"), (60.0, "minutes")):
        if seconds > 3 * size:
            return size, name
    return 1.0, "seconds"


Curve = tuple[str, Callable[[Moment], int], str]
"""What it is called, its value at a moment, and its colour."""


def curves(run: Run, title: str, label: str, lines: Sequence[Curve], top: int = 0) -> str:
    """Return a drawing of how something grew; ``top`` is what it cannot exceed, if there is such a number."""
    search = run.search
    size, name = unit(search.course[-1].seconds)
    times = [moment.seconds / size for moment in search.course]

    def draw(axes: Axes) -> None:
        if top:
            axes.axhline(top, color=FAINT, linewidth=0.9, linestyle=(0, (4, 3)))
            axes.annotate(f"all {top:,}", (0, top), (4, 3), xycoords=("axes fraction", "data"),
                          textcoords="offset points", color=FAINT)  # fmt: skip
        if search.begun and search.seconds:
            axes.axvline(search.begun / size, color=FAINT, linewidth=0.9, linestyle=(0, (1, 2)))
            axes.annotate("search", (search.begun / size, 1), (3, -9), xycoords=("data", "axes fraction"),
                          textcoords="offset points", color=FAINT)  # fmt: skip
        for called, value, colour in lines:
            values = [value(moment) for moment in search.course]
            axes.plot(times, values, color=colour, linewidth=1.6, drawstyle="steps-post")
            axes.annotate(f"{called} {values[-1]:,}".strip(), (times[-1], values[-1]), (6, 0), color=colour,
                          textcoords="offset points", va="center", annotation_clip=False)  # fmt: skip
        axes.set_xlabel(f"{name} since the run began")
        axes.set_ylabel(label)
        axes.yaxis.set_major_locator(MaxNLocator(nbins=5, integer=True))
        axes.yaxis.set_major_formatter(counted)
        axes.set_xlim(left=0, right=times[-1] or 1)
        axes.set_ylim(bottom=0, top=1.18 * max(top, *(value(m) for _, value, _ in lines for m in search.course), 1))

    return drawn(title, HEIGHT, draw)


def kill_curve(kills: Kills) -> str:
    """Return a drawing of how many planted mistakes were noticed within so many calls."""
    steps = sorted(mutant.step for mutant in kills.mutants if mutant.killed_by and mutant.step is not None)

    def draw(axes: Axes) -> None:
        axes.plot([0, *steps], range(len(steps) + 1), color=FIRST, linewidth=1.6, drawstyle="steps-post")
        axes.axhline(len(kills.mutants), color=FAINT, linewidth=0.9, linestyle=(0, (4, 3)))
        axes.annotate(f"all {len(kills.mutants):,}", (0, len(kills.mutants)), (4, 3), color=FAINT,
                      xycoords=("axes fraction", "data"), textcoords="offset points")  # fmt: skip
        axes.set_xscale("symlog", linthresh=1)
        axes.xaxis.set_major_formatter(counted)
        axes.set_xlabel("calls until it was noticed")
        axes.set_ylabel("mistakes noticed")
        axes.set_xlim(left=0)
        axes.set_ylim(0, 1.18 * max(len(kills.mutants), 1))

    return drawn("Mistakes in the contracts noticed within so many calls", HEIGHT, draw)
