"""Waivers as a pure function: what one covers, and what it does otherwise."""

from datetime import date

import pytest
from msgspec.structs import replace

from vedette.model.facts import Position
from vedette.model.finding import Finding, Place, State, Tracked
from vedette.model.rule import Confidence, Severity
from vedette.model.verdict import Disposition
from vedette.model.waiver import Acceptance, Effect, Waiver
from vedette.policy.gate import judge
from vedette.policy.ignores import Weighed, spot
from vedette.policy.interface import Policy, WaiverLimits
from vedette.policy.waivers import Standing, View, Waivers, assess, has_second, identity

TODAY = date(2026, 11, 22)
EXACT = "value:" + "0" * 32
NAMED = "name:db_password"


def finding(path="a.py", line=1, **changes):
    here = Position(line, 1)
    fields = {
        "rule": "secret-x",
        "kind": "secrets",
        "place": Place(path, here, here),
        "severity": Severity.high,
        "confidence": Confidence.high,
        "message": "m",
        "subject": "keyed",
        "portable": EXACT,
    }
    return Finding(**(fields | changes))


def tracked(*places, number=1, **changes):
    known = {"state": State.open, "introduced": False, "first_seen": "2026-11-01", "last_seen": "2026-11-22"}
    return Tracked(id=f"VD-{number}", finding=places[0], also=tuple(places[1:]), **(known | changes))


def waiver(one, **changes):
    fields = {
        "finding": "VD-1",
        "identity": identity(one),
        "rule": one.rule,
        "path": one.place.path,
        "reason": "r",
        "until": "2026-12-01",
        "by": "jane",
    }
    return Waiver(**(fields | changes))


def see(items, waivers, weighed=None, **changes):
    fields = {
        "limits": WaiverLimits(),
        "today": TODAY,
        "is_gone": lambda _: False,
        "looked": lambda _: True,
        "here": frozenset(spot(one) for item in items for one in (item.finding, *item.also)),
    }
    return assess(waivers, items, weighed or Weighed(), View(**(fields | changes)))


def effect(items, one, **changes):
    return see(items, Waivers(standing=(one,)), **changes).effects[0].effect


def test_the_identity_knows_neither_place_nor_key():
    one = finding()
    assert identity(one) == identity(finding("b.py", 9, subject="of another key", symbol="other"))
    assert identity(one) != identity(finding(portable="value:" + "1" * 32))
    assert identity(one) != identity(finding(family="another"))
    assert identity(one) != identity(finding(kind="code"))
    plain = finding(portable="", symbol="f")
    assert identity(plain) != identity(replace(plain, symbol="g"))
    assert identity(plain) != identity(replace(plain, subject="s"))


def test_an_exact_one_covers_every_place_up_to_a_number():
    places = [finding(f"{number}.py") for number in range(10)]
    standing = see([tracked(*places)], Waivers(standing=(waiver(places[0]),)))
    assert standing.accepted["VD-1"].reason == "r"
    many = [*places, finding("more.py")]
    assert effect([tracked(*many)], waiver(places[0])) is Effect.broad


def test_a_named_one_covers_its_path_and_as_many_as_were_accepted():
    here = finding("a.env", portable=NAMED)
    there = finding("b.env", portable=NAMED)
    standing = see([tracked(here), tracked(there, number=2)], Waivers(standing=(waiver(here),)))
    assert set(standing.accepted) == {"VD-1"}
    twice = [tracked(here), tracked(finding("a.env", 5, portable=NAMED), number=2)]
    assert effect(twice, waiver(here)) is Effect.broad
    assert effect(twice, waiver(here, places=2)) is Effect.active


@pytest.mark.parametrize(
    ("changes", "moved", "covered"),
    [
        ({}, {}, False),
        ({"renames": {"b.env": "a.env"}}, {"introduced": True}, True),
        ({"is_gone": lambda path: path == "a.env"}, {}, True),
        ({"is_gone": lambda path: path == "a.env"}, {"introduced": True}, False),
    ],
)
def test_a_named_one_that_moved(changes, moved, covered):
    old, new = finding("a.env", portable=NAMED), finding("b.env", portable=NAMED)
    item = tracked(new, number=7, **moved)
    assert (effect([item], waiver(old), **changes) is Effect.active) is covered
    # Known to the ledger by its id, it is found wherever it went.
    assert effect([item], waiver(old, finding="VD-7"), **changes) is Effect.active


def test_two_places_that_a_name_may_have_moved_to_are_none():
    old = finding("a.env", portable=NAMED)
    items = [tracked(finding(path, portable=NAMED), number=n) for n, path in enumerate(("b.env", "c.env"), 2)]
    assert effect(items, waiver(old), is_gone=lambda path: path == "a.env") is Effect.unused


def test_a_named_value_that_took_the_place_of_another_is_not_accepted():
    one = finding("a.env", portable=NAMED)
    new = tracked(one, introduced=True)
    assert effect([new], waiver(one)) is Effect.active
    assert (
        effect([new], waiver(one), removed=[finding("a.env", portable=NAMED, subject="old")]) is Effect.unused
    )


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, Effect.active),
        ({"until": "2026-11-22"}, Effect.active),
        ({"until": "2026-11-21"}, Effect.expired),
        ({"until": "2027-05-21"}, Effect.active),
        ({"until": "2027-05-22"}, Effect.broad),
        ({"fault": "it lacks reason", "until": ""}, Effect.faulty),
        ({"identity": "", "rule": "secret-*", "fault": "it lacks identity"}, Effect.broad),
        ({"identity": "", "path": "tests/**", "fault": "it lacks identity"}, Effect.broad),
        ({"identity": "w1-other"}, Effect.unused),
    ],
)
def test_what_a_waiver_does(changes, expected):
    one = finding()
    standing = see([tracked(one)], Waivers(standing=(waiver(one, **changes),)))
    assert standing.effects[0].effect is expected
    assert ("VD-1" in standing.accepted) is (expected is Effect.active)


@pytest.mark.parametrize("name", ["*", "w1-*", "w1-????????????????????????????????"])
def test_a_wildcard_in_an_identity_is_a_pattern_and_no_finding(name):
    assert effect([], waiver(finding(), identity=name)) is Effect.broad


def test_what_was_not_looked_for_is_not_unused():
    assert effect([], waiver(finding()), looked=lambda _: False) is Effect.unseen


@pytest.mark.parametrize(
    ("by", "second", "enough"),
    [
        ("jane", "joe", True),
        ("jane", "", False),
        ("jane", "Jane ", False),
        ("jane  doe", "JANE DOE", False),
        ("", "joe", False),
        ("jane", "  ", False),
        ("Jane Doe", "Doe, Jane", False),
        ("@jane", "jane", False),
        ("jane", "jane@example.org", False),
        ("Jane Doe <jane@example.org>", "JANE@example.org.", False),
        ("jane@example.org", "mailto:jane+work@example.org", False),
        ("jane", "\uff4aane", False),
        ("jan\u00e9", "jane\u0301", False),
        ("jane@example.org", "jane@example.com", True),
        ("Jane Doe", "Jane Roe", True),
        ("jane", "jane doe", True),
        ("...", "---", False),
    ],
)
def test_what_is_critical_needs_two_people(by, second, enough):
    one = finding(severity=Severity.critical)
    given = waiver(one, by=by, approved_by=second)
    assert has_second(given) is enough
    assert effect([tracked(one)], given) is (Effect.active if enough else Effect.waiting)
    # A critical place among others is enough to need them.
    also = tracked(finding("b.py"), one)
    assert effect([also], given) is (Effect.active if enough else Effect.waiting)


def test_what_the_change_brings_is_pending_and_says_so():
    one = finding()
    standing = see([tracked(one)], Waivers(pending=(waiver(one),)))
    assert standing.effects[0].effect is Effect.pending
    assert "new in this change" in standing.lapsed["VD-1"]
    both = see([tracked(one)], Waivers(standing=(waiver(one),), pending=(waiver(one, until="2026-12-30"),)))
    assert both.accepted["VD-1"].until == "2026-12-01"
    assert both.lapsed == {}


def test_a_finding_at_several_places_is_accepted_only_at_all_of_them():
    one, other = finding("a.py", portable=""), finding("b.py", portable="", subject="o")
    ignored = {spot(other): Acceptance(how="ignore", reason="i")}
    item = tracked(one, other)
    assert see([item], Waivers(), Weighed(accepted=ignored)).lapsed == {
        "VD-1": "accepted at 1 of the 2 places where it stands"
    }
    both = see([item], Waivers(standing=(waiver(one),)), Weighed(accepted=ignored))
    assert both.accepted["VD-1"].how == "waiver"
    # A place that this run did not look at says nothing.
    assert "VD-1" in see([item], Waivers(), Weighed(accepted=ignored), here={spot(other)}).accepted


def test_the_gate_follows_what_holds_and_not_what_the_ledger_remembers(complete):
    acceptance = Acceptance(how="waiver", reason="r", until="2026-12-01", by="jane")
    holds = Standing(accepted={"VD-1": acceptance})

    def judged(item, standing):
        return judge([item], complete, Policy(), TODAY, standing).judgements[0]

    new = tracked(finding(), introduced=True)
    assert judged(new, None).disposition is Disposition.emergency
    accepted = judged(new, holds)
    assert (accepted.disposition, accepted.tracked.state) == (Disposition.accepted, State.accepted)
    assert accepted.reason == "accepted by jane until 2026-12-01: r"
    ended = judged(
        tracked(finding(), state=State.accepted), Standing(lapsed={"VD-1": "its waiver ended on x"})
    )
    assert (ended.disposition, ended.tracked.state) == (Disposition.tracked, State.open)
    assert ended.lapsed == "its waiver ended on x"
    assert ended.reason.endswith("; its waiver ended on x")
    exploited = judged(tracked(finding(), exploited=True), holds)
    assert exploited.disposition is Disposition.emergency
    dismissed = judged(tracked(finding(), state=State.dismissed), Standing())
    assert dismissed.disposition is Disposition.accepted


@pytest.fixture
def complete():
    from vedette.model.coverage import Coverage, KindCoverage

    kind = KindCoverage(kind="secrets", examined=1, canaries_planted=1, canaries_found=1)
    return Coverage(asked=1, examined=1, asked_kinds=("secrets",), kinds=(kind,))
