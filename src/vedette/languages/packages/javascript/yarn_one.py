"""The format of Yarn 1: keys in columns, indented by two."""

from __future__ import annotations

import re
from collections.abc import Mapping

from msgspec import Struct

from vedette.languages.packages.javascript import specs
from vedette.languages.packages.shared import Draft
from vedette.model.package import Package, Scope

_PAIR = re.compile(rb'(?:"([^"\n]*+)"|([^\s":][^\s:]*+)):?\s++(?:"([^"\n]*+)"|(\S[^\n]*+))')
_PART = re.compile(r'"([^"]*+)"|([^,"]++)')
_TABLES = frozenset({b"dependencies:", b"optionalDependencies:"})


class _Entry(Struct):
    at: int
    keys: list[str]
    version: str = ""
    start: int = 0
    end: int = 0
    resolved: str = ""
    integrity: str = ""
    needs: list[tuple[str, str, bool]] = []


def read_one(draft: Draft) -> None:
    """Add the packages of a lock file of Yarn 1."""
    entries = _entries(draft)
    known = {key: entry for entry in entries for key in entry.keys}
    weak = _optional_only(entries)
    for entry in entries:
        _take(draft, entry, known, weak)


def _entries(draft: Draft) -> list[_Entry]:
    entries: list[_Entry] = []
    table = b""
    at = 0
    for line in draft.data.split(b"\n"):
        bare = line.rstrip()
        depth = len(bare) - len(bare.lstrip(b" "))
        if bare and not bare.lstrip().startswith(b"#"):
            if depth == 0:
                entries.append(_Entry(at, _keys(bare)))
                table = b""
                if not bare.endswith(b":"):
                    draft.gap(at, "has an entry without its end: it is cut off or broken")
            elif not entries:
                draft.gap(at, "has facts of no package: its beginning is missing")
            elif depth == 2 and bare.strip() in _TABLES:  # noqa: PLR2004 - the format's own depth
                table = bare.strip()
            else:
                table = b"" if depth == 2 else table  # noqa: PLR2004 - the format's own depth
                _fact(draft, entries[-1], bare, at, table)
        at += len(line) + 1
    return entries


def _fact(draft: Draft, entry: _Entry, line: bytes, at: int, table: bytes) -> None:
    lead = len(line) - len(line.lstrip(b" "))
    pair = _PAIR.fullmatch(line, lead)
    if pair is None:
        draft.gap(at, "has a line that was not understood")
        return
    key = (pair[1] if pair[1] is not None else pair[2]).decode("utf-8", "replace")
    group = 3 if pair[3] is not None else 4
    value = pair[group].decode("utf-8", "replace")
    if table:
        entry.needs.append((key, value, table == b"optionalDependencies:"))
    elif key == "version":
        entry.version, entry.start, entry.end = value, at + pair.start(group), at + pair.end(group)
    elif key == "resolved":
        entry.resolved = value
    elif key == "integrity":
        entry.integrity = value


def _keys(line: bytes) -> list[str]:
    text = line.decode("utf-8", "replace").removesuffix(":")
    found = [(match[1] if match[1] is not None else match[2]).strip() for match in _PART.finditer(text)]
    return [part for part in found if part]


def _take(draft: Draft, entry: _Entry, known: Mapping[str, _Entry], weak: set[str]) -> None:
    called, what = specs.named(entry.keys[0]) if entry.keys else ("", "")
    if not what and not entry.version:
        draft.gap(entry.at, "has an entry that is no package")
        return
    asked = specs.asked(called, what)
    if not entry.version:
        draft.gap(entry.at, "has a package without a version: it is cut off or broken")
    needs = []
    for name, wanted, _ in entry.needs:
        other = known.get(f"{name}@{wanted}")
        real = specs.asked(name, wanted).name
        needs.append(f"{real}@{other.version}" if other and other.version else real)
        if other is None:
            draft.gap(entry.at, "needs a package that the file does not have: it is cut off or was edited")
    draft.add(
        Package(
            ecosystem=specs.NPM,
            name=asked.name,
            line=draft.line(entry.at),
            version=entry.version,
            start=entry.start,
            end=entry.end,
            scope=Scope.optional if entry.keys and set(entry.keys) <= weak else Scope.runtime,
            needs=tuple(dict.fromkeys(needs)),
            hashes=specs.hashes(entry.integrity) or specs.hashes_of_address(entry.resolved),
            origin=asked.origin or specs.origin(entry.resolved),
            aliased=called if called != asked.name else "",
        )
    )


def _optional_only(entries: list[_Entry]) -> set[str]:
    """Keys that others name as optional, and nobody as needed."""
    weak = {f"{name}@{wanted}" for entry in entries for name, wanted, optional in entry.needs if optional}
    return weak - {
        f"{name}@{wanted}" for entry in entries for name, wanted, optional in entry.needs if not optional
    }
