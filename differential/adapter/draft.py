"""Writing the file of a proposed adapter, with a note wherever somebody has to decide."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from differential.adapter import synonyms
from differential.adapter.binding import PERMIT
from differential.adapter.declaration import ACTIONS, EVENTS, field_names
from differential.adapter.interface import Entry
from differential.adapter.proposal import FIXED, POOLED, Proposal, told
from spec.profiles import BALANCED
from spec.rejections import REJECTIONS

SETTLED: Final[dict[str, tuple[str, ...]]] = {
    "Delegate": ('unreachable = ["ProtocolPaused", "WrongStatus", "SharesBelowMinimum", "ShareSupplyExceeded"]',),
    "UnbondAssets": (
        'left_out = ["TooManyTickets", "TooManyBuckets"]',
        'unreachable = ["SharesAboveMaximum", "UnbondTooSmall"]',
    ),
    "ClaimRewards": ('unreachable = ["UnknownValidator", "UnknownGeneration"]',),
    "DepositRewards": (
        "# Rewards of nothing are refused by the spec; where the contract refuses them too, drop the next line.",
        'left_out = ["ZeroAmount"]',
        'unreachable = ["ProtocolPaused", "ERC20InsufficientAllowance"]',
    ),
}
"""What holds of these actions while there is one validator that nothing happens to."""

STAKERS: Final = 'callers = ["delegators", "stranger"]'

SKIPPED: Final[dict[str, str]] = {
    "exit": "it withdraws and claims in one call",
    "transferOwnership": "it changes who may do what",
    "renounceOwnership": "it changes who may do what",
    "nominateNewOwner": "it changes who may do what",
    "acceptOwnership": "it changes who may do what",
    "setRewardsDuration": "it changes a parameter",
    "setRewardsDistribution": "it changes who may do what",
    "setPaused": "it pauses",
    "pause": "it pauses",
    "unpause": "it pauses",
}
"""Functions that change by right what is observed or how the next calls end."""

TOLERANCE: Final = "tolerance = { below = 1_000_000_000, above = 4 }"


def text_of(proposal: Proposal, source: str, place: Path, contract: str, out: Path) -> str:
    """Return an adapter's file."""
    path = os.path.relpath(place.resolve(), out.resolve().parent)
    lines = [
        f"# How {proposal.name} maps onto the spec: a proposal by names and types.",
        "# Lines with FILL IN need a decision. docs/adapters.md explains every key.",
        "",
        f'title = "{proposal.name}"',
        *(pooled_note() if proposal.pooled else []),
        "",
        *world_lines(proposal),
        *contract_lines(proposal, source, path, contract),
        *opening_lines(proposal),
    ]
    for kind in proposal.functions:
        lines += action_lines(proposal, kind)
    lines += error_lines(proposal)
    lines += event_lines(proposal)
    lines += state_lines(proposal)
    lines += noise_lines(proposal)
    return "\n".join(lines) + "\n"


def pooled_note() -> list[str]:
    """Return what is said of a contract without validators."""
    return [
        "not_compared = [",
        '    "the whole contract while nobody stakes: the two wei of a validator are always there",',
        "]",
        "",
        "# The contract knows no validators. So the spec has one, there from the beginning with the least stake, which",
        "# never acts again; its delegators are the contract's stakers. Only their accounts are looked at.",
        'accounts = ["delegators", "stranger", "notifier"]',
    ]


def world_lines(proposal: Proposal) -> list[str]:
    """Return the world: the least that the spec can be made to ask for, where there is one pool."""
    lines = ["[world]", 'stake_token = "StakeToken"', 'reward_token = "RewardToken"']
    lines += [f'stake_custody = "{proposal.name}"', f'reward_custody = "{proposal.name}"']
    if proposal.pooled:
        lines += ["dust_floor = 1", "", *duration_lines(proposal)]
        lines += ["unbonding_period = 86400", "evidence_window = 1", "case_window = 1"]
        lines += ["min_stake = 2", "max_stake = 5192296858534827628530496329220095", "min_self_stake = 2"]
        lines += ["min_deposit = 1", "min_unbond = 1", "max_tickets = 1000"]
    else:
        lines += [
            "",
            "# FILL IN: the parameters with which the contract is deployed, where they are not ours.",
            "[world.parameters]",
        ]
    return lines


def duration_lines(proposal: Proposal) -> list[str]:
    """Return the beginning of the parameters: over how many seconds a deposit of rewards streams."""
    if "reward_duration" in proposal.parameters:
        said = f"# {proposal.name}.{proposal.settings['reward_duration'].name}() says so."
        return ["[world.parameters]", said, f"reward_duration = {proposal.parameters['reward_duration']}"]
    return [
        "# FILL IN: over how many seconds a deposit of rewards streams.",
        "[world.parameters]",
        f"reward_duration = {BALANCED.reward_duration}",
    ]


def contract_lines(proposal: Proposal, source: str, path: str, contract: str) -> list[str]:
    """Return what is deployed."""
    lines = []
    for token in ("StakeToken", "RewardToken"):
        lines += ["", "[[contracts]]", f'name = "{token}"', 'shipped = "StakeToken"']
    lines += ["", "[[contracts]]", f'name = "{proposal.name}"', f'{source} = "{path}"']
    if contract:
        lines.append(f'contract = "{contract}"')
    given, notes = [], []
    for parameter in proposal.constructor:
        value = constructor_value(parameter)
        if value is None:
            value = '"governor"' if parameter["type"] == "address" else "0"
            notes.append(
                f"# FILL IN: {parameter['type']} {parameter['name']} is set to {value} for want of a better guess."
            )
        given.append(value)
    return [*lines, *notes, f"constructor = [{', '.join(given)}]"]


def constructor_value(parameter: Mapping[str, Any]) -> str | None:
    """Return what to pass for a constructor's parameter; nothing if its name says nothing."""
    if parameter["type"] == "string":
        return '{ text = "" }'
    known = synonyms.ACCOUNTS if parameter["type"] == "address" else synonyms.SETTINGS
    found = synonyms.best(parameter["name"], list(known.items()))
    return f'"{found}"' if found else None


def opening_lines(proposal: Proposal) -> list[str]:
    """Return how the spec's own validator comes to be, on both sides."""
    if not proposal.pooled or "Delegate" not in proposal.functions:
        return []
    function = proposal.functions["Delegate"]
    return [
        "",
        "[[calls]]",
        f'contract = "{proposal.name}"',
        f'function = "{function.name}"',
        "arguments = [2]",
        'caller = "validator 1"',
        "",
        "[[opening]]",
        'action = "Register"',
        'caller = "validator 1"',
        'fields = { key = 1, withdrawal_address = "withdrawal 1", commission = 0, amount = 2 }',
    ]


def quote(value: str | list[str]) -> str:
    """Return a text, or a list of texts, as TOML writes it."""
    return json.dumps(value)


def action_lines(proposal: Proposal, kind: str) -> list[str]:
    """Return how an action is asked."""
    entry, action = proposal.functions[kind], ACTIONS[kind]
    passed = told(action, entry) or []
    quoted = ", ".join(quote(PERMIT) if name == "permit" else quote(name) for name in passed)
    lines = ["", f"[actions.{kind}]", f'function = "{entry.signature}"', f"arguments = [{quoted}]"]
    rest = [name for name in field_names(action) if name not in passed]
    if rest:
        lines.append(f"fixed = {{ {', '.join(f'{name} = {FIXED[name]}' for name in rest)} }}")
    if not proposal.pooled or kind not in POOLED:
        return lines
    lines += [STAKERS] if kind != "DepositRewards" else []
    lines += SETTLED[kind]
    return lines + around_lines(proposal, kind, entry)


def around_lines(proposal: Proposal, kind: str, entry: Entry) -> list[str]:
    """Return what one side does before or after the other."""
    if kind == "UnbondAssets" and "Claim" not in proposal.functions:
        return [
            "",
            "# The contract seems to pay at once, the spec after a while. Meanwhile the whale gives it out.",
            "[[actions.UnbondAssets.after]]",
            'action = "Transfer"',
            'caller = "whale"',
            'fields = { token = "StakeToken", receiver = "caller", amount = "assets" }',
        ]
    if kind == "DepositRewards" and entry.name.startswith("notify"):
        return [
            "",
            "# FILL IN: drop this if the contract takes the rewards from the caller itself.",
            "[[actions.DepositRewards.before]]",
            'contract = "RewardToken"',
            'function = "transfer"',
            f'arguments = ["{proposal.name}", "amount"]',
            "",
            "[actions.DepositRewards.errors]",
            "# Whoever may not add any may not have any either; want of funds is told by the token.",
            'NotAuthorised = "any"',
            'ERC20InsufficientBalance = "ERC20InsufficientBalance"',
        ]
    return []


def error_lines(proposal: Proposal) -> list[str]:
    """Return how rejections show; what is not named here has to be refused, for whatever reason."""
    lines = ["", "# Rejections that are not named here have to be refused, for whatever reason.", "[errors]"]
    lines += [f'{reason} = "{entry.name}"' for reason, entry in proposal.errors.items()]
    if proposal.pooled and "ZeroAmount" in proposal.errors:
        lines.append(f'DepositTooSmall = "{proposal.errors["ZeroAmount"].name}"')
    if proposal.pooled and "InsufficientShares" in proposal.errors:
        lines.append(f'AssetsAboveStake = "{proposal.errors["InsufficientShares"].name}"')
    return lines if proposal.errors else [*lines, *unnamed_lines(proposal)]


def unnamed_lines(proposal: Proposal) -> list[str]:
    """Return what to fill in where no error was recognised: reasons in words are in no ABI."""
    lines = ["# FILL IN: no error was recognised. Where the contract has a reason of its own, drop the # and name it."]
    reasons = dict.fromkeys(
        reason.__name__
        for kind in proposal.functions
        for reason in REJECTIONS[ACTIONS[kind]]
        if not any(f'"{reason.__name__}"' in line for line in SETTLED.get(kind, ()))
    )
    return [*lines, *(f'# {reason} = {{ revert = "…" }}' for reason in reasons)]


def event_lines(proposal: Proposal) -> list[str]:
    """Return how events read."""
    lines = []
    for kind, entry in proposal.events.items():
        fields = told(EVENTS[kind], entry)
        if fields is None:
            continue
        pairs = [(item["name"], name) for item, name in zip(entry.inputs, fields, strict=True)]
        given = ", ".join(f'{parameter} = "{name}"' for parameter, name in pairs)
        lines += ["", f"[events.{kind}]", f'event = "{entry.signature}"', f"fields = {{ {given} }}"]
        paid = [parameter for parameter, name in pairs if name == "amount"]
        if kind == "RewardsClaimed" and paid:
            lines += [f"tolerance = {{ {paid[0]} = {TOLERANCE.partition('= ')[2]} }}", f'omit_zero = "{paid[0]}"']
    return lines


def state_lines(proposal: Proposal) -> list[str]:
    """Return where the state shows."""
    lines = []
    for path, views in proposal.records.items():
        lines += ["", "[[state]]", f'spec = "{path}"']
        if "" in views:
            lines.append(f'view = "{views[""]}"')
        else:
            lines += ["[state.views]", *(f'"{name}" = "{text}"' for name, text in views.items())]
    for path, entry in proposal.views.items():
        argument = "holder" if entry.inputs else ""
        lines += ["", "[[state]]", f'spec = "{path}"', f'view = "{proposal.name}.{entry.name}({argument})"']
        if path.startswith("earned"):
            lines += [
                "# FILL IN: how much the contract's divisions may cut off, and that it never pays more.",
                TOLERANCE,
            ]
        if path == "stream.rate":
            lines += [
                "# The spec's rate has 27 digits more; without them, each deposit may lose a wei per second.",
                "divide = 1_000_000_000_000_000_000_000_000_000",
                "tolerance = { below = 64 }",
            ]
    if "Delegate" in proposal.functions:
        lines += ["", "[[state]]", 'spec = "tokens[StakeToken].balances[*]"', 'view = "StakeToken.balanceOf(account)"']
    if "ClaimRewards" in proposal.functions:
        lines += [
            "",
            "[[state]]",
            'spec = "tokens[RewardToken].balances[*]"',
            'view = "RewardToken.balanceOf(account)"',
        ]
        lines += [TOLERANCE] if proposal.pooled else []
    return lines


def noise_lines(proposal: Proposal) -> list[str]:
    """Return what is not called, and why."""
    lines = ["", "# All other functions that change something are called too, and must leave alone what is observed."]
    lines += ["# FILL IN: those that change it by right, and why.", "[noise.skip]"]
    lines += [f'{entry.name} = "{SKIPPED[entry.name]}"' for entry in proposal.others if entry.name in SKIPPED]
    return lines
