"""The last people: a name for open findings that nobody owns, told in the report and never remembered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from msgspec.structs import replace

from vedette.model.finding import State, Tracked
from vedette.model.verdict import Disposition, Judgement, Record
from vedette.policy.interface import Policy
from vedette.work.owners import at_head, codeowners
from vedette.work.plan import Plan

LAST_CHANGE = "last change"
# What a person reads of a report, and how long they would wait for names in it.
_MOST_NAMED = 100
_SECONDS = 3.0
_NEVER = frozenset({"hook", "editor"})


def judging_policy(plan: Plan) -> Policy:
    """The policy of a plan with the CODEOWNERS file that counts."""
    policy = plan.settings.policy
    return replace(policy, codeowners=codeowners(plan.source, plan.change, policy, plan.environment))


def without_addresses(record: Record) -> Record:
    """The record as it may be remembered: an address is somebody's, and a ledger forgets nothing."""
    judgements = record.verdict.judgements
    if not any("@" in owner[1:] for item in judgements for owner in (item.tracked.owner,)):
        return record
    kept = tuple(
        replace(item, tracked=replace(item.tracked, owner="")) if "@" in item.tracked.owner[1:] else item
        for item in judgements
    )
    return replace(record, verdict=replace(record.verdict, judgements=kept))


def with_last_people(plan: Plan, record: Record) -> Record:
    """The record with a name for open findings that nobody owns: who changed those lines last.

    Names are those of commits, so they are for the report and never for the ledger. Time and number are
    bounded; in a commit hook and an editor nobody is asked, as whoever is there just wrote it.
    """
    asking = plan.settings.policy.asking
    if not asking.last_people or plan.run.stage in _NEVER or not plan.run.commit:
        return record
    wanted = [item for item in record.verdict.judgements if _is_nobodys(item)][:_MOST_NAMED]
    if not wanted:
        return record
    named = _names(plan, [item.tracked for item in wanted])
    judgements = tuple(
        replace(item, tracked=named[item.tracked.id]) if item.tracked.id in named else item
        for item in record.verdict.judgements
    )
    return replace(record, verdict=replace(record.verdict, judgements=judgements))


def _is_nobodys(item: Judgement) -> bool:
    tracked = item.tracked
    return (
        not tracked.owner
        and tracked.state is State.open
        and item.disposition is not Disposition.accepted
        and tracked.finding.kind != "coverage"
    )


def _names(plan: Plan, nobodys: Sequence[Tracked]) -> dict[str, Tracked]:
    from vedette.policy.people import can_be_asked
    from vedette.sources.git.blame import LastPeople, Span

    somebody = can_be_asked(plan.settings.policy.asking)
    named: dict[str, Tracked] = {}
    by_path: dict[str, list[Tracked]] = defaultdict(list)
    for item in nobodys:
        finding = item.finding
        if not finding.place.revision:
            by_path[finding.place.path].append(item)
        elif finding.trail and somebody(finding.trail.author, ""):
            named[item.id] = _owned(item, finding.trail.author)
    if not by_path:
        return named
    base = plan.change.base if plan.change else ""
    read = at_head(plan.source)
    with LastPeople(plan.source.root, somebody, seconds=_SECONDS, mailmap_of=base) as people:
        for path, items in by_path.items():
            content = read(path) if people.has_tree else None
            if content is None and people.has_tree:
                continue
            spans = [Span(item.finding.place.start.line, item.finding.place.end.line) for item in items]
            for item, name in zip(items, people.of_lines(path, spans, content), strict=True):
                if name:
                    named[item.id] = _owned(item, name)
    return named


def _owned(item: Tracked, name: str) -> Tracked:
    return replace(item, owner=name, owners=(name,), owner_source=LAST_CHANGE)
