"""What reports a run was asked for."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from seqstake.reports.files import Files, check_files
from seqstake.reports.kills import read_kills
from seqstake.reports.run import Kills


@dataclass(frozen=True, slots=True)
class Asked:
    """What to write besides what is always written."""

    command: str = "seqstake"
    """What was typed."""
    files: Files = ()
    kills: Path | None = None
    """What became of mistakes planted in the contracts."""

    def check(self, always: Iterable[Path]) -> Kills | None:
        """See that all can be written, and read what is given. Raises `Unwritable` or `NoKills`."""
        check_files([*always, *(file for _, file in self.files)])
        return read_kills(self.kills) if self.kills else None
