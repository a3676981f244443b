"""Which mistakes are made: of a small contract, exactly these."""

from differential.mutation.build import Builder
from differential.mutation.generated import generated
from differential.mutation.mutant import Mutant

REQUIRE = "require(amount > 0 && amount <= LIMIT, Refused(amount));"
HALF = "left = amount / 2; // so many bytes as characters: ½"
ROUNDED = "return up ? Math.ceilDiv(amount, 2) : amount - 1;"
CLOSE = "for (uint256 i; i < 2; i++) delete _sums[msg.sender];"

EXPECTED = [
    ("LIMIT:constant:1", 6, "uint256 constant LIMIT = 11;"),
    ("open:statements-swapped:1", 23, "_;"),
    ("open:guard-dropped:1", 23, "{}"),
    ("open:equality:1", 23, "require(_mode != Mode.ON, Refused(0));"),
    ("open:constant:1", 23, "require(_mode == Mode.OFF, Refused(0));"),
    ("open:constant:2", 23, "require(_mode == Mode.ON, Refused(1));"),
    ("pay:modifier-dropped:1", 27, "function pay(uint256 amount) external  returns (uint256 left) {"),
    ("pay:statements-swapped:1", 28, "if (block.timestamp < amount) return 0;"),
    ("pay:statements-swapped:2", 30, HALF.replace("left = amount / 2", "_sums[msg.sender] += left")),
    ("pay:guard-dropped:1", 28, "{}"),
    ("pay:guard-negated:1", 28, "require(!(amount > 0 && amount <= LIMIT), Refused(amount));"),
    ("pay:boolean:1", 28, REQUIRE.replace("&&", "||")),
    ("pay:operand-dropped:1", 28, "require(amount <= LIMIT, Refused(amount));"),
    ("pay:operand-dropped:2", 28, "require(amount > 0, Refused(amount));"),
    ("pay:boundary:1", 28, REQUIRE.replace("> 0", ">= 0")),
    ("pay:constant:1", 28, REQUIRE.replace("> 0", "> 1")),
    ("pay:boundary:2", 28, REQUIRE.replace("<= LIMIT", "< LIMIT")),
    ("pay:guard-negated:2", 29, "if (!(block.timestamp < amount)) return 0;"),
    ("pay:guard-dropped:2", 29, "if (false) return 0;"),
    ("pay:boundary:3", 29, "if (block.timestamp <= amount) return 0;"),
    ("pay:time:1", 29, "if ((block.timestamp + 1) < amount) return 0;"),
    ("pay:constant:2", 29, "if (block.timestamp < amount) return 1;"),
    ("pay:update-dropped:1", 30, HALF.replace("left = amount / 2;", "{}")),
    ("pay:arithmetic:1", 30, HALF.replace("/ 2", "* 2")),
    ("pay:rounding:1", 30, HALF.replace("amount / 2", "((amount) + (2) - 1) / (2)")),
    ("pay:rounding:2", 30, HALF.replace("amount / 2", "(amount / 2 + 1)")),
    ("pay:constant:3", 30, HALF.replace("/ 2", "/ 3")),
    ("pay:update-dropped:2", 31, "{}"),
    ("pay:assignment:1", 31, "_sums[msg.sender] -= left;"),
    ("pay:assignment:2", 31, "_sums[msg.sender] = left;"),
    ("pay:event-dropped:1", 32, "{}"),
    ("pay:event-arguments-swapped:1", 32, "emit Paid(left, amount);"),
    ("pay:call-dropped:1", 33, "{}"),
    ("half:guard-negated:1", 37, ROUNDED.replace("up ?", "!(up) ?")),
    ("half:rounding:1", 37, ROUNDED.replace("Math.ceilDiv(amount, 2)", "(amount) / (2)")),
    ("half:rounding:2", 37, ROUNDED.replace("Math.ceilDiv(amount, 2)", "(Math.ceilDiv(amount, 2) + 1)")),
    ("half:constant:1", 37, ROUNDED.replace("2)", "3)")),
    ("half:arithmetic:1", 37, ROUNDED.replace("- 1", "+ 1")),
    ("half:constant:2", 37, ROUNDED.replace("- 1", "- 2")),
    ("_close:boundary:1", 41, CLOSE.replace("<", "<=")),
    ("_close:constant:1", 41, CLOSE.replace("< 2", "< 3")),
    ("_close:update-dropped:1", 41, CLOSE.replace("i++", "")),
    ("_close:arithmetic:1", 41, CLOSE.replace("++", "--")),
    ("_close:update-dropped:2", 41, "for (uint256 i; i < 2; i++) {}"),
]


def first_new_line(mutant: Mutant) -> str:
    return next(line[1:].strip() for line in mutant.change().splitlines() if line.startswith("+"))


def test_all_mistakes_of_a_contract(mutants: list[Mutant]) -> None:
    found = [(mutant.id.removeprefix("src/Toy.sol:"), mutant.line, first_new_line(mutant)) for mutant in mutants]
    assert found == EXPECTED


def test_mistakes_are_the_same_in_every_run(builder: Builder, mutants: list[Mutant]) -> None:
    assert list(generated(builder.project.texts, builder.trees())) == mutants


def test_a_name_tells_no_line(builder: Builder, mutants: list[Mutant]) -> None:
    ids = {mutant.id for mutant in mutants}
    assert len(ids) == len(mutants)
    assert all(str(mutant.line) not in mutant.id for mutant in mutants if mutant.line > 9)
