"""The last people: a name for open findings that nobody owns, told in the report and never remembered."""

from __future__ import annotations

import hashlib
import os
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import islice

import msgspec
from msgspec.structs import replace

from vedette.model.finding import State, Tracked
from vedette.model.verdict import Disposition, Judgement, Record
from vedette.policy.interface import Policy
from vedette.work.owners import at_head, codeowners
from vedette.work.plan import Plan

LAST_CHANGE = "last change"
# A report names people for what is new; a process of git a file, and it walks history.
_MOST_FILES = 5
_MOST_NAMED = 10
_SECONDS = 1.0
_SECONDS_ASKED = 10.0
_NEVER = frozenset({"hook", "editor"})
_SUBJECT = "last people"
_decode = msgspec.msgpack.Decoder(dict[str, str]).decode


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
    """The record with a name for what is new or stops the line and nobody owns: who changed it last.

    Names are those of commits, so they are for the report and never for the ledger. Of at most ten findings
    in five files git is asked, and once only: what it said is known again as long as commit and content stay.
    In a commit hook and an editor nobody is asked, as whoever is there just wrote it.
    """
    asking = plan.settings.policy.asking
    if not asking.last_people or plan.run.stage in _NEVER or not plan.run.commit:
        return record
    wanted = [item.tracked for item in record.verdict.judgements if _is_nobodys(item)]
    named = _by_trail(plan, wanted) | _by_lines(plan, wanted) if wanted else {}
    if not named:
        return record
    judgements = tuple(
        replace(item, tracked=_owned(item.tracked, named[item.tracked.id]))
        if item.tracked.id in named
        else item
        for item in record.verdict.judgements
    )
    return replace(record, verdict=replace(record.verdict, judgements=judgements))


def last_to_change(plan: Plan, item: Tracked) -> str:
    """Who changed the lines of one finding last, for somebody who waits for it; "" where nobody is known.

    Args:
        plan: of the tree that it stands in.
        item: the finding.
    """
    if not plan.settings.policy.asking.last_people or not plan.run.commit:
        return ""
    if item.finding.place.revision:
        return _by_trail(plan, [item]).get(item.id, "")
    asked = _contents(plan, [item])
    return _asked(plan, asked, _SECONDS_ASKED).get(item.id, "") if asked else ""


def _is_nobodys(item: Judgement) -> bool:
    tracked = item.tracked
    return (
        not tracked.owner
        and tracked.state is State.open
        and item.disposition is not Disposition.accepted
        and (tracked.introduced or item.disposition is Disposition.emergency or bool(tracked.finding.trail))
        and tracked.finding.kind != "coverage"
    )


def _by_trail(plan: Plan, items: Sequence[Tracked]) -> dict[str, str]:
    """For findings of history the author of the commit that brought them: no git is asked."""
    from vedette.policy.people import can_be_asked

    somebody = can_be_asked(plan.settings.policy.asking)
    return {
        item.id: item.finding.trail.author
        for item in items
        if item.finding.place.revision and item.finding.trail and somebody(item.finding.trail.author, "")
    }


_Lines = dict[str, tuple[bytes | None, list[Tracked]]]
"""Path -> content (None for that of the commit, where there is no work tree) and findings in it."""


def _by_lines(plan: Plan, items: Sequence[Tracked]) -> dict[str, str]:
    """Names for the first few that stand in the tree: remembered, or asked for now."""
    asked = _contents(plan, items)
    if not asked:
        return {}
    keys = {item.id: _key(plan, item, content) for content, inside in asked.values() for item in inside}
    known = _recalled(plan)
    if any(key not in known for key in keys.values()):
        named = _asked(plan, asked, _SECONDS)
        known = {key: named.get(name, "") for name, key in keys.items()}
        if plan.memory is not None:
            plan.memory.keep(_SUBJECT, plan.source.root, msgspec.msgpack.encode(known))
    return {name: known[key] for name, key in keys.items() if known[key]}


def _contents(plan: Plan, items: Sequence[Tracked]) -> _Lines:
    by_path: dict[str, list[Tracked]] = defaultdict(list)
    for item in islice((item for item in items if not item.finding.place.revision), _MOST_NAMED):
        by_path[item.finding.place.path].append(item)
    few = list(by_path.items())[:_MOST_FILES]
    if not os.path.lexists(f"{plan.source.root}/.git"):
        return {path: (None, inside) for path, inside in few}
    read = at_head(plan.source)
    contents = {path: read(path) for path, _ in few}
    return {path: (contents[path], inside) for path, inside in few if contents[path] is not None}


def _key(plan: Plan, item: Tracked, content: bytes | None) -> str:
    """Stands for all that the answer depends on."""
    place, base = item.finding.place, plan.change.base if plan.change else ""
    about = (
        plan.run.commit,
        base,
        msgspec.json.encode(plan.settings.policy.asking),
        (place.path.encode("utf-8", "surrogateescape"), place.start.line, place.end.line),
        hashlib.sha256(content or b"").digest(),
    )
    return hashlib.sha256(msgspec.msgpack.encode(about)).hexdigest()


def _recalled(plan: Plan) -> Mapping[str, str]:
    data = plan.memory.recall(_SUBJECT, plan.source.root) if plan.memory is not None else None
    try:
        return _decode(data) if data is not None else {}
    except (msgspec.MsgspecError, UnicodeError):
        return {}


def _asked(plan: Plan, asked: _Lines, seconds: float) -> dict[str, str]:
    from vedette.policy.people import can_be_asked
    from vedette.sources.git.blame import LastPeople, Span

    somebody = can_be_asked(plan.settings.policy.asking)
    base = plan.change.base if plan.change else ""
    named: dict[str, str] = {}
    with LastPeople(plan.source.root, somebody, seconds=seconds, mailmap_of=base) as people:
        for path, (content, items) in asked.items():
            spans = [Span(item.finding.place.start.line, item.finding.place.end.line) for item in items]
            names = people.of_lines(path, spans, content if people.has_tree else None)
            named |= {item.id: name for item, name in zip(items, names, strict=True) if name}
    return named


def _owned(item: Tracked, name: str) -> Tracked:
    return replace(item, owner=name, owners=(name,), owner_source=LAST_CHANGE)
