"""Whatever is wrong with an adapter is told in one line, with the file, the key and what to do."""

from collections.abc import Callable
from pathlib import Path

import pytest

from differential.adapter.build import build, prepare
from differential.adapter.pair import Pair
from differential.adapter.reader import AdapterError
from differential.evm.pyevm import PyEvm

Edit = Callable[..., Path]

FAULTS = [
    (('title = "a', 'titel = "a'), "titel: this key means nothing here; the nearest are: title"),
    (("title =", "title"), "it is no TOML"),
    (('title = "a staking-rewards contract"', "title = 7"), "title: 7 is not a text in quotes"),
    (
        ("[actions.Delegate]", "[actions.Delegat]"),
        "actions.Delegat: the spec has nothing called 'Delegat'; the nearest",
    ),
    (
        ('function = "stake"\narg', 'function = "steak"\narg'),
        "calls[1].function: StakingRewards has no function called 'steak'; the nearest are: stake",
    ),
    (
        ('arguments = ["amount"]\nfixed', 'arguments = ["amonut"]\nfixed'),
        "'amonut' stands for nothing; the nearest are: amount",
    ),
    (
        ('arguments = ["amount"]\nfixed', "arguments = []\nfixed"),
        "StakingRewards.stake takes (uint256 amount), not 0 arguments",
    ),
    (
        ('"validator 1", min_shares = 0 }', '"validator 1" }'),
        "arguments: the field min_shares is not passed on; name it in",
    ),
    (
        ("min_shares = 0 }", "min_share = 0 }"),
        "fixed.min_share: Delegate has no such field; the nearest are: min_shares",
    ),
    (
        ('"delegators", "stranger"]\nunre', '"delegatrs"]\nunre'),
        "callers: nobody is called 'delegatrs'; the nearest are: delegator",
    ),
    (
        ('["amount"]\nfixed = { validator = "validator 1",', '["validator"]\nfixed = { amount = 1,'),
        "StakingRewards.stake takes uint256 amount, which validator is not; it fits an address",
    ),
    (
        ('"WrongStatus",', '"WrongStats",'),
        "unreachable: the spec has nothing called 'WrongStats'; the nearest are: WrongStatus",
    ),
    (
        ('left_out = ["ZeroAmount"]', 'left_out = ["NotMatured"]'),
        "left_out: the spec has nothing called 'NotMatured'; the",
    ),
    (
        ('ZeroAmount = "NothingAsked"', 'ZeroAmount = "NothingAsekd"'),
        "errors.ZeroAmount: no contract has an error called",
    ),
    (
        ("ZeroAmount =", "ZeroAmont ="),
        "errors.ZeroAmont: the spec has nothing called 'ZeroAmont'; the nearest are: ZeroAmount",
    ),
    (
        ('ZeroAmount = "NothingAsked"', "ZeroAmount = { reason = 1 }"),
        "errors.ZeroAmount.reason: this key means nothing",
    ),
    (("[events.Bonded]", "[events.Bondd]"), "the spec has nothing called 'Bondd'; the nearest are: Bonded"),
    (
        ('event = "Staked"', 'event = "Stakd"'),
        "event: no contract has an event called 'Stakd'; the nearest are: Staked",
    ),
    (("{ user = ", "{ usr = "), "fields.usr: StakingRewards.Staked has no such parameter; the nearest are: user"),
    (("pools[validator 1, 0].assets", "pools[validator 1].assets"), "has 1 parts, not 2: validator, generation"),
    (("pools[validator 1, 0].assets", "pools.assets"), "needs keys in brackets: [validator, generation], or [*]"),
    (("pools[validator 1, 0].assets", "pool[*].assets"), "leads nowhere at 'pool'; the nearest are: pools"),
    (("pools[validator 1, 0].assets", "pools[*]"), "pools[*] is a record without the field ''"),
    (("pools[validator 1, 0].assets", "pools[*]..x"), "is no path; write one such as pools[*].assets"),
    (("earned[validator 1, 0, *]", "earned[*].x"), "earned is a number: nothing comes after it"),
    (
        ('view = "totalSupply()"', 'view = "totalSuply()"'),
        "view: no contract has a function called 'totalSuply'; the nearest are: totalSupply",
    ),
    (('view = "totalSupply()"', 'view = "totalSupply"'), "is no call of a view; write one such as balanceOf(account)"),
    (('view = "totalSupply()"', 'view = "getReward()"'), "StakingRewards.getReward may change something; name a view"),
    (('view = "totalSupply()"', 'view = "totalSupply().1"'), "StakingRewards.totalSupply has no output '1'"),
    (
        ('view = "balanceOf(holder)"', 'view = "balanceOf(holdr)"'),
        "'holdr' stands for nothing; the nearest are: holder",
    ),
    (
        ('view = "totalSupply()"', 'slot = "StakingRewards.total"'),
        "has no state variable 'total'; the nearest are: totalSupply",
    ),
    (
        ('view = "totalSupply()"', 'slot = "StakingRewards.balanceOf.held"'),
        "StakingRewards.balanceOf.held is no place of a number: mapping(address => uint256) has nothing at 'held'",
    ),
    (
        ('view = "totalSupply()"', 'slot = "StakingRewards.balanceOf"'),
        "StakingRewards.balanceOf is no place of a number: mapping(address => uint256) is no single value; correct the",
    ),
    (('view = "totalSupply()"', 'slot = "totalSupply"'), "is no place in storage; write one such as"),
    (
        ('view = "totalSupply()"', 'view = "x()"\nslot = "y.z"'),
        "has exactly one of view, views, slot, slots; this one has",
    ),
    (("divide = 1_000", "divide = 0 # "), "divide: nothing can be divided by 0"),
    (
        ("min_stake = 2", "min_stak = 2"),
        "world.parameters.min_stak: there is no such parameter; the nearest are: min_stake",
    ),
    (("min_stake = 2", "min_stake = 1"), "world.parameters: the spec refuses these parameters: ConstraintViolated"),
    (("min_stake = 2", "min_stake = -2"), "min_stake: -2 is outside uint256"),
    (
        ('stake_custody = "Staking', 'stake_custody = "Stacking'),
        "there is no contract called 'StackingRewards'; the nearest are",
    ),
    (('shipped = "StakeToken"', 'shipped = "StakeTokn"'), "shipped: the project has no contract called 'StakeTokn'"),
    (('sources = "."', 'artifact = "out/X.json"'), "contracts[3].artifact: there is no file"),
    (('sources = "."', 'sources = "x"'), "contracts[3].sources: there is no Solidity source in"),
    (('sources = "."', 'vyper = "x.vy"'), "contracts[3].vyper: there is no file"),
    (
        ('sources = "."', "constructr = 1"),
        "contracts[3].constructr: this key means nothing here; the nearest are: constructor",
    ),
    (('name = "RewardToken"', 'name = "StakeToken"'), "there is no contract called 'RewardToken'"),
    (
        ('action = "Register"', 'action = "Registr"'),
        "opening[1].action: the spec has nothing called 'Registr'; the nearest are",
    ),
    (("key = 1, with", "with"), "opening[1].fields: Register needs its field key as well; add it"),
    (
        ("arguments = [2]", 'arguments = ["StakeToken", 2]'),
        "calls[1].arguments: StakingRewards.stake takes (uint256 amount)",
    ),
    (
        ('exit = "it', 'exi = "it'),
        "noise.skip.exi: no unmapped function that changes something is called so; the nearest are",
    ),
    (('title = "a', 'python = "nowhere:Nobody"\ntitle = "a'), "python: 'nowhere:Nobody' cannot be loaded"),
    (
        ('title = "a', 'python = "pathlib:Path"\ntitle = "a'),
        "is no class that inherits from differential.adapter.target.Target",
    ),
    (
        ('title = "a', 'names = ["function"]\ntitle = "a'),
        "names: 'function' means nothing here; the nearest are: functions",
    ),
]


@pytest.mark.parametrize(("replacement", "message"), FAULTS, ids=[message for _, message in FAULTS])
def test_a_fault_is_named_with_its_place_and_a_remedy(edited: Edit, replacement: tuple[str, str], message: str) -> None:
    file = edited(replacement)
    with pytest.raises(AdapterError) as told:
        prepare(file, {})
    line = str(told.value)
    assert message in line
    assert line.startswith(f"{file}: ")
    assert "\n" not in line


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(AdapterError, match="there is no such file; name the TOML file of an adapter"):
        prepare(tmp_path / "adapter.toml", {})


@pytest.mark.parametrize(
    ("replacement", "message"),
    [
        (
            ('"StakeToken", "RewardToken", "not', '"RewardToken", "not'),
            r"contracts\[3\].constructor: StakingRewards takes",
        ),
        (('"parameters.reward_duration"]', "-1]"), "constructor: StakingRewards: "),
        (("arguments = [2]", "arguments = [0]"), r"stake is rejected while the world is set up: NothingAsked\(\)"),
        (("commission = 0, amount = 2", "commission = 0, amount = 1"), "the spec rejects this step: StakeBelowMinimum"),
    ],
)
def test_what_shows_only_on_a_chain_is_named_too(edited: Edit, replacement: tuple[str, str], message: str) -> None:
    chain = PyEvm()
    with pytest.raises(AdapterError, match=message):
        Pair(chain, build(chain, edited(replacement), {}))
