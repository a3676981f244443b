"""Relations hold of the specification, compare something, and notice mistakes that make runs disagree."""

import pytest

from properties.declaration import Property
from properties.evaluation import RELATIONS, check_relations, disagreement
from properties.mutation.mutant import Mutant, in_place
from properties.relations.verdict import Verdict, differs, exceeds, verdict
from tests.properties.conftest import Begun

EVERY = 4
"""Of the histories, one in so many is run through the relations, which run each many times over."""

TOKENS = "state.tokens[state.deployment.reward_token].balances[state.deployment.reward_custody]"

MISTAKES = {
    "D-5": ("slashing", "loss", "smaller(assets,", "smaller(Wei(assets // 2),"),
    "F-11.order": ("slashing", "slash", "take(accrue(state, validator), penalty)", "take(state, penalty)"),
    "F-7": ("rewards", "advance", "amount = add(emission, stream.remainder)", "amount = emission"),
    "J-5": ("pools", "shares_bought", "mul_div_down(", "mul_div_up("),
    "C-10.sequence": ("exits", "claim_batch", "Wei(0)), tickets)", "Wei(0)), tickets[:2])"),
    "J-4": (
        "rewards",
        "reweigh",
        "total = add(sub(state.stream.total_weight, earner.weight), weight)",
        "total = weight",
    ),
    "J-6": ("rewards", "weight_of", "pool.assets if record.status == Status.ACTIVE else Wei(0)", "pool.assets"),
    "J-7": ("rewards", "deposit_rewards", "Scaled(mul(amount, SCALE))", f"Scaled(mul({TOKENS}, SCALE))"),
}
"""For each relation, a function of the specification, and what is replaced by what."""


@pytest.mark.parametrize("relation", RELATIONS, ids=lambda relation: relation.id)
def test_relations_hold(relation: Property, histories: tuple[Begun, ...]) -> None:
    verdicts: list[Verdict] = [relation.function(start, history) for start, history in histories[::EVERY]]
    assert [str(found) for found in verdicts if not found.holds] == []
    assert sum(found.checked for found in verdicts) > 100


@pytest.mark.parametrize("relation", RELATIONS, ids=lambda relation: relation.id)
def test_relations_notice_mistakes(relation: Property, histories: tuple[Begun, ...]) -> None:
    with in_place(Mutant(relation.id, *MISTAKES[relation.id])):
        assert any(disagreement(relation, start, history) for start, history in reversed(histories))


def test_all_relations_are_checked_together(histories: tuple[Begun, ...]) -> None:
    start, history = histories[-1]
    assert check_relations(start, history[:20]) == []


def test_verdicts_show_both_sides() -> None:
    found = verdict((differs("stake", 1, 2), differs("shares", 3, 3), exceeds("paid", 5, 4)))
    assert (found.checked, found.holds) == (3, False)
    assert "stake:\n  left:  1\n  right: 2" in str(found)
    assert "paid (left may not exceed right):\n  left:  5\n  right: 4" in str(found)
