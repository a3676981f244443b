"""JSON of others is read, or refused with a reason, however deeply it is nested."""

import sys

import pytest

from differential.documents import DEPTH, parsed


def nested(depth: int) -> str:
    return "[" * depth + "]" * depth


def test_json_is_read() -> None:
    assert parsed('{"a": [1, "b", null]}') == {"a": [1, "b", None]}


@pytest.mark.parametrize("limit", [1_000, 1_000_000])
def test_what_is_nested_too_deeply_is_refused_though_python_would_try(limit: int) -> None:
    before = sys.getrecursionlimit()
    try:
        sys.setrecursionlimit(limit)
        with pytest.raises(ValueError, match="it is nested too deeply to be read"):
            parsed(nested(200_000))
        assert sys.getrecursionlimit() == limit
        assert isinstance(parsed(nested(min(limit, DEPTH) // 2)), list)
    finally:
        sys.setrecursionlimit(before)


def test_what_is_no_json_is_refused() -> None:
    with pytest.raises(ValueError, match="Expecting value"):
        parsed("")
