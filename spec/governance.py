"""Roles, sinks and parameters. A role is as narrow as its function, and the governor's office passes in two steps."""

from spec.errors import NotAuthorised, NotPendingGovernor, ZeroAddress, require
from spec.events import GovernorProposed, ParametersChanged, RoleAssigned, SinksChanged
from spec.parameters import Parameters, check_parameters
from spec.record import replace
from spec.state import Roles, Sinks, State, emit
from spec.units import NOBODY, Address, Role


def require_governor(state: State, caller: Address) -> None:
    """Reject anyone but the governor.

    Rejects, in this order: NotAuthorised.
    """
    require(caller == state.roles.governor, NotAuthorised(caller, Role.GOVERNOR))


def set_parameters(state: State, caller: Address, parameters: Parameters) -> State:
    """Replace all parameters, for whatever happens from now on.

    Rejects, in this order: NotAuthorised, ParameterOutOfBounds, ConstraintViolated. Upholds G-1.
    """
    require_governor(state, caller)
    check_parameters(parameters, state.deployment)
    return emit(replace(state, parameters=parameters), ParametersChanged())


def set_sinks(state: State, caller: Address, sinks: Sinks) -> State:
    """Replace the destinations of penalties and dust; what was credited before stays where it is.

    Rejects, in this order: NotAuthorised, ZeroAddress.
    """
    require_governor(state, caller)
    require(NOBODY not in (sinks.burn, sinks.treasury, sinks.insurance, sinks.dust), ZeroAddress())
    state = replace(state, sinks=sinks)
    return emit(state, SinksChanged(sinks.burn, sinks.treasury, sinks.insurance, sinks.dust))


def with_role(roles: Roles, role: Role, account: Address) -> Roles:
    """Return ``roles`` with ``account`` as guardian, slasher or notifier."""
    if role == Role.GUARDIAN:
        return replace(roles, guardian=account)
    if role == Role.SLASHER:
        return replace(roles, slasher=account)
    return replace(roles, notifier=account)


def assign_role(state: State, caller: Address, role: Role, account: Address) -> State:
    """Pass a role on. The governor's own is only proposed, and passes when the successor accepts.

    Rejects, in this order: NotAuthorised, ZeroAddress.
    """
    require_governor(state, caller)
    require(account != NOBODY, ZeroAddress())
    if role == Role.GOVERNOR:
        state = replace(state, roles=replace(state.roles, pending_governor=account))
        return emit(state, GovernorProposed(account))
    state = replace(state, roles=with_role(state.roles, role, account))
    return emit(state, RoleAssigned(role, account))


def accept_governor(state: State, caller: Address) -> State:
    """Take the governor's office over.

    Rejects, in this order: NotPendingGovernor.
    """
    require(caller != NOBODY, NotPendingGovernor(caller))
    require(caller == state.roles.pending_governor, NotPendingGovernor(caller))
    roles = replace(state.roles, governor=caller, pending_governor=NOBODY)
    return emit(replace(state, roles=roles), RoleAssigned(Role.GOVERNOR, caller))
