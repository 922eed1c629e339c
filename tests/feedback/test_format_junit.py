"""JUnit, read back by an XML parser (expat), as CI systems do."""

from xml.etree import ElementTree as ET

import pytest
from hostile_records import ANY, PLANTED, hostile
from hypothesis import given
from report_world import coverage, full, partial, record, told, write

from vedette.feedback import junit
from vedette.model.coverage import KindCoverage


def parsed(raw):
    root = ET.fromstring(raw)  # noqa: S314 - our own output
    cases = list(root.iter("testcase"))
    for element in (root, *root.iter("testsuite")):
        inside = list(element.iter("testcase"))
        assert int(element.get("tests")) == len(inside)
        for counted, name in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            assert int(element.get(counted)) == sum(case.find(name) is not None for case in inside)
    return cases


def outcome(cases, part):
    (case,) = [case for case in cases if part in case.get("name")]
    return case[0].tag if len(case) else "passed"


def test_what_stops_the_change_fails_and_the_rest_is_skipped():
    cases = parsed(told(junit, full()))
    assert outcome(cases, "the change may pass") == "failure"
    assert outcome(cases, "src/shop/pay.py:12") == "failure"
    assert outcome(cases, "deploy/prod.env:3") == "skipped"
    assert outcome(cases, "tests/keys.py:1") == "skipped"
    assert outcome(cases, "secrets detector finds its canary") == "passed"
    assert not [case for case in cases if "tests/data.py" in case.get("name")]
    assert len(parsed(told(junit, full(), auditor=True))) == len(cases) + 1
    failed = next(case for case in cases if "pay.py" in case.get("name"))
    assert (failed.get("file"), failed.get("line")) == ("src/shop/pay.py", "12")
    assert "Revoke the key" in failed[0].text


def test_a_clean_run_has_tests_that_passed():
    cases = parsed(told(junit, record([])))
    assert len(cases) == 3
    assert not [case for case in cases if len(case)]


@pytest.mark.parametrize(
    ("judged", "expected"),
    [
        (record([], partial()), "skipped"),
        (record([], partial(), stop_on_partial=True), "failure"),
        (record([], coverage(asked=50)), "error"),
    ],
)
def test_a_gap_shows(judged, expected):
    assert outcome(parsed(told(junit, judged)), "everything asked for") == expected


def test_a_canary_that_was_missed_is_an_error():
    for kinds in ((), (KindCoverage(kind="secrets", examined=37, canaries_planted=2, canaries_found=1),)):
        cases = parsed(told(junit, record([], coverage(kinds=kinds))))
        assert outcome(cases, "canary") == "error"


@given(ANY, ANY)
def test_any_text_is_well_formed(first, second):
    assert len(parsed(hostile(junit, first, second))) >= 4 + 2


@pytest.mark.parametrize("text", PLANTED)
def test_nothing_planted_makes_elements(text):
    raw = hostile(junit, text, text)
    names = {element.tag for element in ET.fromstring(raw).iter()}  # noqa: S314 - our own output
    assert names == {"testsuites", "testsuite", "testcase", "failure", "error", "skipped"}


def test_without_a_verdict_nothing_is_written():
    assert write(junit, []) == b""
