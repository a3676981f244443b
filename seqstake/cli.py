"""The command line. Nothing heavy is loaded before a command has sensible arguments."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from seqstake.reports.asked import Asked

PROJECT = Path(__file__).resolve().parent.parent


EVMS = ("pyevm", "revm", "rpc")
"""The EVMs by name, the default first; what they are is not loaded yet."""

evm_option = click.option("--evm", type=click.Choice(EVMS), default=EVMS[0], show_default=True,
                          help="What the contracts run on: py-evm, revm, or a node.")  # fmt: skip
rpc_option = click.option("--rpc", metavar="URL", default="", help="With --evm rpc: the address of the node.")


Command = Callable[..., None]


class Output(click.Path):
    """A file to write, or a folder to write into; what stands in the way is told before anything is done."""

    def __init__(self, folder: bool = False) -> None:
        """Take which of them."""
        super().__init__(file_okay=not folder, dir_okay=folder)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """Return the path, or fail."""
        super().convert(value, param, ctx)
        path = Path(value)
        places = [part for part in (path, *path.absolute().parents) if part.is_symlink() or part.exists()]
        nearest = next(part for part in places if self.dir_okay or part != path)
        if not nearest.is_dir():
            self.fail(f"nothing can be written to {path}: {nearest} is no folder", param, ctx)
        return path


def file_option(name: str, help: str) -> Callable[[Command], Command]:
    """Return an option that names a file to write."""
    return click.option(name, type=click.Path(path_type=Path, dir_okay=False), default=None, metavar="FILE", help=help)


def report_options(command: Command) -> Command:
    """Give a command the options that say which reports to write."""
    for option in (
        click.option("--kills", type=click.Path(path_type=Path, dir_okay=False), default=None, metavar="FILE",
                     help="Show also what `seqstake mutate contracts --json FILE` wrote."),
        file_option("--markdown", "Write a short summary, fit for a CI job."),
        file_option("--sarif", "Write what fails, with lines of specification and contracts."),
        file_option("--junit", "Write a test report."),
        file_option("--json", "Write everything for a program, there as well."),
        file_option("--html", "Write everything as one page."),
    ):  # fmt: skip
        command = option(command)
    return command


def asked(kills: Path | None, **files: Path | None) -> "Asked":
    """Return which reports are wanted."""
    from seqstake.reports.asked import Asked
    from seqstake.reports.command import command_of

    command = command_of(click.get_current_context())
    return Asked(command, tuple((kind, file) for kind, file in files.items() if file), kills)


def check_evm(evm: str, rpc: str) -> None:
    """Raise `click.UsageError` unless there is the address of a node just where one is needed."""
    if evm == "rpc" and not rpc:
        raise click.UsageError("--evm rpc needs the address of a node: --rpc URL")
    if evm != "rpc" and rpc:
        raise click.UsageError(f"--rpc is for --evm rpc, not for --evm {evm}")


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="seqstake")
def main() -> None:
    """Sequencer staking: the executable specification, and the tools that hold contracts to it."""


@main.command()
@click.option(
    "--contracts",
    type=click.Path(path_type=Path),
    default=PROJECT / "contracts",
    help="Folder of the contracts under test.  [default: those of this project]",
)
@click.option("--time", "seconds", type=click.FloatRange(min=0), default=80, show_default=True,
              help="How long to search, in seconds, after the directed histories.")  # fmt: skip
@click.option("--batches", type=click.IntRange(min=0), default=None,
              help="Search exactly so many batches instead, for a run that repeats to the last step.")  # fmt: skip
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True, help="Seed of the first batch.")
@click.option("--workers", type=click.IntRange(min=1), default=None, help="Processes.  [default: one per core]")
@click.option("--property", "properties", multiple=True, metavar="ID", help="Judge by this property only; repeatable.")
@click.option("--two-tokens", is_flag=True, help="Pay rewards in a token of their own instead of the stake token.")
@click.option("--out", type=click.Path(path_type=Path), default=Path("reports"), show_default=True,
              help="Folder for verify.json and the failing histories.")  # fmt: skip
@click.option("--no-proofs", is_flag=True, help="Search only, and prove nothing.")
@evm_option
@rpc_option
@click.option("--adapter", type=click.Path(path_type=Path), default=None, metavar="FILE",
              help="Test other contracts, as this file maps them onto the spec; nothing is proved.")  # fmt: skip
@report_options
def verify(
    contracts: Path,
    seconds: float,
    batches: int | None,
    seed: int,
    workers: int | None,
    properties: tuple[str, ...],
    two_tokens: bool,
    out: Path,
    no_proofs: bool,
    evm: str,
    rpc: str,
    adapter: Path | None,
    **reports: Path | None,
) -> None:
    """Prove the properties; run spec and contracts in lock-step, with every property evaluated after every step."""
    check_evm(evm, rpc)
    if evm == "rpc" and (workers or 1) > 1:
        raise click.UsageError("a node is one chain: --evm rpc goes with one worker")
    from seqstake.verify import Request, run

    search = (contracts, seconds, batches, seed, workers, properties, not two_tokens, out)
    raise SystemExit(run(Request(*search, not no_proofs, evm, rpc, adapter, asked(**reports))))


@main.command()
@click.option("--action", "actions", multiple=True, metavar="A", help="Prove this action or step only; repeatable.")
@click.option("--property", "properties", multiple=True, metavar="ID", help="Prove this property only; repeatable.")
@click.option("--seconds", type=click.FloatRange(min=0, min_open=True), default=60, show_default=True,
              help="Patience with one obligation.")  # fmt: skip
@click.option("--workers", type=click.IntRange(min=1), default=None, help="Processes.  [default: one per core]")
@click.option("--no-cache", is_flag=True, help="Prove everything anew, and remember nothing.")
@click.option("--cache", type=Output(folder=True), default=None, metavar="DIR",
              help="Where proofs are remembered.  [default: .cache/proofs of this project]")  # fmt: skip
@click.option("--json", type=Output(), default=None, help="Write a report.")
@click.option("--junit", type=Output(), default=None, help="Write a test report.")
@click.option("--sarif", type=Output(), default=None,
              help="Write what is not proved, with lines of the specification.")  # fmt: skip
@click.option("--reach", is_flag=True, help="Search for histories from deployment that show what is left open.")
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True, help="With --reach: of the search.")
@click.option("--out", type=Output(folder=True), default=Path("reports/reached"), show_default=True,
              help="With --reach: folder for the histories.")  # fmt: skip
@click.option("--states", type=Output(folder=True), default=Path("reports/refuted"),
              show_default=True, metavar="DIR", help="Where to keep the states that show what is false.")  # fmt: skip
@click.option("--recheck", is_flag=False, flag_value="", default=None, metavar="[DIR]",
              help="Have all decided again by cvc5, with proofs; write texts and proofs there.")  # fmt: skip
@click.option("--seeds", type=click.IntRange(min=0), default=0, show_default=True,
              help="With --recheck: ask z3 again with so many other seeds.")  # fmt: skip
@click.option("--coverage", is_flag=False, flag_value="", default=None, metavar="[FILE]",
              help="Find out what the proofs need: invariants, assumptions, lemmas; write it there.")  # fmt: skip
@click.option("--verbose", is_flag=True, help="Print each obligation that is not proved, and reasons in full.")
def prove(
    actions: tuple[str, ...],
    properties: tuple[str, ...],
    seconds: float,
    workers: int | None,
    no_cache: bool,
    cache: Path | None,
    reach: bool,
    seed: int,
    out: Path,
    states: Path,
    recheck: str | None,
    seeds: int,
    coverage: str | None,
    verbose: bool,
    **files: Path | None,
) -> None:
    """Prove the properties for any number of accounts, any history and all values."""
    wanted = tuple((kind, path) for kind, path in files.items() if path)
    patience = (seconds, workers, not no_cache, cache, verbose)
    context = click.get_current_context()
    again = (recheck is not None, Output(folder=True).convert(recheck, None, context) if recheck else None, seeds)
    search = (out if reach else None, seed)
    needs = (coverage is not None, Output().convert(coverage, None, context) if coverage else None)
    from seqstake.prove import Request, run

    raise SystemExit(run(Request(actions, properties, *patience, wanted, *again, *search, states, *needs)))


@main.command()
@click.option("--action", "actions", multiple=True, metavar="A", help="Of this action only; repeatable.")
@click.option("--out", type=Output(folder=True), default=None, metavar="DIR",
              help="Save each history there, for replay.")  # fmt: skip
@click.option("--json", "file", type=Output(), default=None, help="Write a report.")
@click.option("--paths", is_flag=True, help="Tell also how many accepted paths of each action are taken by a history.")
@click.option("--no-proofs", is_flag=True, help="Do not prove that no other reason is ever given.")
@click.option("--workers", type=click.IntRange(min=1), default=None, help="Processes.  [default: one per core]")
def witness(
    actions: tuple[str, ...], out: Path | None, file: Path | None, paths: bool, no_proofs: bool, workers: int | None
) -> None:
    """Show for each action a short history in which it is accepted, and one for each reason to reject it."""
    from seqstake.witness import Request, run

    raise SystemExit(run(Request(actions, out, file, paths, not no_proofs, workers)))


@main.command()
@click.option("--property", "properties", multiple=True, metavar="ID",
              help="Run the checks that speak of this property only; repeatable.")  # fmt: skip
@click.option("--check", "checks", multiple=True, metavar="NAME", help="Run this check only; repeatable.")
@click.option("--accounts", type=click.IntRange(1, 3), multiple=True, metavar="N",
              help="On populations of so many accounts only; repeatable.  [default: 1, 2 and 3]")  # fmt: skip
@click.option("--seconds", type=click.FloatRange(min=0, min_open=True), default=60, show_default=True,
              help="Patience with one check, of the processor's time.")  # fmt: skip
@click.option("--workers", type=click.IntRange(min=1), default=None, help="Processes.  [default: one per core]")
@click.option("--json", type=Output(), default=None, help="Write a report.")
@click.option("--mutants", is_flag=True, help="Plant each check's mistake instead, which has to be noticed.")
def crosshair(
    properties: tuple[str, ...],
    checks: tuple[str, ...],
    accounts: tuple[int, ...],
    seconds: float,
    workers: int | None,
    json: Path | None,
    mutants: bool,
) -> None:
    """Have CrossHair confirm the properties for populations of one to three accounts, call by call."""
    from seqstake.crosshair import Request, run

    raise SystemExit(run(Request(properties, checks, accounts, seconds, workers, json, mutants)))


@main.command()
@click.option(
    "--contracts",
    type=click.Path(path_type=Path),
    default=PROJECT / "contracts",
    help="Folder of the contracts under test.  [default: those of this project]",
)
@click.option("--workers", type=click.IntRange(min=1), default=None, help="Processes.  [default: one per core]")
@click.option("--time", "seconds", type=click.FloatRange(min=0), default=60, show_default=True,
              help="How long to search, in seconds, after what is kept was run.")  # fmt: skip
@click.option("--steps", type=click.IntRange(min=0), default=None,
              help="Search with so many calls instead; with one worker, it repeats to the last.")  # fmt: skip
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True, help="Seed of all choices.")
@click.option("--corpus", type=Output(folder=True), default=None, metavar="DIR",
              help="Where histories are kept from run to run.  [default: .cache/corpus of this project]")  # fmt: skip
@click.option("--scheduler", default=None, metavar="ADDRESS", help="Let the workers of a Dask cluster do it.")
@click.option("--property", "properties", multiple=True, metavar="ID", help="Judge by this property only; repeatable.")
@click.option("--two-tokens", is_flag=True, help="Pay rewards in a token of their own instead of the stake token.")
@click.option("--out", type=click.Path(path_type=Path), default=Path("reports"), show_default=True,
              help="Folder for fuzz.json and the failing histories.")  # fmt: skip
@evm_option
@rpc_option
@click.option("--adapter", type=click.Path(path_type=Path), default=None, metavar="FILE",
              help="Test other contracts, as this file maps them onto the spec.")  # fmt: skip
@report_options
def fuzz(
    contracts: Path,
    properties: tuple[str, ...],
    two_tokens: bool,
    evm: str,
    rpc: str,
    adapter: Path | None,
    **how: Any,
) -> None:
    """Search over a corpus of histories that grows from run to run, for as long as you like."""
    check_evm(evm, rpc)
    if evm == "rpc" and (how["scheduler"] or (how["workers"] or 1) > 1):
        raise click.UsageError("a node is one chain: --evm rpc goes with one worker")
    from differential.campaign.session import Plan
    from seqstake.fuzz import run
    from seqstake.fuzzing import Request

    plan = Plan(contracts, not two_tokens, properties=properties, evm=evm, rpc=rpc, adapter=adapter)
    reports = {kind: how.pop(kind) for kind in ("html", "json", "junit", "sarif", "markdown", "kills")}
    raise SystemExit(run(Request(plan, **how, asked=asked(**reports))))


@main.command()
@click.option(
    "--contracts",
    type=click.Path(path_type=Path),
    default=PROJECT / "contracts",
    help="Folder of the contracts to measure.  [default: those of this project]",
)
@click.option("--steps", type=click.IntRange(min=0), default=480, show_default=True,
              help="How many calls to search with, after the directed histories.")  # fmt: skip
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True, help="Seed of the search.")
@click.option("--corpus", type=click.Path(path_type=Path, file_okay=False, exists=True), default=None, metavar="DIR",
              help="Run the histories that are kept there as well; nothing is added.")  # fmt: skip
@click.option("--two-tokens", is_flag=True, help="Pay rewards in a token of their own instead of the stake token.")
@click.option("--adapter", type=click.Path(path_type=Path), default=None, metavar="FILE",
              help="Measure other contracts, as this file maps them onto the spec.")  # fmt: skip
@click.option("--lcov", type=Output(), default=None, metavar="FILE",
              help="Write LCOV records.")  # fmt: skip
@click.option("--html", type=Output(folder=True), default=None, metavar="DIR",
              help="Write pages that show which action runs which line.")  # fmt: skip
@click.option("--json", type=Output(), default=None, metavar="FILE",
              help="Write a report.")  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path), default=Path("reports"), show_default=True,
              help="Folder for a failing history.")  # fmt: skip
def coverage(contracts: Path, two_tokens: bool, adapter: Path | None, **how: Any) -> None:
    """Tell which lines and branches of contracts and spec the histories run; what of the contracts does not, fails."""
    from differential.campaign.session import Plan
    from seqstake.solidity_coverage import Request, run

    raise SystemExit(run(Request(Plan(contracts, not two_tokens, adapter=adapter), **how)))


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--contracts",
    type=click.Path(path_type=Path),
    default=PROJECT / "contracts",
    help="Folder of the contracts to replay on.  [default: those of this project]",
)
@evm_option
@rpc_option
@click.option("--adapter", type=click.Path(path_type=Path), default=None, metavar="FILE",
              help="Replay on other contracts, as this file maps them onto the spec.")  # fmt: skip
def replay(file: Path, contracts: Path, evm: str, rpc: str, adapter: Path | None) -> None:
    """Replay a saved history step by step, on the spec and on the contracts."""
    check_evm(evm, rpc)
    from seqstake.replay import run

    raise SystemExit(run(file, contracts, evm, rpc, adapter))


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--contracts", type=click.Path(path_type=Path), default=PROJECT / "contracts",
              help="Folder of the contracts.  [default: those of this project]")  # fmt: skip
def inject(file: Path, contracts: Path) -> None:
    """Put the contracts into the state that refutes a proof, and make the one call there."""
    from seqstake.inject import run

    raise SystemExit(run(file, contracts))


@main.command()
@click.option("--from-abi", "artifact", type=click.Path(path_type=Path), required=True, metavar="ARTIFACT",
              help="The JSON file that forge, hardhat or solc wrote of the contract, or its Vyper source.")  # fmt: skip
@click.option("--contract", default="", metavar="NAME", help="Which contract, if the file has several.")
@click.option("--out", type=Output(), default=Path("adapter.toml"), show_default=True,
              help="The adapter to write.")  # fmt: skip
@click.option("--force", is_flag=True, help="Replace the file if it is there.")
def init(artifact: Path, contract: str, out: Path, force: bool) -> None:
    """Propose an adapter for another contract, try it, and tell what is not mapped."""
    from seqstake.init import Request, run

    raise SystemExit(run(Request(artifact, contract, out, force)))


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--foundry", is_flag=True, required=True, help="As a Foundry test, which needs no library.")
@click.option("--contracts", type=click.Path(path_type=Path), default=None, metavar="PATH",
              help="Folder of the project that the test is for.  "
                   "[default: that of the adapter, or the contracts of this project]")  # fmt: skip
@click.option("--adapter", type=click.Path(path_type=Path), default=None, metavar="FILE",
              help="The contracts are others, as this file maps them onto the spec.")  # fmt: skip
@click.option("--out", type=Output(), default=None, metavar="FILE",
              help="Where to write it.  [default: test/Regression.t.sol in that folder]")  # fmt: skip
def export(file: Path, foundry: bool, contracts: Path | None, adapter: Path | None, out: Path | None) -> None:
    """Write a saved history as a test, with what the specification expects of each step."""
    from seqstake.export import Request, run

    root = contracts or (adapter.parent if adapter else PROJECT / "contracts")
    raise SystemExit(run(Request(file, root, adapter, out)))


@main.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--json", "file", type=Output(), default=None, help="Write a report.")
def lint(paths: tuple[Path, ...], file: Path | None) -> None:
    """Find what the prover cannot carry in the spec, or in files and folders at PATHS."""
    from seqstake.lint import run

    raise SystemExit(run(paths, file))


@main.command("properties")
@click.argument("ids", nargs=-1)
def show_properties(ids: tuple[str, ...]) -> None:
    """List the properties, or show those with the given IDS in full."""
    from seqstake.listing import run

    raise SystemExit(run(ids))


@main.command()
@click.option(
    "--contracts",
    type=click.Path(path_type=Path),
    default=PROJECT / "contracts",
    help="Folder of the contracts to measure with.  [default: those of this project]",
)
@click.option(
    "--long", is_flag=True, help="Watch the memory of a worker over a million calls instead, and two workers."
)
def bench(contracts: Path, long: bool) -> None:
    """Measure lock-step beside the EVM alone and beside forge, and a step of the spec in populations of any size."""
    from seqstake.bench import run

    raise SystemExit(run(contracts, long))


@main.group()
def mutate() -> None:
    """Make mistakes, and see whether they are noticed."""


@mutate.command("spec")
@click.option("--module", "modules", multiple=True, help="A module of spec/, such as exits; repeatable.")
@click.option("--function", "functions", multiple=True, help="A function; repeatable.")
@click.option("--sample", type=click.IntRange(min=1), default=None, help="Judge so many, drawn at random.")
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True, help="Of the sample.")
@click.option("--seconds", type=click.FloatRange(min=0, min_open=True), default=5, show_default=True,
              help="Patience with each obligation of which nothing is known.")  # fmt: skip
@click.option("--workers", type=click.IntRange(min=1), default=2, show_default=True, help="Processes.")
@click.option("--planted", is_flag=True, help="Judge the mistakes thought of by people, each by what it should break.")
@click.option("--historical", is_flag=True, help="Judge those of them that repeat bugs of real systems.")
@click.option("--json", type=Output(), default=None, metavar="FILE",
              help="Keep the judgements there, and go on with what is not there yet.")  # fmt: skip
def mutate_spec(
    modules: tuple[str, ...],
    functions: tuple[str, ...],
    sample: int | None,
    seed: int,
    seconds: float,
    workers: int,
    planted: bool,
    historical: bool,
    json: Path | None,
) -> None:
    """Judge mistakes made by rule all over the specification by the proofs."""
    from seqstake.mutate import Request, run

    raise SystemExit(run(Request(modules, functions, sample, seed, seconds, workers, planted, historical, json)))


@mutate.command("contracts")
@click.option(
    "--contracts",
    type=click.Path(path_type=Path),
    default=PROJECT / "contracts",
    help="Folder of the contracts to make mistakes in.  [default: those of this project]",
)
@click.option("--file", "files", multiple=True, metavar="F", help="A source, such as src/Exits.sol; repeatable.")
@click.option("--only", multiple=True, metavar="ID", help="One mistake; repeatable.")
@click.option("--sample", type=click.IntRange(min=1), default=None, help="Judge so many, drawn at random.")
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True,
              help="Of the sample, and of the generated histories.")  # fmt: skip
@click.option("--calls", type=click.IntRange(min=0), default=20_000, show_default=True,
              help="How many calls to generate for what the directed histories do not notice.")  # fmt: skip
@click.option("--corpus", type=click.Path(path_type=Path, file_okay=False, exists=True), default=None, metavar="DIR",
              help="Run the histories that `seqstake fuzz` keeps there as well.")  # fmt: skip
@click.option("--workers", type=click.IntRange(min=1), default=2, show_default=True, help="Processes.")
@click.option("--threshold", type=click.FloatRange(0, 100), default=95, show_default=True,
              help="Which part has to be noticed, in percent.")  # fmt: skip
@click.option("--json", type=Output(), default=None, metavar="FILE",
              help="Keep the verdicts there, and go on with what is not there yet.")  # fmt: skip
def mutate_contracts(**how: Any) -> None:
    """Judge mistakes made by rule all over the contracts by lock-step."""
    from seqstake.kills import Request, run

    raise SystemExit(run(Request(**how)))


@mutate.command("harness")
@click.option(
    "--contracts",
    type=click.Path(path_type=Path),
    default=PROJECT / "contracts",
    help="Folder of the contracts that lock-step holds to the spec.  [default: those of this project]",
)
def mutate_harness(contracts: Path) -> None:
    """Leave out every comparison, field and argument of lock-step in turn, and see whether that is noticed."""
    from seqstake.slips import run

    raise SystemExit(run(contracts))
