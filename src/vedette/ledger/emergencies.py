"""Emergencies of what runs: a package that is malicious, or exploited, is an alert until it is gone."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from vedette.ledger import alert_table, alerts, watching
from vedette.ledger.interface import Letters, Said, Sighting
from vedette.model.alert import Alert, AlertState, Target
from vedette.model.finding import Finding
from vedette.model.rule import Confidence, Severity
from vedette.model.watch import News

if TYPE_CHECKING:
    from vedette.ledger.database.interface import Store

_KEY = "package "
_MOST_TARGETS = 50
_SHOWN = 3
_ALL = 100_000


class Urgent(Struct, frozen=True, kw_only=True):
    """An open finding that cannot wait; `is_news` when nobody has heard of it."""

    id: str
    finding: Finding
    sighting: Sighting
    is_news: bool


def record(
    store: Store, urgent: Sequence[Urgent], kept: AbstractSet[str], at: str, letters: Letters
) -> list[Alert]:
    """Opens, widens and ends alerts, one for each weakness of a package; the caller holds the write lock.

    Args:
        store: where the ledger lies.
        urgent: all that there are now, of deployments whose packages are known.
        kept: ids of findings of which nothing is known anew: alerts about them go on.
        at: now, UTC, ISO 8601 to the second.
        letters: what is to be told of alerts that were opened or raised.

    Returns:
        Those that somebody should hear of.
    """
    groups: dict[str, list[Urgent]] = {}
    for one in urgent:
        package, _, weakness = one.finding.subject.partition(" ")[2].rpartition(" ")
        groups.setdefault(f"{_KEY}{package} {weakness}", []).append(one)
    known = alert_table.by_key(store, list(groups))
    news = [item for key, group in groups.items() if (item := _news(key, group, known.get(key), kept, at))]
    for alert in alerts.listed(store, (AlertState.open, AlertState.muted), _ALL):
        if alert.key.startswith(_KEY) and alert.key not in groups:
            _end(store, alert, kept, at)
    moment = alerts.seconds(at)
    told = [item for item in alerts.record(store, news, moment) if item.what != "grown"]
    watching.post(store, letters(told) if told else ())
    return [item.alert for item in told]


def _news(
    key: str, group: Sequence[Urgent], before: Alert | None, kept: AbstractSet[str], at: str
) -> News | None:
    fresh = sum(one.is_news for one in group)
    older = [one for one in before.targets if not kept.isdisjoint(one.findings)] if before else []
    targets = sorted(
        (*map(_target, group), *older), key=lambda one: (one.service, one.environment, one.version)
    )
    first = max(group, key=lambda one: one.finding.severity.rank)
    alert = Alert(
        key=key,
        title=_title(first.finding, targets),
        severity=Severity.critical,
        confidence=Confidence.high,
        first=before.first if before else at,
        last=at,
        rules=(first.finding.rule,),
        weaknesses=(key.rpartition(" ")[2],),
        # It only grows, so that no two letters about it look alike.
        count=(before.count if before else 0) + fresh,
        targets=tuple(targets[:_MOST_TARGETS]),
        more_targets=max(len(targets) - _MOST_TARGETS, 0),
        owner=first.sighting.deployment.owner,
    )
    if fresh:
        return News(alert, "raised" if before else "opened")
    if before is None or before.state is AlertState.closed or before.targets == alert.targets:
        return None
    return News(replace(alert, last=before.last), "grown")


def _end(store: Store, alert: Alert, kept: AbstractSet[str], at: str) -> None:
    if not any(not kept.isdisjoint(target.findings) for target in alert.targets):
        alerts.close(store, alert.number, Said(who="", at=at, reason="nothing that runs has it any more"))


def _target(one: Urgent) -> Target:
    deployment = one.sighting.deployment
    part = one.sighting.part
    return Target(
        path=one.finding.evidence,
        service=deployment.service,
        environment=deployment.environment,
        version=deployment.version,
        commit=deployment.commit,
        file=part.path,
        line=part.line,
        function=" > ".join(part.way),
        owner=deployment.owner,
        findings=(one.id,),
    )


def _title(finding: Finding, targets: Sequence[Target]) -> str:
    where = [f"{one.service} ({one.environment})" for one in targets]
    more = f" and {len(where) - _SHOWN} more" if len(where) > _SHOWN else ""
    weakness = finding.subject.rpartition(" ")[2]
    return f"{finding.symbol} with {weakness} runs in {', '.join(where[:_SHOWN])}{more}: {finding.pressing}"
