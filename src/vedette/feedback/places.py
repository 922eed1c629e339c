"""Further places of a finding, in words."""

from __future__ import annotations

from vedette.feedback import neutral
from vedette.model.finding import Place, Tracked

_MOST = 5
_MOST_PATH = 120


def words(tracked: Tracked) -> str:
    """One clause without a full stop; "" for what stands in one place. Paths in it are neutralised."""
    stands = _listed("also in", [finding.place for finding in tracked.also])
    left = _listed("no longer in", list(tracked.left))
    return "; ".join(part for part in (stands, left, _shared(tracked)) if part)


def _shared(tracked: Tracked) -> str:
    if not tracked.shares:
        return ""
    named = [f"{one.id} ({_where(one.place)})" for one in tracked.shares[:_MOST]]
    more = len(tracked.shares) - len(named)
    return f"the same value as {', '.join(named)}{f' and {more} more' if more else ''}"


def _where(place: Place) -> str:
    kind = f", history, commit {neutral.visible(place.revision[:12])}" if place.revision else ", current tree"
    return f"{neutral.clip(neutral.visible(place.path), _MOST_PATH)}:{place.start.line}{kind}"


def _listed(what: str, places: list[Place]) -> str:
    if not places:
        return ""
    named = [
        f"{neutral.clip(neutral.visible(place.path), _MOST_PATH)}:{place.start.line}"
        for place in places[:_MOST]
    ]
    more = len(places) - len(named)
    return f"{what} {', '.join(named)}{f' and {more} more' if more else ''}"
