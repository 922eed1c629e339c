"""What packages are needed for, as it follows from who brings in whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from vedette.model.package import Scope


def spread(edges: Mapping[str, Iterable[str]], starts: Mapping[Scope, Iterable[str]]) -> dict[str, Scope]:
    """Give each package the first scope, in the order of `Scope`, in which something brings it in.

    Args:
        edges: key of a package -> keys of those that it brings in; in time linear in them.
        starts: scope -> keys of what the project asks for itself.
    """
    found: dict[str, Scope] = {}
    for scope in Scope:
        waiting = list(starts.get(scope, ()))
        while waiting:
            key = waiting.pop()
            if key not in found:
                found[key] = scope
                waiting += edges.get(key, ())
    return found
