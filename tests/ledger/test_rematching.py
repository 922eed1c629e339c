"""What advisories say of deployments: findings and alerts that come once, and go; journalled and verified."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from ledger_world import finding, place_of, record, run, seen
from msgspec import Raw
from msgspec.structs import replace

from vedette.ledger import deeds, journal, parts, projection
from vedette.ledger.database.opening import open_store, writing
from vedette.ledger.interface import Deed, Ledger, Rematched, Running, Sighting
from vedette.ledger.journal import Item
from vedette.ledger.place import Place
from vedette.ledger.rematching import evidence
from vedette.ledger.store import open_ledger
from vedette.ledger.watching import Outbox
from vedette.model.alert import AlertState
from vedette.model.coverage import Completeness
from vedette.model.deployment import Deployment
from vedette.model.finding import State
from vedette.model.inventory import PackageInventory, Part
from vedette.model.rule import Severity
from vedette.model.watch import Letter, News

_ONE, _TWO = "1" * 40, "2" * 40
_AT = "2026-11-20T10:00:00Z"


def part(name: str = "lodash", version: str = "4.17.20", **more: object) -> Part:
    values = {"path": "package-lock.json", "line": 7, "direct": True, "way": (name,)} | more
    return Part("npm", name, version, **values)  # type: ignore[arg-type]


def deployment(service: str = "web", **changes: str) -> Deployment:
    values = {
        "project": "shop",
        "environment": "prod",
        "version": "1",
        "commit": _ONE,
        "at": _AT,
        "owner": "@shop/web",
    }
    return Deployment(service=service, **(values | changes))  # type: ignore[arg-type]


def bad(*names: str, aliases: dict[str, tuple[str, ...]] | None = None, pressing: str = ""):
    """Judges packages by name: each of these has one weakness."""

    def judge(running: Sequence[Running]) -> list[Sighting]:
        return [
            Sighting(
                deployment=one.deployment,
                part=each,
                names=(aliases or {}).get(each.name, (f"CVE-{each.name}",)),
                finding=finding(
                    f"deployed/{one.deployment.environment}/{one.deployment.service}/x",
                    symbol=each.name,
                    evidence=evidence(each.name, [each.version]),
                    severity=Severity.high,
                    rule="package-vulnerable",
                    pressing=pressing,
                ),
                due="2026-12-20",
            )
            for one in running
            for each in one.parts
            if each.name in names
        ]

    return judge


def letters(news: Sequence[News]) -> list[Letter]:
    return [
        Letter(channel="team", key=f"{one.alert.number} {one.what} {one.alert.count}", body=b"x")
        for one in news
    ]


def match(ledger: Ledger, judge, at: str = "2026-11-21T10:00:00Z") -> Rematched:
    return ledger.rematch(judge, at, letters)


def entries(ledger: Ledger) -> int:
    return ledger.head().count


@pytest.fixture
def ledger(place: Place):
    opened = open_ledger(place)
    yield opened
    assert opened.verify() == []
    opened.close()


def remember(
    ledger: Ledger, number: int, *packages: PackageInventory, completeness=Completeness.complete
) -> None:
    of = run(number)
    with ledger.session(of) as session:
        tracked = session.match([finding()], seen("a.py"), frozenset())
        session.commit(replace(record(of, tracked, completeness), packages=packages))


def deployed_findings(ledger: Ledger):
    return [one for one in ledger.findings(None) if one.finding.kind == "deployed"]


def test_packages_of_a_commit_are_kept_once_and_join_a_deployment(ledger: Ledger) -> None:
    listed = (part(), part("a", "1.0.0"))
    remember(
        ledger,
        1,
        *(PackageInventory(service=name, commit=_ONE, basis="b", parts=listed) for name in ("", "web")),
    )
    before = entries(ledger)
    remember(ledger, 2, PackageInventory(service="", commit=_TWO, basis="b", parts=listed[::-1]))
    assert entries(ledger) == before + 1
    one, other = ledger.deployed(deployment()), ledger.deployed(deployment("api", commit=_TWO))
    assert one.packages == other.packages
    assert ledger.parts([one.packages]) == {one.packages: (part("a", "1.0.0"), part())}
    assert ledger.packages_basis("shop", _ONE, "web") == "b"
    assert ledger.packages_basis("shop", "3" * 40) is None
    latest = ledger.latest_packages("shop")
    assert latest is not None
    assert (latest.commit, len(latest.parts)) == (_TWO, 2)


def test_a_bill_of_its_own_comes_before_the_commit(ledger: Ledger) -> None:
    remember(ledger, 1, PackageInventory(service="", commit=_ONE, parts=(part(),)))
    done = ledger.deployed(deployment(), [part("other", "2")])
    assert done.sbom
    assert ledger.parts([done.packages])[done.packages] == (part("other", "2"),)


def test_too_many_packages_are_cut_and_counted(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "MOST_PARTS", 2)
    remember(
        ledger, 1, PackageInventory(service="", commit=_ONE, parts=tuple(part(f"p{n}") for n in range(5)))
    )
    assert ledger.deployed(deployment()).left_out == 3


def test_what_is_new_is_raised_once(ledger: Ledger) -> None:
    ledger.deployed(deployment(), [part()])
    first = match(ledger, bad("lodash"))
    (one,) = deployed_findings(ledger)
    assert (one.id, one.state, one.owner, one.due) == (first.raised[0], State.open, "@shop/web", "2026-12-20")
    assert one.first_seen == "2026-11-21T10:00:00Z"
    count = entries(ledger)
    again = match(ledger, bad("lodash"), "2026-11-22T10:00:00Z")
    assert (again.raised, again.closed, entries(ledger)) == ((), (), count)


def test_a_weakness_that_gets_a_better_name_is_the_same(ledger: Ledger) -> None:
    ledger.deployed(deployment(), [part()])
    match(ledger, bad("lodash", aliases={"lodash": ("GHSA-1",)}))
    done = match(ledger, bad("lodash", aliases={"lodash": ("CVE-1", "GHSA-1")}))
    assert (done.raised, done.closed, len(deployed_findings(ledger))) == ((), (), 1)


@pytest.mark.parametrize("replaced", [True, False])
def test_what_is_gone_is_fixed_and_may_come_back(ledger: Ledger, replaced: bool) -> None:
    ledger.deployed(deployment(), [part()])
    (name,) = match(ledger, bad("lodash")).raised
    if replaced:
        ledger.deployed(deployment(version="2", at="2026-11-22T10:00:00Z"), [part("a")])
    done = match(ledger, bad("lodash") if replaced else bad())
    assert done.closed == (name,)
    history = ledger.finding(name)
    assert history is not None
    assert history.tracked.state is State.fixed
    assert history.events[-1][2] == (
        "web 2 in prod runs without it" if replaced else "what is publicly known names it no more"
    )
    ledger.deployed(deployment(version="3", at="2026-11-23T10:00:00Z"), [part()])
    assert match(ledger, bad("lodash")).raised == (name,)
    assert [one.reopened for one in deployed_findings(ledger)] == [True]


def test_of_a_deployment_without_packages_nothing_is_concluded(ledger: Ledger) -> None:
    ledger.deployed(deployment(), [part()])
    match(ledger, bad("lodash", pressing="it is malicious"))
    ledger.deployed(deployment(version="2", commit=_TWO, at="2026-11-22T10:00:00Z"))
    done = match(ledger, bad("lodash"))
    assert [one.version for one in done.unknown] == ["2"]
    assert (done.closed, [one.state for one in deployed_findings(ledger)]) == ((), [State.open])
    assert [one.state for one in ledger.alerts(list(AlertState))] == [AlertState.open]


def test_a_scan_neither_closes_nor_judges_it(ledger: Ledger) -> None:
    ledger.deployed(deployment(), [part()])
    match(ledger, bad("lodash"))
    of = run(9)
    with ledger.session(of) as session:
        looked = seen("a.py", kinds=frozenset({"secrets", "packages"}))
        tracked = session.match([finding()], looked, frozenset())
        session.commit(record(of, tracked))
    assert [one.finding.kind for one in tracked] == ["secrets"]
    assert [one.state for one in deployed_findings(ledger)] == [State.open]


def test_two_places_with_like_names_are_two(ledger: Ledger) -> None:
    ledger.deployed(deployment("b/c", environment="a"), [part()])
    ledger.deployed(deployment("c", environment="a/b"), [part()])
    assert len(match(ledger, bad("lodash")).raised) == 2


def test_an_emergency_is_one_alert_and_told_once(ledger: Ledger, place: Place) -> None:
    ledger.deployed(deployment(), [part()])
    match(ledger, bad("lodash"))
    assert ledger.alerts(list(AlertState)) == []
    done = match(ledger, bad("lodash", pressing="it is exploited in the wild"))
    assert done.raised  # it could wait, and cannot any more
    match(ledger, bad("lodash", pressing="it is exploited in the wild"))
    ledger.deployed(deployment("api"), [part()])
    match(ledger, bad("lodash", pressing="it is exploited in the wild"))
    (alert,) = ledger.alerts([AlertState.open])
    assert [target.service for target in alert.targets] == ["api", "web"]
    assert [one.exploited for one in deployed_findings(ledger)] == [False, False]
    assert {one.due for one in deployed_findings(ledger)} >= {"2026-11-21"}
    outbox = Outbox(place)
    assert [one.letter.key for one in outbox.due(2e9)] == ["1 opened 1", "1 raised 2"]
    outbox.close()
    ledger.deployed(deployment(version="2", at="2026-11-22T10:00:00Z"), [part("a")])
    match(ledger, bad("lodash", pressing="it is exploited in the wild"))
    (alert,) = ledger.alerts([AlertState.open])
    assert [target.service for target in alert.targets] == ["api"]
    match(ledger, bad())
    (alert,) = ledger.alerts([AlertState.closed])
    assert alert.closed_why == "nothing that runs has it any more"


def test_what_is_accepted_in_the_tree_is_accepted_where_it_runs_unless_it_is_pressing(ledger: Ledger) -> None:
    of = run(1)
    here = finding("package-lock.json", kind="packages", subject="npm:lodash:CVE-lodash")
    with ledger.session(of) as session:
        tracked = session.match([here], seen("package-lock.json", kinds=frozenset({"packages"})), frozenset())
        session.commit(record(of, tracked, accepted=(tracked[0].id,)))
    ledger.deployed(deployment(), [part()])
    assert match(ledger, bad("lodash")).raised == ()
    assert [one.state for one in deployed_findings(ledger)] == [State.accepted]
    assert len(match(ledger, bad("lodash", pressing="it is malicious")).raised) == 1


def test_only_a_matching_makes_findings(tmp_path: Path) -> None:
    store = open_store(place_of(tmp_path))
    item = Item(id="VD-AAAAAAAA", finding=Raw(b"{}"))
    deed = Deed(what="merge", at=_AT, who="", reason="", project="shop")
    with pytest.raises(KeyError), writing(store):
        deeds.record(store, deed, [item])
    payload = dict.fromkeys(projection.DEPLOYMENT_FIELDS, "x") | {"sbom": "0" * 64}
    deed = Deed(what=projection.DEPLOYED, at=_AT, who="", reason="", project="shop", payload=payload)
    with pytest.raises(KeyError), writing(store):
        deeds.record(store, deed)
    assert journal.head(store)[0] == 0
    store.close()
