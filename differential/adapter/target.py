"""An implementation as its TOML file says it is: asked, compared and looked at."""

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import replace
from typing import Any

from differential.adapter.binding import Binder, Shown, declared, fields_of, takes_permit
from differential.adapter.declaration import Adapter
from differential.adapter.events import Events, explain, reason_of
from differential.adapter.interface import Entry, Interfaces
from differential.adapter.observing import Cell, Slot, Storage, Views, line_of
from differential.adapter.reader import Table, nearest
from differential.adapter.state import Sight
from differential.adapter.values import Misfit, Names, Scope, encode_as
from differential.artifact import Artifact
from differential.evm.backend import Backend, CallResult
from differential.lockstep import Divergence, show_word
from differential.system import raw
from differential.trace import Namer, spoken
from properties.world import GENESIS_TIME, Step, World, call_at
from spec.actions import Action, Call
from spec.errors import Rejection
from spec.rejections import REJECTIONS
from spec.state import State
from spec.tokens import Permit
from spec.transition import Applied, apply
from spec.units import Address

Signer = Callable[[Address, Permit], Any]
"""Signs a permit of an owner: v, r and s."""


class Target:
    """An implementation under an adapter; see `Implementation` for what lock-step asks of it."""

    def __init__(
        self, adapter: Adapter, world: World, artifacts: Mapping[str, Artifact], where: Mapping[str, bytes]
    ) -> None:
        """Hold the adapter against its contracts. Raises `AdapterError`."""
        self.adapter, self.world, self.where = adapter, world, where
        self.names = Names(world, {name: int.from_bytes(address, "big") for name, address in where.items()})
        self.interfaces = Interfaces(artifacts)
        binder = Binder(adapter, self.names, self.interfaces, where)
        self.mapped = binder.mappings()
        self.failings = binder.failings()
        self.setup = tuple(binder.message(message) for message in adapter.calls)
        self.opening = tuple(binder.spec_step(step) for step in adapter.opening)
        self.sight = Sight(binder, artifacts, where)
        self.namer = Namer({Address(account): name for name, account in self.names.accounts.items()})
        self.events = Events(binder.tellings(), self.interfaces, "events" in adapter.complete, self.namer)
        self.views = Views(self.sight, {account: name for name, account in self.names.accounts.items()})
        self.storage = Storage(self.sight, where)
        self.accounts = binder.accounts(adapter.at, "accounts", adapter.accounts) or world.cast.everyone()
        self._disturbers = binder.accounts(adapter.noise.at, "callers", adapter.noise.callers)
        self._expected: dict[Slot, int] | None = None
        self._before: State | None = None
        self.signer: Signer | None = None
        self._check_skipped(adapter.noise.at)

    # What is asked

    def genesis(self) -> State:
        """Return the state that the spec is in when the contracts are deployed and set up."""
        state = self.world.genesis()
        for step in self.opening:
            caller, action = step.made({})
            try:
                state = apply(state, Call(caller, GENESIS_TIME), action).state
            except Rejection as rejection:
                raise step.at.fault("action", f"the spec rejects this step: {rejection!r}; correct it") from None
        return state

    def actions(self) -> Mapping[type[Action], tuple[type[Rejection], ...]]:
        """Return the actions that are asked, in the spec's order, with the rejections to be seen of each."""
        return {kind: declared(kind, self.mapped[kind]) for kind in REJECTIONS if kind in self.mapped}

    def seldom(self) -> Set[type[Action]]:
        """Return the actions that a campaign need not see accepted."""
        return {kind for kind, mapped in self.mapped.items() if mapped.never}

    def callers(self, kind: type[Action]) -> Sequence[Address]:
        """Return who may call an action; nobody stands for everybody."""
        return self.mapped[kind].callers

    def fixed(self, action: Action) -> Action:
        """Return an action with the fields that the adapter keeps at one value."""
        kept = self.mapped[type(action)].fixed
        changed: Any = action
        return replace(changed, **kept) if kept else action

    def leaves_out(self, action: Action, rejection: Rejection) -> bool:
        """Tell whether the contract is not asked where the spec rejects so."""
        return type(rejection) in self.mapped[type(action)].left_out

    def scope(self, caller: Address, action: Action) -> Scope:
        """Return what the names stand for while an action is asked."""
        scope = {**fields_of(action), "caller": caller}
        permit = takes_permit(action)
        if permit and self.signer:
            scope["signature"] = self.signer(caller, permit)
        return scope

    def perform(self, backend: Backend, step: Step, timestamp: int) -> CallResult:
        """Make a step on the contracts, all of it or nothing. Raises `Misfit` if its values cannot be passed."""
        mapped, scope = self.mapped[type(step.action)], self.scope(step.caller, step.action)
        data = mapped.asking.data(scope)
        before = [(asking.caller(scope), asking.address(scope), asking.data(scope)) for asking in mapped.before]
        last = (step.caller, mapped.asking.address(scope), data)
        if not before:
            return send(backend, last, timestamp)
        start = backend.snapshot()
        for message in (*before, last):
            result = send(backend, message, timestamp)
            if not result.success:
                backend.revert(start)
                break
        backend.release(start)
        return result

    def follow(self, state: State, step: Step) -> State:
        """Return the state after what the spec alone does when a step was accepted."""
        scope = self.scope(step.caller, step.action)
        for following in self.mapped[type(step.action)].after:
            caller, action = following.made(scope)
            try:
                state = apply(state, call_at(state, Step(caller, 0, action)), action).state
            except Rejection as rejection:
                raise following.at.fault("action", f"the spec rejects this step: {rejection!r}; correct it") from None
        return state

    # What is compared

    def check_rejection(self, action: Action, rejection: Rejection, result: CallResult) -> None:
        """Compare the reason for a rejection. Raises `Divergence`."""
        reason, mapped = type(rejection), self.mapped[type(action)]
        if reason in mapped.unreachable:
            raise Divergence(
                "unreachable rejections", spoken(rejection, self.namer), "in its adapter that this cannot happen"
            )
        shown = mapped.failings.get(reason) or self.failings.get(reason)
        if shown and not self._shows(shown, rejection, result.output):
            raise Divergence("error", spoken(rejection, self.namer), self.explain(result.output))

    def _shows(self, shown: Shown, rejection: Rejection, data: bytes) -> bool:
        if shown.kind == "any":
            return True
        if shown.kind == "revert":
            return reason_of(data) == shown.reason
        if shown.arguments is None:
            return data[:4] == shown.selector
        try:
            return data == shown.selector + encode_as(shown.inputs, shown.arguments(fields_of(rejection)))
        except Misfit:
            return False

    def check_outcome(self, step: Step, applied: Applied, result: CallResult) -> None:
        """Compare the return value and the events of an accepted call. Raises `Divergence`."""
        mapped = self.mapped[type(step.action)]
        value = applied.value
        if mapped.returns is not None:
            value = int(mapped.returns(self.scope(step.caller, step.action)))
        if value is not None and len(mapped.asking.entry.outputs) == 1:
            actual = int.from_bytes(result.output[:32], "big")
            if len(result.output) != 32 or not mapped.band.holds(value, actual):
                raise Divergence("return value", show_word(value), show_word(actual))
        self.events.compare(applied.events, result.logs)

    def check_state(self, backend: Backend, state: State, result: CallResult | None) -> None:
        """Compare the state, after a call if there was one. Raises `Divergence`."""
        self._check_storage(backend, state, result)
        # Without a list of accounts, those that the spec knows are looked at after each call, and all now and then.
        accounts = self.accounts if self.adapter.accounts or result is None else ()
        before, self._before = self._before, state
        for cell in self.views.cells(backend, state, accounts, before):
            if not cell.agrees():
                actual = "nothing: the view reverts" if cell.actual is None else show_word(cell.actual)
                raise Divergence(self.views.label(cell), show_word(cell.expected) + allowed(cell), actual)

    def _check_storage(self, backend: Backend, state: State, result: CallResult | None) -> None:
        if not self.storage.kept:
            return
        before, self._expected = self._expected, self.storage.words(state)
        changed = {slot for slot, _ in (before or {}).items() ^ self._expected.items()}
        written = backend.writes() if result else frozenset[Slot]()
        if "storage" not in self.adapter.complete:
            written = frozenset(slot for slot in written if self.storage.knows(slot))
        for slot in sorted(changed | written):
            expected, actual = self._expected.get(slot, 0), backend.storage(*slot)
            if expected != actual:
                raise Divergence(self.storage.describe(slot), show_word(expected), show_word(actual))

    def hears(self) -> bool:
        """Tell whether events are compared."""
        return bool(self.events.tellings)

    def unlooked(self) -> Set[str]:
        """Return the lines of the state that have not had anything to compare so far."""
        return {line_of(seen) for seen in self.sight.seen} - self.views.looked

    def forget(self) -> None:
        """Forget what is remembered of the last state: both sides were set to another."""
        self._expected = self._before = None

    # What stands for nothing

    def unmapped(self) -> Sequence[Entry]:
        """Return the functions that change something and stand for no action; tokens that are shipped have none."""
        own = {code.name for code in self.adapter.contracts if code.source != "shipped"}
        used = {self._key(mapped.asking.entry) for mapped in self.mapped.values()}
        used |= {self._key(asking.entry) for mapped in self.mapped.values() for asking in mapped.before}
        found = (entry for entry in self.interfaces.all("function") if entry.changes and entry.contract in own)
        return tuple(entry for entry in found if self._key(entry) not in used)

    def noise(self) -> Sequence[Entry]:
        """Return the functions that stand for no action and are to be called."""
        return tuple(entry for entry in self.unmapped() if not self.skipped(entry))

    def skipped(self, entry: Entry) -> str:
        """Return why a function is not called, if it is not."""
        skip = self.adapter.noise.skip
        return skip.get(entry.title) or skip.get(f"{entry.contract}.{entry.signature}") or skip.get(entry.name, "")

    def watched(self) -> Sequence[Address]:
        """Return the accounts that are looked at."""
        return self.accounts

    def disturbers(self) -> Sequence[Address]:
        """Return who calls what stands for no action."""
        return self._disturbers or self.world.cast.everyone()

    def explain(self, data: bytes) -> str:
        """Return revert data in words."""
        return explain(self.interfaces, data, self.namer)

    def _key(self, entry: Entry) -> tuple[str, str]:
        return entry.contract, entry.signature

    def _check_skipped(self, table: Table) -> None:
        known = {name for entry in self.unmapped() for name in (entry.title, entry.name)}
        known |= {f"{entry.contract}.{entry.signature}" for entry in self.unmapped()}
        for name in self.adapter.noise.skip:
            if name not in known:
                problem = f"no unmapped function that changes something is called so; {nearest(name, known)}"
                raise table.fault(f"skip.{name}", problem)


Message = tuple[Address, Address, bytes]
"""A caller, an address, and data."""


def send(backend: Backend, message: Message, timestamp: int) -> CallResult:
    """Make one call."""
    caller, address, data = message
    return backend.call(raw(caller), raw(address), data, timestamp)


def allowed(cell: Cell) -> str:
    """Return how far the contract's number may lie from the spec's, in words."""
    band = cell.seen.band
    if not band.below and not band.above:
        return ""
    return f", less {band.below:_} at the most and plus {band.above:_} at the most"
