"""The way of untrusted data in every report: whole in SARIF, a few steps for people, neutral everywhere."""

import json

import pytest
from report_world import finding, judgement, record, told

from vedette.feedback import flow, html, markdown, sarif, text
from vedette.model.finding import Excerpt, FlowStep
from vedette.model.verdict import Disposition

EMERGENCY = Disposition.emergency
EVIL = "\x1b[31m::error::<b>@all\u202e"


def step(number, path="a.py", words="given to x"):
    return FlowStep(path=path, line=number, column=1, words=words, excerpt=Excerpt(number, "x = y", (0, 1)))


def way(length):
    between = [step(number, "b.py" if number % 2 else "a.py") for number in range(2, length)]
    return (step(1, words="comes from the query string"), *between, step(length, words="reaches eval"))


def found(length=3, **changes):
    return finding(flow=way(length), advice="the form", **changes)


def test_sarif_has_every_step():
    result = json.loads(told(sarif, record([judgement(found(9))])))["runs"][0]["results"][0]
    (path,) = result["codeFlows"][0]["threadFlows"]
    told_steps = [item["location"] for item in path["locations"]]
    assert len(told_steps) == 9
    assert told_steps[0]["message"]["text"] == "comes from the query string"
    assert told_steps[-1]["physicalLocation"]["region"]["startLine"] == 9
    assert result["properties"]["advice"] == "the form"


def test_people_are_shown_source_and_sink_and_little_between():
    shown = flow.steps(found(40))
    assert len(shown) == flow.MOST_STEPS
    assert (shown[0].line, shown[-1].line) == (1, 40)
    assert [one.line for one in shown] == sorted(one.line for one in shown)
    assert flow.steps(finding()) == []


@pytest.mark.parametrize("disposition", [{}, {"disposition": EMERGENCY}])
def test_the_terminal_draws_frames(disposition):
    out = told(text, record([judgement(found(), *disposition.values())])).decode()
    assert "comes from the query string" in out
    assert "reaches eval" in out
    assert "the form" in out


def test_many_ways_take_a_line_each():
    items = [judgement(found(path=f"p{n}.py")) for n in range(20)]
    out = told(text, record(items)).decode()
    assert "-->" not in out
    assert out.count("comes from the query string") == 20


@pytest.mark.parametrize("module", [html, markdown, sarif, text])
def test_steps_are_neutral(module):
    hostile = finding(flow=(step(1, EVIL, EVIL), step(2, EVIL, EVIL)), advice=EVIL)
    out = told(module, record([judgement(hostile, EMERGENCY)])).decode()
    assert "\x1b" not in out
    assert "\u202e" not in out
    if module is html:  # in Markdown it stands in a code span
        assert "<b>" not in out
