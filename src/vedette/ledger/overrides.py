"""Overrides as the ledger knows them: an event in the life of each finding that was let pass."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec.structs import replace

from vedette.ledger import stored
from vedette.ledger.database.interface import Store
from vedette.ledger.journal import Item
from vedette.model.override import Override
from vedette.model.verdict import Verdict

_LEAD = "overridden until "
_EVENT = re.compile(_LEAD + r"([0-9]{4}-[0-9]{2}-[0-9]{2}): (.*)", re.DOTALL)


def noted(items: Sequence[Item], verdict: Verdict) -> list[Item]:
    """The items of a run, with what an override of this run let pass. Names of people are not in it.

    Args:
        items: what the run changed about each finding.
        verdict: of the run.
    """
    override = verdict.override
    if override is None or override.earlier:
        return list(items)
    event = stored.escape(f"{_LEAD}{override.until}: {override.reason}")
    passed = dict.fromkeys(override.findings)
    told = []
    for item in items:
        if item.id in passed:
            del passed[item.id]
            item = replace(item, events=(*item.events, event))  # noqa: PLW2901 - the same item, with one event more
        told.append(item)
    return [*told, *(Item(id=name, events=(event,)) for name in passed)]


def known(store: Store, project: str) -> dict[str, Override]:
    """The latest override of each finding of a project, by id.

    Args:
        store: where the ledger lies.
        project: identity of the project.
    """
    rows = store.rows(
        "SELECT event.finding, event.what FROM event JOIN finding ON finding.id = event.finding"
        " WHERE finding.project = ? AND event.what LIKE ? ORDER BY event.sequence, event.position",
        (stored.escape(project), f"{_LEAD}%"),
    )
    found = {}
    for name, what in rows:
        told = _EVENT.fullmatch(stored.unescape(what))
        if told:
            found[name] = Override(reason=told[2], who="", until=told[1], earlier=True)
    return found
