"""A state and a call as a file: what shows that a claim is not proved, for the contracts to be put into.

No history need lead to such a state. All that is known of it is that every invariant holds.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from differential.documents import parsed
from differential.system import chain_world
from differential.trace import Namer, TraceError, read_record, read_step, vocabulary, write_record, write_step
from properties.symbolic.people import names_of, renamed
from properties.world import Step, World, call_at
from spec.actions import Action, Call
from spec.state import State
from spec.units import NOBODY, Address

FORMAT: Final = "seqstake state 1"
"""What the file says it is."""


@dataclass(frozen=True, slots=True)
class Situation:
    """What is about to happen, and where."""

    claim: str
    """The id of the property that fails after it."""
    before: State
    step: Step

    @property
    def call(self) -> Call:
        """Return who calls, and when."""
        return call_at(self.before, self.step)

    @property
    def world(self) -> World:
        """Return the world whose contracts can be put into the state."""
        deployment = self.before.deployment
        world = chain_world(deployment.stake_token == deployment.reward_token, self.before.parameters)
        return replace(
            world, deployment=replace(world.deployment, epoch=deployment.epoch, dust_floor=deployment.dust_floor)
        )


def seated(claim: str, before: State, call: Call, action: Action) -> Situation:
    """Return a counterexample with the cast of a chain in its parts, so that everybody has a key to sign with.

    Whoever has a name there keeps it; validators become validators, and everybody else one of those who have no part.
    """
    situation = Situation(claim, before, Step(call.caller, call.timestamp - before.clock.now, action))
    world = situation.world
    parts = dict(contracts(before, world))
    seats = {name: account for account, name in world.names().items()}
    names = names_of(before, call, action)
    strangers = {account for account, name in names.items() if account not in parts and name not in seats}
    parts = {account: seats[name] for account, name in names.items() if name in seats} | parts
    validators = [a for a, _ in before.validators.items() if a in strangers]
    others, cast = sorted(strangers.difference(validators)), world.cast
    for group, chairs in ((validators, cast.validators), (others, (*cast.delegators, *cast.withdrawal))):
        free = [a for a in (*chairs, *reversed(cast.everyone())) if a not in parts.values()]
        parts |= dict(zip(group, dict.fromkeys(free), strict=False))
    by = {account: seat for account, seat in parts.items() if account != NOBODY}
    step = Step(by.get(call.caller, call.caller), situation.step.delay, renamed(action, type(action), by))
    return Situation(claim, renamed(before, State, by), step)


def contracts(before: State, world: World) -> list[tuple[Address, Address]]:
    """Return which contract of a world stands for which of a state."""
    theirs, ours = before.deployment, world.deployment
    names = ("stake_token", "reward_token", "stake_custody", "reward_custody")
    return [(getattr(theirs, name), getattr(ours, name)) for name in names]


def dumps(situation: Situation) -> str:
    """Return a situation as the text of a file."""
    namer = Namer(situation.world.names())
    content = {
        "format": FORMAT,
        "vocabulary": vocabulary(),
        "claim": situation.claim,
        "before": write_record(situation.before, namer),
        "step": write_step(1, situation.step, namer),
    }
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def loads(text: str) -> Situation:
    """Return the situation in the text of a file. Raises `TraceError` that says what is wrong and where."""
    try:
        content = parsed(text)
    except ValueError as error:
        raise TraceError(f"it is no JSON: {error}") from None
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise TraceError(f'it does not say that it is a "{FORMAT}", such as seqstake prove writes of what it refutes')
    if content.get("vocabulary") != vocabulary():
        raise TraceError("it is of another version of the spec; let seqstake prove write it anew")
    try:
        return read(content, chain_world(same_token=same_token(content)).names())
    except ValueError as error:
        raise TraceError(str(error)) from None


def same_token(content: Mapping[str, Any]) -> bool:
    """Tell whether rewards are paid in the stake token in a file; of a damaged one, ``read`` tells what is wrong."""
    try:
        deployment = content["before"]["deployment"]
        return bool(deployment["stake_token"] == deployment["reward_token"])
    except (LookupError, TypeError):
        return True


def read(content: Mapping[str, Any], names: Mapping[Address, str]) -> Situation:
    """Return the situation in a file that says it is one. Raises `TraceError`."""
    namer = Namer(names)
    before = read_record(content.get("before"), State, namer, "before")
    return Situation(str(content.get("claim")), before, read_step(1, content.get("step"), namer))
