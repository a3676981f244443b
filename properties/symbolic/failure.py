"""How the engine gives up: loudly, and past every ``except Exception`` of what it runs."""

from typing import Any


class EngineError(BaseException):
    """Something that the engine cannot carry. Nothing is concluded from a run that ends so."""


class Infeasible(BaseException):
    """A path that no state takes."""


class Undecided(BaseException):
    """A question that has to be answered before several paths are joined into one: whether two keys are equal."""

    def __init__(self, question: Any) -> None:
        self.question = question
