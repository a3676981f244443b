"""A failing history, stepped through on the specification, with what fails at its end and both texts of it."""

import shlex
from collections.abc import Iterator

from differential.adapter.noise import Disturb
from differential.campaign.session import Session
from differential.trace import describe
from properties.outcome import Rejected, at_call, attempt, successor
from properties.world import History, Step, World, call_at
from seqstake.counterexample import Teller, broken
from seqstake.report import Found
from seqstake.reports.places import ROOT
from seqstake.reports.run import Change, Failing, Stepped
from seqstake.reports.source import contract_source, spec_source
from spec.state import State

APART = ": the spec says "
"""Between what a divergence is about and what both sides say."""


def changes(teller: Teller, old: State, new: State) -> Iterator[Change]:
    """Yield what is not the same in two states, each number by itself."""
    for change in teller.changes(old, new):
        for part in change.parts:
            place = f"{change.where}.{part.name}" if part.name else change.where
            yield Change(place, teller.value(part.old, part.kind), teller.value(part.new, part.kind))


def stepped(genesis: State, before: State, step: Step, world: World) -> tuple[Stepped, State]:
    """Return what a step does according to the spec, and the state that it leaves."""
    names = world.names()
    call = call_at(before, step)
    teller, words = Teller(names, before, call), describe(step, names)
    if isinstance(step.action, Disturb):
        return Stepped(words, "the spec does not speak of such a call", (), ()), before
    try:
        outcome = attempt(before, call, step.action)
    except AssertionError as error:
        return Stepped(words, f"the spec itself fails: {error}", (), ()), before
    after = successor(outcome)
    state = tuple(teller.written(change) for change in teller.changes(genesis, after))
    if isinstance(outcome, Rejected):
        return Stepped(words, f"rejected: {teller.side(outcome.rejection)}", (), state), after
    value = "" if outcome.value is None else f", returns {teller.side(outcome.value)}"
    return Stepped(words, f"accepted{value}", tuple(changes(teller, at_call(outcome), after)), state), after


def walked(history: History, world: World, genesis: State) -> Iterator[tuple[State, Stepped]]:
    """Yield for each step the state before it, and what it does."""
    state = genesis
    for step in history:
        told, after = stepped(genesis, state, step, world)
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


def failing(found: Found, session: Session) -> Failing:
    """Return a failing history, for a report."""
    failure, world = found.failure, session.world
    names = world.names()
    genesis = session.adapted.genesis() if session.adapted else world.genesis()
    steps = list(walked(failure.history, world, genesis))
    before, last = (steps[-1][0], failure.history[-1]) if steps else (genesis, None)
    spec_says, contract_says = sides(failure.reason)
    clauses: dict[str, tuple[str, ...]] = {}
    if last and failure.kind == "property":
        call = call_at(before, last)
        teller = Teller(names, before, call)
        clauses = {id: tuple(broken(id, before, call, last.action, teller)) for id in failure.properties}
    spoken = last is not None and not isinstance(last.action, Disturb)
    return Failing(
        kind=failure.kind,
        reason=failure.reason,
        properties=failure.properties,
        trace=str(found.path),
        history=tuple(describe(step, names) for step in failure.history),
        repeat=repeat(found, session),
        spec_says=spec_says,
        contract_says=contract_says,
        broken=clauses,
        steps=tuple(told for _, told in steps),
        spec=spec_source(last.action) if last and spoken else None,
        contract=contract_source(session, last.action) if last and spoken else None,
    )
