"""A Dask cluster does the same jobs with the same results; what is of no use is named at once."""

import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from distributed import LocalCluster

from differential.campaign import cluster as clusters
from differential.campaign.cluster import checked, cluster, fingerprint
from differential.campaign.loop import Shard, pursue
from differential.campaign.openings import harsh
from differential.campaign.session import Plan, open_session
from differential.campaign.workers import ClusterError, Job, Plant, Replay
from differential.system import chain_world

CONTRACTS = Path(__file__).parents[3] / "contracts"
PLAN = Plan(CONTRACTS, evm="revm")

START: Any = LocalCluster
"""Dask's cluster has no types."""


@pytest.fixture(scope="module")
def local() -> Iterator[Any]:
    with START(n_workers=1, threads_per_worker=1, dashboard_address=None, silence_logs=50) as one:
        yield one


def test_a_cluster_does_what_a_process_does(local: Any) -> None:
    shard = Shard(5, 60, (harsh(chain_world()),), frozenset())
    with cluster(local.scheduler_address, PLAN) as workers:
        workers.give(shard)
        (done,) = workers.finished(60)
        assert (workers.size, workers.busy, workers.deaths) == (1, 0, 0)
    assert (done.failure, done.finds) == pursue(open_session(PLAN), shard)
    assert done.tally.steps == 60


def test_a_worker_that_dies_is_noticed_and_its_job_is_done(local: Any) -> None:
    with cluster(local.scheduler_address, PLAN) as workers:
        job = Replay((harsh(chain_world()),) * 40)
        workers.give(job)
        (pid,) = workers._client.run(os.getpid).values()
        os.kill(pid, signal.SIGKILL)
        results = []
        while workers.busy:
            results += workers.finished(1)
        assert [done.failure for done in results] == [None]
        assert workers.deaths == 1


def test_what_nobody_has_begun_can_be_dropped_but_for_canaries(local: Any) -> None:
    jobs: list[Job] = [*(Replay((harsh(chain_world()),)) for _ in range(20)), Plant(0)]
    with cluster(local.scheduler_address, PLAN) as workers:
        for job in jobs:
            workers.give(job)
        workers.drop()
        results = []
        while workers.busy:
            results += workers.finished(60)
    assert Plant(0) in [done.job for done in results]
    assert len(results) < len(jobs) // 2


def test_a_worker_that_sees_other_sources_is_of_no_use(local: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clusters, "fingerprint", lambda plan: "other")
    with pytest.raises(ClusterError, match="is of no use: it has another version of this project"):
        cluster(local.scheduler_address, PLAN).__enter__()


def test_the_fingerprint_changes_with_the_contracts(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    source = tmp_path / "src" / "A.sol"
    source.write_text("contract A {}")
    before = fingerprint(replace(PLAN, contracts=tmp_path))
    source.write_text("contract B {}")
    assert fingerprint(replace(PLAN, contracts=tmp_path)) != before


@pytest.mark.parametrize("address", ["nonsense", "tcp://host", "song://host:1", "tcp://host:port", "inproc://a:1"])
def test_what_is_no_address_is_named(address: str) -> None:
    with pytest.raises(ClusterError, match="is no address of a scheduler"):
        checked(address)


def test_an_address_may_go_without_a_protocol() -> None:
    assert checked("host:8786") == checked("tcp://host:8786") == "tcp://host:8786"


def test_a_protocol_that_needs_more_than_an_address_is_named() -> None:
    address = "tls://127.0.0.1:9"
    with pytest.raises(ClusterError, match=f"^{address} is of no use as Dask is set up here: .*; try tcp://HOST:8786$"):
        cluster(address, PLAN).__enter__()


def test_a_scheduler_that_is_not_there_is_named_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clusters, "PATIENCE", 1)
    with pytest.raises(ClusterError, match=r"no scheduler answers at tcp://127\.0\.0\.1:9"):
        cluster("tcp://127.0.0.1:9", PLAN).__enter__()
