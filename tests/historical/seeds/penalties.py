"""Who is punished, how much it costs, and who pays."""

from typing import Final

from tests.historical.seeds.seed import Seed, bug

SEEDS: Final[tuple[Seed, ...]] = (
    bug(
        9,
        "a penalty is rounded down, so that the smallest is nothing",
        "smallest_penalty",
        "Slashing",
        (
            "Math.ceilDiv(base.stake * _slashRate(offence), BPS);",
            "base.stake * _slashRate(offence) / BPS;",
        ),
    ),
    bug(
        11,
        "a penalty is divided before it is multiplied",
        "smallest_penalty",
        "Slashing",
        (
            "Math.ceilDiv(base.stake * _slashRate(offence), BPS);",
            "base.stake / BPS * _slashRate(offence);",
        ),
    ),
    bug(
        58,
        "an old offence costs the stake of the present generation",
        "offence_of_an_older_generation",
        "Slashing",
        ("POOLS.take(validator, base.generation,", "POOLS.take(validator, POOLS.generationOf(validator),"),
    ),
    bug(
        63,
        "a case that nobody has routed blocks all others",
        "double_signing",
        "Slashing",
        (
            "bool fresh = !_cases[validator][offence][offenceTime].executed;",
            "bool fresh = !_cases[validator][offence][offenceTime].executed && POOLS.ledger().pot == 0;",
        ),
    ),
    bug(
        80,
        "nobody answers for anything before its stake has changed once",
        "liveness",
        "Penalties",
        ("require(checkpoint < count,", "require(checkpoint > 0 && checkpoint < count,"),
    ),
    bug(
        91,
        "another reporter makes another case of the same offence",
        "accusations",
        "Slashing",
        (
            "bool fresh = !_cases[validator][offence][offenceTime].executed;",
            """\
Case storage known = _cases[validator][offence][offenceTime];
        bool fresh = !known.executed || known.reporter != reporter;""",
        ),
    ),
    bug(
        94,
        "offences of neighbouring kinds and times are one case",
        "double_signing",
        "Slashing",
        (
            "bool fresh = !_cases[validator][offence][offenceTime].executed;",
            """\
bool fresh = true;
        uint256 packed = uint256(offence) + offenceTime;
        for (uint256 kind = 0; kind < 3 && kind <= packed; kind++) {
            if (_cases[validator][Offence(kind)][packed - kind].executed) fresh = false;
        }""",
        ),
    ),
    bug(
        102,
        "a validator answers for a time at which it was not there yet",
        "accusations",
        "Penalties",
        ("require(found.time <= time && latest,", "require(latest,"),
    ),
    bug(
        104,
        "a penalty larger than what is left is refused",
        "wiped_out_twice",
        "Penalties",
        ("_loss(penalty, pool.assets, pool.shares)", "_loss(penalty, type(uint256).max, pool.shares)"),
    ),
    bug(
        116,
        "what was requested before an offence answers for it",
        "coverage",
        "Penalties",
        ("samePool && bucketId.request >= penalty.since &&", "samePool &&"),
    ),
    bug(
        127,
        "a penalty is routed as often as anyone likes",
        "differently_covered",
        "Slashing",
        ("bool openCase = record.executed && !record.routed;", "bool openCase = record.executed;"),
    ),
    bug(
        129,
        "the time for evidence runs on through a pause",
        "evidence_through_pause",
        "Slashing",
        ("uint256 time = CONTROLLER.protocolTime();", "uint256 time = block.timestamp;"),
    ),
    bug(
        133,
        "the parts of a penalty are cut from what it should have taken",
        "wiped_out_twice",
        "Slashing",
        ("_executed(reporter, taken);", "_executed(reporter, amount);"),
    ),
    bug(
        135,
        "who leaves no longer answers for anything",
        "leaving_and_gone",
        "Slashing",
        (
            "require(REGISTRY.statusOf(validator) != Status.NONE, UnknownValidator(validator));",
            """\
Status status = REGISTRY.statusOf(validator);
        require(status == Status.ACTIVE || status == Status.JAILED, UnknownValidator(validator));""",
        ),
    ),
    bug(
        179,
        "a penalty is routed by the cuts of the day, not by those of its execution",
        "cuts_at_routing",
        "Slashing",
        (
            "        Sinks memory sinks = CONTROLLER.sinks();\n",
            """\
        Sinks memory sinks = CONTROLLER.sinks();
        (record.reporterCut, record.insuranceCut, record.treasuryCut) = CONTROLLER.cuts();
""",
        ),
    ),
    bug(
        198,
        "a penalty is worked out from what earlier ones have left",
        "two_cases_in_order",
        "Slashing",
        (
            "uint256 amount = Math.ceilDiv(base.stake * _slashRate(offence), BPS);",
            """\
(, uint256 live,) = POOLS.currentPool(validator);
        uint256 amount = Math.ceilDiv(Math.min(base.stake, live) * _slashRate(offence), BPS);""",
        ),
    ),
    bug(
        199,
        "a penalty is shared by present value instead of by shares",
        "differently_covered",
        "Penalties",
        ("_pools[validator][generation].shares;", "_pools[validator][generation].assets;"),
        ("penalty.covered += _bucket(bucketId).shares;", "penalty.covered += _bucket(bucketId).assets;"),
        ("_loss(penalty, pool.assets, pool.shares)", "_loss(penalty, pool.assets, pool.assets)"),
        ("_loss(penalty, bucket.assets, bucket.shares)", "_loss(penalty, bucket.assets, bucket.assets)"),
    ),
    bug(
        200,
        "any checkpoint before the offence will do as the one in force",
        "base_is_of_the_offence",
        "Penalties",
        ("require(found.time <= time && latest,", "require(found.time <= time,"),
    ),
    bug(
        203,
        "tickets that have matured and wait to be claimed are slashed",
        "matured_tickets_spared",
        "Penalties",
        (" && _isSlashable(bucketId, penalty.time);", ";"),
    ),
    bug(
        206,
        "rewards are attributed after a penalty has reduced the stake that earned them",
        "off_duty_earns_nothing",
        "Slashing",
        (
            "        REWARDS.accrue(validator);\n        taken = POOLS.take",
            "        taken = POOLS.take",
        ),
        (
            "        emit Slashed(validator,",
            "        REWARDS.accrue(validator);\n        emit Slashed(validator,",
        ),
    ),
)
