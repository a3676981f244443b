// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {
    AlreadySlashed,
    NotAuthorised,
    NothingToRoute,
    OffenceNotPast,
    OffenceTooOld,
    UnknownValidator,
    ZeroAddress
} from "./Errors.sol";
import {IController} from "./interfaces/IController.sol";
import {ISlashing} from "./interfaces/ISlashing.sol";
import {ProtocolMember} from "./ProtocolMember.sol";
import {Addresses, BPS, Case, Checkpoint, Cut, Offence, Role, Sinks, Status} from "./Types.sol";

/// @title Slashing
/// @notice Cases: who is punished, for what, how much it costs, and where that goes.
contract Slashing is ISlashing, ProtocolMember, ReentrancyGuardTransient {
    uint256 private immutable EPOCH;

    // ------------------------------------------------------------------ storage: append only, at the cost of __gap

    /// @dev The executed penalties.
    mapping(address validator => mapping(Offence offence => mapping(uint256 offenceTime => Case))) private _cases;

    uint256[50] private __gap;

    // ---------------------------------------------------------------------------------------------------- deployment

    /// @notice Deploys without cases; the controller must be there already.
    /// @param protocol The contracts of the protocol.
    constructor(Addresses memory protocol) ProtocolMember(protocol) {
        EPOCH = IController(protocol.controller).epoch();
    }

    // ---------------------------------------------------------------------------------------------------------- cases

    /// @inheritdoc ISlashing
    function slash(
        address validator,
        Offence offence,
        uint256 offenceTime,
        uint256 checkpoint,
        address reporter
    ) external nonReentrant returns (uint256 taken) {
        // Validate
        require(msg.sender == CONTROLLER.slasher(), NotAuthorised(msg.sender, Role.SLASHER));
        _requirePunishable(validator, offence, offenceTime, reporter);
        Checkpoint memory base = POOLS.checkpointAt(validator, checkpoint, offenceTime);

        // Compute
        uint256 amount = Math.ceilDiv(base.stake * _slashRate(offence), BPS);

        // Apply
        REWARDS.accrue(validator);
        taken = POOLS.take(validator, base.generation, _epochAt(offenceTime), amount);
        _cases[validator][offence][offenceTime] = _executed(reporter, taken);
        emit Slashed(validator, offence, offenceTime, base.stake, amount, taken);
        REGISTRY.punish(validator, offence);
    }

    /// @inheritdoc ISlashing
    function routeSlash(address validator, Offence offence, uint256 offenceTime) external nonReentrant {
        // Validate
        Case storage record = _cases[validator][offence][offenceTime];
        bool openCase = record.executed && !record.routed;
        require(openCase, NothingToRoute(validator, offence, offenceTime));

        // Compute
        Cut[4] memory cuts = _cutsOf(record);

        // Apply
        record.routed = true;
        POOLS.route(record.taken, cuts);
        emit SlashRouted({
            validator: validator,
            offence: offence,
            offenceTime: offenceTime,
            reporter: cuts[0].amount,
            insurance: cuts[1].amount,
            treasury: cuts[2].amount,
            burned: cuts[3].amount
        });
    }

    // ---------------------------------------------------------------------------------------------------------- views

    /// @inheritdoc ISlashing
    function caseOf(address validator, Offence offence, uint256 offenceTime) external view returns (Case memory) {
        return _cases[validator][offence][offenceTime];
    }

    // -------------------------------------------------------------------------------------------------------- helpers

    /// @dev Rejects an accusation that comes too early, too late or again.
    function _requirePunishable(address validator, Offence offence, uint256 offenceTime, address reporter)
        private
        view
    {
        uint256 time = CONTROLLER.protocolTime();
        (uint256 evidenceWindow, uint256 caseWindow) = CONTROLLER.offenceWindows();
        uint256 window = evidenceWindow + caseWindow;
        require(REGISTRY.statusOf(validator) != Status.NONE, UnknownValidator(validator));
        require(offenceTime < time, OffenceNotPast(offenceTime, time));
        require(time - offenceTime <= window, OffenceTooOld(offenceTime, window));
        bool fresh = !_cases[validator][offence][offenceTime].executed;
        require(fresh, AlreadySlashed(validator, offence, offenceTime));
        require(reporter != address(0), ZeroAddress());
    }

    /// @dev Returns the case of a penalty executed now; its cuts stay what they are now.
    function _executed(address reporter, uint256 taken) private view returns (Case memory) {
        (uint16 reporterCut, uint16 insuranceCut, uint16 treasuryCut) = CONTROLLER.cuts();
        return Case({
            executed: true,
            routed: false,
            reporterCut: reporterCut,
            insuranceCut: insuranceCut,
            treasuryCut: treasuryCut,
            reporter: reporter,
            taken: taken
        });
    }

    /// @dev Returns who gets which part of a penalty; what division leaves is burned.
    function _cutsOf(Case memory record) private view returns (Cut[4] memory) {
        Sinks memory sinks = CONTROLLER.sinks();
        uint256 reporter = record.taken * record.reporterCut / BPS;
        uint256 insurance = record.taken * record.insuranceCut / BPS;
        uint256 treasury = record.taken * record.treasuryCut / BPS;
        uint256 burned = record.taken - (reporter + insurance + treasury);
        return [
            Cut(record.reporter, reporter),
            Cut(sinks.insurance, insurance),
            Cut(sinks.treasury, treasury),
            Cut(sinks.burn, burned)
        ];
    }

    /// @dev Returns which part of the base an offence costs.
    function _slashRate(Offence offence) private view returns (uint256) {
        (uint256 livenessSlash, uint256 faultSlash, uint256 doubleSignSlash) = CONTROLLER.slashRates();
        if (offence == Offence.LIVENESS) return livenessSlash;
        return offence == Offence.FAULT ? faultSlash : doubleSignSlash;
    }

    /// @dev Returns the epoch that a protocol time lies in.
    function _epochAt(uint256 time) private view returns (uint256) {
        return time / EPOCH;
    }
}
