"""What the exit code of a command says."""

from enum import IntEnum


class ExitCode(IntEnum):
    """The outcome of a whole run."""

    PASSED = 0
    """Everything as required."""
    VIOLATED = 1
    """A property is violated, or spec and contracts diverge."""
    UNKNOWN = 2
    """Something was left undecided, or the input made no sense."""
    VACUOUS = 3
    """The run did not see what it has to see; that it found nothing means nothing."""
    BELOW_THRESHOLD = 4
    """A threshold was missed."""
    BROKEN = 5
    """The harness itself does not work."""
