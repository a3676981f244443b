"""Who is punished, how much it costs, and who pays."""

from typing import Final

from tests.historical.seeds.seed import Seed
from tests.historical.seeds.vyper.planting import also

SEEDS: Final[tuple[Seed, ...]] = (
    also(
        "a penalty is rounded down, so that the smallest is nothing",
        ("(base.stake * rate + BPS - 1) // BPS", "base.stake * rate // BPS"),
        hint="odd_amounts",
    ),
    also(
        "a penalty is divided before it is multiplied",
        ("(base.stake * rate + BPS - 1) // BPS", "base.stake // BPS * rate"),
        hint="odd_amounts",
    ),
    also(
        "an old offence costs the stake of the present generation",
        ("Penalty(generation=base.generation,", "Penalty(generation=self.validators[validator].generation,"),
    ),
    also(
        "a case that nobody has routed blocks all others",
        (
            "assert not self.cases[validator][offence][offence_time].executed,",
            "assert not self.cases[validator][offence][offence_time].executed and self.ledger.pot == 0,",
        ),
    ),
    also(
        "nobody answers for anything before its stake has changed once",
        ("assert index < count,", "assert 0 < index and index < count,"),
    ),
    also(
        "another reporter makes another case of the same offence",
        (
            "    assert not self.cases[validator][offence][offence_time].executed,",
            """\
    known: Case = self.cases[validator][offence][offence_time]
    assert not known.executed or known.reporter != reporter,""",
        ),
    ),
    also(
        "offences of neighbouring kinds and times are one case",
        (
            "    assert not self.cases[validator][offence][offence_time].executed,",
            """\
    packed: uint256 = offence + offence_time
    fresh: bool = True
    for kind: uint256 in range(3):
        if kind <= packed and self.cases[validator][kind][packed - kind].executed:
            fresh = False
    assert fresh,""",
        ),
    ),
    also(
        "a validator answers for a time at which it was not there yet",
        ("assert found.time <= time and latest,", "assert latest,"),
    ),
    also(
        "a penalty larger than what is left is refused",
        ("self._loss(penalty, pool.assets, pool.shares)", "self._loss(penalty, max_value(uint256), pool.shares)"),
    ),
    also("what was requested before an offence answers for it", (" and id.request >= penalty.since", "")),
    also("a penalty is routed as often as anyone likes", ("case.executed and not case.routed,", "case.executed,")),
    also(
        "the time for evidence runs on through a pause",
        ("assert now - offence_time <= window,", "assert block.timestamp - offence_time <= window,"),
    ),
    also(
        "the parts of a penalty are cut from what it should have taken",
        ("reporter=reporter,\n        taken=taken,\n", "reporter=reporter,\n        taken=amount,\n"),
    ),
    also(
        "who leaves no longer answers for anything",
        (
            """\
    assert self.validators[validator].status != UNREGISTERED, "UnknownValidator"
    assert offence_time < now""",
            """\
    status: uint256 = self.validators[validator].status
    assert status == ACTIVE or status == JAILED, "UnknownValidator"
    assert offence_time < now""",
        ),
    ),
    also(
        "a penalty is worked out from what earlier ones have left",
        (
            "    amount: uint256 = (base.stake * rate + BPS - 1) // BPS\n",
            """\
    live: uint256 = self._pool(validator).assets
    amount: uint256 = (min(base.stake, live) * rate + BPS - 1) // BPS
""",
        ),
    ),
    also(
        "a penalty is shared by present value instead of by shares",
        ("penalty.covered = pool.shares", "penalty.covered = pool.assets"),
        (
            "penalty.covered += self.buckets[validator][id.generation][id.request][id.maturity].shares",
            "penalty.covered += self.buckets[validator][id.generation][id.request][id.maturity].assets",
        ),
        ("self._loss(penalty, pool.assets, pool.shares)", "self._loss(penalty, pool.assets, pool.assets)"),
        ("self._loss(penalty, bucket.assets, bucket.shares)", "self._loss(penalty, bucket.assets, bucket.assets)"),
    ),
    also(
        "any checkpoint before the offence will do as the one in force",
        ("assert found.time <= time and latest,", "assert found.time <= time,"),
    ),
    also(
        "tickets that have matured and wait to be claimed are slashed",
        (" and self._is_slashable(id.maturity)\n", "\n"),
        hint="ripe_before_evidence_is_old",
    ),
    also(
        "rewards are attributed after a penalty has reduced the stake that earned them",
        ("    self._accrue(validator)\n    taken: uint256 = self._take(", "    taken: uint256 = self._take("),
        ("    log Slashed(\n", "    self._accrue(validator)\n    log Slashed(\n"),
    ),
)
