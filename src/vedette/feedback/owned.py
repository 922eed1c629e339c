"""Who a finding belongs to, in words: all owners and what says so, or that there is none and what to do."""

from __future__ import annotations

from vedette.model.finding import Tracked

_MOST_NAMES = 5
_LAST_CHANGE = "last change"


def words(tracked: Tracked) -> str:
    """The owners of a finding for a line of its own."""
    if not tracked.owner:
        return "nobody owns this: add [[owners]] to vedette.toml or a line to CODEOWNERS"
    if tracked.owner_source == _LAST_CHANGE:
        return brief(tracked)
    names = tracked.owners or (tracked.owner,)
    more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    source = f" ({tracked.owner_source})" if tracked.owner_source else ""
    return f"{', '.join(names[:_MOST_NAMES])}{more}{source}"


def brief(tracked: Tracked, name: str = "") -> str:
    """The first owner, in few words: who only changed it last owns nothing.

    Args:
        tracked: the finding.
        name: the owner as the format writes names; "" for the plain one.
    """
    if not tracked.owner:
        return "nobody yet"
    if tracked.owner_source == _LAST_CHANGE:
        return f"nobody; {name or tracked.owner} changed it last"
    return name or tracked.owner
