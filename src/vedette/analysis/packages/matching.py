"""Whether an advisory is about a version, as OSV's specification evaluates it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from operator import itemgetter
from typing import Any

from vedette.analysis.packages.versions import NoOrderError, is_comparable, key, order_of
from vedette.languages.packages.names import compared
from vedette.model.advisory import Advisory, Affected, Event


class Answer(StrEnum):
    """Whether a version is affected; `unknown` where it, or the range, cannot be put in order."""

    yes = "yes"
    no = "no"
    unknown = "unknown"


# Before and after every version.
_BEGINNING = (0, 0)
_END = (2, 0)


def affects(advisory: Advisory, ecosystem: str, name: str, version: str) -> bool:
    """Whether an advisory is about a version of a package; a withdrawn one is about nothing.

    Args:
        advisory: to ask.
        ecosystem: without suffix.
        name: in any spelling.
        version: as locked.
    """
    return judge(advisory, ecosystem, name, version) is Answer.yes


def judge(advisory: Advisory, ecosystem: str, name: str, version: str) -> Answer:
    """As `affects`, and whether it can be told at all."""
    if advisory.withdrawn:
        return Answer.no
    name = compared(ecosystem, name)
    about = [one for one in advisory.affected if one.ecosystem == ecosystem and one.name == name]
    return among(about, ecosystem, version)


def among(affected: Iterable[Affected], ecosystem: str, version: str) -> Answer:
    """Whether a version is in any of the entries, all of them of one package.

    Args:
        affected: entries of the package.
        ecosystem: of the package.
        version: as locked.
    """
    answers = {_judged(one, ecosystem, version) for one in affected}
    return _any(answers)


def _judged(affected: Affected, ecosystem: str, version: str) -> Answer:
    if version in affected.versions:
        return Answer.yes
    answers = {
        _in_range(events, order_of(ecosystem, kind), version)
        for kind, events in zip(affected.kinds, affected.ranges, strict=True)
    }
    if affected.versions and Answer.yes not in answers:
        answers.add(_listed(affected.versions, ecosystem, version))
    return _any(answers)


def _listed(versions: Sequence[str], ecosystem: str, version: str) -> Answer:
    """Whether one of the listed is the same version in another spelling."""
    if not is_comparable(ecosystem, version):
        return Answer.no
    own = key(ecosystem, version)
    same = (one for one in versions if is_comparable(ecosystem, one) and key(ecosystem, one) == own)
    return Answer.no if next(same, None) is None else Answer.yes


def _in_range(events: Sequence[Event], order: str, version: str) -> Answer:
    if _is_all(events):
        return Answer.yes
    try:
        own = key(order, version)
        placed = [(_place(event, order), event) for event in events]
    except NoOrderError:
        return Answer.unknown
    limits = [place for place, event in placed if event.kind == "limit"]
    if limits and not any(place is _END or own < place[1] for place in limits):
        return Answer.no
    inside = False
    # By version alone, as the specification has it: events at one version stay as published.
    for place, event in sorted(placed, key=itemgetter(0)):
        if event.kind == "introduced":
            inside = inside or place is _BEGINNING or own >= place[1]
        elif event.kind == "fixed":
            inside = inside and own < place[1]
        elif event.kind == "last_affected":
            inside = inside and own <= place[1]
    return Answer.yes if inside else Answer.no


def _place(event: Event, order: str) -> tuple[int, Any]:
    if event.version == "0" and event.kind == "introduced":
        return _BEGINNING
    if event.version == "*" and event.kind == "limit":
        return _END
    return (1, key(order, event.version))


def _is_all(events: Sequence[Event]) -> bool:
    """Introduced at the beginning, and never mended."""
    return any(one.kind == "introduced" and one.version == "0" for one in events) and all(
        one.kind == "introduced" for one in events
    )


def _any(answers: set[Answer]) -> Answer:
    if Answer.yes in answers:
        return Answer.yes
    return Answer.unknown if Answer.unknown in answers else Answer.no
