"""Registration, leaving, jail and commission."""

from typing import Final

from tests.historical.seeds.seed import Seed
from tests.historical.seeds.vyper.planting import alone, also

SEEDS: Final[tuple[Seed, ...]] = (
    # While the parameters stay as they are nobody can be ejected: who has too little is retired at once.
    alone(
        52,
        "only who has set a commission is retired for too little stake",
        "own_exit_below_minimum",
        (
            "== ACTIVE and self._below_minimum(validator):",
            "== ACTIVE and self._below_minimum(validator) and self.validators[validator].commission > 0:",
        ),
    ),
    alone(
        158,
        "who is retired for too little stake goes on counting in the total that rewards are shared by",
        "own_exit_below_minimum",
        (
            "        self._set_status(validator, LEAVING)\n",
            """\
        self.validators[validator].status = LEAVING
        log StatusChanged(validator=validator, previous=ACTIVE, status=LEAVING)
        log ValidatorRemoved(validator=validator)
""",
        ),
    ),
    also(
        "an announced commission keeps a validator from leaving until its notice has run",
        (
            '    assert self.validators[msg.sender].status == ACTIVE, "WrongStatus"\n',
            """\
    waiting: bool = self.validators[msg.sender].commission_effective > self._now()
    assert self.validators[msg.sender].status == ACTIVE and not waiting, "WrongStatus"
""",
        ),
    ),
    also(
        "a jail term is counted in slots and added as seconds",
        ("self._now() + self.parameters.jail_duration\n", "self._now() + self.parameters.jail_duration // 12\n"),
    ),
    also(
        "who has registered may register again over it",
        ('    assert self.validators[msg.sender].status == UNREGISTERED, "AlreadyRegistered"\n', ""),
    ),
    also(
        "a commission changes before what was earned under the old one is attributed",
        (
            "    self._accrue(validator)\n    self.validators[validator].commission = commission\n",
            "    self.validators[validator].commission = commission\n",
        ),
    ),
    also(
        "a cut leaves an announced raise in place, to take effect later",
        (
            """\
    self.validators[validator].next_commission = 0
    self.validators[validator].commission_effective = 0
""",
            "",
        ),
    ),
)
