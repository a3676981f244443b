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
def verify(
    contracts: Path,
    seconds: float,
    batches: int | None,
    seed: int,
    workers: int | None,
    properties: tuple[str, ...],
    two_tokens: bool,
    out: Path,
) -> None:
    """Run spec and contracts in lock-step, with every property evaluated after every step."""
    from seqstake.verify import Request, run

    raise SystemExit(run(Request(contracts, seconds, batches, seed, workers, properties, not two_tokens, out)))


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
