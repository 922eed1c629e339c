"""How long a mend has been known: a version of yesterday may be an attack that nobody saw yet."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from msgspec import Struct

from vedette.model.advisory import Advisory, Affected


class Cooldown(Struct, frozen=True):
    """For how long a mend has to be known before it is advised.

    Attributes:
        days: 0 for none.
        today: UTC; None when there are no days.
    """

    days: int = 0
    today: date | None = None

    def age(self, since: str) -> int | None:
        """Age in days of a mend that is too young; None for one that is not, or whose age nobody knows.

        Args:
            since: when it became known, ISO 8601.
        """
        if self.today is None or not self.days:
            return None
        try:
            age = (self.today - date.fromisoformat(since[:10])).days
        except ValueError:
            return None
        return max(age, 0) if age < self.days else None

    def words(self, age: int) -> str:
        """What is said of a mend of such an age."""
        known = "since today" if age == 0 else f"for {age} day{'s' * (age > 1)}"
        return f"known {known} and younger than the cool-down of {self.days} day{'s' * (self.days > 1)}"


NONE = Cooldown()


def known_since(advisories: Iterable[Advisory], ecosystem: str, name: str, version: str) -> str:
    """When a version was first named by an advisory, by the days on which these were published.

    Args:
        advisories: any, of the package among others.
        ecosystem: of the package.
        name: normalised.
        version: as advisories write it.

    Returns:
        ISO 8601; "" when none that names it has a date.
    """
    return min(
        (
            published
            for advisory in advisories
            if (published := advisory.published or advisory.modified)
            and any(
                _names(one, version)
                for one in advisory.affected
                if (one.ecosystem, one.name) == (ecosystem, name)
            )
        ),
        default="",
    )


def _names(affected: Affected, version: str) -> bool:
    return version in affected.versions or any(
        event.version == version for events in affected.ranges for event in events
    )
