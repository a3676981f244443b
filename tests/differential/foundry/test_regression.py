"""Exported tests compile with the contracts, and say what the spec says."""

import json
from pathlib import Path
from typing import Any

import pytest

from differential.campaign.openings import ordinary
from differential.campaign.session import Plan, open_session
from differential.compile import SETTINGS
from differential.foundry.regression import Regression
from differential.lockstep import Lockstep
from differential.sources import Sources
from differential.system import System
from differential.toolchain import Toolchain
from differential.trace import Trace
from properties.scenarios import ALL
from properties.world import History
from spec.rejections import REJECTIONS

CONTRACTS = Path(__file__).parents[3] / "contracts"


def deployed(same_token: bool) -> System:
    """Return the contracts on a chain."""
    lockstep = open_session(Plan(CONTRACTS, same_token, evm="revm")).lockstep
    assert isinstance(lockstep, Lockstep)
    return lockstep.system


@pytest.fixture(scope="module")
def systems() -> dict[bool, System]:
    """The contracts with one token, and with two."""
    return {same: deployed(same) for same in (True, False)}


@pytest.fixture
def system(systems: dict[bool, System]) -> System:
    return systems[True]


def exported(system: System, history: History, note: str = "") -> str:
    """Return the test of a history."""
    deployment = system.world.deployment
    same_token = deployment.stake_token == deployment.reward_token
    texts = Sources.collect(CONTRACTS, CONTRACTS / "node_modules", {}).own
    return Regression(system, Trace(same_token, system.world.parameters, history, note)).text("OneTest", "..", texts)


def compiled(tests: dict[str, str]) -> list[dict[str, Any]]:
    """Compile tests as files in the folder for them, and return what the compiler complains of."""
    toolchain = Toolchain.locate(CONTRACTS)
    sources = Sources.collect(CONTRACTS, toolchain.modules, {})
    texts = sources.all() | {f"test/{name}": text for name, text in tests.items()}
    # With code, since the compiler has room for few variables; without the optimiser, since nothing is run.
    wanted = {f"test/{name}": {"*": ["evm.bytecode.object"]} for name in tests}
    settings = {**SETTINGS, "optimizer": {"enabled": False}, "outputSelection": wanted}
    content = {name: {"content": text} for name, text in texts.items()}
    answer = toolchain.run(json.dumps({"language": "Solidity", "sources": content, "settings": settings}))
    return [error for error in answer.get("errors", ()) if error["severity"] == "error"]


def covering(system: System) -> list[History]:
    """Return a few directed histories that together ask for every action."""
    histories = [scenario.history(system.world) for scenario in ALL]
    missing, chosen = set(REJECTIONS), list[History]()
    while missing:
        kinds = {history: {type(step.action) for step in history} & missing for history in histories}
        best = max(histories, key=lambda history: len(kinds[history]) - len(history) / 30)
        assert kinds[best]
        missing -= kinds[best]
        chosen.append(best)
    return chosen


def test_exported_tests_of_every_action_compile(systems: dict[bool, System]) -> None:
    tests = {f"One{number}.t.sol": exported(systems[True], h) for number, h in enumerate(covering(systems[True]))}
    tests["Two.t.sol"] = exported(systems[False], ordinary(systems[False].world))
    assert compiled(tests) == []


def test_every_step_and_what_the_spec_says_to_it_is_there(system: System) -> None:
    early = ALL[20].history(system.world)
    text = exported(system, early, "a note of several words " * 9)
    assert text.count("vm.prank(") >= len(early)
    for place in range(1, len(early) + 1):
        assert f"    function step{place}_" in text
    assert " ".join(text.replace("\n//", "").split()).count("a note of several words") == 9


def test_a_refusal_is_expected_with_its_arguments(system: System) -> None:
    told = next(scenario for scenario in ALL if scenario.name == "claim_at_maturity")
    text = exported(system, told.history(system.world))
    assert 'vm.expectRevert(abi.encodeWithSignature("NotMatured(uint256,uint256)", 1, 1_' in text


def test_what_is_claimed_is_looked_for_in_storage(system: System) -> None:
    history = ALL[20].history(system.world)
    text = exported(system, history[:3])
    end = text[text.index("function end() private view") :]
    assert "holds(" in end
    assert '"end: ledger()"' in end
