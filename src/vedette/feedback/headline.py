"""The first line of every report: decision and completeness in words, then the counts."""

from __future__ import annotations

from vedette.model.coverage import Completeness, Coverage
from vedette.model.verdict import Decision, Disposition, Record, Verdict

# How the kind of what another tool reported starts.
IMPORTED = "import:"


def word(verdict: Verdict) -> str:
    """The verdict in capitals: `BLOCKED`, `PASSED`, `OVERRIDDEN`, `PASSED, PARTIAL`, `VOID`, ….

    A void run has no verdict of its own, except that an emergency it did find still blocks.
    """
    blocked = verdict.decision is Decision.blocked
    if verdict.decision is Decision.overridden:
        return _overridden(verdict)
    if verdict.completeness is Completeness.void:
        return "BLOCKED, VOID" if blocked else "VOID"
    if verdict.completeness is Completeness.complete:
        return "BLOCKED" if blocked else "PASSED"
    if not blocked and verdict.stop_on_partial:
        return "STOPPED, PARTIAL"
    return "BLOCKED, PARTIAL" if blocked else "PASSED, PARTIAL"


def sentence(record: Record) -> str:
    """What follows the word: the counts, and what the verdict rests on."""
    verdict = record.verdict
    found = _found(verdict)
    if verdict.override is not None:
        found = f"{verdict.override.words()}; {found}"
    if verdict.completeness is Completeness.void:
        lead = "the rest of the run proves nothing" if verdict.decision is Decision.blocked else "no verdict"
        return f"{lead}, {verdict.reasons[0]}; {found}" if verdict.reasons else f"{lead}; {found}"
    if verdict.completeness is Completeness.partial:
        return f"{found}; {verdict.reasons[0]}" if verdict.reasons else found
    return f"{found}; {_rests_on(record.coverage)}"


def count(disposition: Disposition, verdict: Verdict) -> int:
    """Number of findings with a disposition."""
    return sum(item.disposition is disposition for item in verdict.judgements)


def plural(number: int, one: str, many: str = "") -> str:
    """`1 finding`, `2 findings`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def _overridden(verdict: Verdict) -> str:
    if verdict.completeness is Completeness.complete:
        return "OVERRIDDEN"
    held = verdict.completeness is Completeness.partial and verdict.stop_on_partial
    return f"{'STOPPED, ' if held else ''}OVERRIDDEN, {verdict.completeness.upper()}"


def _rests_on(coverage: Coverage) -> str:
    if not coverage.asked:
        return "nothing was asked for"
    return "everything that was asked for is accounted for"


def _found(verdict: Verdict) -> str:
    emergencies = count(Disposition.emergency, verdict)
    tracked = count(Disposition.tracked, verdict)
    accepted = count(Disposition.accepted, verdict)
    overridden = count(Disposition.overridden, verdict)
    if not emergencies and not tracked and not accepted and not overridden:
        return "nothing reported" if verdict.completeness is not Completeness.complete else "no findings"
    stops = "stops" if emergencies == 1 else "stop"
    first = (
        f"{plural(emergencies, 'emergency', 'emergencies')} {stops} this change"
        if emergencies
        else "no emergency"
    )
    if overridden:
        passed = f"{plural(overridden, 'emergency', 'emergencies')} let pass"
        first = f"{first}, {passed}" if emergencies else passed
    return ", ".join([first, f"{tracked:,} tracked", *([f"{accepted:,} accepted"] if accepted else [])])
