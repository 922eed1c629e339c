"""What functions, classes and sites of a program are called, so that another reading of it knows them."""

from __future__ import annotations

from itertools import islice
from typing import Any

from vedette.analysis.program.leavings import nth
from vedette.analysis.program.values import ClassRef

# With this the site of a frame begins.
FRAME = "frame"


class Naming:
    """Names in a program; each is asked of its form once.

    Args:
        world: the program, a `solver.Program`.
    """

    def __init__(self, world: Any) -> None:
        self._world = world
        self._functions: dict[tuple[str, int], tuple[str, int]] = {}
        self._classes: dict[tuple[str, int], tuple[str, int]] = {}
        self._sites: list[Any] = []

    def function(self, path: str, number: int) -> tuple[str, int]:
        """The path of a function in its file, and which one of that path it is."""
        known = self._functions.get((path, number))
        if known is None:
            module = self._world.at_hand(path)
            one = module.functions[number]
            known = self._functions[path, number] = one.path, nth(module, one)
        return known

    def class_(self, ref: ClassRef) -> tuple[str, str, int]:
        """The file of a class, its path there, and which one of that path it is."""
        known = self._classes.get((ref.path, ref.number))
        if known is None:
            module = self._world.at_hand(ref.path)
            one = module.classes[ref.number]
            known = self._classes[ref.path, ref.number] = one.path, nth(module, one)
        return (ref.path, *known)

    def site(self, number: int) -> Any:
        """What a number stands for, as it was interned."""
        if number >= len(self._sites):
            self._sites.extend(islice(self._world.sites, len(self._sites), None))
        return self._sites[number]

    def frame(self, number: int) -> tuple[str, str, int, str] | None:
        """Of a frame, file, function, which one of that path, and kind; None for what is no frame."""
        site = self.site(number)
        if not isinstance(site, tuple) or site[0] != FRAME:
            return None
        return (site[1], *self.function(site[1], site[2]), site[3])
