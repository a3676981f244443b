"""What it takes for a bug to be found."""

from differential.campaign.session import Failure


def counts(failure: Failure) -> bool:
    """Tell whether a failure shows a deviation: a refusal for another reason would not do any harm.

    A guard that is missing may take its error along, and then it is that which the contracts are seen not to have.
    """
    if failure.kind not in ("divergence", "door", "interface"):
        raise failure
    return failure.subject != "error"
