"""Gives names of the specification and of the properties their symbolic meaning, for the time of a run.

The sources stay as they are: wherever a module holds one of the functions below under its name, it holds the symbolic
one instead. Only the words of the vocabulary, the one assertion, minima and maxima, and repetition get another
meaning. ``JOINED`` are run as they are, and their paths joined, since none of them rejects.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, partial, wraps
from typing import Any, Final

from properties import catalogue, vocabulary
from properties.symbolic import explorer, words
from properties.symbolic.failure import EngineError
from properties.symbolic.folding import Loop
from properties.symbolic.joining import join
from properties.symbolic.keeping import Keeping
from properties.symbolic.lemmas import Lemma, kept, lemmas, repetitions
from properties.symbolic.rules import assumed
from properties.symbolic.values import formula_of
from spec import arithmetic, clock, exits, fold, pools, registry, rewards, slashing, tokens, transition
from spec.errors import Rejection

LAYERS: Final = ("spec.", "properties.")
READY: Final = (catalogue, transition)
"""What has to be loaded before names are replaced."""

ONE_BY_ONE: Final = fold.fold
"""Repetition as it is."""

JOINED: Final = (
    rewards.advance,
    rewards.pending,
    rewards.entitlement,
    rewards.accrue,
    rewards.reweigh,
    rewards.settle,
    rewards.payee,
    exits.trim_queue,
    pools.next_checkpoint,
    pools.checkpoint,
    pools.credit,
    registry.set_status,
    registry.below_minimum,
    registry.retire,
    registry.punished_status,
    registry.punish,
    slashing.slash_rate,
    slashing.loss,
    tokens.use_permit,
    clock.is_paused,
    clock.require_pauser,
    exits.is_slashable,
    exits.require_size,
    exits.enqueue,
    pools.require_accepts_stake,
    tokens.spend_allowance,
)
"""Functions whose paths would only multiply. Where one of them rejects, the path as a whole does."""


def ensure(condition: Any, why: str) -> None:
    """Owe a proof of what the specification asserts."""
    explorer.ensure(formula_of(condition), why)


def known_of(step: Any, known: dict[Any, Any]) -> Any:
    """Return what is known of a step that is repeated. Refuses one of which nothing is."""
    if step not in known:
        raise EngineError(f"a fold of {step.__name__}, of which lemmas.py says nothing")
    return known[step]


def over_items(step: Callable[[Any, Any], Any], carry: Any, items: Any) -> Any:
    """Mean repetition over the items that a call names."""
    if isinstance(items, tuple):
        return ONE_BY_ONE(step, carry, items)
    return Keeping(step, carry, items, known_of(step, kept())).run()


def repeated(step: Callable[[Any, int], Any], carry: Any, first: Any, end: Any) -> Any:
    """Mean repetition over a range."""
    known = known_of(step, repetitions())
    return explorer.once(lambda: Loop(step, carry, first, end, known).run())


def joined(function: Callable[..., Any], after: tuple[Lemma, ...] = ()) -> Callable[..., Any]:
    """Return a function that joins its paths, when it is run by the specification, and shows lemmas of the result."""

    @wraps(function)
    def run(*args: Any) -> Any:
        if not explorer.current().recording:
            return explorer.merged(lambda: function(*args), join)
        result = explorer.joined(lambda: function(*args), join, Rejection)
        for why, claim in after:
            about = partial(claim, args, result)
            explorer.ensure(explorer.shown(partial(words.evaluated, about)), why, assumed(about))
        return result

    return run


@cache
def meanings() -> dict[Any, Any]:
    """Return the functions to replace, with what to put in their place."""
    spoken = {name: getattr(vocabulary, name.removeprefix("word_")) for name in dir(words) if name.startswith("word_")}
    found: dict[Any, Any] = {concrete: getattr(words, name) for name, concrete in spoken.items()}
    found[arithmetic.ensure] = ensure
    found[arithmetic.smaller], found[arithmetic.larger] = words.smaller, words.larger
    found[fold.fold], found[fold.fold_range] = over_items, repeated
    found[fold.length] = words.word_size
    after = lemmas()
    for function in JOINED:
        found[function] = joined(function, after.get(function, ()))
    return found


@contextmanager
def replaced(meaning: dict[Any, Any]) -> Iterator[None]:
    """Put other functions in the place of some, in every module of the specification and the properties."""
    by_id = {id(function): new for function, new in meaning.items()}
    undo: list[tuple[dict[str, Any], str, Any]] = []
    for name, module in list(sys.modules.items()):
        if name.startswith(LAYERS) and module is not words and name != __name__:
            space = vars(module)
            undo += [(space, key, value) for key, value in space.items() if id(value) in by_id]
    try:
        for space, key, value in undo:
            space[key] = by_id[id(value)]
        yield
    finally:
        for space, key, value in undo:
            space[key] = value


@contextmanager
def symbolic() -> Iterator[None]:
    """Let everything mean its symbolic self."""
    with replaced(meanings()):
        yield


@contextmanager
def concrete() -> Iterator[None]:
    """Within ``symbolic``, let everything mean its concrete self again."""
    with replaced({new: old for old, new in meanings().items()}):
        yield
