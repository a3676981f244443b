"""Rejections of exits, claims, slashes and rewards: each only for its reason."""

from properties import scope
from properties.declaration import Severity, rejection_law
from properties.outcome import Rejected
from properties.quantities import pool_of, ripens, tau_of, worth
from properties.vocabulary import at_most, equal
from spec import actions as a
from spec import errors as e
from spec.actions import Action
from spec.errors import Rejection
from spec.state import CaseId, Pool, SlotId
from spec.units import MAX_BATCH, MAX_BUCKETS, MAX_SUPPLY, VIRTUAL_ASSETS, VIRTUAL_SHARES, Status

EXIT = a.Unbond | a.UnbondAssets
STRICT = "A call is refused that its caller is entitled to."
LOCKED = "Stake or rewards are locked."


def source(refused: Rejected[EXIT, Rejection]) -> Pool:
    """Return the pool that an exit was from."""
    return pool_of(refused.before, refused.action.validator)


def held(refused: Rejected[EXIT, Rejection]) -> int:
    """Return the shares that the caller holds in that pool."""
    return source(refused).positions[refused.call.caller].shares


def wanted_shares(refused: Rejected[EXIT, Rejection]) -> int:
    """Return how many shares an exit would burn."""
    action, pool = refused.action, source(refused)
    if isinstance(action, a.Unbond):
        return action.shares
    return -(-action.assets * (pool.shares + VIRTUAL_SHARES) // (pool.assets + VIRTUAL_ASSETS))


def wanted_assets(refused: Rejected[EXIT, Rejection]) -> int:
    """Return how many wei an exit would free."""
    action = refused.action
    return worth(source(refused), action.shares) if isinstance(action, a.Unbond) else action.assets


@rejection_law("R-3.zero", Severity.MEDIUM, STRICT, reasons=(e.ZeroAmount,))
def nothing_was_asked_for(refused: Rejected[Action, e.ZeroAmount]) -> bool:
    """No call is refused as empty that asks for something."""
    action = refused.action
    if isinstance(action, a.Unbond):
        return action.shares == 0
    if isinstance(action, a.UnbondAssets):
        return action.assets == 0
    return isinstance(action, a.DepositRewards) and action.amount == 0


def lacks_shares(refused: Rejected[EXIT, Rejection]) -> bool:
    """Tell whether an exit burns more shares than the caller holds."""
    return wanted_shares(refused) > held(refused)


@rejection_law("A-9.refused", Severity.HIGH, STRICT, reasons=(e.InsufficientShares,))
def shares_are_insufficient(refused: Rejected[EXIT, e.InsufficientShares]) -> bool:
    """No exit is refused for want of shares that the caller holds."""
    return lacks_shares(refused) and equal(refused.rejection.held, held(refused))


@rejection_law("B-6.refused", Severity.MEDIUM, STRICT, reasons=(e.SharesAboveMaximum,))
def exit_burns_too_many_shares(refused: Rejected[a.UnbondAssets, e.SharesAboveMaximum]) -> bool:
    """No exit is refused for the shares it burns that are no more than the caller accepts."""
    return wanted_shares(refused) > refused.action.max_shares


def frees_too_little(refused: Rejected[a.Unbond, Rejection]) -> bool:
    """Tell whether an exit frees nothing, or less than the caller wants."""
    assets = wanted_assets(refused)
    return assets == 0 or assets < refused.action.min_assets


@rejection_law("B-7.refused_exit", Severity.MEDIUM, STRICT, reasons=(e.AssetsBelowMinimum,))
def exit_frees_too_little(refused: Rejected[a.Unbond, e.AssetsBelowMinimum]) -> bool:
    """No exit is refused for what it frees that is something, and as much as the caller wants."""
    return frees_too_little(refused) and equal(refused.rejection.assets, wanted_assets(refused))


@rejection_law("R-3.stake", Severity.MEDIUM, STRICT, reasons=(e.AssetsAboveStake,))
def exit_exceeds_the_pool(refused: Rejected[a.UnbondAssets, e.AssetsAboveStake]) -> bool:
    """No exit is refused as larger than the pool that is not."""
    return refused.action.assets > source(refused).assets


@rejection_law("C-12.refused", Severity.HIGH, LOCKED, reasons=(e.UnbondTooSmall,))
def exit_is_too_small(refused: Rejected[EXIT, e.UnbondTooSmall]) -> bool:
    """No exit is refused as too small that takes all shares of the caller, or no less than the minimum."""
    small = wanted_assets(refused) < refused.before.parameters.min_unbond
    return small and wanted_shares(refused) != held(refused)


@rejection_law("C-13.refused", Severity.HIGH, LOCKED, reasons=(e.TooManyTickets,))
def tickets_are_too_many(refused: Rejected[EXIT, e.TooManyTickets]) -> bool:
    """No exit is refused for the number of the caller's own tickets while that is below the limit."""
    return at_most(refused.before.parameters.max_tickets, refused.before.open_tickets[refused.call.caller])


@rejection_law("C-9.exit", Severity.HIGH, LOCKED, reasons=(e.TooManyBuckets,))
def queue_is_full(refused: Rejected[EXIT, e.TooManyBuckets]) -> bool:
    """No exit is refused for the length of the queue while a slash may visit more, or while its oldest has matured."""
    before = refused.before
    record = before.validators[refused.action.validator]
    oldest = before.queue[SlotId(refused.action.validator, record.queue_head)]
    full = at_most(MAX_BUCKETS, record.queue_tail - record.queue_head)
    return full and tau_of(before, refused.call) < ripens(before, oldest)


@rejection_law("C-5.unknown", Severity.HIGH, LOCKED, reasons=(e.UnknownTicket,))
def ticket_is_unknown(refused: Rejected[a.Claim, e.UnknownTicket]) -> bool:
    """No claim is refused as unknown that is of an open ticket."""
    return refused.before.tickets[refused.action.ticket].shares == 0


@rejection_law("C-14.refused", Severity.HIGH, LOCKED, reasons=(e.NotTicketOwner,))
def caller_is_not_the_owner(refused: Rejected[a.Claim, e.NotTicketOwner]) -> bool:
    """No claim is refused as somebody else's that is of the caller's own ticket."""
    return refused.before.tickets[refused.action.ticket].owner != refused.call.caller


@rejection_law("C-2.refused", Severity.HIGH, LOCKED, reasons=(e.NotMatured,))
def ticket_is_slashable(refused: Rejected[a.Claim, e.NotMatured]) -> bool:
    """No claim is refused as too early that is of a ticket past slashing, and the reason names its maturity."""
    matures = ripens(refused.before, refused.before.tickets[refused.action.ticket].bucket)
    return tau_of(refused.before, refused.call) < matures and equal(refused.rejection.maturity, matures)


@rejection_law("G-8", Severity.CRITICAL, LOCKED, (a.Claim,))
def matured_tickets_are_paid(refused: Rejected[a.Claim, Rejection]) -> bool:
    """No claim of a matured ticket by its owner is ever refused, in a pause or out of it."""
    ticket = refused.before.tickets[refused.action.ticket]
    matured = ripens(refused.before, ticket.bucket) <= tau_of(refused.before, refused.call)
    return not (ticket.shares > 0 and ticket.owner == refused.call.caller and matured)


@rejection_law("C-9", Severity.CRITICAL, LOCKED, (a.ClaimBatch,))
def batches_are_refused_for_their_length_only(refused: Rejected[a.ClaimBatch, Rejection]) -> bool:
    """No batch is ever refused but for naming more tickets than one call may visit: no ticket blocks another."""
    reason = refused.rejection
    return isinstance(reason, e.BatchTooLong) and reason.length > MAX_BATCH and equal(reason.maximum, MAX_BATCH)


@rejection_law("A-1.withdraw", Severity.CRITICAL, LOCKED, (a.Withdraw,))
def credits_are_paid(refused: Rejected[a.Withdraw, Rejection]) -> bool:
    """No withdrawal of a credit is ever refused, in a pause or out of it, whoever asks."""
    return equal(refused.before.credits[refused.action.account], 0)


@rejection_law("D-19.past", Severity.HIGH, "An offence goes unpunished.", reasons=(e.OffenceNotPast,))
def offence_is_not_past(refused: Rejected[a.Slash, e.OffenceNotPast]) -> bool:
    """No slash is refused as early for an offence that is past."""
    return refused.action.offence_time >= tau_of(refused.before, refused.call)


@rejection_law("D-19.old", Severity.HIGH, "An offence goes unpunished.", reasons=(e.OffenceTooOld,))
def offence_is_too_old(refused: Rejected[a.Slash, e.OffenceTooOld]) -> bool:
    """No slash is refused as late for an offence within the evidence and case windows."""
    p = refused.before.parameters
    age = tau_of(refused.before, refused.call) - refused.action.offence_time
    return age > p.evidence_window + p.case_window


@rejection_law("D-2.refused", Severity.HIGH, "An offence goes unpunished.", reasons=(e.AlreadySlashed,))
def offence_is_punished_already(refused: Rejected[a.Slash, e.AlreadySlashed]) -> bool:
    """No slash is refused as a second one that is the first for its validator, offence and time."""
    action = refused.action
    return refused.before.cases[CaseId(action.validator, action.offence, action.offence_time)].executed


@rejection_law("D-4.refused", Severity.HIGH, "An offence goes unpunished.", reasons=(e.WrongCheckpoint,))
def checkpoint_is_wrong(refused: Rejected[a.Slash, e.WrongCheckpoint]) -> bool:
    """No slash is refused for its checkpoint that names the one in force at the offence."""
    action, before = refused.action, refused.before
    count = before.validators[action.validator].checkpoints
    found = before.checkpoints[SlotId(action.validator, action.checkpoint)]
    following = before.checkpoints[SlotId(action.validator, action.checkpoint + 1)]
    early = found.time > action.offence_time
    late = action.checkpoint + 1 < count and following.time <= action.offence_time
    return action.checkpoint >= count or early or late


@rejection_law("D-1.poor", Severity.CRITICAL, "A validator escapes by being poor, or gone.", (a.Slash,))
def slashes_are_never_refused_for_poverty(refused: Rejected[a.Slash, Rejection]) -> bool:
    """No slash by the slasher is refused that is of a validator, for a new offence in time, with its checkpoint and
    reporter.
    """
    reason = refused.rejection
    accusation = e.OffenceNotPast | e.OffenceTooOld | e.AlreadySlashed | e.WrongCheckpoint
    return isinstance(reason, accusation | e.NotAuthorised | e.UnknownValidator | e.ZeroAddress)


@rejection_law("A-5.refused", Severity.HIGH, LOCKED, (a.RouteSlash,))
def penalties_can_be_routed(refused: Rejected[a.RouteSlash, Rejection]) -> bool:
    """No routing of an executed case that is not routed yet is ever refused, whoever asks."""
    action = refused.action
    case = refused.before.cases[CaseId(action.validator, action.offence, action.offence_time)]
    return not case.executed or case.routed


@rejection_law("A-4.refused", Severity.MEDIUM, STRICT, reasons=(e.RewardCapExceeded,))
def rewards_exceed_the_cap(refused: Rejected[a.DepositRewards, e.RewardCapExceeded]) -> bool:
    """No reward deposit is refused for the cap that keeps all rewards within what the arithmetic is proved for."""
    return refused.before.stream.funded + refused.action.amount > MAX_SUPPLY


@rejection_law("F-14", Severity.CRITICAL, LOCKED, scope.REWARDS)
def reward_claims_are_never_refused(
    refused: Rejected[a.ClaimRewards | a.ClaimCommission | a.Distribute, Rejection],
) -> bool:
    """No claim or distribution of rewards is ever refused but of a validator, or a generation, that does not exist."""
    action = refused.action
    validator = refused.call.caller if isinstance(action, a.ClaimCommission) else action.validator
    record = refused.before.validators[validator]
    later = isinstance(action, a.ClaimRewards) and action.generation > record.generation
    return record.status == Status.NONE or later


@rejection_law("G-8.exit", Severity.CRITICAL, LOCKED, (*scope.EXITS, *scope.PAYMENTS, a.Slash, a.RouteSlash, a.Leave))
def pauses_lock_nothing(refused: Rejected[Action, Rejection]) -> bool:
    """No exit, claim, withdrawal or slash is ever refused for a pause."""
    return not isinstance(refused.rejection, e.ProtocolPaused | e.RegistrationPaused)
