"""Lists of records in a file, which a run goes on from; each is what it says that it is, or none is believed."""

from pathlib import Path
from typing import Any, TypeVar, get_origin, get_type_hints

from differential.documents import parsed

T = TypeVar("T")


def record(kind: type[T], data: Any) -> T:
    """Return a record of single values and lists of texts. Raises `TypeError` if it is none."""
    made = kind(**data)
    for name, hint in get_type_hints(kind).items():
        value = getattr(made, name)
        is_list = get_origin(hint) is tuple and isinstance(value, list) and all(isinstance(item, str) for item in value)
        if not is_list and not (isinstance(hint, type) and isinstance(value, hint)):
            raise TypeError(f"{name} is {value!r}")
    return made


def records(file: Path, schema: int, name: str, kind: type[T]) -> list[T] | None:
    """Return what is kept under a name in a file of that layout; nothing if it is not what was written."""
    try:
        body: dict[str, Any] = parsed(file.read_text(encoding="utf-8"))
        return [record(kind, item) for item in body[name]] if body["schema"] == schema else None
    except (OSError, ValueError, LookupError, TypeError):
        return None
