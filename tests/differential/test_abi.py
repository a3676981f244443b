"""The encoder against an independent one, and the reading of interfaces."""

import pytest
from eth_abi.abi import encode as reference
from eth_hash.auto import keccak
from hypothesis import given
from hypothesis import strategies as st

from differential.abi import AbiError, camel, canonical, encode, entries, flatten, word, words
from spec.profiles import BALANCED
from spec.state import BucketId
from spec.units import Address, Epoch, Generation

numbers = st.integers(0, 2**256 - 1)


@given(numbers, st.lists(numbers, max_size=5), numbers)
def test_arrays_stand_behind_the_static_arguments(first: int, items: list[int], last: int) -> None:
    expected = reference(["uint256", "uint256[]", "uint256"], [first, items, last])
    assert encode([first, tuple(items), last]) == expected


def test_records_are_their_fields_in_order() -> None:
    bucket = BucketId(Address(5), Generation(1), Epoch(2), Epoch(3))
    assert flatten(bucket) == reference(["(uint256,uint256,uint256,uint256)"], [(5, 1, 2, 3)])
    assert len(flatten(BALANCED)) == 23 * 32


def test_what_has_no_static_encoding_is_refused() -> None:
    with pytest.raises(AbiError, match="no static encoding"):
        flatten("text")


@pytest.mark.parametrize(
    ("python", "solidity"), [("min_shares", "minShares"), ("ClaimBatch", "claimBatch"), ("key", "key"), ("", "")]
)
def test_names_are_spelt_as_in_solidity(python: str, solidity: str) -> None:
    assert camel(python) == solidity


def test_a_tuple_is_canonical_by_its_components() -> None:
    pair = {"type": "tuple[]", "components": [{"type": "uint256"}, {"type": "address"}]}
    assert canonical(pair) == "(uint256,address)[]"


def test_an_entry_knows_its_hash_and_topics() -> None:
    inputs = [{"name": "who", "type": "address", "indexed": True}, {"name": "amount", "type": "uint256"}]
    found = entries([{"type": "event", "name": "Paid", "inputs": inputs}], "event")
    assert found["Paid"].hash == keccak(b"Paid(address,uint256)")
    assert found["Paid"].indexed == (True, False)


def test_an_overloaded_name_is_refused() -> None:
    one, other = ({"type": "error", "name": "Bad", "inputs": inputs} for inputs in ([], [{"name": "", "type": "bool"}]))
    assert len(entries([one, one], "error")) == 1
    with pytest.raises(AbiError, match="overloaded"):
        entries([one, other], "error")


def test_words_are_read_whole() -> None:
    assert words(word(7) + word(8) + b"\1") == (7, 8)
