"""What services offer at a commit, and what runs where: journalled, projected, verified, moved."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from ledger_world import finding, place_of, record, run, seen
from msgspec.structs import replace

from vedette.ledger import export, journal, stock
from vedette.ledger.database.opening import open_store, writing
from vedette.ledger.interface import Ledger
from vedette.ledger.place import Place
from vedette.ledger.store import open_ledger
from vedette.model.coverage import Completeness
from vedette.model.deployment import Deployment
from vedette.model.inventory import Guard, Inventory, Route, ServiceInventory, Unresolved

_ONE, _TWO = "1" * 40, "2" * 40


def inventory(*paths: str) -> Inventory:
    return Inventory(
        routes=tuple(
            Route(
                path=path,
                method="GET",
                file="app.py",
                line=line,
                function="show",
                owner="@shop/web",
                guards=(Guard("authentication", "login_required"),),
                registered=f"app.py:{line}",
            )
            for line, path in enumerate(paths, 1)
        ),
        unresolved=(Unresolved("app.py", 9, "path"),),
    )


def stocked(service: str, commit: str, *paths: str, basis: str = "rules-1") -> ServiceInventory:
    return ServiceInventory(service=service, commit=commit, basis=basis, inventory=inventory(*paths))


def remember(
    ledger: Ledger,
    number: int,
    *stock_: ServiceInventory,
    completeness: Completeness = Completeness.complete,
) -> None:
    of = run(number)
    with ledger.session(of) as session:
        tracked = session.match([finding()], seen("a.py"), frozenset())
        session.commit(replace(record(of, tracked, completeness), inventories=stock_))


def deployment(**changes: str) -> Deployment:
    values = {
        "project": "shop",
        "service": "web",
        "environment": "prod",
        "version": "1.0",
        "commit": _ONE,
        "at": "2026-11-02T10:00:00+00:00",
        "who": "jane",
    }
    return Deployment(**(values | changes))


def test_what_a_complete_run_found_is_kept_by_commit_and_service(ledger: Ledger) -> None:
    web, whole = stocked("web", _ONE, "/", "/cart"), stocked("", _ONE, "/", "/cart", "/admin")
    remember(ledger, 1, whole, web)
    assert ledger.inventory("shop", _ONE, "web") == web
    assert ledger.inventory("shop", _ONE) == whole
    # A service that nobody declared is the whole project.
    assert ledger.inventory("shop", _ONE, "other") == whole
    assert ledger.inventory("shop", _TWO) is None
    assert ledger.inventory("elsewhere", _ONE) is None
    assert ledger.verify() == []


def test_the_latest_is_that_of_the_run_that_told_last(ledger: Ledger) -> None:
    remember(ledger, 1, stocked("", _TWO, "/"))
    remember(ledger, 2, stocked("", _ONE, "/", "/new"))
    latest = ledger.latest_inventory("shop")
    assert latest is not None
    assert (latest.commit, len(latest.inventory.routes)) == (_ONE, 2)
    assert ledger.latest_inventory("elsewhere") is None


def test_a_run_that_is_not_complete_tells_nothing(ledger: Ledger) -> None:
    remember(ledger, 1, stocked("", _ONE, "/"), completeness=Completeness.partial)
    remember(ledger, 2, stocked("", _ONE, "/"), completeness=Completeness.void)
    assert ledger.inventory("shop", _ONE) is None
    assert ledger.verify() == []


def test_the_same_inventory_is_kept_once(place: Place, ledger: Ledger) -> None:
    remember(ledger, 1, stocked("", _ONE, "/"), stocked("web", _ONE, "/"))
    remember(ledger, 2, stocked("", _TWO, "/"))
    remember(ledger, 3, stocked("", _TWO, "/"))
    store = open_store(place)
    try:
        bodies = [journal.unpack(entry.body) for entry in journal.read(store)]
        assert store.rows("SELECT count(*) FROM inventory") == [(1,)]
        assert store.rows("SELECT count(*) FROM stock") == [(3,)]
    finally:
        store.close()
    told = [body.stock or () for body in bodies if isinstance(body, journal.Body)]
    assert [len(items) for items in told] == [2, 1, 0]
    found = ledger.inventory("shop", _TWO)
    assert found is not None
    assert found.inventory == inventory("/")
    assert ledger.verify() == []


def test_a_new_basis_takes_the_place_of_the_old(ledger: Ledger) -> None:
    remember(ledger, 1, stocked("", _ONE, "/"))
    remember(ledger, 2, stocked("", _ONE, "/", "/found-now", basis="rules-2"))
    found = ledger.inventory("shop", _ONE)
    assert found is not None
    assert (found.basis, len(found.inventory.routes)) == ("rules-2", 2)
    assert ledger.verify() == []


def test_it_is_bounded_and_holds_no_address(ledger: Ledger) -> None:
    many = inventory(*(f"/{number:05}" for number in range(stock.MOST_ROUTES + 7)))
    long = replace(many.routes[0], path="/" + "x" * 5_000, owner="jane@example.org", function="\ud800")
    huge = replace(many, routes=(long, *many.routes[1:]))
    remember(ledger, 1, ServiceInventory(service="", commit=_ONE, inventory=huge))
    found = ledger.inventory("shop", _ONE)
    assert found is not None
    assert (len(found.inventory.routes), found.left_out) == (stock.MOST_ROUTES, 7)
    first = found.inventory.routes[0]
    assert (len(first.path), first.owner, first.function) == (1_000, "", "\ud800")
    assert ledger.verify() == []


def test_an_inventory_that_was_altered_shows(place: Place, ledger: Ledger) -> None:
    remember(ledger, 1, stocked("", _ONE, "/"))
    store = open_store(place)
    try:
        with writing(store):
            store.rows("UPDATE stock SET revision = ?", (_TWO,))
    finally:
        store.close()
    assert any("stock" in fault.what for fault in ledger.verify())


def test_what_runs_where(ledger: Ledger) -> None:
    remember(ledger, 1, stocked("", _ONE, "/"))
    first = ledger.deployed(deployment())
    assert first.who == "jane"
    assert first.inventory
    ledger.deployed(
        deployment(environment="staging", commit=_TWO, version="1.1", at="2026-11-03T10:00:00+00:00")
    )
    second = ledger.deployed(deployment(commit=_TWO, version="1.1", at="2026-11-04T10:00:00+00:00"))
    assert second.inventory == ""
    now = ledger.deployments("shop")
    assert [(one.environment, one.version) for one in now] == [("prod", "1.1"), ("staging", "1.1")]
    assert [one.version for one in ledger.deployments(service="web", environment="prod", current=False)] == [
        "1.1",
        "1.0",
    ]
    assert ledger.deployments("elsewhere") == []
    assert ledger.verify() == []


def test_a_later_run_of_the_commit_joins_the_deployment(ledger: Ledger) -> None:
    ledger.deployed(deployment())
    remember(ledger, 1, stocked("", _ONE, "/", "/all"))
    (one,) = ledger.deployments()
    whole = one.inventory
    assert whole
    remember(ledger, 2, stocked("web", _ONE, "/"))
    (one,) = ledger.deployments()
    assert one.inventory not in {"", whole}


def test_a_deployment_of_no_known_commit_has_no_inventory(ledger: Ledger) -> None:
    remember(ledger, 1, stocked("", _ONE, "/"))
    assert ledger.deployed(deployment(commit="")).inventory == ""


def test_who_deployed_can_be_forgotten(ledger: Ledger) -> None:
    ledger.deployed(deployment())
    assert ledger.forget("jane") == 1
    (one,) = ledger.deployments()
    assert (one.who, one.version) == ("", "1.0")
    assert ledger.verify() == []


def test_all_of_it_moves_with_an_export(ledger: Ledger, tmp_path: Path) -> None:
    remember(ledger, 1, stocked("web", _ONE, "/"))
    ledger.deployed(deployment())
    out = BytesIO()
    there = open_ledger(place_of(tmp_path / "there"))
    from_store, to_store = ledger._store, there._store  # type: ignore[attr-defined]
    with from_store.reading():
        export.write(from_store, out, ledger.head())
    out.seek(0)
    first = export.header(out.readline())
    assert first is not None
    with writing(to_store):
        export.take(to_store, out, first)
    assert there.deployments() == ledger.deployments()
    assert there.inventory("shop", _ONE, "web") == stocked("web", _ONE, "/")
    assert there.verify() == []
    there.close()
