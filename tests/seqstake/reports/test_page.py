"""The page: one file that needs nothing else, the same for the same run, whatever stands in the run."""

import re
import subprocess
import sys
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser

import pytest

from seqstake.reports.charts import inline
from seqstake.reports.page import grade, page
from seqstake.reports.run import Second
from tests.seqstake.reports.runs import BROKEN, FAILING, hunted, run, seconded

SECTIONS = ("summary", "failures", "properties", "proofs", "campaign", "calls", "mistakes", "words")

EMPTY = ("meta", "br")
"""Elements that are not closed."""


def test_what_draws_a_page_is_loaded_for_a_page_only() -> None:
    script = (
        "import sys, seqstake.fuzz, seqstake.verify\n"
        "print([name for name in ('jinja2', 'matplotlib') if name in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


class Outline(HTMLParser):
    """The elements of a page, which have to be closed in the order in which they were opened."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in EMPTY:
            self.open.append(tag)
        self.ids += [value or "" for name, value in attrs if name == "id"]
        self.links += [value or "" for name, value in attrs if name in ("href", "src", "xlink:href")]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.ids += [value or "" for name, value in attrs if name == "id"]
        self.links += [value or "" for name, value in attrs if name in ("href", "src", "xlink:href")]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


RECORDS = {"failing": run(FAILING, BROKEN), "passed": run(), "fuzz": hunted()}


@cache
def text_of(name: str) -> str:
    """Return the page of a record, drawn once."""
    return page(RECORDS[name])


@pytest.mark.parametrize("name", RECORDS)
def test_a_page_is_whole_and_needs_nothing_from_outside(name: str) -> None:
    text = text_of(name)
    outline = Outline(text)
    assert outline.open == []
    assert set(SECTIONS) <= set(outline.ids)
    assert all(link.startswith("#") for link in outline.links)
    assert {link[1:] for link in outline.links} <= set(outline.ids)
    assert not re.search(r"url\((?!#)|@import|<link|<img|<iframe", text)


def test_the_same_run_makes_the_same_page() -> None:
    assert page(RECORDS["fuzz"]) == text_of("fuzz")


def test_names_within_drawings_are_those_of_one_drawing() -> None:
    ids = Outline(text_of("fuzz")).ids
    assert len(ids) == len(set(ids))


def test_nothing_in_a_run_becomes_a_part_of_the_page() -> None:
    hostile = "<script>alert(1)</script>"
    failure = replace(FAILING, reason=hostile, history=(hostile,), spec_says=hostile, repeat=f'x "{hostile}"')
    record = replace(run(failure), command=hostile, canaries={hostile: True}, events={hostile: 1})
    text = page(record)
    assert hostile not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text


def test_a_failing_history_shows_both_sides_and_both_texts() -> None:
    text = text_of("failing")
    for part in (
        "rejected, &lt;Nothing&gt;(0)",
        "<td>nobody</td><td>validator 1</td>",
        "spec/exits.py, lines 12 to 13",
        "mine/src/Exits.sol, lines 34 to 35",
        'data-line="13">    return a &lt; 1</span>',
        "The source is not at hand",
        "a == b: 1 | 2",
    ):
        assert part in text


def test_a_zero_is_marked_and_counted() -> None:
    record = run()
    actions = {**record.actions, "Pause": replace(record.actions["Pause"], accepted=0)}
    text = page(replace(record, actions=actions))
    assert text.count('<td class="cell zero">0</td>') == 1
    assert "1 end declared and not seen" in text
    assert "all ends that are declared were seen" in text_of("passed")


def test_what_is_not_there_is_said() -> None:
    assert "Nothing was proved in this run." in text_of("fuzz")
    assert "No mistakes in the contracts are part of this report" in text_of("fuzz")
    assert "No history failed." in text_of("fuzz")
    assert "The run ended before anything was counted." in page(replace(run(), search=replace(run().search, course=())))


def test_kills_are_shown_with_what_survived() -> None:
    text = text_of("passed")
    assert "50.0 % noticed" in text
    assert "-a\n+&lt;b&gt;" in text
    assert text.count("●") == 2
    assert "<span>state</span>" in text
    assert "<p>nobody counts</p>" in text


def test_a_verdict_has_a_colour() -> None:
    assert [grade(word) for word in ("proved", "no counterexample in 3", "violated")] == [
        "proved",
        "searched",
        "violated",
    ]


def test_a_drawing_has_the_colours_of_the_page() -> None:
    drawing = '<?xml?>\n<svg width="3" viewBox="0 0 1 1">\n <g id="a_1"><path style="fill: #010203"/></g>\n</svg>'
    assert inline(drawing, "a title") == (
        '<svg viewBox="0 0 1 1" role="img" aria-label="a title">\n<g><path style="fill: var(--ink)"/></g>\n</svg>'
    )


def test_a_second_solver_is_named_where_it_was_asked() -> None:
    assert "Second solver" not in text_of("passed")
    told = page(seconded(Second(True, "agrees for 1 step")))
    assert told.count("<b>also cvc5</b>: agrees for 1 step</td>") == 1
    assert "<td>not asked</td>" in told
    told = page(seconded(Second(False, "agrees for 1 step, open for 2 steps")))
    assert "<td>cvc5: agrees for 1 step, open for 2 steps</td>" in told
    assert "also cvc5" not in told
