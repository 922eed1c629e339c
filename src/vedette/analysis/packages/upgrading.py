"""Which upgrade of a package removes the most weaknesses by the smallest step.

No registry is asked, so that the versions to choose among are those that advisories name as mended.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from vedette.analysis.packages.versions import is_comparable, key
from vedette.model.advisory import Advisory, Matches

# Versions looked at of one package, and characters of one: what is written to a file or a command is plain.
_MOST = 400
_PLAIN = re.compile(r"[vV]?[0-9][0-9A-Za-z.+!_-]{0,100}")
_UNFINISHED = re.compile(
    r"(?i)(?:[0-9][._-]?(?:a|b|c|rc|cr|m|pre|alpha|beta|dev|preview|milestone|snapshot|ea|canary|next)(?![a-z])"
    r"|-(?:alpha|beta|dev|rc|pre|preview|snapshot|canary|next)(?![a-z]))"
)

_FLAVOUR = re.compile(r"[.-]([A-Za-z]{3,}[0-9]*)$")
_PLAIN_FLAVOURS = frozenset({"final", "release"})


class Used(Struct, frozen=True):
    """One version of a package that is in use."""

    ecosystem: str
    name: str
    version: str


class Choice(Struct, frozen=True):
    """A version, and the ids of weaknesses that are gone with it."""

    version: str
    removed: frozenset[str]


class Known(Protocol):
    """What is publicly known of packages."""

    def matches(self, ecosystem: str, name: str, version: str) -> Matches:
        """What is known of one version."""
        ...

    def find(self, ecosystem: str, name: str) -> Sequence[Advisory]:
        """All that is known of a package, of whatever version."""
        ...


class Chooser:
    """The upgrades of packages that can only be upgraded together, such as those that share a property.

    Args:
        members: of one ecosystem; nearly always one.
        wanted: ids of the weaknesses that are to go.
        known: what is known of any version.
    """

    def __init__(self, members: Sequence[Used], wanted: Iterable[str], known: Known) -> None:
        self._members = members
        self._wanted = frozenset(wanted)
        self._known = known
        self._own = [_ids(known, member) for member in members]
        self._versions = self._candidates()

    def best(self, allowed: Callable[[str], bool]) -> Choice | None:
        """The lowest version of those that remove the most; None when none removes any.

        A version that brings a weakness which is not there now is never chosen.

        Args:
            allowed: whether a version may be chosen.
        """
        best: Choice | None = None
        for version in self._versions:
            if not allowed(version):
                continue
            removed = self._removed(version)
            if len(removed) > (len(best.removed) if best else 0):
                best = Choice(version, removed)
        return best

    def _removed(self, version: str) -> frozenset[str]:
        left: set[str] = set()
        for member, own in zip(self._members, self._own, strict=True):
            after = _ids(self._known, replace(member, version=version))
            if after - own:
                return frozenset()
            left |= after
        return self._wanted - left

    def _candidates(self) -> list[str]:
        """Versions above those in use that any advisory about the packages names as mended; in order."""
        if not all(is_comparable(member.ecosystem, member.version) for member in self._members):
            return []
        found = {version for member in self._members for version in _fixes(self._known, member)}
        ecosystem = self._members[0].ecosystem
        return sorted(found, key=lambda version: (key(ecosystem, version), version))[:_MOST]


def _is_alike(member: Used, version: str, *, unfinished: bool) -> bool:
    """Whether a version leads up to no other, and is made for the same as the one in use (`31.1-jre`).

    Go numbers commits like what leads up to a version; they are as good as others. A build of PyPI's that is
    somebody's own (`1.13.1+cu117`) is followed by none that advisories know of.
    """
    if member.ecosystem == "PyPI" and "+" in member.version:
        return False
    if member.ecosystem == "Maven" and _flavour(version) not in {_flavour(member.version), ""}:
        return False
    return member.ecosystem == "Go" or unfinished or not _UNFINISHED.search(version)


def _flavour(version: str) -> str:
    found = _FLAVOUR.search(version)
    return "" if found is None or found[1].lower() in _PLAIN_FLAVOURS else found[1].lower()


def _fixes(known: Known, member: Used) -> set[str]:
    own = key(member.ecosystem, member.version)
    unfinished = bool(_UNFINISHED.search(member.version))
    return {
        event.version
        for advisory in known.find(member.ecosystem, member.name)
        for one in advisory.affected
        if one.ecosystem == member.ecosystem and one.name == member.name
        for events in one.ranges
        for event in events
        if event.kind == "fixed" and _PLAIN.fullmatch(event.version)
        if is_comparable(member.ecosystem, event.version) and key(member.ecosystem, event.version) > own
        if _is_alike(member, event.version, unfinished=unfinished)
    }


def _ids(known: Known, used: Used) -> set[str]:
    found = known.matches(used.ecosystem, used.name, used.version)
    return {one.id for one in (*found.affecting, *found.undecided)}
