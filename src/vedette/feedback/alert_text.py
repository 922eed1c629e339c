"""An alert in words: what is seen, which code it is about, whose it is, what to do next."""

from __future__ import annotations

from vedette.feedback.neutral import visible
from vedette.model.alert import Alert, Target
from vedette.model.traffic import Detection

_MOST_TARGETS = 5
_MOST_SAMPLES = 3
_MOST_CLIENTS = 5
_PACKAGE = "package-"


def subject(alert: Alert) -> str:
    """One line."""
    return visible(f"[{alert.severity.value}] {alert.title}")


def lines(alert: Alert) -> list[str]:
    """The whole alert, a line each, harmless to print.

    Args:
        alert: as the ledger has it.
    """
    told = [subject(alert), ""]
    told += [f"  when: {_span(alert)}"]
    told += _clients(alert)
    told += [f"  success: {hint}" for hint in alert.success]
    told_of = _package if any(rule.startswith(_PACKAGE) for rule in alert.rules) else _target
    for target in alert.targets[:_MOST_TARGETS]:
        told += told_of(target)
    hidden = len(alert.targets) - _MOST_TARGETS + alert.more_targets
    if hidden > 0:
        told.append(f"  and {hidden} more targets")
    for sample in alert.samples[:_MOST_SAMPLES]:
        told += _sample(sample)
    told += ["", *_next(alert)]
    return [visible(line) for line in told]


def known(alert: Alert) -> str:
    """The finding that the attacked code is known to have; "" for none."""
    return next((target.findings[0] for target in alert.targets if target.findings), "")


def code(target: Target) -> str:
    """Where the handler stands; "" when it is not known."""
    return f"{target.file}:{target.line} {target.function}".rstrip() if target.file else ""


def part(sample: Detection) -> str:
    """In which part of the request it was seen, as the end of a phrase; "" when it was in none."""
    return f" in {sample.where}" if sample.where else ""


def _span(alert: Alert) -> str:
    often = "once" if alert.count == 1 else f"{alert.count} times"
    return (
        f"{alert.first}, {often}" if alert.first == alert.last else f"{alert.first} to {alert.last}, {often}"
    )


def _clients(alert: Alert) -> list[str]:
    if not alert.attackers:
        return []
    shown = ", ".join(alert.attackers[:_MOST_CLIENTS])
    rest = len(alert.attackers) - _MOST_CLIENTS + alert.more_attackers
    return [f"  from: {shown}" + (f" and {rest} more" if rest > 0 else "")]


def _target(target: Target) -> list[str]:
    route = " ".join(part for part in (target.method, target.route or target.path) if part)
    where = " in ".join(part for part in (target.service, target.environment) if part)
    told = [f"  target: {route}" + (f" of {where}" if where else "") + (f" {target.version}".rstrip())]
    if target.file:
        told.append(f"    code: {code(target)}")
    elif target.service:
        told.append("    code: no route of the deployed version answers this path")
    else:
        told.append("    code: no match: neither host nor path belongs to a known service")
    if target.owner:
        told.append(f"    owner: {target.owner}")
    if target.findings:
        told.append(f"    open findings of this weakness there: {', '.join(target.findings)}")
    elif target.file:
        told.append("    open findings of this weakness there: none known")
    return told


def _package(target: Target) -> list[str]:
    """A deployment that has a package in it."""
    told = [f"  runs: {target.path} in {target.service} {target.version} ({target.environment})"]
    if target.file:
        told.append(f"    settled by: {target.file}:{target.line}")
    if " > " in target.function:
        told.append(f"    brought in by: {target.function}")
    if target.owner:
        told.append(f"    owner: {target.owner}")
    return [*told, f"    finding: {', '.join(target.findings)}"]


def _sample(sample: Detection) -> list[str]:
    told = [f"  seen: {sample.stream}:{sample.line} {sample.rule}"]
    if sample.evidence:
        told.append(f"    bytes{part(sample)}: {sample.evidence}")
    if sample.reason:
        told.append(f"    why: {sample.reason}")
    return told


def _next(alert: Alert) -> list[str]:
    name = alert.number or "N"
    found = known(alert)
    if found:
        return [f"next: mend {found} now: `vedette explain {found}` says how; `vedette alerts show {name}`"]
    if alert.success:
        return [f"next: look at what the handler did with it: `vedette alerts show {name}`"]
    return [f"next: `vedette alerts show {name}`; `vedette alerts close {name} --reason …` when it is none"]
