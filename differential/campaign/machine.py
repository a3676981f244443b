"""The search: a Hypothesis state machine over the generator, in lock-step with the contracts.

There is one rule, which asks the generator for the next step of the present state. Which action that is depends on the
state, since uniform choice spends most of its calls on rejections. Hypothesis finds; ``shrink`` makes small.
"""

from hypothesis import HealthCheck, Phase, Verbosity, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from differential.campaign.chooser import HypothesisChooser
from differential.campaign.openings import OPENINGS
from differential.campaign.session import Failure, Session


def machine_for(session: Session) -> type[RuleBasedStateMachine]:
    """Return the state machine that drives ``session``."""

    class Machine(RuleBasedStateMachine):
        """One history."""

        @initialize()
        def begin(self) -> None:
            """Begin after the opening."""
            session.begin()

        @rule(data=st.data())
        def act(self, data: st.DataObject) -> None:
            """Make one step."""
            generator = session.generator(HypothesisChooser(data))
            state = session.lockstep.state
            session.step(generator.step(state, generator.kind(state)))

        def teardown(self) -> None:
            """Compare what is left to compare."""
            session.look()

    return Machine


def search(session: Session, number: int, histories: int, length: int) -> Failure | None:
    """Run ``histories`` histories of up to ``length`` steps from seed ``number``; return the first failure."""
    chosen = settings(
        max_examples=histories,
        stateful_step_count=length,
        deadline=None,
        database=None,
        phases=(Phase.generate,),
        verbosity=Verbosity.quiet,
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
    )
    try:
        session.open(OPENINGS[number % len(OPENINGS)])
        run_state_machine_as_test(seed(number)(machine_for(session)), settings=chosen)
        session.ask()
    except Failure as failure:
        return failure
    return None
