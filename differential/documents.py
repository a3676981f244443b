"""JSON that others wrote."""

import json
import sys
from typing import Any, Final

DEPTH: Final = 3_000
"""How deeply calls may be nested while JSON is read, which nests them as it is nested itself."""


def parsed(text: str) -> Any:
    """Return what a JSON text says. Raises `ValueError` if it is none, or nested too deeply to be read.

    py-evm lets Python nest calls so deeply that the parser would run out of memory for them before it is stopped.
    """
    before = sys.getrecursionlimit()
    try:
        sys.setrecursionlimit(min(before, DEPTH))
        return json.loads(text)
    except RecursionError:
        raise ValueError("it is nested too deeply to be read") from None
    finally:
        sys.setrecursionlimit(before)
