"""Work in a process of its own: a solver may take it down, and much memory is free afterwards."""

from collections.abc import Callable
from multiprocessing import get_context
from typing import Any, TypeVar

T = TypeVar("T")


def apart(answer: Callable[..., None], *given: Any, lost: Callable[[str], T]) -> T:
    """Return what ``answer`` sends, which is given these and a line to send it on; or what ``lost`` makes of the end of
    a process that sent nothing, told in words.
    """
    context = get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=answer, args=(*given, theirs))
    process.start()
    theirs.close()
    try:
        found: T = ours.recv()
    except EOFError:
        process.join()
        found = lost(f"its process ended with {process.exitcode}")
    process.join()
    return found
