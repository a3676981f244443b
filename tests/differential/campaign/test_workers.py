"""Worker processes: who dies is replaced, and what was not done is done again."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from multiprocessing import active_children
from pathlib import Path

import pytest
from web3 import HTTPProvider
from web3.types import RPCEndpoint

from differential.campaign.loop import Shard
from differential.campaign.openings import harsh, ordinary
from differential.campaign.session import Plan
from differential.campaign.workers import PATIENCE, Crew, Job, Plant, Replay, WorkersLost, crew
from differential.system import chain_world
from tests.differential.evm.anvil import anvil

CONTRACTS = Path(__file__).parents[3] / "contracts"
WORLD = chain_world()


@pytest.fixture
def workers() -> Iterator[Crew]:
    with crew(Plan(CONTRACTS, evm="revm"), 1) as one:
        yield one


def block(url: str) -> object:
    """Return the latest block of a node."""
    return HTTPProvider(url).make_request(RPCEndpoint("eth_blockNumber"), [])["result"]


def kill() -> None:
    """Kill the one worker."""
    (process,) = active_children()
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)


def test_a_worker_that_dies_is_replaced_and_nothing_is_lost(workers: Crew) -> None:
    jobs: list[Job] = [Replay((ordinary(WORLD),)), Shard(1, 60, (harsh(WORLD),), frozenset()), Replay((harsh(WORLD),))]
    workers.give(jobs[0])
    assert [done.job for done in workers.finished(60)] == jobs[:1]
    kill()
    for job in jobs[1:]:
        workers.give(job)
    results = []
    while workers.busy:
        results += workers.finished(60)
    assert [done.job for done in results] == jobs[1:]
    assert [done.failure for done in results] == [None, None]
    assert results[0].finds
    assert workers.deaths == 1


def test_workers_that_keep_dying_end_the_run(workers: Crew) -> None:
    workers.give(Replay((ordinary(WORLD),) * 1_000))
    for _ in range(PATIENCE):
        kill()
        assert workers.finished(60) == []
    kill()
    with pytest.raises(WorkersLost, match="keep dying"):
        workers.finished(60)


def test_a_node_is_as_it_was_when_a_worker_is_replaced_and_in_the_end() -> None:
    with anvil("--hardfork", "cancun") as url:
        before = block(url)
        with crew(Plan(CONTRACTS, evm="rpc", rpc=url), 1) as one:
            one.give(Replay((ordinary(WORLD),)))
            assert [done.failure for done in one.finished(60)] == [None]
            assert block(url) != before
            kill()
            one.give(Replay((harsh(WORLD),)))
            results = []
            while one.busy:
                results += one.finished(60)
            assert [done.failure for done in results] == [None]
            assert one.deaths == 1
            kill()
        assert block(url) == before


def test_what_nobody_has_begun_can_be_dropped_but_for_canaries(workers: Crew) -> None:
    jobs: list[Job] = [*(Replay((ordinary(WORLD),)) for _ in range(20)), Plant(0)]
    for job in jobs:
        workers.give(job)
    workers.drop()
    results = []
    while workers.busy:
        results += workers.finished(60)
    assert Plant(0) in [done.job for done in results]
    assert len(results) < len(jobs) // 2


LEADER = """
import sys, time
from pathlib import Path
from differential.campaign.loop import Shard
from differential.campaign.session import Plan
from differential.campaign.workers import crew

if __name__ == "__main__":
    with crew(Plan(Path(sys.argv[1]), evm="revm"), 1) as one:
        one.give(Shard(1, 0, ((),), frozenset()))
        one.finished(300)
        print("the worker is there", flush=True)
        time.sleep(300)
"""


def test_a_worker_ends_with_its_leader(tmp_path: Path) -> None:
    script = tmp_path / "leader.py"
    script.write_text(LEADER)
    command = [sys.executable, str(script), str(CONTRACTS)]
    environment = os.environ | {"PYTHONPATH": str(CONTRACTS.parent)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as leader:
        assert leader.stdout is not None
        assert leader.stdout.readline() == "the worker is there\n"
        leader.kill()
        # The worker has the other end of the pipe too, so this waits for both.
        assert leader.stdout.read() == ""


def test_jobs_can_be_abandoned(workers: Crew) -> None:
    workers.give(Replay((ordinary(WORLD),) * 1_000))
    workers.abandon()
    assert workers.busy == 0
