"""The gate: findings, coverage, policy and a date go in, a verdict comes out. Nothing else is looked at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from fnmatch import fnmatchcase

from msgspec.structs import replace

from vedette.model.coverage import Completeness, Coverage, completeness
from vedette.model.finding import Finding, State, Tracked
from vedette.model.verdict import Decision, Disposition, Judgement, Verdict
from vedette.model.verification import Verified
from vedette.policy.due import DueDates
from vedette.policy.interface import Emergency, OnLive, OnPartial, Policy
from vedette.policy.owners import Owners
from vedette.policy.patterns import matcher
from vedette.policy.waivers import Standing


def judge(
    findings: Sequence[Tracked],
    coverage: Coverage,
    policy: Policy,
    today: date,
    standing: Standing | None = None,
) -> Verdict:
    """Judge a run.

    A finding stops the line when it is open and is being exploited or, unless the policy tracks those, is a
    credential that its provider says is live, whoever brought it in; or when it was introduced by the change
    under judgement and matches one of the policy's emergencies, or is what a policy of the user's forbids.
    All other findings get an owner and a due date.

    Args:
        findings: every finding of the run.
        coverage: the run's account.
        policy: as it stood at the base of the change.
        today: the date to count due dates from when a finding has no first sighting.
        standing: what waivers and ignores accept now; what the ledger has as accepted is open again unless it
            is among it. None to believe the ledger.

    Returns:
        The verdict, judgements sorted: emergencies, then by severity, confidence, days that they have (fewer
        for a service that is exposed), urgency, place and rule.
    """
    owners = Owners(policy, policy.codeowners)
    stops = [(_condition(emergency), emergency) for emergency in policy.emergencies]
    dates = DueDates(policy)
    judgements = []
    for item in findings:
        due, why = dates.of(item, today)
        owned = replace(owners.assign(item), due=due)
        now = _pressing(owned, policy)
        judgements.append(replace(_judged(owned, stops, standing, now), due_reason=why))
    judgements.sort(key=lambda one: _order(one, dates))
    complete, reasons = completeness(coverage)
    blocked = any(item.disposition is Disposition.emergency for item in judgements)
    return Verdict(
        decision=Decision.blocked if blocked else Decision.passed,
        completeness=complete,
        reasons=reasons,
        judgements=tuple(judgements),
        stop_on_partial=policy.on_partial is OnPartial.stop,
    )


def exit_code(verdict: Verdict) -> int:
    """0 passed, 1 blocked (which beats 3), 3 void or a partial run under `on_partial = "stop"`."""
    if verdict.decision is Decision.blocked:
        return 1
    if verdict.completeness is Completeness.void:
        return 3
    if verdict.completeness is Completeness.partial and verdict.stop_on_partial:
        return 3
    return 0


def _condition(emergency: Emergency) -> Callable[[Tracked], bool]:
    in_paths = matcher(emergency.paths)

    def fits(finding: Finding) -> bool:
        return (
            finding.severity.rank >= emergency.severity.rank
            and finding.confidence.rank >= emergency.confidence.rank
            and (not emergency.kinds or any(fnmatchcase(finding.kind, kind) for kind in emergency.kinds))
            and (not emergency.rules or any(fnmatchcase(finding.rule, rule) for rule in emergency.rules))
            and (not emergency.paths or in_paths(finding.place.path))
        )

    def holds(item: Tracked) -> bool:
        return fits(item.finding) or any(map(fits, item.also))

    return holds


def _judged(
    item: Tracked,
    stops: Sequence[tuple[Callable[[Tracked], bool], Emergency]],
    standing: Standing | None,
    now: str,
) -> Judgement:
    """What becomes of a finding, with what accepts it, or would if it still held.

    `now` says why it cannot wait, whoever brought it in; "" when it can.
    """
    acceptance = standing.accepted.get(item.id) if standing else None
    if acceptance is not None and item.state in (State.open, State.accepted) and not now:
        return Judgement(
            tracked=replace(item, state=State.accepted),
            disposition=Disposition.accepted,
            reason=acceptance.words(),
            acceptance=acceptance,
        )
    lapsed = standing.lapsed.get(item.id, "") if standing else ""
    if standing is not None and item.state is State.accepted:
        item = replace(item, state=State.open)
        lapsed = lapsed or ("" if acceptance else "nothing accepts it any more")
    disposition, reason = _disposition(item, stops, now)
    told = f"{reason}; {lapsed}" if lapsed else reason
    return Judgement(tracked=item, disposition=disposition, reason=told, lapsed=lapsed)


def _pressing(item: Tracked, policy: Policy) -> str:
    if item.exploited:
        return "it is being exploited now"
    if item.verified is Verified.live and policy.on_live is OnLive.stop:
        return "it works: its provider says so"
    return item.finding.pressing


def _disposition(
    item: Tracked, stops: Sequence[tuple[Callable[[Tracked], bool], Emergency]], now: str
) -> tuple[Disposition, str]:
    if item.state in (State.accepted, State.dismissed, State.duplicate):
        return Disposition.accepted, f"the ledger says: {item.state.value}"
    if now:
        return Disposition.emergency, now
    if not item.introduced:
        return Disposition.tracked, "it was there before this change"
    for holds, emergency in stops:
        if holds(item):
            return Disposition.emergency, f"introduced by this change: {emergency.name}"
    if item.finding.forbidden:
        return Disposition.emergency, f"introduced by this change: {item.finding.forbidden}"
    return Disposition.tracked, "introduced by this change, and no emergency"


def _order(item: Judgement, dates: DueDates) -> tuple[object, ...]:
    finding = item.tracked.finding
    return (
        tuple(Disposition).index(item.disposition),
        -finding.severity.rank,
        -finding.confidence.rank,
        dates.days(item.tracked),
        -finding.urgency,
        finding.place,
        finding.rule,
        item.tracked.id,
    )
