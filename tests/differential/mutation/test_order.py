"""Statements that can change places without a difference are no mistake when they do."""

from contextlib import closing

import pytest

from differential.mutation.build import Builder, Project
from differential.mutation.generated import generated
from differential.mutation.solc import Solc
from tests.differential.mutation.conftest import CONTRACTS

CONTRACT = """\
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;
interface Other {{
    function poke() external;
    function peek() external view returns (uint256);
    function known() external;
}}
abstract contract Box is Other {{
    error Odd();
    event Told(uint256 what);
    struct Pair {{ uint256 one; uint256 other; }}
    Pair private _pair;
    uint256 private _sum;
    mapping(uint256 => uint256) private _kept;
    function look() public view returns (uint256) {{ return _sum; }}
    function touch() public {{ _sum += 1; }}
    function known() external override {{ _sum = 1; }}
    function need(uint256 x) internal pure {{ require(x > 1, Odd()); }}
    function less(uint256 x) internal pure returns (uint256) {{ return x - 1; }}
    function change(Pair memory pair) internal pure {{ pair.one = 1; }}
    function tell(uint256 x) internal {{ emit Told(x); }}
{functions}
}}
"""

CASES = {
    "different members": ("_pair.one = x;", "_pair.other = x;", True),
    "the same member": ("_pair.one = x;", "_pair.one += 2;", False),
    "different variables": ("_sum += x;", "_kept[x] = 1;", True),
    "what the other uses": ("_sum += x;", "_kept[x] = _sum;", False),
    "two reasons": ("require(x > 1, Odd());", "require(x > 2);", False),
    "a reason and an overflow": ("require(x > 1, Odd());", "_sum -= x;", False),
    "a reason and a plain assignment": ("require(x > 1, Odd());", "_sum = x;", True),
    "two events": ("emit Told(x);", "emit Told(_sum);", False),
    "an event and what it does not tell": ("emit Told(x);", "_sum = x;", True),
    "an event and what it tells": ("_sum = x;", "emit Told(_sum);", False),
    "a call and storage": ("touch();", "_sum = x;", False),
    "a call and what is at hand": ("touch();", "y = x;", True),
    "two calls": ("touch();", "touch();", True),
    "a view and storage": ("y = look();", "_sum = x;", False),
    "a view and an event": ("y = look();", "emit Told(x);", True),
    "a variable and its use": ("uint256 z = x;", "y = z;", True),
    "deleting and using": ("delete _sum;", "y = _sum;", False),
    "counting and using": ("_sum++;", "y = _sum;", False),
    "a branch and an event": ("if (x > 1) _sum = 1;", "emit Told(x);", True),
    "a branch that leaves and an event": ("if (x > 1) return 1;", "emit Told(x);", False),
    "the same reason twice": ("require(x > 1, Odd());", "require(x != 7, Odd());", True),
    "the same reason or an overflow": ("require(x > 1, Odd());", "require(x - 7 > 0, Odd());", False),
    "a guard that is called": ("need(x);", "require(x > 2);", False),
    "a reason and an overflow that is called": ("require(x > 1, Odd());", "y = less(x);", False),
    "events that are told by a call": ("tell(x);", "emit Told(7);", False),
    "a call and what it does not use": ("touch();", "_kept[x] = 1;", True),
    "another contract of the project": ("Other(address(1)).known();", "_kept[x] = 1;", True),
    "a stranger and storage": ("Other(address(1)).poke();", "_kept[x] = 1;", False),
    "a stranger and what is at hand": ("Other(address(1)).poke();", "y = x;", True),
    "a stranger's view and storage": ("y = Other(address(1)).peek();", "_kept[x] = 1;", False),
    "a part and a copy of the whole": ("_pair.one = x;", "Pair memory copy = _pair;", False),
    "a part of another record of that kind": ("_pair.one = x;", "Pair memory made = Pair(x, x);", True),
    "where something lies and what is there": ("_pair.one = x;", "Pair storage pair = _pair;", True),
    "what a call is given to change": ("Pair memory pair; change(pair);", "y = pair.one;", False),
}
"""Two statements, and whether they can change places without a difference, or come to the same text."""


@pytest.fixture(scope="module")
def swapped(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The functions in which an exchange is a mistake."""
    root = tmp_path_factory.mktemp("order")
    (root / "src").mkdir()
    (root / "node_modules").symlink_to(CONTRACTS / "node_modules")
    functions = [
        f"function f{number}(uint256 x) external returns (uint256 y) {{ {one}\n{other} }}"
        for number, (one, other, _) in enumerate(CASES.values())
    ]
    (root / "src" / "Box.sol").write_text(CONTRACT.format(functions="\n".join(functions)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SEQSTAKE_CACHE", str(root / "cache"))
        project = Project.open(root)
        with closing(Solc(project.toolchain)) as solc:
            found = generated(project.texts, Builder(project, solc).trees())
            return {mutant.function for mutant in found if mutant.operator == "statements-swapped"}


def test_an_exchange_is_a_mistake_where_it_may_make_a_difference(swapped: set[str]) -> None:
    found = {name: f"f{number}" not in swapped for number, name in enumerate(CASES)}
    assert found == {name: commute for name, (_, _, commute) in CASES.items()}
