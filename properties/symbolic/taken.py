"""Which paths of a step are taken by calls of real histories, and which of the others are possible at all.

What is proved of a path that no state takes is empty, and the prover rules out only what it sees at a glance. A call
takes the path whose answers are true of its values.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from properties.outcome import Outcome, Transition
from properties.symbolic.assumptions import call_is_possible
from properties.symbolic.decision import Place
from properties.symbolic.formula import FALSE
from properties.symbolic.ground import takes
from properties.symbolic.interpretation import symbolic
from properties.symbolic.knowledge import knowledge
from properties.symbolic.prove import GLANCE
from properties.symbolic.steps import Case, cases


@dataclass(frozen=True, slots=True)
class Taken:
    """What is known of the accepted paths of a step."""

    step: str
    taken: int
    """How many are taken by some call."""
    impossible: int
    """How many of the others are ruled out."""
    open: tuple[str, ...]
    """Of each path that is left, the answers."""

    @property
    def possible(self) -> int:
        """Return how many paths are not ruled out."""
        return self.taken + len(self.open)


def ruled_out(case: Case) -> bool:
    """Tell whether a path is seen at a glance to be impossible."""
    return Place(case.explored.conditions, knowledge()).proves(FALSE, GLANCE)


def taken(step: str, outcomes: Iterable[Outcome]) -> Taken:
    """Return which accepted paths of a step are taken by its accepted calls among some."""
    calls = [o for o in outcomes if isinstance(o, Transition) and type(o.action).__name__ == step]
    calls = [o for o in calls if call_is_possible(o.before, o.call)]
    with symbolic():
        accepted = [case for case in cases(step) if case.after is not None]
    # The only path is taken by every accepted call, whatever it leaves open.
    if len(accepted) == 1 and calls:
        return Taken(step, 1, 0, ())
    left = [case for case in accepted if not any(takes(call, case.explored.conditions) for call in calls)]
    with symbolic():
        impossible = [case for case in left if ruled_out(case)]
    told = tuple(
        "; ".join(map(repr, case.explored.path.frames[0].questions)) for case in left if case not in impossible
    )
    return Taken(step, len(accepted) - len(left), len(impossible), told)
