import pickle
from typing import Any

import pytest
from eth_hash.auto import keccak
from hypothesis import given
from hypothesis import strategies as st

from differential.artifact import Artifact
from differential.evm.pyevm import PyEvm
from differential.storage import Layout, LayoutError, SlotRef, Step, StorageLayout

HOLDER = 0xA11CE


@pytest.fixture(scope="module")
def layout(artifacts: dict[str, Artifact]) -> Layout:
    return artifacts["Layout"].layout


@pytest.fixture(scope="module")
def evm() -> PyEvm:
    return PyEvm()


@pytest.fixture(scope="module")
def contract(evm: PyEvm, artifacts: dict[str, Artifact]) -> bytes:
    return evm.deploy(bytes(20), artifacts["Layout"].initcode)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("plain",), 11),
        (("owner",), 0x00112233445566778899AABBCCDDEEFF00112233),
        (("beside",), 22),
        (("status",), 2),
        (("negative",), -33),
        (("balances", HOLDER), 44),
        (("balances", HOLDER.to_bytes(20, "big")), 44),
        (("balances", 1), 0),
        (("nested", HOLDER, 7), 55),
        (("nested", HOLDER, 8), 0),
        (("pools", 3, HOLDER, "assets"), 66),
        (("pools", 3, HOLDER, "since"), 77),
        (("pools", 3, HOLDER, "trend"), -88),
        (("pools", 3, HOLDER, "open"), 1),
        (("pools", 3, HOLDER, "shares"), 99),
        (("pools", 4, HOLDER, "shares"), 0),
        (("pools", 3, HOLDER, "buckets", 5), 111),
        (("pools", 3, HOLDER, "history"), 2),
        (("pools", 3, HOLDER, "history", 1), 122),
        (("bySelector", b"\xca\xfe\xba\xbe"), 133),
        (("bySigned", -9), 144),
        (("byName", b"alpha"), 155),
        (("byFlag", 1), 166),
        (("packed",), 9),
        (("packed", 0), 200),
        (("packed", 3), 203),
        (("packed", 8), 208),
        (("fixedPacked", 0), 300),
        (("fixedPacked", 9), 309),
        (("fixedPacked", 10), 310),
        (("fixedPacked", 14), 314),
        (("pair", 0, "shares"), 0),
        (("pair", 1, "shares"), 177),
        (("words",), 2),
        (("words", 1), 199),
        (("selector",), 0xDEADBEEF),
    ],
)
def test_every_kind_of_value_is_read_where_the_compiler_put_it(
    evm: PyEvm, contract: bytes, layout: Layout, path: tuple[Any, ...], value: int
) -> None:
    place = layout.slot(*path)
    assert place.decode(evm.storage(contract, place.slot)) == value


def test_a_mapping_hashes_its_key_before_its_slot(layout: Layout) -> None:
    base = 4  # plain; owner, beside and (in part) status; negative come before it
    content = HOLDER.to_bytes(32, "big") + (base - 1).to_bytes(32, "big")
    assert layout.slot("balances", HOLDER).slot == int.from_bytes(keccak(content), "big")


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        (("absent",), "0 state variables absent"),
        (("plain", 1), "uint256 has nothing at 1"),
        (("balances",), "is no single value"),
        (("balances", "holder"), "has nothing at 'holder'"),
        (("balances", 1 << 160), "is no address"),
        (("balances", -1), "is no address"),
        (("balances", bytes(32)), "has 20 bytes, not 32"),
        (("pools", 3, HOLDER), "is no single value"),
        (("pools", 3, HOLDER, "nothing"), "has no member nothing"),
        (("pools", 3, HOLDER, 5), "has nothing at 5"),
        (("byName", 5), "is given as bytes"),
        (("fixedPacked",), "is no single value"),
        (("fixedPacked", 15), "has no element 15"),
        (("pair", 2, "shares"), "has no element 2"),
        (("words", -1), "has no element -1"),
    ],
)
def test_a_path_to_no_value_is_an_error(layout: Layout, path: tuple[Any, ...], reason: str) -> None:
    with pytest.raises(LayoutError, match=reason):
        layout.slot(*path)


def test_a_name_that_is_used_twice_is_an_error() -> None:
    entry = {"label": "x", "slot": "0", "offset": 0, "type": "t_uint256"}
    with pytest.raises(LayoutError, match="2 state variables x"):
        StorageLayout({"storage": [entry, entry], "types": {}}).slot("x")


def test_a_layout_survives_pickling(layout: Layout) -> None:
    copy = pickle.loads(pickle.dumps(layout))
    assert copy == layout
    path: tuple[Step, ...] = (3, HOLDER, "trend")
    assert copy.slot("pools", *path) == layout.slot("pools", *path)


@given(st.integers(0, 31), st.data())
def test_decoding_is_the_inverse_of_packing(offset: int, data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 32 - offset))
    signed = data.draw(st.booleans())
    bits = 8 * size
    value = data.draw(
        st.integers(-(1 << (bits - 1)), (1 << (bits - 1)) - 1) if signed else st.integers(0, (1 << bits) - 1)
    )
    rest = data.draw(st.integers(0, (1 << 256) - 1))
    mask = ((1 << bits) - 1) << (8 * offset)
    word = (rest & ~mask) | ((value << (8 * offset)) & mask)
    assert SlotRef(0, offset, size, signed).decode(word) == value
