"""The chapters of the page: findings, what is mended, coverage. All text from outside passes `tag`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from html import escape

from vedette.feedback import chapters, flow, headline, neutral, owned, past, places, verified
from vedette.feedback.chapters import Chapters
from vedette.feedback.headline import plural
from vedette.feedback.interface import Context
from vedette.model.coverage import Coverage, KindCoverage, SkipClass
from vedette.model.finding import Excerpt, Finding, Tracked
from vedette.model.verdict import Judgement, Record

# A browser is slow beyond some ten thousand elements.
MOST_FINDINGS = 2_000
MOST_ROWS = 500
_MOST_TEXT = 2_000
_MOST_STEPS = 12
_CLASSES = {
    SkipClass.failed: "failed",
    SkipClass.declared: "declared",
    SkipClass.not_applicable: "not applicable",
}


def tag(text: str, most: int = _MOST_TEXT) -> str:
    """The text as content of an element or of a quoted attribute: nothing in it acts or hides."""
    return escape(neutral.cut(neutral.visible(text), most))


def findings(told: Chapters, context: Context) -> str:
    """All that is still there, by chapter, with the filter that works where scripts do."""
    sections = (
        ("Stops this change", told.emergencies, "stops"),
        ("Overridden: would stop this change", told.overridden, "overridden"),
        ("New, and may pass", told.new, "new"),
        ("Still open", told.still_open, "open"),
        ("Accepted", told.accepted, "accepted"),
    )
    parts = []
    room = MOST_FINDINGS
    for heading, items, name in sections:
        if items:
            parts.append(_section(heading, items[:room], len(items), (name, context)))
            room = max(room - len(items), 0)
    if told.hidden:
        hidden = plural(told.hidden, "more is", "more are")
        parts.append(f'<p class="more">{hidden} for an auditor: <code>--auditor</code> shows them.</p>')
    if len(told.shown) > 1:
        parts.insert(0, _FILTER)
    return "\n".join(parts)


def mended(items: tuple[Tracked, ...], context: Context) -> str:
    """What is gone; "" if nothing is."""
    if not items:
        return ""
    rows = "\n".join(
        f'<li><span class="sev {item.finding.severity}">{item.finding.severity}</span> '
        f"{tag(chapters.title(item.finding, context), 200)} {_where(item.finding)} "
        f'<span class="id">{tag(item.id)}</span></li>'
        for item in items[:MOST_ROWS]
    )
    more = _more(len(items) - MOST_ROWS)
    return _titled("mended", f"Mended: {len(items):,}", f'<ul class="mended">\n{rows}\n</ul>{more}')


def coverage(record: Record) -> str:
    """What the verdict rests on: counts, canaries, and by name whatever could not be examined."""
    account = record.coverage
    counts = [
        ("asked for", account.asked),
        ("examined", account.examined),
        ("remembered from an earlier run", account.cached),
        ("skipped", len(account.skips)),
    ]
    done = record.verification
    asked = f"<p>Verified, {done.credentials:,}: {tag(verified.sentence(done))}</p>" if done else ""
    listed = "".join(f"<div><dt>{name}</dt><dd>{number:,}</dd></div>" for name, number in counts)
    parts = [
        f'<dl class="counts">{listed}</dl>',
        _reasons(record),
        _kinds(account),
        _skips(account),
        _failed(account),
        asked,
    ]
    return _titled("coverage", "What this rests on", "\n".join(filter(None, parts)))


_FILTER = (
    '<div id="filter" hidden><label for="words">Show what contains</label> '
    '<input id="words" type="search" autocomplete="off" placeholder="path, rule, owner, severity"> '
    '<span id="shown" role="status"></span></div>'
)


def _titled(name: str, heading: str, inner: str) -> str:
    return f'<section aria-labelledby="{name}">\n<h2 id="{name}">{heading}</h2>\n{inner}\n</section>'


def _section(heading: str, items: tuple[Judgement, ...], number: int, how: tuple[str, Context]) -> str:
    name, context = how
    told = "\n".join(_finding(item, context, opened=name in {"stops", "overridden"}) for item in items)
    return _titled(name, f"{heading}: {number:,}", told + _more(number - len(items)))


def _more(number: int) -> str:
    return f'<p class="more">and {number:,} more: the json report has all of them</p>' if number > 0 else ""


def _finding(item: Judgement, context: Context, *, opened: bool) -> str:
    tracked, finding = item.tracked, item.tracked.finding
    severity = f'<span class="sev {finding.severity}">{finding.severity}</span>'
    title = f'<span class="title">{tag(chapters.title(finding, context), 200)}</span>'
    marks = "".join(f'<span class="mark">{mark}</span>' for mark in _marks(tracked))
    facts = "\n".join(
        f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in _facts(item, context) if value
    )
    owner = owned.brief(tracked) + (f", due {tracked.due}" if tracked.due else "")
    life = f'<span class="life">{tag(owner, 120)}</span>'
    return (
        f'<details class="finding"{" open" if opened else ""}>'
        f"<summary>{severity} {title} {marks} {_where(finding)} {life}</summary>\n"
        f"{_way(finding) if finding.flow else _excerpt(finding.excerpt)}<dl>\n{facts}\n</dl></details>"
    )


def _marks(tracked: Tracked) -> Iterator[str]:
    if tracked.exploited:
        yield "being exploited now"
    if tracked.reopened:
        yield "came back"
    if said := verified.mark(tracked):
        yield said


def _facts(item: Judgement, context: Context) -> Iterator[tuple[str, str]]:
    tracked, finding = item.tracked, item.tracked.finding
    rule = chapters.rule_of(finding, context)
    evidence = f" <code>{tag(finding.evidence, 300)}</code>" if finding.evidence else ""
    yield "Here", f"{tag(finding.message)}{evidence}"
    yield "Places", tag(places.words(tracked))
    yield "Past", tag(past.words(finding, introduced=tracked.introduced))
    yield "Could have been seen by", tag(past.audience(finding))
    if rule:
        yield "Why", tag(rule.why)
        yield "<strong>To mend it</strong>", tag(rule.fix)
    yield "The form here", f"<code>{tag(finding.advice, 600)}</code>" if finding.advice else ""
    yield "Gate", tag(item.reason)
    yield "Its provider", tag(verified.words(tracked))
    yield "Owner", tag(owned.words(tracked))
    yield "Due", tag(tracked.due)
    yield "First seen", tag(tracked.first_seen[:10])
    yield "Confidence", str(finding.confidence)
    yield "Rule", f"<code>{tag(finding.rule, 200)}</code>"
    if rule:
        yield "See", ", ".join(map(_link, chapters.pages(rule.references)))
    yield "Id", f'<span class="id">{tag(tracked.id)}</span>'


def _link(page: str) -> str:
    return f'<a href="{escape(page)}" rel="noopener noreferrer nofollow">{tag(page, 200)}</a>'


def _where(finding: Finding) -> str:
    return f'<code class="where">{tag(chapters.where(finding), 400)}</code>'


def _excerpt(excerpt: Excerpt | None) -> str:
    if excerpt is None:
        return ""
    start = min(max(excerpt.mark[0], 0), len(excerpt.text))
    end = min(max(excerpt.mark[1], start), len(excerpt.text))
    before, marked, after = excerpt.text[:start].lstrip(), excerpt.text[start:end], excerpt.text[end:]
    pieces = [neutral.visible(piece.replace("\t", "    ")) for piece in (before, marked, after)]
    shown = (neutral.clip(pieces[0], 300), neutral.clip(pieces[1], 300), neutral.cut(pieces[2], 300))
    first, middle, last = map(escape, shown)
    return f'<pre><span class="line">{excerpt.line}</span>{first}<mark>{middle}</mark>{last}</pre>\n'


def _way(finding: Finding) -> str:
    """The way of untrusted data, step by step."""
    rows = "".join(
        f'<li><code class="where">{tag(flow.place(step), 400)}</code> {tag(step.words, 200)}'
        f"{_excerpt(step.excerpt)}</li>\n"
        for step in flow.steps(finding, _MOST_STEPS)
    )
    return f'<ol class="way">\n{rows}</ol>\n'


def _reasons(record: Record) -> str:
    reasons = record.verdict.reasons
    if not reasons:
        return ""
    rows = "".join(f"<li>{tag(reason)}</li>" for reason in reasons[:MOST_ROWS])
    return f'<div class="gap"><p><strong>What this does not cover</strong></p><ul>{rows}</ul></div>'


def _kinds(account: Coverage) -> str:
    ran = {kind.kind: kind for kind in account.kinds}
    rows = [
        (f"<code>{tag(name, 80)}</code>", *_proof(ran.get(name)))
        for name in sorted({*ran, *account.asked_kinds})[:MOST_ROWS]
    ]
    return _table("Detectors and their canaries", ("detector", "examined", "failed", "canary"), rows)


def _proof(kind: KindCoverage | None) -> tuple[str, str, str]:
    if kind is None:
        return "", "", '<strong class="wrong">did not run</strong>'
    numbers = (f"{kind.examined:,}", f"{kind.failed:,}")
    if kind.kind.startswith(headline.IMPORTED):
        return (*numbers, "taken from a report, which no canary proves")
    if not kind.canaries_planted:
        return (*numbers, '<strong class="wrong">none planted</strong>')
    found = f"found in {kind.canaries_found:,} of {plural(kind.canaries_planted, 'worker')}"
    missed = kind.canaries_found < kind.canaries_planted
    return (*numbers, f'<strong class="wrong">{found}</strong>' if missed else found)


def _skips(account: Coverage) -> str:
    counts = Counter((skip.cls, skip.reason) for skip in account.skips)
    ordered = sorted(counts.items(), key=lambda item: (tuple(_CLASSES).index(item[0][0]), item[0][1]))
    rows = [(_CLASSES[cls], tag(reason, 80), f"{number:,}") for (cls, reason), number in ordered[:MOST_ROWS]]
    return _table("Skipped, by reason", ("class", "reason", "number"), rows)


def _failed(account: Coverage) -> str:
    failed = sorted(
        (skip.path, skip.detail or skip.reason) for skip in account.skips if skip.cls is SkipClass.failed
    )
    failed += [(path, "examined before, not now") for path in sorted(account.dropped)]
    rows = [(f"<code>{tag(path, 400)}</code>", tag(why, 300)) for path, why in failed[:MOST_ROWS]]
    return _table("Not examined", ("path", "why"), rows) + _more(len(failed) - MOST_ROWS)


def _table(caption: str, heads: Iterable[str], rows: Sequence[tuple[str, ...]]) -> str:
    if not rows:
        return ""
    head = "".join(f'<th scope="col">{name}</th>' for name in heads)
    body = "\n".join(f"<tr>{''.join(f'<td>{value}</td>' for value in row)}</tr>" for row in rows)
    table = f"<table><caption>{caption}</caption><thead><tr>{head}</tr></thead>"
    return f'<div class="scroll">{table}<tbody>\n{body}\n</tbody></table></div>'
