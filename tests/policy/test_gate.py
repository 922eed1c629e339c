"""The gate as a pure function: what stops the line, what is tracked, whose it is and until when."""

from datetime import date

import pytest
from msgspec.structs import replace

from vedette.model.coverage import Completeness, Coverage, KindCoverage, Skip, SkipClass
from vedette.model.facts import Position
from vedette.model.finding import Finding, Place, State, Tracked
from vedette.model.rule import Confidence, Severity
from vedette.model.service import Exposure, Service
from vedette.model.verdict import Decision, Disposition
from vedette.policy.gate import exit_code, judge
from vedette.policy.interface import Due, Emergency, OnPartial, Ownership, Policy

TODAY = date(2026, 11, 22)
COMPLETE = Coverage(
    asked=1,
    examined=1,
    asked_kinds=("secrets",),
    kinds=(KindCoverage(kind="secrets", examined=1, canaries_planted=1, canaries_found=1),),
)
FAILED = Skip(path="x", cls=SkipClass.failed, reason="unreadable")
PARTIAL = replace(COMPLETE, asked=2, skips=(FAILED,))
VOID = replace(COMPLETE, kinds=())


def tracked(**changes):
    here = Position(line=1, column=1)
    finding = {
        "rule": "secret-x",
        "kind": "secrets",
        "place": Place(path="app/pay.py", start=here, end=here),
        "severity": Severity.high,
        "confidence": Confidence.high,
        "message": "m",
    }
    finding |= {key: changes.pop(key) for key in list(changes) if key in finding}
    known = {"state": State.open, "introduced": True, "first_seen": "2026-11-01T10:00:00+00:00"}
    return Tracked(id="VD-1", finding=Finding(**finding), **(known | {"last_seen": "2026-11-22"} | changes))


def only(item, policy=None, coverage=COMPLETE):
    verdict = judge([item], coverage, policy or Policy(), TODAY)
    return verdict, verdict.judgements[0]


def test_a_severe_finding_that_the_change_introduced_stops_the_line():
    verdict, item = only(tracked())
    assert (verdict.decision, item.disposition) == (Decision.blocked, Disposition.emergency)
    assert item.reason == "introduced by this change: a usable credential enters the repository"
    assert exit_code(verdict) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"introduced": False},
        {"severity": Severity.medium},
        {"confidence": Confidence.medium},
        {"kind": "code"},
        {"state": State.accepted},
        {"state": State.dismissed},
    ],
)
def test_all_else_passes_and_is_tracked(changes):
    verdict, item = only(tracked(**changes))
    assert verdict.decision is Decision.passed
    assert item.disposition is not Disposition.emergency
    assert exit_code(verdict) == 0


def test_what_is_being_exploited_stops_the_line_whoever_brought_it_in():
    verdict, item = only(tracked(introduced=False, exploited=True, severity=Severity.low))
    assert verdict.decision is Decision.blocked
    assert item.reason == "it is being exploited now"


def test_an_emergency_may_name_rules_and_paths():
    stop = Emergency(name="pay", rules=("secret-*",), paths=("app/",), severity=Severity.low)
    assert only(tracked(), Policy(emergencies=(stop,)))[0].decision is Decision.blocked
    elsewhere = replace(stop, paths=("lib/",))
    assert only(tracked(), Policy(emergencies=(elsewhere,)))[0].decision is Decision.passed
    other = replace(stop, rules=("code-*",))
    assert only(tracked(), Policy(emergencies=(other,)))[0].decision is Decision.passed


def test_the_last_owner_that_matches_counts_then_the_service_then_the_default():
    service = Service(name="pay", paths=("app/",), owners=("@pay",))
    policy = Policy(services=(service,), default_owner="@all")
    assert only(tracked(), policy)[1].tracked.owner == "@pay"
    owners = (Ownership(paths=("*",), owner="@one"), Ownership(paths=("app/pay.py",), owner="@two"))
    assert only(tracked(), replace(policy, owners=owners))[1].tracked.owner == "@two"
    assert only(tracked(), Policy(default_owner="@all"))[1].tracked.owner == "@all"
    assert only(tracked(), Policy())[1].tracked.owner == ""


def test_the_due_date_counts_from_the_first_sighting():
    item = only(tracked(introduced=False), Policy(due=Due(high=10)))[1]
    assert item.tracked.due == "2026-11-11"
    gap = only(tracked(kind="coverage", introduced=False), Policy(gap_days=3))[1]
    assert gap.tracked.due == "2026-11-04"


def test_truth_and_consequence_are_apart():
    quiet = tracked(introduced=False)
    partial, _ = only(quiet, coverage=PARTIAL)
    assert (partial.completeness, exit_code(partial)) == (Completeness.partial, 0)
    strict, _ = only(quiet, Policy(on_partial=OnPartial.stop), PARTIAL)
    assert exit_code(strict) == 3
    void, _ = only(quiet, coverage=VOID)
    assert (void.completeness, exit_code(void)) == (Completeness.void, 3)
    assert exit_code(only(tracked(), coverage=VOID)[0]) == 1


def test_judgements_come_in_the_order_of_their_weight():
    items = [
        tracked(severity=Severity.low),
        tracked(introduced=False, severity=Severity.critical),
        tracked(severity=Severity.critical),
    ]
    verdict = judge(items, COMPLETE, Policy(), TODAY)
    got = [(item.disposition.value, item.tracked.finding.severity.value) for item in verdict.judgements]
    assert got == [("emergency", "critical"), ("tracked", "critical"), ("tracked", "low")]
    assert judge(items[::-1], COMPLETE, Policy(), TODAY) == verdict


def test_of_equal_severity_what_is_exposed_comes_first_then_what_is_urgent():
    services = (
        Service(name="inner", paths=("inner/",)),
        Service(name="outer", paths=("outer/",), exposure=Exposure.internet),
    )

    def at(path, urgency):
        item = tracked(introduced=False)
        place = replace(item.finding.place, path=path)
        return replace(item, finding=replace(item.finding, place=place, urgency=urgency))

    items = [at("inner/a", 0.9), at("inner/b", 3.5), at("outer/c", 0.0)]
    verdict = judge(items, COMPLETE, Policy(services=services), TODAY)
    paths = [item.tracked.finding.place.path for item in verdict.judgements]
    assert paths == ["outer/c", "inner/b", "inner/a"]
