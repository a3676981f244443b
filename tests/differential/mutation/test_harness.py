"""Nothing can be left out of lock-step without being noticed."""

from collections import Counter
from pathlib import Path

import pytest

from differential.compile import compile_contracts
from differential.mutation.harness.bench import OWN, Bench
from differential.mutation.harness.canaries import Canary, canaries
from differential.mutation.harness.chain import Lie
from differential.mutation.harness.profile import Profile, profiled
from differential.mutation.harness.slips import Slip, slips
from tests.differential.mutation.conftest import CONTRACTS


@pytest.fixture(scope="module")
def profile() -> Profile:
    return profiled(compile_contracts(Path(CONTRACTS)))


@pytest.fixture(scope="module")
def known(profile: Profile) -> dict[str, Canary]:
    return {canary.name: canary for canary in canaries(profile)}


def test_our_contracts_agree_and_every_canary_is_caught(profile: Profile, known: dict[str, Canary]) -> None:
    bench = Bench(profile)
    assert bench.agrees(profile.histories)
    assert {name: bench.caught(canary) for name, canary in known.items()} == dict.fromkeys(known, True)
    assert len(known) == len(list(canaries(profile)))


def test_everything_that_is_left_out_is_noticed(profile: Profile, known: dict[str, Canary]) -> None:
    bench, found = Bench(profile), list(slips(profile, known))
    shown = {(slip.family, slip.name): bench.noticed(slip) for slip in found}
    missed = {key: f"the canary {canary.name} is not caught" for key, canary in expected_canaries(found, shown).items()}
    assert shown == {**dict.fromkeys(shown, OWN), **missed}
    assert Counter(slip.family for slip in found) == {
        "comparison": 13,
        "state": 104,
        "call": 3,
        "argument": 74,
        "event": 157,
        "error": 131,
        "return value": 11,
        "view": 53,
        "reserved function": 11,
    }


def expected_canaries(found: list[Slip], shown: dict[tuple[str, str], str]) -> dict[tuple[str, str], Canary]:
    """Return the canary that each mistake lets by, where our contracts still agree."""
    return {
        (slip.family, slip.name): slip.canaries[0]
        for slip in found
        if slip.canaries and shown[slip.family, slip.name] != OWN
    }


def test_what_is_left_out_is_there_again(profile: Profile, known: dict[str, Canary]) -> None:
    bench = Bench(profile)
    for slip in list(slips(profile, known))[::25]:
        with slip.planted():
            pass
    assert bench.agrees(profile.histories[:3])


def test_a_canary_that_does_nothing_is_not_caught(profile: Profile) -> None:
    assert not Bench(profile).caught(Canary("nothing", profile.histories[:1], Lie()))
