"""Coverage as text: what was asked, what was examined, what was not and why, and what to do about it."""

from __future__ import annotations

from collections import Counter

from vedette.feedback import neutral
from vedette.feedback.headline import IMPORTED, plural
from vedette.feedback.paper import Paper, Span, Style
from vedette.model.coverage import Completeness, Coverage, KindCoverage, SkipClass
from vedette.model.verdict import Verdict

MOST_NAMES = 20
_CLASSES = {
    SkipClass.not_applicable: "not applicable",
    SkipClass.declared: "declared",
    SkipClass.failed: "failed",
}


def account(paper: Paper, coverage: Coverage, verdict: Verdict) -> None:
    """Writes the run's account of itself."""
    paper.blank()
    skipped = len(coverage.skips)
    paper.line(
        (Style.strong, "Coverage"),
        f": asked for {coverage.asked:,}, examined {coverage.examined:,}, skipped {skipped:,}",
    )
    _skips(paper, coverage)
    _kinds(paper, coverage)
    if verdict.completeness is not Completeness.complete:
        _missing(paper, coverage, verdict)


def _skips(paper: Paper, coverage: Coverage) -> None:
    for cls, name in _CLASSES.items():
        reasons = Counter(skip.reason for skip in coverage.skips if skip.cls is cls)
        if not reasons:
            continue
        listed = ", ".join(f"{reason} {number:,}" for reason, number in sorted(reasons.items()))
        style = Style.warning if cls is SkipClass.failed else Style.plain
        paper.line("  ", (style, f"{name:<15}"), f"{reasons.total():>7,}  ", neutral.cut(listed, 300))


def _kinds(paper: Paper, coverage: Coverage) -> None:
    ran = {kind.kind: kind for kind in coverage.kinds}
    for name in sorted({*ran, *coverage.asked_kinds}):
        kind = ran.get(name)
        shown = f"{neutral.clip(neutral.visible(name), 40):<15}"
        if kind is None:
            paper.line("  ", (Style.alarm, shown), "did not run")
        else:
            paper.line("  ", shown, *_proof(kind))


def _proof(kind: KindCoverage) -> list[Span]:
    failed = f", failed on {kind.failed:,}" if kind.failed else ""
    proven = kind.canaries_planted > 0 and kind.canaries_found >= kind.canaries_planted
    found = f"canary found in {kind.canaries_found:,} of {plural(kind.canaries_planted, 'worker')}"
    if kind.kind.startswith(IMPORTED):
        return [f"{kind.examined:>7,}  taken from a report{failed}, which no canary proves"]
    if not kind.canaries_planted:
        found = "no canary planted"
    return [f"{kind.examined:>7,}  examined{failed}, ", (Style.good if proven else Style.alarm, found)]


def _missing(paper: Paper, coverage: Coverage, verdict: Verdict) -> None:
    void = verdict.completeness is Completeness.void
    paper.blank()
    title = "Why there is no verdict" if void else "What this verdict does not cover"
    paper.line((Style.alarm if void else Style.warning, title))
    for reason in verdict.reasons:
        paper.labelled((Style.plain, "  -"), reason)
    failed = [skip for skip in coverage.skips if skip.cls is SkipClass.failed]
    _names(
        paper,
        [(skip.path, skip.detail or skip.reason) for skip in sorted(failed, key=lambda skip: skip.path)],
    )
    _names(paper, [(path, "examined before, not now") for path in sorted(coverage.dropped)])
    for help_line in _help(coverage, void=void):
        paper.labelled((Style.hint, "  help:"), help_line)


def _names(paper: Paper, rows: list[tuple[str, str]]) -> None:
    for path, why in rows[:MOST_NAMES]:
        paper.line(
            "    ", (Style.place, neutral.clip(neutral.visible(path), 200)), f": {neutral.cut(why, 200)}"
        )
    if len(rows) > MOST_NAMES:
        paper.line(f"    and {len(rows) - MOST_NAMES:,} more: --format json shows all")


def _help(coverage: Coverage, *, void: bool) -> list[str]:
    lines = []
    if void:
        lines.append(
            "vedette doctor says what is wrong with this installation; nothing is closed by a void run"
        )
    if coverage.count(SkipClass.failed) or coverage.dropped:
        lines.append(
            "make them readable, or declare each under [[scan.exclude]] in vedette.toml with reason and date"
        )
    if coverage.stale:
        lines.append("refresh the data sets named above and scan again")
    if coverage.truncated:
        lines.append("scan again with more time or more --jobs")
    if coverage.base_unknown:
        lines.append(
            "fetch the history that is missing (git fetch --unshallow), or name the base with --since"
        )
    return lines
