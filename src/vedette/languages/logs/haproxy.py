"""HAProxy's HTTP log, with or without the syslog header in front of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from vedette.languages.logs.interface import Format
from vedette.languages.logs.moments import Moments
from vedette.languages.logs.shared import PatternFormat

NAMES = ("haproxy",)
_HEAD = (
    rb"(?>[^\n\[]{0,200}?(?:haproxy)?\[[0-9]{1,10}\]: )?+(?P<client>[^ \n\[]{1,255}):[0-9]{1,5} "
    rb"\[(?P<moment>[0-9]{2}/[A-Za-z]{3}/[^\]\n]{8,40}+)\] [^ \n]++ [^ \n]++ "
)
_TIMES = rb"-?[0-9]++/-?[0-9]++/-?[0-9]++/-?[0-9]++/\+?"
_COUNTS = rb" [^ \n]++ [^ \n]++ [A-Za-z-]{2,4} [0-9/+]++ [0-9]++/[0-9]++ (?>\{[^}\n]*+\} ){0,2}+"
_FAST = (
    _HEAD
    + _TIMES
    + rb"[0-9]++ (?P<status>-1|[0-9]{3}) \+?[0-9]++"
    + _COUNTS
    + rb"\"(?P<method>[A-Z]++) (?P<target>[^ \"\n]++) HTTP/[0-9.]++\""
)
_EXACT = (
    _HEAD
    + _TIMES
    + rb"(?P<took_ms>[0-9]++) (?P<status>-1|[0-9]{3}) \+?(?P<size>[0-9]++)"
    + _COUNTS
    + rb"\"(?P<request>[^\n]*)(?:\"|(?<=[^\"])$)"
)


def create(name: str, mapping: Mapping[str, str], moments: Moments) -> Format:
    """The format; it has no mapping."""
    del mapping
    return PatternFormat(name, _FAST, (_EXACT,), moments=moments)


def offer(sample: bytes, moments: Moments) -> Iterable[tuple[int, Format]]:
    """Itself, where its times and counts show."""
    del sample
    yield 80, create("haproxy", {}, moments)
