"""What is publicly known, at hand in the process that judges: the database of advisories, or why not."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from vedette.detectors.interface import ProgramDetector
from vedette.model.errors import WorldError
from vedette.settings.interface import Settings
from vedette.sources.advisories.place import default_path

if TYPE_CHECKING:  # every scan imports this, and few open a database
    from vedette.analysis.packages.cooldown import Cooldown
    from vedette.detectors.packages.interface import Advised
    from vedette.sources.advisories.store import Store

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
        cooldown: days for which a mend has to be known before it is advised.

    Attributes:
        stale: what is too old to rely on, in words.
        missing: why there is none, in words; "" when there is one.
    """

    def __init__(self, place: str, max_age: int, cooldown: int = 0) -> None:
        self._place, self._max_age, self._cooldown = place, max_age, cooldown
        self._store: Store | None = None
        self.stale: tuple[str, ...] = ()
        self.missing = ""

    def give(self, detectors: Mapping[str, ProgramDetector]) -> None:
        """Gives the advisories to those detectors that need them; without any they miss their canary."""
        wanting = _wanting(detectors)
        if not wanting:
            return
        from vedette.sources.advisories.store import NoDatabaseError, open_store

        try:
            self._store = open_store(self._place)
        except NoDatabaseError as error:
            self.missing = f"{error.message}; {error.help}"
            return
        for one in wanting:
            one.give(self._store, cooldown_of(self._cooldown))

    def settle(self, detectors: Mapping[str, ProgramDetector]) -> None:
        """Says whether the database was good enough for what was judged by it."""
        if self._store is None:
            return
        from vedette.sources.advisories.interface import DEFAULT_ECOSYSTEMS, State

        met = {name for one in _wanting(detectors) for name in one.ecosystems}
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


def cooldown_of(days: int) -> Cooldown:
    """The cool-down as of today."""
    from vedette.analysis.packages.cooldown import Cooldown

    return Cooldown(days, datetime.now(UTC).date())


def _wanting(detectors: Mapping[str, ProgramDetector]) -> list[Advised]:
    needing = [one for one in detectors.values() if _NEED in one.needs]
    if not needing:
        return []
    from vedette.detectors.packages.interface import Advised

    return [one for one in needing if isinstance(one, Advised)]
