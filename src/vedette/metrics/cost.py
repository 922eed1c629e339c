"""What security costs the stream: seconds waited, and how often somebody was stopped, and by what.

A run waits for nobody's name: people are counted as stops, one a blocked run, and never named or ranked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from msgspec import Struct

from vedette.ledger.interface import RunSummary

_BLOCKED = "blocked"
_MIDDLE = 0.5
_TAIL = 0.95


class Cost(Struct, frozen=True, kw_only=True):
    """What one group of runs cost.

    Attributes:
        group: a stage, a rule id, or an ISO week such as `2026-W47`.
        runs: how many.
        stops: runs in which the gate stopped somebody.
        seconds: wall time of all.
        cpu_seconds: processor time of all, worker processes included.
        median, tail: wall seconds of the run in the middle, and of the one that 95 in 100 do not exceed.
    """

    group: str
    runs: int
    stops: int
    seconds: float
    cpu_seconds: float
    median: float
    tail: float


def by_stage(runs: Iterable[RunSummary]) -> list[Cost]:
    """Cost by where in the stream the run was made: editor, hook, desk, ci."""
    return _grouped(runs, lambda item: item.run.stage or "unknown")


def by_week(runs: Iterable[RunSummary]) -> list[Cost]:
    """Cost by ISO week of the run's start, oldest first."""
    return _grouped(runs, lambda item: _week(item.run.started))


def by_rule(runs: Iterable[RunSummary], rules: Mapping[str, str]) -> list[Cost]:
    """Stops by the rule that caused them; a run stopped by two rules counts for both.

    Args:
        runs: of which those that were not blocked are left out.
        rules: finding id -> rule id; what is not in it is a rule id itself (of runs that are not remembered).
    """
    groups: dict[str, list[RunSummary]] = {}
    for item in runs:
        if item.decision == _BLOCKED:
            for rule in {rules.get(id_, id_) for id_ in item.stopped_by}:
                groups.setdefault(rule, []).append(item)
    costs = [_cost(rule, items) for rule, items in groups.items()]
    return sorted(costs, key=lambda cost: (-cost.stops, cost.group))


def _grouped(runs: Iterable[RunSummary], group_of: Callable[[RunSummary], str]) -> list[Cost]:
    groups: dict[str, list[RunSummary]] = {}
    for item in runs:
        groups.setdefault(group_of(item), []).append(item)
    return [_cost(group, items) for group, items in sorted(groups.items())]


def _cost(group: str, items: list[RunSummary]) -> Cost:
    waits = sorted(item.run.seconds for item in items)
    return Cost(
        group=group,
        runs=len(items),
        stops=sum(item.decision == _BLOCKED for item in items),
        seconds=sum(waits),
        cpu_seconds=sum(item.run.cpu_seconds for item in items),
        median=_quantile(waits, _MIDDLE),
        tail=_quantile(waits, _TAIL),
    )


def _quantile(ordered: list[float], share: float) -> float:
    """The smallest value that at least `share` of all do not exceed."""
    place = max(0, -int(-len(ordered) * share // 1) - 1)
    return ordered[place]


def _week(started: str) -> str:
    year, week, _ = datetime.fromisoformat(started).isocalendar()
    return f"{year}-W{week:02}"
