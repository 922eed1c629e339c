"""Whether the database is new enough, and has what a run needs. Pure: the time is passed in."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import UTC, datetime, timedelta

from vedette.sources.advisories.interface import EPSS, KEV, Freshness, Provenance, State

_UPDATE = "run `vedette intel update`"


def judged(
    sources: Iterable[Provenance], now: datetime, max_age: timedelta, ecosystems: Collection[str] = ()
) -> Freshness:
    """What a run has to say of a database.

    Args:
        sources: that it was made from.
        now: with time zone.
        max_age: what is older is stale.
        ecosystems: that the run needs; empty for all that there are.
    """
    every = list(sources)
    ages: dict[str, datetime] = {}
    for one in every:
        for ecosystem in one.ecosystems:
            told = told_at(one)
            ages[ecosystem] = max(ages.get(ecosystem, told), told)
    if not ages:
        reason = f"there are no advisories in the database: {_UPDATE}"
        return Freshness(state=State.none, reasons=(reason,))
    wanted = sorted(set(ecosystems) or ages)
    reasons = [f"there are no advisories for {one}: {_UPDATE}" for one in wanted if one not in ages]
    old = [one for one in wanted if one in ages and now - ages[one] > max_age]
    reasons += [f"the advisories for {one} are {_days(now - ages[one])} days old: {_UPDATE}" for one in old]
    exploited = [told_at(one) for one in every if one.name == KEV]
    if not exploited:
        reasons.append(f"what is being exploited (KEV) is not known: {_UPDATE}")
    elif now - exploited[0] > max_age:
        reasons.append(f"what is being exploited (KEV) is {_days(now - exploited[0])} days old: {_UPDATE}")
    counted = [ages[one] for one in wanted if one in ages]
    return Freshness(
        state=State.stale if reasons else State.fresh,
        reasons=tuple(reasons),
        as_of=min(counted).astimezone(UTC).replace(tzinfo=None).isoformat() + "Z" if counted else "",
    )


def told_at(source: Provenance) -> datetime:
    """When the source said what is stored; long ago for one that gives no time."""
    try:
        read = datetime.fromisoformat(source.as_of)
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def is_advisory(source: Provenance) -> bool:
    """Whether a source gives advisories rather than scores."""
    return source.name not in (KEV, EPSS)


def _days(age: timedelta) -> str:
    return f"{age.days:,}" if age < timedelta(days=365_000) else "unknown"
