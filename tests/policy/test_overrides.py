"""Overrides: bounded by the policy, never silent, never for longer than they say."""

from datetime import date, timedelta

import pytest

from vedette.model.coverage import Coverage
from vedette.model.errors import UsageError
from vedette.model.facts import Position
from vedette.model.finding import Finding, Place, State, Tracked
from vedette.model.override import Override
from vedette.model.rule import Confidence, Severity
from vedette.model.verdict import Decision, Disposition
from vedette.policy.gate import exit_code, judge
from vedette.policy.interface import Policy
from vedette.policy.override import overridden, permitted, remembered

TODAY = date(2027, 3, 1)
HERE = Position(1, 1)
ASKED = Override(reason="the shop is down", who="ada", until="2027-03-05")


def tracked(name="VD-1", **more):
    found = Finding(
        rule="r",
        kind="secrets",
        place=Place(f"{name}.py", HERE, HERE),
        severity=more.pop("severity", Severity.high),
        confidence=Confidence.high,
        message="m",
    )
    values = {"introduced": True, "state": State.open, "first_seen": "2027-03-01", "last_seen": "", **more}
    return Tracked(id=name, finding=found, **values)


def verdict(*items, coverage=None):
    return judge(items, coverage or Coverage(asked=1, examined=1), Policy(), TODAY)


def by_id(told):
    return {item.tracked.id: item for item in told.judgements}


def test_emergencies_pass_and_are_named_with_who_why_and_until():
    told = overridden(verdict(tracked(), tracked("VD-2", severity=Severity.low)), ASKED, TODAY)
    assert told.decision is Decision.overridden
    assert exit_code(told) == 0
    assert told.override.findings == ("VD-1",)
    one = by_id(told)["VD-1"]
    assert one.disposition is Disposition.overridden
    assert one.reason.startswith("overridden by ada until 2027-03-05: the shop is down; it would stop")
    assert one.tracked.due == "2027-03-05"
    assert by_id(told)["VD-2"].disposition is Disposition.tracked


def test_without_an_emergency_there_is_nothing_to_override():
    before = verdict(tracked(introduced=False))
    assert overridden(before, ASKED, TODAY) is before


def test_a_void_run_stays_void():
    told = overridden(verdict(tracked(), coverage=Coverage(asked=2, examined=1)), ASKED, TODAY)
    assert told.decision is Decision.overridden
    assert exit_code(told) == 3


def test_what_is_being_exploited_passes_once_and_is_due_today():
    told = overridden(verdict(tracked(exploited=True), tracked("VD-2")), ASKED, TODAY)
    assert told.decision is Decision.overridden
    assert told.override.findings == ("VD-2",)
    assert by_id(told)["VD-1"].tracked.due == "2027-03-01"
    assert "for this run alone" in by_id(told)["VD-1"].reason


@pytest.mark.parametrize(("day", "decision"), [(1, "overridden"), (5, "overridden"), (6, "blocked")])
def test_it_is_remembered_up_to_its_last_day(day, decision):
    told = remembered(verdict(tracked()), {"VD-1": ASKED}, TODAY.replace(day=day))
    assert told.decision.value == decision
    assert by_id(told)["VD-1"].tracked.due == "2027-03-05"
    assert (told.override is not None and told.override.earlier) == (decision == "overridden")


def test_another_emergency_still_stops():
    told = remembered(verdict(tracked(), tracked("VD-2")), {"VD-1": ASKED}, TODAY)
    assert told.decision is Decision.blocked
    assert [item.tracked.id for item in told.emergencies] == ["VD-2"]
    assert [item.disposition.value for item in told.judgements] == ["emergency", "overridden"]


def test_what_is_being_exploited_stops_though_it_was_overridden():
    assert remembered(verdict(tracked(exploited=True)), {"VD-1": ASKED}, TODAY).decision is Decision.blocked


def test_what_landed_with_an_override_keeps_its_day():
    told = remembered(verdict(tracked(introduced=False)), {"VD-1": ASKED}, TODAY)
    assert told.decision is Decision.passed
    assert told.override is None
    assert by_id(told)["VD-1"].tracked.due == "2027-03-05"


def test_the_policy_bounds_it():
    asked = Override(reason="why", who="ada", until="")
    assert permitted(Policy(), TODAY, asked).until == "2027-03-08"
    last = (TODAY + timedelta(days=2)).isoformat()
    short = Policy(override_days=2)
    assert permitted(short, TODAY, Override(reason="why", who="ada", until=last)).until == last


@pytest.mark.parametrize(
    ("policy", "asked", "message"),
    [
        (Policy(override=False), ("why", ""), "allows no override"),
        (Policy(), ("why", "2027-03-09"), "more than 7 days away"),
        (Policy(), ("why", "2027-02-28"), "has passed"),
        (Policy(), ("why", "soon"), "is no date"),
        (Policy(), ("  ", ""), "needs a reason"),
        (Policy(), ("a\nb", ""), "needs a reason"),
        (Policy(), ("x" * 501, ""), "needs a reason"),
    ],
)
def test_what_it_does_not_allow_is_refused(policy, asked, message):
    with pytest.raises(UsageError, match=message):
        permitted(policy, TODAY, Override(reason=asked[0], who="ada", until=asked[1]))
