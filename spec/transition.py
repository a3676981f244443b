"""The only door: apply one call to the state."""

from dataclasses import dataclass

from spec import actions, clock, exits, governance, pools, registry, rewards, slashing, tokens
from spec.actions import Action, Call
from spec.events import Event
from spec.record import replace
from spec.state import State
from spec.units import Address

Outcome = State | tuple[State, int]
"""What a transition returns: the state, and the return value if the contract's function has one."""


@dataclass(frozen=True, slots=True)
class Applied:
    """An accepted call."""

    state: State
    events: tuple[Event, ...]
    value: int | None
    """What the contract's function returns, if anything."""


def token_call(state: State, caller: Address, action: Action) -> Outcome | None:
    """Apply a call to a token, or return nothing."""
    match action:
        case actions.Transfer(token, receiver, amount):
            return tokens.transfer(state, caller, token, receiver, amount)
        case actions.Approve(token, spender, amount):
            return tokens.approve(state, caller, token, spender, amount)
    return None


def controller_call(state: State, caller: Address, action: Action) -> Outcome | None:
    """Apply a call to the controller, or return nothing."""
    match action:
        case actions.SetParameters(parameters):
            return governance.set_parameters(state, caller, parameters)
        case actions.SetSinks(sinks):
            return governance.set_sinks(state, caller, sinks)
        case actions.AssignRole(role, account):
            return governance.assign_role(state, caller, role, account)
        case actions.AcceptGovernor():
            return governance.accept_governor(state, caller)
        case actions.Pause():
            return clock.pause(state, caller)
        case actions.Unpause():
            return clock.unpause(state, caller)
        case actions.PauseRegistration():
            return clock.pause_registration(state, caller)
        case actions.ResumeRegistration():
            return clock.resume_registration(state, caller)
    return None


def registry_call(state: State, caller: Address, action: Action) -> Outcome | None:
    """Apply a call to the registry, or return nothing."""
    match action:
        case actions.Register(key, withdrawal_address, commission, amount):
            return registry.register(state, caller, key, withdrawal_address, commission, amount)
        case actions.Leave():
            return registry.leave(state, caller)
        case actions.Unjail():
            return registry.unjail(state, caller)
        case actions.Eject(validator):
            return registry.eject(state, validator)
        case actions.SetCommission(commission):
            return registry.set_commission(state, caller, commission)
        case actions.ApplyCommission(validator):
            return registry.apply_commission(state, validator)
    return None


def pools_call(state: State, caller: Address, action: Action) -> Outcome | None:
    """Apply a call to the pools, or return nothing."""
    match action:
        case actions.Deposit(amount, min_shares):
            return pools.deposit(state, caller, amount, min_shares)
        case actions.Delegate(validator, amount, min_shares):
            return pools.delegate(state, caller, validator, amount, min_shares)
        case actions.DelegateWithPermit(validator, amount, min_shares, permit):
            return pools.delegate_with_permit(state, caller, validator, amount, min_shares, permit)
        case actions.Unbond(validator, shares, min_assets):
            return exits.unbond(state, caller, validator, shares, min_assets)
        case actions.UnbondAssets(validator, assets, max_shares):
            return exits.unbond_assets(state, caller, validator, assets, max_shares)
        case actions.Claim(ticket):
            return exits.claim(state, caller, ticket)
        case actions.ClaimBatch(tickets):
            return exits.claim_batch(state, caller, tickets)
        case actions.Withdraw(account):
            return exits.withdraw(state, account)
    return None


def slashing_call(state: State, caller: Address, action: Action) -> Outcome | None:
    """Apply a call to the slasher, or return nothing."""
    match action:
        case actions.Slash(validator, offence, offence_time, index, reporter):
            return slashing.slash(state, caller, validator, offence, offence_time, index, reporter)
        case actions.RouteSlash(validator, offence, offence_time):
            return slashing.route_slash(state, validator, offence, offence_time)
    return None


def rewards_call(state: State, caller: Address, action: Action) -> Outcome | None:
    """Apply a call to the rewards, or return nothing."""
    match action:
        case actions.DepositRewards(amount):
            return rewards.deposit_rewards(state, caller, amount)
        case actions.Distribute(validator):
            return rewards.distribute(state, validator)
        case actions.ClaimRewards(validator, generation):
            return rewards.claim_rewards(state, caller, validator, generation)
        case actions.ClaimCommission():
            return rewards.claim_commission(state, caller)
    return None


CONTRACTS = (token_call, controller_call, registry_call, pools_call, slashing_call, rewards_call)
"""The contracts, each of which answers its own calls."""


def dispatch(state: State, caller: Address, action: Action) -> Outcome:
    """Hand the call to the contract that answers it."""
    for contract in CONTRACTS:
        outcome = contract(state, caller, action)
        if outcome is not None:
            return outcome
    raise AssertionError(f"no contract answers {type(action).__name__}")


def apply(state: State, call: Call, action: Action) -> Applied:
    """Apply ``action`` by ``call``. A rejection raises, and leaves ``state`` as it was.

    Rejects as the transition does; raises AssertionError if the specification itself is wrong.
    """
    outcome = dispatch(clock.observe(state, call.timestamp), call.caller, action)
    after, value = outcome if isinstance(outcome, tuple) else (outcome, None)
    return Applied(replace(after, log=()), after.log, value)
