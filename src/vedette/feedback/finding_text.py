"""Findings as text: an emergency in full, everything else on a line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from vedette.feedback import chapters, flow, frame, neutral, owned, past, places, verified
from vedette.feedback.headline import plural
from vedette.feedback.interface import Context
from vedette.feedback.paper import Paper, Span, Style, cells
from vedette.model.finding import Finding
from vedette.model.rule import Persona, Severity
from vedette.model.verdict import Disposition, Judgement

MOST_LINES = 50
MOST_EMERGENCIES = 50
# Of more findings that have one, the way of untrusted data is told in a line.
MOST_FRAMES = 10
_MOST_TITLE = 160
_MOST_PROSE = 800
_GRAVE = frozenset({Disposition.emergency, Disposition.overridden})
_STYLES = {
    Severity.critical: Style.alarm,
    Severity.high: Style.alarm,
    Severity.medium: Style.warning,
    Severity.low: Style.strong,
}


def emergencies(paper: Paper, judgements: Sequence[Judgement], context: Context) -> None:
    """Writes what stops the line, or would, with its place, why it matters and how to mend it."""
    chosen = [item for item in judgements if item.disposition in _GRAVE]
    for item in chosen[:MOST_EMERGENCIES]:
        paper.blank()
        _in_full(paper, item, context)
    if len(chosen) > MOST_EMERGENCIES:
        paper.blank()
        paper.line(
            (
                Style.alarm,
                f"and {plural(len(chosen) - MOST_EMERGENCIES, 'more emergency', 'more emergencies')}",
            ),
            ": vedette scan --format json shows all",
        )


def others(paper: Paper, judgements: Sequence[Judgement], context: Context) -> None:
    """Writes what does not stop the line: tracked with owner and date, then accepted with the reason."""
    _section(paper, "Tracked", judgements, Disposition.tracked, context)
    _section(paper, "Accepted", judgements, Disposition.accepted, context)


def _in_full(paper: Paper, item: Judgement, context: Context) -> None:
    tracked, finding = item.tracked, item.tracked.finding
    rule = chapters.rule_of(finding, context)
    title = neutral.cut(_title(finding, context), _MOST_TITLE)
    severity = (_STYLES[finding.severity], str(finding.severity))
    paper.line(severity, (Style.strong, f"[{neutral.clip(finding.rule, 80)}]"), (Style.strong, f": {title}"))
    if finding.flow:
        flow.draw(paper, finding)
    else:
        frame.draw(paper, finding)
    seen = ", being exploited now" if tracked.exploited else ""
    rows = [
        ("here", Style.plain, finding.message + (f" ({finding.evidence})" if finding.evidence else "")),
        ("why", Style.plain, rule.why if rule else ""),
        ("help", Style.hint, rule.fix if rule else f"vedette explain {tracked.id}"),
        ("form", Style.hint, finding.advice),
        ("gate", Style.plain, item.reason),
        ("asked", Style.plain, verified.words(tracked)),
        ("state", Style.plain, f"{_age(item)}{seen}, confidence {finding.confidence}"),
        ("also", Style.plain, places.words(tracked)),
        ("past", Style.plain, past.words(finding, introduced=tracked.introduced)),
        ("seen", Style.plain, past.audience(finding)),
        (
            "owner",
            Style.plain,
            f"{owned.words(tracked)}{_due(tracked.due, context.today, ', due ')}",
        ),
        ("due", Style.plain, item.due_reason),
        ("id", Style.strong, tracked.id),
    ]
    for label, style, text in rows:
        if text:
            paper.labelled(
                (style if label == "help" else Style.faint, f"{label:>7}:"), neutral.cut(text, _MOST_PROSE)
            )


def _section(
    paper: Paper,
    heading: str,
    judgements: Sequence[Judgement],
    disposition: Disposition,
    context: Context,
) -> None:
    every = [item for item in judgements if item.disposition is disposition]
    shown = [item for item in every if context.auditor or item.tracked.finding.persona is Persona.regular]
    if not every:
        return
    paper.blank()
    paper.line((Style.strong, f"{heading}, {len(every):,}"), _explained(disposition, len(every)))
    if disposition is Disposition.accepted and not context.auditor:
        paper.line("  --auditor lists them")
        return
    listed = shown[:MOST_LINES]
    ordered = sorted(listed, key=lambda item: item.tracked.finding.place)
    _rows(paper, ordered, context)
    if len(shown) > len(listed):
        paper.line(f"  and {len(shown) - len(listed):,} more: vedette scan --format json shows all")
    if len(every) > len(shown):
        hidden = plural(len(every) - len(shown), "more is", "more are")
        paper.line(f"  {hidden} for an auditor: --auditor shows them")


def _explained(disposition: Disposition, number: int) -> str:
    if disposition is Disposition.accepted:
        return ": somebody answers for leaving this as it is"
    return f": {'it does' if number == 1 else 'they do'} not stop this change"


def _rows(paper: Paper, items: Sequence[Judgement], context: Context) -> None:
    """Writes findings by file, on one line each if every one fits and on two if not."""
    rows = [_row(item, context) for item in items]
    where, severity, name, what = (max((cells(row[n]) for row in rows), default=0) for n in range(4))
    lead = 4 + where + 2 + severity + 2
    room = max(paper.width - lead - name - 2, 30)
    in_frames = sum(bool(item.tracked.finding.flow) for item in items) <= MOST_FRAMES
    lives = [f"{item.tracked.id}  {_life(item, context)}" for item in items]
    longest = max(map(cells, lives), default=0)
    one_line = lead + name + 2 + what + 2 + longest <= paper.width
    last = None
    for item, row, life in zip(items, rows, lives, strict=True):
        path = item.tracked.finding.place.path
        if path != last:
            paper.line("  ", (Style.place, neutral.clip(neutral.visible(path), 300)))
        last = path
        spans: list[Span] = [
            f"    {row[0]:>{where}}  ",
            (_STYLES[item.tracked.finding.severity], f"{row[1]:<{severity}}"),
            f"  {row[2]:<{name}}  {neutral.cut(row[3], room)}",
        ]
        if one_line:
            paper.line(*spans, " " * (what - cells(row[3]) + 2), (Style.faint, life))
        else:
            paper.line(*spans)
            paper.line(" " * lead, (Style.faint, life))
        _way(paper, item.tracked.finding, lead, in_frames=in_frames)
        for told in (
            places.words(item.tracked),
            past.words(item.tracked.finding, introduced=item.tracked.introduced),
            _seen_by(item.tracked.finding),
        ):
            if told:
                paper.labelled((Style.faint, " " * (lead - 1)), told)


def _way(paper: Paper, finding: Finding, lead: int, *, in_frames: bool) -> None:
    """The way that untrusted data takes, and the secure form."""
    if finding.flow and in_frames:
        flow.draw(paper, finding)
    elif finding.flow:
        paper.labelled((Style.faint, " " * (lead - 1)), flow.line(finding))
    if finding.advice and finding.flow and in_frames:
        paper.labelled((Style.hint, f"{'form:':>{lead - 1}}"), neutral.cut(finding.advice, _MOST_PROSE))


def _seen_by(finding: Finding) -> str:
    audience = past.audience(finding)
    return f"could have been seen by {audience}" if audience else ""


def _row(item: Judgement, context: Context) -> tuple[str, str, str, str]:
    finding = item.tracked.finding
    position = f"{finding.place.start.line}:{finding.place.start.column}"
    name = neutral.clip(neutral.visible(finding.rule), 40)
    return position, str(finding.severity), name, neutral.cut(_title(finding, context), _MOST_TITLE)


def _title(finding: Finding, context: Context) -> str:
    return neutral.visible(chapters.title(finding, context))


def _life(item: Judgement, context: Context) -> str:
    if item.disposition is Disposition.accepted:
        return neutral.cut(neutral.visible(item.reason), 80)
    owner = owned.brief(item.tracked)
    late = item.tracked.due and context.today and item.tracked.due < context.today
    due = _due(item.tracked.due, context.today if late else "", ", due ")
    return f"{owner}{due}{_mark(item)}"


def _mark(item: Judgement) -> str:
    lapsed = f", {neutral.visible(item.lapsed)}" if item.lapsed else ""
    said = verified.mark(item.tracked)
    lapsed = f", {said}{lapsed}" if said else lapsed
    if item.tracked.exploited:
        return f", being exploited now{lapsed}"
    if item.tracked.reopened:
        return f", came back{lapsed}"
    return f", new{lapsed}" if item.tracked.introduced else lapsed


def _age(item: Judgement) -> str:
    tracked = item.tracked
    if tracked.introduced:
        return "introduced by this change" + (", and it had been mended before" if tracked.reopened else "")
    came_back = ", came back after it was mended" if tracked.reopened else ""
    return f"already there, first seen {tracked.first_seen[:10]}{came_back}"


def _due(due: str, today: str, lead: str) -> str:
    if not due:
        return ""
    try:
        days = (date.fromisoformat(due) - date.fromisoformat(today)).days
    except ValueError:
        return f"{lead}{due}"
    if days < 0:
        return f"{lead}{due} ({plural(-days, 'day')} late)"
    return f"{lead}{due} ({'today' if not days else 'in ' + plural(days, 'day')})"
