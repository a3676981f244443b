"""A saved history becomes a Foundry test that fails on the broken contract and passes on the mended one."""

import shutil
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from differential.adapter.loading import load
from differential.adapter.world import world_of
from differential.campaign.canaries import early_claim
from differential.foundry.forge import Forge
from differential.system import chain_world
from differential.toolchain import Toolchain
from differential.trace import Trace, dumps
from properties.world import Step
from seqstake.cli import main
from seqstake.codes import ExitCode
from seqstake.export import contract_name
from spec import actions as a
from spec.profiles import BALANCED
from spec.units import Generation, Shares, Wei

CONTRACTS = Path(__file__).parents[2] / "contracts"
REWARDS = CONTRACTS / "examples" / "rewards"
VYPER = CONTRACTS / "examples" / "vyper"

RIPE = "return time < _maturityTime(id);"
EARLY = "return time + 1 < _maturityTime(id);"


@pytest.fixture
def trace(tmp_path: Path) -> Path:
    """A history that ends with a claim one second before the maturity."""
    world = chain_world()
    path = tmp_path / "early.itf.json"
    path.write_text(dumps(Trace(True, BALANCED, early_claim(world), "a claim that came early"), world.names()))
    return path


def contracts(folder: Path, rule: str = RIPE) -> Path:
    """Return a copy of the contracts, with their rule for when a ticket can be claimed."""
    shutil.copytree(CONTRACTS / "src", folder / "src")
    for name in ("package.json", "foundry.toml"):
        shutil.copy(CONTRACTS / name, folder)
    (folder / "node_modules").symlink_to(CONTRACTS / "node_modules")
    source = folder / "src" / "PoolBook.sol"
    text = source.read_text()
    assert text.count(RIPE) == 1
    source.write_text(text.replace(RIPE, rule))
    return folder


def export(trace: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["export", str(trace), "--foundry", *arguments])


def test_a_history_is_exported_once_and_its_end_foretold(tmp_path: Path, trace: Path) -> None:
    root = contracts(tmp_path / "contracts")
    run = export(trace, "--contracts", str(root))
    assert run.exit_code == ExitCode.PASSED, run.output
    assert "it passes, since spec and contracts agree" in run.output
    text = (root / "test" / "Regression.t.sol").read_text()
    assert "contract RegressionTest {" in text
    assert "// A history with all that the specification says to it." in text
    assert "a claim that came early" in text
    assert 'import "../src/Pools.sol";' in text
    assert 'import "../src/Types.sol";' in text

    again = export(trace, "--contracts", str(root))
    assert again.exit_code == ExitCode.UNKNOWN
    assert "exists already; name another file with --out" in again.output
    other = root / "test" / "deeper" / "Other.t.sol"
    elsewhere = export(trace, "--contracts", str(root), "--out", str(other))
    assert elsewhere.exit_code == ExitCode.PASSED, elsewhere.output
    assert 'import "../../src/Pools.sol";' in other.read_text()


PAID = ("reward > 0", "reward > 1 ether")
"""A mistake in the staking-rewards contract, which then keeps what it owes."""

SLASHABLE = ("self._now() < maturity", "self._now() + 1 < maturity")
"""The same mistake in Vyper as `EARLY`."""


def claim(folder: Path) -> Path:
    """Return the saved history of a staker who claims after a while, under the example's adapter."""
    world = world_of(load(REWARDS / "adapter.toml"))
    validator, delegator = world.cast.validators[0], world.cast.delegators[0]
    history = (
        Step(delegator, 0, a.Delegate(validator, Wei(10**18), Shares(0))),
        Step(world.cast.notifier, 0, a.DepositRewards(Wei(10**18))),
        Step(delegator, 4_000, a.ClaimRewards(validator, Generation(0))),
    )
    path = folder / "claim.itf.json"
    path.write_text(dumps(Trace(False, world.parameters, history, "a claim"), world.names()))
    return path


def rewarding(folder: Path, change: tuple[str, str]) -> Path:
    """Return the adapter of a copy of the staking-rewards contract with a change."""
    (folder / "src").mkdir(parents=True)
    text = (REWARDS / "src" / "StakingRewards.sol").read_text()
    assert text.count(change[0]) == 1
    (folder / "src" / "StakingRewards.sol").write_text(text.replace(*change))
    return Path(shutil.copy(REWARDS / "adapter.toml", folder))


def test_a_history_under_an_adapter_goes_beside_it(tmp_path: Path) -> None:
    trace, adapter = claim(tmp_path), rewarding(tmp_path / "broken", PAID)
    run = export(trace, "--adapter", str(adapter))
    assert run.exit_code == ExitCode.PASSED, run.output
    assert f"of {adapter} it fails at step 3: event 1: the spec says RewardsClaimed(" in run.output
    assert "contract RegressionTest {" in (tmp_path / "broken" / "test" / "Regression.t.sol").read_text()
    elsewhere = export(trace, "--out", str(tmp_path / "Ours.t.sol"))
    assert elsewhere.exit_code == ExitCode.UNKNOWN
    assert len(elsewhere.output.splitlines()) == 1
    missing = export(trace, "--adapter", str(tmp_path / "no.toml"))
    assert missing.exit_code == ExitCode.UNKNOWN
    assert "no.toml: there is no such file; name the TOML file of an adapter" in missing.output


def test_what_is_no_history_is_named(tmp_path: Path) -> None:
    run = export(tmp_path / "nothing.itf.json")
    assert run.exit_code == ExitCode.UNKNOWN
    assert run.output.startswith("error: ")
    assert len(run.output.splitlines()) == 1


@pytest.mark.parametrize(
    ("name", "contract"),
    [("Regression.t.sol", "RegressionTest"), ("my-bug 1.t.sol", "my_bug_1Test"), ("1.sol", "History1Test")],
)
def test_the_contract_is_called_after_its_file(name: str, contract: str) -> None:
    assert contract_name(Path("test") / name) == contract


def forge(root: Path) -> tuple[int, str]:
    """Run the tests of a contracts project with forge."""
    run = Forge.locate(Toolchain.locate(CONTRACTS), root.parent).run(root, "test")
    return run.returncode, run.stdout + run.stderr


def test_forge_tells_the_broken_contract_from_the_mended_one(tmp_path: Path, trace: Path) -> None:
    broken, mended = contracts(tmp_path / "broken", EARLY), contracts(tmp_path / "mended")
    run = export(trace, "--contracts", str(broken))
    assert run.exit_code == ExitCode.PASSED, run.output
    assert "it fails at step 8: outcome: the spec says rejected, NotMatured" in run.output
    shutil.copytree(broken / "test", mended / "test")
    code, told = forge(mended)
    assert code == 0, told
    code, told = forge(broken)
    assert code == 1, told
    assert "next call did not revert as expected" in told


def foundry(project: Path, *settings: str) -> None:
    """Make a folder a Foundry project, with our packages."""
    shutil.copy(CONTRACTS / "foundry.toml", project)
    (project / "node_modules").symlink_to(CONTRACTS / "node_modules")
    with (project / "foundry.toml").open("a") as file:
        file.writelines(f"{line}\n" for line in settings)


def mended(project: Path, source: str, change: tuple[str, str]) -> None:
    """Take back a change of a source."""
    path = project / "src" / source
    text = path.read_text()
    assert text.count(change[1]) == 1
    path.write_text(text.replace(change[1], change[0]))


def told_apart(trace: Path, adapter: Path, source: str, change: tuple[str, str]) -> str:
    """Replay and export a history on broken contracts; return what forge says of them, after it passed the mended."""
    replayed = CliRunner().invoke(main, ["replay", str(trace), "--adapter", str(adapter)])
    assert replayed.exit_code == ExitCode.VIOLATED, replayed.output
    run = export(trace, "--adapter", str(adapter))
    assert run.exit_code == ExitCode.PASSED, run.output
    code, told = forge(adapter.parent)
    assert code == 1, told
    mended(adapter.parent, source, change)
    code, after = forge(adapter.parent)
    assert code == 0, after
    assert "[PASS] test_history()" in after
    return told


def test_forge_tells_apart_what_an_adapter_compiles(tmp_path: Path) -> None:
    adapter = rewarding(tmp_path / "project", PAID)
    foundry(adapter.parent)
    told = told_apart(claim(tmp_path), adapter, "StakingRewards.sol", PAID)
    assert 'Differs("step 3: RewardPaid: told", 0, 1, 0)' in told


def test_forge_tells_apart_what_it_compiled_itself(tmp_path: Path) -> None:
    adapter = rewarding(tmp_path / "project", PAID)
    foundry(adapter.parent, 'fs_permissions = [{ access = "read", path = "./" }]')
    text = adapter.read_text()
    assert text.count('sources = "."') == 1
    artifact = "out/StakingRewards.sol/StakingRewards.json"
    adapter.write_text(text.replace('sources = "."', f'artifact = "{artifact}"'))
    built = Forge.locate(Toolchain.locate(CONTRACTS), tmp_path).run(adapter.parent, "build")
    assert built.returncode == 0, built.stderr
    told = told_apart(claim(tmp_path), adapter, "StakingRewards.sol", PAID)
    assert 'Differs("step 3: RewardPaid: told", 0, 1, 0)' in told


def test_forge_tells_apart_what_is_written_in_vyper(tmp_path: Path) -> None:
    project = tmp_path / "project"
    (project / "src").mkdir(parents=True)
    (project / "src" / "staking.vy").write_text((VYPER / "staking.vy").read_text().replace(*SLASHABLE))
    adapter = project / "adapter.toml"
    # forge compiles what is in its folder of sources.
    adapter.write_text((VYPER / "adapter.toml").read_text().replace("staking.vy", "src/staking.vy"))
    foundry(project, "[vyper]", f'path = "{Path(sys.executable).with_name("vyper")}"')
    world = world_of(load(adapter))
    trace = tmp_path / "early.itf.json"
    trace.write_text(dumps(Trace(world.same_token(), world.parameters, early_claim(world)), world.names()))
    assert 'Differs("step 8: refused", 0, 1, 0)' in told_apart(trace, adapter, "staking.vy", SLASHABLE)
