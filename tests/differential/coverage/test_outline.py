"""An outline of the small source, with every line and condition that there is."""

from differential.coverage.build import Build
from differential.coverage.outline import Line
from tests.differential.coverage.small import UNIT


def test_every_line_that_can_run_is_there(small: Build) -> None:
    lines = small.outlines[UNIT].lines
    numbers = [10, 11, 16, 22, 25, 30, 33, 34, 43, 46, 47, 49, 51, 55, 59, 63, 67, 71, 75, 79, 80, 81, 82, 84, 88, 92]
    assert list(lines) == [*numbers, 93, 95, 97, 99, 107]
    assert lines[22] == Line(22, "uint256 public floor = 3;", "Base")
    assert lines[43] == Line(43, "constructor(address owner) Base(owner) {}", "Small.constructor")
    assert lines[47] == Line(47, "_kept[value] = value;", "Small.oneSided")


def test_every_condition_is_there(small: Build) -> None:
    conditions = small.outlines[UNIT].conditions.values()
    assert [(one.number, one.line, one.text, one.function) for one in conditions] == [
        (0, 10, "i <= last", "Sums.upTo"),
        (1, 25, "caller == OWNER", "Base.onlyOwner"),
        (2, 46, "value > 10", "Small.oneSided"),
        (3, 55, "value >= floor", "Small.checked"),
        (4, 63, "first", "Small.both"),
        (5, 67, "first", "Small.either"),
        (6, 71, "first", "Small.picked"),
        (7, 79, "count < times", "Small.looped"),
        (8, 80, "count < 4", "Small.looped"),
        (9, 82, "count == 5", "Small.looped"),
        (10, 84, "count > 1", "Small.looped"),
        (11, 88, "value", "Small.empty"),
        (12, 92, "other.checked(value)", "Small.tried"),
    ]


def test_the_further_lines_of_a_statement_belong_to_its_first(small: Build) -> None:
    assert small.outlines[UNIT].rest == {56: 55, 57: 55, 58: 55, 100: 99, 101: 99}
