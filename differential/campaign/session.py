"""One deployed system under test: runs histories on both sides, with every property evaluated after every step."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from differential.abi import AbiError
from differential.adapter.build import build
from differential.adapter.implementation import Implementation
from differential.adapter.noise import Disturb
from differential.adapter.pair import Pair
from differential.adapter.reader import AdapterError
from differential.adapter.restrict import Restricted, knocks, restricted
from differential.artifact import Artifact
from differential.births import try_births
from differential.campaign.chooser import Chooser
from differential.campaign.generator import WEIGHTS, Generator
from differential.campaign.openings import Opening
from differential.campaign.tally import Scope, Tally
from differential.compile import compile_contracts
from differential.doors import knock
from differential.evm.backend import Backend, Branch, Branching
from differential.evm.backends import REFERENCE, STRIDES, backend
from differential.lockstep import Compared, Divergence, Lockstep, Mark, Outcome
from differential.odd_tokens import TOKEN, try_odd_token
from differential.storage import LayoutError
from differential.system import chain_world, deploy
from properties.declaration import Property
from properties.evaluation import Violation, check, check_outcome
from properties.outcome import Rejected, Transition
from properties.world import History, Step, World, call_at
from spec.actions import Action
from spec.errors import Rejection
from spec.parameters import Parameters
from spec.profiles import BALANCED
from spec.rejections import REJECTIONS


@dataclass(frozen=True, slots=True)
class Plan:
    """What to put under test; all that a worker needs to know."""

    contracts: Path
    same_token: bool = True
    parameters: Parameters = BALANCED
    overrides: tuple[tuple[str, str], ...] = ()
    """Sources replaced by other texts: seeded bugs."""
    properties: tuple[str, ...] = ()
    """The ids of the properties to judge by; none means all."""
    evm: str = REFERENCE
    """The EVM to run the contracts on, by name."""
    rpc: str = ""
    """The address of the node, for an EVM that is one."""
    stride: int | None = None
    """After how many calls the EVM is asked what they wrote besides what the spec says; none means as suits it."""
    adapter: Path | None = None
    """How contracts that are not ours map onto the spec; the world is then the one that the file describes."""


INTERFACE = (AbiError, LayoutError)
"""What shows that a contract lacks something that the spec names, or keeps it elsewhere."""


class Failure(Exception):
    """A history that ends badly."""

    def __init__(self, kind: str, reason: str, history: History, properties: tuple[str, ...] = ()) -> None:
        """Take the kind, the reason and the whole history.

        Kinds are "divergence", "property", "relation", "interface", "door", "spec", and, when another EVM than the
        reference is used, "backends" and "evm" (``confirm``).
        """
        super().__init__(kind, reason, history, properties)
        self.kind, self.reason, self.history, self.properties = kind, reason, history, properties

    @property
    def subject(self) -> str:
        """Return what the failure is about, for telling one failure from another."""
        return " ".join(self.properties) or self.reason.partition(": the spec says")[0]


def judge(step: Step, compared: Compared) -> list[Violation]:
    """Return the properties that a step violates; they do not speak of calls that stand for no action."""
    if isinstance(step.action, Disturb):
        return []
    call = call_at(compared.before, step)
    if isinstance(compared.outcome, Rejection):
        return check_outcome(Rejected(compared.before, call, step.action, compared.outcome))
    applied = compared.outcome
    return check_outcome(Transition(compared.before, call, step.action, applied.state, applied.events, applied.value))


def bring_up(backend: Backend, plan: Plan) -> Lockstep | Pair:
    """Deploy what is to be put under test, beside the spec."""
    if plan.adapter:
        return Pair(backend, build(backend, plan.adapter, dict(plan.overrides)))
    world = chain_world(plan.same_token, plan.parameters)
    artifacts = compile_contracts(plan.contracts, dict(plan.overrides))
    stride = plan.stride or STRIDES.get(plan.evm, 1)
    return Lockstep(backend, deploy(backend, artifacts, world), stride)


class Session:
    """A system that histories are run on, one after another, each from the deployment or from an opening."""

    def __init__(self, backend: Backend, plan: Plan) -> None:
        """Compile and deploy.

        Raises `CompileError`, `ToolchainError`, `AbiError`, `AdapterError`, `DeployError` or `Divergence`.
        """
        self.plan = plan
        self.lockstep = bring_up(backend, plan)
        self.world: World = self.lockstep.system.world
        self.tally = Tally()
        self.history: History = ()
        self.extra: tuple[Property, ...] = ()
        """Properties to judge states by besides the catalogue."""
        self._start = self.lockstep.mark()
        self._opened: tuple[Mark, History] = (self._start, ())

    def open(self, opening: Opening) -> None:
        """Let the histories from here on begin with an opening, which is run once. Raises `Failure`."""
        self.run(self.restricted(opening(self.world)))
        self.stay()

    @property
    def adapted(self) -> Implementation | None:
        """Return the implementation under an adapter, if it is one that is under test."""
        return self.lockstep.system if isinstance(self.lockstep, Pair) else None

    @property
    def scope(self) -> Scope:
        """Return the actions that are asked, with the rejections to be seen of each."""
        return self.adapted.actions() if self.adapted else REJECTIONS

    @property
    def seldom(self) -> Set[type[Action]]:
        """Return the actions that need not be seen accepted."""
        return self.adapted.seldom() if self.adapted else frozenset()

    def restricted(self, history: History) -> History:
        """Return what of a history the contracts can be asked."""
        return restricted(self.adapted, history)

    def generator(self, chooser: Chooser, weights: Mapping[type[Action], int] = WEIGHTS) -> Generator:
        """Return what makes the steps of generated histories."""
        if self.adapted:
            return Restricted(self.world, chooser, self.adapted, weights)
        return Generator(self.world, chooser, weights)

    def lay(self, history: History) -> None:
        """Run a history from the deployment, and let those from here on go on where it ends. Raises `Failure`."""
        self.restart()
        for step in history:
            self.step(step)
        self.stay()

    def restart(self) -> None:
        """Start a new history at the deployment, which ends the opening. Raises as ``begin``."""
        # Going back to a mark forgets those laid after it.
        self._opened = (self._start, ())
        self.begin()

    def stay(self) -> None:
        """Let the histories from here on go on where this one is."""
        self._opened = (self.lockstep.mark(), self.history)

    def begin(self) -> None:
        """Start a new history after the opening. Raises `Failure` if the one before it ends badly after all."""
        self.look()
        mark, self.history = self._opened
        self.lockstep.back(mark)
        self.tally.histories += 1

    def step(self, step: Step, outcome: Outcome | None = None, judged: bool = True) -> Compared:
        """Make one step, and evaluate the properties unless it is not to be ``judged``; ``outcome`` is what the spec
        says to it, where that was worked out already. Raises `Failure` with the history up to and including it.
        """
        started = time.perf_counter()
        self.history = (*self.history, step)
        compared = self.compare(step, outcome)
        violations = self._judged(step, compared) if judged else []
        self.tally.seconds += time.perf_counter() - started
        self.tally.count(step.action, compared.outcome, judged)
        if violations:
            reason = "; ".join(f"{violation.property_id}: {violation.message}" for violation in violations)
            raise Failure("property", reason, self.history, tuple(violation.property_id for violation in violations))
        return compared

    def compare(self, step: Step, outcome: Outcome | None = None) -> Compared:
        """Make one step on both sides, without asking what the properties say. Raises `Failure`."""
        with self._failing("divergence"):
            return self.lockstep.step(step, outcome)

    def _judged(self, step: Step, compared: Compared) -> list[Violation]:
        """Return which of the properties that are wanted a step violates."""
        wanted = self.plan.properties
        violations = [item for item in judge(step, compared) if not wanted or item.property_id in wanted]
        return violations + check(self.extra, compared.after)

    def look(self) -> None:
        """Compare what was written and not yet compared; at the latest at the end of a history. Raises `Failure`."""
        with self._failing("divergence"):
            self.lockstep.look()

    def ask(self) -> None:
        """Compare all that is left to compare, and all views of the present state. Raises `Failure`."""
        self.look()
        with self._failing("divergence"):
            self.lockstep.compare_views()

    def knock(self) -> None:
        """Try what no history can show: functions that stand for no action, in the present state, deployments without
        sense, and an odd token, if the contracts come with one. Raises `Failure`.
        """
        if isinstance(self.lockstep, Pair):
            for step in knocks(self.lockstep.system):
                self.step(step)
            return
        with self._failing("door"):
            self.tally.refused += knock(self.lockstep)
            try_births(self.lockstep)
            self._try_odd_token(self.lockstep.system.artifacts)

    def _try_odd_token(self, artifacts: Mapping[str, Artifact]) -> None:
        """Try an odd token on a chain of its own, which a node has not. Raises `Divergence`."""
        if TOKEN in artifacts and not self.plan.rpc:
            try_odd_token(backend(self.plan.evm), artifacts, chain_world())

    @contextmanager
    def _failing(self, kind: str) -> Iterator[None]:
        """Raise what goes wrong as a `Failure` of the history; a divergence is one of ``kind``."""
        try:
            yield
        except Divergence as divergence:
            raise Failure(kind, str(divergence), self.history) from divergence
        except (*INTERFACE, AdapterError) as error:
            raise Failure("interface", str(error), self.history) from error
        except AssertionError as error:
            raise Failure("spec", f"the spec itself fails: {error}", self.history) from error

    def run(self, history: Iterable[Step], told: Callable[[Step, Compared], None] | None = None) -> None:
        """Run a history from the deployment, which ends the opening, and ask all views. Raises `Failure`."""
        self.restart()
        for step in history:
            compared = self.step(step)
            if told:
                told(step, compared)
        self.ask()

    def branches(self) -> frozenset[Branch]:
        """Return the turns that contracts took since this was last asked; none where the EVM tells nothing of it."""
        backend = self.lockstep.backend
        return backend.branches() if isinstance(backend, Branching) else frozenset()

    def close(self) -> None:
        """Give back what the chain holds outside of this process."""
        self.lockstep.backend.close()


def open_session(plan: Plan) -> Session:
    """Return the system of ``plan`` on a new chain of its EVM. Raises what `Session` does."""
    return Session(backend(plan.evm, plan.rpc), plan)
