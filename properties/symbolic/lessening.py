"""Makes a state that shows something smaller: whatever can be as usual is.

One part after another is put back to what it is right after the usual deployment, as a whole if it can be, and else
piece by piece; each time it is replayed whether the state still shows it. Nothing is made rounder by that, and nothing
is moved from one place to another: a solver finds smaller states, but it does not always find one.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from properties.declaration import Property
from properties.symbolic.interpretation import concrete
from properties.symbolic.model import Witness, checked, replayed
from properties.symbolic.people import usual_state
from properties.symbolic.schema import is_record, map_types, plain, types_of
from spec.state import State

Shows = Callable[[Any], bool]
"""Tells whether a value in the place of another still shows what is to be shown."""


def with_entry(key: Any, value: Any, part: Any) -> Any:
    """Return a map with another entry at a key."""
    return value.set(key, part)


def with_field(name: str, value: Any, part: Any) -> Any:
    """Return a record with another value of a field."""
    return replace(value, **{name: part})


def settled(value: Any, usual: Any, kind: Any, shows: Shows) -> Any:
    """Return a value of that type with as much as usual as may be."""
    if value == usual or shows(usual):
        return usual
    inner = map_types(kind)
    if inner is not None:
        for key in [key for key, _ in value.items()]:
            value = within(value, partial(with_entry, key), (value[key], usual[key], inner[1]), shows)
    elif is_record(kind):
        for name, part in types_of(plain(kind)).items():
            value = within(value, partial(with_field, name), (getattr(value, name), getattr(usual, name), part), shows)
    return value


def within(value: Any, put: Callable[[Any, Any], Any], part: tuple[Any, Any, Any], shows: Shows) -> Any:
    """Return a value with one part settled, which is given with what is usual there and its type."""
    return put(value, settled(*part, lambda new: shows(put(value, new))))


def lessened(claim: Property | None, found: Witness) -> Witness:
    """Return a step that shows that a property does not hold, in a state that is as usual where it can be."""
    with concrete():
        before = settled(found.before, usual_state(), State, lambda new: replayed(claim, replace(found, before=new)))
        small = replace(found, before=before)
        return checked(claim, small.told_apart()) or small
