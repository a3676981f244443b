"""The JSON schemas of a run's record, read off the record; ``python -m tests.seqstake.reports.schema`` writes them."""

import ast
import inspect
import json
import re
import sys
import types
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, Final, get_args, get_origin, get_type_hints

from seqstake.codes import ExitCode
from seqstake.reports.run import Folder, Run

DOCS: Final = Path(__file__).parents[3] / "docs"

OUTCOMES: Final = [code.name.lower() for code in ExitCode if code is not ExitCode.BELOW_THRESHOLD]
"""A run of ``verify`` or ``fuzz`` has no threshold."""

PLAIN: Final = {str: "string", int: "integer", float: "number", bool: "boolean", types.NoneType: "null"}


def descriptions(record: type[Any]) -> Iterator[tuple[str, str]]:
    """Yield what is said of each field of a record beneath it."""
    body = ast.parse(inspect.getsource(sys.modules[record.__module__])).body
    node = next(item for item in body if isinstance(item, ast.ClassDef) and item.name == record.__name__)
    for item, below in zip(node.body, node.body[1:], strict=False):
        if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name) and isinstance(below, ast.Expr):
            yield item.target.id, " ".join(str(ast.literal_eval(below.value)).replace("``", "").split())


def schema_of(kind: Any) -> dict[str, Any]:
    """Return the schema of a type."""
    if kind in PLAIN:
        return {"type": PLAIN[kind]}
    if isinstance(kind, types.UnionType):
        inner = [schema_of(part) for part in get_args(kind)]
        return {**inner[0], "type": [part["type"] for part in inner]}
    if is_dataclass(kind) and isinstance(kind, type):
        return record_schema(kind)
    if get_origin(kind) is dict:
        return {"type": "object", "additionalProperties": schema_of(get_args(kind)[1])}
    assert get_origin(kind) in (tuple, list), kind
    return {"type": "array", "items": schema_of(get_args(kind)[0])}


def record_schema(record: type[Any]) -> dict[str, Any]:
    """Return the schema of a record, which has all of its fields."""
    hints, said = get_type_hints(record), dict(descriptions(record))
    parts: dict[str, Any] = {}
    for field in fields(record):
        parts[field.name] = (
            {"enum": OUTCOMES} if field.name == "outcome" and record is Run else schema_of(hints[field.name])
        )
        if field.name in said:
            parts[field.name]["description"] = said[field.name]
    return {"type": "object", "required": list(parts), "properties": parts}


def schemas() -> dict[str, dict[str, Any]]:
    """Return each schema by the name of its file."""
    found = {}
    for tool in ("verify", "fuzz"):
        whole = {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": f"What seqstake {tool} writes to {tool}.json",
            **record_schema(Run),
        }
        if tool == "fuzz":
            whole["properties"]["corpus"] = schema_of(Folder)
            whole["properties"]["proofs"] = {"type": "null"}
        found[f"{tool}.schema.json"] = whole
    return found


def text(schema: dict[str, Any]) -> str:
    """Return a schema as the text of its file, with what is short on one line."""
    spread = json.dumps(schema, indent=1, ensure_ascii=False) + "\n"
    return re.sub(r"[\[{][^\[\]{}]*[\]}]", lambda found: brief(found[0]), spread)


def brief(part: str) -> str:
    """Return a part of a text on one line, if it fits."""
    line = re.sub(r"\s*\n\s*", " ", part)
    line = line[0] + line[1:-1].strip() + line[-1]
    return line if len(line) <= 90 else part


def fits(schema: dict[str, Any], value: Any, where: str = "") -> None:
    """Assert that a value is as a schema says, as far as ours say anything."""
    kinds: dict[str, Any] = {
        "object": dict,
        "array": list,
        "string": str,
        "integer": int,
        "number": (int, float),
        "boolean": bool,
        "null": type(None),
    }
    if "enum" in schema:
        assert value in schema["enum"], where
        return
    names = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    assert any(isinstance(value, kinds[name]) for name in names), where
    if isinstance(value, dict):
        assert set(schema.get("required", ())) <= set(value), where
        for name, item in value.items():
            part = schema.get("properties", {}).get(name, schema.get("additionalProperties"))
            assert part is not None, f"{where}.{name} is not described"
            fits(part, item, f"{where}.{name}")
    if isinstance(value, list):
        for item in value:
            fits(schema["items"], item, f"{where}[]")


if __name__ == "__main__":
    for name, schema in schemas().items():
        (DOCS / name).write_text(text(schema), encoding="utf-8")
