"""Streams, indices and what everyone has earned."""

from typing import Final

from tests.historical.seeds.seed import Seed, bug

SEEDS: Final[tuple[Seed, ...]] = (
    bug(
        70,
        "a validator that goes off duty keeps the weight that it had",
        "off_duty_earns_nothing",
        "Rewards",
        (
            "uint256 weight = _weightOf(validator);",
            "uint256 weight = _weightOf(validator);\n        if (weight == 0) return;",
        ),
    ),
    bug(
        137,
        "who has no shares yet is not settled, and later earns since the beginning",
        "late_and_early",
        "Rewards",
        (
            "        _settle(validator, generation, holder);\n",
            """\
        bool known = POOLS.sharesOf(validator, generation, holder) > 0;
        if (known) _settle(validator, generation, holder);
""",
        ),
    ),
    bug(
        141,
        "what streams while nobody has weight is lost",
        "nobody_on_duty",
        "Rewards",
        ("            stream.carry += emission;\n", ""),
    ),
    bug(
        142,
        "what streams while nobody has weight goes to whoever comes first",
        "nobody_on_duty",
        "Rewards",
        (
            """\
        stream.updated = time;
        if (stream.totalWeight == 0) {
            stream.carry += emission;
            return;
        }
""",
            """\
        if (stream.totalWeight == 0) return;
        stream.updated = time;
""",
        ),
    ),
    bug(
        143,
        "the rate is in whole units, and what its division leaves is lost",
        "remainders",
        "Rewards",
        ("stream.rate = total / duration;", "stream.rate = total / SCALE / duration * SCALE;"),
        ("stream.carry = total - stream.rate * duration;", "stream.carry = 0;"),
    ),
    bug(
        144,
        "a deposit forgets what the running stream has left",
        "overlapping_streams",
        "Rewards",
        ("_remaining(stream, time) + stream.carry + amount * SCALE;", "stream.carry + amount * SCALE;"),
    ),
    bug(
        145,
        "rewards are promised without taking in the tokens",
        "shared_stream",
        "Rewards",
        ("        REWARD_TOKEN.pull(msg.sender, amount);\n", ""),
    ),
    bug(
        157,
        "a commission comes on top of what the holders get",
        "shared_stream",
        "Rewards",
        ("accrual.holders = part - accrual.commission;", "accrual.holders = part;"),
    ),
    bug(
        205,
        "a deposit starts the reward index anew",
        "overlapping_streams",
        "Rewards",
        ("        stream.funded += amount;\n", "        stream.funded += amount;\n        stream.index = 0;\n"),
    ),
)
