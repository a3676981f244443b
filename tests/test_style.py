"""The checks that a reviewer should not have to make."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def run(*arguments: str) -> None:
    process = subprocess.run([sys.executable, "-m", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    assert process.returncode == 0, process.stdout + process.stderr


def test_ruff_has_no_complaint() -> None:
    run("ruff", "check", "--quiet", ".")


def test_types_are_strict_and_right() -> None:
    run("mypy", "--no-error-summary")
