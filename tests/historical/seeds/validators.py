"""Registration, leaving, jail and commission."""

from typing import Final

from tests.historical.seeds.seed import Seed, bug

SEEDS: Final[tuple[Seed, ...]] = (
    bug(
        52,
        "only who has set a commission can be ejected",
        "ejection_by_stake",
        "Registry",
        (
            "require(_belowMinimum(stake, selfStake), NotEjectable(validator));",
            """\
bool unset = _validators[validator].commission == 0;
        require(_belowMinimum(stake, selfStake) && !unset, NotEjectable(validator));""",
        ),
    ),
    bug(
        53,
        "an announced commission keeps a validator from leaving until its notice has run",
        "leaving_with_a_raise_announced",
        "Registry",
        (
            "require(status == Status.ACTIVE, WrongStatus(msg.sender, status));",
            """\
bool waiting = _validators[msg.sender].commissionEffective > CONTROLLER.protocolTime();
        require(status == Status.ACTIVE && !waiting, WrongStatus(msg.sender, status));""",
        ),
    ),
    bug(
        83,
        "a jail term is counted in slots and added as seconds",
        "liveness",
        "Registry",
        ("CONTROLLER.jailDuration();", "CONTROLLER.jailDuration() / 12;"),
    ),
    bug(
        105,
        "who has registered may register again over it",
        "from_entry_to_exit",
        "Registry",
        ("        require(_validators[caller].status == Status.NONE, AlreadyRegistered(caller));\n", ""),
    ),
    bug(
        154,
        "a commission changes before what was earned under the old one is attributed",
        "commission_changes_midway",
        "Registry",
        (
            "        REWARDS.accrue(validator);\n        PackedValidator storage record",
            "        PackedValidator storage record",
        ),
    ),
    bug(
        158,
        "who is ejected goes on counting in the total that rewards are shared by",
        "ejection_by_stake",
        "Registry",
        (
            "        REWARDS.accrue(validator);\n        _retire(validator);\n",
            """\
        REWARDS.accrue(validator);
        _validators[validator].status = Status.LEAVING;
        emit StatusChanged(validator, status, Status.LEAVING);
        emit ValidatorRemoved(validator);
""",
        ),
    ),
    bug(
        183,
        "a cut leaves an announced raise in place, to take effect later",
        "announcements_replaced",
        "Registry",
        ("        record.nextCommission = 0;\n        record.commissionEffective = 0;\n", ""),
    ),
)
