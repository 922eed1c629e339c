"""What routers stand on, and what stands before the routes that are put on them later."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from vedette.analysis.program.patterns import normal
from vedette.model.inventory import Guard

_LAST = 1 << 60

# ("made", identity), ("module", path), ("call", path, ...), ("files", folder) or ("pair", path, ...).
Node = tuple[Any, ...]


class Edge(Struct, frozen=True):
    """What a node is mounted on."""

    parent: Node
    prefix: str | None = None
    overrides: bool = False
    guards: tuple[Guard, ...] = ()
    order: int = _LAST


class Before(Struct, frozen=True):
    """Guards of what is registered later, below a path."""

    order: int
    prefix: str
    guards: tuple[Guard, ...]
    without: tuple[str, ...] = ()
    exact: bool = False

    def stands_before(self, edge: Edge, own: str) -> bool:
        """Whether it stands in the way of what is put on its router by an edge, with a path of its own."""
        if self.order >= edge.order:
            return False
        path = normal((edge.prefix or "") + own)
        if any(path.startswith(normal(one)) for one in self.without):
            return False
        *wanted, last = normal(self.prefix).strip("/").split("/")
        wanted += [last] if last.strip("*") else []
        found = path.strip("/").split("/")
        if len(found) < len(wanted) or (self.exact and last.strip("*") and len(found) > len(wanted)):
            return False
        return all(a in (b, "*") or a[:1] == "{" for a, b in zip(wanted, found, strict=False))
