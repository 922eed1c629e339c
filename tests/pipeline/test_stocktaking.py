"""With each complete run of a commit the ledger learns what its services offer, and at no other time."""

import pytest

from repository_world import commit
from vedette.ledger.place import default_path
from vedette.ledger.store import open_ledger
from vedette.model.events import Judged
from vedette.pipeline import Request, scan
from vedette.work import stock

APP = """from flask import Flask
app = Flask(__name__)

@app.get("/cart/<int:number>")
def cart(number):
    return "one"
"""
MORE = (
    APP
    + """
@app.post("/pay")
def pay():
    return "two"
"""
)
SHOP = """[project]
id = "shop"

[[service]]
name = "web"
paths = ["shop/**"]
owners = ["@shop/web"]

[[service]]
name = "office"
paths = ["office/**"]
"""


def run(folder, **request):
    events = list(scan(Request(path=folder, **request)))
    return next(event for event in events if isinstance(event, Judged)).record


def known(commit_, service=""):
    ledger = open_ledger(default_path())
    try:
        return ledger.inventory("shop", commit_, service)
    finally:
        ledger.close()


@pytest.fixture
def shop(repo):
    commit(repo, {"vedette.toml": SHOP, "shop/app.py": APP, "tests/test_app.py": MORE})
    return repo


def head(repo):
    return (repo / ".git/refs/heads/main").read_text().strip()


def test_the_routes_of_a_commit_are_on_record(shop):
    record = run(shop)
    (route,) = known(head(shop)).inventory.routes
    assert (route.method, route.path, route.file, route.line, route.owner) == (
        "GET",
        "/cart/{number}",
        "shop/app.py",
        5,
        "@shop/web",
    )
    assert known(head(shop), "web").inventory.routes == (route,)
    assert known(head(shop), "office").inventory.routes == ()
    assert [one.service for one in record.inventories] == ["", "web", "office"]


def test_a_second_run_says_the_same_and_looks_at_nothing(shop, monkeypatch):
    first = run(shop)
    monkeypatch.setattr(stock, "take", never)
    assert run(shop).inventories == first.inventories
    commit(shop, {"README.md": "no route follows from it"})
    third = run(shop)
    assert [one.commit for one in third.inventories] == [head(shop)] * 3
    assert known(head(shop)).inventory == first.inventories[0].inventory


def test_a_change_of_programs_is_looked_at(shop):
    run(shop)
    commit(shop, {"shop/app.py": MORE})
    run(shop)
    assert [route.path for route in known(head(shop)).inventory.routes] == ["/cart/{number}", "/pay"]


@pytest.mark.parametrize("name", ["shop/app.py", "shop/new.py"])
def test_what_is_not_committed_is_no_stock_of_the_commit(shop, name):
    (shop / name).write_text(MORE)
    assert run(shop).inventories == ()
    assert known(head(shop)) is None


def test_what_is_no_program_may_differ(shop):
    (shop / "notes.txt").write_text("not committed")
    assert len(run(shop).inventories) == 3


def test_a_part_or_the_index_is_no_stock(shop):
    run(shop / "shop")
    run(shop, staged=True, since=None)
    run(shop, ledger_path="none")
    assert not default_path().exists() or known(head(shop)) is None


def never(*_):
    raise AssertionError("stock was taken")


def test_a_run_that_is_partial_takes_none(shop, monkeypatch):
    monkeypatch.setattr(stock, "take", never)
    commit(shop, {"shop/large.txt": "x" * 5000})
    record = run(shop, command_line={"scan.max_file_bytes": 4000})
    assert record.verdict.completeness.value == "partial"
    assert record.inventories == ()
    assert known(head(shop)) is None


def test_a_program_that_is_not_judged_whole_gives_none(shop, monkeypatch):
    monkeypatch.setattr(stock, "take", never)
    commit(shop, {"shop/broken.py": "from flask import request\ndef f():\n    eval(request.args['x']\n) ("})
    record = run(shop)
    assert record.verdict.completeness.value == "partial"
    assert record.inventories == ()
