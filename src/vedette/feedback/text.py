"""Text for people: the verdict first, what stops the line in full, the rest on a line each, the proof."""

from __future__ import annotations

from collections import Counter
from typing import BinaryIO

from vedette.feedback import coverage_text, finding_text, headline, verified
from vedette.feedback.interface import Context, Writer
from vedette.feedback.paper import Paper, Style
from vedette.feedback.shared import AtVerdict
from vedette.model.coverage import Completeness
from vedette.model.verdict import Decision, Record, Run
from vedette.model.waiver import Effect


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
    """Says in a line what the waivers do, if there are any."""
    if not record.waivers:
        return
    counted = Counter(one.effect for one in record.waivers)
    told = ", ".join(f"{counted[effect]:,} {effect.value}" for effect in Effect if counted[effect])
    paper.blank()
    paper.line((Style.strong, f"Waivers, {len(record.waivers):,}"), f": {told}")
    if any(effect is not Effect.active for effect in counted):
        paper.line("  ", (Style.hint, "vedette waivers"), " says why")


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
