"""What the vocabulary asks of properties: that they hold where a map was never written, and where nothing changed.

The prover relies on it, and the concrete words do not notice. So they are replaced, for this test, by words that do.
"""

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any

import pytest

from properties import catalogue, evaluation, vocabulary
from properties.evaluation import check_outcome
from properties.outcome import Outcome
from spec.map import Map


def others(key: Any) -> Iterator[Any]:
    """Yield keys near one."""
    if is_dataclass(key) and not isinstance(key, type):
        for field in fields(key):
            for other in others(getattr(key, field.name)):
                yield replace(key, **{field.name: other})
    elif type(key) is int:
        yield from (number for number in (0, key - 1, key + 1, 987_654) if number >= 0)


def absent(*maps: Map[Any, Any]) -> Iterator[Any]:
    """Yield keys that none of the maps has an entry for, near to those that they have."""
    for m in maps:
        for key, _ in m.items():
            yield from (other for other in others(key) if all(each[other] is each.default for each in maps))


def zero(value: int) -> int:
    assert value == 0, "not zero at the default"
    return value


def true(value: bool) -> bool:
    assert value, "not true at the default"
    return value


def total(m: Any, f: Any) -> Any:
    zero(f(m.default))
    return vocabulary.total(m, f)


def total_items(m: Any, f: Any) -> Any:
    for key in absent(m):
        zero(f(key, m.default))
    return vocabulary.total_items(m, f)


def forall(m: Any, p: Any) -> Any:
    true(p(m.default))
    return vocabulary.forall(m, p)


def nonneg(m: Any, f: Any) -> Any:
    true(f(m.default) >= 0)
    return vocabulary.nonneg(m, f)


def forall_items(m: Any, p: Any) -> Any:
    for key in absent(m):
        true(p(key, m.default))
    return vocabulary.forall_items(m, p)


def forall2(before: Any, after: Any, p: Any) -> Any:
    true(p(before.default, after.default))
    return vocabulary.forall2(before, after, p)


def forall2_items(before: Any, after: Any, p: Any) -> Any:
    for key in absent(before, after):
        true(p(key, before.default, after.default))
    return vocabulary.forall2_items(before, after, p)


def forall_changed(before: Any, after: Any, p: Any) -> Any:
    for value in (before.default, *before.values()):
        true(p(value, value))
    return vocabulary.forall_changed(before, after, p)


def forall_changed_items(before: Any, after: Any, p: Any) -> Any:
    for key in absent(before, after):
        true(p(key, before.default, after.default))
    for key, value in before.items():
        true(p(key, value, value))
    return vocabulary.forall_changed_items(before, after, p)


def forall_totals(m: Any, group: Any, f: Any, other: Any, p: Any) -> Any:
    for key in absent(m):
        zero(f(key, m.default))
    for key in absent(other):
        if all(group(value) != key for value in m.values()):
            true(p(key, 0, other.default))
    return vocabulary.forall_totals(m, group, f, other, p)


STRICT: tuple[Callable[..., Any], ...] = (
    total,
    total_items,
    forall,
    nonneg,
    forall_items,
    forall2,
    forall2_items,
    forall_changed,
    forall_changed_items,
    forall_totals,
)


def test_properties_hold_where_nothing_was_written_or_changed(
    monkeypatch: pytest.MonkeyPatch, outcomes: tuple[Outcome, ...]
) -> None:
    monkeypatch.setattr(evaluation, "HELD", {})
    for module in catalogue.MODULES:
        for word in STRICT:
            monkeypatch.setattr(module, word.__name__, word, raising=False)
    violations = {str(violation)[:300] for outcome in outcomes[::7] for violation in check_outcome(outcome)}
    assert violations == set()
