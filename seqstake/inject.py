"""``seqstake inject``: puts the contracts into the state that refutes a proof, and makes the one call."""

from dataclasses import replace
from pathlib import Path

from rich.console import Console

from differential.abi import AbiError
from differential.compile import CompileError, ToolchainError, compile_contracts
from differential.evm.backend import DeployError
from differential.evm.pyevm import PyEvm
from differential.lockstep import Compared, Divergence, Lockstep
from differential.situation import Situation, loads
from differential.storage import LayoutError
from differential.system import deploy
from differential.trace import Namer, TraceError, describe, read_text, spoken
from properties.catalogue import BY_ID
from properties.declaration import Property
from properties.evaluation import INVARIANTS
from properties.outcome import attempt
from properties.symbolic.model import subject_of
from properties.symbolic.prove import BESIDE
from seqstake.codes import ExitCode
from seqstake.console import error_console, plain_console
from seqstake.counterexample import last_step, state_lines
from seqstake.reports.places import statement
from seqstake.trial import tell
from spec.errors import Rejection
from spec.map import Map
from spec.state import NO_TOKEN

MARK = "this state may be unreachable: no history is known that leads to it"


def load(file: Path) -> Situation:
    """Return the situation in a file. Raises `TraceError`."""
    situation = loads(read_text(file))
    if situation.claim not in (*BY_ID, *BESIDE):
        raise TraceError(f"it is about {situation.claim!r}, which is no property of the catalogue")
    return situation


def planted(situation: Situation, contracts: Path) -> Lockstep:
    """Return spec and contracts in a state. Raises what bringing them there raises."""
    backend = PyEvm()
    system = deploy(backend, compile_contracts(contracts), situation.world)
    lockstep = Lockstep(backend, system)
    lockstep.plant(situation.before, backend.plant)
    return lockstep


def fails(claim: Property, situation: Situation) -> bool:
    """Tell whether a property fails after the call on the spec."""
    subject = subject_of(claim, attempt(situation.before, situation.call, situation.step.action))
    return subject is not None and not claim.holds(subject)


def print_situation(situation: Situation, console: Console) -> None:
    """Print the state and the call, and what is known of the state."""
    names = situation.world.names()
    console.print(f"[yellow]{MARK}[/yellow]", highlight=False)
    broken = [invariant.id for invariant in INVARIANTS if not invariant.holds(situation.before)]
    every = f"not even these invariants hold there: {', '.join(broken)}" if broken else "every invariant holds there"
    console.print(f"{every}\n", highlight=False, soft_wrap=True)
    usual = replace(situation.world.genesis(), tokens=Map(NO_TOKEN))
    for line in state_lines(usual, situation.before, situation.call, names):
        console.print(line, highlight=False, markup=False, soft_wrap=True)
    console.print(f"  {describe(situation.step, names)}", highlight=False, markup=False, soft_wrap=True)


def conclude(situation: Situation, compared: Compared, console: Console) -> ExitCode:
    """Print what both sides did, and return the exit code."""
    names = situation.world.names()
    said = spoken(compared.outcome, Namer(names)) if isinstance(compared.outcome, Rejection) else "accepted"
    console.print(f"  spec and contracts agree: {said}", highlight=False, markup=False, soft_wrap=True)
    # What is proved beside the properties holds of every call that spec and contracts agree on.
    claim = BY_ID.get(situation.claim)
    if claim is None or not fails(claim, situation):
        verdict = f"[green]{situation.claim} holds after it[/green]: {statement(situation.claim)}"
        console.print(verdict, highlight=False, soft_wrap=True)
        return ExitCode.PASSED
    for line in last_step(claim.id, situation.before, situation.step, names):
        console.print(line, highlight=False, markup=False, soft_wrap=True)
    verdict = f"[bold red]{claim.id} fails on both sides[/bold red]: {claim.statement}"
    console.print(verdict, highlight=False, soft_wrap=True)
    console.print(MARK, highlight=False)
    return ExitCode.VIOLATED


def run(file: Path, contracts: Path) -> ExitCode:
    """Put the contracts into the state, make the call, print what happens, and return the exit code."""
    console, errors = plain_console(), error_console()
    try:
        situation = load(file)
        lockstep = planted(situation, contracts)
    except TraceError as error:
        tell(errors, f"{file}: {error}")
        return ExitCode.UNKNOWN
    except (ToolchainError, CompileError, DeployError, AbiError, LayoutError, Divergence) as error:
        tell(errors, f"the contracts cannot be put into the state: {error}")
        return ExitCode.UNKNOWN
    print_situation(situation, console)
    try:
        compared = lockstep.step(situation.step)
    except Divergence as error:
        console.print(f"[bold red]divergence[/bold red]: {error}", highlight=False, soft_wrap=True)
        console.print(MARK, highlight=False)
        return ExitCode.VIOLATED
    except AssertionError as error:
        told = f"the spec itself fails there, and says nothing of what the contracts should do: {error}"
        console.print(told, style="bold red", highlight=False, markup=False, soft_wrap=True)
        console.print(MARK, highlight=False)
        return ExitCode.VIOLATED
    return conclude(situation, compared, console)
