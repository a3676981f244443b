"""Penalties: those of one validator may be executed in any order (D-5), before or after rewards are claimed (F-11)."""

from collections.abc import Iterator
from itertools import permutations

from properties.declaration import Severity, relation
from properties.outcome import Transition
from properties.quantities import pool_id, tau
from properties.relations.runs import after, later, now, states
from properties.relations.verdict import Finding, Verdict, differs, verdict
from properties.world import History
from spec.actions import Action, ClaimRewards, Slash
from spec.state import CaseId, SlotId, State
from spec.units import Address, Generation, Offence, ProtocolTime, Status

MOST = 3
"""How many penalties are put into every order."""

OFFENCES = (Offence.LIVENESS, Offence.FAULT, Offence.DOUBLE_SIGN)


def punishable(state: State, validator: Address, count: int) -> Iterator[Slash]:
    """Yield up to ``count`` penalties that could be executed, each for another offence at another checkpoint."""
    window = state.parameters.evidence_window + state.parameters.case_window
    latest = state.validators[validator].checkpoints - 1
    for number in range(min(count, latest + 1)):
        index = latest - number
        time = state.checkpoints[SlotId(validator, index)].time
        offence = OFFENCES[(index + number) % 3]
        recent = tau(state) - window <= time < tau(state)
        if recent and not state.cases[CaseId(validator, offence, time)].executed:
            yield Slash(validator, offence, ProtocolTime(time), index, validator)


def fate(state: State, validator: Address) -> dict[str, object]:
    """Return all that penalties decide about a validator, whatever their order.

    Who is both tombstoned and emptied ends as tombstoned or as exited; neither ever returns. What is less than the dust
    floor in the end may have gone to the pot or to dust, so the two are taken together.
    """
    record = state.validators[validator]
    final = record.status in (Status.TOMBSTONED, Status.EXITED)
    pools = {key: pool.assets for key, pool in state.pools.items() if key.validator == validator}
    shares = {key: pool.shares for key, pool in state.pools.items() if key.validator == validator}
    ledger = state.ledger
    return {
        "pools": pools,
        "shares": shares,
        "buckets": list(state.buckets.items()),
        "generation": record.generation,
        "status": "final" if final else record.status,
        "weight": state.earners[validator].weight,
        "bonded and unbonding": (ledger.bonded, ledger.unbonding),
        "pot and dust": ledger.pot + ledger.credited,
        "stake from now on": state.checkpoints[SlotId(validator, record.checkpoints - 1)],
    }


def orders(state: State, validator: Address) -> Iterator[Finding]:
    """Compare every order of several penalties of one validator."""
    slasher = state.roles.slasher
    penalties = [(slasher, penalty) for penalty in punishable(state, validator, MOST)]
    first = after(state, *penalties)
    if len(penalties) < 2 or first is None:
        return
    for order in list(permutations(penalties))[1:]:
        other = after(state, *order)
        if other is None:
            yield differs(f"{validator}: an order of {penalties}", "accepted", "rejected")
        else:
            left, right = fate(first, validator), fate(other, validator)
            yield from (differs(f"{validator}: {part} after {order}", left[part], right[part]) for part in left)


def permuted(start: State, history: History) -> Iterator[Finding]:
    """Compare the orders of penalties in every state of a history."""
    for state in states(start, history):
        soon = later(state, 1)
        for validator, _ in state.validators.items():
            yield from orders(soon, validator)


@relation("D-5", Severity.CRITICAL, "What an offence costs depends on which of several is punished first.")
def penalties_commute(start: State, history: History) -> Verdict:
    """Penalties of one validator take the same from every pool and bucket in whatever order they are executed."""
    return verdict(permuted(start, history))


def claimed(state: State, holder: Address, calls: tuple[tuple[Address, Action], ...], claim: Action) -> int | None:
    """Return what a claim pays after other calls, or nothing if one of them is rejected."""
    reached = after(state, *calls)
    outcome = None if reached is None else now(reached, holder, claim)
    return outcome.value if isinstance(outcome, Transition) else None


def claims(state: State, validator: Address) -> Iterator[Finding]:
    """Compare what every holder of a pool is paid of rewards before a penalty, after it, and again after that."""
    key = pool_id(state, validator)
    for penalty in punishable(state, validator, 1):
        slash = (state.roles.slasher, penalty)
        for holder, _ in state.pools[key].positions.items():
            claim = ClaimRewards(validator, Generation(key.generation))
            plain, punished = claimed(state, holder, (), claim), claimed(state, holder, (slash,), claim)
            again = claimed(state, holder, ((holder, claim), slash), claim)
            yield differs(f"rewards of {holder} from {validator} after {penalty}", plain, punished)
            yield differs(f"rewards of {holder} from {validator}, claimed a second time", again, 0)


def claimed_around(start: State, history: History) -> Iterator[Finding]:
    """Compare claims around a penalty in every state of a history."""
    for state in states(start, history):
        soon = later(state, 3_600)
        for validator, _ in state.validators.items():
            yield from claims(soon, validator)


@relation("F-11.order", Severity.CRITICAL, "A penalty takes rewards that were earned before it.")
def penalties_and_claims_commute(start: State, history: History) -> Verdict:
    """Rewards earned until a penalty are paid the same before and after it, and only once."""
    return verdict(claimed_around(start, history))
