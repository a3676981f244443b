"""Where tokens go: the exact effect of every call on every balance and allowance."""

from properties import scope
from properties.declaration import Severity, law
from properties.outcome import Transition, returned
from properties.quantities import payee, rewards_held, rewards_owed, ripens, stake_held, stake_owed, tau_of
from properties.vocabulary import (
    among,
    at_most,
    choose,
    each,
    equal,
    forall,
    forall_changed,
    forall_changed_items,
    implies,
    same,
    size,
    told,
    total,
    unchanged_but,
)
from spec import actions as a
from spec.actions import Action
from spec.events import Transfer
from spec.state import AllowanceId, State
from spec.units import MAX_BATCH, NOBODY, UINT256_MAX, Address, TicketId

PASSIVE = "The custody contracts make no calls but those that the specification makes for them."
BOND = a.Register | a.Deposit | a.Delegate | a.DelegateWithPermit
TICKETS = a.Claim | a.ClaimBatch


def moved(step: Transition[Action], token: Address, sender: Address, receiver: Address, amount: int) -> bool:
    """Tell whether so much went from one account to another, and nothing else in any token."""
    x, y = step.before.tokens[token].balances, step.after.tokens[token].balances
    sum_moved = choose(sender == receiver, 0, amount)
    gone = equal(x[sender] - y[sender], sum_moved) and equal(y[receiver] - x[receiver], sum_moved)
    return gone and unchanged_but(x, y, sender, receiver) and no_other_balances(step, token)


def no_other_balances(step: Transition[Action], token: Address) -> bool:
    """Tell whether the balances of all other tokens stayed."""
    return forall_changed_items(
        step.before.tokens, step.after.tokens, lambda here, x, y: here == token or same(x.balances, y.balances)
    )


def surplus_kept(step: Transition[Action]) -> bool:
    """Tell whether neither custody came to hold more, or less, beyond what it owes."""
    before, after = step.before, step.after
    stake = equal(stake_held(after) - stake_owed(after), stake_held(before) - stake_owed(before))
    rewards = equal(rewards_held(after) - rewards_owed(after), rewards_held(before) - rewards_owed(before))
    return stake and rewards


def is_custody(state: State, account: Address) -> bool:
    """Tell whether an account is one of the two custodies."""
    return account == state.deployment.stake_custody or account == state.deployment.reward_custody


@law("A-3.supply", Severity.CRITICAL, "Tokens are created or destroyed.")
def supplies_never_change(step: Transition[Action]) -> bool:
    """No call changes the sum of all balances of a token."""
    return forall_changed(
        step.before.tokens,
        step.after.tokens,
        lambda x, y: equal(total(y.balances, lambda held: held), total(x.balances, lambda held: held)),
    )


@law("A-3.bonds", Severity.CRITICAL, "Somebody else pays for a deposit, or it is not owed in full.", scope.BONDS)
def deposits_move_their_amount(step: Transition[BOND]) -> bool:
    """Every deposit of stake moves exactly its amount from the caller to the stake custody, which owes so much more."""
    here, amount = step.before.deployment, step.action.amount
    owed = equal(stake_owed(step.after) - stake_owed(step.before), amount)
    return owed and moved(step, here.stake_token, step.call.caller, here.stake_custody, amount)


@law("A-3.funds", Severity.CRITICAL, "Somebody else pays for rewards.", (a.DepositRewards,))
def reward_deposits_move_their_amount(step: Transition[a.DepositRewards]) -> bool:
    """Every deposit of rewards moves exactly its amount from the caller to the reward custody, which owes it."""
    here, amount = step.before.deployment, step.action.amount
    owed = equal(rewards_owed(step.after) - rewards_owed(step.before), amount)
    return owed and moved(step, here.reward_token, step.call.caller, here.reward_custody, amount)


@law("A-3.transfer", Severity.CRITICAL, "A plain transfer moves something else than it says.", (a.Transfer,))
def transfers_move_their_amount(step: Transition[a.Transfer]) -> bool:
    """Every transfer moves exactly its amount from the caller to the receiver."""
    action = step.action
    return moved(step, action.token, step.call.caller, action.receiver, action.amount)


@law("A-3.claim", Severity.CRITICAL, "A claim pays the wrong amount, or the wrong account.", (a.Claim,))
def claims_move_what_they_return(step: Transition[a.Claim]) -> bool:
    """Every claim moves what it returns from the stake custody to the ticket's recipient, and owes it no more."""
    here, amount = step.before.deployment, returned(step)
    recipient = step.before.tickets[step.action.ticket].recipient
    owed = equal(stake_owed(step.before) - stake_owed(step.after), amount)
    return owed and moved(step, here.stake_token, here.stake_custody, recipient, amount)


@law("A-3.withdraw", Severity.CRITICAL, "A credit is paid to the wrong account, or twice.", (a.Withdraw,))
def withdrawals_move_the_credit(step: Transition[a.Withdraw]) -> bool:
    """Every withdrawal moves an account's whole credit from the stake custody to that account."""
    here, account = step.before.deployment, step.action.account
    amount = step.before.credits[account]
    done = equal(returned(step), amount) and amount > 0 and step.after.credits[account] == 0
    return done and moved(step, here.stake_token, here.stake_custody, account, amount)


@law("A-3.rewards", Severity.CRITICAL, "Rewards go to the wrong account.", (a.ClaimRewards, a.ClaimCommission))
def reward_claims_move_what_they_return(step: Transition[a.ClaimRewards | a.ClaimCommission]) -> bool:
    """Every claim of rewards moves what it returns from the reward custody to whoever is paid for the caller."""
    here, amount = step.before.deployment, returned(step)
    receiver = payee(step.before, step.call.caller)
    owed = equal(rewards_owed(step.before) - rewards_owed(step.after), amount)
    return owed and moved(step, here.reward_token, here.reward_custody, receiver, amount)


@law("C-10", Severity.CRITICAL, "A batch pays more than its tickets are worth.", (a.ClaimBatch,))
def batches_pay_what_they_return(step: Transition[a.ClaimBatch]) -> bool:
    """Every batch takes exactly what it returns out of the buckets, and out of the stake custody.

    Recipients may differ between tickets of one owner, so who gets how much is said by the relation C-10.sequence.
    """
    before, after = step.before, step.after
    left = equal(before.ledger.unbonding - after.ledger.unbonding, returned(step))
    custodies = forall(before.tickets, lambda ticket: not is_custody(before, ticket.recipient))
    return left and implies(custodies, equal(stake_held(before) - stake_held(after), returned(step)))


@law("C-10.receivers", Severity.CRITICAL, "A batch takes tokens from somebody.", (a.ClaimBatch,))
def batches_take_from_the_custody_only(step: Transition[a.ClaimBatch]) -> bool:
    """No batch lowers any balance but that of the stake custody."""
    here = step.before.deployment
    return forall_changed_items(
        step.before.tokens,
        step.after.tokens,
        lambda token, x, y: forall_changed_items(
            x.balances,
            y.balances,
            lambda account, m, n: (token == here.stake_token and account == here.stake_custody) or at_most(m, n),
        ),
    )


@law("C-10.all", Severity.CRITICAL, "A batch leaves a ticket unpaid that it could pay.", (a.ClaimBatch,))
def batches_pay_what_can_be_paid(step: Transition[a.ClaimBatch]) -> bool:
    """Every batch closes all tickets that it names and could pay, and no others."""
    before, after, named = step.before, step.after, step.action.tickets
    now = tau_of(before, step.call)

    def closed(key: TicketId) -> bool:
        ticket = before.tickets[key]
        payable = ticket.owner == step.call.caller and ripens(before, ticket.bucket) <= now
        return after.tickets[key].shares == 0 or not payable

    others = forall_changed_items(
        before.tickets, after.tickets, lambda key, x, y: among(key, named) or equal(x.shares, y.shares)
    )
    return each(named, closed) and others


@law("C-9.length", Severity.MEDIUM, "A batch is too long for one call.", (a.ClaimBatch,))
def batches_are_bounded(step: Transition[a.ClaimBatch]) -> bool:
    """No batch names more tickets than one call may visit."""
    return at_most(size(step.action.tickets), MAX_BATCH)


@law(
    "F-14.nothing", Severity.HIGH, "A claim of nothing fails with a token that refuses to move nothing.", scope.PAYMENTS
)
def payments_of_nothing_move_nothing(step: Transition[Action]) -> bool:
    """No payment of nothing is a transfer, since some tokens refuse those."""
    return returned(step) > 0 or not told(step.events, Transfer)


@law("R-3.something", Severity.MEDIUM, "A call does as if it did something.", (*scope.EXITS, a.DepositRewards))
def calls_ask_for_something(step: Transition[a.Unbond | a.UnbondAssets | a.DepositRewards]) -> bool:
    """No exit and no deposit of rewards is accepted that is of nothing."""
    action = step.action
    if isinstance(action, a.Unbond):
        return action.shares > 0
    return (action.assets if isinstance(action, a.UnbondAssets) else action.amount) > 0


@law("A-3.surplus", Severity.CRITICAL, "A custody gains or loses what it owes to nobody.", scope.all_but(a.Transfer))
def only_donations_change_the_surplus(step: Transition[Action]) -> bool:
    """No call but a plain transfer changes what a custody holds beyond what it owes, unless it is itself paid."""
    before, caller = step.before, step.call.caller
    paid = payee(before, caller)
    if isinstance(step.action, a.Withdraw):
        paid = step.action.account
    outside = forall(before.tickets, lambda ticket: not is_custody(before, ticket.recipient))
    return implies(outside and not is_custody(before, paid), surplus_kept(step))


@law(
    "A-3.internal", Severity.CRITICAL, "Stake appears or vanishes inside.", scope.all_but(*scope.PULLS, *scope.PAYMENTS)
)
def other_calls_change_no_liability(step: Transition[Action]) -> bool:
    """No call that takes nothing in and pays nothing out changes what the custodies owe in total."""
    before, after = step.before, step.after
    return equal(stake_owed(after), stake_owed(before)) and equal(rewards_owed(after), rewards_owed(before))


@law(
    "A-3.still",
    Severity.CRITICAL,
    "Tokens move in a call that says nothing of them.",
    scope.all_but(*scope.PULLS, *scope.PAYMENTS, a.Transfer),
)
def other_calls_move_no_tokens(step: Transition[Action]) -> bool:
    """No call that takes nothing in and pays nothing out changes any balance."""
    return forall_changed(step.before.tokens, step.after.tokens, lambda x, y: same(x.balances, y.balances))


@law("A-6", Severity.CRITICAL, "A donation moves a price, an index or a debt.", (a.Transfer, a.Approve))
def donations_change_nothing_else(step: Transition[a.Transfer | a.Approve]) -> bool:
    """No plain transfer or approval, be it to a custody, changes anything but the token: only the surplus shows it."""
    x, y = step.before, step.after
    stake = same(x.pools, y.pools) and same(x.buckets, y.buckets) and same(x.tickets, y.tickets)
    totals = same(x.ledger, y.ledger) and same(x.credits, y.credits) and same(x.cases, y.cases)
    rewards = same(x.stream, y.stream) and same(x.earners, y.earners)
    return stake and totals and rewards and same(x.validators, y.validators) and same(x.checkpoints, y.checkpoints)


@law("A-7", Severity.CRITICAL, "A deposit is credited with more, or less, than came in.", scope.BONDS, (PASSIVE,))
def deposits_credit_what_came_in(step: Transition[BOND]) -> bool:
    """Every deposit of stake credits its pool with exactly what the balance of the stake custody rose by."""
    came = stake_held(step.after) - stake_held(step.before)
    bonded = step.after.ledger.bonded - step.before.ledger.bonded
    own = step.call.caller == step.before.deployment.stake_custody
    return implies(not own, equal(bonded, came) and equal(came, step.action.amount))


@law("G-7.balances", Severity.CRITICAL, "Anybody's tokens can be taken by others.", assumes=(PASSIVE,))
def only_own_tokens_are_spent(step: Transition[Action]) -> bool:
    """No call lowers the balance of anyone but the caller and the custodies."""

    def may_fall(account: Address) -> bool:
        return account == step.call.caller or is_custody(step.before, account)

    return forall_changed(
        step.before.tokens,
        step.after.tokens,
        lambda x, y: forall_changed_items(
            x.balances, y.balances, lambda account, m, n: may_fall(account) or at_most(m, n)
        ),
    )


def allowed(step: Transition[Action], token: Address, key: AllowanceId, amount: int) -> bool:
    """Tell whether one allowance is ``amount`` now, and every other is as it was."""
    x, y = step.before.tokens[token].allowances, step.after.tokens[token].allowances
    elsewhere = forall_changed_items(
        step.before.tokens, step.after.tokens, lambda here, m, n: here == token or same(m.allowances, n.allowances)
    )
    return equal(y[key], amount) and unchanged_but(x, y, key) and elsewhere


def spent(allowance: int, amount: int) -> int:
    """Return what is left of an allowance; an unlimited one stays."""
    return choose(allowance == UINT256_MAX, allowance, allowance - amount)


@law("G-7.approve", Severity.CRITICAL, "An allowance is given that its owner did not give.", (a.Approve,))
def approvals_set_one_allowance(step: Transition[a.Approve]) -> bool:
    """Every approval sets the caller's allowance for the spender, which is somebody, and no other."""
    action = step.action
    key = AllowanceId(step.call.caller, action.spender)
    return action.spender != NOBODY and allowed(step, action.token, key, action.amount)


@law(
    "G-7.spend", Severity.CRITICAL, "An allowance is used twice.", (a.Register, a.Deposit, a.Delegate, a.DepositRewards)
)
def deposits_use_their_allowance_up(step: Transition[a.Register | a.Deposit | a.Delegate | a.DepositRewards]) -> bool:
    """Every deposit lowers the caller's allowance by its amount, unless that is unlimited, and no other allowance."""
    here, amount = step.before.deployment, step.action.amount
    funds = isinstance(step.action, a.DepositRewards)
    token = here.reward_token if funds else here.stake_token
    key = AllowanceId(step.call.caller, here.reward_custody if funds else here.stake_custody)
    before = step.before.tokens[token].allowances[key]
    return before >= amount and allowed(step, token, key, spent(before, amount))


def is_good(step: Transition[a.DelegateWithPermit]) -> bool:
    """Tell whether a permit is the caller's own, unused and in time."""
    permit, caller = step.action.permit, step.call.caller
    unused = permit.nonce == step.before.tokens[step.before.deployment.stake_token].nonces[caller]
    return permit.signer == caller and unused and step.call.timestamp <= permit.deadline


@law("I-10.permit", Severity.CRITICAL, "A forged, used or late permit takes tokens.", (a.DelegateWithPermit,))
def permits_set_the_allowance_once(step: Transition[a.DelegateWithPermit]) -> bool:
    """Every good permit sets the allowance that the deposit then uses; any other is passed over and stops nothing."""
    here, action = step.before.deployment, step.action
    key = AllowanceId(step.call.caller, here.stake_custody)
    granted = choose(is_good(step), action.permit.amount, step.before.tokens[here.stake_token].allowances[key])
    return granted >= action.amount and allowed(step, here.stake_token, key, spent(granted, action.amount))


@law("I-10.nonce", Severity.HIGH, "A permit can be used again, or a good one is spoiled.", (a.DelegateWithPermit,))
def only_good_permits_use_a_nonce(step: Transition[a.DelegateWithPermit]) -> bool:
    """Every good permit of the caller counts as one used, and any other as none."""
    token, caller = step.before.deployment.stake_token, step.call.caller
    x, y = step.before.tokens[token].nonces, step.after.tokens[token].nonces
    return equal(y[caller], x[caller] + choose(is_good(step), 1, 0)) and unchanged_but(x, y, caller)


@law(
    "I-10.nonces",
    Severity.HIGH,
    "A permit can be used again, or a good one is spoiled.",
    scope.all_but(a.DelegateWithPermit),
)
def other_calls_use_no_nonce(step: Transition[Action]) -> bool:
    """No call without a permit changes how many permits anyone has used."""
    return forall_changed(step.before.tokens, step.after.tokens, lambda x, y: same(x.nonces, y.nonces))


@law(
    "G-7.allowances",
    Severity.CRITICAL,
    "An allowance changes behind its owner's back.",
    scope.all_but(*scope.PULLS, a.Approve),
)
def other_calls_change_no_allowance(step: Transition[Action]) -> bool:
    """No call but approvals and deposits changes any allowance."""
    return forall_changed(step.before.tokens, step.after.tokens, lambda x, y: same(x.allowances, y.allowances))
