"""``seqstake bench``: ratios, each against a baseline in the same run, since absolute numbers say more of the machine.
Seconds are those of the processor: what else the machine does at the time does not count.

(a) what lock-step costs beside the EVM's own work on the same calls; (b) what all of ``seqstake fuzz`` and forge's
invariant runner make of the same contracts; (c) what a step of the spec costs in a large population. That the command
line loads nothing heavy is not measured but tested.
"""

import time
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.table import Table
from rpds import HashTrieMap

from differential.campaign.chooser import RandomChooser
from differential.campaign.corpus import Corpus
from differential.campaign.generator import Generator
from differential.campaign.hunt import SHARD, Hunt
from differential.campaign.loop import pursue
from differential.campaign.openings import ordinary
from differential.campaign.session import Plan, Session, judge
from differential.evm.backend import Backend
from differential.lockstep import Lockstep
from differential.system import raw
from differential.toolchain import ToolchainError
from properties.world import History, Step, World, call_at, paper_world
from seqstake.codes import ExitCode
from seqstake.console import error_console, wide_console
from seqstake.endurance import run_long
from seqstake.report import TITLES
from seqstake.rival import paced
from seqstake.trial import open_session, tell
from spec import actions as a
from spec.errors import Rejection
from spec.map import Map
from spec.profiles import ETHER
from spec.state import Position, State
from spec.transition import apply
from spec.units import Address, Bps, Generation, Index, Scaled, Shares, SigningKey, Wei

ROUNDS = 3
"""How often each measurement is repeated; the median counts."""

LENGTH = 60
"""Calls in one history."""

LEAST_SHARE = {"pyevm": 0.7, "revm": 0.15}
"""The least share of raw calls per second that lock-step steps per second may be; on revm the spec takes longer than
the EVM."""

MOST_SPREAD = 3.0
"""The largest ratio between the times of a step in populations of different size."""

POPULATIONS = (10**2, 10**4, 10**6)
"""Accounts with a position, in (c)."""

SHARDS = 20
"""Shards of a campaign that are timed, after as many that are not: in the beginning everything is new."""


@dataclass(frozen=True, slots=True)
class Message:
    """One call of a history, encoded."""

    sender: bytes
    to: bytes
    data: bytes
    timestamp: int


def history_from(world: World, seed: int, length: int) -> History:
    """Return a generated history, opening included."""
    generator = Generator(world, RandomChooser(seed))
    state = world.genesis()
    steps: list[Step] = []
    opening = list(ordinary(world))
    while len(steps) < length:
        step = opening.pop(0) if opening else generator.step(state, generator.kind(state))
        steps.append(step)
        try:
            state = apply(state, call_at(state, step), step.action).state
        except Rejection:
            state = replace(state, clock=replace(state.clock, now=call_at(state, step).timestamp))
    return tuple(steps)


def encoded(session: Session, history: History) -> list[Message]:
    """Return the messages of a history."""
    now, messages = session.world.genesis().clock.now, []
    assert isinstance(session.lockstep, Lockstep), "our own contracts are measured"
    for step in history:
        now += step.delay  # type: ignore[assignment]  # a time plus seconds is a time
        to, data = session.lockstep.system.encode(step.caller, step.action)
        messages.append(Message(raw(step.caller), to, data, now))
    return messages


def time_raw(backend: Backend, messages: list[Message]) -> float:
    """Return the seconds that the EVM alone takes for the messages."""
    started = time.process_time()
    for message in messages:
        backend.call(message.sender, message.to, message.data, message.timestamp)
    return time.process_time() - started


def time_lockstep(session: Session, history: History, judged: bool) -> float:
    """Return the seconds for the same calls in lock-step, with or without the properties."""
    started = time.process_time()
    for step in history:
        compared = session.lockstep.step(step)
        if judged:
            judge(step, compared)
    session.look()
    return time.process_time() - started


@dataclass(frozen=True, slots=True)
class Way:
    """A way to make the calls of a history in lock-step."""

    title: str
    judged: bool
    stride: int = 1
    """After how many calls the EVM is asked what they wrote."""


COMPARED = Way("lock-step, all compared", judged=False)
JUDGED = Way("… and all properties evaluated", judged=True)
WAYS = {
    "pyevm": (COMPARED, JUDGED),
    "revm": (replace(COMPARED, title="lock-step, writes asked for once a history", stride=LENGTH), COMPARED, JUDGED),
}
"""What is measured on each EVM; the quickest first, which has to keep to its share."""


def measure_lockstep(session: Session, ways: tuple[Way, ...]) -> tuple[int, list[float]]:
    """Return the number of calls, and the seconds for all of them: raw, and in each way."""
    histories = [history_from(session.world, seed, LENGTH) for seed in range(12)]
    rounds: list[list[float]] = []
    for _ in range(ROUNDS):
        times = [0.0] * (1 + len(ways))
        for history in histories:
            messages = encoded(session, history)
            session.begin()
            times[0] += time_raw(session.lockstep.backend, messages)
            for index, way in enumerate(ways, start=1):
                session.begin()
                session.lockstep.stride = way.stride
                times[index] += time_lockstep(session, history, way.judged)
        rounds.append(times)
    return sum(map(len, histories)), [median(column) for column in zip(*rounds, strict=True)]


def populated(size: int) -> tuple[State, list[Address]]:
    """Return a state in which ``size`` accounts hold tokens and positions in one pool."""
    world = paper_world(same_token=False)
    state = world.genesis()
    validator = world.cast.validators[0]
    amount = Wei(32 * ETHER)
    opening = a.Register(SigningKey(1), world.cast.withdrawal[0], Bps(500), amount)
    state = apply(state, call_at(state, Step(validator, 0, opening)), opening).state
    holders = [Address(10**6 + number) for number in range(size)]
    pool_id, pool = next(iter(state.pools.items()))
    position = Position(Shares(1_000 * ETHER), Index(0), Scaled(0))
    positions = dict.fromkeys(holders, position) | dict(pool.positions.items())
    assets, shares = Wei(pool.assets + size * ETHER), Shares(pool.shares + 1_000 * size * ETHER)
    filled = Map(pool.positions.default, HashTrieMap(positions))
    pool = replace(pool, assets=assets, shares=shares, positions=filled)
    token = state.tokens[world.deployment.stake_token]
    balances = dict(token.balances.items()) | dict.fromkeys(holders, Wei(10 * ETHER))
    token = replace(token, balances=Map(token.balances.default, HashTrieMap(balances)))
    ledger = replace(state.ledger, bonded=assets)
    tokens = state.tokens.set(world.deployment.stake_token, token)
    earner = replace(state.earners[validator], weight=assets)
    return (
        replace(
            state,
            pools=state.pools.set(pool_id, pool),
            tokens=tokens,
            ledger=ledger,
            parameters=replace(state.parameters, max_stake=Wei(10**30)),
            earners=state.earners.set(validator, earner),
            stream=replace(state.stream, total_weight=assets),
        ),
        holders,
    )


def time_population(size: int, steps: int = 2_000) -> float:
    """Return the seconds that one step takes in a population, over approvals, delegations, exits and claims."""
    state, holders = populated(size)
    random = Random(size)
    validator = next(iter(state.validators.items()))[0]
    custody, token = state.deployment.stake_custody, state.deployment.stake_token
    calls: list[a.Action] = [
        a.Approve(token, custody, Wei(2 * ETHER)),
        a.Delegate(validator, Wei(ETHER), Shares(0)),
        a.ClaimRewards(validator, Generation(0)),
        a.Unbond(validator, Shares(500 * ETHER), Wei(0)),
    ]
    rounds = []
    for _ in range(ROUNDS):
        started = time.process_time()
        current = state
        for _ in range(steps // len(calls)):
            holder = holders[random.randrange(size)]
            for action in calls:
                try:
                    current = apply(current, call_at(current, Step(holder, 1, action)), action).state
                except Rejection:
                    # A small population runs into its limits; that answer costs what it costs.
                    continue
        rounds.append((time.process_time() - started) / steps)
    return median(rounds)


def time_campaign(session: Session) -> tuple[int, float]:
    """Return the calls and the seconds of a campaign: choosing, rehearsing, lock-step, and what properties cost."""
    with TemporaryDirectory() as folder:
        hunt = Hunt(Corpus(Path(folder), session.world, session.world.same_token()), session.world, seed=1)
        hunt.load()
        for shard in range(2 * SHARDS):
            if shard == SHARDS:
                started, before = time.process_time(), session.tally.steps
            failure, finds = pursue(session, hunt.shard(SHARD))
            assert failure is None, "our own contracts are measured"
            hunt.take(finds)
        return session.tally.steps - before, time.process_time() - started


def add_rival(table: Table, session: Session, raw: float, lockstep: float, console: Console) -> bool | None:
    """Add what a campaign on revm and forge's runner come to; return nothing if forge does not run."""
    assert isinstance(session.lockstep, Lockstep), "our own contracts are measured"
    with console.status("measuring seqstake fuzz and forge"):
        calls, seconds = time_campaign(session)
        try:
            forge = paced(session.lockstep.system, session.plan.contracts, LENGTH)
        except ToolchainError as error:
            tell(error_console(), str(error))
            return None
    for title, rate in (
        ("all of seqstake fuzz", calls / seconds),
        (f"forge's invariant runner, {1 - forge.reverted / forge.calls:.0%} accepted", forge.calls / forge.seconds),
    ):
        table.add_row(title, f"{rate:,.0f} per second", f"{rate / raw:.2f}", "")
    table.add_row("… lock-step beside it", "", f"{lockstep * forge.seconds / forge.calls:.2f}", "")
    return True


def add_lockstep(table: Table, contracts: Path, evm: str, console: Console) -> bool | None:
    """Add what lock-step comes to on an EVM; return whether it keeps to its share, or nothing if something does not
    run.
    """
    session = open_session(Plan(contracts, evm=evm), error_console())
    if session is None:
        return None
    title, least = TITLES[evm], LEAST_SHARE[evm]
    with console.status(f"measuring lock-step on {title}"):
        calls, (alone, *times) = measure_lockstep(session, WAYS[evm])
    table.add_row(f"raw {title} message calls", f"{calls / alone:,.0f} per second", "1", "")
    for way, seconds in zip(WAYS[evm], times, strict=True):
        required = f"≥ {least}" if way is WAYS[evm][0] else ""
        table.add_row(way.title, f"{calls / seconds:,.0f} per second", f"{alone / seconds:.2f}", required)
    if evm == "revm" and add_rival(table, session, calls / alone, calls / times[0], console) is None:
        return None
    return alone / times[0] >= least


def add_populations(table: Table, console: Console) -> bool:
    """Add what a step of the spec costs in populations of different size; return whether that is about the same."""
    times = {}
    for size in POPULATIONS:
        with console.status(f"measuring the spec with {size:,} accounts"):
            times[size] = time_population(size)
    fastest = min(times.values())
    for size, seconds in times.items():
        rate = f"{1 / seconds:,.0f} steps per second"
        table.add_row(f"spec, {size:,} accounts", rate, f"{seconds / fastest:.2f}", "")
    spread = max(times.values()) / fastest
    table.add_row("… slowest to fastest", "", f"{spread:.2f}", f"≤ {MOST_SPREAD}")
    return spread <= MOST_SPREAD


def run(contracts: Path, long: bool) -> ExitCode:
    """Measure, print, and return the exit code."""
    console = wide_console()
    if long:
        return run_long(contracts, console)
    table = Table(header_style="bold", pad_edge=False)
    for column in ("benchmark", "measured", "ratio", "required"):
        table.add_column(column)
    kept = [add_lockstep(table, contracts, evm, console) for evm in WAYS]
    if None in kept:
        return ExitCode.UNKNOWN
    kept.append(add_populations(table, console))
    console.print(table)
    return ExitCode.PASSED if all(kept) else ExitCode.BELOW_THRESHOLD
