"""Who hears of an alert, through which channel, and when. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta, tzinfo
from fnmatch import fnmatchcase

from msgspec import Struct

from vedette.model.alert import Alert
from vedette.model.channel import Channel

_QUIET = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])-([01][0-9]|2[0-3]):([0-5][0-9])")


class Dispatch(Struct, frozen=True):
    """One message to be sent: by which channel, and not before when (seconds since 1970, UTC)."""

    channel: str
    not_before: float


def dispatches(
    alert: Alert, channels: Sequence[Channel], now: float, zones: dict[str, tzinfo]
) -> list[Dispatch]:
    """Where an alert is told.

    A channel that names owners comes before those for everybody: these hear of what nobody else would.

    Args:
        alert: opened or raised.
        channels: all that there are.
        now: seconds since 1970 (UTC), by this machine's clock.
        zones: time zones by name; one that is missing counts as UTC.
    """
    grave = [item for item in channels if alert.severity.rank >= item.severity.rank]
    owned = [item for item in grave if item.owners and _owns(item.owners, alert)]
    chosen = owned or [item for item in grave if not item.owners]
    return [Dispatch(item.name, _when(item, alert, now, zones.get(item.zone, UTC))) for item in chosen]


def quiet_hours(text: str) -> tuple[time, time] | None:
    """Begin and end of quiet hours; None for "".

    Raises:
        ValueError: it is no such text.
    """
    if not text:
        return None
    found = _QUIET.fullmatch(text)
    if found is None or found[1] + found[2] == found[3] + found[4]:
        raise ValueError(text)
    return time(int(found[1]), int(found[2])), time(int(found[3]), int(found[4]))


def _owns(patterns: Sequence[str], alert: Alert) -> bool:
    owners = {alert.owner, *(target.owner for target in alert.targets)} - {""}
    return any(fnmatchcase(owner, pattern) for owner in owners for pattern in patterns)


def _when(channel: Channel, alert: Alert, now: float, zone: tzinfo) -> float:
    hours = quiet_hours(channel.quiet)
    if hours is None or alert.severity.rank >= channel.wakes.rank:
        return now
    here = datetime.fromtimestamp(now, zone)
    begin, end = hours
    at = here.time()
    inside = begin <= at < end if begin < end else at >= begin or at < end
    if not inside:
        return now
    morning = here.replace(hour=end.hour, minute=end.minute, second=0, microsecond=0)
    if morning <= here:
        morning += timedelta(days=1)
    return max(morning.timestamp(), now)
