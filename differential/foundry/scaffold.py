"""What every exported test has: the cheat codes that it needs, and what it expects with; so it needs no library."""

from typing import Final

HEAD: Final = """\
/// @dev The part of Foundry's cheat codes that is needed here.
interface Vm {
    struct Log {
        bytes32[] topics;
        bytes data;
        address emitter;
    }

    function warp(uint256 time) external;
    function prank(address caller) external;
    function startPrank(address caller) external;
    function stopPrank() external;
    function expectRevert(bytes calldata reason) external;
    function recordLogs() external;
    function getRecordedLogs() external returns (Log[] memory logs);
    function load(address account, bytes32 slot) external view returns (bytes32 word);
}

/// @dev What a contract did is not what the specification says; words are counted from zero.
error Differs(string what, uint256 word, uint256 expected, uint256 actual);
"""

VM: Final = 'Vm private constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));'

TAIL: Final = """\
    /// @dev Expects a number.
    function same(string memory what, uint256 actual, uint256 expected) private pure {
        if (actual != expected) revert Differs(what, 0, expected, actual);
    }

    /// @dev Expects words.
    function same(string memory what, bytes memory actual, bytes memory expected) private pure {
        same(string.concat(what, ": size"), actual.length, expected.length);
        for (uint256 place = 0; place < expected.length / 32; place++) {
            uint256 one;
            uint256 other;
            assembly ("memory-safe") {
                one := mload(add(actual, mul(add(place, 1), 32)))
                other := mload(add(expected, mul(add(place, 1), 32)))
            }
            if (one != other) revert Differs(what, place, other, one);
        }
    }

    /// @dev Expects what a view answers.
    function answers(string memory what, address where, bytes memory question, bytes memory expected) private view {
        (bool success, bytes memory answer) = where.staticcall(question);
        same(string.concat(what, ": success"), success ? 1 : 0, 1);
        same(what, answer, expected);
    }

    /// @dev Expects an event at a place.
    function tells(
        string memory what,
        Vm.Log[] memory logs,
        uint256 place,
        address emitter,
        string memory signature,
        bytes memory topics,
        bytes memory data
    ) private pure {
        if (place >= logs.length) revert Differs(string.concat(what, ": number of events"), 0, place + 1, logs.length);
        Vm.Log memory log = logs[place];
        same(string.concat(what, ": emitter"), uint160(log.emitter), uint160(emitter));
        bytes memory expected = bytes.concat(keccak256(bytes(signature)), topics);
        same(string.concat(what, ": topics"), abi.encodePacked(log.topics), expected);
        same(string.concat(what, ": data"), log.data, data);
    }

    /// @dev Expects a word in storage.
    function holds(string memory what, address where, uint256 slot, uint256 expected) private view {
        same(what, uint256(vm.load(where, bytes32(slot))), expected);
    }
"""
