"""GitLab's code quality report: shown in a merge request beside the lines that the change touches."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any, BinaryIO

from vedette.feedback import chapters, headline, neutral
from vedette.feedback.document import dumps
from vedette.feedback.interface import Context, Writer
from vedette.feedback.shared import AtVerdict
from vedette.feedback.sites import Site, sites
from vedette.model.coverage import Completeness
from vedette.model.rule import Severity
from vedette.model.verdict import Record

SEVERITIES = {
    Severity.critical: "blocker",
    Severity.high: "critical",
    Severity.medium: "major",
    Severity.low: "minor",
}
_MOST_DESCRIPTION = 1_000


def create(out: BinaryIO, context: Context) -> Writer:
    """A writer of one report: a JSON array with an object for each finding that is not accepted.

    A run that is not complete has an issue of its own, `vedette-incomplete`, since an empty report would be
    taken for a clean one.

    Args:
        out: where to write; ASCII, since everything else is escaped.
        context: rules, and whether an auditor reads.
    """
    # Without a verdict nothing is written: GitLab would take an empty report for everything mended.
    return AtVerdict(out, lambda record, _notes: dumps(list(_issues(record, context))) + b"\n")


def _issues(record: Record, context: Context) -> Iterator[dict[str, Any]]:
    if record.verdict.completeness is not Completeness.complete:
        void = record.verdict.completeness is Completeness.void
        description = f"{headline.word(record.verdict)}: {headline.sentence(record)}"
        yield _issue("vedette-incomplete", description, "blocker" if void else "major", (".", 1))
    told = chapters.chapters(record, context)
    # GitLab shows one of several with the same fingerprint: ids are unique, fingerprints of ours are not.
    listed = (*told.emergencies, *told.overridden, *told.new, *told.still_open)
    yield from (_finding(site, context) for site in sites(listed, auditor=context.auditor))


def _finding(site: Site, context: Context) -> dict[str, Any]:
    finding = site.judgement.tracked.finding
    title, message = chapters.title(finding, context), finding.message
    description = message if title == message else f"{title}: {message}"
    place = (finding.place.path, max(finding.place.start.line, 1))
    identity = "\0".join((site.name, "" if site.name else finding.fingerprint + place[0]))
    return _issue(finding.rule, description, SEVERITIES[finding.severity], place, identity)


def _issue(
    name: str, description: str, severity: str, place: tuple[str, int], identity: str = ""
) -> dict[str, Any]:
    path, line = place
    digest = hashlib.sha256(f"vedette-codequality-v1\0{name}\0{identity}".encode("utf-8", "surrogatepass"))
    return {
        "description": neutral.cut(neutral.visible(description), _MOST_DESCRIPTION),
        "check_name": neutral.visible(name),
        "fingerprint": digest.hexdigest(),
        "severity": severity,
        "location": {"path": neutral.valid(path) or ".", "lines": {"begin": line}},
    }
