"""Which checks notice a mistake in our contracts, at which call; one of each kind."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from differential.lockstep import Check, Divergence
from differential.mutation.crew import Bench, Plan
from differential.mutation.judge import Noticed, signs
from differential.mutation.judgement import SAME, Judgement, Verdict
from differential.mutation.mutant import Mutant
from tests.differential.mutation.conftest import CONTRACTS


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    found = Bench(Plan(CONTRACTS, (), seed=1, calls=0))
    yield found
    found.solc.close()


def mistake(file: str, old: str, new: str) -> Mutant:
    before = Path(CONTRACTS / file).read_text()
    assert before.count(old) == 1
    return Mutant(file, "f", "rule", 1, 1, before, before.replace(old, new))


def noticed(bench: Bench, mutant: Mutant) -> Noticed:
    found = bench.judged(mutant)
    assert found.verdict is Verdict.KILLED
    assert found.noticed
    return found.noticed


def test_an_event_alone(bench: Bench) -> None:
    old = "emit Bonded(validator, holder, generation, amount, shares)"
    mutant = mistake("src/Bonds.sol", old, old.replace("amount, shares", "shares, amount"))
    assert bench.judged(mutant) == Judgement(mutant, Verdict.KILLED, Noticed(("events",), "from_entry_to_exit", 3))


def test_all_checks_that_fail_at_one_call(bench: Bench) -> None:
    found = noticed(bench, mistake("src/Exits.sol", "_ledger.credited -= amount;", ""))
    views = ("view: Pools.ledger", "view: Pools.stakeLiabilities", "view: Pools.stakeSurplus")
    assert found.checks == ("state: Pools._ledger.credited", *views)


def test_a_view_alone(bench: Bench) -> None:
    old = "_ledger.bonded + _ledger.unbonding + _ledger.credited + _ledger.pot"
    found = noticed(bench, mistake("src/Pools.sol", old, old.replace(" + _ledger.pot", "")))
    assert found.checks == ("view: Pools.stakeLiabilities", "view: Pools.stakeSurplus")


def test_a_balance(bench: Bench) -> None:
    found = noticed(bench, mistake("src/Custody.sol", "token.safeTransfer(receiver, amount);", ""))
    assert "balance: StakeToken._balances" in found.checks


def test_a_deployment_that_fails_and_one_that_must(bench: Bench) -> None:
    member = "src/ProtocolMember.sol"
    refusing = noticed(bench, mistake(member, "protocol.pools != address(0)", "protocol.pools == address(0)"))
    taking = noticed(bench, mistake(member, "protocol.pools != address(0) && ", ""))
    assert (refusing, taking) == (Noticed(("deployment",), "deployment", 0),) * 2


def test_a_reserved_function_that_is_open(bench: Bench) -> None:
    guarded = "punish(address validator, Offence offence) external onlyMember(address(SLASHING))"
    open = mistake("src/Registry.sol", guarded, guarded.removesuffix(" onlyMember(address(SLASHING))"))
    assert noticed(bench, open).checks == ("reserved function: Registry.punish",)


def test_a_lock_that_only_an_odd_token_misses(bench: Bench) -> None:
    locked = "deposit(uint256 amount, uint256 minShares) external nonReentrant"
    open = mistake("src/Bonds.sol", locked, locked.removesuffix(" nonReentrant"))
    assert noticed(bench, open).checks == ("odd token",)


def test_a_loop_without_end_ends_for_want_of_gas(bench: Bench) -> None:
    found = noticed(bench, mistake("src/Exits.sol", "i < tickets.length; i++", "i < tickets.length;"))
    assert found.checks[0] == "outcome"


def test_what_cannot_be_noticed(bench: Bench) -> None:
    order = "book.queueHead == book.queueTail"
    same = mistake("src/Exits.sol", order, f"({order})")
    assert bench.judged(same) == Judgement(same, Verdict.EQUIVALENT, why=SAME)
    invalid = mistake("src/Exits.sol", order, "book.queueHead == book")
    assert bench.judged(invalid).verdict is Verdict.INVALID
    old = "_tickets[ticket] = record.pack();\n        _openTickets[owner]++;"
    swapped = mistake("src/Exits.sol", old, "_openTickets[owner]++;\n        _tickets[ticket] = record.pack();")
    assert bench.judged(swapped) == Judgement(swapped, Verdict.SURVIVED)


def test_a_check_is_named_without_keys_and_arguments() -> None:
    subjects = {
        ("outcome", Check.OUTCOME): ("outcome",),
        ("event 2", Check.EVENTS): ("events",),
        ("Pools._pools[0xabc][1].assets and Pools._pools[0xabc][1].shares", Check.STATE): (
            "state: Pools._pools.assets",
            "state: Pools._pools.shares",
        ),
        ("StakeToken._balances[0xabc]", Check.STATE): ("balance: StakeToken._balances",),
        ("slot 0xabc of Pools", Check.STATE): ("state: slot of Pools",),
        ("Pools.bucketOf(BucketId(validator=1, generation=2))", Check.VIEW): ("view: Pools.bucketOf",),
        ("Pools.take, which stands for no action", Check.DOOR): ("reserved function: Pools.take",),
    }
    found = {(subject, check): signs([Divergence(subject, "", "", check)]) for subject, check in subjects}
    assert found == subjects
