"""What is known of every state is so of concrete ones, and is brought in where it belongs."""

from functools import partial
from typing import Any

from properties.symbolic.explorer import aside
from properties.symbolic.formula import TRUE, atoms_of, equals
from properties.symbolic.interpretation import symbolic
from properties.symbolic.knowledge import MAPS, STATE, Knowledge, at_deployment, distinct, knowledge, map_of, mentioned
from properties.symbolic.polynomial import ZERO, atom, number, of_atom
from properties.symbolic.rules import assumed, match
from properties.symbolic.values import poly_of
from properties.symbolic.words import word_forall, word_total
from spec.state import PoolId
from tests.properties.symbolic.checks import passes
from tests.properties.symbolic.checks.known import what_is_assumed_is_what_is_said, what_is_known_of_sums_is_so
from tests.properties.symbolic.checks.worlds import Variables


def test_facts_about_sums_hold_of_concrete_maps() -> None:
    assert passes(what_is_known_of_sums_is_so)


def test_what_is_assumed_holds_of_concrete_states_of_which_it_is_said() -> None:
    assert passes(what_is_assumed_is_what_is_said)


def test_a_rule_is_applied_where_its_map_is_mentioned() -> None:
    a, b, _ = Variables("a", "b", "c").all
    claim = assumed(lambda: word_forall(STATE.credits, lambda credit: credit <= 5))
    known = Knowledge([("small", claim)])
    with aside():
        here, there = (poly_of(STATE.credits[x]) for x in (a, b))
    keys = mentioned(atoms_of((equals(here, ZERO),)))
    assert list(keys) == ["s.credits"]
    assert [id for id, _ in known.instances(keys)] == ["small"]
    ((_, fact),) = known.instances(keys)
    assert atoms_of((fact,)) == atoms_of((equals(here, ZERO),))
    assert there is not here


def test_what_is_within_an_entry_mentions_the_entry() -> None:
    a, b, c = Variables("a", "b", "c").all
    id: Any = PoolId
    with aside():
        held = STATE.pools[id(a, b)].positions[c].shares
    keys = mentioned(atoms_of((equals(poly_of(held), ZERO),)))
    assert keys["s.pools.positions"] == {(a.poly, b.poly, c.poly): None}
    assert keys["s.pools"] == {(a.poly, b.poly): None}


def test_a_sum_mentions_its_parameters() -> None:
    a, b, _ = Variables("a", "b", "c").all
    id: Any = PoolId
    with aside():
        total = word_total(STATE.pools[id(a, b)].positions, lambda held: held.shares)
    keys = mentioned(atoms_of((equals(poly_of(total), ZERO),)))
    assert keys["s.pools"] == {(a.poly, b.poly): None}


def test_maps_are_known_by_their_names() -> None:
    assert map_of("s.pools.positions.shares") == map_of("s.pools.positions.shares'") == "s.pools.positions"
    assert (map_of("s.pools.assets"), map_of("s.credits"), map_of("s.ledger.bonded")) == ("s.pools", "s.credits", None)
    assert MAPS["s.pools.positions"] == (3, "s.pools", 2)
    assert MAPS["arg.tickets"] == (1, None, 0)


def test_keys_are_matched_part_by_part() -> None:
    generic = of_atom(atom("$key"))
    a, b, _ = (x.poly for x in Variables("a", "b", "c").all)
    assert match((generic, number(1)), (a, number(1))) == {"$key": a}
    assert match((generic, number(1)), (a, number(2))) is None
    assert match((generic, generic), (a, a)) == {"$key": a}
    assert match((generic, generic), (a, b)) is None
    assert match((a,), (b,)) is None


def test_keys_that_are_numbers_are_distinct_or_not() -> None:
    assert distinct((number(1),), [(number(2),), (number(3),)]) is TRUE
    assert distinct((number(1),), [(number(2),), (number(1),)]).truth is False


def test_deployment_knows_less() -> None:
    with symbolic():
        before, after = at_deployment(), knowledge()
    assert {id for id, _ in before.ground} < {id for id, _ in after.ground}
    assert not any(id.startswith("A-1") for id, _ in before.ground)


def test_lemmas_add_to_what_is_known() -> None:
    with symbolic():
        known = knowledge()
        more = assumed(partial(word_forall, STATE.credits, lambda credit: credit <= 5))
    extended = known.extended((more,))
    assert extended is known.extended((more,))
    assert known.extended(()) is known
    key = (number(7),)
    new = set(extended.at("s.credits", key)) - set(known.at("s.credits", key))
    assert [id for id, _ in new] == ["lemma"]
