"""What is publicly known, at hand in the process that judges: the database of advisories, or why not."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from vedette.detectors.interface import ProgramDetector
from vedette.model.advisory import Advisory
from vedette.model.errors import WorldError
from vedette.settings.interface import Settings
from vedette.sources.advisories.interface import DEFAULT_ECOSYSTEMS, State
from vedette.sources.advisories.store import NoDatabaseError, Store, default_path, open_store

KIND = "packages"
_NEED = "advisories"


def place_of(settings: Settings) -> str:
    """Where the database is; "" for a user who has no place for one."""
    if settings.intel.path:
        return settings.intel.path
    try:
        return default_path()
    except WorldError:
        return ""


def is_idle(settings: Settings, place: str) -> bool:
    """Whether packages are left out: nobody asked for them by name, and there is no database to judge by."""
    return KIND not in settings.scan.only and not os.path.lexists(place)


class Intel:
    """The database of a run, opened when the first detector wants it.

    Args:
        place: of the database.
        max_age: days after which it is too old to rely on.

    Attributes:
        stale: what is too old to rely on, in words.
        missing: why there is none, in words; "" when there is one.
    """

    def __init__(self, place: str, max_age: int) -> None:
        self._place, self._max_age = place, max_age
        self._store: Store | None = None
        self.stale: tuple[str, ...] = ()
        self.missing = ""

    def give(self, detectors: Mapping[str, ProgramDetector]) -> None:
        """Gives the advisories to those detectors that need them; without any they miss their canary."""
        wanting = [one for one in detectors.values() if _NEED in getattr(one, "needs", ())]
        if not wanting:
            return
        try:
            self._store = open_store(self._place)
        except NoDatabaseError as error:
            self.missing = f"{error.message}; {error.help}"
            return
        for one in wanting:
            one.give(_Advisories(self._store))  # type: ignore[attr-defined] # it said that it needs them

    def settle(self, detectors: Mapping[str, ProgramDetector]) -> None:
        """Says whether the database was good enough for what was judged by it."""
        if self._store is None:
            return
        met = {name for one in detectors.values() for name in getattr(one, "ecosystems", ())}
        needed = met & frozenset(DEFAULT_ECOSYSTEMS)
        if not needed:
            return  # nothing was judged by it
        judged = self._store.freshness(datetime.now(UTC), timedelta(days=self._max_age), needed)
        if judged.state is State.none:
            self.missing = judged.reasons[0]
        else:
            self.stale = judged.reasons

    def close(self) -> None:
        """Lets go of the database."""
        if self._store is not None:
            self._store.close()


class _Advisories:
    """As the detector of packages wants them."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def affecting(self, ecosystem: str, name: str, version: str) -> Sequence[Advisory]:
        return self._store.matches(ecosystem, name, version).affecting
