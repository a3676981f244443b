"""What is printed to. A place such as ``exits.py:100:8`` stays as it is: rich would make a picture of ``:100:``."""

from typing import Final

from rich.console import Console

WIDTH: Final = 120
"""The width of what is printed to something other than a terminal."""


def plain_console() -> Console:
    """Return a console as wide as whatever it prints to."""
    return Console(emoji=False)


def error_console() -> Console:
    """Return a console for what went wrong."""
    return Console(stderr=True, emoji=False)


def wide_console() -> Console:
    """Return a console that leaves tables readable in a file or a log."""
    return plain_console() if plain_console().is_terminal else Console(width=WIDTH, emoji=False)
