"""What symbolic terms come to of a concrete state: the test of everything symbolic.

Unknown functions are read as the maps that they stand for, and unknown sums are added up.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import fields, is_dataclass
from typing import Any

from properties.symbolic.explorer import aside
from properties.symbolic.failure import EngineError
from properties.symbolic.formula import AND, EQ, GE, NE, OR, Formula
from properties.symbolic.fresh import flat
from properties.symbolic.joining import Guarded
from properties.symbolic.knowledge import MAPS, map_of
from properties.symbolic.polynomial import ATOMS, DIV, ITE, Poly, Substituter, number
from properties.symbolic.sums import SUMS
from properties.symbolic.table import Mapped, SymMap
from properties.symbolic.values import SymBool, SymInt
from spec.map import Map


class Ground:
    """Values of the variables: by the name that the symbolic values were made with."""

    def __init__(self, **roots: Any) -> None:
        self.roots = roots
        self.memory: dict[int, int] = {}

    def at(self, path: str, value: Any = None) -> Any:
        """Return what stands at a dotted path."""
        names = path.split(".") if path else []
        if value is None:
            value = self.roots[names.pop(0)]
        for name in names:
            value = getattr(value, name)
        return value

    def entries(self, head: str, args: tuple[int, ...]) -> Map[Any, Any]:
        """Return a map, or that within the entry at ``args`` of another."""
        _, around, width = MAPS[head]
        if around is None:
            found: Map[Any, Any] = self.at(head)
            return found
        inner: Map[Any, Any] = self.at(head.removeprefix(around + "."), entry(self.entries(around, ()), args[:width]))
        return inner

    def applied(self, head: str, args: tuple[int, ...]) -> int:
        """Return the value of an unknown function."""
        name = map_of(head)
        if name is None:
            raise EngineError(f"unknown function {head}")
        around, width = MAPS[name][1:]
        value = entry(self.entries(name, args), args[width:] if around else args)
        return int(self.at(head.removeprefix(name).removeprefix("."), value)) if head != name else int(value)

    def added(self, head: str, args: tuple[int, ...]) -> int:
        """Return the value of an unknown sum."""
        summand = SUMS[head]
        values = {name: number(value) for name, value in zip(summand.holes, args, strict=True)}
        outer = tuple(self.poly(Substituter(values).poly(part)) for part in summand.outer)
        result = 0
        for key, _ in self.entries(summand.head, outer).items():
            at = {name: number(int(part)) for name, part in zip(summand.generics, flat_numbers(key), strict=True)}
            result += self.poly(Substituter({**values, **at}).poly(summand.term))
        return result

    def atom(self, index: int) -> int:
        """Return the value of an atom."""
        if index not in self.memory:
            self.memory[index] = self.fresh(index)
        return self.memory[index]

    def fresh(self, index: int) -> int:
        """Return the value of an atom, worked out anew."""
        found = ATOMS[index]
        if found.head is ITE:
            return self.poly(found.args[0 if self.holds(found.condition) else 1])
        args = tuple(map(self.poly, found.args))
        if found.head is DIV:
            return args[0] // args[1] if args[1] else 0
        if found.head in SUMS:
            return self.added(found.head, args)
        return self.applied(found.head, args) if args else int(self.at(found.head))

    def poly(self, value: Poly) -> int:
        """Return the value of a polynomial."""
        result = 0
        for monomial, coefficient in value.terms.items():
            product = coefficient
            for a in monomial:
                product *= self.atom(a)
            result += product
        return result

    def holds(self, f: Formula) -> bool:
        """Tell whether a statement without quantifiers is true."""
        if f.truth is not None:
            return f.truth
        if f.kind in (AND, OR):
            return (all if f.kind == AND else any)(map(self.holds, f.parts))
        value = self.poly(f.poly)
        return {GE: value >= 0, EQ: value == 0, NE: value != 0}[f.kind]

    def told(self, m: SymMap, real: Map[Any, Any]) -> Iterator[tuple[tuple[int, ...], Any]]:
        """Yield what a symbolic map says of keys: of those that were written, or of all if any number of them was."""
        written = {tuple(map(self.poly, e.parts)): e.value for e in m.written}
        yield from written.items()
        if isinstance(m.source, Mapped):
            for parts in {flat_numbers(key) for key, _ in real.items()} - written.keys():
                with aside():
                    yield parts, m.source.at(tuple(map(number, parts)))

    def is_now(self, value: Any, real: Any) -> bool:
        """Tell whether a symbolic value comes to a concrete one; of maps, at every key that was written."""
        if isinstance(value, SymInt):
            return self.poly(value.poly) == int(real)
        if isinstance(value, SymBool):
            return self.holds(value.formula) == bool(real)
        if isinstance(value, SymMap):
            return all(self.is_now(found, entry(real, parts)) for parts, found in self.told(value, real))
        if isinstance(value, tuple):
            told = [item for item in value if not isinstance(item, Guarded) or self.holds(item.condition)]
            items = [item.event if isinstance(item, Guarded) else item for item in told]
            return len(items) == len(real) and all(map(self.is_now, items, real))
        if is_dataclass(value):
            names = [field.name for field in fields(value)]
            return type(value) is type(real) and all(self.is_now(getattr(value, n), getattr(real, n)) for n in names)
        return bool(value == real)


def takes(step: Any, conditions: Iterable[Formula]) -> bool:
    """Tell whether a concrete step is seen to take a path.

    What is said of all keys of a map is a lemma, and no answer. Of what is in the midst of a repetition, nobody knows.
    """
    real = Ground(s=step.before, call=step.call, arg=step.action)
    with suppress(EngineError, KeyError, AttributeError):
        return all(real.holds(f) for f in conditions if not f.quantified)
    return False


def flat_numbers(key: Any) -> tuple[int, ...]:
    """Return the numbers that a concrete key is made of."""
    return tuple(part.constant or 0 for part in flat(key))


def entry(m: Map[Any, Any], parts: tuple[int, ...]) -> Any:
    """Return what a concrete map holds at the key made of these numbers."""
    for key, value in m.items():
        if flat_numbers(key) == parts:
            return value
    return m.default
