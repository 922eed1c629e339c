"""Coverage as a SARIF invocation: what failed is a notification, the counts are properties."""

from __future__ import annotations

from collections import Counter
from typing import Any

from vedette.feedback import neutral
from vedette.feedback.headline import sentence, word
from vedette.model.coverage import Completeness, Coverage, Skip, SkipClass
from vedette.model.verdict import Record

MOST_NOTIFICATIONS = 1_000


def invocation(record: Record, notes: tuple[str, ...], cut: int) -> dict[str, Any]:
    """The run as an invocation.

    Args:
        record: the record of the run.
        notes: what the source wants people to know.
        cut: findings left out of the report for its size.

    Returns:
        The invocation; `executionSuccessful` is false when there is no verdict.
    """
    void = record.verdict.completeness is Completeness.void
    plain = {
        "executionSuccessful": not void,
        "startTimeUtc": _time(record.run.started),
        "endTimeUtc": _time(record.run.finished),
        "toolExecutionNotifications": _notifications(record, notes, cut),
        "properties": {
            "verdict": word(record.verdict),
            "summary": neutral.valid(sentence(record)),
            **_override(record),
            # Not results with the state `absent`: GitHub does not read that state and would open alerts.
            "mended": [neutral.valid(item.id) for item in record.mended[:MOST_NOTIFICATIONS]],
            **counts(record.coverage),
        },
    }
    return {name: value for name, value in plain.items() if value != ""}


def _override(record: Record) -> dict[str, Any]:
    override = record.verdict.override
    if override is None:
        return {}
    plain = {
        "reason": override.reason,
        "who": override.who,
        "until": override.until,
        "earlier": override.earlier,
        "findings": list(override.findings[:MOST_NOTIFICATIONS]),
    }
    return {"override": neutral.valid_tree(plain)}


def counts(coverage: Coverage) -> dict[str, Any]:
    """The account in numbers: asked, examined, skips by class and reason, what each kind did."""
    skipped: dict[str, dict[str, int]] = {}
    for (cls, reason), number in sorted(Counter((skip.cls, skip.reason) for skip in coverage.skips).items()):
        skipped.setdefault(str(cls), {})[neutral.valid(reason)] = number
    return {
        "asked": coverage.asked,
        "examined": coverage.examined,
        "skipped": skipped,
        "dropped": len(coverage.dropped),
        "stale": [neutral.valid(name) for name in coverage.stale],
        "truncated": coverage.truncated,
        "baseUnknown": neutral.valid(coverage.base_unknown),
        "askedKinds": [neutral.valid(name) for name in coverage.asked_kinds],
        "kinds": [
            {
                "kind": neutral.valid(kind.kind),
                "examined": kind.examined,
                "notApplicable": kind.not_applicable,
                "failed": kind.failed,
                "canariesPlanted": kind.canaries_planted,
                "canariesFound": kind.canaries_found,
            }
            for kind in coverage.kinds
        ],
    }


def _notifications(record: Record, notes: tuple[str, ...], cut: int) -> list[dict[str, Any]]:
    void = record.verdict.completeness is Completeness.void
    level = "error" if void else "warning"
    listed = [_notification("incomplete", level, reason) for reason in record.verdict.reasons]
    if cut:
        listed.append(
            _notification("cut", "warning", f"{cut:,} findings are left out of this report for its size")
        )
    listed += [_notification("note", "note", note) for note in notes]
    failed = [_failed(skip) for skip in record.coverage.skips if skip.cls is SkipClass.failed]
    failed += [
        _notification("dropped", "warning", "examined before at the same content, not examined now", path)
        for path in record.coverage.dropped
    ]
    listed += failed[:MOST_NOTIFICATIONS]
    if len(failed) > MOST_NOTIFICATIONS:
        more = len(failed) - MOST_NOTIFICATIONS
        listed.append(
            _notification("cut", "warning", f"{more:,} more could not be examined; they are counted")
        )
    return listed


def _failed(skip: Skip) -> dict[str, Any]:
    text = f"not examined: {skip.reason}" + (f" ({skip.detail})" if skip.detail else "")
    return _notification("not-examined", "error", text, skip.path)


def _notification(name: str, level: str, text: str, path: str = "") -> dict[str, Any]:
    plain: dict[str, Any] = {
        "descriptor": {"id": name},
        "level": level,
        "message": {"text": neutral.message(text)},
    }
    if path:
        artifact = {"uri": neutral.uri(path), "uriBaseId": "SRCROOT"}
        plain["locations"] = [{"physicalLocation": {"artifactLocation": artifact}}]
    return plain


def _time(text: str) -> str:
    return text.replace("+00:00", "Z")
