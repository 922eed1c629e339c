"""Workflow commands, read back as the runner reads them (actions/runner, ActionCommand.TryParseV2)."""

import re

import pytest
from hostile_records import ANY, PLANTED, hostile
from hypothesis import given
from report_world import WEAK, finding, full, judgement, partial, record, told, write

from vedette.feedback import github
from vedette.model.verdict import Disposition

LEVELS = {"error", "warning", "notice"}
PROPERTIES = {"title", "file", "line", "endLine", "col", "endColumn"}


def runner(raw):
    """What the runner makes of each line: (command, properties, message); None for a line that is a log."""
    found = []
    for line in re.split("\r\n|\r|\n", raw.decode("utf-8"))[:-1]:
        text = line.lstrip()
        if not text.startswith("::") or "::" not in text[2:]:
            found.append(None)
            continue
        head, _, data = text[2:].partition("::")
        name, _, rest = head.partition(" ")
        pairs = (pair.split("=", 1) for pair in rest.strip().split(",") if pair)
        properties = {pair[0]: unescaped(pair[1], "%3A:", "%2C,") for pair in pairs if len(pair) == 2}
        found.append((name, properties, unescaped(data)))
    return found


def unescaped(text, *more):
    for code in ("%0D\r", "%0A\n", *more, "%25%"):
        text = text.replace(code[:3], code[3:])
    return text


def test_the_verdict_and_each_finding_at_its_place():
    verdict, stops, open_ = runner(told(github, full()))
    assert verdict[0] == "error"
    assert verdict[2].startswith("BLOCKED: 1 emergency stops this change")
    assert stops[0] == "error"
    assert stops[1] == {
        "title": "critical: Shop API key in the source",
        "file": "src/shop/pay.py",
        "line": "12",
        "col": "12",
        "endColumn": "28",
    }
    assert "To mend it: Revoke the key" in stops[2]
    assert (open_[0], open_[1]["file"]) == ("notice", "deploy/prod.env")


@pytest.mark.parametrize(
    ("judged", "level"),
    [
        (record([]), "notice"),
        (record([], partial()), "warning"),
        (record([], partial(), stop_on_partial=True), "error"),
    ],
)
def test_the_verdict_has_the_level_of_its_consequence(judged, level):
    ((name, _, message),) = runner(told(github, judged))
    assert name == level
    assert message.startswith(("PASSED", "STOPPED"))


def test_never_more_than_the_ten_that_are_shown():
    items = [
        judgement(
            finding(f"{disposition}{introduced}{n}.py", n + 1, rule=WEAK), disposition, introduced=introduced
        )
        for disposition, introduced in (
            (Disposition.emergency, True),
            (Disposition.tracked, True),
            (Disposition.tracked, False),
        )
        for n in range(25)
    ]
    found = runner(told(github, record(items)))
    for level, number in (("error", 26), ("warning", 25), ("notice", 25)):
        of_level = [item for item in found if item[0] == level]
        assert len(of_level) == github.MOST
        assert of_level[-1][2].startswith(f"and {number - 9} more: ")
    exactly = runner(told(github, record(items[:9])))
    assert len(exactly) == 10
    assert "more:" not in exactly[-1][2]


def test_escapes_are_those_of_the_toolkit():
    line = github.command("error", {"title": "a:b,c%d\ne", "file": ""}, "50%: a, b\nc\r")
    assert line == "::error title=a%3Ab%2Cc%25d%0Ae::50%25: a, b%0Ac\\r"


def check(raw):
    found = runner(raw)
    assert len(found) >= 4
    for item in found:
        assert item is not None
        assert item[0] in LEVELS
        assert set(item[1]) <= PROPERTIES
        assert all(value.isprintable() for value in item[1].values())
        assert item[2].replace("\n", "").isprintable()
    assert not re.search(rb"##(?:\[|vso\[|teamcity\[)", raw)
    return found


@given(ANY, ANY)
def test_any_text_stays_in_its_message(first, second):
    check(hostile(github, first, second))


@pytest.mark.parametrize("text", PLANTED)
def test_nothing_planted_is_a_command(text):
    found = check(hostile(github, text, text))
    assert len(found) == 4


def test_a_run_without_verdict_says_so():
    ((level, _, message),) = runner(write(github, []))
    assert level == "error"
    assert message.startswith("NO VERDICT")
