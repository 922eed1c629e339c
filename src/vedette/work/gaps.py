"""Each gap in the coverage is an item of its own, so that somebody owns it and it has a date."""

from __future__ import annotations

from vedette.model.coverage import Coverage, Skip, SkipClass
from vedette.model.facts import Position
from vedette.model.finding import Finding, Place
from vedette.model.rule import Confidence, Severity

# Past this number the single items help nobody; the last one says how many more there are.
_MOST = 50
# The reason of what was left when a run's time was spent.
LATE = "budget-spent"
_TOP = Position(line=1, column=1)


def gaps(coverage: Coverage) -> list[Finding]:
    """One finding for each failed skip, each dropped path and a base that is not known, at most 51.

    Args:
        coverage: the run's account.
    """
    failed = [skip for skip in coverage.skips if skip.cls is SkipClass.failed]
    late = [skip for skip in failed if skip.reason == LATE]
    reasons = {skip.path: (skip.reason, _sentence(skip)) for skip in failed if skip.reason != LATE}
    for skip in coverage.unfinished:
        if skip.cls is not SkipClass.failed:
            continue
        told = f"was examined in part only ({skip.reason}){f': {skip.detail}' if skip.detail else ''}"
        reasons.setdefault(skip.path, (skip.reason, told))
    if late:  # one cause, one item
        others = f"; nor were {len(late) - 1} more" if len(late) > 1 else ""
        reasons[late[0].path] = (LATE, _sentence(late[0]) + others)
    for path in coverage.dropped:
        reasons.setdefault(
            path, ("dropped", "was examined at the same content before, and was not this time")
        )
    if coverage.base_unknown:
        reasons[".git"] = ("base-unknown", f"does not have the base of the change: {coverage.base_unknown}")
    items = sorted(reasons.items())
    found = [_gap(path, code, sentence) for path, (code, sentence) in items[:_MOST]]
    if len(items) > _MOST:
        path, (code, sentence) = items[_MOST]
        found.append(_gap(path, code, f"{sentence}; so were {len(items) - _MOST - 1} more"))
    return found


def _sentence(skip: Skip) -> str:
    detail = f": {skip.detail}" if skip.detail else ""
    return f"was not examined ({skip.reason}){detail}"


def _gap(path: str, code: str, sentence: str) -> Finding:
    return Finding(
        rule="coverage-gap",
        kind="coverage",
        place=Place(path=path, start=_TOP, end=_TOP),
        severity=Severity.medium,
        confidence=Confidence.high,
        message=f"{path} {sentence}",
        subject=code,
    )
