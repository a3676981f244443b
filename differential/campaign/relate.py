"""The relations between runs, on the spec alone, over histories that a campaign made."""

from differential.campaign.session import Failure, Session
from properties.evaluation import RELATIONS
from properties.world import History


def relate(session: Session, history: History) -> Failure | None:
    """Evaluate every relation over a history; return the first that does not hold.

    They compare runs of the spec with each other, so that they say nothing of contracts under an adapter.
    """
    if session.plan.adapter:
        return None
    start = session.world.genesis()
    wanted = session.plan.properties
    for relation in RELATIONS:
        if wanted and relation.id not in wanted:
            continue
        verdict = relation.function(start, history)
        session.tally.relations[relation.id] += verdict.checked
        if not verdict.holds:
            reason = f"{relation.id}: {relation.statement} {verdict.differences[0]}"
            return Failure("relation", reason, history, (relation.id,))
    return None
