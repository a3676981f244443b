"""Whole runs of the prover, on several processes: quick, honest about what failed, and remembered."""

import os
import signal
from dataclasses import replace
from multiprocessing import Pipe
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from properties.mutation.mutant import Mutant, in_place
from properties.symbolic import proving, workers
from properties.symbolic.cache import Cache
from properties.symbolic.canary import CANARIES
from properties.symbolic.dependencies import Sources
from properties.symbolic.interpretation import symbolic
from properties.symbolic.memory import Memory
from properties.symbolic.prove import Order, Prover, prove
from properties.symbolic.proving import Outcome, Progress, Proving, Request
from properties.symbolic.workers import Crew, News, Shared, Task, Worker

IDS = ("A-1.solvency", "G-9")


def run(request: Request, shown: list[Progress] | None = None) -> Outcome:
    """Prove, with whatever is shown collected."""
    return Proving(request, (shown if shown is not None else []).append).run()


def verdicts(outcome: Outcome) -> dict[tuple[str, str], str]:
    """Return the verdict of every finding."""
    return {key: finding.verdict.value for key, finding in outcome.report.findings.items()}


def kept(outcome: Outcome) -> dict[str, bool]:
    """Return which steps were remembered."""
    return {step: e.remembered for step, e in outcome.report.explorations.items()}


def test_a_run_is_remembered_whole_and_step_by_step(tmp_path: Path) -> None:
    shown: list[Progress] = []
    first = run(Request(("Pause", "Unpause"), workers=2, cache=tmp_path), shown)
    assert kept(first) == {"Pause": False, "Unpause": False}
    assert first.report.proved
    assert first.notes == []
    assert max(progress.obligations for progress in shown) > 100

    second = run(Request(("Unpause", "Pause"), cache=tmp_path))
    assert kept(second) == {"Unpause": True, "Pause": True}
    assert second.report.findings == {**second.report.findings, **first.report.findings}
    assert list(second.report.explorations) == ["Unpause", "Pause"]

    # Some of it is found in what was decided of all.
    third = run(Request(("Pause",), IDS, cache=tmp_path))
    assert kept(third) == {"Pause": True}
    assert set(third.report.findings) == {(id, "Pause") for id in IDS}


def test_what_was_proved_in_one_step_is_not_proved_again_in_another(tmp_path: Path) -> None:
    alone = run(Request(("PauseRegistration",)))
    after = run(Request(("Pause", "PauseRegistration")))
    run(Request(("Pause",), cache=tmp_path))
    later = run(Request(("PauseRegistration",), cache=tmp_path))
    assert {key: v for key, v in verdicts(after).items() if key[1] == "PauseRegistration"} == verdicts(alone)
    assert verdicts(later) == verdicts(alone)
    own = {name: len(memory.proved) for name, memory in Cache(tmp_path, Sources()).memories().items()}
    assert own["PauseRegistration"] < own["Pause"] / 2  # of which a mere few are not owed in both


def test_who_is_told_much_while_at_work_keeps_nobody_waiting() -> None:
    ours, theirs = Pipe()
    memory = Shared(theirs)
    much = Memory({number.to_bytes(16): {frozenset({number.to_bytes(16)}): 1.0} for number in range(50_000)})
    telling = Thread(target=ours.send, args=(News("", much),), daemon=True)
    telling.start()
    telling.join(20)
    assert not telling.is_alive()  # though nobody has asked for it yet
    while not memory.proved:
        memory.mention("C-2")
    assert memory.proved == much.proved


def test_others_hear_at_once_what_somebody_begins() -> None:
    ours, theirs = Pipe()
    memory = Shared(theirs)
    memory.mention("A-1")
    memory.begin(b"goal")
    mentioned, news = ours.recv(), ours.recv()
    assert [(heard.doing, heard.begun, heard.matters) for heard in (mentioned, news)] == [
        ("A-1", None, False),
        ("A-1", b"goal", True),
    ]
    ours.send(news)
    while not memory.elsewhere:
        memory.mention("A-1")
    assert memory.elsewhere == {b"goal": "A-1"}


def test_damaged_proofs_are_named_and_made_anew(tmp_path: Path) -> None:
    run(Request(("Pause",), IDS, cache=tmp_path))
    cache = Cache(tmp_path, Sources())
    path = cache.folder / "Pause.obligations.json"
    path.write_text(path.read_text()[:-20])
    again = run(Request(("Pause",), IDS, cache=tmp_path))
    assert set(verdicts(again).values()) == {"proved"}
    assert again.notes == [f"ignored in the cache: {path}: its content does not fit its digest"]
    assert run(Request(("Pause",), IDS, cache=tmp_path)).notes == []


def test_steps_of_which_nothing_is_claimed_are_left_out() -> None:
    outcome = run(Request(("Pause", "Transfer"), ("G-8.gap",)))
    assert set(outcome.report.findings) == {("G-8.gap", "Pause")}
    assert set(outcome.report.explorations) == {"Pause"}


def test_restricted_runs_keep_obligations_but_no_report(tmp_path: Path) -> None:
    run(Request(("Pause",), IDS, cache=tmp_path))
    cache = Cache(tmp_path, Sources())
    assert cache.report("Pause") is None
    assert cache.memories()["Pause"].proved


def test_without_a_cache_nothing_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEQSTAKE_CACHE", str(tmp_path))
    assert set(verdicts(run(Request(("Pause",), IDS))).values()) == {"proved"}
    assert list(tmp_path.iterdir()) == []


def test_a_worker_that_dies_is_named_and_its_step_is_unknown(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    give = Worker.give

    def give_and_kill(worker: Worker, task: Task) -> None:
        give(worker, task)
        if task.step == "Pause":
            assert worker.process.pid
            os.kill(worker.process.pid, signal.SIGKILL)

    monkeypatch.setattr(Worker, "give", give_and_kill)
    outcome = run(Request(("Pause", "Unpause"), IDS, workers=2, cache=tmp_path))
    assert verdicts(outcome) == {(id, s): w for s, w in (("Pause", "unknown"), ("Unpause", "proved")) for id in IDS}
    (note,) = outcome.notes
    assert note.endswith("died (SIGKILL) while proving Pause")
    assert outcome.report.findings["G-9", "Pause"].reason == note
    assert not outcome.report.proved


def test_of_a_specification_that_cannot_be_run_nothing_is_known() -> None:
    broken = Mutant("too many arguments", "exits", "is_slashable", "(state)", "(state, 1)")
    _, theirs = Pipe()
    with in_place(broken):
        done = workers.work(Task("Claim", Order(frozenset(IDS))), Shared(theirs))
    assert {f.verdict.value for f in done.report.findings.values()} == {"unknown"}
    (reason,) = {finding.reason for finding in done.report.findings.values()}
    assert reason.startswith("TypeError: protocol_time() takes 1 positional argument but 2 were given, in ")


def test_an_interrupted_run_tells_what_is_known(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    conclude = Proving.conclude

    def conclude_and_interrupt(self: Proving, task: Task, report: Any) -> None:
        conclude(self, task, report)
        if task.step == "Pause" and not self.outcome.interrupted:
            raise KeyboardInterrupt

    monkeypatch.setattr(Proving, "conclude", conclude_and_interrupt)
    monkeypatch.setattr(proving, "expected", lambda task: task.step == "Pause")
    outcome = run(Request(("Pause", "Register"), IDS, cache=tmp_path))
    assert outcome.interrupted
    assert verdicts(outcome) == {(id, s): w for s, w in (("Pause", "proved"), ("Register", "unknown")) for id in IDS}
    assert outcome.report.findings["G-9", "Register"].reason == "interrupted"
    assert Cache(tmp_path, Sources()).memories()["Pause"].proved


def test_sources_that_change_meanwhile_are_not_remembered(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(Sources, "unchanged", lambda self: False)
    outcome = run(Request(("Pause",), IDS, cache=tmp_path))
    assert outcome.notes == [proving.CHANGED]
    assert list(tmp_path.rglob("*.json")) == []


def test_canaries_are_refuted_and_remembered_in_whole_runs_only(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(proving, "every_step", lambda: ("Pause",))
    first = run(Request(workers=2, cache=tmp_path))
    assert first.canaries == {claim.id: True for claim in CANARIES.values()}
    assert {step for _, step in first.report.findings} == {"Pause"}
    monkeypatch.setattr(workers, "Worker", None)  # no worker is needed any more
    second = run(Request(cache=tmp_path))
    assert second.canaries == first.canaries
    assert run(Request(("Pause",), cache=tmp_path)).canaries == {}


class Blind(Proving):
    """A run that looks for no states."""

    def plan(self) -> None:
        super().plan()
        blind = {n: replace(t, order=replace(t.order, seconds=0.1, models=False)) for n, t in self.tasks.items()}
        self.tasks = blind


def test_a_canary_that_is_not_refuted_is_not_remembered(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(proving, "every_step", lambda: ("Pause",))
    outcome = Blind(Request(cache=tmp_path), lambda _: None).run()
    assert outcome.canaries == {claim.id: False for claim in CANARIES.values()}
    assert [path.name for path in tmp_path.rglob("canary*report*")] == []


def test_idle_workers_help_and_change_no_verdict() -> None:
    alone = prove(["Pause"], IDS)
    helpers, done = set[int](), list[workers.Done]()
    with Crew(2) as crew:
        for heard in crew.run([Task("Pause", Order(frozenset(IDS)))]):
            helpers |= {worker.task.helper for worker in crew.workers if worker.task}
            done += [heard] if isinstance(heard, workers.Done) else []
    assert helpers == {0, 1}
    (report,) = [answer.report for answer in done if not answer.task.helper]
    assert {key: (f.verdict, f.obligations) for key, f in report.findings.items()} == {
        key: (f.verdict, f.obligations) for key, f in alone.findings.items()
    }


def test_a_helper_proves_what_the_other_need_not() -> None:
    memory = Memory()
    with symbolic():
        Prover(Order(), memory).help("Pause", 1)
    known = dict(memory.proved)
    report = prove(["Pause"], seconds=1e-9, memory=memory)
    assert report.proved
    assert memory.proved == known
