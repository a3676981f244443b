"""How a counterexample is told."""

from dataclasses import replace

import pytest
from rich.console import Console

from properties.catalogue import lookup
from properties.mutation.mutant import Mutant, in_place
from properties.symbolic.decision import Verdict
from properties.symbolic.model import Witness
from properties.symbolic.people import FAR, names_of, usual_state
from properties.symbolic.proving import Outcome, Request
from properties.symbolic.report import Finding, Report
from properties.vocabulary import Note
from properties.world import GENESIS_TIME
from seqstake.counterexample import SHOWN, Teller, claimed, explain, lines_of, moment, print_counterexamples
from spec.actions import Call, DepositRewards, Pause, Register
from spec.map import Map
from spec.state import NO_BUCKET_ID, BucketId, Ledger
from spec.units import (
    NOBODY,
    Address,
    Bps,
    Epoch,
    Generation,
    ProtocolTime,
    SigningKey,
    Status,
    Timestamp,
    Wei,
)

STATE = usual_state()
NUMBERS: Map[int, int] = Map(0)
SOMEBODY = Address(FAR + 2_000_000)
FREE = Mutant(
    "stake is credited without a transfer",
    "pools",
    "mint",
    "state = pull(state, deployment.stake_token, holder, deployment.stake_custody, amount)",
    "pass",
)
STAKE = Wei(32 * 10**18)
REGISTERED = Witness(
    replace(STATE, credits=STATE.credits.set(SOMEBODY, Wei(5))),
    Call(SOMEBODY, Timestamp(GENESIS_TIME + 60)),
    Register(SigningKey(7), SOMEBODY, Bps(0), STAKE),
)
TOLD = """\
  in a state as after deployment, but for
    credits[account 1]: 5
  after 60 s, account 1: Register(key=7, withdrawal_address=account 1, commission=0, amount=32_000_000_000_000_000_000)
  which changes
    validators[account 1]: status NONE → ACTIVE, key 0 → 7, withdrawal_address nobody → account 1, checkpoints 0 → 1
    keys[7]: nobody → account 1
    pools[validator account 1, generation 0]: assets 0 → 32_000_000_000_000_000_000, \
shares 0 → 32_000_000_000_000_000_000_000
    pools[validator account 1, generation 0].positions[account 1]: shares 0 → 32_000_000_000_000_000_000_000
    checkpoints[validator account 1, index 0]: time 0 → now, stake 0 → 32_000_000_000_000_000_000
    ledger: bonded 0 → 32_000_000_000_000_000_000
    earners[account 1]: weight 0 → 32_000_000_000_000_000_000
    stream: updated 0 → now, total_weight 0 → 32_000_000_000_000_000_000
  and so fails
    equal(bonded, came): 32_000_000_000_000_000_000 | 0"""


def teller(call: Call | None = None) -> Teller:
    found = call or Call(SOMEBODY, GENESIS_TIME)
    return Teller(names_of(STATE, found, Pause()), STATE, found)


def test_a_counterexample_is_told_in_words() -> None:
    with in_place(FREE):
        assert "\n".join(lines_of("A-7", REGISTERED)) == TOLD


def test_a_refusal_is_told_too() -> None:
    found = Witness(STATE, Call(STATE.roles.notifier, GENESIS_TIME), DepositRewards(Wei(0)))
    assert lines_of("R-3.zero", found) == [
        "  in the state after deployment",
        "  notifier: DepositRewards(amount=0)",
        "  which changes",
        "    refused: ZeroAmount()",
        "  and so fails",
        f"    {lookup('R-3.zero').statement}",
    ]


def test_an_assertion_that_fails_is_told() -> None:
    back = Witness(STATE, Call(SOMEBODY, Timestamp(GENESIS_TIME - 1)), Pause())
    assert lines_of("assertions", back)[-2:] == [
        "  and so fails",
        "    an assertion of the specification: block time goes back",
    ]


def test_a_specification_that_cannot_be_run_is_told() -> None:
    step = Witness(STATE, Call(STATE.roles.guardian, Timestamp(GENESIS_TIME)), Pause())
    with in_place(Mutant("too many arguments", "clock", "pause", "paused_time(clock)", "paused_time(clock, 1)")):
        *_, last = lines_of("assertions", step)
    assert last.startswith("    the specification: TypeError: ")


@pytest.mark.parametrize(
    ("value", "kind", "told"),
    [
        (NOBODY, Address, "nobody"),
        (SOMEBODY, Address, "account 1"),
        (STATE.roles.guardian, Address, "guardian"),
        (Address(10), Address, "0x000000000000000000000000000000000000000a"),
        (Wei(10**18), Wei, "1_000_000_000_000_000_000"),
        (Timestamp(GENESIS_TIME), Timestamp, "now"),
        (ProtocolTime(GENESIS_TIME - 3_600), ProtocolTime, "now - 3_600 s"),
        (ProtocolTime(0), ProtocolTime, "0"),
        (Epoch(19_676), Epoch, "19_676 (from now + 6_400 s)"),
        (Epoch(0), Epoch, "0"),
        (Status.JAILED, Status, "JAILED"),
        (True, bool, "True"),
        (NO_BUCKET_ID, BucketId, "none"),
        (
            BucketId(SOMEBODY, Generation(2), Epoch(0), Epoch(3)),
            BucketId,
            "(validator account 1, generation 2, request 0, maturity 3)",
        ),
        ((1, 2_000), tuple[int, ...], "[1, 2_000]"),
    ],
)
def test_values_are_told_by_their_type(value: object, kind: object, told: str) -> None:
    assert teller().value(value, kind) == told


@pytest.mark.parametrize(
    ("side", "told"),
    [
        (GENESIS_TIME + 1, "1_700_000_001 (now + 1 s)"),
        (1_000_000, "1_000_000"),
        (SOMEBODY, "account 1"),
        (Ledger(Wei(1), Wei(0), Wei(0), Wei(2_000)), "Ledger(bonded 1, unbonding 0, credited 0, pot 2_000)"),
        (NO_BUCKET_ID, "none"),
        (NUMBERS.set(1, 2), "a map of 1 entries"),
        ("text", "text"),
        (Status.NONE, "NONE"),
        (False, "False"),
    ],
)
def test_sides_of_a_comparison_are_told_by_what_they_are(side: object, told: str) -> None:
    assert teller().side(side) == told


def test_what_contains_a_failure_is_told_in_short() -> None:
    note = Note("forall(m, lambda x: x > 1_000)", (1_000, 2))
    assert teller().failure(note, innermost=True) == "forall(m, lambda x: x > 1_000): 1_000 | 2"
    assert teller().failure(note, innermost=False) == "in forall: 1_000 | 2"


def test_times_far_away_are_plain_numbers() -> None:
    assert moment(7, GENESIS_TIME) == "7"
    assert moment(GENESIS_TIME + 40_000_000, GENESIS_TIME) == "1_740_000_000"


def test_a_property_without_notes_is_told_by_its_source() -> None:
    assert claimed(lookup("S-5.log")) == "state.log == ()"
    assert claimed(lookup("R-3.zero")) == lookup("R-3.zero").statement  # which has several cases


def proved(count: int) -> Outcome:
    """Return an outcome with as many counterexamples."""
    keys = [("A-7", f"Register{number}") for number in range(count)]
    findings = {key: Finding(*key, Verdict.VIOLATED, 1, 0.1, "Register(…) in State(…)") for key in keys}
    return Outcome(Request(), Report(findings, witnesses=dict.fromkeys(keys, REGISTERED)))


def test_what_fails_is_the_reason_and_all_else_below(capsys: pytest.CaptureFixture[str]) -> None:
    outcome = proved(1)
    with in_place(FREE):
        explain(outcome)
    (finding,) = outcome.report.findings.values()
    assert finding.reason == f"equal(bonded, came): {STAKE:_} | 0\n{TOLD}"
    print_counterexamples(outcome, Console(width=200), verbose=False)
    assert capsys.readouterr().out == f"\nA-7 fails after Register0: {lookup('A-7').statement}\n{TOLD}\n"


def test_of_many_counterexamples_a_few_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    outcome = proved(SHOWN + 2)
    print_counterexamples(outcome, Console(width=200), verbose=False)
    out = capsys.readouterr().out
    assert out.count("A-7 fails after") == SHOWN
    assert out.endswith("--verbose shows the states of 2 more\n")
    print_counterexamples(outcome, Console(width=200), verbose=True)
    assert capsys.readouterr().out.count("A-7 fails after") == SHOWN + 2
