import pickle
from pathlib import Path
from typing import Any

import pytest
from eth_hash.auto import keccak

from differential.adapter.code import compile_vyper
from differential.artifact import Artifact
from differential.evm.pyevm import PyEvm
from differential.storage import LayoutError

HOLDER = 0xA11CE


@pytest.fixture(scope="module")
def artifact() -> Artifact:
    return compile_vyper(Path(__file__).parent / "fixtures" / "layout.vy")


@pytest.fixture(scope="module")
def evm() -> PyEvm:
    return PyEvm()


@pytest.fixture(scope="module")
def contract(evm: PyEvm, artifact: Artifact) -> bytes:
    return evm.deploy(bytes(20), artifact.initcode + HOLDER.to_bytes(32, "big"))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("plain",), 11),
        (("owner",), HOLDER),
        (("beside",), 22),
        (("negative",), -33),
        (("part",), 2),
        (("thing",), HOLDER),
        (("selector",), 0xDEADBEEF),
        (("balances", HOLDER), 44),
        (("balances", 1), 0),
        (("nested", HOLDER, 7), 55),
        (("nested", 7, HOLDER), 0),
        (("pools", 3, HOLDER, "assets"), 66),
        (("pools", 3, HOLDER, "inner", "small"), 77),
        (("pools", 3, HOLDER, "inner", "trend"), -88),
        (("pools", 3, HOLDER, "history"), 2),
        (("pools", 3, HOLDER, "history", 0, "trend"), 2),
        (("pools", 3, HOLDER, "history", 1, "small"), 99),
        (("pools", 3, HOLDER, "ages", 4), 111),
        (("pools", 3, HOLDER, "open"), 1),
        (("pools", 4, HOLDER, "assets"), 0),
        (("by_selector", 0xCAFEBABE), 122),
        (("by_sign", -9), 133),
        (("by_flag", 1), 155),
        (("one", "history", 1, "trend"), -100),
        (("one", "open"), 1),
        (("pair", 1, "trend"), -166),
        (("table", 2, 1), 177),
        (("list",), 2),
        (("list", 1), 2),
        (("list", 1, 1), 188),
        (("last",), 199),
    ],
)
def test_every_kind_of_value_is_read_where_vyper_put_it(
    evm: PyEvm, contract: bytes, artifact: Artifact, path: tuple[Any, ...], value: int
) -> None:
    place = artifact.layout.slot(*path)
    assert place.decode(evm.storage(contract, place.slot)) == value


def test_a_map_hashes_its_slot_before_its_key(artifact: Artifact) -> None:
    base = artifact.layout.slot("selector").slot + 1
    content = base.to_bytes(32, "big") + HOLDER.to_bytes(32, "big")
    assert artifact.layout.slot("balances", HOLDER).slot == int.from_bytes(keccak(content), "big")


def test_what_is_not_in_storage_is_no_state_variable(artifact: Artifact) -> None:
    assert artifact.layout.variables()[:4] == ("plain", "owner", "beside", "negative")
    assert {"between", "UNIT", "START"} & set(artifact.layout.variables()) == set()


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        (("absent",), "there is no state variable absent"),
        (("plain", 1), "uint256 has nothing at 1"),
        (("balances",), "HashMap is no single value"),
        (("balances", "holder"), "HashMap has nothing at 'holder'"),
        (("balances", 1 << 160), "is no address"),
        (("balances", -1), "-1 is no address"),
        (("by_sign", 1 << 127), "is no int128"),
        (("by_name", 5), "string is no single value"),
        (("pools", 3, HOLDER), "Pool is no single value"),
        (("pools", 3, HOLDER, "inner", "small", "x"), "uint8 has nothing at 'x'"),
        (("pools", 3, HOLDER, "nothing"), "Pool has no member nothing, only assets, inner, history, ages, name, open"),
        (("pools", 3, HOLDER, "name"), "string is no single value"),
        (("pools", 3, HOLDER, "history", 3, "small"), "array has nothing at 3"),
        (("pair",), "array is no single value"),
        (("pair", -1, "small"), "array has nothing at -1"),
        (("texts",), "bytes is no single value"),
    ],
)
def test_a_path_to_no_value_is_an_error(artifact: Artifact, path: tuple[Any, ...], reason: str) -> None:
    with pytest.raises(LayoutError, match=reason):
        artifact.layout.slot(*path)


def test_a_layout_survives_pickling(artifact: Artifact) -> None:
    assert pickle.loads(pickle.dumps(artifact.layout)) == artifact.layout
