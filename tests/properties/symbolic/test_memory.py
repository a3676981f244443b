"""Obligations are named by all that their truth depends on, and by nothing else."""

import subprocess
import sys
from functools import partial

import pytest

from properties.evaluation import INVARIANTS
from properties.symbolic.interpretation import symbolic
from properties.symbolic.knowledge import STATE, Knowledge
from properties.symbolic.memory import Memory, of_content, of_knowledge
from properties.symbolic.prove import prove
from properties.symbolic.rules import assumed

PRINT = """
from properties.symbolic.memory import Memory
from properties.symbolic.prove import prove
memory = Memory()
prove([{step!r}], ["A-1.solvency"], memory=memory)
prove(["Transfer"], ["A-1.solvency"], memory=memory)
print(*sorted(key.hex() for key in memory.proved))
"""


def test_names_are_the_same_in_every_process() -> None:
    memory = Memory()
    prove(["Transfer"], ["A-1.solvency"], memory=memory)
    # Other steps first, so that terms are numbered otherwise.
    script = PRINT.format(step="Approve")
    output = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert {key.hex() for key in memory.proved} <= set(output.split())
    assert memory.proved


def test_other_knowledge_has_another_name() -> None:
    with symbolic():
        claims = [(p.id, assumed(partial(p.function, STATE))) for p in INVARIANTS]
        names = {of_knowledge(Knowledge(claims[:count])) for count in range(len(claims) + 1)}
        again = of_knowledge(Knowledge(claims))
    # A claim that comes to the same as what the others say is no more knowledge.
    assert len(names) > len(claims) // 2
    assert again in names


def test_knowledge_keeps_its_name_while_it_is_used() -> None:
    with symbolic():
        claims = [(p.id, assumed(partial(p.function, STATE))) for p in INVARIANTS]
        known = Knowledge(claims[:4])
        name = of_knowledge(known)
        known.extended((claims[4][1],))
    assert of_knowledge(known) == name


def test_what_was_never_named_is_refused() -> None:
    with pytest.raises(TypeError, match="no digest is defined of float"):
        of_content([1, "two", 3.0])


def test_what_was_tried_in_vain_is_known_for_this_run() -> None:
    memory, here = Memory({b"a": {frozenset({b"x"}): 1.0}}), frozenset({b"x", b"y"})
    memory.give_up(b"b", here, 2.0)
    memory.keep(b"c", frozenset(), 3.0)
    goals = (b"a", b"b", b"c", b"d")
    assert [memory.recall(goal, here) for goal in goals] == [(True, 1.0), (False, 2.0), (True, 3.0), None]
    assert memory.proved == {b"a": {frozenset({b"x"}): 1.0}, b"c": {frozenset(): 3.0}}


def test_what_followed_from_less_follows_from_more() -> None:
    memory = Memory({b"a": {frozenset({b"x", b"y"}): 1.0, frozenset({b"z"}): 2.0}})
    there = [frozenset({b"x"}), frozenset({b"x", b"y"}), frozenset({b"z", b"x"}), frozenset({b"y", b"w"})]
    assert [memory.recall(b"a", here) for here in there] == [None, (True, 1.0), (True, 2.0), None]


def test_memories_are_put_together() -> None:
    memory = Memory({b"a": {frozenset({b"x"}): 1.0}}, [b"p"])
    other = Memory({b"a": {frozenset({b"y"}): 2.0}, b"b": {frozenset(): 3.0}}, [b"q"])
    other.give_up(b"c", frozenset(), 4.0)
    memory.learn(other)
    assert memory.proved == {b"a": {frozenset({b"x"}): 1.0, frozenset({b"y"}): 2.0}, b"b": {frozenset(): 3.0}}
    assert (memory.possible, memory.opened) == ({b"p", b"q"}, {(b"c", frozenset()): 4.0})


def test_what_is_over_is_nowhere_else() -> None:
    memory, other = Memory(), Memory()
    memory.elsewhere = {b"a": "A-1", b"b": "A-1", b"c": "A-2", ("A-3", "Pause"): "A-3"}
    other.keep(b"a", frozenset(), 1.0)
    other.give_up(b"b", frozenset(), 1.0)
    other.keep_shown(("A-3", "Pause"), None)
    memory.learn(other)
    assert (memory.elsewhere, memory.shown) == ({b"c": "A-2"}, {("A-3", "Pause"): None})
