"""The life of one finding as text: what it is, where it stands, what happened to it."""

from __future__ import annotations

from collections.abc import Sequence

from vedette.apps.cli.last_change import last_change
from vedette.feedback import past
from vedette.feedback.paper import Paper, Style
from vedette.ledger.interface import FindingHistory
from vedette.model.alert import Alert
from vedette.model.deployment import KIND
from vedette.model.finding import Finding, Tracked

_MOST_PLACES = 50
_MOST_ALERTS = 5


def tell(sheet: Paper, history: FindingHistory, alerts: Sequence[Alert] = ()) -> None:
    """Writes the life of a finding.

    Args:
        sheet: to write on.
        history: the finding.
        alerts: of attacks on its route.
    """
    tracked = history.tracked
    finding = tracked.finding
    sheet.line((Style.strong, tracked.id), f": {finding.message}")
    sheet.line(
        (Style.place, place(finding)), f"  {finding.rule}, {finding.severity.value}, {tracked.state.value}"
    )
    for other in tracked.also[:_MOST_PLACES]:
        sheet.line("also in ", (Style.place, place(other)))
    if len(tracked.also) > _MOST_PLACES:
        sheet.line(f"also in {len(tracked.also) - _MOST_PLACES:,} more places")
    sheet.line((Style.faint, f"project {history.project}, fingerprint {finding.fingerprint}"))
    labels = (
        ("seen:", finding.evidence),
        ("past:", past.words(finding, introduced=tracked.introduced)),
        ("owner:", tracked.owner),
        ("last to change it:", last_change(history)),
        ("due:", tracked.due),
        ("merged:", ", ".join(history.merged)),
    )
    for label, text in labels:
        if text:
            sheet.labelled((Style.faint, label), text)
    for alert in alerts[:_MOST_ALERTS]:
        told = f"alert {alert.number}, {alert.state.value}, {alert.last}: {alert.title}"
        sheet.labelled((Style.alarm, "told:" if finding.kind == KIND else "attacked:"), told)
    sheet.blank()
    for when, run, what in history.events:
        sheet.line((Style.faint, f"{when}  {f'run {run[:8]}' if run else 'deed':<12}  "), what)


def exposure(tracked: Tracked) -> str:
    """From which day on its provider's log is to be read, and that revoking comes before cleaning."""
    trails = [one.trail.since for one in (tracked.finding, *tracked.also) if one.trail and one.trail.since]
    day = min([tracked.first_seen, *trails])[:10]
    known = "it was committed" if trails and min(trails)[:10] == day else "it was first seen"
    more = "" if trails else "; vedette scan --history says when it was committed"
    return f"at what was done with it since {day}, when {known}{more}. Revoke it before you clean anything."


def place(finding: Finding) -> str:
    """Path, line and column."""
    return f"{finding.place.path}:{finding.place.start.line}:{finding.place.start.column}"
