"""What each call leaves alone: for every part of the state, the calls that may change it."""

from properties import scope
from properties.declaration import Severity, law
from properties.outcome import Transition
from properties.vocabulary import same
from spec import actions as a
from spec.actions import Action

FRAME = "A call changes what it has no business with."
STATUS = (a.Leave, a.Unjail, a.Eject, a.SetCommission, a.ApplyCommission)


@law("S-20.validators", Severity.HIGH, FRAME, scope.all_but(*scope.BONDS, *scope.EXITS, *STATUS, a.Slash))
def validators_stay(step: Transition[Action]) -> bool:
    """No call but those of the registry, deposits, exits and slashes changes a validator."""
    return same(step.before.validators, step.after.validators)


@law("S-20.pools", Severity.HIGH, FRAME, scope.all_but(*scope.ACCRUALS))
def pools_stay(step: Transition[Action]) -> bool:
    """No call but those that bring rewards up to date changes a pool."""
    return same(step.before.pools, step.after.pools)


@law("S-20.buckets", Severity.HIGH, FRAME, scope.all_but(*scope.EXITS, *scope.CLAIMS, a.Slash))
def buckets_stay(step: Transition[Action]) -> bool:
    """No call but exits, claims and slashes changes a bucket."""
    return same(step.before.buckets, step.after.buckets)


@law("S-20.queue", Severity.HIGH, FRAME, scope.all_but(*scope.EXITS))
def queues_stay(step: Transition[Action]) -> bool:
    """No call but exits changes a queue."""
    return same(step.before.queue, step.after.queue)


@law("S-20.checkpoints", Severity.HIGH, FRAME, scope.all_but(*scope.BONDS, *scope.EXITS, a.Slash))
def checkpoints_stay(step: Transition[Action]) -> bool:
    """No call but deposits, exits and slashes changes a checkpoint."""
    return same(step.before.checkpoints, step.after.checkpoints)


@law("S-20.tickets", Severity.HIGH, FRAME, scope.all_but(*scope.EXITS, *scope.CLAIMS))
def tickets_stay(step: Transition[Action]) -> bool:
    """No call but exits and claims changes a ticket, or the number of anyone's."""
    x, y = step.before, step.after
    return same(x.tickets, y.tickets) and same(x.open_tickets, y.open_tickets) and x.last_ticket == y.last_ticket


@law("S-20.credits", Severity.HIGH, FRAME, scope.all_but(*scope.EXITS, a.Slash, a.RouteSlash, a.Withdraw))
def credits_stay(step: Transition[Action]) -> bool:
    """No call but exits, slashes, routings and withdrawals changes a credit."""
    return same(step.before.credits, step.after.credits)


@law("S-20.cases", Severity.HIGH, FRAME, scope.all_but(a.Slash, a.RouteSlash))
def cases_stay(step: Transition[Action]) -> bool:
    """No call but slashes and routings changes a case."""
    return same(step.before.cases, step.after.cases)


@law("S-20.earners", Severity.HIGH, FRAME, scope.all_but(*scope.ACCRUALS))
def earners_stay(step: Transition[Action]) -> bool:
    """No call but those that bring rewards up to date changes what a validator earns."""
    return same(step.before.earners, step.after.earners)


@law("S-20.stream", Severity.HIGH, FRAME, scope.all_but(*scope.ACCRUALS, a.DepositRewards))
def stream_stays(step: Transition[Action]) -> bool:
    """No call but reward deposits and those that bring rewards up to date changes the stream."""
    return same(step.before.stream, step.after.stream)


@law("S-20.sinks", Severity.HIGH, FRAME, scope.all_but(a.SetSinks))
def sinks_stay(step: Transition[Action]) -> bool:
    """No call but that for it changes a sink."""
    return same(step.before.sinks, step.after.sinks)
