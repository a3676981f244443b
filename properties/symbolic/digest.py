"""Names terms by their content, the same in every run, so that what was decided can be remembered between runs."""

from functools import cache
from hashlib import blake2b
from typing import Any, Final

from properties.symbolic.formula import EQ, NE, Formula
from properties.symbolic.polynomial import ATOMS, Poly, number, times

SIZE: Final = 16
"""Bytes of a digest."""


def combined(*parts: bytes) -> bytes:
    """Return the digest of several parts."""
    whole = blake2b(digest_size=SIZE)
    for part in parts:
        whole.update(len(part).to_bytes(4, "big"))
        whole.update(part)
    return whole.digest()


@cache
def of_atom(index: int) -> bytes:
    """Return the digest of an atom: its name and range, and all that it is applied to."""
    found = ATOMS[index]
    condition = b"" if found.condition is None else of_formula(found.condition)
    kind = f"{found.head} {found.nonneg} {found.high}"
    return combined(kind.encode(), condition, *map(of_poly, found.args))


@cache
def of_poly(value: Poly) -> bytes:
    """Return the digest of a polynomial, whatever the order in which its terms came about."""
    terms = [combined(str(c).encode(), *sorted(of_atom(a) for a in m)) for m, c in value.terms.items()]
    return combined(b"poly", *sorted(terms))


@cache
def of_formula(f: Formula) -> bytes:
    """Return the digest of a statement, whatever the order of its parts, and of the sides of an equality."""
    scope = b"" if f.scope is None else of_scope(f.scope)
    # Which of its terms an equality begins with, and so its sign, hangs on which of them was met first.
    sides = (f.poly, times(f.poly, number(-1))) if f.kind in (EQ, NE) else (f.poly,)
    return combined(f.kind.encode(), *sorted(map(of_poly, sides)), scope, *sorted(map(of_formula, f.parts)))


def of_scope(scope: Any) -> bytes:
    """Return the digest of what a statement ranges over."""
    value = b"" if scope.nonneg is None else of_poly(scope.nonneg)
    return combined(scope.head.encode(), value, *map(of_poly, scope.outer), b"|", *map(of_poly, scope.generics))
