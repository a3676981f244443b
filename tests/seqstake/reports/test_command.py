"""The command that is shown is one that repeats the run."""

import click
import pytest

from seqstake.cli import main
from seqstake.reports.command import command_of


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["verify"], "seqstake verify --seed 1"),
        (["verify", "--seed", "7", "--html", "x.html", "--kills", "k"], "seqstake verify --seed 7"),
        (
            ["verify", "--property", "A-1.solvency", "--property", "J-4", "--two-tokens", "--out", "a b"],
            "seqstake verify --seed 1 --property A-1.solvency --property J-4 --two-tokens --out 'a b'",
        ),
        (["fuzz", "--steps", "0", "--evm", "revm"], "seqstake fuzz --steps 0 --seed 1 --evm revm"),
    ],
)
def test_it_has_what_was_typed_and_the_seed(arguments: list[str], told: str) -> None:
    name, *rest = arguments
    command = main.get_command(click.Context(main), name)
    assert command
    with command.make_context(name, rest) as context:
        assert command_of(context) == told
