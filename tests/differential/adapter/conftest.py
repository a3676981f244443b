"""Adapters as a contract engineer would write them, and what goes wrong with them."""

from collections.abc import Callable
from pathlib import Path

import pytest

CONTRACTS = Path(__file__).parents[3] / "contracts"
REWARDS = CONTRACTS / "examples" / "rewards"


@pytest.fixture
def edited(tmp_path: Path) -> Callable[..., Path]:
    """Returns the adapter of the staking-rewards contract with pieces of its text replaced."""

    def edit(*replacements: tuple[str, str]) -> Path:
        text = (REWARDS / "adapter.toml").read_text()
        for old, new in replacements:
            assert text.count(old) >= 1, old
            text = text.replace(old, new, 1)
        file = tmp_path / "adapter.toml"
        file.write_text(text.replace('sources = "."', f'sources = "{REWARDS}"'))
        return file

    return edit
