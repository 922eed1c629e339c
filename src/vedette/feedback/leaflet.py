"""A record as Markdown of limited length: the verdict first, then what is new, mended and still open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from msgspec import Struct

from vedette.feedback import chapters, flow, headline, neutral, owned, past, places, verified
from vedette.feedback.headline import plural
from vedette.feedback.interface import Context
from vedette.model.coverage import Completeness, Coverage, KindCoverage, SkipClass
from vedette.model.finding import Tracked
from vedette.model.verdict import Decision, Disposition, Judgement, Record

_MOST_TITLE = 160
_MOST_PROSE = 600
_MOST_OWNER = 60
_MOST_LISTED = 10
_ALL = "the json report has all of them"
_CLASSES = {
    SkipClass.not_applicable: "not applicable",
    SkipClass.declared: "declared",
    SkipClass.failed: "failed",
}


class Size(Struct, frozen=True):
    """How long a leaflet may get.

    Attributes:
        most_bytes: of the whole, in UTF-8, which is never less than the number of characters.
        in_full: emergencies told in full.
        lines: findings on a line each, in one chapter.
    """

    most_bytes: int
    in_full: int
    lines: int


def leaflet(record: Record, notes: tuple[str, ...], context: Context, size: Size) -> str:
    """The record as Markdown, which neither acts nor reaches anybody whatever the tree is named.

    Args:
        record: of the run.
        notes: what the source wants people to know.
        context: of the writer.
        size: limits; what does not fit is counted.
    """
    told = chapters.chapters(record, context)
    account = "".join(f"{line}\n" for line in _account(record))
    sheet = _Sheet("".join(f"{line}\n" for line in _head(record, notes)), size.most_bytes - _bytes(account))
    emergencies = (_in_full(item, context) for item in told.emergencies)
    sheet.chapter("Stops this change", len(told.emergencies), emergencies, size.in_full)
    overridden = (_in_full(item, context) for item in told.overridden)
    sheet.chapter("Overridden: would stop this change", len(told.overridden), overridden, size.in_full)
    sheet.chapter("New, and may pass", len(told.new), _lines(told.new, context), size.lines)
    mended = (_mended(item, context) for item in told.mended)
    sheet.chapter("Mended", len(told.mended), mended, size.lines)
    for heading, items in (("Still open", told.still_open), ("Accepted", told.accepted)):
        sheet.chapter(heading, len(items), _lines(items, context), size.lines, folded=True)
    if told.hidden:
        sheet.add(f"\n{plural(told.hidden, 'more is', 'more are')} for an auditor: `--auditor` shows them.\n")
    return sheet.text + account


class _Sheet:
    """Text that grows up to a number of bytes, with room kept for the ends of chapters."""

    _END = 300

    def __init__(self, head: str, most_bytes: int) -> None:
        self._pieces = [head]
        self._room = most_bytes - _bytes(head) - 7 * self._END

    @property
    def text(self) -> str:
        return "".join(self._pieces)

    def add(self, piece: str) -> bool:
        """Adds a piece if there is room for all of it."""
        if _bytes(piece) > self._room:
            return False
        self._pieces.append(piece)
        self._room -= _bytes(piece)
        return True

    def chapter(
        self, heading: str, number: int, pieces: Iterable[str], most: int, *, folded: bool = False
    ) -> None:
        """Adds as many pieces as fit and says how many did not."""
        if not number:
            return
        opened = f"\n<details><summary>{heading}: {number:,}</summary>\n\n"
        self._pieces.append(opened if folded else f"\n### {heading}: {number:,}\n\n")
        told = 0
        for piece in pieces:
            if told == most or not self.add(piece):
                break
            told += 1
        if told < number:
            self._pieces.append(f"\nand {number - told:,} more: {_ALL}\n")
        if folded:
            self._pieces.append("\n</details>\n")


def _head(record: Record, notes: tuple[str, ...]) -> Iterator[str]:
    verdict = record.verdict
    good = verdict.decision is Decision.passed and verdict.completeness is Completeness.complete
    bad = verdict.decision is Decision.blocked or verdict.completeness is Completeness.void
    sign = "\u2705" if good else "\u26d4" if bad else "\u26a0\ufe0f"
    yield f"## {sign} vedette: {headline.word(verdict)}"
    yield ""
    yield _sentence(headline.sentence(record)) + "."
    yield ""
    yield neutral.code(neutral.cut(chapters.what(record.run), 300))
    for note in notes[:_MOST_LISTED]:
        yield ""
        yield f"Note: {_sentence(note)}"


def _in_full(item: Judgement, context: Context) -> str:
    tracked, finding = item.tracked, item.tracked.finding
    rule = chapters.rule_of(finding, context)
    seen = ", **being exploited now**" if tracked.exploited else ""
    evidence = f" ({neutral.code(neutral.cut(finding.evidence, 200))})" if finding.evidence else ""
    trail = past.words(finding, introduced=tracked.introduced)
    elsewhere = places.words(tracked)
    rows = [
        f"**{finding.severity}** {_title(item.tracked, context)}{seen}",
        f"{neutral.code(chapters.where(finding))}: {_sentence(finding.message)}{evidence}",
        f"Way: {_sentence(flow.line(finding))}" if finding.flow else "",
        f"Places: {_sentence(elsewhere)}" if elsewhere else "",
        f"Past: {_sentence(trail)}" if trail else "",
        f"Its provider: {_sentence(verified.words(tracked))}" if tracked.verified else "",
        f"Why it matters: {_sentence(rule.why)}" if rule else "",
        f"**To mend it:** {_sentence(rule.fix)}" if rule else "",
        f"The form here: {neutral.code(neutral.cut(finding.advice, _MOST_PROSE))}" if finding.advice else "",
        f"Gate: {_sentence(item.reason)}; confidence {finding.confidence}; {_life(tracked)}",
    ]
    told = "<br>\n  ".join(row for row in rows if row)
    return f"- {told}\n"


def _lines(items: Iterable[Judgement], context: Context) -> Iterator[str]:
    for item in items:
        marks = [
            "being exploited now" if item.tracked.exploited else "",
            "came back" if item.tracked.reopened else "",
            verified.mark(item.tracked),
            _sentence(item.lapsed),
            _accepted(item),
        ]
        marked = "".join(f"; {mark}" for mark in marks if mark)
        finding = item.tracked.finding
        where = neutral.code(chapters.where(finding))
        lead = f"- **{finding.severity}** {_title(item.tracked, context)}: {where}"
        yield f"{lead}; {_life(item.tracked)}{marked}\n"


def _accepted(item: Judgement) -> str:
    if item.disposition is not Disposition.accepted:
        return ""
    return _sentence(item.reason) if item.acceptance else f"accepted: {_sentence(item.reason)}"


def _mended(item: Tracked, context: Context) -> str:
    where = neutral.code(chapters.where(item.finding))
    return f"- ~~{item.finding.severity}~~ {_title(item, context)}: {where}; {_name(item.id)}\n"


def _title(item: Tracked, context: Context) -> str:
    return neutral.prose(neutral.cut(chapters.title(item.finding, context), _MOST_TITLE))


def _life(item: Tracked) -> str:
    owner = owned.brief(item, neutral.code(neutral.cut(item.owner, _MOST_OWNER)))
    due = f", due {neutral.prose(item.due[:10])}" if item.due else ""
    return f"owner {owner}{due}; {_name(item.id)}"


def _name(name: str) -> str:
    return neutral.code(neutral.clip(name, 40))


def _sentence(text: str) -> str:
    return neutral.prose(neutral.cut(text, _MOST_PROSE))


def _account(record: Record) -> Iterator[str]:
    coverage = record.coverage
    yield ""
    yield "### What this rests on"
    yield ""
    counts = f"asked for {coverage.asked:,}, examined {coverage.examined:,}, skipped {len(coverage.skips):,}"
    yield f"- {counts}{_why(coverage)}"
    ran = {kind.kind: kind for kind in coverage.kinds}
    for name in sorted({*ran, *coverage.asked_kinds})[:_MOST_LISTED]:
        yield f"- {neutral.code(neutral.clip(name, 40))}: {_proof(ran.get(name))}"
    for reason in record.verdict.reasons[:_MOST_LISTED]:
        yield f"- **not covered:** {_sentence(reason)}"
    if len(record.verdict.reasons) > _MOST_LISTED:
        yield f"- and {len(record.verdict.reasons) - _MOST_LISTED:,} more reasons: {_ALL}"


def _why(coverage: Coverage) -> str:
    classes = Counter(skip.cls for skip in coverage.skips)
    listed = [f"{name} {classes[cls]:,}" for cls, name in _CLASSES.items() if classes[cls]]
    return f" ({', '.join(listed)})" if listed else ""


def _proof(kind: KindCoverage | None) -> str:
    if kind is None:
        return "**did not run**"
    failed = f", **failed on {kind.failed:,}**" if kind.failed else ""
    if kind.kind.startswith(headline.IMPORTED):
        return f"{kind.examined:,} taken from a report{failed}, which no canary proves"
    if not kind.canaries_planted:
        return f"examined {kind.examined:,}{failed}, **no canary planted**"
    found = f"canary found in {kind.canaries_found:,} of {plural(kind.canaries_planted, 'worker')}"
    proven = kind.canaries_found >= kind.canaries_planted
    return f"examined {kind.examined:,}{failed}, {found if proven else f'**{found}**'}"


def _bytes(text: str) -> int:
    return len(text.encode())
