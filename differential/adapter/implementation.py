"""What lock-step needs of an implementation under an adapter: the protocol that a Python class may speak instead."""

from collections.abc import Mapping, Sequence, Set
from typing import Protocol

from differential.adapter.interface import Entry
from differential.evm.backend import Backend, CallResult
from properties.world import Step, World
from spec.actions import Action
from spec.errors import Rejection
from spec.state import State
from spec.transition import Applied
from spec.units import Address


class Implementation(Protocol):
    """A deployed implementation, and how it stands to the spec.

    `differential.adapter.target.Target` does all of this as the TOML file says. A class named under ``python`` takes
    its place; it usually inherits from it and overrides what a file cannot say.
    """

    world: World
    """The world that the spec runs in."""
    where: Mapping[str, bytes]
    """The contracts' addresses, by name."""

    def genesis(self) -> State:
        """Return the state that the spec is in when the contracts are deployed and set up."""

    def actions(self) -> Mapping[type[Action], tuple[type[Rejection], ...]]:
        """Return the actions that are asked, with the rejections that a campaign has to see of each."""

    def seldom(self) -> Set[type[Action]]:
        """Return the actions that a campaign need not see accepted."""

    def callers(self, kind: type[Action]) -> Sequence[Address]:
        """Return who may call an action; nobody stands for everybody."""

    def fixed(self, action: Action) -> Action:
        """Return an action with the fields that the adapter keeps at one value."""

    def leaves_out(self, action: Action, rejection: Rejection) -> bool:
        """Tell whether the contract is not asked where the spec rejects so."""

    def perform(self, backend: Backend, step: Step, timestamp: int) -> CallResult:
        """Make a step on the contracts. Raises `Misfit` if its values cannot be passed."""

    def follow(self, state: State, step: Step) -> State:
        """Return the state after what the spec alone does when a step was accepted."""

    def check_rejection(self, action: Action, rejection: Rejection, result: CallResult) -> None:
        """Compare the reason for a rejection. Raises `Divergence`."""

    def check_outcome(self, step: Step, applied: Applied, result: CallResult) -> None:
        """Compare the return value and the events of an accepted call. Raises `Divergence`."""

    def check_state(self, backend: Backend, state: State, result: CallResult | None) -> None:
        """Compare the state, after a call if there was one. Raises `Divergence`."""

    def hears(self) -> bool:
        """Tell whether events are compared."""

    def unlooked(self) -> Set[str]:
        """Return the lines of the state that have not had anything to compare so far."""

    def forget(self) -> None:
        """Forget what is remembered of the last state: both sides were set to another."""

    def noise(self) -> Sequence[Entry]:
        """Return the functions that change something, stand for no action, and are to be called."""

    def watched(self) -> Sequence[Address]:
        """Return the accounts that are looked at."""

    def disturbers(self) -> Sequence[Address]:
        """Return who calls them."""

    def explain(self, data: bytes) -> str:
        """Return revert data in words."""
