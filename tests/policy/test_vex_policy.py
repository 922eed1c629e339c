"""Statements of others: which close a finding, and what is said of those that do not."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from vedette.model.facts import Position
from vedette.model.finding import Finding, Place, State, Tracked
from vedette.model.rule import Confidence, Severity
from vedette.model.vex import Justification, Product, Statement, Status
from vedette.model.waiver import Acceptance, Effect
from vedette.policy.interface import VexTrust
from vedette.policy.vex import Given, VexView, with_statements
from vedette.policy.waivers import Standing

TODAY = date(2026, 11, 23)
PURL = "pkg:pypi/old-thing@1.0"
PART = Product(id=PURL, purls=(PURL,))
HERE = Position(1, 1)


def item(severity=Severity.high, **more):
    finding = Finding(
        rule="package-vulnerable",
        kind="packages",
        place=Place("requirements.txt", HERE, HERE),
        severity=severity,
        confidence=Confidence.high,
        message="m",
        aliases=("CVE-2026-1", "GHSA-x"),
    )
    values = {"id": "VD-1", "state": State.open, "introduced": True, "first_seen": "", "last_seen": ""}
    return Tracked(finding=finding, **(values | more))


def statement(**more):
    values = {
        "vulnerability": "CVE-2026-1",
        "products": (PART,),
        "status": Status.not_affected,
        "justification": Justification.component_not_present,
        "timestamp": "2026-11-01T00:00:00Z",
        "line": 7,
    }
    return Statement(**(values | more))


def said(one, **more):
    return Given(**({"statement": one, "author": "Acme", "source": "acme.json"} | more))


def stand(*given_, found=None, trust=None, ours=("pkg:generic/shop@1",), standing=None):
    view = VexView(
        trust=trust or VexTrust(), max_days=180, today=TODAY, ours=frozenset(ours), purls=lambda _: (PURL,)
    )
    return with_statements(standing or Standing(), given_, [found or item()], view)


def test_a_statement_closes_with_its_reason_author_and_end():
    held = stand(said(statement(impact="only in tests")))
    assert held.accepted["VD-1"] == Acceptance(
        how="vex",
        reason="not affected, as said on 2026-11-01 in acme.json:7: component_not_present: only in tests",
        until="2027-04-30",
        by="Acme",
    )
    assert [one.effect for one in held.effects] == [Effect.active]
    assert held.effects[0].findings == ("VD-1",)


@pytest.mark.parametrize(
    ("more", "effect"),
    [
        ({"timestamp": "2026-01-01T00:00:00Z"}, Effect.expired),
        ({"timestamp": ""}, Effect.faulty),
        ({"timestamp": "soon"}, Effect.faulty),
        ({"timestamp": "2027-01-01T00:00:00Z"}, Effect.faulty),
        ({"justification": None}, Effect.faulty),
        ({"products": (Product(id="pkg:pypi/other@1", purls=("pkg:pypi/other@1",)),)}, Effect.elsewhere),
        ({"products": (Product(id="pkg:oci/theirs", parts=(PART,)),)}, Effect.elsewhere),
        ({"products": (Product(id="pkg:generic/shop@2", parts=(PART,)),)}, Effect.elsewhere),
    ],
)
def test_what_does_not_hold_is_told_and_closes_nothing(more, effect):
    held = stand(said(statement(**more)))
    assert held.accepted == {}
    assert held.lapsed["VD-1"]
    assert [one.effect for one in held.effects] == [effect]
    assert held.effects[0].detail


@pytest.mark.parametrize(
    "product",
    [
        Product(id="pkg:generic/shop@1", parts=(PART,)),
        Product(id="pkg:generic/shop@1"),
        Product(id="pkg:pypi/old-thing", purls=("pkg:pypi/old-thing",)),
    ],
)
def test_ours_as_a_whole_a_part_of_ours_and_the_package_everywhere(product):
    assert "VD-1" in stand(said(statement(products=(product,)))).accepted


def test_other_names_of_the_weakness_are_the_same():
    assert "VD-1" in stand(said(statement(vulnerability="ghsa-X"))).accepted
    assert "VD-1" in stand(said(statement(vulnerability="V-1", aliases=("CVE-2026-1",)))).accepted


def test_the_latest_counts_and_may_take_back():
    later = said(statement(status=Status.affected, timestamp="2026-11-02T00:00:00Z"))
    first = said(statement())
    assert stand(first, later).accepted == stand(later, first).accepted == {}
    again = said(statement(timestamp="2026-11-03T00:00:00Z"))
    assert "VD-1" in stand(again, later, first).accepted


def test_only_authors_who_are_trusted_are_believed_where_some_are_named():
    assert stand(said(statement()), trust=VexTrust(authors=("Other*",))).accepted == {}
    assert "VD-1" in stand(said(statement()), trust=VexTrust(authors=("Acm?",))).accepted


def test_what_is_critical_needs_somebody_who_trusts_the_author():
    grave = item(Severity.critical)
    held = stand(said(statement()), found=grave)
    assert held.accepted == {}
    assert [one.effect for one in held.effects] == [Effect.waiting]
    assert "VD-1" in stand(said(statement()), found=grave, trust=VexTrust(authors=("Acme",))).accepted


def test_what_is_new_in_the_change_waits():
    held = stand(said(statement(), pending=True))
    assert held.accepted == {}
    assert [one.effect for one in held.effects] == [Effect.pending]


def test_a_finding_without_a_known_package_is_never_closed():
    view = VexView(trust=VexTrust(), max_days=180, today=TODAY, ours=frozenset({"shop"}), purls=lambda _: ())
    whole = statement(products=(Product(id="shop"),))
    assert with_statements(Standing(), [said(whole)], [item()], view).accepted == {}


def test_a_waiver_stays_as_it_is_and_thousands_of_others_are_a_number():
    waiver = Acceptance(how="waiver", reason="r", until="2026-12-01", by="me")
    others = [said(statement(vulnerability=f"CVE-1-{number}")) for number in range(3000)]
    held = stand(said(statement()), *others, standing=Standing(accepted={"VD-1": waiver}))
    assert held.accepted == {"VD-1": waiver}
    assert [one.effect for one in held.effects] == [Effect.active, Effect.unseen]
    assert held.effects[1].detail.startswith("3,000 of its statements")


statements = st.builds(
    statement,
    vulnerability=st.sampled_from(["CVE-2026-1", "CVE-2", ""]),
    status=st.sampled_from(list(Status)),
    timestamp=st.one_of(st.text(max_size=20), st.dates().map(str), st.just("9999-12-31T23:59:59+00:00")),
    products=st.lists(
        st.builds(Product, id=st.text(max_size=30), purls=st.just(()) | st.just((PURL,))), max_size=2
    ).map(tuple),
    impact=st.text(max_size=10),
)


@given(st.lists(statements, max_size=5))
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_is_said_nothing_closes_without_reason_author_and_end(said_):
    held = stand(*map(said, said_))
    for acceptance in held.accepted.values():
        assert acceptance.how == "vex"
        assert acceptance.by
        assert acceptance.reason
        assert date.fromisoformat(acceptance.until) >= TODAY
    only_open = [one for one in said_ if one.status in {Status.affected, Status.under_investigation}]
    if len(only_open) == len(said_):
        assert held.accepted == {}


def test_every_statement_is_either_heard_or_counted():
    given_ = [said(replace(statement(), id=str(number))) for number in range(5)]
    assert len(stand(*given_).effects) == 5


def test_what_is_said_to_be_open_is_no_statement_that_accepts():
    held = stand(said(statement(status=Status.under_investigation)))
    assert held == Standing()
    far = Product(id="pkg:oci/theirs", parts=(PART,))
    assert stand(said(statement(status=Status.affected, products=(far,)))) == Standing()
