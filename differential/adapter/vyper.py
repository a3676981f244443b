"""What Vyper makes of a source: interface, code, and where its state variables stand in storage."""

import hashlib
from collections.abc import Mapping
from os.path import relpath
from pathlib import Path
from typing import Any

from differential.compile import CompileError


def run_vyper(path: Path, text: str) -> dict[str, Any]:
    """Return interface, code and layout of a source, and the digests of what it imports. Raises `CompileError`.

    Modules are looked for beside the source.
    """
    # Vyper has no types.
    from vyper.compiler import outputs_from_compiler_data  # type: ignore[import-untyped]
    from vyper.compiler.input_bundle import FileInput, FilesystemInputBundle  # type: ignore[import-untyped]
    from vyper.compiler.phases import CompilerData  # type: ignore[import-untyped]
    from vyper.compiler.settings import OptimizationLevel, Settings  # type: ignore[import-untyped]
    from vyper.exceptions import ParserException, VyperException  # type: ignore[import-untyped]

    source = FileInput(contents=text, source_id=-1, path=path, resolved_path=path.absolute())
    settings = Settings(optimize=OptimizationLevel.CODESIZE, evm_version="cancun")
    data = CompilerData(source, FilesystemInputBundle([path.parent]), settings)
    try:
        output = outputs_from_compiler_data(data, ["abi", "bytecode", "bytecode_runtime"])
    except (VyperException, ParserException) as error:
        raise CompileError(f"{path} does not compile: {' '.join(str(error).split())}") from None
    return {
        "abi": output["abi"],
        "bytecode": output["bytecode"],
        "deployedBytecode": output["bytecode_runtime"],
        "layout": placed(data.global_ctx.variables),
        "imports": {
            relpath(found.resolved_path, path.absolute().parent): digest(found.contents)
            for found in data.resolved_imports.compiler_inputs
            if not found.from_builtin
        },
    }


def unchanged(imports: Mapping[str, str], folder: Path) -> bool:
    """Tell whether the modules in a folder are those that a source was compiled with."""
    try:
        return all(digest((folder / name).read_text(encoding="utf-8")) == known for name, known in imports.items())
    except (OSError, UnicodeDecodeError):
        return False


def digest(text: str) -> str:
    """Return what tells one text from another."""
    return hashlib.sha256(text.encode()).hexdigest()


def placed(variables: Mapping[str, Any]) -> dict[str, Any]:
    """Return where state variables stand; the layout that Vyper writes gives no members of structs."""
    return {
        name: {"slot": variable.position.position, "type": described(variable.typ)}
        for name, variable in variables.items()
        if variable.is_storage
    }


def described(kind: Any) -> dict[str, Any]:
    """Return what `VyperLayout` has to know of a type."""
    size = {"words": kind.storage_size_in_words}
    match kind.typeclass:
        case "hashmap":
            return {"label": "HashMap", **size, "key": described(kind.key_type), "value": described(kind.value_type)}
        case "static_array" | "dynamic_array":
            first = int(kind.typeclass == "dynamic_array")
            return {"label": "array", **size, "first": first, "length": kind.length, "item": described(kind.value_type)}
        case "struct":
            return {"label": kind._id, **size, "members": members(kind)}
    return {"label": kind.abi_type.selector_name(), **size}


def members(struct: Any) -> dict[str, Any]:
    """Return where the members of a struct stand, counted from its first slot."""
    found: dict[str, Any] = {}
    slot = 0
    for name, inner in struct.members.items():
        found[name] = {"slot": slot, "type": described(inner)}
        slot += inner.storage_size_in_words
    return found
