"""The names of terms are the same whatever was met before them."""

import subprocess
import sys

SCRIPT = """
from properties.symbolic.digest import of_formula
from properties.symbolic.fresh import leaf
from properties.symbolic.values import formula_of
x, y = (leaf(int, name, ()) for name in {names!r})
a, b = (x, y) if {names!r} == "ab" else (y, x)
print(*(of_formula(formula_of(f)).hex() for f in (a == b, a != b, a + 3 == b, a > b, a <= b, 2 * a == 7 * b)))
"""


def names(order: str) -> list[str]:
    """Return the names of some statements in a process in which two variables were met in this order."""
    script = SCRIPT.format(names=order)
    return subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split()


def test_names_do_not_depend_on_which_term_was_met_first() -> None:
    assert names("ab") == names("ba")
    assert len(set(names("ab"))) == 6
