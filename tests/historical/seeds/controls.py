"""Roles and parameters."""

from typing import Final

from tests.historical.seeds.seed import Seed, bug

SEEDS: Final[tuple[Seed, ...]] = (
    bug(
        46,
        "governance may allow no tickets at all, which keeps all stake in",
        "bounds",
        "ParameterChecks",
        ("checkRange(9, next.maxTickets, 1, MAX_TICKETS);", "checkRange(9, next.maxTickets, 0, MAX_TICKETS);"),
    ),
    bug(
        113,
        "the reporter's part may be all of a penalty, so that self-reporting is free",
        "reporter_cut_capped",
        "ParameterChecks",
        ("MAX_REPORTER_CUT = 4_000;", "MAX_REPORTER_CUT = 10_000;"),
    ),
    bug(
        118,
        "anyone may appoint the slasher",
        "only_the_governor_appoints",
        "Controller",
        (
            "    function assignRole(Role role, address account) external {\n        _requireGovernor();\n",
            "    function assignRole(Role role, address account) external {\n"
            "        if (role != Role.SLASHER) _requireGovernor();\n",
        ),
    ),
    bug(
        178,
        "the minimum stake may lie above the maximum",
        "constraints",
        "ParameterChecks",
        ("next.maxStake >= next.minStake && next.minStake >= next.minSelfStake", "next.minStake >= next.minSelfStake"),
    ),
    bug(
        184,
        "anyone may accept the governor's office",
        "hand_over",
        "Controller",
        ("        require(msg.sender == _roles.pendingGovernor, NotPendingGovernor(msg.sender));\n", ""),
    ),
)
