"""The guards: all of them are known, and the one that is asked is told."""

import re

from properties.symbolic.guards import SPEC, asked, guards
from properties.symbolic.interpretation import symbolic
from properties.symbolic.needs import Kind, noted
from properties.symbolic.steps import cases


def test_every_guard_is_known_by_a_name_of_its_own() -> None:
    calls = sum(len(re.findall(r"\brequire\(", path.read_text())) for path in SPEC.glob("*.py"))
    assert len(guards()) == calls - 1  # its definition
    assert len({guard.name for guard in guards()}) == len(guards())


def test_nothing_is_asked_outside_of_a_guard() -> None:
    assert asked() is None


def test_what_a_path_answers_is_known_by_its_guard() -> None:
    with symbolic(), noted() as notes:
        for _ in cases("Withdraw"):
            pass
    told = {name[1].partition(" ")[2] for names in notes.owed.values() for name in names if name[0] is Kind.GUARD}
    assert told == {
        "withdraw: NothingToWithdraw",
        "move: ERC20InvalidReceiver",
        "move: ERC20InsufficientBalance",
    }
