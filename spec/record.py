"""A record with other values in some of its fields, as ``dataclasses.replace`` makes it, in a third of the time.

A step makes a dozen records, most of them of the state's twenty fields. ``dataclasses.replace`` looks through the
declaration of a record every time; here that is done once for each kind of record and choice of fields.
"""

from dataclasses import fields
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from dataclasses import replace as replace
else:
    Record = TypeVar("Record")

    def replace(record: Record, /, **changes: Any) -> Record:
        """Return ``record``, which has slots, with other values in the fields named."""
        return replacer(type(record), *changes)(record, *changes.values())


@cache
def replacer(kind: type[Any], *changed: str) -> Any:
    """Return a function of a record of a kind and of new values for some of its fields, in this order.

    It sets every field by its slot: the ``__init__`` of a record that cannot be changed takes a detour for each.
    Raises TypeError if a field is not one of the record.
    """
    names = [field.name for field in fields(kind)]
    unknown = ", ".join(name for name in changed if name not in names)
    if unknown:
        raise TypeError(f"{kind.__name__} has no field {unknown}")
    head = ", ".join(("record", *(f"new_{name}" for name in changed)))
    sets = [f"set_{name}(made, {f'new_{name}' if name in changed else f'record.{name}'})" for name in names]
    text = "\n    ".join((f"def replaced({head}):", "made = create(kind)", *sets, "return made"))
    space = {f"set_{name}": getattr(kind, name).__set__ for name in names}
    space |= {"create": object.__new__, "kind": kind}
    exec(text, space)
    return space["replaced"]
