"""Access lines of uvicorn and hypercorn's like: level, client, request and status, mostly without a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from vedette.languages.logs.interface import Format
from vedette.languages.logs.moments import Moments
from vedette.languages.logs.shared import PatternFormat

NAMES = ("uvicorn",)
_HEAD = (
    rb"(?:\[?(?P<moment>[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9:.,]{8,18}(?: ?[+-][0-9:]{4,5}|Z)?)\]? )?"
    rb"(?:- )?"
    rb"(?:[\w.]{1,40} - )?\[?(?:INFO|DEBUG|WARNING|info)\]?(?: -|:)? {1,8}(?:\[[0-9#]{1,12}\] )?"
    rb"(?:[\w.]{1,40} - )?"
    rb"(?P<client>[0-9A-Za-z.:\[\]_-]{1,128}?)(?::[0-9]{1,5})? - "
)
_FAST = _HEAD + (
    rb"\"(?P<method>[A-Z]++) (?P<target>[^ \"\n]++) HTTP/[0-9.]++\" (?P<status>[0-9]{3})"
    rb"(?: [A-Za-z' -]{0,40}+)?"
)
_EXACT = _HEAD + rb"\"(?P<request>[^\n]*)\" (?P<status>[0-9]{3})(?: [A-Za-z' -]{0,40}+)?"


def create(name: str, mapping: Mapping[str, str], moments: Moments) -> Format:
    """The format; it has no mapping."""
    del mapping
    return PatternFormat(name, _FAST, (_EXACT,), moments=moments)


def offer(sample: bytes, moments: Moments) -> Iterable[tuple[int, Format]]:
    """Itself."""
    del sample
    yield 70, create("uvicorn", {}, moments)
