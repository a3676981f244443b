"""The command line. Nothing heavy is loaded before a command has sensible arguments."""

from pathlib import Path

import click

PROJECT = Path(__file__).resolve().parent.parent


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
) -> None:
    """Prove the properties; run spec and contracts in lock-step, with every property evaluated after every step."""
    from seqstake.verify import Request, run

    request = Request(contracts, seconds, batches, seed, workers, properties, not two_tokens, out, not no_proofs)
    raise SystemExit(run(request))


@main.command()
@click.option("--action", "actions", multiple=True, metavar="A", help="Prove this action or step only; repeatable.")
@click.option("--property", "properties", multiple=True, metavar="ID", help="Prove this property only; repeatable.")
@click.option("--seconds", type=click.FloatRange(min=0, min_open=True), default=60, show_default=True,
              help="Patience with one obligation.")  # fmt: skip
@click.option("--workers", type=click.IntRange(min=1), default=None, help="Processes.  [default: one per core]")
@click.option("--no-cache", is_flag=True, help="Prove everything anew, and remember nothing.")
@click.option("--cache", type=click.Path(path_type=Path, file_okay=False), default=None, metavar="DIR",
              help="Where proofs are remembered.  [default: .cache/proofs of this project]")  # fmt: skip
@click.option("--json", type=click.Path(path_type=Path, dir_okay=False), default=None, help="Write a report.")
@click.option("--junit", type=click.Path(path_type=Path, dir_okay=False), default=None, help="Write a test report.")
@click.option("--sarif", type=click.Path(path_type=Path, dir_okay=False), default=None,
              help="Write what is not proved, with lines of the specification.")  # fmt: skip
@click.option("--reach", is_flag=True, help="Search for histories from deployment that show what is left open.")
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True, help="With --reach: of the search.")
@click.option("--out", type=click.Path(path_type=Path), default=Path("reports/reached"), show_default=True,
              help="With --reach: folder for the histories.")  # fmt: skip
@click.option("--recheck", is_flag=False, flag_value="", default=None, metavar="[DIR]",
              help="Have all decided again by cvc5, with proofs; write texts and proofs there.")  # fmt: skip
@click.option("--seeds", type=click.IntRange(min=0), default=0, show_default=True,
              help="With --recheck: ask z3 again with so many other seeds.")  # fmt: skip
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
    recheck: str | None,
    seeds: int,
    verbose: bool,
    **files: Path | None,
) -> None:
    """Prove the properties for any number of accounts, any history and all values."""
    from seqstake.prove import Request, run

    wanted = tuple((kind, path) for kind, path in files.items() if path)
    patience = (seconds, workers, not no_cache, cache, verbose)
    again = (recheck is not None, Path(recheck) if recheck else None, seeds)
    search = (out if reach else None, seed)
    raise SystemExit(run(Request(actions, properties, *patience, wanted, *again, *search)))


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--contracts",
    type=click.Path(path_type=Path),
    default=PROJECT / "contracts",
    help="Folder of the contracts to replay on.  [default: those of this project]",
)
def replay(file: Path, contracts: Path) -> None:
    """Replay a saved history step by step, on the spec and on the contracts."""
    from seqstake.replay import run

    raise SystemExit(run(file, contracts))


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
def bench(contracts: Path) -> None:
    """Measure what lock-step costs beside the EVM alone, and a spec step in populations of different size."""
    from seqstake.bench import run

    raise SystemExit(run(contracts))


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
@click.option("--json", type=click.Path(path_type=Path, dir_okay=False), default=None, metavar="FILE",
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
