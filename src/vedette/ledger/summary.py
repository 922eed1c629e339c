"""Summaries: what the journal keeps of a run's coverage and verdict."""

from __future__ import annotations

from collections import Counter

from vedette.ledger.journal import CoverageSummary, VerdictSummary
from vedette.model.coverage import Coverage, SkipClass
from vedette.model.verdict import Verdict

# A run that failed on everything must not make an entry as large as the tree.
_LISTED = 1000


def coverage_summary(coverage: Coverage) -> CoverageSummary:
    """The run's coverage without what grows with the tree."""
    counts = Counter(f"{skip.cls.value}/{skip.reason}" for skip in coverage.skips)
    return CoverageSummary(
        asked=coverage.asked,
        examined=coverage.examined,
        skips=dict(sorted(counts.items())),
        failed=tuple(skip for skip in coverage.skips if skip.cls is SkipClass.failed)[:_LISTED],
        dropped=coverage.dropped[:_LISTED],
        dropped_count=len(coverage.dropped),
        asked_kinds=coverage.asked_kinds,
        kinds=coverage.kinds,
        stale=coverage.stale,
        truncated=coverage.truncated,
    )


def verdict_summary(verdict: Verdict) -> VerdictSummary:
    """The run's verdict without its judgements, which the findings hold."""
    return VerdictSummary(
        decision=verdict.decision.value,
        completeness=verdict.completeness.value,
        reasons=verdict.reasons[:_LISTED],
        emergencies=tuple(judgement.tracked.id for judgement in verdict.emergencies),
        dispositions=dict(
            sorted(Counter(judgement.disposition.value for judgement in verdict.judgements).items())
        ),
        stop_on_partial=verdict.stop_on_partial,
    )
