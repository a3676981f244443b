"""One mistake in one function of the specification, and how to make it for a while.

The function's code is replaced in place, so that whoever imported the function makes the mistake too.
"""

import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from types import CodeType, FunctionType

from spec import arithmetic


class StaleMutant(Exception):
    """The specification has changed beneath a mutant."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """A mistake."""

    id: str
    """What is wrong, in a few words."""
    module: str
    """The module of the specification, without its package."""
    function: str
    old: str
    """Occurs exactly once in the source of the function."""
    new: str
    kills: tuple[str, ...] = ()
    """The properties that fail of it, by id; there may be more."""
    scenario: str = ""
    """The scenario that shows it."""
    bug: str = ""
    """The historical bug that it repeats."""
    place: str = ""
    """File, line and column, of a mistake that was made by rule."""


def target(mutant: Mutant) -> FunctionType:
    """Return the function that is to be changed."""
    found = getattr(import_module(f"spec.{mutant.module}"), mutant.function, None)
    if not isinstance(found, FunctionType):
        raise StaleMutant(f"{mutant.id}: there is no function {mutant.module}.{mutant.function}")
    return found


def mutated_source(mutant: Mutant) -> str:
    """Return the source of the function with the mistake in it."""
    source = inspect.getsource(target(mutant))
    count = source.count(mutant.old)
    if count != 1:
        raise StaleMutant(f"{mutant.id}: {mutant.old!r} occurs {count} times in {mutant.module}.{mutant.function}")
    return source.replace(mutant.old, mutant.new)


def compiled(source: str, function: str, file: str = "") -> CodeType:
    """Return the code of a function, given by its source."""
    module = compile(source, file, "exec")
    functions = [constant for constant in module.co_consts if isinstance(constant, CodeType)]
    return next(code for code in functions if code.co_name == function)


def mutated_code(mutant: Mutant) -> CodeType:
    """Return the compiled function with the mistake in it."""
    return compiled(mutated_source(mutant), mutant.function, f"<mutant: {mutant.id}>")


def lacking(function: FunctionType, code: CodeType) -> dict[str, object]:
    """Return what a function with a mistake calls of the arithmetic that its module does not import."""
    names = set(code.co_names) - set(function.__globals__)
    return {name: vars(arithmetic)[name] for name in names if name in vars(arithmetic)}


@contextmanager
def in_place(mutant: Mutant) -> Iterator[None]:
    """Make the mistake as long as the context lasts."""
    function = target(mutant)
    right, wrong = function.__code__, mutated_code(mutant)
    lent = lacking(function, wrong)
    function.__code__ = wrong
    function.__globals__.update(lent)
    try:
        yield
    finally:
        function.__code__ = right
        for name in lent:
            del function.__globals__[name]
