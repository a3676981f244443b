"""Normal forms mean what the expressions mean."""

from collections.abc import Callable
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest

from properties.symbolic.explorer import explore
from properties.symbolic.facts import divisions, multiplied, paired, products, scalings
from properties.symbolic.failure import EngineError
from properties.symbolic.formula import FALSE, GE, TRUE, Formula, at_least, atoms_of, compared, conjuncts, opposite
from properties.symbolic.fresh import leaf
from properties.symbolic.ground import Ground
from properties.symbolic.joining import join
from properties.symbolic.polynomial import ATOMS, DIV, ZERO, of_atom, plus, times
from properties.symbolic.rewriting import learnt
from properties.symbolic.values import SymInt, formula_of

NAMES = ("x", "y", "z")
VARIABLES = [leaf(int, f"v.{name}", ()) for name in NAMES]


def ground(values: tuple[int, ...]) -> Ground:
    return Ground(v=SimpleNamespace(**dict(zip(NAMES, values, strict=True))))


def expression(random: Random, depth: int, leaves: list[Any]) -> Any:
    """Build the same expression of whatever the leaves are."""
    if depth == 0:
        return random.choice([*leaves, random.randrange(-3, 9)])
    a, b = expression(random, depth - 1, leaves), expression(random, depth - 1, leaves)
    operation: Callable[[Any, Any], Any] = random.choice(
        [lambda p, q: p + q, lambda p, q: p - q, lambda p, q: p * q, lambda p, q: p // (q * q + 1)]
    )
    return operation(a, b)


@pytest.mark.parametrize("seed", range(60))
def test_expressions_come_to_their_values(seed: int) -> None:
    values = tuple(Random(seed).randrange(0, 50) for _ in NAMES)
    symbolic = expression(Random(seed), 3, list(VARIABLES))
    concrete = expression(Random(seed), 3, list(values))
    assert ground(values).is_now(symbolic, concrete)


@pytest.mark.parametrize("seed", range(60))
def test_comparisons_and_their_opposites_come_to_their_values(seed: int) -> None:
    random = Random(seed)
    values = tuple(random.randrange(0, 4) for _ in NAMES)
    x, y, z = VARIABLES
    a, b, c = values
    real = ground(values)
    pairs = [
        (x + y <= 2 * z, a + b <= 2 * c),
        (x == y, a == b),
        (x * y != z, a * b != c),
        (x > 0, a > 0),
        (z < y, c < b),
    ]
    for claim, truth in pairs:
        f = formula_of(claim)
        assert real.holds(f) == truth
        assert real.holds(opposite(f)) != truth
    chosen = join(formula_of(x <= y), x, y)
    assert real.is_now(chosen, min(a, b))


def all_facts(dividend: Any, divisor: Any) -> list[Formula]:
    quotient = (dividend // divisor).poly
    atoms = sorted(atoms_of((at_least(quotient, times(quotient, quotient)),)))
    monomials = {(VARIABLES[0].poly, VARIABLES[1].poly)}
    pairs = {tuple(sorted(a for part in pair for (a,) in part.terms)) for pair in monomials}
    bounds = [at_least(VARIABLES[0].poly, VARIABLES[1].poly), at_least(VARIABLES[2].poly, VARIABLES[1].poly)]
    known = [f for f in bounds if f is not TRUE]
    assert divisions(atoms)
    return [*divisions(atoms), *scalings(atoms), *products(pairs), *conditional(known, pairs)]


def conditional(known: list[Formula], pairs: set[tuple[int, ...]]) -> list[Formula]:
    """Return what is derived from facts, under the condition that these hold."""
    from properties.symbolic.formula import every, implied

    resting = dict.fromkeys(known, 0)
    return [implied(every(known), f) for f in (*multiplied(resting, pairs), *paired(resting, pairs))]


@pytest.mark.parametrize("seed", range(200))
def test_axioms_hold_of_all_numbers(seed: int) -> None:
    random = Random(seed)
    values = tuple(random.randrange(0, 6) for _ in NAMES)
    x, y, z = VARIABLES
    for dividend, divisor in ((x * y, z), (x * y + z - 1, z), (x * y + x, z + 2), (x - y, z)):
        for f in all_facts(dividend, divisor):
            assert ground(values).holds(f), f


def test_an_unsound_axiom_would_be_caught() -> None:
    x, y, z = VARIABLES
    quotient = (x * y) // z
    wrong = [
        at_least(times(quotient.poly, z.poly), (x * y).poly),  # rounds up
        at_least(plus((x * y).poly, times(quotient.poly, z.poly), -1), plus(ZERO, z.poly)),  # rest not below divisor
        at_least(y.poly, quotient.poly),  # without the premise that x does not exceed z
    ]
    cases = [(a, b, c) for a in range(4) for b in range(4) for c in range(1, 4)]
    for f in wrong:
        assert not all(ground(case).holds(f) for case in cases), f


def test_a_division_by_what_may_be_zero_is_owed_for() -> None:
    from properties.symbolic.interpretation import symbolic
    from spec.arithmetic import div_down

    with symbolic():
        (path,) = explore(lambda: div_down(VARIABLES[0], VARIABLES[1]), ())
    (owed,) = path.path.obligations
    assert owed.goal is formula_of(VARIABLES[1] > 0)
    assert owed.conditions == ()


def test_a_division_by_zero_proves_nothing() -> None:
    quotient = VARIABLES[0] // VARIABLES[1]
    (atom,) = [a for a in atoms_of((formula_of(quotient > 3),)) if ATOMS[a].head is DIV]
    for f in divisions([atom]):
        assert all(ground((a, 0, 0)).holds(f) for a in range(5))


def test_equals_are_replaced_by_equals() -> None:
    x, y, z = VARIABLES
    by, facts = learnt({formula_of(x == y + z): 0, formula_of(z <= 5): 0})
    assert by.formula(formula_of(x - y - z == 0)) is TRUE
    assert by.formula(formula_of(x == y + z + 1)) is FALSE
    left = by.poly((5 - z).poly)
    assert any(f.kind == GE and f.poly is left for f in facts)


@pytest.mark.parametrize(
    "use",
    [hash, int, float, range, lambda v: [0][v], lambda v: v / 2, lambda v: v % 2, lambda v: v**2, lambda v: v & 1],
)
def test_what_is_not_carried_is_refused(use: Callable[[Any], object]) -> None:
    with pytest.raises(EngineError):
        use(VARIABLES[0])


def test_truth_outside_of_an_exploration_is_refused() -> None:
    with pytest.raises(EngineError):
        bool(VARIABLES[0] > 3)


def test_exploration_takes_every_path_once() -> None:
    x, y, _ = VARIABLES

    def classify() -> str:
        if x > y:
            return "above"
        return "equal" if x == y else "below"

    found = list(explore(classify, ()))
    assert sorted(path.result for path in found) == ["above", "below", "equal"]
    for a, b in [(1, 2), (2, 1), (3, 3)]:
        taken = [p.result for p in found if all(map(ground((a, b, 0)).holds, p.conditions))]
        assert taken == ["above" if a > b else "equal" if a == b else "below"]


def test_sums_of_nonnegatives_are_plain() -> None:
    assert compared(GE, of_atom(ATOMS[next(iter(atoms_of((formula_of(VARIABLES[0] > 1),))))])) is TRUE
    assert conjuncts(TRUE) == ()
    assert isinstance(VARIABLES[0], SymInt)
