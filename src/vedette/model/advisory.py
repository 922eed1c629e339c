"""Advisories: what is publicly known to be wrong with packages, in the terms of OSV."""

from __future__ import annotations

from msgspec import Struct


class Event(Struct, frozen=True, array_like=True):
    """A point of a range: `introduced`, `fixed`, `last_affected` or `limit`, and the version."""

    kind: str
    version: str


class Affected(Struct, frozen=True, kw_only=True):
    """Which versions of one package are affected.

    Attributes:
        ecosystem: without a suffix such as `:v3.18`; `suffix` has it.
        name: as the ecosystem compares it.
        kinds: of the ranges, `SEMVER` or `ECOSYSTEM`, one for each.
        ranges: events of each range, as published; ranges of kind `GIT` are left out.
        versions: listed one by one.
        symbols: (import path, names) of what is wrong in it; no names for all of it.
        suffix: of the ecosystem.
    """

    ecosystem: str
    name: str
    kinds: tuple[str, ...] = ()
    ranges: tuple[tuple[Event, ...], ...] = ()
    versions: tuple[str, ...] = ()
    symbols: tuple[tuple[str, tuple[str, ...]], ...] = ()
    suffix: str = ""


class Advisory(Struct, frozen=True, kw_only=True):
    """One weakness, all its names together.

    Attributes:
        id: of the record, such as `GO-2024-2687`, `PYSEC-2024-1`, `MAL-2024-1`.
        aliases: its other names, CVE and GHSA among them, sorted.
        summary: one line; "" where the publisher gives none.
        details: text, cut to some kilobytes.
        severity: CVSS vectors as published.
        cwe: numbers.
        affected: by package.
        published, modified: UTC, ISO 8601.
        withdrawn: when the publisher took it back; "" while it holds.
        references: addresses of advisories and fixes, bounded.
        malicious: the package itself is an attack.
        exploited: date on which CISA listed it as exploited (YYYY-MM-DD); "" when it is not.
        epss: probability of exploitation within 30 days, 0 to 1; -1.0 when not known.
    """

    id: str
    aliases: tuple[str, ...] = ()
    summary: str = ""
    details: str = ""
    severity: tuple[str, ...] = ()
    cwe: tuple[int, ...] = ()
    affected: tuple[Affected, ...] = ()
    published: str = ""
    modified: str = ""
    withdrawn: str = ""
    references: tuple[str, ...] = ()
    malicious: bool = False
    exploited: str = ""
    epss: float = -1.0


class Matches(Struct, frozen=True, kw_only=True):
    """What is known of one version of a package, each weakness once; none that was taken back.

    Attributes:
        affecting: weaknesses that it has.
        undecided: those of which it cannot be told, since the version has no place in its ecosystem's order.
    """

    affecting: tuple[Advisory, ...] = ()
    undecided: tuple[Advisory, ...] = ()
