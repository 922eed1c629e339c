"""The functions that untrusted data goes through, by which a route is known to lead to a weakness."""

from __future__ import annotations

from vedette.analysis.program.interface import Hit, Loader
from vedette.model.form import Function

_MOST = 12


class Ways:
    """Names the functions on the way of hits; each file's form is looked at once.

    Args:
        load: gives the form of a file; None when it cannot be had.
    """

    def __init__(self, load: Loader) -> None:
        self._load = load
        self._functions: dict[str, tuple[Function, ...]] = {}

    def through(self, hit: Hit) -> tuple[str, ...]:
        """Each function once, as `path::function`, from source to sink; the first and last of very many."""
        names = dict.fromkeys(self._name(step.path, step.pos) for step in hit.steps)
        names.pop("", None)
        found = tuple(names)
        return found if len(found) <= _MOST else (*found[: _MOST // 2], *found[-_MOST // 2 :])

    def _name(self, path: str, pos: int) -> str:
        """The innermost named function around a place; "" for the module's own statements."""
        best: Function | None = None
        for function in self._of(path):
            inside = (
                function.start <= pos <= function.end and function.number and "lambda" not in function.flags
            )
            if inside and (best is None or function.start >= best.start):
                best = function
        return f"{path}::{best.path}" if best else ""

    def _of(self, path: str) -> tuple[Function, ...]:
        known = self._functions.get(path)
        if known is None:
            module = self._load(path)
            known = self._functions[path] = module.functions if module else ()
        return known
