"""Whatever stands anywhere in an artifact: a contract comes of it, or one line that says what is wrong."""

import json
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from differential.adapter.code import CodeError, read_artifact
from differential.adapter.interface import Interfaces
from differential.adapter.proposal import propose
from differential.adapter.shape import Misshapen, interface, layout

PAIR: dict[str, Any] = {"type": "tuple", "name": "pair", "components": [{"type": "uint256", "name": "a"}]}
ABI: list[dict[str, Any]] = [
    {"type": "constructor", "inputs": [{"type": "address", "name": ""}]},
    {"type": "function", "name": "stake", "inputs": [PAIR], "outputs": [], "stateMutability": "nonpayable"},
    {"type": "event", "name": "Staked", "inputs": [{"type": "uint256[2]", "name": "b", "indexed": False}]},
    {"type": "error", "name": "Refused", "inputs": []},
    {"type": "receive"},
]
LAYOUT: dict[str, Any] = {
    "storage": [{"label": "held", "slot": "0", "offset": 0, "type": "t_map"}],
    "types": {
        "t_map": {
            "encoding": "mapping", "label": "mapping", "numberOfBytes": "32", "key": "t_uint", "value": "t_struct",
        },
        "t_struct": {
            "encoding": "inplace", "label": "struct", "numberOfBytes": "32",
            "members": [{"label": "a", "slot": "0", "offset": 0, "type": "t_uint"}],
        },
        "t_uint": {"encoding": "inplace", "label": "uint256", "numberOfBytes": "32"},
    },
}  # fmt: skip
CODE = {"object": "0x60"}
FORGE = {"abi": ABI, "bytecode": CODE, "deployedBytecode": CODE, "storageLayout": LAYOUT}
SOLC = {
    "contracts": {
        "A.sol": {"A": {"abi": ABI, "evm": {"bytecode": CODE, "deployedBytecode": CODE}, "storageLayout": LAYOUT}}
    }
}
MISFITS: tuple[Any, ...] = (None, True, 42, -1, "x", "", [], {}, [1], {"a": 1}, [[]])


def places(content: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the way to everything in some content."""
    yield way
    for key in content if isinstance(content, dict) else range(len(content)) if isinstance(content, list) else ():
        yield from places(content[key], (*way, key))


def changed(content: Any, way: tuple[Any, ...], value: Any) -> Any:
    """Return content with another value at a place."""
    if not way:
        return value
    made = deepcopy(content)
    inner = made
    for key in way[:-1]:
        inner = inner[key]
    inner[way[-1]] = value
    return made


def told(file: Path) -> str:
    """Return what is said of an artifact, or nothing if a contract comes of it."""
    try:
        found = read_artifact(file)
    except CodeError as error:
        return str(error)
    propose(found.name, found)
    Interfaces({found.name: found})
    return ""


@pytest.mark.parametrize("content", [FORGE, SOLC], ids=["forge", "solc"])
def test_whatever_stands_anywhere_is_read_or_named(tmp_path: Path, content: Any) -> None:
    file, said = tmp_path / "A.json", []
    for way in places(content):
        for value in MISFITS:
            file.write_text(json.dumps(changed(content, way, value)))
            said.append(told(file))
    assert not any("\n" in line for line in said)
    assert sum(map(bool, said)) > 400


def test_what_is_well_formed_stays_as_it_is() -> None:
    whole = [{"inputs": [], "outputs": [], **entry} for entry in ABI]
    assert list(interface(ABI)) == whole
    assert layout(LAYOUT) == LAYOUT


def test_a_parameter_need_not_be_named() -> None:
    [entry] = interface([{"type": "function", "name": "f", "inputs": [{"type": "uint256"}]}])
    assert entry["inputs"] == [{"type": "uint256", "name": ""}]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ([{"type": "function"}], r"abi\[0\] has no 'name' that is a text"),
        (
            [{"type": "event", "name": "E", "inputs": [{"type": "uint"}, {"type": "thing"}]}],
            r"abi\[0\].inputs\[1\] has ",
        ),
    ],
)
def test_what_is_wrong_is_said_with_its_place(content: Any, message: str) -> None:
    with pytest.raises(Misshapen, match=message):
        interface(content)


def test_a_layout_describes_all_its_types() -> None:
    with pytest.raises(Misshapen, match=r"storageLayout.types.t_map is made of 't_none', which is not described"):
        layout(changed(LAYOUT, ("types", "t_map", "value"), "t_none"))
