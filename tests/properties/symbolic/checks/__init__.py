"""What must be so of the symbolic classes and the axioms.

Each check is a function that fails if it is not so. It is run as it is, and once for each mistake that it has to
notice (``test_mistakes.py``).
"""

from collections.abc import Callable
from functools import cache


@cache
def passes(check: Callable[..., None], *arguments: str) -> bool:
    """Run a check, once for all tests of a process that want to know."""
    check(*arguments)
    return True
