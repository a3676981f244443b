"""The files that were asked for: whether they can be written, before a run, and their writing after it."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from rich.console import Console

from differential.trace import save
from seqstake.codes import ExitCode
from seqstake.console import error_console
from seqstake.trial import tell

Files = tuple[tuple[str, Path], ...]
"""What to write, and where: each kind of report at most once."""


class Unwritable(Exception):
    """A file cannot be written; the message is one line and names it."""


def check_files(files: Iterable[Path]) -> None:
    """Make the folders of files. Raises `Unwritable` at the first that cannot be written there."""
    for file in files:
        draft = file.with_name(file.name + ".part")
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            draft.touch()
            draft.unlink()
        except (FileExistsError, NotADirectoryError):
            raise Unwritable(f"{file} cannot be written: {file.parent} is no folder; name another file") from None
        except OSError as error:
            raise Unwritable(f"{file} cannot be written: {error.strerror}; name another file") from None
        if file.is_dir():
            raise Unwritable(f"{file} is a folder; name a file in it")


def write_files(files: Files, texts: Mapping[str, Callable[[], str]], console: Console) -> ExitCode:
    """Write all that was asked for, and tell where; what cannot be written is told, and the rest is written."""
    result = ExitCode.PASSED
    for kind, file in files:
        try:
            save(file, texts[kind]())
        except OSError as error:
            tell(error_console(), f"{file} cannot be written: {error.strerror}")
            result = ExitCode.UNKNOWN
        else:
            console.print(f"{kind}: {file}", highlight=False, soft_wrap=True)
    return result
