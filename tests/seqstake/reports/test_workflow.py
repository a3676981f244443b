"""The workflow that the documentation offers: it is one, and its commands are there."""

import re
import shlex
from pathlib import Path
from typing import Any

import click
import pytest
import yaml  # type: ignore[import-untyped]  # its types are a package of their own

from seqstake.cli import main

ROOT = Path(__file__).parents[3]


def workflow() -> dict[Any, Any]:
    """Return the workflow in the documentation."""
    [text] = re.findall(r"```yaml\n(.*?)```", (ROOT / "docs" / "ci.md").read_text(encoding="utf-8"), re.DOTALL)
    found: dict[Any, Any] = yaml.safe_load(text)
    return found


STEPS: list[dict[str, Any]] = workflow()["jobs"]["lock-step"]["steps"]

COMMANDS = [line for step in STEPS for line in step.get("run", "").splitlines() if line.startswith("seqstake ")]


def test_it_is_a_workflow() -> None:
    found = workflow()
    # The word "on" is true in YAML.
    assert set(found) == {"name", True, "permissions", "jobs"}
    assert set(found[True]) == {"pull_request", "push", "schedule"}
    assert all(("uses" in step) != ("run" in step) for step in STEPS)
    assert all(re.fullmatch(r"[\w-]+(/[\w-]+)+@v\d+", step["uses"]) for step in STEPS if "uses" in step)


def test_no_later_step_can_write_to_the_repository() -> None:
    checkouts = [step for step in STEPS if step.get("uses", "").startswith("actions/checkout@")]
    assert [step["with"]["persist-credentials"] for step in checkouts] == [False, False]


def test_what_was_found_is_kept_when_the_job_fails() -> None:
    after = [step for step in STEPS if "upload" in step.get("uses", "") or "save" in step.get("uses", "")]
    assert len(after) == 3
    assert all(step["if"].startswith("always()") for step in after)


def test_what_is_saved_is_what_is_restored() -> None:
    saved, restored = (
        next(step["with"] for step in STEPS if step.get("uses", "").startswith(f"actions/cache/{kind}@"))
        for kind in ("save", "restore")
    )
    assert saved["path"] == restored["path"]
    assert saved["key"].startswith(restored["restore-keys"].strip())


def test_the_targets_of_make_are_there() -> None:
    targets = re.findall(r"make -C staking-spec (\w+)", str(STEPS))
    assert targets == ["setup"]
    assert re.search(r"^setup:", (ROOT / "Makefile").read_text(), re.MULTILINE)


@pytest.mark.parametrize("line", COMMANDS)
def test_the_commands_are_understood(line: str) -> None:
    told = shlex.split(re.sub(r"\$\{\{.*?\}\}", "300", line))
    command = main.get_command(click.Context(main), told[1])
    assert command
    with command.make_context(told[1], told[2:]) as context:
        assert context.params


def test_every_kind_of_report_is_asked_for() -> None:
    [line] = [line for line in COMMANDS if line.startswith("seqstake fuzz ")]
    assert all(f"--{kind} reports/" in line for kind in ("html", "junit", "sarif", "markdown"))
    assert {line.split()[1] for line in COMMANDS} == {"prove", "fuzz"}
