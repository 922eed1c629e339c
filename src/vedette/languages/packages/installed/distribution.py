"""What the metadata of an installed distribution of Python says of it: headers as those of a mail."""

from __future__ import annotations

import re

from vedette.languages.packages.names import compared
from vedette.languages.packages.shared import LONGEST, Draft
from vedette.model.package import Manifest, Package

_HEADER = re.compile(rb"([A-Za-z][A-Za-z-]{0,60}):[ \t]*+([^\r\n]*+)\r?(?:\n|\Z)")
_FOLDED = re.compile(rb"[ \t][^\n]*+(?:\n|\Z)")
_NEED = re.compile(r"\s*([A-Za-z0-9][A-Za-z0-9._-]{0,200})")
_EXTRA = re.compile(r"\bextra\s*==")
_LONGEST_LICENCE = 200
_MOST_HEADERS = 10_000


def described(draft: Draft) -> Manifest:
    """The package of a file of metadata; in time linear in its bytes."""
    headers = _headers(draft)
    name, at, _ = headers.get("name", [("", 0, 0)])[0]
    version, start, end = headers.get("version", [("", 0, 0)])[0]
    if not name or not version:
        draft.gap(-1, "has no name or no version")
    if name:
        package = Package(
            ecosystem="PyPI",
            name=compared("PyPI", name),
            line=draft.line(at),
            version=version,
            start=start,
            end=end,
            needs=_needs([text for text, _, _ in headers.get("requires-dist", [])]),
            licence=_licence(headers),
        )
        draft.add(package)
    runtime = headers.get("requires-python", [("", 0, 0)])[0][0]
    return draft.done(lock=True, name=compared("PyPI", name), version=version, runtime=runtime)


def _headers(draft: Draft) -> dict[str, list[tuple[str, int, int]]]:
    """Values by names in small letters, with their bytes; of folded ones the first line."""
    found: dict[str, list[tuple[str, int, int]]] = {}
    at = 0
    for _ in range(_MOST_HEADERS):
        match = _HEADER.match(draft.data, at)
        if match is None:
            break
        text = match[2].rstrip()
        value = (text.decode("utf-8", "replace"), match.start(2), match.start(2) + len(text))
        found.setdefault(match[1].decode().lower(), []).append(value)
        at = match.end()
        while folded := _FOLDED.match(draft.data, at):
            at = folded.end()
    if draft.data[at : at + 1] not in {b"", b"\n", b"\r"}:
        draft.gap(at, "has a line that is no header: what follows was not read")
    return found


def _needs(texts: list[str]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for text in texts:
        match = _NEED.match(text)
        if match and not _EXTRA.search(text[:LONGEST]):
            found[compared("PyPI", match[1])] = None
    return tuple(found)


def _licence(headers: dict[str, list[tuple[str, int, int]]]) -> str:
    for name in ("license-expression", "license"):
        text = headers.get(name, [("", 0, 0)])[0][0]
        if text and text.upper() != "UNKNOWN" and len(text) <= _LONGEST_LICENCE:
            return text
    told = [text for text, _, _ in headers.get("classifier", []) if text.startswith("License ::")]
    return " OR ".join(text.rpartition("::")[2].strip() for text in told)[:LONGEST]
