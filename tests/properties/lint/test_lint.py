"""The lint of the specification: each rule finds what it is about, and leaves alone what looks alike."""

import ast
from pathlib import Path
from textwrap import indent

import pytest

from properties.lint.calls import NARROW
from properties.lint.control import known_steps
from properties.lint.lint import RULES, Finding, lint, lint_paths
from properties.lint.source import SPEC, Module, is_newtype, read
from properties.symbolic.lemmas import kept, repetitions
from properties.symbolic.schema import ADDRESS_MAX, highest
from spec import units

HEAD = """
from dataclasses import dataclass, replace
from typing import Final
from spec.actions import Action, ClaimBatch
from spec.arithmetic import add, ensure, smaller
from spec.errors import NotPaused, Rejection, ZeroAmount, require
from spec.fold import fold, fold_range, length
from spec.map import Map
from spec.slashing import cover_bucket
from spec.state import NO_POOL, Pool, State, Ticket
from spec.units import NOBODY, Address, Role, Status, TicketId, Wei

PAIR: Final = (1, 2)
SEEN: Final = [1, 2]
"""


def rules(text: str, name: str = "sample") -> set[str]:
    """Return the rules that a module breaks."""
    return {finding.rule for finding in lint([Module(Path(f"{name}.py"), HEAD + text)])}


def rules_in(body: str, parameters: str = "state: State, amount: Wei") -> set[str]:
    """Return the rules that a function breaks."""
    return rules(f"def f({parameters}) -> None:\n{indent(body, '    ')}\n")


IN_FUNCTIONS = {
    "identity": ("x = amount is NOBODY", "x = amount is None"),
    "type-test": ("x = isinstance(amount, int)", "x = isinstance(unknown(state), State)"),
    "truth": ("x = 1 if tickets else 2", "x = 1 if length(tickets) > 0 else 2"),
    "unlike": ("x = state.clock.registration_paused == amount", "x = state.clock.now == amount"),
    "log": ("x = state.log", "x = state.ledger"),
    "text": ("x = f'{amount}'", "raise AssertionError(f'{amount}')"),
    "choice": ("x = amount or state.ledger.pot", "x = amount > 0 or state.ledger.pot > 0"),
    "compared-maps": ("x = state.pools[amount] == NO_POOL", "x = state.pools[amount].assets == NO_POOL.assets"),
    "membership": ("x = amount in state.credits", "x = amount in (1, 2) or amount in PAIR"),
    "index": ("x = tickets[0]", "x = PAIR[0]"),
    "attribute": ("x = amount.real", "x = state.ledger"),
    "loop": ("while amount > 0:\n    pass", "for x in PAIR:\n    pass"),
    "caught": ("try:\n    pass\nexcept Rejection:\n    pass", "require(amount > 0, ZeroAmount())"),
    "lazy": ("yield amount", "return amount"),
    "nested": ("x = lambda y: y", "x = amount"),
    "raised": ("raise ValueError", "raise ZeroAmount()"),
    "recursion": ("x = f(state, amount)", "x = g(state, amount)"),
    "repetition": ("x = fold(add, amount, tickets)", "x = fold_range(cover_bucket, state, 0, amount)"),
    "memory": ("x = SEEN", "x = PAIR"),
    "mutation": ("state.log = ()", "state = replace(state, log=())"),
    "collection": ("x = [amount]", "x = (amount,)"),
    "new-map": ("x = Map(0)", "x = state.credits"),
    "selection": ("x = min(amount, 2)", "x = smaller(amount, 2)"),
    "conversion": ("x = len(tickets)", "x = length(tickets)"),
    "outside": ("x = state.credits.items()", "x = state.credits.set(amount, amount)"),
    "narrowing": ("x = Address(amount)", "x = Wei(amount)"),
    "keyword": ("x = add(amount, b=amount)", "x = replace(state, log=())"),
    "operator": ("x = amount % 2", "x = not amount"),
    "raw": ("x = amount - 1", "x = add(amount, 1)"),
    "fraction": ("x = 0.5", "x = 5"),
}
"""By rule, what breaks it and what looks alike and is carried."""

OF_MODULES = {
    "default": ("def f(x: object = []) -> None: ...", "def f(x: object = ()) -> None: ..."),
    "decorator": ("@cache\ndef f() -> None: ...", "def f() -> None: ..."),
    "method": (
        "@dataclass(frozen=True)\nclass A:\n    def __eq__(self, other: object) -> bool: ...",
        "@dataclass(frozen=True)\nclass A:\n    x: Wei",
    ),
    "thawed": ("@dataclass\nclass A: ...", "@dataclass(unsafe_hash=True)\nclass A(Rejection): ..."),
    "field": (
        "@dataclass(frozen=True)\nclass A(Action):\n    x: Wei | None",
        "@dataclass(frozen=True)\nclass A(Action):\n    x: tuple[TicketId, ...]",
    ),
    "import": ("from time import time", "from spec.views import earned"),
}

IN_ARITHMETIC = {
    "unchecked": ("return a + b", "return checked(a + b)"),
    "division": ("return a // b", "ensure(b > 0, 'division by zero')\nreturn a // b"),
}

PARAMETERS = "state: State, amount: Wei, tickets: tuple[TicketId, ...]"


def test_every_rule_is_tried() -> None:
    assert {*IN_FUNCTIONS, *OF_MODULES, *IN_ARITHMETIC} == set(RULES)


@pytest.mark.parametrize("rule", IN_FUNCTIONS)
def test_a_rule_finds_what_it_is_about_in_functions(rule: str) -> None:
    bad, good = IN_FUNCTIONS[rule]
    assert rule in rules_in(bad, PARAMETERS)
    assert rule not in rules_in(good, PARAMETERS)


@pytest.mark.parametrize("rule", OF_MODULES)
def test_a_rule_finds_what_it_is_about_in_modules(rule: str) -> None:
    bad, good = OF_MODULES[rule]
    assert rule in rules(bad)
    assert rule not in rules(good)


@pytest.mark.parametrize("rule", IN_ARITHMETIC)
def test_a_rule_finds_what_it_is_about_in_arithmetic(rule: str) -> None:
    for broken, body in zip((True, False), IN_ARITHMETIC[rule], strict=True):
        lines = indent(body, "    ")
        text = f"def checked(x: int) -> int: ...\ndef f(a: int, b: int) -> int:\n{lines}\n"
        assert (rule in rules(text, "arithmetic")) is broken


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        ("match amount:\n    case int():\n        pass", "type-test"),
        ("match tickets:\n    case []:\n        pass", "type-test"),
        ("match state.clock.registration_paused:\n    case True:\n        pass", "identity"),
        ("x = amount.__class__", "type-test"),
        ("x = isinstance(amount, Status)", "type-test"),
        ("x = isinstance(tickets, tuple)", "type-test"),
        ("x = tickets == ()", "truth"),
        ("x = not state.pools", "truth"),
        ("x = state.clock.registration_paused == True", "unlike"),
        ("x = state.validators[amount].status == 1.0", "unlike"),
        ("x = amount in (True, False)", "unlike"),
        ("x = str(amount)", "text"),
        ("x = Status(amount)", "narrowing"),
        ("x = print(amount)", "conversion"),
        ("x = hash(amount)", "conversion"),
        ("x = (y for y in PAIR)", "lazy"),
        ("x = [y for y in PAIR]", "loop"),
        ("for x in state.log:\n    pass", "loop"),
        ("with state:\n    pass", "caught"),
        ("global SEEN", "memory"),
        ("amount += 1", "raw"),
        ("x = -amount", "raw"),
        ("x = amount / 2", "operator"),
        ("x = 2**amount", "operator"),
        ("x = amount & 1", "operator"),
        ("x = any((amount > 0,))", "selection"),
        ("x = fold(lambda c, i: c, amount, tickets)", "repetition"),
        ("x = amount.bit_length()", "outside"),
        ("x, y = state.credits, amount\nz = x.default", "attribute"),
        ("(x, z), y = (state.credits, 1), amount\nz = x.default", "attribute"),
        ("from time import time", "import"),
        ("raise", "raised"),
    ],
)
def test_other_forms_are_found_too(body: str, rule: str) -> None:
    assert rule in rules_in(body, PARAMETERS)


def test_a_fraction_is_found_where_a_constant_is_worked_out() -> None:
    assert rules("RATE: Final = 1 / 3") == rules("RATE: Final = 0.3") == {"fraction"}
    assert rules("RATE: Final = 10_000 // 3") == set()


def test_recursion_by_way_of_others_is_found() -> None:
    text = "def f(x: int) -> int:\n    return g(x)\ndef g(x: int) -> int:\n    return f(x)\n"
    assert rules(text) == {"recursion"}


def test_a_finding_says_where_and_what_to_do() -> None:
    (found,) = lint([Module(Path("some/pools.py"), "def f(x: int) -> int:\n    return x * 2\n")])
    rule = RULES["raw"]
    assert found == Finding("some/pools.py", 2, 12, "raw", "x * 2", rule.what, rule.why, rule.remedy, True)
    assert str(found) == "some/pools.py:2:12: raw: a computation outside of arithmetic.py: x * 2"


def test_the_specification_is_carried() -> None:
    assert lint_paths() == []


PLANTED = (
    ("exits", "require(ticket.owner == caller,", "require(ticket.owner is caller,", "identity"),
    ("exits", "count = length(tickets)", "count = len(tickets)", "conversion"),
    ("exits", "require(count <= MAX_BATCH,", "require(not tickets or count <= MAX_BATCH,", "truth"),
    ("exits", "fold(claim_or_skip, (state", "fold(claim, (state", "repetition"),
    ("pools", "    if count == 0:", "    if not state.log:", "log"),
    ("registry", "in (Status.ACTIVE, Status.JAILED)", "in {Status.ACTIVE, Status.JAILED}", "membership"),
    ("registry", "if record.status == status:", "if record.status is status:", "identity"),
    ("rewards", "rest = sub(total, mul(rate, duration))", "rest = Scaled(total - mul(rate, duration))", "raw"),
    ("slashing", "if shares == 0:", "if shares == False:", "unlike"),
    ("tokens", "require(spender != NOBODY", "require(bool(spender)", "conversion"),
    ("arithmetic", 'ensure(denominator > 0, "division by zero")', "ensure(denominator >= 0, '')", "division"),
    ("arithmetic", "return checked(cast(Unit, a - b))", "return cast(Unit, a - b)", "unchecked"),
    ("state", "    burn: Address\n", "    burn: str\n", "field"),
    ("actions", "    tickets: tuple[TicketId, ...]", "    tickets: list[TicketId]", "field"),
    ("transition", "contract(state, caller, action)", "getattr(contract, '__call__')()", "type-test"),
    ("governance", "account != NOBODY, ZeroAddress", "Address(account) != NOBODY, ZeroAddress", "narrowing"),
)
"""Changes of the specification, by module: what stood there, what is to stand there, and the rule that this breaks."""


@pytest.mark.parametrize(("module", "old", "new", "rule"), PLANTED)
def test_what_is_planted_in_the_specification_is_found(module: str, old: str, new: str, rule: str) -> None:
    path = SPEC / f"{module}.py"
    text = path.read_text()
    assert old in text
    found = {finding.rule for finding in lint([Module(path, text.replace(old, new))])}
    assert rule in found


def test_the_steps_that_may_be_repeated_are_those_of_the_lemmas() -> None:
    steps = [*repetitions(), *kept()]
    assert known_steps() == {f"{step.__module__.removeprefix('spec.')}.{step.__name__}" for step in steps}


def test_the_narrow_units_are_those_of_the_engine() -> None:
    (module,) = read([SPEC / "units.py"])
    made = [name for name, node in module.definitions.items() if is_newtype(node)]
    assert [name for name in made if highest(getattr(units, name)) == ADDRESS_MAX] == list(NARROW)


def test_every_file_of_the_specification_is_read() -> None:
    files = {module.name for module in read([SPEC])}
    assert {"exits", "map", "fold", "views", "__init__"} <= files
    assert all(isinstance(module.tree, ast.Module) for module in read([SPEC]))
