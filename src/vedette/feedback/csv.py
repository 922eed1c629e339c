"""A table for spreadsheets (RFC 4180): the verdict, then a row for each finding; no formula works."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import BinaryIO

from vedette.feedback import chapters, headline, neutral
from vedette.feedback.interface import Context, Writer
from vedette.feedback.shared import AtVerdict
from vedette.feedback.sites import sites
from vedette.model.coverage import SkipClass
from vedette.model.finding import Tracked
from vedette.model.verdict import Record

COLUMNS = (
    "what",
    "id",
    "disposition",
    "severity",
    "confidence",
    "kind",
    "rule",
    "title",
    "path",
    "line",
    "column",
    "commit",
    "message",
    "reason",
    "introduced",
    "state",
    "owner",
    "due",
    "first_seen",
    "persona",
)
_MOST_CELL = 5_000
# A spreadsheet computes what starts so; the wide ones are read as the narrow ones in East Asian locales.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def create(out: BinaryIO, context: Context) -> Writer:
    """A writer of one table.

    `what` is `verdict` in the first row, `finding`, `mended`, or `skipped` for what could not be examined.

    Args:
        out: where to write; UTF-8, lines ended by CR LF.
        context: only the rules are used; rows for auditors are there, with their persona.
    """
    # Without a verdict nothing is written: a table without rows could be taken for a clean run.
    return AtVerdict(out, lambda record, _notes: _table(record, context))


def cell(text: str) -> str:
    """The text as a spreadsheet shows it: what would be a formula starts with an apostrophe."""
    shown = neutral.cut(neutral.visible(text), _MOST_CELL)
    return f"'{shown}" if shown.lstrip().startswith(_FORMULA) else shown


def _rows(record: Record, context: Context) -> Iterator[dict[str, str]]:
    yield {
        "what": "verdict",
        "disposition": headline.word(record.verdict),
        "message": headline.sentence(record),
        "reason": "; ".join(record.verdict.reasons),
        "path": record.run.project,
        "commit": record.run.commit,
    }
    for site in sites(record.verdict.judgements, auditor=True):
        item = site.judgement
        told = {"what": "finding", "disposition": str(item.disposition), "reason": item.reason}
        yield {**told, **_finding(item.tracked, context)}
    for tracked in record.mended:
        yield {"what": "mended", **_finding(tracked, context)}
    for skip in record.coverage.skips:
        if skip.cls is SkipClass.failed:
            yield {"what": "skipped", "path": skip.path, "reason": skip.reason, "message": skip.detail}


def _finding(tracked: Tracked, context: Context) -> dict[str, str]:
    finding = tracked.finding
    return {
        "id": tracked.id,
        "severity": str(finding.severity),
        "confidence": str(finding.confidence),
        "kind": finding.kind,
        "rule": finding.rule,
        "title": chapters.title(finding, context),
        "path": finding.place.path,
        "line": str(finding.place.start.line),
        "column": str(finding.place.start.column),
        "commit": finding.place.revision,
        "message": finding.message,
        "introduced": "yes" if tracked.introduced else "no",
        "state": str(tracked.state),
        "owner": tracked.owner,
        "due": tracked.due,
        "first_seen": tracked.first_seen,
        "persona": str(finding.persona),
    }


def _table(record: Record, context: Context) -> bytes:
    text = io.StringIO(newline="")
    table = csv.DictWriter(text, COLUMNS, restval="", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    table.writeheader()
    for row in _rows(record, context):
        table.writerow({name: cell(value) for name, value in row.items()})
    return text.getvalue().encode()
