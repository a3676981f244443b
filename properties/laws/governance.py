"""Governance, pauses and access: who may do what, and that nothing is changed behind anyone's back."""

from properties import scope
from properties.declaration import Severity, law
from properties.outcome import Transition
from properties.quantities import tau
from properties.vocabulary import at_most, choose, equal, implies, lesser, same
from spec import actions as a
from spec.actions import Action
from spec.state import Roles
from spec.units import NOBODY, Role

EXPOSURE = (*scope.BONDS, a.DepositRewards)
SETTERS = (a.SetParameters, a.SetSinks, a.AssignRole)
SWITCHES = (a.PauseRegistration, a.ResumeRegistration)


@law("G-7.governor", Severity.CRITICAL, "Anybody governs.", SETTERS)
def only_the_governor_governs(step: Transition[Action]) -> bool:
    """Nobody but the governor changes parameters, sinks or roles."""
    return step.call.caller == step.before.roles.governor


@law("G-7.guardian", Severity.HIGH, "Anybody stops the system.", (a.Pause,))
def only_the_guardian_pauses(step: Transition[a.Pause]) -> bool:
    """Nobody but the guardian pauses."""
    return step.call.caller == step.before.roles.guardian


@law("G-7.unpause", Severity.HIGH, "Anybody ends a pause, or closes the door to newcomers.", (a.Unpause, *SWITCHES))
def only_pausers_switch(step: Transition[Action]) -> bool:
    """Nobody but the guardian and the governor ends a pause early, or opens and closes registration."""
    roles = step.before.roles
    return step.call.caller == roles.guardian or step.call.caller == roles.governor


@law("G-7.slasher", Severity.CRITICAL, "Anybody slashes anybody.", (a.Slash,))
def only_the_slasher_slashes(step: Transition[a.Slash]) -> bool:
    """Nobody but the slasher slashes."""
    return step.call.caller == step.before.roles.slasher


@law("G-7.notifier", Severity.HIGH, "Anybody restarts the stream, and dilutes it.", (a.DepositRewards,))
def only_the_notifier_deposits_rewards(step: Transition[a.DepositRewards]) -> bool:
    """Nobody but the notifier deposits rewards."""
    return step.call.caller == step.before.roles.notifier


@law("G-6.propose", Severity.CRITICAL, "The governor's office passes by mistake.", (a.AssignRole,))
def the_office_is_only_proposed(step: Transition[a.AssignRole]) -> bool:
    """No assignment changes another role than it names, or passes the governor's office, which is only proposed."""
    x, y, account = step.before.roles, step.after.roles, step.action.account
    role = step.action.role
    staff = Roles(
        governor=x.governor,
        guardian=choose(role == Role.GUARDIAN, account, x.guardian),
        slasher=choose(role == Role.SLASHER, account, x.slasher),
        notifier=choose(role == Role.NOTIFIER, account, x.notifier),
        pending_governor=choose(role == Role.GOVERNOR, account, x.pending_governor),
    )
    return account != NOBODY and same(y, staff)


@law("G-6.accept", Severity.CRITICAL, "Somebody takes the governor's office who was not proposed.", (a.AcceptGovernor,))
def the_office_is_accepted(step: Transition[a.AcceptGovernor]) -> bool:
    """Nobody becomes governor but whoever was proposed, by accepting, and the proposal ends with it."""
    x, y, caller = step.before.roles, step.after.roles, step.call.caller
    taken = Roles(caller, x.guardian, x.slasher, x.notifier, NOBODY)
    return caller == x.pending_governor and caller != NOBODY and same(y, taken)


@law(
    "G-6.others",
    Severity.CRITICAL,
    "A role passes without the governor.",
    scope.all_but(a.AssignRole, a.AcceptGovernor),
)
def other_calls_change_no_role(step: Transition[Action]) -> bool:
    """No call but those for it changes who holds a role."""
    return same(step.before.roles, step.after.roles)


@law("G-1.set", Severity.HIGH, "Other parameters take effect than those proposed.", (a.SetParameters,))
def parameters_are_set_as_given(step: Transition[a.SetParameters]) -> bool:
    """Every change of parameters puts exactly those given in force."""
    return same(step.after.parameters, step.action.parameters)


@law("G-1.others", Severity.HIGH, "Parameters change without the governor.", scope.all_but(a.SetParameters))
def other_calls_change_no_parameter(step: Transition[Action]) -> bool:
    """No call but that for it changes a parameter."""
    return same(step.before.parameters, step.after.parameters)


@law("G-1.sinks", Severity.HIGH, "Penalties go elsewhere than governance decided.", (a.SetSinks,))
def sinks_are_set_as_given(step: Transition[a.SetSinks]) -> bool:
    """Every change of sinks puts exactly those given in force."""
    return same(step.after.sinks, step.action.sinks)


@law("G-1.deployment", Severity.CRITICAL, "The token, a custody or the length of an epoch is replaced.")
def the_deployment_never_changes(step: Transition[Action]) -> bool:
    """No call changes what was fixed when the system was deployed."""
    return same(step.before.deployment, step.after.deployment)


@law("G-10", Severity.CRITICAL, "A change of parameters changes what was agreed before.", scope.GOVERNANCE)
def governance_is_not_retroactive(step: Transition[Action]) -> bool:
    """No call of governance changes a validator, pool, case, checkpoint, credit or reward that is there already."""
    x, y = step.before, step.after
    stake = same(x.validators, y.validators) and same(x.pools, y.pools) and same(x.checkpoints, y.checkpoints)
    return stake and same(x.cases, y.cases) and same(x.earners, y.earners) and same(x.stream, y.stream)


@law("G-13", Severity.CRITICAL, "Governance takes funds.", scope.GOVERNANCE)
def governance_takes_nothing(step: Transition[Action]) -> bool:
    """No call of governance changes any token, ledger, bucket, ticket or credit."""
    x, y = step.before, step.after
    owed = same(x.ledger, y.ledger) and same(x.credits, y.credits)
    return owed and same(x.tokens, y.tokens) and same(x.buckets, y.buckets) and same(x.tickets, y.tickets)


@law("G-8.pause", Severity.HIGH, "A pause lasts longer than allowed, or follows the last one at once.", (a.Pause,))
def pauses_are_bounded(step: Transition[a.Pause]) -> bool:
    """Every pause begins now, no earlier than one gap after the last one ended, and lasts for the longest span
    allowed.
    """
    x, y, p = step.before.clock, step.after.clock, step.before.parameters
    now = step.call.timestamp
    rested = at_most(x.pause_end + p.pause_gap, now)
    return rested and equal(y.pause_start, now) and equal(y.pause_end, now + p.max_pause)


@law("G-8.unpause", Severity.HIGH, "A pause cannot be ended.", (a.Unpause,))
def unpausing_ends_the_pause(step: Transition[a.Unpause]) -> bool:
    """Every early end of a pause is of one that is under way, and ends it now."""
    x, y = step.before.clock, step.after.clock
    now = step.call.timestamp
    return now < x.pause_end and equal(y.pause_end, now) and equal(y.pause_start, x.pause_start)


@law("G-9", Severity.CRITICAL, "A pause frees stake early, voids evidence, or takes time from someone.")
def protocol_time_stands_still_in_pauses_only(step: Transition[Action]) -> bool:
    """Protocol time passes as block time does, less what the present pause covers; no call makes it jump."""
    x = step.before.clock
    now = step.call.timestamp
    paused = lesser(now, x.pause_end) - lesser(x.now, x.pause_end)
    return equal(tau(step.after) - tau(step.before), now - x.now - paused)


@law("G-9.monotone", Severity.CRITICAL, "A deadline that has passed has not passed any more.")
def time_never_goes_back(step: Transition[Action]) -> bool:
    """No call puts block time or protocol time back."""
    seen = equal(step.after.clock.now, step.call.timestamp) and at_most(step.before.clock.now, step.after.clock.now)
    return seen and at_most(tau(step.before), tau(step.after))


@law(
    "G-9.others",
    Severity.HIGH,
    "A pause begins or ends by a call that has no business with it.",
    scope.all_but(a.Pause, a.Unpause),
)
def other_calls_change_no_pause(step: Transition[Action]) -> bool:
    """No call but those for it changes when the latest pause begins or ends."""
    x, y = step.before.clock, step.after.clock
    return x.pause_start == y.pause_start and x.pause_end == y.pause_end and x.paused_total == y.paused_total


@law("G-14.exposure", Severity.HIGH, "New stake comes in during a pause.", EXPOSURE)
def pauses_stop_new_exposure(step: Transition[Action]) -> bool:
    """No registration, deposit, delegation or reward deposit is accepted during a pause."""
    return at_most(step.before.clock.pause_end, step.call.timestamp)


@law("G-14.registration", Severity.MEDIUM, "Newcomers come in while registration is closed.", (a.Register,))
def closed_registration_stops_newcomers(step: Transition[a.Register]) -> bool:
    """No registration is accepted while registration is closed."""
    return not step.before.clock.registration_paused


@law("G-14.switch", Severity.MEDIUM, "Registration opens or closes by itself, or does more than that.")
def registration_opens_and_closes_by_its_calls(step: Transition[Action]) -> bool:
    """No call but those for it opens or closes registration, and those do."""
    x, y = step.before.clock.registration_paused, step.after.clock.registration_paused
    closes, opens = isinstance(step.action, a.PauseRegistration), isinstance(step.action, a.ResumeRegistration)
    switched = implies(closes, y) and implies(opens, not y)
    return switched and (closes or opens or x == y)
