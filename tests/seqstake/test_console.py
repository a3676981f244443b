"""What is printed stays as it is written."""

from collections.abc import Callable

import pytest
from rich.console import Console

from seqstake.console import error_console, plain_console, wide_console


@pytest.mark.parametrize("made", [plain_console, error_console, wide_console])
def test_places_stay_places(made: Callable[[], Console], capsys: pytest.CaptureFixture[str]) -> None:
    made().print("spec/exits.py:100:8")
    captured = capsys.readouterr()
    assert captured.out + captured.err == "spec/exits.py:100:8\n"
