"""Fixtures of the ledger's tests: what a ledger does, it does on each kind of store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from ledger_world import place_of

from vedette.ledger import place as places
from vedette.ledger.interface import Ledger
from vedette.ledger.place import Place
from vedette.ledger.store import open_ledger


@pytest.fixture(autouse=True)
def _a_home_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("VEDETTE_IDENTITY_KEY", raising=False)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "home"))


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """Where a ledger may be made, once for each kind of store."""
    if request.param == "sqlite":
        return place_of(tmp_path)
    return places.place_of(request.getfixturevalue("postgres_address"))


@pytest.fixture
def ledger(place: Place) -> Iterator[Ledger]:
    opened = open_ledger(place)
    yield opened
    opened.close()


@pytest.fixture
def filed(tmp_path: Path) -> Iterator[Ledger]:
    """A ledger in a SQLite file at `place_of(tmp_path)`."""
    opened = open_ledger(place_of(tmp_path))
    yield opened
    opened.close()
