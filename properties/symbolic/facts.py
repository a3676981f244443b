"""What holds of terms by themselves, whatever the state."""

from collections.abc import Iterable
from contextlib import suppress
from functools import cache, reduce
from operator import and_
from typing import Final

from properties.symbolic.formula import EQ, GE, Formula, Resting, at_least, compared, every, implied
from properties.symbolic.polynomial import ATOMS, DIV, ONE, ZERO, Monomial, Poly, intern, number, of_atom, plus, times

LONG: Final = 12
"""Facts with more terms than this are not multiplied."""

WIDE: Final = 16
"""Facts with more terms than this are not multiplied by bounds."""

_RANGES: Final[dict[int, Formula]] = {}


def ranges(atoms: Iterable[int]) -> list[Formula]:
    """Return the ranges of atoms: those of their types, which every value that is ever stored has.

    Arithmetic checks its results, calls are decoded to these types, and nothing else is stored. A comparison with
    what is plainly not negative is decided when it is made; these facts tell the solver the same.
    """
    found = []
    for a in atoms:
        if a not in _RANGES:
            _RANGES[a] = every(_ranges(a))
        found.append(_RANGES[a])
    return found


def _ranges(a: int) -> list[Formula]:
    facts: list[Formula] = []
    high = ATOMS[a].high
    if high is not None:
        facts.append(at_least(number(high), of_atom(ATOMS[a])))
    return facts


def divisions(atoms: Iterable[int]) -> list[Formula]:
    """Return what the quotients among atoms are: the floor, wherever the divisor is positive.

    The premise is part of each fact. So a division by zero proves nothing: that the divisor is positive is owed first.
    """
    return [division(a) for a in atoms if ATOMS[a].head is DIV]


@cache
def division(a: int) -> Formula:
    """Return what a quotient is."""
    dividend, divisor = ATOMS[a].args
    rest = plus(dividend, times(divisor, of_atom(ATOMS[a])), -1)
    floor = every((at_least(rest, ZERO), at_least(plus(divisor, rest, -1), ONE)))
    sign = implied(at_least(dividend, ZERO), at_least(of_atom(ATOMS[a]), ZERO))
    return implied(at_least(divisor, ONE), every((floor, sign)))


def scalings(atoms: Iterable[int]) -> list[Formula]:
    """Return how quotients of products compare with a factor, from how the other factor compares with the divisor.

    For ``q = x * r // b`` with ``b > 0`` and ``r >= 0``: ``x <= b`` gives ``x * r <= b * r``, so ``q <= r``; if even
    ``x < b`` and ``r > 0``, then ``q < r``; ``x >= b`` gives ``q >= r``. For the ceiling, the first and the last hold.
    """
    return [fact for a in atoms if ATOMS[a].head is DIV for fact in scaling(a)]


@cache
def scaling(a: int) -> list[Formula]:
    """Return how a quotient of a product, rounded down or up, compares with a factor."""
    dividend, divisor = ATOMS[a].args
    raised = plus(plus(dividend, divisor, -1), ONE)
    return scaled(a, dividend, divisor, ceiling=False) + scaled(a, raised, divisor, ceiling=True)


def crossings(atoms: Iterable[int]) -> list[Formula]:
    """Return how quotients ``x * n // d`` and ``x * m // e`` of one ``x`` compare, from the sign of ``n * e - m * d``.

    With ``x >= 0`` and positive divisors: if it is not negative, the first is at least the second. If it is at most
    ``e - 1``, or at most an ``r`` of which there is a quotient ``r // e``, and ``x <= d``, then the first exceeds the
    second by no more than one, or by one and that quotient: for ``x * n / d`` is ``x * m / e`` and ``x / d`` times what
    the sign was asked of over ``e``.
    """
    quotients = [a for a in atoms if ATOMS[a].head is DIV and ATOMS[a].args[1].constant is None]
    facts = []
    for a in quotients:
        for b in quotients:
            if a != b:
                for x in common_factors(ATOMS[a].args[0]) & common_factors(ATOMS[b].args[0]):
                    facts += crossed(a, b, x, quotients)
    return facts


def common_factors(value: Poly) -> set[int]:
    """Return the atoms that every monomial has."""
    monomials = list(value.terms)
    return set(monomials[0]).intersection(*monomials) if monomials else set()


def without(value: Poly, x: int) -> Poly:
    """Return a polynomial divided by an atom that every monomial has."""
    return intern({m[: m.index(x)] + m[m.index(x) + 1 :]: c for m, c in value.terms.items()})


def crossed(a: int, b: int, x: int, quotients: list[int]) -> list[Formula]:
    """Return the comparisons of two quotients with a common factor."""
    (n, d), (m, e) = ((without(ATOMS[q].args[0], x), ATOMS[q].args[1]) for q in (a, b))
    factor, first, second = of_atom(ATOMS[x]), of_atom(ATOMS[a]), of_atom(ATOMS[b])
    sign = plus(times(n, e), times(m, d), -1)
    sound = every((at_least(d, ONE), at_least(e, ONE), at_least(factor, ZERO)))
    small = every((sound, at_least(d, factor)))
    facts = [implied(every((sound, at_least(sign, ZERO))), at_least(first, second))]
    above = at_least(plus(plus(e, ONE, -1), sign, -1), ZERO)
    facts.append(implied(every((small, above)), at_least(plus(second, ONE), first)))
    for q in quotients:
        r, divisor = ATOMS[q].args
        if divisor is e and q not in (a, b):
            bounded = every((small, at_least(r, ZERO), at_least(r, sign)))
            facts.append(implied(bounded, at_least(plus(plus(second, of_atom(ATOMS[q])), ONE), first)))
    return facts


def scaled(a: int, product: Poly, divisor: Poly, ceiling: bool) -> list[Formula]:
    """Return the comparisons for each factor of a product."""
    q, facts = of_atom(ATOMS[a]), []
    for x in common_factors(product):
        r = without(product, x)
        factor = of_atom(ATOMS[x])
        sound = every((at_least(divisor, ONE), at_least(r, ZERO)))
        facts.append(implied(every((sound, at_least(divisor, factor))), at_least(r, q)))
        facts.append(implied(every((sound, at_least(factor, divisor))), at_least(q, r)))
        if not ceiling:
            strict = every((sound, at_least(divisor, plus(factor, ONE)), at_least(r, ONE)))
            facts.append(implied(strict, at_least(r, plus(q, ONE))))
    return facts


def products(monomials: Iterable[Monomial]) -> list[Formula]:
    """Return elementary facts of products of two: signs, and that a factor of at least one does not shrink."""
    return [fact for m in monomials for fact in of_product(m)]


@cache
def of_product(m: Monomial) -> list[Formula]:
    """Return facts of a product, for each of its factors and the rest."""
    facts = []
    for i in range(len(m) if len(m) > 1 else 0):
        x, rest, whole = intern({(m[i],): 1}), intern({m[:i] + m[i + 1 :]: 1}), intern({m: 1})
        facts += product(x, rest, whole)
    return facts


def product(x: Poly, y: Poly, xy: Poly) -> list[Formula]:
    """Return facts of one product; each holds of all integers."""
    up = (at_least(x, ONE), at_least(y, ZERO))
    signs = implied(every((at_least(x, ZERO), at_least(y, ZERO))), at_least(xy, ZERO))
    grows = implied(every(up), at_least(xy, y))
    zero = every((at_least(xy, ZERO), at_least(ZERO, xy)))
    none = implied(every((at_least(ZERO, x), at_least(x, ZERO))), zero)
    return [signs, grows, none]


def multiplied(facts: Resting, monomials: set[Monomial]) -> Resting:
    """Return facts times factors that are not negative, where that brings in no product that does not occur.

    From ``p >= 0`` and ``x >= 0`` follows ``x * p >= 0``, and from ``p == 0`` that ``x * p == 0``.
    """
    factors = {m[:i] + m[i + 1 :] for m in monomials for i in range(len(m))} | {(a,) for m in monomials for a in m}
    by = {f: partners(f, monomials) for f in factors if f and all(ATOMS[a].nonneg or ATOMS[a].head is DIV for a in f)}
    found: Resting = {}
    for f, bits in facts.items():
        if f.kind in (GE, EQ) and len(f.poly.terms) <= LONG and any(f.poly.terms):
            for x, allowed in by.items():
                if f.poly.terms.keys() <= allowed:
                    product = times(f.poly, intern({x: 1}))
                    signs = every(at_least(of_atom(ATOMS[a]), ZERO) for a in x)
                    found.setdefault(implied(signs, compared(f.kind, product)), bits)
    return found


def partners(factor: Monomial, monomials: set[Monomial]) -> set[Monomial]:
    """Return what a factor may be multiplied by: nothing else, and what makes a product that occurs."""
    found: set[Monomial] = {()}
    for m in monomials:
        rest = list(m)
        with suppress(ValueError):
            for a in factor:
                rest.remove(a)
            found.add(tuple(rest))
    return found


def merges(quotients: Iterable[int]) -> list[Formula]:
    """Return how a quotient ``n // d`` compares with the sum of two: one ``m // d``, and one ``k // e``.

    With positive divisors, if ``e * (n - d * (m // d)) >= d * k``, then ``n // d >= m // d + k // e``: divided by
    ``d * e``, the premise says so of the quotients before they are rounded down, and what is added is a whole number.
    Where the premise has a factor ``d - x``, with ``x`` a factor of ``n``, it takes a product of what the floor of
    ``m // d`` leaves.
    """
    there = [(of_atom(ATOMS[a]), *ATOMS[a].args) for a in quotients if ATOMS[a].head is DIV]
    facts = []
    for whole, n, d in there:
        for first, m, divisor in there:
            for second, k, e in there:
                if divisor is d and e is not d and first is not whole:
                    left = times(e, plus(n, times(d, first), -1))
                    premise = every((at_least(d, ONE), at_least(e, ONE), at_least(left, times(d, k))))
                    facts.append(implied(premise, at_least(whole, plus(first, second))))
                    for x in common_factors(n):
                        room, rest = plus(d, of_atom(ATOMS[x]), -1), plus(m, times(d, first), -1)
                        signs = every((at_least(room, ZERO), at_least(rest, ZERO)))
                        facts.append(implied(signs, at_least(times(room, rest), ZERO)))
    return facts


def paired(facts: Resting, monomials: set[Monomial]) -> Resting:
    """Return bounds times facts, where that brings in no product that does not occur; both sides are at least zero."""
    factors = {a for m in monomials for a in m}
    found: Resting = {}
    all_facts = [f for f in facts if f.kind == GE and len(f.poly.terms) <= WIDE]
    short = [f for f in all_facts if len(f.poly.terms) <= 2 and any(a in factors for m in f.poly.terms for a in m)]
    by = {m: partners(m, monomials) for bound in short for m in bound.poly.terms if m}
    occurring = {f for f in all_facts if all(len(m) < 2 or m in monomials for m in f.poly.terms)}
    at: dict[Monomial, list[int]] = {}
    for place, f in enumerate(all_facts):
        at.setdefault(max(f.poly.terms, key=len, default=()), []).append(place)
    for bound in short:
        allowed = reduce(and_, (by[m] for m in bound.poly.terms if m))
        # Each is looked for by one of its products, since few of them are allowed.
        for f in (all_facts[place] for place in sorted(place for m in allowed for place in at.get(m, ()))):
            if f.poly.terms.keys() <= allowed and (() not in bound.poly.terms or f in occurring):
                found.setdefault(compared(GE, times(bound.poly, f.poly)), facts[bound] | facts[f])
    return found


def by_divisors(facts: Iterable[Formula], divisors: Iterable[Poly]) -> list[Formula]:
    """Return facts times divisors, which are positive where anything is known of a quotient.

    What is known of a quotient speaks of its product with the divisor, and only so it bears on a bound of the quotient.
    """
    found = []
    for divisor in divisors:
        for f in facts:
            if f.kind in (GE, EQ) and divisor.constant is None:
                found.append(implied(at_least(divisor, ONE), compared(f.kind, times(f.poly, divisor))))
    return found
