"""A policy's own examples: run, compared, and true of the default policy."""

from datetime import date

import pytest

from vedette.model.finding import State
from vedette.model.rule import Confidence, Severity
from vedette.model.service import Criticality, Service
from vedette.policy.example import Example, Expected
from vedette.policy.examples import DEFAULT, try_examples
from vedette.policy.interface import Emergency, Ownership, Policy
from vedette.policy.words import in_words

TODAY = date(2027, 3, 1)


def tried(policy, **fields):
    (one,) = try_examples(policy, [Example(**{"name": "n", "expect": Expected.stop, **fields})], TODAY)
    return one


@pytest.mark.parametrize("example", DEFAULT, ids=lambda example: example.name)
def test_the_default_policy_does_what_its_examples_say(example):
    assert try_examples(Policy(), [example], TODAY)[0].faults == ()


def test_the_default_examples_notice_a_policy_that_stops_for_nothing():
    faults = [
        item.example.name for item in try_examples(Policy(emergencies=()), DEFAULT, TODAY) if item.faults
    ]
    assert faults == ["a credential that works comes in", "one of the worst kind comes in"]


def test_each_thing_expected_can_fail():
    policy = Policy(default_owner="@org/all")
    assert tried(policy).faults == ()
    assert tried(policy, expect=Expected.track).faults == ("expected track, got stop",)
    assert tried(policy, due=3).faults == ("expected to be due in 3 days, got 30",)
    assert tried(policy, owner="@org/else").faults == ("expected the owner @org/else, got @org/all",)
    assert tried(policy, owner="@org/all", due=30).faults == ()
    assert tried(policy, service="pay").faults == ("expected example to belong to pay, got no service",)


def test_each_field_of_a_finding_counts():
    policy = Policy(
        emergencies=(
            Emergency(name="e", kinds=("code",), rules=("sql-*",), severity=Severity.high, paths=("src/",)),
        )
    )
    stops = {"kind": "code", "rule": "sql-injection", "path": "src/a.py"}
    assert tried(policy, **stops).does is Expected.stop
    for changed in (
        {"kind": "secrets"},
        {"rule": "xss"},
        {"path": "test/a.py"},
        {"severity": Severity.medium},
        {"confidence": Confidence.medium},
        {"introduced": False},
    ):
        assert tried(policy, **{**stops, **changed}).does is Expected.track
    assert tried(policy, **{**stops, "introduced": False}, exploited=True).does is Expected.stop
    assert tried(policy, **stops, state=State.dismissed).does is Expected.accept


@pytest.mark.parametrize("pattern", ["src/pay/", "/src/pay/**", "src/pay/*.py", "**/pay/**"])
def test_a_place_is_made_up_in_the_service_that_is_named(pattern):
    service = Service(name="pay", paths=(pattern,), owners=("@pay",), criticality=Criticality.critical)
    item = tried(Policy(services=(service,)), service="pay", owner="@pay", due=15)
    assert item.faults == ()


def test_an_owner_of_nobody_can_be_expected():
    assert tried(Policy(), owner="").faults == ()
    owned = Policy(owners=(Ownership(paths=("*",), owner="@a"),))
    assert tried(owned, owner="").faults == ("expected the owner nobody, got @a",)


def test_the_words_name_every_emergency_and_what_has_changed():
    words = dict(in_words(Policy(override=False, emergencies=(Emergency(name="mine", rules=("a-*",)),))))
    assert any("mine" in sentence and "`a-*`" in sentence for sentence in words["Stops the line"])
    assert words["Let pass"][0].startswith("nobody may override")
    assert "nothing else" in " ".join(dict(in_words(Policy(emergencies=())))["Stops the line"])
