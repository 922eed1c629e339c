"""Manifests: Kubernetes secrets written down with their values, which base64 hides from nobody."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator

from msgspec import Struct

from vedette.detectors.secrets import doubts, names
from vedette.model.rule import Confidence, Persona

# Bytes on either side of its kind in which an object's data is looked for, and entries that are looked at.
_REACH = 8192
_MOST_ENTRIES = 50
_LEAST = 6
_DOCUMENT = re.compile(rb"^---", re.MULTILINE)
_KIND = re.compile(rb"^[ \t]{0,20}(?:- )?[\"']?kind[\"']?:", re.MULTILINE)
_DATA = re.compile(rb"^[ \t]{0,20}[\"']?data[\"']?:[ \t]{0,8}\{?[ \t]{0,8}\r?\n", re.MULTILINE)
_ENTRY = re.compile(
    rb"[ \t]{1,40}[\"']?(?P<name>[\w.-]{1,80})[\"']?:[ \t]{0,8}(?:!!binary[ \t]{1,4})?"
    rb"(?:[|>][+-]?[ \t]{0,8}\r?\n[ \t]{1,40})?[\"']?(?P<value>[A-Za-z0-9+/]{8,4096}+={0,2})"
    rb"[\"']?,?[ \t]{0,8}(?=\r?\n|#|\}|\Z)"
)
_LINE = re.compile(rb"[^\n]*\n?")
_INDENTED = re.compile(rb"[ \t]|[ \t]*(?:#[^\n]*)?\r?$", re.MULTILINE)
_PUBLIC = re.compile(
    rb"-----BEGIN (?:TRUSTED )?(?:CERTIFICATE|PUBLIC)|ssh-|https?://[^@\s]*$|[\w.-]+@[\w.-]+$"
)
_TEMPLATE = re.compile(rb"\$\{|\{\{|<%|\$\(")
_IDENTIFYING = re.compile(
    r"user|login|host|port|database|db_?name|namespace|region|bucket|account|e?mail|certificate|"
    r"^(?:.+[._-])?(?:ca|crt|cert|pub)(?:[._-].+)?$",
    re.IGNORECASE,
)


class Entry(Struct, frozen=True):
    """A value in a manifest.

    Attributes:
        start, end: byte range of the value.
        plain: what it decodes to.
        name: its key.
        doubt: confidence that it allows; None to leave the rule's.
        persona: who should see it; None to leave the rule's.
    """

    start: int
    end: int
    plain: bytes
    name: str
    doubt: Confidence | None = None
    persona: Persona | None = None


def entry(data: bytes, start: int, end: int) -> Entry | None:
    """The entry of a secret that is most worth a report; None when it holds nothing but stand-ins.

    Args:
        data: the text.
        start: byte offset of what says that an object is a secret.
        end: where that ends.
    """
    left, right = _document(data, start, end)
    entries = [
        one for block in _blocks(data, left, right, (start, end)) for one in _entries(data, block, right)
    ]
    return next((one for one in entries if one.persona is None), entries[0] if entries else None)


def _document(data: bytes, start: int, end: int) -> tuple[int, int]:
    """The byte range of the object: no further than the next document or object."""
    left, right = max(0, start - _REACH), min(len(data), end + _REACH)
    for sign in (_DOCUMENT, _KIND):
        before = [found.end() for found in sign.finditer(data, left, data.rfind(b"\n", 0, start) + 1)]
        left = before[-1] if before else left
        after = sign.search(data, end, right)
        right = after.start() if after else right
    return left, right


def _blocks(data: bytes, left: int, right: int, kind: tuple[int, int]) -> Iterator[int]:
    """Where entries begin, first those behind the kind."""
    found = [one.end() for one in _DATA.finditer(data, left, right)]
    yield from sorted(found, key=lambda at: at < kind[0])


def _entries(data: bytes, at: int, right: int) -> Iterator[Entry]:
    for _ in range(_MOST_ENTRIES):
        found = _ENTRY.match(data, at, right)
        if found:
            one = _judged(found)
            if one:
                yield one
            at = found.end()
        line = _LINE.match(data, at, right)
        if not line or line.end() == at:
            return
        if not found and not _INDENTED.match(line[0]):
            return
        at = line.end()


def _judged(found: re.Match[bytes]) -> Entry | None:
    name = found["name"].decode("latin-1")
    try:
        plain = binascii.a2b_base64(found["value"], strict_mode=True)
    except binascii.Error:
        return None
    if len(plain) < _LEAST or _PUBLIC.match(plain) or names.harmless(name) or _IDENTIFYING.search(name):
        return None
    # What is binary, or text with a form of its own, has runs and words in it that stand for nothing.
    formed = plain[:1] == b"{" or b"\0" in plain
    if _TEMPLATE.search(plain) or (not formed and doubts.is_stand_in(plain)):
        return None
    start, end = found.span("value")
    if doubts.is_dummy_password(plain):
        return Entry(start, end, plain, name, Confidence.low, Persona.auditor)
    return Entry(start, end, plain, name)
