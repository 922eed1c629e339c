"""GitLab's security reports, schema 15.0.7: what its two kinds have in common."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from msgspec import Struct

from vedette import __version__
from vedette.feedback import chapters, headline, neutral, output, owned, past
from vedette.feedback.document import dumps
from vedette.feedback.interface import Context
from vedette.feedback.sites import Site, sites
from vedette.model.coverage import Completeness, SkipClass
from vedette.model.events import Event, Judged, Started
from vedette.model.finding import Finding
from vedette.model.verdict import Disposition, Record

VERSION = "15.0.7"
# What GitLab's own scanner names where there is no commit.
NO_COMMIT = "0000000"
_SCHEMA = "https://gitlab.com/gitlab-org/security-products/security-report-schemas/-/raw/v{}/dist/{}"
_SPACE = uuid.UUID("5f3c7d1e-9d0a-4b4e-8a36-0c1f4a6f2b7d")
_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}")
_MOST_NAME = 255
_MOST_TEXT = 8_000
_MOST_SOLUTION = 7_000
_MOST_MESSAGES = 100
_TOOL = {"id": "vedette", "name": "vedette", "version": __version__, "vendor": {"name": "vedette"}}


class Flavour(Struct, frozen=True):
    """One kind of report.

    Attributes:
        type: as the schema names it.
        file: of the schema.
        takes: whether a finding belongs into it.
        commit: places name their commit, as the schema of secrets demands.
        other: the format that has the rest.
    """

    type: str
    file: str
    takes: Callable[[Finding], bool]
    commit: bool
    other: str


class SecurityReport:
    """Writes one report; nothing for a run without verdict, since GitLab would close everything.

    Args:
        out: where to write; ASCII, since everything else is escaped.
        context: rules, and whether an auditor reads.
        flavour: which report.
    """

    def __init__(self, out: BinaryIO, context: Context, flavour: Flavour) -> None:
        self._out = out
        self._context = context
        self._flavour = flavour
        self._notes: tuple[str, ...] = ()

    def event(self, event: Event) -> None:
        """As `Writer.event`."""
        if isinstance(event, Started):
            self._notes = event.notes
        elif isinstance(event, Judged):
            report = _report(event.record, self._notes, self._context, self._flavour)
            output.write(self._out, dumps(report) + b"\n")

    def close(self) -> None:
        """As `Writer.close`."""
        self._out.flush()


def _report(record: Record, notes: tuple[str, ...], context: Context, flavour: Flavour) -> dict[str, Any]:
    void = record.verdict.completeness is Completeness.void
    shown = [item for item in chapters.chapters(record, context).shown if flavour.takes(item.tracked.finding)]
    listed = [item for item in shown if item.disposition is not Disposition.accepted]
    return {
        "version": VERSION,
        "schema": _SCHEMA.format(VERSION, flavour.file),
        "scan": {
            "analyzer": _TOOL,
            "scanner": _TOOL,
            "type": flavour.type,
            "start_time": _time(record.run.started),
            "end_time": _time(record.run.finished or record.run.started),
            "status": "failure" if void else "success",
            "messages": list(_messages(record, notes, context, flavour))[:_MOST_MESSAGES],
        },
        "vulnerabilities": [
            _vulnerability(site, record, context, flavour) for site in sites(listed, auditor=context.auditor)
        ],
    }


def _messages(
    record: Record, notes: tuple[str, ...], context: Context, flavour: Flavour
) -> Iterator[dict[str, str]]:
    incomplete = record.verdict.completeness is not Completeness.complete
    level = "fatal" if record.verdict.completeness is Completeness.void else "warn"
    yield _message(
        level if incomplete else "info", f"{headline.word(record.verdict)}: {headline.sentence(record)}"
    )
    yield from (_message(level, reason) for reason in record.verdict.reasons)
    told = chapters.chapters(record, context)
    accepted = sum(flavour.takes(item.tracked.finding) for item in told.accepted)
    others = sum(not flavour.takes(item.tracked.finding) for item in told.shown)
    if accepted:
        yield _message("info", f"{accepted:,} accepted by the project are left out")
    if others:
        yield _message("info", f"{others:,} of other kinds are left out: --format {flavour.other} has them")
    if told.hidden:
        yield _message("info", f"{told.hidden:,} for auditors are left out: --auditor shows them")
    yield from (_message("info", note) for note in notes)
    for skip in record.coverage.skips:
        if skip.cls is SkipClass.failed:
            yield _message(
                "warn", f"not examined: {neutral.visible(skip.path)}: {skip.detail or skip.reason}"
            )


def _message(level: str, text: str) -> dict[str, str]:
    return {"level": level, "value": neutral.cut(neutral.visible(text), 1_000) or "-"}


def _vulnerability(site: Site, record: Record, context: Context, flavour: Flavour) -> dict[str, Any]:
    item = site.judgement
    tracked, finding = item.tracked, item.tracked.finding
    rule = chapters.rule_of(finding, context)
    trail = past.words(finding, introduced=tracked.introduced)
    parts = [
        finding.message + (f" ({finding.evidence})" if finding.evidence else ""),
        rule.why if rule else "",
        trail,
        f"Gate: {item.disposition}, {item.reason}",
        f"Owner: {owned.brief(tracked)}{', due ' + tracked.due if tracked.due else ''}",
    ]
    # GitLab shows this as Markdown.
    description = "\n\n".join(neutral.prose(neutral.cut(part, _MOST_TEXT // 4)) for part in parts if part)
    identity = site.name or f"{finding.fingerprint}\0{finding.place.path}"
    return {
        "id": str(uuid.uuid5(_SPACE, neutral.valid(identity))),
        "name": neutral.cut(neutral.visible(chapters.title(finding, context)), _MOST_NAME),
        "description": description,
        "severity": finding.severity.value.capitalize(),
        "solution": neutral.cut(neutral.visible(rule.fix), _MOST_SOLUTION) if rule else "",
        "identifiers": _identifiers(finding, rule.cwe if rule else ()),
        "links": [{"url": page} for page in chapters.pages(rule.references if rule else ())],
        "location": _location(finding, record.run.commit, flavour),
    }


def _identifiers(finding: Finding, weaknesses: tuple[int, ...]) -> list[dict[str, str]]:
    name = neutral.visible(finding.rule) or "-"
    return [
        {"type": "vedette_rule", "name": name, "value": name},
        *(
            {
                "type": "cwe",
                "name": f"CWE-{number}",
                "value": str(number),
                "url": f"https://cwe.mitre.org/data/definitions/{number}.html",
            }
            for number in weaknesses
        ),
    ]


def _location(finding: Finding, head: str, flavour: Flavour) -> dict[str, Any]:
    place = finding.place
    location: dict[str, Any] = {
        "file": neutral.valid(place.path),
        "start_line": max(place.start.line, 1),
        "end_line": max(place.end.line, place.start.line, 1),
    }
    if finding.symbol:
        location["method"] = neutral.visible(finding.symbol)
    if flavour.commit:
        location["commit"] = {"sha": neutral.visible(place.revision or head) or NO_COMMIT}
    return location


def _time(text: str) -> str:
    """As the schema wants it: UTC without a sign for it."""
    found = _TIME.match(text)
    return found[0] if found else "1970-01-01T00:00:00"
