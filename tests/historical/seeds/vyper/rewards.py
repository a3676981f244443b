"""Streams, indices and what everyone has earned."""

from typing import Final

from tests.historical.seeds.seed import Seed
from tests.historical.seeds.vyper.planting import also

SEEDS: Final[tuple[Seed, ...]] = (
    also(
        "a validator that goes off duty keeps the weight that it had",
        (
            "        weight = self.pools[validator][record.generation].assets\n",
            """\
        weight = self.pools[validator][record.generation].assets
    if weight == 0:
        return
""",
        ),
    ),
    also(
        "who has no shares yet is not settled, and later earns since the beginning",
        (
            "    self._settle(validator, generation, holder)\n    self._pull(STAKE_TOKEN",
            """\
    if self.positions[validator][generation][holder].shares > 0:
        self._settle(validator, generation, holder)
    self._pull(STAKE_TOKEN""",
        ),
    ),
    also(
        "what streams while nobody has weight is lost",
        ("        self.stream.carry = stream.carry + emission\n", ""),
    ),
    also(
        "what streams while nobody has weight goes to whoever comes first",
        (
            """\
    self.stream.updated = now
    if stream.total_weight == 0:
        self.stream.carry = stream.carry + emission
        return
""",
            """\
    if stream.total_weight == 0:
        return
    self.stream.updated = now
""",
        ),
    ),
    also(
        "the rate is in whole units, and what its division leaves is lost",
        ("self.stream.rate = total // duration", "self.stream.rate = total // SCALE // duration * SCALE"),
        ("self.stream.carry = total % duration", "self.stream.carry = 0"),
        ("rate=total // duration,", "rate=self.stream.rate,"),
    ),
    also(
        "a deposit forgets what the running stream has left",
        ("self._remaining(stream.rate, stream.end, now) + stream.carry + amount", "stream.carry + amount"),
    ),
    also(
        "rewards are promised without taking in the tokens",
        ("    self._pull(REWARD_TOKEN, msg.sender, amount)\n", ""),
    ),
    also(
        "a commission comes on top of what the holders get",
        ("amount: uint256 = part - commission + earner.leftover", "amount: uint256 = part + earner.leftover"),
        ("holders=part - commission,", "holders=part,"),
    ),
    also(
        "a deposit starts the reward index anew",
        (
            "    self.stream.funded = stream.funded + amount\n",
            "    self.stream.funded = stream.funded + amount\n    self.stream.index = 0\n",
        ),
    ),
)
