from dataclasses import replace

import pytest

from properties.scenarios.calls import tokens
from properties.scenarios.story import Story
from properties.world import paper_world
from spec.actions import AcceptGovernor, AssignRole, SetParameters, SetSinks
from spec.events import GovernorProposed, ParametersChanged, RoleAssigned, SinksChanged
from spec.state import Sinks
from spec.transition import Applied
from spec.units import NOBODY, Role


@pytest.mark.parametrize("role", [Role.GUARDIAN, Role.SLASHER, Role.NOTIFIER], ids=lambda role: role.name)
def test_a_role_passes_on_and_no_other(role: Role) -> None:
    s = Story(paper_world())
    roles = s.state.roles
    outcome = s.tells(s.cast.governor, AssignRole(role, s.dora), None)
    assert isinstance(outcome, Applied)
    assert outcome.events == (RoleAssigned(role, s.dora),)
    expected = {
        Role.GUARDIAN: replace(roles, guardian=s.dora),
        Role.SLASHER: replace(roles, slasher=s.dora),
        Role.NOTIFIER: replace(roles, notifier=s.dora),
    }
    assert s.state == replace(paper_world().genesis(), roles=expected[role])


def test_the_office_is_proposed_and_then_accepted() -> None:
    s = Story(paper_world())
    roles = s.state.roles
    proposed = s.tells(s.cast.governor, AssignRole(Role.GOVERNOR, s.dora), None)
    assert isinstance(proposed, Applied)
    assert proposed.events == (GovernorProposed(s.dora),)
    assert s.state.roles == replace(roles, pending_governor=s.dora)
    accepted = s.tells(s.dora, AcceptGovernor(), None)
    assert isinstance(accepted, Applied)
    assert accepted.events == (RoleAssigned(Role.GOVERNOR, s.dora),)
    assert s.state.roles == replace(roles, governor=s.dora, pending_governor=NOBODY)


def test_sinks_are_replaced_and_nothing_else() -> None:
    s = Story(paper_world())
    sinks = Sinks(s.dora, s.emil, s.fay, s.alice)
    outcome = s.tells(s.cast.governor, SetSinks(sinks), None)
    assert isinstance(outcome, Applied)
    assert outcome.events == (SinksChanged(s.dora, s.emil, s.fay, s.alice),)
    assert s.state == replace(paper_world().genesis(), sinks=sinks)


def test_parameters_are_replaced_and_nothing_else() -> None:
    s = Story(paper_world())
    parameters = replace(s.parameters, min_stake=tokens(50))
    outcome = s.tells(s.cast.governor, SetParameters(parameters), None)
    assert isinstance(outcome, Applied)
    assert outcome.events == (ParametersChanged(),)
    assert s.state == replace(paper_world().genesis(), parameters=parameters)
