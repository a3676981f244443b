"""Paths lead to every record that they mean, and name its keys."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from differential.adapter.path import StatePath, leaf, leaves
from differential.adapter.reader import Table
from differential.adapter.values import Misfit, Names, decode_as, encode_as
from differential.campaign.openings import ordinary
from differential.people import chain_cast
from differential.system import chain_world
from properties.world import call_at
from spec.parameters import Parameters
from spec.state import State, Ticket, Validator
from spec.transition import apply
from spec.views import earned

WORLD = chain_world()
CAST = chain_cast()
TABLE = Table(Path("adapter.toml"), "state[1]", {})


@pytest.fixture(scope="module")
def state() -> State:
    """The state after an ordinary opening."""
    found = WORLD.genesis()
    for step in ordinary(WORLD):
        found = apply(found, call_at(found, step), step.action).state
    return found


def path(text: str) -> StatePath:
    """Return a path in the usual world."""
    return StatePath(TABLE, "spec", text, Names(WORLD, {}))


def walked(state: State, text: str, *accounts: int) -> list[tuple[dict[str, Any], Any]]:
    """Return where a path leads, with the names of the keys."""
    return [(dict(scope), found) for _, scope, found in path(text).walk(state, accounts)]


def test_a_star_stands_for_every_key(state: State) -> None:
    first, second = sorted(CAST.validators[:2])
    found = walked(state, "validators[*]")
    assert [scope for scope, _ in found] == [{"validator": first}, {"validator": second}]
    assert all(isinstance(record, Validator) for _, record in found)
    assert [scope["ticket"] for scope, _ in walked(state, "tickets[*].bucket.maturity")] == [1]


def test_keys_can_be_given(state: State) -> None:
    first, holder = CAST.validators[0], CAST.delegators[1]
    shares = walked(state, "pools[validator 1, 0].positions[delegator 2].shares")
    assert len(shares) == 1
    assert shares[0][0] == {"validator": first, "generation": 0, "holder": holder}
    assert walked(state, "pools[validator 1, *].assets") == walked(state, "pools[validator 1, 0].assets")
    assert walked(state, "pools[validator 3, *].assets") == []


def test_watched_accounts_are_asked_for_whether_the_spec_has_them_or_not(state: State) -> None:
    found = walked(state, "credits[*]", CAST.reporter)
    assert found == [({"account": CAST.reporter}, 0)]


def test_quantities_are_worked_out(state: State) -> None:
    first, holder = CAST.validators[0], CAST.delegators[0]
    found = walked(state, "earned[validator 1, *, *]", holder)
    assert [scope for scope, _ in found] == [{"validator": first, "generation": 0, "holder": holder}]
    assert found[0][1] == earned(state, first, found[0][0]["generation"], holder) > 0
    assert walked(state, "is_paused") == [({}, False)]


def test_the_numbers_in_a_record_have_paths() -> None:
    assert "bucket.maturity" in leaves(Ticket)
    assert set(leaves(Parameters)) == set(Parameters.__dataclass_fields__)
    assert leaf(CAST.reporter, "") == CAST.reporter


@pytest.mark.parametrize(
    ("kind", "value"),
    [("uint8", 256), ("bytes4", 2**32), ("address", 2**160), ("uint256[]", 3), ("uint256", -1), ("uint256", (1, 2))],
)
def test_a_value_that_does_not_fit_is_refused(kind: str, value: Any) -> None:
    with pytest.raises(Misfit):
        encode_as([{"type": kind, "name": "x"}], [value])


def test_values_come_back_as_they_went() -> None:
    parts: list[Mapping[str, Any]] = [
        {"type": "address", "name": "who"},
        {"type": "bool", "name": "yes"},
        {"type": "bytes4", "name": "b"},
    ]
    record: Mapping[str, Any] = {"type": "tuple", "name": "r", "components": parts}
    values = [(CAST.reporter, 1, 7), 5, (1, 2, 3)]
    kinds: list[Mapping[str, Any]] = [record, {"type": "uint256", "name": "n"}, {"type": "uint256[]", "name": "list"}]
    assert decode_as(kinds, encode_as(kinds, values)) == tuple(values)
    with pytest.raises(Misfit):
        decode_as(kinds, b"\1")
