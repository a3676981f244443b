"""Checks of terms: what they come to, what is put for them, and what is joined of them."""

from collections.abc import Callable, Iterator
from itertools import pairwise
from random import Random
from typing import Any

from properties.symbolic.explorer import aside
from properties.symbolic.formula import Formula, Resting, atoms_of, every, opposite
from properties.symbolic.formula import some as either
from properties.symbolic.ground import Ground
from properties.symbolic.joining import join
from properties.symbolic.knowledge import STATE
from properties.symbolic.polynomial import ATOMS, DIV
from properties.symbolic.rewriting import Rewriter, learnt
from properties.symbolic.values import formula_of, poly_of
from spec.events import Paused, Unpaused
from spec.state import State
from spec.units import Timestamp
from tests.properties.symbolic.checks.worlds import Variables, some, state

TRIES = 60
"""How many concrete values each check is made on."""

Numbers = tuple[Any, ...]

EXPRESSIONS: tuple[Callable[[State, Numbers], Any], ...] = (
    lambda s, v: v[0] - v[1] * v[2],
    lambda s, v: (v[0] - v[1]) * (v[0] + v[1]) - 3,
    lambda s, v: (v[0] - v[1]) // (v[2] + 1),
    lambda s, v: (6 * v[0] - 4 * v[1]) // 2,
    lambda s, v: (v[0] * v[1] - 7) // 3,
    lambda s, v: 20 // (v[0] + 1) - v[1] // 1,
    lambda s, v: s.credits[v[0]] - 2 * s.credits[v[1]],
    lambda s, v: s.tickets[v[0]].shares * v[1] // (s.credits[v[2]] + 1),
    lambda s, v: s.tokens[v[0]].balances[v[1]] - v[2],
)
"""Numbers."""

STATEMENTS: tuple[Callable[[State, Numbers], Any], ...] = (
    lambda s, v: v[0] >= v[1],
    lambda s, v: v[0] < v[1] * v[2],
    lambda s, v: 2 * v[0] == 4 * v[1] - 2,
    lambda s, v: 2 * v[0] == 4 * v[1] + 1,
    lambda s, v: 3 * v[0] - 6 * v[1] > 2,
    lambda s, v: v[0] * v[1] != v[2],
    lambda s, v: -1 * v[0] >= v[1],
    lambda s, v: v[0] + v[1] > 0,
    lambda s, v: s.credits[v[0]] == v[1],
    lambda s, v: s.credits[v[0]] <= s.credits[v[1]],
    lambda s, v: s.tickets[v[0]].owner == v[2],
)
"""Truth values."""


def terms_come_to_their_values() -> None:
    """Check that numbers, statements and their opposites come to what they are of concrete numbers."""
    variables, random = Variables("a", "b", "c"), Random(6)
    with aside():
        numbers = [e(STATE, variables.all) for e in EXPRESSIONS]
        statements = [formula_of(e(STATE, variables.all)) for e in STATEMENTS]
    for _ in range(TRIES):
        s, values = state(random), some(random, 3)
        real = variables.ground(*values, s=s)
        for expression, value in zip(EXPRESSIONS, numbers, strict=True):
            assert real.is_now(value, expression(s, values)), value
        for expression, f in zip(STATEMENTS, statements, strict=True):
            assert real.holds(f) == bool(expression(s, values)), f
            assert real.holds(opposite(f)) != bool(expression(s, values)), f
        for f, g in pairwise(statements):
            assert real.holds(every((f, g))) == (real.holds(f) and real.holds(g))
            assert real.holds(either((f, g))) == (real.holds(f) or real.holds(g))


class AtWill(Ground):
    """Values in which a quotient by what is not positive is anything: the lowest number there is."""

    def fresh(self, index: int) -> int:
        """Return the value of an atom, worked out anew."""
        found = ATOMS[index]
        if found.head is DIV and self.poly(found.args[1]) <= 0:
            return -1_000_000
        return super().fresh(index)


def what_is_plain_is_so() -> None:
    """Check that what is held to be never negative is not, even where something is divided by zero."""
    variables, random = Variables("a", "b", "c"), Random(7)
    with aside():
        v = variables.all
        numbers = [v[0] // v[1], (v[0] - v[1]) // (v[2] + 1), v[0] // (v[2] + 1), v[0] // 3, (v[0] - v[1]) // 3]
        numbers += [join(formula_of(v[0] > v[1]), v[0] // v[1], v[0] - v[1])]
    atoms = sorted(atoms_of([formula_of(number + 5 > v[2] * number) for number in numbers]))
    assert any(ATOMS[a].nonneg and ATOMS[a].head is DIV for a in atoms)
    for _ in range(TRIES):
        real = AtWill(**variables.ground(*some(random, 3)).roots)
        for a in atoms:
            assert not ATOMS[a].nonneg or real.atom(a) >= 0, ATOMS[a]


def joined_pairs(s: State, v: Numbers) -> list[tuple[Any, Any]]:
    """Return values that may come of two branches."""
    once = s.credits.set(v[0], v[1])
    told = (Paused(Timestamp(1)),)
    return [
        (v[0], v[1] + 1),
        (v[0], v[0]),
        (3, v[2]),
        (v[0] > 1, v[1] > v[2]),
        (True, v[0] > 1),
        (s.tickets[v[0]], s.tickets[v[1]]),
        (once, once.set(v[0], v[2])),
        (s.credits, once),
        (once, s.credits),
        ((v[0], v[1] > 2), (v[2], v[0] > 2)),
        (told, (*told, Unpaused(Timestamp(2)))),
        ((*told, Unpaused(Timestamp(2))), told),
        ((*told, Paused(Timestamp(3))), (*told, Unpaused(Timestamp(2)))),
    ]


def what_is_joined_is_either() -> None:
    """Check that two values joined come to the one where the condition holds, and to the other where it does not."""
    for number, condition in enumerate(STATEMENTS):
        variables, random = Variables("a", "b", "c"), Random(8)
        with aside():
            f = formula_of(condition(STATE, variables.all))
            pairs = joined_pairs(STATE, variables.all)
            found = [join(f, x, y) for x, y in pairs] if f.truth is None else []
        for _ in range(TRIES // 3):
            s, values = state(random), some(random, 3)
            real = variables.ground(*values, s=s)
            for joined, (x, y) in zip(found, joined_pairs(s, values), strict=bool(found)):
                wanted = x if condition(s, values) else y
                assert real.is_now(joined, wanted), f"{joined} is not {wanted} where {number} is {real.holds(f)}"


def facts_of(s: State, v: Numbers) -> list[Any]:
    """Return truths that are often true, solved for in all ways: plainly, of entries, with divisions and choices."""
    return [
        v[0] == v[1] + 1,
        v[2] == 2 * v[0] - v[1],
        s.credits[v[0]] == v[1],
        s.credits[s.tickets[v[0]].owner] == s.credits[v[2]],
        v[0] + v[1] == 3,
        s.tickets[v[1]].owner == v[0],
        s.credits[v[1]] >= v[2],
        v[1] // 2 == v[2],
        v[0] <= v[2],
        s.tickets[v[2]].shares == s.tickets[v[0]].shares + v[1],
    ]


def alternatives(facts: list[Formula]) -> list[Formula]:
    """Return statements that one of two facts holds, in one way or another."""
    pairs = list(pairwise(facts))
    return [*(either(pair) for pair in pairs), *(either((f, every((g, f)))) for f, g in pairs)]


def what_is_put_for_terms_is_equal() -> None:
    """Check that a term comes to what it comes to after equals were put for equals, wherever what is known holds."""
    for seed in range(18):
        variables, random = Variables("a", "b", "c"), Random(seed)
        with aside():
            all_facts = [formula_of(fact) for fact in facts_of(STATE, variables.all)]
            known = random.sample([*all_facts, *alternatives(all_facts)], 1 + seed % 3)
            terms = [poly_of(e(STATE, variables.all)) for e in EXPRESSIONS]
            claims = [*all_facts, *(formula_of(e(STATE, variables.all)) for e in STATEMENTS)]
        by, left = learnt_at(dict.fromkeys(known, 0), claims if seed % 2 else None)
        for real in where(known, variables, random):
            agree(by, real, terms, claims)
            for f in left:
                assert real.holds(f), f"{f} does not follow from {known}"


def what_it_rests_on_is_enough() -> None:
    """Check that what a rewriting is said to rest on is all that has to hold for it to change nothing."""
    for seed in range(12):
        variables, random = Variables("a", "b", "c"), Random(seed)
        with aside():
            all_facts = [formula_of(fact) for fact in facts_of(STATE, variables.all)]
            known = random.sample([*all_facts, *alternatives(all_facts)], 2 + seed % 3)
            terms = [poly_of(e(STATE, variables.all)) for e in EXPRESSIONS]
            claims = [*all_facts, *(formula_of(e(STATE, variables.all)) for e in STATEMENTS)]
        by, left = learnt_at({f: 1 << index for index, f in enumerate(known)}, claims if seed % 2 else None)
        for _ in range(60):
            real = variables.ground(*some(random, 3), s=state(random))
            false = sum(1 << index for index, f in enumerate(known) if not real.holds(f))
            for f, bits in left.items():
                assert bits & false or real.holds(f), f"{f} does not follow from {bits:b} of {known}"
            for term in terms:
                new, used = by.traced(by.poly, term)
                assert used & false or real.poly(new) == real.poly(term), f"{term} became {new}"
            for claim in claims:
                new, used = by.traced(by.formula, claim)
                assert used & false or real.holds(new) == real.holds(claim), f"{claim} became {new}"


def learnt_at(facts: Resting, between: list[Formula] | None) -> tuple[Rewriter, Resting]:
    """Learn facts: all at once, or else the last after statements were rewritten by the others."""
    if between is None:
        return learnt(facts)
    *others, last = facts
    before = learnt({f: facts[f] for f in others})
    for f in between:
        before[0].formula(f)
    return learnt({last: facts[last]}, before)


def where(known: list[Formula], variables: Variables, random: Random) -> Iterator[Ground]:
    """Yield some values of which something holds."""
    found = 0
    for _ in range(400):
        real = variables.ground(*some(random, 3), s=state(random))
        if all(map(real.holds, known)):
            yield real
            found += 1
        if found == 5:
            return
    assert found, f"nothing of which {known} holds"


def agree(by: Rewriter, real: Ground, terms: list[Any], claims: list[Formula]) -> None:
    """Check that nothing is changed by rewriting."""
    for term in terms:
        assert real.poly(by.poly(term)) == real.poly(term), f"{term} became {by.poly(term)}"
    for claim in claims:
        assert real.holds(by.formula(claim)) == real.holds(claim), f"{claim} became {by.formula(claim)}"
