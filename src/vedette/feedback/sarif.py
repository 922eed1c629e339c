"""SARIF 2.1.0 as GitHub code scanning reads it.

`primaryLocationLineHash` is not given: it needs the file's content, and GitHub's own upload step adds it.
"""

from __future__ import annotations

import re
import uuid
from typing import Any, BinaryIO

from vedette import __version__
from vedette.feedback import neutral, output, past
from vedette.feedback.document import dumps
from vedette.feedback.interface import Context, Writer
from vedette.feedback.sarif_coverage import invocation
from vedette.feedback.sarif_rules import LEVELS, SCORES, descriptors
from vedette.feedback.sites import Site, sites
from vedette.model.edit import Edit
from vedette.model.events import Event, Judged, Started
from vedette.model.facts import Position
from vedette.model.finding import FlowStep, Place, Tracked
from vedette.model.rule import Persona
from vedette.model.verdict import Disposition, Judgement, Record, Run

# GitHub refuses a run with more.
MOST_RESULTS = 25_000
_MOST_MESSAGE = 1_000
_MOST_RELATED = 100
_MOST_STEPS = 100
_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_REMOTE = re.compile(r"[a-z0-9][a-z0-9.-]*\.[a-z]{2,}(?::[0-9]{1,5})?(?:/[A-Za-z0-9._~-]+)+", re.IGNORECASE)
_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


def create(out: BinaryIO, context: Context) -> Writer:
    """A writer of one SARIF log with one run.

    Args:
        out: where to write; ASCII, since everything else is escaped.
        context: only the rules are used.
    """
    return _Sarif(out, context)


class _Sarif:
    def __init__(self, out: BinaryIO, context: Context) -> None:
        self._out = out
        self._context = context
        self._notes: tuple[str, ...] = ()

    def event(self, event: Event) -> None:
        if isinstance(event, Started):
            self._notes = event.notes
        elif isinstance(event, Judged):
            log = _log(event.record, self._notes, self._context)
            output.write(self._out, dumps(log) + b"\n")

    def close(self) -> None:
        # Without a verdict nothing is written: a log without results would close every alert at GitHub.
        self._out.flush()


def _log(record: Record, notes: tuple[str, ...], context: Context) -> dict[str, Any]:
    every = list(sites(record.verdict.judgements, auditor=True))
    shown = every[:MOST_RESULTS]
    rules, index = descriptors(context.rules, [site.judgement for site in shown])
    driver = {"name": "vedette", "semanticVersion": __version__, "version": __version__, "rules": rules}
    compared = not record.coverage.base_unknown
    run = {
        "tool": {"driver": driver},
        "automationDetails": _automation(record.run),
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"SRCROOT": {"description": {"text": "the root of the tree that was scanned"}}},
        "invocations": [invocation(record, notes, len(every) - len(shown))],
        "results": [_result(site, index, compared=compared) for site in shown],
        **_provenance(record.run),
    }
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _automation(run: Run) -> dict[str, str]:
    # The category says what was asked for: a scan for secrets alone must not close the alerts of another.
    category = "-".join(sorted(run.kinds)) or "all"
    details = {"id": f"vedette/{neutral.valid(category)}/"}
    try:
        return {**details, "guid": str(uuid.UUID(run.id, version=4))}
    except ValueError:
        return details


def _provenance(run: Run) -> dict[str, Any]:
    if not (_REMOTE.fullmatch(run.project) and _COMMIT.fullmatch(run.commit)):
        return {}
    details = {
        "repositoryUri": f"https://{run.project}",
        "revisionId": run.commit,
        "mappedTo": {"uriBaseId": "SRCROOT"},
    }
    return {"versionControlProvenance": [details]}


def _result(site: Site, index: dict[str, int], *, compared: bool) -> dict[str, Any]:
    item = site.judgement
    tracked, finding = item.tracked, item.tracked.finding
    result: dict[str, Any] = {
        "ruleId": neutral.valid(finding.rule),
        "ruleIndex": index[finding.rule],
        "level": LEVELS[finding.severity] if finding.persona is Persona.regular else "note",
        "message": {"text": neutral.message(neutral.cut(_message(tracked), _MOST_MESSAGE))},
        "locations": [_location(finding.place, finding.symbol)],
        "properties": _properties(item),
    }
    if tracked.also:
        result["relatedLocations"] = [
            {"id": number, "message": {"text": "The same weakness."}, **_location(one.place, one.symbol)}
            for number, one in enumerate(tracked.also[:_MOST_RELATED], 1)
        ]
    if finding.flow:
        result["codeFlows"] = [_code_flow(finding.flow)]
    if finding.edits:
        result["fixes"] = [_fix(finding.edits, finding.advice)]
    if compared:
        result["baselineState"] = "new" if tracked.introduced else "unchanged"
    if finding.fingerprint:
        result["partialFingerprints"] = {"vedetteFingerprint/v1": neutral.valid(finding.fingerprint)}
    if site.name:
        result["fingerprints"] = {"vedetteFinding/v1": neutral.valid(site.name)}
    if item.disposition is Disposition.accepted:
        in_source = item.acceptance is not None and item.acceptance.how not in {"waiver", "vex"}
        suppression = {
            "kind": "inSource" if in_source else "external",
            "status": "accepted",
            "justification": neutral.valid(item.reason),
        }
        result["suppressions"] = [suppression]
    return result


def _message(tracked: Tracked) -> str:
    trail = past.words(tracked.finding, introduced=tracked.introduced)
    return f"{tracked.finding.message} ({trail})" if trail else tracked.finding.message


def _location(place: Place, symbol: str) -> dict[str, Any]:
    region = {
        "startLine": max(place.start.line, 1),
        "startColumn": max(place.start.column, 1),
        "endLine": max(place.end.line, place.start.line, 1),
        "endColumn": max(place.end.column, 1),
    }
    artifact = {"uri": neutral.uri(place.path), "uriBaseId": "SRCROOT"}
    location: dict[str, Any] = {"physicalLocation": {"artifactLocation": artifact, "region": region}}
    if symbol:
        location["logicalLocations"] = [{"fullyQualifiedName": neutral.valid(symbol)}]
    return location


def _fix(edits: tuple[Edit, ...], advice: str) -> dict[str, Any]:
    by_path: dict[str, list[dict[str, Any]]] = {}
    for edit in edits:
        place = Place(edit.path, edit.begins, edit.ends)
        region = _location(place, "")["physicalLocation"]["region"]
        change = {"deletedRegion": region, "insertedContent": {"text": neutral.valid(edit.new)}}
        by_path.setdefault(edit.path, []).append(change)
    changes = [
        {
            "artifactLocation": {"uri": neutral.uri(path), "uriBaseId": "SRCROOT"},
            "replacements": replacements,
        }
        for path, replacements in by_path.items()
    ]
    words = neutral.message(neutral.cut(advice or "Mend it.", _MOST_MESSAGE))
    return {"description": {"text": words}, "artifactChanges": changes}


def _code_flow(flow: tuple[FlowStep, ...]) -> dict[str, Any]:
    return {"threadFlows": [{"locations": [{"location": _step(step)} for step in flow[:_MOST_STEPS]]}]}


def _step(step: FlowStep) -> dict[str, Any]:
    here = Position(step.line, step.column)
    words = neutral.message(neutral.cut(step.words, _MOST_MESSAGE))
    return {**_location(Place(step.path, here, here), ""), "message": {"text": words}}


def _properties(item: Judgement) -> dict[str, Any]:
    tracked, finding = item.tracked, item.tracked.finding
    plain = {
        "findingId": tracked.id,
        "kind": finding.kind,
        "disposition": str(item.disposition),
        "reason": item.reason,
        "severity": str(finding.severity),
        "security-severity": SCORES[finding.severity],
        "confidence": str(finding.confidence),
        "precision": str(finding.confidence),
        "persona": str(finding.persona),
        "owner": tracked.owner,
        "owners": list(tracked.owners),
        "ownerSource": tracked.owner_source,
        "due": tracked.due,
        "dueReason": item.due_reason,
        "firstSeen": tracked.first_seen,
        "introduced": tracked.introduced,
        "exploited": tracked.exploited,
        "reopened": tracked.reopened,
        "advice": finding.advice,
        "verified": str(tracked.verified or ""),
        "commit": finding.place.revision,
        **past.fields(finding),
        "foreignFingerprints": finding.foreign,
    }
    kept = {name: value for name, value in plain.items() if value not in ("", {})}
    return {name: neutral.valid_tree(value) for name, value in kept.items()}
