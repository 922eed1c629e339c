"""A backtest for people and programs: what a policy would have stopped, for whom, and what became of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from vedette.feedback import neutral
from vedette.feedback.document import dumps, plain_fields
from vedette.feedback.headline import plural
from vedette.feedback.paper import Paper, Style
from vedette.model.backtest import Backtest, Fate, Stop, Stopped
from vedette.model.coverage import Completeness

SCHEMA = "vedette-backtest/1"
_MOST_CHANGES = 200
_MOST_STOPS = 20
_MOST_TITLE = 80


def text(paper: Paper, told: Backtest) -> bytes:
    """The backtest for a terminal.

    Args:
        paper: as wide as the terminal.
        told: the backtest.
    """
    style = Style.good if told.completeness is Completeness.complete else Style.warning
    lead, _, rest = headline(told).partition(": ")
    paper.line((style, lead), f": {rest}")
    paper.line((Style.faint, _what(told)))
    for note in told.notes:
        paper.labelled((Style.warning, "note:"), note)
    for stopped in told.stopped[:_MOST_CHANGES]:
        _change(paper, stopped, told)
    if len(told.stopped) > _MOST_CHANGES:
        paper.line(f"and {len(told.stopped) - _MOST_CHANGES:,} more: --format json shows all")
    paper.blank()
    for label, value in _sums(told):
        paper.labelled((Style.faint, f"{label:>12}:"), value)
    return paper.render()


def markdown(told: Backtest) -> bytes:
    """The backtest as Markdown, fit for a merge request or a page."""
    rows = [f"## vedette backtest: {neutral.prose(headline(told).partition(': ')[2])}", ""]
    rows += [neutral.code(neutral.clip(_what(told), 300)), ""]
    rows += [f"Note: {neutral.prose(note)}\n" for note in told.notes]
    if told.stopped:
        rows += ["| change | on | by | rule | place | what became of it |", "|---|---|---|---|---|---|"]
        rows += [row for stopped in told.stopped[:_MOST_CHANGES] for row in _rows(stopped, told)]
        rows.append("")
    rows += [f"- {label}: {neutral.prose(value)}" for label, value in _sums(told)]
    return ("\n".join(rows) + "\n").encode()


def json(told: Backtest) -> bytes:
    """The backtest as one JSON document; see docs/backtest.md."""
    plain = {
        "schema": SCHEMA,
        **plain_fields(told),
        "fates": {str(fate): told.count(fate) for fate in Fate},
        "rate": rate(told),
    }
    return dumps({key: neutral.valid_tree(value) for key, value in plain.items()}) + b"\n"


def headline(told: Backtest) -> str:
    """The first line: how many changes would have been stopped, of how many."""
    word = "BACKTEST"
    if told.completeness is not Completeness.complete:
        word = f"BACKTEST, {told.completeness.upper()}"
    share = f" ({100 * len(told.stopped) / told.changes:.1f} %)" if told.changes else ""
    reason = f"; {told.reasons[0]}" if told.reasons else ""
    of = plural(told.changes, "change")
    return f"{word}: {len(told.stopped):,} of {of} would have been stopped{share}{reason}"


def rate(told: Backtest) -> float | None:
    """The share of what was stopped that was gone soon; None when nothing is old enough to tell."""
    soon = told.count(Fate.gone_soon)
    decided = soon + told.count(Fate.gone_late) + told.count(Fate.stands)
    return round(soon / decided, 3) if decided else None


def _change(paper: Paper, stopped: Stopped, told: Backtest) -> None:
    paper.blank()
    paper.line(
        (Style.strong, stopped.commit[:12]),
        f"  {stopped.time[:10]}  {', '.join(stopped.names)}  ",
        (Style.faint, neutral.cut(neutral.visible(stopped.title), _MOST_TITLE)),
    )
    for stop in stopped.stops[:_MOST_STOPS]:
        finding = stop.finding
        paper.line(
            f"    {finding.severity}  {neutral.clip(neutral.visible(finding.rule), 40)}  ",
            (Style.place, _place(stop)),
            f"  {neutral.cut(neutral.visible(finding.evidence), 60)}",
        )
        owner = f", owner {stop.owner}" if stop.owner else ""
        paper.line("      ", (Style.faint, f"{stop.reason}{owner}; {_fate(stop, told.within)}"))
    if len(stopped.stops) > _MOST_STOPS:
        paper.line(f"    and {len(stopped.stops) - _MOST_STOPS:,} more: --format json shows all")


def _rows(stopped: Stopped, told: Backtest) -> Iterator[str]:
    for number, stop in enumerate(stopped.stops[:_MOST_STOPS]):
        lead = (
            (neutral.code(stopped.commit[:12]), stopped.time[:10], neutral.prose(", ".join(stopped.names)))
            if not number
            else ("", "", "")
        )
        rule = neutral.code(neutral.clip(stop.finding.rule, 40))
        place = neutral.code(_place(stop)).replace("|", "\\|")
        yield f"| {' | '.join((*lead, rule, place, neutral.prose(_fate(stop, told.within))))} |"
    if len(stopped.stops) > _MOST_STOPS:
        yield f"| | | | | and {len(stopped.stops) - _MOST_STOPS:,} more | |"


def _place(stop: Stop) -> str:
    place = stop.finding.place
    return f"{neutral.clip(neutral.visible(place.path), 200)}:{place.start.line}"


def _fate(stop: Stop, within: int) -> str:
    if stop.fate is Fate.passing:
        return "only in the commits of the change, which keep it"
    if stop.days is not None:
        when = plural(stop.days, "day") if stop.days else "less than a day"
        return f"gone after {when}, with {stop.mended_by[:12]}"
    return (
        "still there"
        if stop.fate is Fate.stands
        else f"still there, and younger than {plural(within, 'day')}"
    )


def _what(told: Backtest) -> str:
    span = f", {told.first[:10]} to {told.last[:10]}" if told.changes else ""
    return f"{told.project} up to {told.head[:12]}{span}, by {told.policy}"


def _sums(told: Backtest) -> Iterator[tuple[str, str]]:
    stops = told.stops
    share = rate(told)
    if stops:
        rules = Counter(stop.finding.rule for stop in stops)
        yield "stopped for", ", ".join(f"{name} {number:,}" for name, number in sorted(rules.items()))
        names = sorted({name for one in told.stopped for name in one.names}, key=str.casefold)
        yield "for whom", ", ".join(names)
        counts = (
            f"{told.count(Fate.gone_soon):,} gone within {plural(told.within, 'day')}",
            f"{told.count(Fate.gone_late):,} later",
            f"{told.count(Fate.stands):,} still there",
            f"{told.count(Fate.passing):,} only in commits",
            f"{told.count(Fate.young):,} too young to tell",
        )
        yield "became of it", ", ".join(counts) + (f"; {share:.0%} soon" if share is not None else "")
    yield (
        "brought in",
        f"{plural(told.introduced, 'finding')} by all changes, those that stop nothing included",
    )
    merges = f"{plural(told.merges, 'merge')} among {plural(told.changes, 'change')}"
    missed = f", {told.unexamined:,} could not be" if told.unexamined else ""
    versions = f"{plural(told.versions, 'version')} of files examined{missed}, {told.cached:,} known before"
    yield "rests on", f"{versions}; {merges}"
    yield "took", f"{told.seconds:.1f} s, {told.cpu_seconds:.1f} s of processors"
