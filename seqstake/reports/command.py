"""The command that a run was started with, as somebody else would type it: with its seed, and without its reports."""

import shlex
from collections.abc import Iterator

from click import Context, Option
from click.core import ParameterSource

REPORTS = ("html", "junit", "sarif", "json", "markdown", "kills")
"""The options that say what else to write."""


def written(option: Option, value: object) -> Iterator[str]:
    """Yield an option with its value, or values, as it is typed."""
    name = option.opts[0]
    if option.is_flag:
        yield name
    elif option.multiple and isinstance(value, tuple):
        for part in value:
            yield from (name, str(part))
    else:
        yield from (name, str(value))


def command_of(context: Context) -> str:
    """Return the command of a context."""
    words = ["seqstake", context.info_name or ""]
    for option in context.command.params:
        name = option.name or ""
        given = context.get_parameter_source(name) is ParameterSource.COMMANDLINE
        if isinstance(option, Option) and (given or name == "seed") and name not in REPORTS:
            words += written(option, context.params[name])
    return shlex.join(words)
