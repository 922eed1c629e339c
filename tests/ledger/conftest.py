"""Fixtures of the ledger's tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from ledger_world import place_of

from vedette.ledger.interface import Ledger
from vedette.ledger.store import open_ledger


@pytest.fixture(autouse=True)
def _no_key_of_the_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VEDETTE_IDENTITY_KEY", raising=False)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    opened = open_ledger(place_of(tmp_path))
    yield opened
    opened.close()
