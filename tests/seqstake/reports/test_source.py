"""Functions as they stand in sources."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from seqstake.reports.places import ROOT, Place
from seqstake.reports.run import Function
from seqstake.reports.source import contract_source, solidity_pieces, source_in, spec_source
from spec import actions
from spec.actions import Action
from spec.rejections import REJECTIONS

SOLIDITY = """
contract A {
    /* function hidden() { */
    function one(uint256 x) external returns (string memory) {
        // a brace that is none: }
        if (x > 1) { two(); five(); }
        return "}";
    }

    function abstractOne() external virtual;

    function two() private { three(); }

    function three() private {}

    function four() private {}
}
"""

VYPER = """
@external
def one(x: uint256) -> uint256:
    # a remark
    return self.two(x)

@internal
def two(x: uint256) -> uint256:
    return x
"""


def test_braces_in_texts_and_remarks_do_not_count() -> None:
    pieces = list(solidity_pieces(SOLIDITY))
    assert [piece.name for piece in pieces] == ["one", "two", "three", "four"]
    assert pieces[0].line == 4
    assert pieces[0].text.endswith('return "}";\n    }')


def test_a_function_comes_with_those_that_it_calls(tmp_path: Path) -> None:
    file, other = tmp_path / "A.sol", tmp_path / "B.sol"
    file.write_text(SOLIDITY)
    other.write_text("function three() pure {}\nfunction five() pure {}\n")
    found = source_in([file, other], "one")
    assert found
    assert found.language == "solidity"
    assert found.function == Function(
        "one",
        Place(file.as_posix(), 4, ""),
        "function one(uint256 x) external returns (string memory) {\n    // a brace that is none: }\n"
        '    if (x > 1) { two(); five(); }\n    return "}";\n}',
    )
    assert found.called == (
        Function("two", Place(file.as_posix(), 12, ""), "function two() private { three(); }"),
        Function("five", Place(other.as_posix(), 2, ""), "function five() pure {}"),
        Function("three", Place(file.as_posix(), 14, ""), "function three() private {}"),
    )
    assert source_in([file], "abstractOne") is None


def test_what_cannot_be_read_has_no_functions(tmp_path: Path) -> None:
    (tmp_path / "A.sol").write_bytes(b"\xff\xfe")
    assert source_in([tmp_path / "A.sol", tmp_path / "gone.sol"], "one") is None


def test_vyper_is_read_too(tmp_path: Path) -> None:
    file = tmp_path / "a.vy"
    file.write_text(VYPER)
    found = source_in([file], "one")
    assert found
    assert (found.function.place.number, found.function.text.splitlines()[-1]) == (3, "    return self.two(x)")
    assert [part.text for part in found.called] == ["def two(x: uint256) -> uint256:\n    return x"]


def sample(kind: type[Action]) -> Any:
    """Return an action of a kind; its fields do not matter."""
    return kind.__new__(kind)


@pytest.mark.parametrize("kind", REJECTIONS, ids=lambda kind: kind.__name__)
def test_every_action_has_both_texts_but_for_those_of_the_token(kind: type[Action]) -> None:
    session: Any = SimpleNamespace(adapted=None, plan=SimpleNamespace(contracts=ROOT / "contracts"))
    spec, contract = spec_source(sample(kind)), contract_source(session, sample(kind))
    assert spec
    assert spec.function.place.file.startswith("spec/")
    lines = (ROOT / spec.function.place.file).read_text().splitlines()
    assert lines[spec.function.place.number - 1].startswith(f"def {spec.function.title}(")
    if kind in (actions.Transfer, actions.Approve):
        assert contract is None
        return
    assert contract
    lines = (ROOT / contract.function.place.file).read_text().splitlines()
    assert lines[contract.function.place.number - 1].strip().startswith(f"function {contract.function.title}(")
