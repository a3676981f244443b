"""The table of actions and how they end."""

from dataclasses import replace

from seqstake.reports.heat import Cell, Heat, Row, heat_of
from seqstake.reports.run import Calls
from tests.seqstake.reports.runs import run


def test_ends_that_are_declared_have_a_cell_and_others_none() -> None:
    actions = {"Pause": Calls(99, {"NotAuthorised": 0}), "Slash": Calls(0, {"NotAuthorised": 9, "ZeroAddress": 0})}
    assert heat_of(replace(run(), actions=actions)) == Heat(
        ("Pause", "Slash"),
        (
            Row("accepted", (Cell(99, 0.8), Cell(0, 0.0))),
            Row("NotAuthorised", (Cell(0, 0.0), Cell(9, 0.44))),
            Row("ZeroAddress", (None, Cell(0, 0.0))),
        ),
        zeros=3,
    )


def test_nothing_seen_is_a_table_of_zeros() -> None:
    heat = heat_of(replace(run(), actions={"Pause": Calls(0, {})}))
    assert heat.rows == (Row("accepted", (Cell(0, 0.0),)),)
