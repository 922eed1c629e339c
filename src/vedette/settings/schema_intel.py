"""Keys of what is publicly known: the database of advisories."""

from __future__ import annotations

from vedette.settings.key import Authority, Key

MOST_AGE = 3650


def _days(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= MOST_AGE:
        raise ValueError(value)
    return value


INTEL_KEYS: tuple[Key, ...] = (
    Key(
        name="intel.path",
        attribute="intel.path",
        type=str,
        expects="a path",
        doc="The database of advisories. Without it, `vedette/intel.db` in the user's data folder.",
        env="VEDETTE_INTEL",
        authority=Authority.user,
    ),
    Key(
        name="intel.max_age",
        attribute="intel.max_age",
        type=int,
        expects=f"a whole number of days from 1 to {MOST_AGE}",
        doc="Days after which advisories are too old to rely on: a run that judges by them is partial.",
        read=_days,
    ),
)
