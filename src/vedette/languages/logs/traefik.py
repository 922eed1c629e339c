"""Traefik's access log in its own text form: common, then counts, router, server and duration."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from vedette.languages.logs.interface import Format
from vedette.languages.logs.moments import Moments
from vedette.languages.logs.shared import PatternFormat

NAMES = ("traefik",)
_HEAD = rb"(?P<client>[^ \"\n]++) [^ \"\n]++ (?P<user>[^ \"\n]++) \[(?P<moment>[^\]\n]++)\] "
_TAIL = rb" [0-9]++ \"[^\"\n]*+\" \"[^\"\n]*+\" "
_FAST = (
    _HEAD
    + rb"\"(?P<method>[A-Z]++) (?P<target>[^ \"\n]++) HTTP/[0-9.]++\" (?P<status>[0-9]{3}) [0-9-]++ "
    + rb"\"[^\"\n]*+\" \"(?P<agent>[^\"\n]*+)\""
    + _TAIL
    + rb"[0-9]++ms"
)
# Traefik does not escape quotes: the request reaches to the last status, all others are cut at quotes.
_EXACT = (
    _HEAD
    + rb"(?>\"(?P<request>[^\n]*)\" (?P<status>[0-9]{1,3}|-) (?P<size>[0-9]++|-) )"
    + rb"(?:\"(?P<referer>[^\"\n]*+)\"|-) (?:\"(?P<agent>[^\"\n]*+)\"|-)"
    + rb" [0-9]++ (?:\"[^\"\n]*+\"|-) (?:\"[^\"\n]*+\"|-) (?P<took_ms>[0-9]++)ms"
)


def create(name: str, mapping: Mapping[str, str], moments: Moments) -> Format:
    """The format; it has no mapping."""
    del mapping
    return PatternFormat(name, _FAST, (_EXACT,), moments=moments)


def offer(sample: bytes, moments: Moments) -> Iterable[tuple[int, Format]]:
    """Itself: narrower than combined with something after it."""
    del sample
    yield 80, create("traefik", {}, moments)
