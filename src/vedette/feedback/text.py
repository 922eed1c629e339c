"""Text for people: the verdict first, what stops the line in full, the rest on a line each, the proof."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import BinaryIO

from vedette.feedback import coverage_text, finding_text, headline, neutral, verified
from vedette.feedback.interface import Context, Writer
from vedette.feedback.paper import Paper, Style
from vedette.feedback.shared import AtVerdict
from vedette.model.coverage import Completeness
from vedette.model.verdict import Decision, Record, Run
from vedette.model.waiver import Effect, WaiverEffect


def create(out: BinaryIO, context: Context) -> Writer:
    """A writer of text for people.

    Args:
        out: where to write; UTF-8.
        context: colours are used, and rich imported, only when it says so.
    """
    return AtVerdict(
        out, lambda record, notes: _report(record, notes, context), lambda _run: _no_verdict(context)
    )


# The stage of a run that a commit waits for.
_HOOK = "hook"
_MOST_STATEMENTS = 10


def _report(record: Record, notes: tuple[str, ...], context: Context) -> bytes:
    paper = Paper(context.width, colour=context.colour)
    judgements = record.verdict.judgements
    paper.line((_style(record), headline.word(record.verdict)), f": {headline.sentence(record)}")
    if record.run.stage == _HOOK and _is_plain_pass(record):
        return paper.render()  # a commit that may go on is told so in one line
    paper.line((Style.faint, _what(record.run)))
    for note in notes:
        paper.labelled((Style.warning, "note:"), note)
    finding_text.emergencies(paper, judgements, context)
    finding_text.others(paper, judgements, context)
    _waivers(paper, record)
    _verification(paper, record)
    coverage_text.account(paper, record.coverage, record.verdict)
    _end(paper, record)
    return paper.render()


def _is_plain_pass(record: Record) -> bool:
    verdict = record.verdict
    return (
        verdict.decision is Decision.passed
        and verdict.completeness is Completeness.complete
        and not any(item.tracked.introduced for item in verdict.judgements)
    )


def _style(record: Record) -> Style:
    verdict = record.verdict
    if verdict.decision is Decision.blocked or verdict.completeness is Completeness.void:
        return Style.alarm
    good = verdict.decision is Decision.passed and verdict.completeness is Completeness.complete
    return Style.good if good else Style.warning


def _what(run: Run) -> str:
    at = f" at {run.commit[:12]}" if run.commit else ""
    base = f", judged against {run.base[:12]}" if run.base else ""
    kinds = f" ({', '.join(run.kinds)})" if run.kinds else ""
    return f"{run.project or run.root}{at}{base}{kinds}"


def _waivers(paper: Paper, record: Record) -> None:
    """Says in a line what the waivers do, and the statements of others, if there are any."""
    waivers = [one for one in record.waivers if not one.waiver.source]
    if waivers:
        counted = _counted(paper, "Waivers", waivers)
        if any(effect is not Effect.active for effect in counted):
            paper.line("  ", (Style.hint, "vedette waivers"), " says why")
    statements = [one for one in record.waivers if one.waiver.source]
    if statements:
        _counted(paper, "Statements (VEX)", statements)
        idle = [one for one in statements if one.effect is not Effect.active]
        for one in idle[:_MOST_STATEMENTS]:
            where = f"{neutral.clip(neutral.visible(one.waiver.source), 200)}:{one.waiver.line}"
            paper.line("  ", (Style.place, where), "  ", _idle(one))
        if len(idle) > _MOST_STATEMENTS:
            paper.line(f"  and {len(idle) - _MOST_STATEMENTS:,} more: --format json shows all")


def _idle(one: WaiverEffect) -> str:
    said = f"{one.waiver.rule}: {one.detail}" if one.findings else one.detail
    return f"{one.effect.value}: {neutral.cut(said, 200)}"


def _counted(paper: Paper, title: str, effects: Sequence[WaiverEffect]) -> Counter[Effect]:
    counted = Counter(one.effect for one in effects)
    told = ", ".join(f"{counted[effect]:,} {effect.value}" for effect in Effect if counted[effect])
    paper.blank()
    paper.line((Style.strong, f"{title}, {len(effects):,}"), f": {told}")
    return counted


def _verification(paper: Paper, record: Record) -> None:
    done = record.verification
    if done is not None:
        paper.blank()
        paper.line((Style.strong, f"Verified, {done.credentials:,}"), f": {verified.sentence(done)}")


def _end(paper: Paper, record: Record) -> None:
    paper.blank()
    if record.checkpoint is not None:
        paper.line((Style.faint, f"Checkpoint {record.checkpoint.text()}"))
    judgements = record.verdict.judgements
    if judgements:
        first = judgements[0].tracked
        # What a hook found is not remembered, so its id leads nowhere.
        name = first.finding.rule if record.run.stage == _HOOK or not first.id else first.id
        paper.line("Next: ", (Style.hint, f"vedette explain {name}"))


def _no_verdict(context: Context) -> bytes:
    paper = Paper(context.width, colour=context.colour)
    paper.line((Style.alarm, "NO VERDICT"), ": the run ended before it was judged; this says nothing")
    return paper.render()
