"""``seqstake lint``: whether the prover can carry the text of the specification, before anything is proved of it."""

import json
from pathlib import Path
from typing import Any, Final

from rich.console import Console

from properties.lint.lint import RULES, Finding, lint_paths
from properties.lint.source import SPEC
from seqstake.codes import ExitCode
from seqstake.console import error_console, plain_console

SCHEMA: Final = 1
"""The layout of the JSON report; a program that reads it should refuse any other."""


class Wrong(Exception):
    """The input makes no sense, and the message says what to do about it."""


def found_in(paths: tuple[Path, ...]) -> list[Finding]:
    """Return what is found in files and folders, or in the specification. Raises Wrong."""
    try:
        for path in paths:
            if not path.exists():
                raise Wrong(f"there is no file or folder {path}")
            if path.is_dir() and not any(path.rglob("*.py")):
                raise Wrong(
                    f"there is no Python file in {path}; name the folder of a specification, such as {SPEC.name}"
                )
        return lint_paths(paths)
    except SyntaxError as error:
        raise Wrong(f"{error.filename}:{error.lineno}: it is no Python: {error.msg}") from None
    except OSError as error:
        raise Wrong(f"{error.filename} cannot be read: {error.strerror}") from None


def shown(found: Finding) -> str:
    """Return a finding in words, with its file from here if it is not far."""
    return str(found).replace(f"{Path.cwd()}/", "", 1)


def print_findings(findings: list[Finding], console: Console) -> None:
    """Print what was found, and what to do about it."""
    for found in findings:
        console.print(shown(found), highlight=False, markup=False, soft_wrap=True)
        unnoticed = " It would be carried without a word, and wrongly." if found.silent else ""
        console.print(f"    why: {found.why}.{unnoticed}", highlight=False, markup=False, soft_wrap=True)
        console.print(f"    instead: {found.remedy}", highlight=False, markup=False, soft_wrap=True)
    count = f"[red]{len(findings)} places that cannot be carried[/red]" if findings else "nothing found"
    console.print(f"lint: {count}; {len(RULES)} rules", highlight=False)


def as_data(findings: list[Finding]) -> dict[str, Any]:
    """Return what was found for a program."""
    rules = [
        {"id": rule.id, "what": rule.what, "why": rule.why, "remedy": rule.remedy, "silent": rule.silent}
        for rule in RULES.values()
    ]
    return {"schema": SCHEMA, "findings": [found.as_data() for found in findings], "rules": rules}


def carried(console: Console) -> bool:
    """Tell whether the specification can be carried, and print what cannot."""
    try:
        findings = found_in(())
    except Wrong as error:
        console.print(f"error: {error}", highlight=False, markup=False, soft_wrap=True)
        return False
    if findings:
        print_findings(findings, console)
        console.print("nothing is proved of a specification that cannot be carried", highlight=False)
    return not findings


def run(paths: tuple[Path, ...], file: Path | None) -> ExitCode:
    """Look, print and write what was found, and return the exit code."""
    try:
        findings = found_in(paths)
    except Wrong as error:
        error_console().print(f"error: {error}", highlight=False, markup=False, soft_wrap=True)
        return ExitCode.UNKNOWN
    print_findings(findings, plain_console())
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(as_data(findings), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return ExitCode.UNKNOWN if findings else ExitCode.PASSED
