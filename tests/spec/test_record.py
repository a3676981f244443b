import dataclasses
from inspect import getmembers, isclass
from typing import Any

import pytest

from properties.world import paper_world
from spec import actions, events, parameters, slashing, state, tokens, transition
from spec.record import replace
from spec.units import Wei

MODULES = (actions, events, parameters, slashing, state, tokens, transition)
RECORDS: dict[str, type[Any]] = {
    name: kind
    for module in MODULES
    for name, kind in getmembers(module, isclass)
    if hasattr(kind, "__slots__") and dataclasses.is_dataclass(kind)
}
"""All records of the specification but rejections, which are thrown as they are."""


def numbered(kind: type[Any], first: int) -> Any:
    """Return a record with a number in every field, which no constructor would ask for."""
    return kind(*range(first, first + len(dataclasses.fields(kind))))


@pytest.mark.parametrize("name", sorted(RECORDS))
def test_every_record_is_changed_as_the_standard_library_changes_it(name: str) -> None:
    kind = RECORDS[name]
    record, other = numbered(kind, 0), numbered(kind, 100)
    names = [field.name for field in dataclasses.fields(kind)]
    for changed in ([], names, *([name] for name in names), names[::-2]):
        changes = {name: getattr(other, name) for name in changed}
        made = replace(record, **changes)
        assert type(made) is kind
        assert made == dataclasses.replace(record, **changes)
    assert record == numbered(kind, 0)


def test_a_field_that_a_record_does_not_have_is_named() -> None:
    ledger: Any = paper_world(same_token=True).genesis().ledger
    with pytest.raises(TypeError, match="Ledger has no field lent"):
        replace(ledger, bonded=Wei(1), lent=Wei(2))
