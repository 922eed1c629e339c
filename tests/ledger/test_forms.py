"""Ledgers of earlier forms, as the code of their day wrote them, are brought forward after a backup."""

from __future__ import annotations

import io
import os
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest
from ledger_world import finding, place_of, scan, seen, states

from vedette.ledger import place as places
from vedette.ledger import schema
from vedette.ledger.moving import export_ledger, import_file
from vedette.ledger.place import Place, Server
from vedette.ledger.store import open_ledger
from vedette.model.errors import UsageError, WorldError
from vedette.model.finding import State

OLD = Path(__file__).with_name("old")
FORMS = sorted(int(path.stem.removeprefix("form")) for path in OLD.glob("form*.sql"))


def of_old(tmp_path: Path, form: int) -> Path:
    path = place_of(tmp_path)
    path.parent.mkdir(mode=0o700)
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript((OLD / f"form{form}.sql").read_text())
    path.chmod(0o600)
    return path


def test_there_are_ledgers_of_old() -> None:
    assert FORMS[:2] == [1, 2]


@pytest.mark.parametrize("form", FORMS)
def test_all_is_kept_and_so_is_a_copy(tmp_path: Path, form: int) -> None:
    path = of_old(tmp_path, form)
    ledger = open_ledger(path)
    (note,) = ledger.notes()
    copy = path.with_name(f"ledger.db.v{form}.bak")
    assert str(copy) in note
    assert ledger.verify() == []
    assert sorted(states(ledger).values()) == [State.fixed, State.open, State.open]
    assert {item.finding.place.path for item in ledger.findings("shop")} == {
        "a.py",
        "moved\0.py",
        "caf\udce9.py",
    }
    assert [item.run.id[0] for item in ledger.runs(None, 9)] == ["3", "2", "1"]
    scan(ledger, 9, [finding()], seen("a.py"))
    assert ledger.verify() == []
    ledger.close()
    if os.name == "posix":
        assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (form,)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("SELECT count(*) FROM journal").fetchone() == (3,)
    ledger = open_ledger(path)
    assert ledger.notes() == (), "once is enough"
    ledger.close()
    assert {item.name for item in path.parent.glob("*.bak*")} == {copy.name}


@pytest.mark.parametrize("form", FORMS)
def test_a_copy_of_before_is_not_overwritten(tmp_path: Path, form: int) -> None:
    path = of_old(tmp_path, form)
    kept = path.with_name(f"ledger.db.v{form}.bak")
    kept.write_text("of somebody")
    open_ledger(path).close()
    assert kept.read_text() == "of somebody"
    assert path.with_name(f"ledger.db.v{form}.bak.2").exists()


@pytest.mark.parametrize("form", FORMS)
def test_it_moves_to_postgresql(tmp_path: Path, form: int, postgres_address: str) -> None:
    path = of_old(tmp_path, form)
    out = io.BytesIO()
    export_ledger(path, out)
    server = places.place_of(postgres_address)
    out.seek(0)
    import_file(server, out)
    one, two = open_ledger(path), open_ledger(server)
    assert two.verify() == []
    assert one.findings(None) == two.findings(None)
    assert one.head().head == two.head().head
    one.close()
    two.close()


def test_without_a_copy_nothing_is_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = of_old(tmp_path, 2)
    before = path.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(WorldError):
        open_ledger(path)
    monkeypatch.undo()
    assert path.read_bytes() == before
    assert [item.name for item in path.parent.iterdir()] == ["ledger.db"]


def test_a_later_form_makes_a_copy_on_each_store(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = open_ledger(place)
    scan(ledger, 1, [finding()], seen("a.py"))
    key = ledger.identity_key()
    ledger.close()
    changed = tuple(text.replace("event_finding", "event_of_finding") for text in schema.PROJECTIONS)
    monkeypatch.setattr(schema, "PROJECTIONS", changed)
    monkeypatch.setattr(schema, "VERSION", schema.VERSION + 1)
    ledger = open_ledger(place)
    assert f"form {schema.VERSION - 1} to {schema.VERSION}" in ledger.notes()[0]
    if isinstance(place, Server):
        name = f"vedette_v{schema.VERSION - 1}_backup"
        assert name in ledger.notes()[0]
        query = f"SELECT count(*) FROM {name}.finding"  # noqa: S608 - a name of our own
        rows = ledger._store.rows(query)  # type: ignore[attr-defined]
        assert rows == [(1,)]
    assert len(ledger.findings("shop")) == 1
    assert ledger.verify() == []
    assert ledger.identity_key() == key
    ledger.close()
    monkeypatch.undo()
    with pytest.raises(UsageError, match="later vedette") as caught:
        open_ledger(place)
    assert caught.value.help


def test_one_that_was_opened_before_does_not_write_into_a_later_form(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    early = open_ledger(place)
    with monkeypatch.context() as patch:
        patch.setattr(schema, "VERSION", schema.VERSION + 1)
        open_ledger(place).close()
    with pytest.raises(UsageError, match="later vedette"):
        scan(early, 1, [finding()], seen("a.py"))
    early.close()
