"""Sources: where the runs of a project came from, so that no other repository speaks in its name.

A project is bound to the source of its first run that says it. Whoever shares a source or a first commit with
what is on record belongs to it, and so does whom the user, and no file of a tree, said to.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from msgspec import Struct

from vedette.ledger import stored
from vedette.model.verdict import Run

if TYPE_CHECKING:
    from vedette.ledger.database.interface import Store


class Sources(Struct, frozen=True):
    """What a project is known from.

    Attributes:
        names: origins and paths.
        roots: first commits.
    """

    names: frozenset[str] = frozenset()
    roots: frozenset[str] = frozenset()

    def admit(self, run: Run) -> bool:
        """Whether a run may speak for the project: a project of unknown source is anybody's."""
        return (
            not self.names or run.vouched or run.source in self.names or not self.roots.isdisjoint(run.roots)
        )


class _Said(Struct, frozen=True):
    source: str = ""
    roots: tuple[str, ...] = ()


def known(store: Store, project: str, source: str) -> Sources:
    """What a project is known from; of the last run only, where that is of `source`.

    Args:
        store: where the ledger lies.
        project: identity of the project.
        source: of the run that asks.
    """
    query = "SELECT body FROM run WHERE project = ? ORDER BY sequence DESC"
    values = (stored.escape(project),)
    last = _sources(store.rows(f"{query} LIMIT 1", values))
    return last if source in last.names else _sources(store.rows(query, values))


def _sources(rows: Iterable[tuple[bytes, ...]]) -> Sources:
    said = [stored.decode(body, _Said) for (body,) in rows]
    return Sources(
        frozenset(one.source for one in said if one.source),
        frozenset(root for one in said if one.source for root in one.roots),
    )
