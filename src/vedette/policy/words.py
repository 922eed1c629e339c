"""A policy in plain words. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from vedette.model.rule import Confidence, Severity
from vedette.model.service import Service
from vedette.policy.due import days_of
from vedette.policy.interface import Emergency, OnLive, OnPartial, Policy

Chapter = tuple[str, tuple[str, ...]]


def in_words(policy: Policy) -> tuple[Chapter, ...]:
    """What a policy does, chapter by chapter: a heading and sentences without full stops.

    Args:
        policy: any; its patterns and names are as they were given, hostile ones too.
    """
    return (
        ("Stops the line", tuple(_stops(policy))),
        ("Passes, and is tracked", tuple(_tracks(policy))),
        ("Due", tuple(_due(policy))),
        ("Owned by", tuple(_owned(policy))),
        ("Let pass", tuple(_passes(policy))),
    )


def _stops(policy: Policy) -> Iterator[str]:
    yield "whatever is being exploited now, whoever brought it in"
    if policy.on_live is OnLive.stop:
        yield "a credential of which its provider says, when `--verify` asks, that it works"
    for emergency in policy.emergencies:
        yield f"{emergency.name}: {_emergency(emergency)}"
    if not policy.emergencies:
        yield "nothing else: there is no `[[emergency]]`"


def _emergency(emergency: Emergency) -> str:
    conditions = ["introduced by the change"]
    if emergency.kinds:
        conditions.append(f"of kind {_either(emergency.kinds)}")
    if emergency.rules:
        conditions.append(f"of rule {_either(emergency.rules)}")
    conditions.append(_least("severity", emergency.severity, list(Severity)[-1]))
    conditions.append(_least("confidence", emergency.confidence, list(Confidence)[-1]))
    if emergency.paths:
        conditions.append(f"at {_either(emergency.paths)}")
    return ", ".join(conditions)


def _least(what: str, least: Severity | Confidence, most: Severity | Confidence) -> str:
    return f"{what} {least}" if least == most else f"{what} {least} or more"


def _tracks(policy: Policy) -> Iterator[str]:
    yield "everything else, with an owner and a due date"
    if policy.on_partial is OnPartial.stop:
        yield "a run that could not examine everything stops (exit 3)"
    else:
        yield "a run that could not examine everything says PARTIAL and passes"


def _due(policy: Policy) -> Iterator[str]:
    due = policy.due
    days = ", ".join(f"{severity} {getattr(due, severity.value)}" for severity in reversed(Severity))
    live = ", and a credential that is live" if policy.on_live is OnLive.stop else ""
    yield f"today: whatever is being exploited now{live}"
    yield f"days by severity, from when it was first seen: {days}"
    for what, factors in (("criticality", due.by_criticality), ("exposure", due.by_exposure)):
        given = {name: getattr(factors, name) for name in factors.__struct_fields__}
        told = ", ".join(f"{name} x {factor:g}" for name, factor in given.items() if factor != 1)
        if told:
            yield f"multiplied by the {what} of the service at the path: {told}; never less than a day"
    for service in policy.services:
        if service.paths:
            yield f"{service.name}, {_service(service)}: {_days(policy, service)}"
    yield f"a gap in the coverage: {policy.gap_days}"


def _service(service: Service) -> str:
    return f"criticality {service.criticality}, exposure {service.exposure}, at {_either(service.paths)}"


def _days(policy: Policy, service: Service) -> str:
    return ", ".join(
        f"{severity} {days_of(policy.due, severity, service)}" for severity in reversed(Severity)
    )


def _owned(policy: Policy) -> Iterator[str]:
    for service in policy.services:
        if service.owners and service.paths:
            yield f"{service.owners[0]}: {_either(service.paths)}, as {service.name}"
    for entry in policy.owners:
        yield f"{entry.owner}: {_either(entry.paths)}"
    last = "; then whoever changed its lines last is named" if policy.asking.last_people else ""
    yield f"{policy.default_owner or 'nobody'}: whatever no entry names, CODEOWNERS neither{last}"


def _passes(policy: Policy) -> Iterator[str]:
    if policy.override:
        days = "a day" if policy.override_days == 1 else f"{policy.override_days} days"
        yield f"`--override` lets emergencies pass, for {days} at most, and is on record"
    else:
        yield "nobody may override: `[gate] override = false`"
    limits, ignores = policy.waivers, policy.ignores
    bounds = f"for {limits.max_days} days at most, at {limits.most_places} places at most"
    yield f"a waiver accepts a finding, {bounds}"
    markers = "count" if ignores.foreign else "do not count"
    worst = f"severity {ignores.severity} or less"
    yield f"a comment in the source accepts {worst}; other tools' markers {markers}"


def _either(names: Sequence[str]) -> str:
    shown = [f"`{name}`" for name in names]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} or {shown[-1]}"
