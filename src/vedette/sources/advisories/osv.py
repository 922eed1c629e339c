"""Records of OSV (JSON or YAML), read as advisories: hostile, bounded, one at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from itertools import islice
from typing import Any

import msgspec

from vedette.languages.packages.names import compared
from vedette.model.advisory import Advisory, Affected, Event
from vedette.sources.advisories.interface import RecordError
from vedette.sources.advisories.yaml_record import yaml_record

LARGEST = 16 << 20
_MOST = {"aliases": 200, "affected": 5_000, "ranges": 200, "events": 2_000, "versions": 50_000}
_MOST_SYMBOLS = 2_000
_MOST_REFERENCES = 50
_DETAILS, _SUMMARY, _ADDRESS, _NAME, _VERSION = 4_000, 300, 1_000, 500, 300
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:+-]{0,99}")
_CWE = re.compile(r"CWE-([0-9]{1,6})")
_VECTOR = re.compile(r"[A-Za-z0-9:./_-]{1,300}")
_EVENTS = ("introduced", "fixed", "last_affected", "limit")
# What a publisher means by no value, in YAML that is read without types.
_NOTHING = frozenset({"", "null", "Null", "NULL", "~"})
_WANTED = ("ADVISORY", "FIX", "REPORT", "EVIDENCE", "ARTICLE", "WEB", "PACKAGE")


def read_json(data: bytes) -> Advisory:
    """Read a record.

    Args:
        data: JSON.

    Raises:
        RecordError: it is none, or holds more than any honest one.
    """
    _bounded(data)
    try:
        return _advisory(msgspec.json.decode(data))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise RecordError("it is no JSON") from None


def read_yaml(data: bytes) -> Advisory:
    """Read a record; every scalar is text, so that version 1.10 does not become 1.1.

    Args:
        data: YAML.

    Raises:
        RecordError: it is none, or holds more than any honest one.
        WorldError: YAML cannot be read without its package.
    """
    _bounded(data)
    return _advisory(yaml_record(data))


def written(advisory: Advisory) -> bytes:
    """The record that reads as this advisory: JSON of OSV."""
    document = {
        "schema_version": "1.6.0",
        "id": advisory.id,
        "modified": advisory.modified,
        "published": advisory.published,
        "withdrawn": advisory.withdrawn,
        "aliases": advisory.aliases,
        "summary": advisory.summary,
        "details": advisory.details,
        "severity": [{"type": _kind_of(vector), "score": vector} for vector in advisory.severity],
        "affected": [_entry(one) for one in advisory.affected],
        "references": [{"type": "WEB", "url": address} for address in advisory.references],
        "database_specific": {"cwe_ids": [f"CWE-{number}" for number in advisory.cwe]},
    }
    return msgspec.json.encode({name: value for name, value in document.items() if value})


def _entry(affected: Affected) -> dict[str, Any]:
    suffix = f":{affected.suffix}" if affected.suffix else ""
    imports = [{"path": path, "symbols": names} for path, names in affected.symbols]
    return {
        "package": {"ecosystem": affected.ecosystem + suffix, "name": affected.name},
        "ranges": [
            {"type": kind, "events": [{event.kind: event.version} for event in events]}
            for kind, events in zip(affected.kinds, affected.ranges, strict=True)
        ],
        "versions": affected.versions,
        "ecosystem_specific": {"imports": imports} if imports else {},
    }


def _kind_of(vector: str) -> str:
    if vector.startswith("CVSS:"):
        return f"CVSS_V{vector[5:6]}"
    return "CVSS_V2"


def _bounded(data: bytes) -> None:
    if len(data) > LARGEST:
        raise RecordError(f"it is larger than {LARGEST >> 20} MB")


def _advisory(record: object) -> Advisory:
    if not isinstance(record, dict):
        raise RecordError("it is no record")
    own = _text(record.get("id"), 100)
    if not _ID.fullmatch(own):
        raise RecordError("it has no id")
    aliases = {name for name in _items(record, "aliases") if isinstance(name, str) and _ID.fullmatch(name)}
    affected = tuple(_affected(record))
    details = _text(record.get("details"), _DETAILS)
    return Advisory(
        id=own,
        aliases=tuple(sorted(aliases - {own})),
        summary=_line(record.get("summary")) or _line(details.partition("\n")[0]),
        details=details,
        severity=tuple(dict.fromkeys(_severity(record))),
        cwe=tuple(sorted(_cwe(record))),
        affected=affected,
        published=_moment(record.get("published")),
        modified=_moment(record.get("modified")),
        withdrawn=_moment(record.get("withdrawn")),
        references=_references(record),
        malicious=own.startswith("MAL-"),
    )


def _affected(record: Mapping[str, Any]) -> Iterator[Affected]:
    for entry in _items(record, "affected"):
        package = entry.get("package") if isinstance(entry, dict) else None
        if not isinstance(package, dict):
            continue  # of commits alone
        whole, name = _text(package.get("ecosystem"), 100), _text(package.get("name"), _NAME)
        ecosystem, _, suffix = whole.partition(":")
        if not ecosystem or not name:
            raise RecordError("it names a package without ecosystem or name")
        ranges = [(kind, events) for kind, events in _ranges(entry) if events]
        yield Affected(
            ecosystem=ecosystem,
            name=compared(ecosystem, name),
            kinds=tuple(kind for kind, _ in ranges),
            ranges=tuple(events for _, events in ranges),
            versions=tuple(dict.fromkeys(_versions(entry))),
            symbols=tuple(_symbols(entry)),
            suffix=suffix,
        )


def _ranges(entry: Mapping[str, Any]) -> Iterator[tuple[str, tuple[Event, ...]]]:
    for one in _items(entry, "ranges"):
        kind = one.get("type") if isinstance(one, dict) else None
        if kind == "GIT":
            continue
        if kind not in ("SEMVER", "ECOSYSTEM"):
            raise RecordError("it has a range of an unknown type")
        yield kind, tuple(_events(one))


def _events(one: Mapping[str, Any]) -> Iterator[Event]:
    for event in _items(one, "events"):
        if not isinstance(event, dict):
            raise RecordError("it has an event that is none")
        for kind in _EVENTS:
            if kind in event:
                version = event[kind]
                if not isinstance(version, str) or not 0 < len(version) <= _VERSION:
                    raise RecordError("it has an event without a version")
                yield Event(kind, version)


def _versions(entry: Mapping[str, Any]) -> Iterator[str]:
    for version in _items(entry, "versions"):
        if isinstance(version, str) and 0 < len(version) <= _VERSION:
            yield version


def _symbols(entry: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, ...]]]:
    specific = entry.get("ecosystem_specific")
    found = specific.get("imports") if isinstance(specific, dict) else None
    for one in islice(found, _MOST_SYMBOLS) if isinstance(found, list) else ():
        path = _text(one.get("path"), _NAME) if isinstance(one, dict) else ""
        if path:
            names = one.get("symbols")
            given = islice(names, _MOST_SYMBOLS) if isinstance(names, list) else ()
            yield path, tuple(name for name in given if isinstance(name, str) and 0 < len(name) <= _NAME)


def _severity(record: Mapping[str, Any]) -> Iterator[str]:
    entries = record.get("affected")
    owners = [record, *(one for one in islice(entries or (), 100) if isinstance(one, dict))]
    for owner in owners:
        found = owner.get("severity")
        for one in islice(found, 10) if isinstance(found, list) else ():
            score = one.get("score") if isinstance(one, dict) else None
            if isinstance(score, str) and _VECTOR.fullmatch(score):
                yield score


def _cwe(record: Mapping[str, Any]) -> set[int]:
    specific = record.get("database_specific")
    if not isinstance(specific, dict):
        return set()
    found = [one for name in ("cwe_ids", "cwes") for one in _listed(specific.get(name), 50)]
    texts = [one.get("cweId") if isinstance(one, dict) else one for one in found]
    return {int(match[1]) for text in texts if isinstance(text, str) and (match := _CWE.fullmatch(text))}


def _references(record: Mapping[str, Any]) -> tuple[str, ...]:
    """Advisories and fixes first; only what a browser opens."""
    found = [one for one in _listed(record.get("references"), 1_000) if isinstance(one, dict)]
    rank = {kind: number for number, kind in enumerate(_WANTED)}
    found.sort(key=lambda one: rank.get(str(one.get("type")), len(rank)))
    urls = (one.get("url") for one in found)
    fit = [url for url in urls if isinstance(url, str) and len(url) <= _ADDRESS and url.isprintable()]
    return tuple(dict.fromkeys(url for url in fit if url.startswith(("https://", "http://"))))[
        :_MOST_REFERENCES
    ]


def _items(owner: Mapping[str, Any], name: str) -> list[Any]:
    """A list of a record. One that is longer than any honest one refuses the record: cut, it would lie."""
    found = owner.get(name)
    if found is None or (isinstance(found, str) and found in _NOTHING):
        return []
    if not isinstance(found, list):
        raise RecordError(f'its "{name}" is no list')
    if len(found) > _MOST[name]:
        raise RecordError(f'its "{name}" has more than {_MOST[name]} entries')
    return found


def _listed(found: object, most: int) -> list[Any]:
    return found[:most] if isinstance(found, list) else []


def _text(value: object, most: int) -> str:
    if not isinstance(value, str):
        return ""
    # Half a surrogate pair, which JSON can spell, cannot be stored.
    return value[:most].encode("utf-8", "replace").decode()


def _line(value: object) -> str:
    return " ".join(_text(value, _SUMMARY).split())


def _moment(value: object) -> str:
    """UTC; "" for what cannot be read as a time: it is then no reason to believe a record withdrawn."""
    if not isinstance(value, str) or len(value) > 40:  # noqa: PLR2004 - nanoseconds and an offset fit
        return ""
    try:
        read = datetime.fromisoformat(value)
    except ValueError:
        return ""
    if read.tzinfo is None:
        read = read.replace(tzinfo=UTC)
    try:
        return read.astimezone(UTC).replace(tzinfo=None, microsecond=0).isoformat() + "Z"
    except (OverflowError, ValueError):
        return ""
