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
    function getCode(string calldata artifact) external view returns (bytes memory code);
    function readFile(string calldata path) external view returns (string memory text);
    function parseJsonBytes(string calldata text, string calldata key) external pure returns (bytes memory value);
}

/// @dev What a contract did is not what the specification says; words are counted from zero.
error Differs(string what, uint256 word, uint256 expected, uint256 actual);
"""

REFUSED: Final = """\
/// @dev A contract refused what it has to accept, or for another reason than it has to.
error Refused(string what, bytes reason);
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

ADAPTED: Final = """\
    /// @dev A call that somebody makes.
    struct Message {
        address caller;
        address where;
        bytes data;
    }

    /// @dev Creates a contract where everybody expects it.
    function deploy(address where, bytes memory code, bytes memory arguments) private {
        bytes memory initial = bytes.concat(code, arguments);
        address made;
        assembly ("memory-safe") {
            made := create(0, add(initial, 32), mload(initial))
        }
        same("address of a contract", uint160(made), uint160(where));
    }

    /// @dev Makes a call that has to be accepted before the history begins.
    function first(address caller, address where, bytes memory data) private {
        vm.prank(caller);
        (bool success, bytes memory answer) = where.call(data);
        if (!success) revert Refused("before the history", answer);
    }

    /// @dev Makes several calls, either all of them or none.
    function make(Message[] calldata messages) external returns (bytes memory answer) {
        for (uint256 place = 0; place < messages.length; place++) {
            bool success;
            vm.prank(messages[place].caller);
            (success, answer) = messages[place].where.call(messages[place].data);
            if (!success) {
                assembly ("memory-safe") {
                    revert(add(answer, 32), mload(answer))
                }
            }
        }
    }

    /// @dev Makes calls, whatever comes of it.
    function attempt(Message[] memory messages) private returns (bool success, bytes memory answer) {
        (success, answer) = address(this).call(abi.encodeCall(this.make, (messages)));
    }

    /// @dev Makes calls that have to be accepted; returns what the last one returns.
    function accepts(string memory what, Message[] memory messages) private returns (bytes memory) {
        (bool success, bytes memory answer) = attempt(messages);
        if (!success) revert Refused(what, answer);
        return abi.decode(answer, (bytes));
    }

    /// @dev Makes calls that have to be refused, for a reason that begins so.
    function refuses(string memory what, Message[] memory messages, bytes memory reason) private {
        (bool success, bytes memory answer) = attempt(messages);
        same(what, success ? 0 : 1, 1);
        bool isSelector = reason.length == 4;
        bytes32 given = isSelector ? bytes32(bytes4(answer)) : keccak256(answer);
        bytes32 wanted = isSelector ? bytes32(bytes4(reason)) : keccak256(reason);
        if (reason.length > 0 && given != wanted) revert Refused(what, answer);
    }

    /// @dev Returns the events that are compared.
    function known(Vm.Log[] memory logs) private pure returns (Vm.Log[] memory found) {
        uint256 count;
        for (uint256 place = 0; place < logs.length; place++) {
            if (logs[place].topics.length > 0 && isKnown(logs[place].topics[0])) logs[count++] = logs[place];
        }
        found = new Vm.Log[](count);
        for (uint256 place = 0; place < count; place++) {
            found[place] = logs[place];
        }
    }

    /// @dev Tells whether an event is the one at a place.
    function isNext(Vm.Log[] memory logs, uint256 next, address emitter, string memory signature)
        private
        pure
        returns (bool)
    {
        if (next >= logs.length || logs[next].emitter != emitter) return false;
        return logs[next].topics.length > 0 && logs[next].topics[0] == keccak256(bytes(signature));
    }

    /// @dev Expects an event at a place.
    function tells(string memory what, Vm.Log[] memory logs, uint256 next, address emitter, string memory signature)
        private
        pure
    {
        same(string.concat(what, ": told"), isNext(logs, next, emitter, signature) ? 1 : 0, 1);
    }

    /// @dev Returns one of the words of an answer.
    function word(bytes memory answer, uint256 place) private pure returns (uint256 found) {
        if (answer.length < 32 * (place + 1)) revert Refused("an answer that is too short", answer);
        assembly ("memory-safe") {
            found := mload(add(answer, mul(add(place, 1), 32)))
        }
    }

    /// @dev Returns one of the words that a view answers.
    function ask(address where, bytes memory question, uint256 place) private view returns (uint256) {
        (bool success, bytes memory answer) = where.staticcall(question);
        if (!success) revert Refused("a view", answer);
        return word(answer, place);
    }

    /// @dev Expects a number.
    function same(string memory what, uint256 actual, uint256 expected) private pure {
        if (actual != expected) revert Differs(what, 0, expected, actual);
    }

    /// @dev Expects a number between two others.
    function within(string memory what, uint256 actual, uint256 least, uint256 most) private pure {
        if (actual < least) revert Differs(what, 0, least, actual);
        if (actual > most) revert Differs(what, 0, most, actual);
    }

    /// @dev Expects a word in storage.
    function holds(string memory what, address where, uint256 slot, uint256 expected) private view {
        same(what, uint256(vm.load(where, bytes32(slot))), expected);
    }
"""
