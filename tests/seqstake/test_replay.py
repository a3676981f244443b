"""What a replay says of a step: under an adapter, what the contract returned and not what the spec does."""

import pytest

from differential.lockstep import Compared
from properties.world import paper_world
from seqstake.replay import outcome
from spec.errors import NotPaused
from spec.transition import Applied

STATE = paper_world().genesis()


@pytest.mark.parametrize(
    ("value", "returned", "told"),
    [
        (None, None, "[green]accepted[/green]"),
        (1_234, None, "[green]accepted[/green], returns 1_234"),
        (1_234, b"", "[green]accepted[/green]"),
        (1_234, (1_230).to_bytes(32), "[green]accepted[/green], returns 1_230"),
        (None, (1).to_bytes(32), "[green]accepted[/green], returns 1"),
        (None, bytes(64), "[green]accepted[/green], returns 64 bytes"),
    ],
)
def test_what_is_returned_is_what_the_contract_returned(value: int | None, returned: bytes | None, told: str) -> None:
    assert outcome(Compared(STATE, STATE, Applied(STATE, (), value), returned)) == told


def test_a_rejection_is_told_with_its_reason() -> None:
    assert outcome(Compared(STATE, STATE, NotPaused(), b"why")) == "[yellow]rejected[/yellow] NotPaused()"
