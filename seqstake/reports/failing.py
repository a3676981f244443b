"""A failing history, stepped through on the specification, with what fails at its end and both texts of it."""

import shlex
from collections.abc import Iterator, Mapping

from differential.adapter.noise import Disturb
from differential.campaign.session import Failure, Session
from differential.trace import describe
from properties.outcome import Rejected, at_call, attempt, successor
from properties.world import History, Step, call_at
from seqstake.counterexample import Teller, broken
from seqstake.report import Found
from seqstake.reports.places import ROOT
from seqstake.reports.run import Change, Failing, Stepped
from seqstake.reports.source import contract_source, spec_source
from spec.clock import observe
from spec.state import State
from spec.units import Address

APART = ": the spec says "
"""Between what a divergence is about and what both sides say."""


def changes(teller: Teller, old: State, new: State) -> Iterator[Change]:
    """Yield what is not the same in two states, each number by itself."""
    for change in teller.changes(old, new):
        for part in change.parts:
            place = f"{change.where}.{part.name}" if part.name else change.where
            yield Change(place, teller.value(part.old, part.kind), teller.value(part.new, part.kind))


def stepped(session: Session, genesis: State, before: State, step: Step) -> tuple[Stepped, State]:
    """Return what a step does according to the spec, and the state that it leaves."""
    names, call = session.world.names(), call_at(before, step)
    teller, words = Teller(names, before, call), describe(step, names)
    if isinstance(step.action, Disturb):
        return Stepped(words, "the spec does not speak of such a call", (), ()), observe(before, call.timestamp)
    try:
        outcome = attempt(before, call, step.action)
    except AssertionError as error:
        return Stepped(words, f"the spec itself fails: {error}", (), ()), before
    after = successor(outcome)
    if session.adapted and not isinstance(outcome, Rejected):
        after = session.adapted.follow(after, step)
    state = tuple(teller.written(change) for change in teller.changes(genesis, after))
    if isinstance(outcome, Rejected):
        return Stepped(words, f"rejected: {teller.side(outcome.rejection)}", (), state), after
    value = "" if outcome.value is None else f", returns {teller.side(outcome.value)}"
    return Stepped(words, f"accepted{value}", tuple(changes(teller, at_call(outcome), after)), state), after


def walked(history: History, session: Session) -> Iterator[tuple[State, Stepped]]:
    """Yield for each step the state before it, and what it does."""
    genesis = session.adapted.genesis() if session.adapted else session.world.genesis()
    state = genesis
    for step in history:
        told, after = stepped(session, genesis, state, step)
        yield state, told
        state = after


def sides(reason: str) -> tuple[str, str]:
    """Return what the spec and the contract say, if they say different things."""
    subject, _, said = reason.partition(APART)
    spec, apart, contract = said.partition("; the contract says ")
    return (f"{subject}: {spec}", f"{subject}: {contract}") if apart else ("", "")


def repeat(found: Found, session: Session) -> str:
    """Return the command that runs a history again."""
    command = ["seqstake", "replay", str(found.path)]
    plan = session.plan
    if plan.adapter:
        command += ["--adapter", str(plan.adapter)]
    elif plan.contracts.resolve() != ROOT / "contracts":
        command += ["--contracts", str(plan.contracts)]
    return shlex.join(command)


def clauses(failure: Failure, before: State, names: Mapping[Address, str]) -> dict[str, tuple[str, ...]]:
    """Return by property what fails after the last step; relations speak of whole histories."""
    if failure.kind != "property":
        return {}
    last = failure.history[-1]
    call = call_at(before, last)
    teller = Teller(names, before, call)
    return {id: tuple(broken(id, before, call, last.action, teller)) for id in failure.properties}


def failing(found: Found, session: Session) -> Failing:
    """Return a failing history, for a report."""
    failure, names = found.failure, session.world.names()
    steps = list(walked(failure.history, session))
    spec_says, contract_says = sides(failure.reason)
    actions = [step.action for step in failure.history[-1:] if not isinstance(step.action, Disturb)]
    return Failing(
        kind=failure.kind,
        reason=failure.reason,
        properties=failure.properties,
        trace=str(found.path),
        history=tuple(describe(step, names) for step in failure.history),
        repeat=repeat(found, session),
        spec_says=spec_says,
        contract_says=contract_says,
        broken=clauses(failure, steps[-1][0], names) if steps else {},
        steps=tuple(told for _, told in steps),
        spec=spec_source(actions[0]) if actions else None,
        contract=contract_source(session, actions[0]) if actions else None,
    )
