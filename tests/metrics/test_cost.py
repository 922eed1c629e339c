"""What the runs cost: grouped, counted, and naming nobody."""

from vedette.ledger.interface import RunSummary
from vedette.metrics.cost import by_rule, by_stage, by_week
from vedette.model.verdict import Run


def summary(seconds, stage="hook", decision="passed", stopped_by=(), started="2026-11-22T10:00:00+00:00"):
    run = Run(id="r", project="p", started=started, stage=stage, seconds=seconds, cpu_seconds=2 * seconds)
    counts = dict.fromkeys(("asked", "examined", "new", "fixed", "open"), 0)
    return RunSummary(run=run, decision=decision, completeness="complete", stopped_by=stopped_by, **counts)


def test_stages_are_summed_and_their_waits_ranked():
    runs = [summary(n / 10) for n in range(1, 21)] + [summary(5, stage="ci", decision="blocked")]
    ci, hook = by_stage(runs)
    assert (ci.group, ci.runs, ci.stops, ci.seconds, ci.cpu_seconds) == ("ci", 1, 1, 5, 10)
    assert (hook.runs, hook.stops, hook.median, hook.tail) == (20, 0, 1.0, 1.9)


def test_weeks_follow_iso_and_the_turn_of_the_year():
    runs = [summary(1), summary(1, started="2027-01-03T10:00:00+00:00")]
    assert [cost.group for cost in by_week(runs)] == ["2026-W47", "2026-W53"]


def test_a_run_stopped_by_two_rules_counts_for_both_and_once_each():
    runs = [
        summary(1, decision="blocked", stopped_by=("VD-1", "VD-2", "VD-3")),
        summary(2, decision="blocked", stopped_by=("VD-1",)),
        summary(3),
    ]
    costs = by_rule(runs, {"VD-1": "a", "VD-2": "b", "VD-3": "b"})
    assert [(cost.group, cost.stops) for cost in costs] == [("a", 2), ("b", 1)]


def test_no_runs_cost_nothing():
    assert by_stage([]) == by_week([]) == by_rule([], {}) == []
