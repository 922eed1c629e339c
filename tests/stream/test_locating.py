"""Host and path lead to deployment, route, handler, owner and open findings, as the ledger knows them."""

import pytest
from msgspec.structs import replace

from alert_world import SAMPLE
from vedette.ledger.interface import Seen
from vedette.ledger.store import open_ledger
from vedette.ledger.watching import WatchMemory
from vedette.model.alert import Alert
from vedette.model.coverage import Completeness, Coverage, KindCoverage
from vedette.model.deployment import Deployment
from vedette.model.facts import Position
from vedette.model.finding import Finding, Place
from vedette.model.inventory import Inventory, Route, ServiceInventory
from vedette.model.rule import Confidence, Severity
from vedette.model.verdict import Decision, Disposition, Judgement, Record, Run, Verdict
from vedette.model.watch import News, Point
from vedette.policy.correlation import Placement
from vedette.settings.interface import WatchedLog
from vedette.stream.locating import DeployedLocator

COMMIT = "1" * 40
SEEN = replace(SAMPLE, path="/shop/item/7", host="shop.example")
PLACES = [Placement(service="shop", environment="prod", hosts=("shop.example",), prefix="/shop")]
WORDS = {"code-sql-injection": "sql"}


@pytest.fixture
def ledger(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "home"))
    opened = open_ledger(tmp_path / "ledger.db")
    yield opened
    opened.close()


def scanned():
    """A complete run that found one weakness behind /item/{id}."""
    run = Run(id="r1", project="shop", started="2026-11-20T10:00:00Z", finished="2026-11-20T10:00:01Z")
    at = Place("shop/store.py", Position(9, 1), Position(9, 5))
    finding = Finding(
        rule="code-sql-injection",
        kind="code",
        place=at,
        severity=Severity.critical,
        confidence=Confidence.high,
        message="m",
        fingerprint="f1",
        through=("shop/views.py::item", "shop/store.py::find"),
    )
    route = Route(
        path="/item/{id}", method="GET", file="shop/views.py", line=12, function="item", owner="@shop/team"
    )
    stock = ServiceInventory(service="shop", commit=COMMIT, basis="b", inventory=Inventory(routes=(route,)))
    return run, finding, stock


def remember(ledger):
    run, finding, stock = scanned()
    seen = Seen(
        kinds=frozenset({"code"}),
        examined={"shop/store.py": "b"},
        present=frozenset({"shop/store.py"}),
        complete=True,
    )
    with ledger.session(run) as session:
        tracked = session.match([finding], seen, frozenset())
        kind = KindCoverage(kind="code", examined=1, canaries_planted=1, canaries_found=1)
        coverage = Coverage(asked=1, examined=1, asked_kinds=("code",), kinds=(kind,))
        told = Judgement(tracked=tracked[0], disposition=Disposition.tracked, reason="r")
        verdict = Verdict(decision=Decision.passed, completeness=Completeness.complete, judgements=(told,))
        record = Record(run=run, coverage=coverage, verdict=verdict, inventories=(stock,))
        session.commit(record)
    return tracked[0].id


def deploy(ledger, version="1.4", at="2026-11-21T10:00:00Z", commit=COMMIT):
    ledger.deployed(
        Deployment(project="shop", service="shop", environment="prod", version=version, commit=commit, at=at)
    )


def locator(ledger, declared=None, clock=lambda: 0.0):
    return DeployedLocator(ledger, PLACES, lambda _: declared, WORDS, clock)


def test_an_attack_leads_to_handler_owner_and_finding(ledger):
    name = remember(ledger)
    deploy(ledger)
    target = locator(ledger).locate(SEEN)
    assert (target.service, target.environment, target.version, target.commit) == (
        "shop",
        "prod",
        "1.4",
        COMMIT,
    )
    assert (target.route, target.file, target.line, target.function) == (
        "/item/{id}",
        "shop/views.py",
        12,
        "item",
    )
    assert (target.owner, target.findings) == ("@shop/team", (name,))
    other = locator(ledger).locate(replace(SEEN, weakness="html"))
    assert (other.route, other.findings) == ("/item/{id}", ())


def test_an_attack_raises_the_finding_in_the_ledger(ledger, tmp_path):
    name = remember(ledger)
    deploy(ledger)
    target = locator(ledger).locate(SEEN)
    memory = WatchMemory(tmp_path / "ledger.db")
    alert = Alert(
        key="k",
        title="t",
        severity=Severity.critical,
        confidence=Confidence.high,
        first="2026-11-22T10:00:00Z",
        last="2026-11-22T10:00:00Z",
        targets=(target,),
    )
    memory.checkpoint(Point(turn=1, at=1_795_000_000.0, news=[News(alert, "opened")]), lambda _: [])
    memory.close()
    assert ledger.finding(name).tracked.exploited


def test_no_match_is_said_and_not_guessed(ledger):
    remember(ledger)
    deploy(ledger)
    here = locator(ledger)
    assert here.locate(replace(SEEN, host="other.example")) is None
    nothing = here.locate(replace(SEEN, path="/shop/none"))
    assert (nothing.service, nothing.version, nothing.route, nothing.file) == ("shop", "1.4", "", "")


def test_what_is_declared_of_a_log_counts_before_hosts(ledger):
    remember(ledger)
    deploy(ledger)
    declared = WatchedLog(path="access.log", service="shop", environment="prod")
    target = locator(ledger, declared).locate(replace(SEEN, host="", path="/item/7"))
    assert target.route == "/item/{id}"
    unknown = WatchedLog(path="access.log", service="pay")
    assert locator(ledger, unknown).locate(SEEN).service == "pay"


def test_a_new_deployment_is_known_after_a_while(ledger):
    remember(ledger)
    deploy(ledger)
    now = [0.0]
    here = locator(ledger, clock=lambda: now[0])
    assert here.locate(SEEN).version == "1.4"
    deploy(ledger, "1.5", "2026-11-22T10:00:00Z", "2" * 40)
    now[0] = 10.0
    assert here.locate(SEEN).version == "1.4"
    now[0] = 60.0
    later = here.locate(SEEN)
    assert (later.version, later.route) == ("1.5", "")
