"""The page in a real browser, at the width of a phone and of a desk, and on paper."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from seqstake.reports.page import page
from tests.seqstake.reports.browser import NAMES, Browser, browser, installed
from tests.seqstake.reports.runs import BROKEN, FAILING, hunted, run
from tests.seqstake.reports.test_page import SECTIONS

PROGRAM = installed()

pytestmark = pytest.mark.skipif(PROGRAM is None, reason=f"no browser is on the PATH: none of {', '.join(NAMES)}")

RECORDS = {"failing": run(FAILING, BROKEN), "passed": run(), "fuzz": hunted()}

SIZES = {"phone": (390, 844), "desk": (1280, 900)}


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    assert PROGRAM
    with browser(PROGRAM, tmp_path_factory.mktemp("profile")) as found:
        yield found


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    files = {name: folder / f"{name}.html" for name in RECORDS}
    for name, file in files.items():
        file.write_text(page(RECORDS[name]), encoding="utf-8")
    return files


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", RECORDS)
def test_the_page_fits_and_complains_of_nothing(
    pages: dict[str, Path], shown: Browser, name: str, size: str, scheme: str
) -> None:
    width, height = SIZES[size]
    shown.open(pages[name], width, height, scheme)
    shown.value("document.getElementById('unfold').click()")
    assert shown.value("[...document.querySelectorAll('details')].every(part => part.open)")
    assert shown.value("innerWidth") == width
    assert shown.value("document.scrollingElement.scrollWidth") <= width
    assert shown.value("[...document.querySelectorAll('section')].map(part => part.id)") == list(SECTIONS)
    heights = shown.value("[...document.querySelectorAll('section')].map(part => part.offsetHeight)")
    assert all(height > 50 for height in heights)
    assert shown.complaints() == []


def test_it_prints_and_unfolds_for_that(pages: dict[str, Path], shown: Browser) -> None:
    shown.open(pages["failing"], *SIZES["desk"])
    folded = "[...document.querySelectorAll('details:not(.aside)')].filter(part => !part.open).length"
    assert shown.value(folded) > 0
    sheet = shown.printed()
    assert sheet.startswith(b"%PDF")
    assert sheet.count(b"/Type /Page\n") > 3
    assert shown.value(folded) == 0
    assert shown.complaints() == []


def test_a_complaint_and_a_request_would_be_noticed(tmp_path: Path, shown: Browser) -> None:
    file = tmp_path / "page.html"
    file.write_text('<img src="missing.png"><script>nothing.at.all()</script>')
    shown.open(file, *SIZES["desk"])
    told = str(shown.complaints())
    assert "missing.png" in told
    assert "ReferenceError" in told
