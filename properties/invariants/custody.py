"""Solvency: what the two custodies hold against what they owe."""

from properties.declaration import Severity, invariant
from properties.quantities import rewards_held, rewards_owed, stake_held, stake_owed
from properties.vocabulary import at_most, choose, equal, forall, total
from spec.state import State
from spec.units import MAX_SUPPLY

PASSIVE = "The custody contracts make no calls but those that the specification makes for them."
STANDARD = "Both tokens are standard: a transfer moves exactly what it says."
SUPPLY = "The supply of each token is at most 2**112 - 1 when the system is deployed."


@invariant(
    "A-1.solvency",
    Severity.CRITICAL,
    "The stake custody owes more than it holds, so whoever comes last is not paid.",
    assumes=(PASSIVE, STANDARD),
)
def stake_custody_is_solvent(state: State) -> bool:
    """Stake custody holds at least what all pools, buckets, credits and the slash pot come to.

    The catalogue adds "with equality if nobody donated"; that half is A-3, which says that every call but a donation
    leaves the surplus as it was.
    """
    return at_most(stake_owed(state), stake_held(state))


@invariant("A-1.bonded", Severity.CRITICAL, "Stake in pools is counted wrongly, so solvency is judged wrongly.")
def bonded_is_the_sum_of_the_pools(state: State) -> bool:
    """Bonded stake, in total, is the sum of the assets of all pools."""
    return equal(state.ledger.bonded, total(state.pools, lambda pool: pool.assets))


@invariant("A-1.unbonding", Severity.CRITICAL, "Stake on its way out is counted wrongly.")
def unbonding_is_the_sum_of_the_buckets(state: State) -> bool:
    """Unbonding stake, in total, is the sum of the assets of all buckets."""
    return equal(state.ledger.unbonding, total(state.buckets, lambda bucket: bucket.assets))


@invariant("A-1.credited", Severity.CRITICAL, "Credits are counted wrongly, so one may not be paid.")
def credited_is_the_sum_of_the_credits(state: State) -> bool:
    """Credited stake, in total, is the sum of the credits of all accounts."""
    return equal(state.ledger.credited, total(state.credits, lambda credit: credit))


@invariant("A-1.pot", Severity.CRITICAL, "Penalties are lost, or routed twice.")
def pot_is_the_sum_of_the_unrouted_cases(state: State) -> bool:
    """Stake in the slash pot is the sum of what all executed cases took that are not routed yet."""
    return equal(state.ledger.pot, total(state.cases, lambda case: choose(case.routed, 0, case.taken)))


@invariant(
    "A-2.solvency",
    Severity.CRITICAL,
    "The reward custody owes more than it holds.",
    assumes=(PASSIVE, STANDARD, "The two custodies are different contracts."),
)
def reward_custody_is_solvent(state: State) -> bool:
    """Reward custody holds at least what was funded and not paid, streamed or still to be."""
    return at_most(rewards_owed(state), rewards_held(state))


@invariant("A-4", Severity.CRITICAL, "Rewards are paid out of other people's stake or of nothing.")
def rewards_paid_were_funded(state: State) -> bool:
    """All rewards ever paid come to no more than all rewards ever received."""
    return at_most(state.stream.paid, state.stream.funded)


@invariant("S-1.supply", Severity.HIGH, "Amounts leave the range that the arithmetic is proved for.", (SUPPLY,))
def supplies_are_bounded(state: State) -> bool:
    """All balances of a token come to no more than the supply that the arithmetic is proved for."""
    return forall(state.tokens, lambda token: at_most(total(token.balances, lambda held: held), MAX_SUPPLY))


@invariant("S-1.liabilities", Severity.HIGH, "Amounts leave the range that the arithmetic is proved for.", (SUPPLY,))
def liabilities_are_bounded(state: State) -> bool:
    """All stake owed, and all rewards ever funded, are within the supply that the arithmetic is proved for."""
    return at_most(stake_owed(state), MAX_SUPPLY) and at_most(state.stream.funded, MAX_SUPPLY)
