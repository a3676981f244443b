"""How a contract is set that an adapter is proposed for: it is deployed once, and asked."""

from pathlib import Path

from differential.adapter.build import build
from differential.adapter.proposal import Proposal
from differential.adapter.values import Misfit, decode_as
from differential.evm.backend import Backend
from properties.world import GENESIS_TIME


def settings(proposal: Proposal, file: Path, backend: Backend) -> dict[str, int]:
    """Return what the contract answers to the views that say how it is set, by parameter of the spec.

    Raises `AdapterError` and `ToolchainError` if the proposed adapter in ``file`` does not deploy.
    """
    where = build(backend, file, {}).where[proposal.name]
    found: dict[str, int] = {}
    for parameter, entry in proposal.settings.items():
        result = backend.view(where, entry.selector, GENESIS_TIME)
        try:
            (answer,) = decode_as(entry.outputs, result.output)
        except (Misfit, ValueError):
            continue
        found[parameter] = answer
    return found
