"""Merging and splitting: two findings that people say are one, and the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Raw

from vedette.ledger import deeds, projection, queries, stored
from vedette.ledger.changes import place_fields
from vedette.ledger.gathering import Standing
from vedette.ledger.interface import Deed, Said
from vedette.ledger.journal import Item
from vedette.ledger.meeting import root, standing
from vedette.ledger.projection import FindingRow
from vedette.model.errors import UsageError
from vedette.model.finding import State

if TYPE_CHECKING:
    from vedette.ledger.database.interface import Store

MERGE, SPLIT = "merge", "split"


def merge(store: Store, kept: str, other: str, said: Said) -> Deed:
    """As `Ledger.merge`; the caller holds the write lock and commits."""
    first, second = queries.one(store, kept), queries.one(store, other)
    _refuse(first, second)
    places = [Standing(one.finding, one.of or second.id) for one in standing(second)]
    if second.state == State.fixed:
        places = []
    items = [
        Item(
            id=first.id,
            events=(stored.escape(f"{second.id} was merged into it: {said.reason}"),),
            **place_fields([*standing(first), *places]),
        ),
        Item(
            id=second.id,
            events=(stored.escape(f"merged into {first.id}: {said.reason}"),),
            state=State.duplicate,
            into=first.id,
        ),
    ]
    payload = {"kept": first.id, "other": second.id, "state": second.state}
    return _record(store, MERGE, first, said, payload, items)


def split(store: Store, name: str, said: Said) -> Deed:
    """As `Ledger.split`; the caller holds the write lock and commits."""
    aliases = queries.aliases(store)
    other = _to_split(store, name, aliases)
    kept = root(other, aliases)
    first, second = _row(store, kept), _row(store, other)
    mine = {id_ for id_ in (other, *aliases) if id_ == other or _leads_through(id_, other, aliases)}
    places = standing(first)
    own = [one for one in places if one.of not in mine]
    back = [Standing(one.finding, "" if one.of == other else one.of) for one in places if one.of in mine]
    state = _state_after(store, first, second, standing_now=bool(back))
    events: tuple[str, ...] = (stored.escape(f"{second.id} was split off again: {said.reason}"),)
    # What it was itself is gone, as complete runs showed: only what was merged into it still stood.
    alone: dict[str, Any] = (
        place_fields(own) if own else {"also": Raw(projection.NOWHERE_ELSE), "stands": True}
    )
    if not own and first.state == State.open:
        alone["state"] = State.fixed
        events = (*events, projection.FIXED)
    items = [
        Item(id=first.id, events=events, **alone),
        Item(
            id=second.id,
            events=(stored.escape(f"split off from {first.id} again: {said.reason}"),),
            state=state,
            into="",
            **(place_fields(back) if back else {}),
        ),
    ]
    return _record(store, SPLIT, first, said, {"kept": first.id, "other": second.id}, items)


def _refuse(first: FindingRow, second: FindingRow) -> None:
    if first.id == second.id:
        raise UsageError(f"both are {first.id} already", help="`vedette findings show` tells its merges")
    if first.project != second.project:
        raise UsageError(
            f"{first.id} and {second.id} are of different projects", help="merge findings of one project"
        )
    if first.state == State.fixed and second.state != State.fixed:
        raise UsageError(
            f"{first.id} is fixed, and {second.id} is not",
            help=f"name the one that stands first: vedette findings merge {second.id} {first.id}",
        )


def _to_split(store: Store, name: str, aliases: dict[str, str]) -> str:
    """The merged finding that is meant: itself, or the one that was merged into it last."""
    id_ = queries.one(store, name, follow=False).id
    if id_ in aliases:
        return id_
    merged = store.rows(
        "SELECT id FROM alias WHERE finding = ? ORDER BY sequence DESC, id DESC LIMIT 1", (id_,)
    )
    if not merged:
        raise UsageError(
            f"nothing is merged into {id_} now", help=f"`vedette findings show {id_}` tells its life"
        )
    return str(merged[0][0])


def _state_after(store: Store, first: FindingRow, second: FindingRow, *, standing_now: bool) -> State:
    """What was accepted before it was merged is so again; else it stands if it was seen where it stood."""
    for deed in deeds.read(store, stored.unescape(first.project), limit=1_000_000):
        if deed.what == MERGE and deed.payload.get("other") == second.id:
            before = State(deed.payload.get("state", State.open))
            if before in {State.accepted, State.dismissed}:
                return before
            break
    return State.open if standing_now and first.state != State.fixed else State.fixed


def _leads_through(id_: str, other: str, aliases: dict[str, str]) -> bool:
    passed = set()
    while id_ in aliases and id_ not in passed:
        passed.add(id_)
        id_ = aliases[id_]
        if id_ == other:
            return True
    return False


def _row(store: Store, id_: str) -> FindingRow:
    return queries.one(store, id_, follow=False)


def _record(
    store: Store, what: str, first: FindingRow, said: Said, payload: dict[str, str], items: list[Item]
) -> Deed:
    deed = Deed(
        what=what,
        at=said.at,
        who=said.who,
        reason=said.reason,
        project=stored.unescape(first.project),
        payload=payload,
    )
    deeds.record(store, deed, items)
    return deed
