"""Overrides as the ledger knows them: a deed, and an event in the life of each finding that was let pass."""

from __future__ import annotations

import re

from vedette.ledger import deeds, people, stored
from vedette.ledger.database.interface import Store
from vedette.ledger.interface import Deed
from vedette.ledger.journal import Entry, Item
from vedette.model.override import Override
from vedette.model.verdict import Record

_LEAD = "overridden until "
_EVENT = re.compile(_LEAD + r"([0-9]{4}-[0-9]{2}-[0-9]{2}): (.*)", re.DOTALL)


def record(store: Store, told: Record) -> Entry | None:
    """Writes the override that a run asked for; the caller holds the write lock and commits.

    Args:
        store: where the ledger lies.
        told: of the run, which is written already.

    Returns:
        The entry; None when the run let nothing pass that an earlier one had not.
    """
    override = told.verdict.override
    if override is None or override.earlier:
        return None
    event = stored.escape(f"{_LEAD}{override.until}: {override.reason}")
    deed = Deed(
        what="override",
        at=told.run.finished or told.run.started,
        who=override.who,
        reason=override.reason,
        project=told.run.project,
        payload={"until": override.until, "run": told.run.id},
    )
    return deeds.record(store, deed, [Item(id=name, events=(event,)) for name in override.findings])


def known(store: Store, project: str) -> dict[str, Override]:
    """The latest override of each finding of a project, by id; `who` is "" once the name was erased.

    Args:
        store: where the ledger lies.
        project: identity of the project.
    """
    rows = store.rows(
        "SELECT event.finding, event.what, deed.who FROM event"
        " JOIN finding ON finding.id = event.finding JOIN deed ON deed.sequence = event.sequence"
        " WHERE finding.project = ? AND deed.what = ? ORDER BY event.sequence, event.position",
        (stored.escape(project), "override"),
    )
    names = people.names(store) if rows else {}
    found = {}
    for name, what, who in rows:
        told = _EVENT.fullmatch(stored.unescape(what))
        if told:
            found[name] = Override(reason=told[2], who=names.get(who, ""), until=told[1], earlier=True)
    return found
