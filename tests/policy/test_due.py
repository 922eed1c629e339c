"""Due dates by severity, by what the service is worth and by who can reach it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from vedette.model.facts import Position
from vedette.model.finding import Finding, Place, State, Tracked
from vedette.model.rule import Confidence, Severity
from vedette.model.service import Criticality, Exposure, Service
from vedette.policy.due import DueDates
from vedette.policy.interface import CriticalityFactors, Due, ExposureFactors, Policy
from vedette.policy.words import in_words

TODAY = date(2027, 3, 1)
HERE = Position(1, 1)


def tracked(path="src/pay/a.py", severity=Severity.high, **more):
    found = Finding(
        rule="r",
        kind=more.pop("kind", "secrets"),
        place=Place(path, HERE, HERE),
        severity=severity,
        confidence=Confidence.high,
        message="m",
    )
    values = {"first_seen": TODAY.isoformat(), "last_seen": "", "introduced": True, **more}
    return Tracked(id="VD-1", finding=found, state=State.open, **values)


def service(criticality=Criticality.critical, exposure=Exposure.internet, paths=("src/pay/",)):
    return Service(name="payments", paths=paths, criticality=criticality, exposure=exposure)


def due(item, *services, days=None):
    return DueDates(Policy(services=services, due=days or Due())).of(item, TODAY)


def test_without_a_service_severity_alone_decides():
    assert due(tracked()) == ("2027-03-31", "due in 30 days: severity high")
    assert due(tracked("docs/a.md"), service()) == ("2027-03-31", "due in 30 days: severity high")


@pytest.mark.parametrize(
    ("criticality", "exposure", "days", "why"),
    [
        ("critical", "internet", 7, "severity high, critical service open to the internet"),
        ("critical", "internal", 15, "severity high, critical service"),
        ("high", "partner", 16, "severity high, high service open to partners"),
        ("medium", "internet", 15, "severity high, service open to the internet"),
        ("low", "internal", 30, "severity high"),
    ],
)
def test_the_service_shortens_it_and_the_reason_says_so(criticality, exposure, days, why):
    date_, told = due(tracked(), service(Criticality(criticality), Exposure(exposure)))
    assert (date.fromisoformat(date_) - TODAY).days == days
    assert told == f"due in {days} days: {why}"


def test_of_several_services_the_last_one_that_matches_counts():
    outer = service(Criticality.low, Exposure.internal, ("src/",))
    assert due(tracked(), outer, service())[1].startswith("due in 7 days")
    assert due(tracked(), service(), outer)[1].startswith("due in 30 days")


def test_it_is_counted_from_the_first_sighting():
    told = due(tracked(first_seen="2027-02-01T10:00:00+00:00"), service())
    assert told[0] == "2027-02-08"
    assert told[1].startswith("due 7 days after it was first seen")


def test_what_is_being_exploited_is_due_today_and_a_gap_has_its_own_days():
    assert due(tracked(exploited=True), service()) == ("2027-03-01", "due today: it is being exploited now")
    assert due(tracked(kind="coverage"), service()) == ("2027-03-15", "due in 14 days: a gap in the coverage")


factors = st.floats(0.01, 10)


@given(factors, factors, st.sampled_from(list(Severity)), st.integers(1, 3650))
def test_it_is_never_less_than_a_day_nor_more_than_ten_years(one, other, severity, base):
    days = Due(
        **{severity.value: base},
        by_criticality=CriticalityFactors(critical=one),
        by_exposure=ExposureFactors(internet=other),
    )
    given_date, why = due(tracked(severity=severity), service(), days=days)
    assert 1 <= (date.fromisoformat(given_date) - TODAY).days <= 3650
    assert "1 day:" in why or "days:" in why


def test_one_day_is_said_as_one():
    assert due(tracked(), service(), days=replace(Due(), high=1))[1].startswith("due in 1 day: ")


@given(st.floats(0.01, 10), st.floats(0.01, 10), st.sampled_from(Severity))
def test_the_policy_in_words_names_the_days_that_the_gate_gives(critical, exposed, severity):
    days = Due(
        low=3650,
        by_criticality=CriticalityFactors(critical=critical),
        by_exposure=ExposureFactors(internet=exposed),
    )
    policy = Policy(services=(service(),), due=days)
    given_, _ = DueDates(policy).of(tracked(severity=severity), TODAY)
    told = next(line for line in dict(in_words(policy))["Due"] if line.startswith("payments"))
    assert f"{severity} {(date.fromisoformat(given_) - TODAY).days}" in told.rpartition(": ")[2].split(", ")
