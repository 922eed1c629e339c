"""Overrides: emergencies that somebody lets pass, bounded by the policy. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from msgspec.structs import replace

from vedette.model.errors import UsageError
from vedette.model.override import Override
from vedette.model.verdict import Decision, Disposition, Judgement, Verdict
from vedette.policy.interface import Policy

_MOST_REASON = 500


def permitted(policy: Policy, today: date, asked: Override) -> Override:
    """An override that somebody asks for, its last day set.

    Args:
        policy: of the base of the change; only it may allow an override.
        today: the first day.
        asked: as it was given; `until` is "" for the longest time that the policy allows.

    Raises:
        UsageError: the policy allows no override, or none so long; there is no reason, or too much of one.
    """
    if not policy.override:
        help_ = "mend what stops the change; or whoever owns the policy sets `[gate] override = true`"
        raise UsageError("the policy allows no override: `[gate] override = false`", help=help_)
    if not asked.reason.strip() or not asked.reason.isprintable() or len(asked.reason) > _MOST_REASON:
        raise UsageError(
            "--override needs a reason", help=f"say why, in at most {_MOST_REASON} printable characters"
        )
    last = today + timedelta(days=policy.override_days)
    until = _day(asked.until) if asked.until else last
    if not today <= until <= last:
        what = "has passed" if until < today else f"is more than {policy.override_days} days away"
        raise UsageError(f"--override-until {until} {what}", help=f"give a date from {today} to {last}")
    return replace(asked, until=until.isoformat())


def overridden(verdict: Verdict, override: Override, today: date) -> Verdict:
    """The verdict of a run whose emergencies somebody lets pass.

    What is being exploited passes in this run alone, and is due today: nothing remembers it.

    Args:
        verdict: of the gate.
        override: as it was asked for in this run.
        today: the date of the run.

    Returns:
        The same verdict when nothing stops the line.
    """
    given = [item for item in verdict.judgements if item.disposition is Disposition.emergency]
    if not given:
        return verdict
    named = tuple(item.tracked.id for item in given if not item.tracked.exploited)
    return _passed(
        verdict,
        {item.tracked.id: _let_pass(item, override, today) for item in given},
        replace(override, findings=named),
    )


def remembered(verdict: Verdict, known: Mapping[str, Override], today: date) -> Verdict:
    """The verdict of a run, some findings of which were let pass in an earlier one.

    Until the last day such a finding does not stop the line again; what is being exploited does. Its due date
    stays the last day, even when that has passed.

    Args:
        verdict: of the gate.
        known: the latest override of each finding, by id.
        today: the date of the run.
    """
    again: dict[str, Judgement] = {}
    held: list[Override] = []
    for item in verdict.judgements:
        override = known.get(item.tracked.id)
        if override is None or item.disposition is Disposition.accepted:
            continue
        stops = item.disposition is Disposition.emergency
        if stops and not item.tracked.exploited and today.isoformat() <= override.until:
            again[item.tracked.id] = _let_pass(item, override, today)
            held.append(override)
        elif not item.tracked.exploited:
            again[item.tracked.id] = _due(item, override)
    if not held:
        return _with(verdict, again)
    latest = max(held, key=lambda one: one.until)
    names = tuple(name for name, item in again.items() if item.disposition is Disposition.overridden)
    return _passed(verdict, again, replace(latest, earlier=True, findings=names))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(
            f"--override-until {text[:40]!r} is no date", help="give a date such as 2027-06-01"
        ) from None


def _let_pass(item: Judgement, override: Override, today: date) -> Judgement:
    if item.tracked.exploited:
        now = replace(override, until=today.isoformat())
        told = f"{now.words()}; for this run alone, since {item.reason}"
    else:
        now, told = override, f"{override.words()}; it would stop this change, {item.reason}"
    return replace(_due(item, now), disposition=Disposition.overridden, reason=told)


def _due(item: Judgement, override: Override) -> Judgement:
    tracked = replace(item.tracked, due=override.until)
    return replace(item, tracked=tracked, due_reason=f"due when its override ends, on {override.until}")


def _with(verdict: Verdict, changed: Mapping[str, Judgement]) -> Verdict:
    if not changed:
        return verdict
    judgements = tuple(changed.get(item.tracked.id, item) for item in verdict.judgements)
    return replace(verdict, judgements=judgements)


def _passed(verdict: Verdict, changed: Mapping[str, Judgement], override: Override) -> Verdict:
    verdict = _with(verdict, changed)
    order = tuple(Disposition)
    # What was let pass stands after what still stops, all else in the order of the gate.
    judgements = sorted(verdict.judgements, key=lambda item: order.index(item.disposition))
    still = any(item.disposition is Disposition.emergency for item in judgements)
    return replace(
        verdict,
        decision=Decision.blocked if still else Decision.overridden,
        judgements=tuple(judgements),
        override=override,
    )
