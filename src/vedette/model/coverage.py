"""Coverage: what was asked for, what was examined, what was not and why."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class SkipClass(StrEnum):
    """Why a thing was not examined, in the three classes that differ in consequence."""

    not_applicable = "not-applicable"
    declared = "declared"
    failed = "failed"


class Skip(Struct, frozen=True, kw_only=True):
    """Something that was asked for and not examined.

    Attributes:
        path: as in `Entry.path`.
        cls: class of the skip.
        reason: kebab-case code, such as `binary`, `link`, `unreadable`, `timed-out`.
        detail: a sentence for people; may be empty.
        blob: content id where known, so that an accepted failure is accepted at that content only.
    """

    path: str
    cls: SkipClass
    reason: str
    detail: str = ""
    blob: str = ""


class KindCoverage(Struct, frozen=True, kw_only=True):
    """What one kind of detector did in the run.

    Attributes:
        kind: the detector kind.
        examined: texts it inspected.
        not_applicable: texts that it does not apply to.
        failed: texts on which it failed.
        canaries_planted: one for each worker that took part.
        canaries_found: how many of those it reported.
    """

    kind: str
    examined: int
    not_applicable: int = 0
    failed: int = 0
    canaries_planted: int = 0
    canaries_found: int = 0


class Completeness(StrEnum):
    """How much of what was asked the verdict rests on."""

    complete = "complete"
    partial = "partial"
    void = "void"


class Coverage(Struct, frozen=True, kw_only=True):
    """The run's account of itself, counted at both ends.

    Attributes:
        asked: things the source named, counted where they are named.
        examined: things examined, counted where the results arrive.
        cached: how many of those examined an earlier run had examined at the same content, with the same
            rules; their outcome was remembered.
        skips: everything else, each with its reason.
        asked_kinds: detector kinds that the run was asked to use.
        kinds: what each kind did; a kind that is missing here did not run.
        dropped: paths examined in an earlier complete run at the same content and neither examined nor
            declared now.
        stale: data sets (advisories, …) that are too old to rely on, in words.
        missing: data without which a kind cannot judge, in words; "" for none.
        truncated: the run's budget was spent before everything was examined.
        unfinished: parts of examined texts that were not judged, each with its reason; those of the class
            `declared` were left out on purpose, and leave nothing to do.
        base_unknown: why the base of the change could not be had, so that nobody can say what the change
            introduced; "" when it could.
    """

    asked: int
    examined: int
    cached: int = 0
    skips: tuple[Skip, ...] = ()
    asked_kinds: tuple[str, ...] = ()
    kinds: tuple[KindCoverage, ...] = ()
    dropped: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()
    truncated: bool = False
    unfinished: tuple[Skip, ...] = ()
    base_unknown: str = ""
    missing: str = ""

    def count(self, cls: SkipClass) -> int:
        """Number of skips of one class."""
        return sum(skip.cls is cls for skip in self.skips)


def completeness(coverage: Coverage) -> tuple[Completeness, tuple[str, ...]]:
    """How complete a run was, and why it was not.

    Args:
        coverage: the run's account.

    Returns:
        The completeness and the reasons, worst first; no reason for a complete run.
    """
    void = _void_reasons(coverage)
    partial = _partial_reasons(coverage)
    if void:
        return Completeness.void, tuple(void + partial)
    return (Completeness.partial if partial else Completeness.complete), tuple(partial)


def _void_reasons(coverage: Coverage) -> list[str]:
    reasons = []
    accounted = coverage.examined + len(coverage.skips)
    if coverage.asked != accounted:
        reasons.append(
            f"asked for {coverage.asked} things but {accounted} are accounted for: the count does not add up"
        )
    if coverage.asked and not coverage.examined:
        reasons.append("nothing was examined")
    if coverage.missing:
        reasons.append(coverage.missing)
    ran = {kind.kind: kind for kind in coverage.kinds}
    for name in coverage.asked_kinds:
        kind = ran.get(name)
        if kind is None:
            reasons.append(f"the {name} detector did not run")
        elif not kind.canaries_planted:
            reasons.append(f"no canary was planted for the {name} detector")
        elif kind.canaries_found < kind.canaries_planted:
            missed = kind.canaries_planted - kind.canaries_found
            reasons.append(
                f"the {name} detector missed its canary in {missed} of {kind.canaries_planted} workers"
            )
    return reasons


def _partial_reasons(coverage: Coverage) -> list[str]:
    reasons = []
    failed = coverage.count(SkipClass.failed)
    if failed:
        reasons.append(f"{failed} could not be examined")
    if coverage.dropped:
        reasons.append(f"{len(coverage.dropped)} examined before at the same content were not examined now")
    partly = {skip.path for skip in coverage.unfinished if skip.cls is SkipClass.failed}
    if partly:
        reasons.append(f"{len(partly)} were examined in part only")
    reasons += coverage.stale
    if coverage.truncated:
        reasons.append("the time budget was spent before everything was examined")
    if coverage.base_unknown:
        reasons.append(f"what this change introduced is {coverage.base_unknown}")
    reasons += [
        f"the {kind.kind} detector failed on {kind.failed} of its texts"
        for kind in coverage.kinds
        if kind.failed
    ]
    return reasons
