"""Reports of Content-Security-Policy: `report-uri` documents and arrays of the Reporting API, one a line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from vedette.languages.logs.interface import Format, Rows
from vedette.languages.logs.moments import Moments
from vedette.languages.logs.shared import Bare, by_parts, gather
from vedette.model.traffic import Request, Violation

NAMES = ("csp",)
_MOST = 100
_WRAPPERS = ("body", "report", "payload", "data", "message")


class Csp(Bare):
    """Lines of JSON that are reports, or hold one in a field of a receiver's own."""

    def rows(self, data: bytes) -> Rows:
        """All lines of a block; what they tell is in `violations`."""
        return by_parts(data, self._part)

    def request(self, line: bytes) -> Request | None:
        """None: a report is no request."""
        del line
        return None

    def _part(self, data: bytes) -> Rows:
        lines = data.split(b"\n")
        items: list[tuple[int, tuple[bytes, ...]]] = []
        violations: list[Violation] = []
        unreadable: list[int] = []
        blank = 0
        for index, line in enumerate(lines):
            found = _reports(line)
            if found is None:
                blank += not line.strip()
                if line.strip():
                    unreadable.append(index)
                continue
            moment, client, reports = found
            here = [one for one in (_violation(index, report) for report in reports[:_MOST]) if one]
            agent = here[0].agent if here else b""
            violations += here
            items.append((index, (moment, client, b"", b"", b"", agent, b"", b"")))
        rows = gather(len(lines), items)
        rows.violations, rows.unreadable, rows.blank = violations, unreadable, blank
        return rows


def create(name: str, mapping: Mapping[str, str], moments: Moments) -> Format:
    """The format; it has no mapping."""
    del mapping
    return Csp(name, moments)


def offer(sample: bytes, moments: Moments) -> Iterable[tuple[int, Format]]:
    """Itself, where reports show."""
    if b"csp-report" in sample or b"csp-violation" in sample:
        yield 90, create("csp", {}, moments)


def _reports(line: bytes) -> tuple[bytes, bytes, list[dict[str, Any]]] | None:
    if b"csp-report" not in line and b"csp-violation" not in line and b'"type"' not in line:
        return None
    try:
        whole = msgspec.json.decode(line)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError, ValueError):
        return None
    reports = list(_within(whole, 3))
    if not reports:
        return None
    outer = whole if isinstance(whole, dict) else {}
    moment = next((_bytes(outer[name]) for name in ("time", "timestamp", "@timestamp") if name in outer), b"")
    client = next((_bytes(outer[name]) for name in ("client", "ip", "remote_addr") if name in outer), b"")
    return moment, client, reports


def _within(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    if isinstance(value, str) and depth and value[:1] in "{[":
        try:
            value = msgspec.json.decode(value)
        except (msgspec.DecodeError, RecursionError, UnicodeError, ValueError):
            return
    if isinstance(value, list) and depth:
        for one in value[:_MOST]:
            yield from _within(one, depth - 1)
    elif isinstance(value, dict):
        report = value.get("csp-report")
        if isinstance(report, dict):
            yield report
        elif (
            isinstance(value.get("type"), str)
            and isinstance(value.get("body"), dict)
            and ("url" in value or value["type"] == "csp-violation")
        ):
            yield {**value["body"], "type": value["type"], "user_agent": value.get("user_agent", "")}
        elif depth:
            for name in _WRAPPERS:
                if isinstance(value.get(name), str | dict | list):
                    yield from _within(value[name], depth - 1)


def _violation(line: int, report: dict[str, Any]) -> Violation | None:
    """A report of any other type, such as a deprecation, is none."""
    if report.get("type", "csp-violation") != "csp-violation":
        return None

    def get(*names: str) -> bytes:
        return next((_bytes(report[name]) for name in names if report.get(name) is not None), b"")

    number = get("line-number", "lineNumber")
    return Violation(
        line=line,
        document=get("document-uri", "documentURL", "document-url"),
        directive=get("effective-directive", "effectiveDirective", "violated-directive", "violatedDirective"),
        blocked=get("blocked-uri", "blockedURL", "blocked-url"),
        source=get("source-file", "sourceFile"),
        source_line=int(number) if number.isdigit() and len(number) < 10 else 0,  # noqa: PLR2004 - lines of a script
        disposition=get("disposition"),
        sample=get("script-sample", "sample"),
        agent=get("user_agent"),
    )


def _bytes(value: Any) -> bytes:
    if isinstance(value, str):
        return value.encode("utf-8", "surrogatepass")
    return str(value).encode() if isinstance(value, int | float) and not isinstance(value, bool) else b""
