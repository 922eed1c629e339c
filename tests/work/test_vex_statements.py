"""What follows from a run for others: accepting a risk is not being unaffected."""

import pytest

from vedette.model.facts import Position
from vedette.model.finding import Finding, FlowStep, Place, State, Tracked
from vedette.model.rule import Confidence, Severity
from vedette.model.verdict import Disposition, Judgement, Run
from vedette.model.vex import Justification, Status
from vedette.model.waiver import Acceptance
from vedette.work.vex import statements

PLACE = Place("requirements.txt", Position(line=1, column=1), Position(line=1, column=2))
RUN = Run(id="0" * 32, project="example.org/shop", started="2026-01-02T03:04:05Z")


def judgement(reason=None, *, flow=(), kind="packages", portable="PyPI:requests:CVE-2026-1"):
    finding = Finding(
        rule="package-vulnerable",
        kind=kind,
        family="f",
        message="m",
        place=PLACE,
        severity=Severity.high,
        confidence=Confidence.high,
        evidence="requests 2.31.0",
        portable=portable,
        subject="s",
        flow=flow,
    )
    accepted = None if reason is None else Acceptance(how="waiver", reason=reason, until="2026-06-01")
    how = Disposition.tracked if reason is None else Disposition.accepted
    return Judgement(
        tracked=Tracked(
            id="1", finding=finding, state=State.open, introduced=False, first_seen="", last_seen=""
        ),
        disposition=how,
        reason="",
        acceptance=accepted,
    )


@pytest.mark.parametrize(
    ("item", "status"),
    [
        (judgement(), Status.under_investigation),
        (judgement("the risk is small"), Status.under_investigation),
        (judgement("vulnerable_code_not_present"), Status.not_affected),
        (judgement("component_not_present: only in tests"), Status.not_affected),
        (judgement("component_not_there: only in tests"), Status.under_investigation),
        (judgement(flow=(FlowStep(path="a", line=1, column=1, words="w"),)), Status.affected),
    ],
)
def test_each_state(item, status):
    (one,) = statements([item], RUN, "2026-01-02T03:04:05Z").statements
    assert one.status is status
    assert one.vulnerability == "CVE-2026-1"
    assert one.products[0].parts[0].purls == ("pkg:pypi/requests@2.31.0",)


def test_words_of_the_reason_stay():
    told = statements([judgement("component_not_present: only in tests"), judgement("so be it")], RUN, "")
    one, two = told.statements
    assert (one.justification, one.impact) == (Justification.component_not_present, "only in tests")
    assert two.notes == "Accepted (until 2026-06-01): so be it"
    assert told.standing(frozenset({"CVE-2026-1"}), "pkg:pypi/requests@2.31.0") is two


@pytest.mark.parametrize(
    "item",
    [judgement(kind="code"), judgement(portable="npm-lock:package-unlocked"), judgement(portable="")],
)
def test_what_is_no_vulnerability_says_nothing(item):
    assert statements([item], RUN, "").statements == ()
