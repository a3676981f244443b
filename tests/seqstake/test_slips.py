"""``seqstake mutate harness``: what it says of mistakes that are noticed and of those that are not."""

from contextlib import nullcontext
from io import StringIO
from pathlib import Path

from click.testing import CliRunner
from rich.console import Console

from differential.mutation.harness.bench import OWN
from differential.mutation.harness.canaries import Canary
from differential.mutation.harness.slips import Slip
from seqstake.cli import main
from seqstake.codes import ExitCode
from seqstake.slips import summed_up


def slip(family: str, name: str) -> Slip:
    return Slip(family, name, nullcontext, ())


def outcome(noticed: list[tuple[Slip, str]], missed: list[Canary]) -> tuple[ExitCode, str]:
    text = StringIO()
    code = summed_up(noticed, missed, 2, Console(file=text, width=200))
    return code, text.getvalue()


def test_all_is_well_if_everything_is_noticed() -> None:
    noticed = [(slip("view", "a"), "the canary b is not caught"), (slip("state", "c"), OWN)]
    code, text = outcome(noticed, [])
    assert code is ExitCode.PASSED
    assert "canaries caught: 2 of 2" in text
    assert "mistakes in the harness noticed: 2 of 2" in text


def test_what_is_not_noticed_breaks_the_harness() -> None:
    code, text = outcome([(slip("view", "a"), "")], [])
    assert code is ExitCode.BROKEN
    assert "not noticed: view, a" in text
    code, text = outcome([(slip("view", "a"), OWN)], [Canary("b", ())])
    assert code is ExitCode.BROKEN
    assert "not caught: b" in text


def test_a_folder_without_contracts_is_told(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["mutate", "harness", "--contracts", str(tmp_path)])
    assert result.exit_code == ExitCode.UNKNOWN
    assert "error: " in result.stderr
