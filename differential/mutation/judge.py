"""Whether lock-step notices a mistake in the contracts, and which of its comparisons do.

The first step on which both sides do not agree is made once more from the beginning of its history, with every
comparison made, however many fail before it: so it is told of each check whether it would have noticed by itself.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from differential.abi import AbiError
from differential.artifact import Artifact
from differential.births import try_births
from differential.campaign.openings import ordinary
from differential.doors import knock
from differential.evm.backend import BackendError, DeployError
from differential.evm.revm import Revm
from differential.lockstep import Check, Divergence, Lockstep
from differential.mutation.ordeal import Named
from differential.odd_tokens import TOKEN, try_odd_token
from differential.storage import LayoutError
from differential.system import chain_world, deploy
from properties.world import History

ROOM: Final = 1 << 16
"""How large code may be in bytes: larger than a chain allows, since it is not optimized."""

STRIDE: Final = 64
"""After how many calls the EVM is asked what they wrote, until something is found."""

BALANCE: Final = "balance"
MACHINE: Final = "evm"

BIRTH: Final = "deployment"
"""What stands for a history where none is needed."""

CHECKS: Final = (*Check, BALANCE, MACHINE)
"""What can notice a mistake: the comparisons of lock-step, with what people own apart from all other state."""

TOKENS: Final = ("StakeToken", "RewardToken")
"""Whose storage is what people own."""

NAMED: Final = (Check.STATE, Check.VIEW, Check.DOOR)
"""The comparisons of which it is told what they are about."""

KEYS: Final = re.compile(r"\[[^]]*\]|\(.*\)| 0x\w+")
"""What a place or a question has besides its name."""


@dataclass(frozen=True, slots=True)
class Noticed:
    """Where a mistake shows, and what notices it there."""

    checks: tuple[str, ...]
    """All comparisons that fail at the step, each with what it is about."""
    history: str
    step: int
    """How many calls the history takes; none if it shows at the deployment."""


def about(divergence: Divergence) -> Iterator[str]:
    """Yield which comparison fails, and of what: without keys and arguments, which differ from history to history."""
    if divergence.check not in NAMED:
        yield str(divergence.check)
        return
    for place in KEYS.sub("", divergence.subject).partition(",")[0].split(" and "):
        yield f"{BALANCE if place.startswith(TOKENS) else divergence.check}: {place}"


def signs(found: Iterable[Divergence]) -> tuple[str, ...]:
    """Return which comparisons fail, each once, in the order in which they are made."""
    return tuple(dict.fromkeys(sign for divergence in found for sign in about(divergence)))


class Judge:
    """Runs what the contracts have become, beside the spec."""

    def __init__(self, early: Iterable[Named], late: Iterable[Named]) -> None:
        """Take the histories to begin with, and those to run if none of them shows anything."""
        self.world = chain_world()
        self._early, self._late = tuple(early), tuple(late)

    def judged(self, artifacts: Mapping[str, Artifact]) -> Noticed | None:
        """Return where the contracts first differ from the spec; nothing if they nowhere do."""
        backend = Revm(ROOM)
        try:
            lockstep = Lockstep(backend, deploy(backend, artifacts, self.world), STRIDE)
        except (DeployError, Divergence):
            return Noticed((str(Check.DEPLOYMENT),), BIRTH, 0)
        trial = Trial(lockstep)
        return (
            trial.of_births()
            or trial.of_all(self._early)
            or trial.of_doors()
            or self._of_odd_token(artifacts)
            or trial.of_all(self._late)
        )

    def _of_odd_token(self, artifacts: Mapping[str, Artifact]) -> Noticed | None:
        """Return whether an odd token can do harm."""
        if TOKEN not in artifacts:
            return None
        try:
            try_odd_token(Revm(ROOM), artifacts, self.world)
        except Divergence as divergence:
            return Noticed(signs([divergence]), "an odd token", 0)
        return None


class Trial:
    """Contracts that came to life."""

    def __init__(self, lockstep: Lockstep) -> None:
        """Take them as they were deployed."""
        self._lockstep, self._start = lockstep, lockstep.mark()

    def of_all(self, histories: Iterable[Named]) -> Noticed | None:
        """Return where one of the histories shows something."""
        return next((found for named in histories if (found := self._of(named))), None)

    def of_births(self) -> Noticed | None:
        """Return whether the contracts come to life where they must not."""
        try:
            try_births(self._lockstep)
        except Divergence as divergence:
            return Noticed(signs([divergence]), BIRTH, 0)
        return None

    def of_doors(self) -> Noticed | None:
        """Return whether a function that is not for outsiders lets one in, after an ordinary opening."""
        history = ordinary(self._lockstep.system.world)
        try:
            self._run(history)
            knock(self._lockstep)
        except Divergence as divergence:
            return Noticed(signs([divergence]), "an ordinary life", len(history))
        return None

    def _of(self, named: Named) -> Noticed | None:
        try:
            self._run(named.history)
            self._lockstep.compare_views()
        except Divergence as divergence:
            return self._closely(named) or Noticed(signs([divergence]), named.name, len(named.history))
        except (BackendError, AbiError, LayoutError):
            return Noticed((MACHINE,), named.name, len(named.history))
        return None

    def _run(self, history: History) -> None:
        """Run a history from the deployment. Raises `Divergence`."""
        self._lockstep.back(self._start)
        for step in history:
            self._lockstep.step(step)
        self._lockstep.look()

    def _closely(self, named: Named) -> Noticed | None:
        """Return the first step on which both sides do not agree, and all on which they do not agree there."""
        self._lockstep.back(self._start)
        self._lockstep.backend.writes()
        for number, step in enumerate(named.history, start=1):
            found = self._lockstep.differences(step)
            if found:
                return Noticed(signs(found), named.name, number)
        found = self._lockstep.wrong_answers()
        return Noticed(signs(found), named.name, len(named.history)) if found else None
