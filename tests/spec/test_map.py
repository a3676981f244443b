from hypothesis import given
from hypothesis import strategies as st

from spec.map import Map

WRITES = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 3)), max_size=30)
"""Keys and values; zero is the default."""


def written(writes: list[tuple[int, int]]) -> Map[int, int]:
    m: Map[int, int] = Map(0)
    for key, value in writes:
        m = m.set(key, value)
    return m


@given(WRITES)
def test_a_map_is_what_was_written_last(writes: list[tuple[int, int]]) -> None:
    model = dict(writes)
    m = written(writes)
    kept = {key: value for key, value in model.items() if value}
    assert [m[key] for key in range(10)] == [model.get(key, 0) for key in range(10)]
    assert list(m.items()) == sorted(kept.items())
    assert sorted(m.values()) == sorted(kept.values())
    assert len(m) == len(kept)
    assert repr(m) == f"Map({dict(sorted(kept.items()))})"


@given(WRITES, WRITES)
def test_maps_are_equal_when_they_agree_everywhere(one: list[tuple[int, int]], two: list[tuple[int, int]]) -> None:
    a, b = written(one), written(two)
    agree = all(a[key] == b[key] for key in range(10))
    assert (a == b) == agree
    assert not agree or hash(a) == hash(b)


@given(WRITES, st.integers(0, 9), st.integers(0, 3))
def test_writing_makes_a_new_map_and_leaves_the_old(writes: list[tuple[int, int]], key: int, value: int) -> None:
    old = written(writes)
    entries = list(old.items())
    new = old.set(key, value)
    assert new[key] == value
    assert list(old.items()) == entries
    assert [new[other] for other in range(10) if other != key] == [old[other] for other in range(10) if other != key]


def test_the_default_is_part_of_a_map() -> None:
    nothing: Map[int, int] = Map(0)
    assert nothing != Map(1)
    assert nothing != 0
    assert nothing.set(1, 5).set(1, 0) == nothing
