"""The crew: order, canaries in each worker, and one bad file never costs another one its examination."""

import os
import signal
import time

import pytest
from doubles import Reader

from vedette.detectors.interface import Setup
from vedette.model.coverage import SkipClass
from vedette.model.facts import Entry
from vedette.work import crew as crew_module
from vedette.work.crew import Crew
from vedette.work.interface import Assignment, Calm, Outcome


def assignment(**rules):
    return Assignment(reader=Reader(), kinds={"double": ("doubles", Setup(rules=rules, definitions={}))})


def entries(*names, fill=0):
    return [Entry(path=name, size=10) for name in [*names, *(f"f{i:05}" for i in range(fill))]]


def run(things, jobs, **rules):
    crew = Crew(assignment(**rules), jobs)
    return crew, list(crew.examine(things))


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_outcomes_come_in_order_and_none_is_lost(jobs):
    things = entries("WEAK-a", "missing-b", "binary-c", "d.other", "fail-e", "memory-f", fill=700)
    crew, outcomes = run(things, jobs)
    assert [outcome.entry for outcome in outcomes] == things
    told = {o.entry.path: (o.skip.cls.value, o.skip.reason) for o in outcomes if o.skip}
    assert told == {
        "missing-b": ("failed", "unreadable"),
        "binary-c": ("not-applicable", "binary"),
        "d.other": ("not-applicable", "other-kind"),
        "fail-e": ("failed", "detector-failed"),
        "memory-f": ("failed", "detector-failed"),
    }
    assert [len(o.findings) for o in outcomes[:2]] == [1, 0]
    assert 1 <= len(crew.proofs) <= jobs  # a worker that found nothing left to do takes no part
    assert all(proof.found == {"double": True} for proof in crew.proofs)


def sieve(jobs, things, **rules):
    setup = Setup(rules=rules, definitions={})
    crew = Crew(Assignment(reader=Reader(), kinds={"double": ("sieve_double", setup)}), jobs)
    return crew, list(crew.examine_apart(things, [None] * len(things)))


@pytest.mark.parametrize("jobs", [1, 2])
def test_those_with_nothing_to_tell_of_come_together_and_every_one_is_counted(jobs):
    things = entries("WEAK-a", "b", "c", "missing-d", "e", "binary-f", "g", "h.other", fill=700)
    crew, told = sieve(jobs, things)
    assert any(isinstance(one, Calm) and len(one.entries) > 100 for one in told)
    assert len(told) < 20
    named = [entry for one in told for entry in (one.entries if isinstance(one, Calm) else [one.entry])]
    assert named == things
    one_by_one = [each for one in told for each in (one.outcomes() if isinstance(one, Calm) else [one])]
    assert one_by_one == list(crew.examine(things))
    assert one_by_one == run(things, 1)[1]
    assert all(proof.found == {"double": True} for proof in crew.proofs)


def test_where_sifting_fails_each_is_inspected_by_itself():
    things = entries("WEAK-a", "unsifted-b", "c", "fail-d")
    crew, told = sieve(1, things)
    assert told == run(things, 1)[1]
    assert crew.proofs[0].found == {"double": True}


def test_a_sieve_that_lets_nothing_through_misses_its_canary():
    crew, _ = sieve(2, entries(fill=600), blind=None)
    assert not any(proof.found["double"] for proof in crew.proofs)


def test_a_worker_that_tells_of_too_few_is_refused():
    with pytest.raises(RuntimeError, match="1 outcomes of 2"):
        crew_module._unpacked(entries("a", "b"), [(("double",), 1)])


def test_what_a_failing_detector_said_is_not_repeated():
    _, outcomes = run(entries("fail-x"), 1)
    assert "secret" not in outcomes[0].skip.detail
    assert outcomes[0].skip.detail == "RuntimeError in inspect"


class Deadly:
    """Ends the process that unpickles it."""

    def __reduce__(self):
        return os._exit, (9,)


@pytest.mark.skipif(os.name == "nt", reason="no alarm on Windows")
def test_a_worker_that_dies_before_it_knows_its_task_is_noticed():
    def late(*_):
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(60)
    try:
        with pytest.raises(RuntimeError, match="do not start"):
            run(entries(fill=600), 2, first=Deadly(), more="x" * 1_000_000)
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def test_small_runs_stay_in_this_process():
    crew, _ = run(entries(fill=200), 0)
    assert len(crew.proofs) == 1


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_blind_detector_misses_its_canary_in_every_worker(jobs):
    crew, _ = run(entries(fill=600), jobs, blind=None)
    assert 1 <= len(crew.proofs) <= jobs
    assert not any(proof.found["double"] for proof in crew.proofs)


def test_a_file_that_kills_its_worker_becomes_the_only_failed_skip():
    things = entries("a", "die-b", "c", fill=600)
    crew, outcomes = run(things, 2)
    assert [outcome.entry for outcome in outcomes] == things
    failed = [o.skip for o in outcomes if o.skip]
    assert [(s.path, s.cls, s.reason) for s in failed] == [("die-b", SkipClass.failed, "worker-died")]
    # Each replacement proved itself too.
    assert len(crew.proofs) >= 2
    assert all(proof.found["double"] for proof in crew.proofs)


def test_a_file_that_hangs_becomes_the_only_failed_skip(monkeypatch):
    monkeypatch.setattr(crew_module, "_BATCH_SECONDS", 0.4)
    things = entries("a", "hang-b", "c", fill=600)
    _, outcomes = run(things, 2)
    assert [outcome.entry for outcome in outcomes] == things
    assert [(o.skip.path, o.skip.reason) for o in outcomes if o.skip] == [("hang-b", "timed-out")]


def test_workers_that_cannot_start_are_an_error_and_not_a_hang():
    broken = Assignment(
        reader=Reader(), kinds={"double": ("no_such_module", Setup(rules={}, definitions={}))}
    )
    with pytest.raises(RuntimeError, match="do not start"):
        list(Crew(broken, 2).examine(entries(fill=600)))


@pytest.mark.skipif(os.name == "nt", reason="a process that is let go of cannot be asked there")
def test_leaving_early_ends_the_workers(monkeypatch):
    started = []

    def start(*names):
        started.append(crew_module_start(*names))
        return started[-1]

    crew_module_start = crew_module.start
    monkeypatch.setattr(crew_module, "start", start)
    crew = Crew(assignment(), 2)
    outcomes = crew.examine(entries(fill=2000))
    next(outcomes)
    outcomes.close()
    assert started
    assert not any(process.is_alive() for process, _ in started)


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_is_left_when_the_time_is_spent_is_named(jobs):
    things = entries("WEAK-a", fill=900)
    crew = Crew(assignment(), jobs)
    outcomes = list(crew.examine(things, until=0.0))
    assert [outcome.entry for outcome in outcomes] == things
    assert {o.skip.reason for o in outcomes} == {"budget-spent"}
    assert {o.skip.cls for o in outcomes} == {SkipClass.failed}


def test_a_worker_that_hangs_past_the_budget_is_not_waited_for():
    things = entries(*(f"hang-{i}" for i in range(600)))
    began = time.monotonic()
    outcomes = list(Crew(assignment(), 2).examine(things, until=time.monotonic() + 1.5))
    assert time.monotonic() - began < 20
    assert {o.skip.reason for o in outcomes} == {"budget-spent"}


def test_answers_of_the_cache_are_given_even_when_the_time_is_spent():
    things = entries("a", "b")
    known = [Outcome(entry=things[0], kinds=("double",), cached=True), None]
    first, second = Crew(assignment(), 1).examine(things, known, until=0.0)
    assert first is known[0]
    assert second.skip.reason == "budget-spent"


def test_what_was_found_before_a_bound_is_kept_and_the_rest_is_named():
    _, (outcome,) = run(entries("WEAK-dense"), 1)
    assert (outcome.skip.reason, outcome.skip.detail) == ("too-dense", "there is no end of it")
    assert [finding.rule for finding in outcome.findings] == ["weak"]
