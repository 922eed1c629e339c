"""Which format a log has: by looking at some of its lines, or as declared."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from types import ModuleType

from msgspec import Struct

from vedette.languages.logs import __path__ as _folder
from vedette.languages.logs import syslog
from vedette.languages.logs.interface import Format
from vedette.languages.logs.moments import Moments
from vedette.model.errors import UsageError

LEAST_SHARE = 0.6
_SAMPLE = 1 << 16
_SYSLOG_RANK = 40
_ZONE_HINT = 'write it as zone = "+02:00"'


class Recognition(Struct, frozen=True, kw_only=True):
    """What looking at a sample gave.

    Attributes:
        format: the one that fits most lines; None when none fits enough.
        share: of the lines, blank and continued ones aside, that fit it, from 0 to 1.
        tried: name and share of each format that was tried, best first.
        reason: one sentence that quotes nothing of the sample.
    """

    format: Format | None
    share: float
    tried: tuple[tuple[str, float], ...]
    reason: str


def recognise(sample: bytes) -> Format | None:
    """The format that fits most lines of a sample, at least 60 %; None when none does."""
    return examine(sample).format


def examine(sample: bytes, mapping: Mapping[str, str] | None = None) -> Recognition:
    """The same, with what was tried and why.

    Args:
        sample: the first lines of a log, or some from its middle; the first 64 KiB count. A last line that
            is cut does not.
        mapping: `zone` and `reference`, as `open_format` has them.
    """
    return _examine(sample, lambda: _moments(mapping or {}), nested=False)


def open_format(name: str, mapping: Mapping[str, str] | None = None) -> Format:
    """The format of a name.

    Args:
        name: one of `names()`.
        mapping: where a JSON log has what (`time`, `client`, `target`, ...: dotted paths); `layout` and
            `fields` for formats that want them; `zone` (`+02:00`) of moments that name none; `reference`
            (a year or a date) for dates without a year; `payload`, the format within syslog.

    Raises:
        UsageError: no such format, or the mapping does not fit it.
    """
    given = dict(mapping or {})
    moments = _moments(given)
    given.pop("zone", None)
    given.pop("reference", None)
    if name in syslog.NAMES:
        inner = given.get("payload", "")
        fixed = (
            open_format(inner, {key: value for key, value in given.items() if key != "payload"})
            if inner
            else None
        )
        return _syslog(lambda: moments, fixed)
    for plugin in _plugins():
        if name in plugin.NAMES:
            opened: Format = plugin.create(name, given, moments)
            return opened
    raise UsageError(f"no such log format: {name}", help="known: " + ", ".join(names()))


def names() -> tuple[str, ...]:
    """All formats that can be declared."""
    return tuple(sorted({*syslog.NAMES, *(name for plugin in _plugins() for name in plugin.NAMES)}))


def _examine(sample: bytes, moments: Callable[[], Moments], *, nested: bool) -> Recognition:
    lines = _whole_lines(sample)
    if not lines.strip():
        return Recognition(format=None, share=0.0, tried=(), reason="the sample has no whole line")
    found = sorted(
        ((_share(one, lines), rank, one) for rank, one in _candidates(lines, moments, nested=nested)),
        key=lambda item: (item[1] > 0, item[0], item[1], item[2].name),
        reverse=True,
    )
    tried = tuple((one.name, round(share, 3)) for share, _, one in sorted(found, key=lambda item: -item[0]))
    for share, _, one in found:
        if share >= LEAST_SHARE:
            return Recognition(
                format=one, share=share, tried=tried, reason=f"{share:.0%} of the lines are {one.name}"
            )
    best = f"; {tried[0][0]} comes nearest with {tried[0][1]:.0%}" if tried and tried[0][1] else ""
    reason = f"none of {len(tried)} formats fits {LEAST_SHARE:.0%} of the lines{best}"
    return Recognition(format=None, share=tried[0][1] if tried else 0.0, tried=tried, reason=reason)


def _candidates(
    lines: bytes, moments: Callable[[], Moments], *, nested: bool
) -> Iterator[tuple[int, Format]]:
    for plugin in _plugins():
        # One reader of moments for each candidate: a format owns its own.
        yield from plugin.offer(lines, moments())
    if not nested:
        yield _SYSLOG_RANK, _syslog(moments, None)


def _syslog(moments: Callable[[], Moments], fixed: Format | None) -> Format:
    plain = open_format("application")

    def choose(payloads: bytes) -> Format:
        return fixed or _examine(payloads, moments, nested=True).format or plain

    return syslog.create_envelope("syslog", moments(), choose, plain)


def _share(one: Format, lines: bytes) -> float:
    rows = one.rows(lines)
    counted = len(rows.index) + len(rows.unreadable)
    return len(rows.index) / counted if counted else 0.0


def _whole_lines(sample: bytes) -> bytes:
    sample = sample[:_SAMPLE].removeprefix(b"\xef\xbb\xbf")
    head, found, tail = sample.rpartition(b"\n")
    return head + b"\n" if found and tail else sample


def _moments(mapping: Mapping[str, str]) -> Moments:
    return Moments(_zone(mapping.get("zone", "")), _reference(mapping.get("reference", "")))


def _zone(text: str) -> float:
    sign, digits = text[:1], text[1:].replace(":", "")
    if not text or text in {"Z", "UTC"}:
        return 0.0
    if sign not in "+-" or len(digits) != 4 or not digits.isdecimal() or int(digits) > 1400:  # noqa: PLR2004 - hhmm
        raise UsageError(f"no such time zone: {text!r}", help=_ZONE_HINT)
    return (int(digits[:2]) * 3600 + int(digits[2:]) * 60) * (-1.0 if sign == "-" else 1.0)


def _reference(text: str) -> float | None:
    if not text:
        return None
    whole = f"{text}-12-31T23:59:59Z" if len(text) == 4 else f"{text}T23:59:59Z" if len(text) == 10 else text  # noqa: PLR2004
    read = Moments().read(whole.encode())
    if not read:
        raise UsageError(f"no such date: {text!r}", help='write it as reference = "2026" or "2026-11-22"')
    return read


@cache
def _plugins() -> tuple[ModuleType, ...]:
    """The modules of this folder that offer formats."""
    package = __package__ or ""
    modules = (
        importlib.import_module(f"{package}.{one.name}")
        for one in pkgutil.iter_modules(_folder)
        if one.name != "recognition"
    )
    return tuple(one for one in modules if hasattr(one, "offer"))
