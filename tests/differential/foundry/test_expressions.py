"""Values as Solidity writes them."""

import pytest

from differential.foundry.expressions import encoded, expression, number, word
from spec.state import Sinks
from spec.units import UINT256_MAX, Address, Offence

NAMES = {Address(7): "SEVEN", Address(0): "address(0)"}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (1_000, "1_000"),
        (10**18, "1 ether"),
        (2_500 * 10**18, "2_500 ether"),
        (19_500 * 10**15, "19.5 ether"),
        (10**15, "0.001 ether"),
        (10**18 + 1, "1_000_000_000_000_000_001"),
        (10**14, "100_000_000_000_000"),
        (UINT256_MAX, "type(uint256).max"),
    ],
)
def test_numbers_are_written_as_a_person_would(value: int, text: str) -> None:
    assert number(value) == text


def test_accounts_go_by_their_names_or_by_a_literal_that_the_compiler_accepts() -> None:
    assert word("address", 7, NAMES) == "SEVEN"
    assert word("address", 0xDBF03B407C01E7CD3CBEA99509D93F8DDDC8C6FB, NAMES) == (
        "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB"
    )


def test_records_enumerations_and_contracts_have_their_types() -> None:
    sinks = {
        "type": "tuple",
        "internalType": "struct Sinks",
        "components": [{"type": "address", "name": name} for name in ("burn", "treasury", "insurance", "dust")],
    }
    value = Sinks(Address(7), Address(0), Address(7), Address(7))
    text = "Sinks({burn: SEVEN, treasury: address(0), insurance: SEVEN, dust: SEVEN})"
    assert expression(sinks, value, NAMES) == text
    assert expression({"type": "uint8", "internalType": "enum Offence"}, Offence.FAULT, NAMES) == "Offence.FAULT"
    assert expression({"type": "uint8", "internalType": "enum Offence"}, 2, NAMES) == "Offence(2)"
    assert expression({"type": "address", "internalType": "contract IERC20"}, Address(7), NAMES) == "IERC20(SEVEN)"
    assert expression({"type": "bytes32", "internalType": "bytes32"}, 5, NAMES) == f"0x{5:064x}"
    assert expression({"type": "string", "internalType": "string"}, "Stake", NAMES) == '"Stake"'


def test_many_words_are_encoded_in_several_calls() -> None:
    assert encoded((), (), NAMES) == '""'
    assert encoded(("address", "bool", "uint64"), (7, 1, 3), NAMES) == "abi.encode(SEVEN, true, 3)"
    long = encoded(("uint256",) * 17, range(17), NAMES)
    assert long.startswith("bytes.concat(abi.encode(0, 1, 2, 3, 4, 5, 6, 7), abi.encode(8, ")
    assert long.endswith("abi.encode(16))")
