"""What stands before routes and is put there far from the functions that answer: where the program starts.

Nothing is asked before something was found.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from vedette.analysis.program.interface import Hit, Solution, StartingLayout
from vedette.analysis.program.routes import Routes
from vedette.analysis.program.routing import Routing
from vedette.analysis.program.summaries import Summary

_CLEANING = "cleaning"
_Function = tuple[str, int]


class BeforeRoutes:
    """What is put before routes where a program starts, and what was found in spite of it.

    Attributes:
        world: the program, to be evaluated for its routes.
    """

    def __init__(self, world: Routing) -> None:
        self.world = world
        self._guardians = [one for one in world.catalogue.guardians if one.cleans]
        self._kinds = frozenset(kind for one in self._guardians for kind in one.cleans)
        self._collected: dict[str, Summary] = {}
        self._routes: tuple[int, dict[_Function, bool]] = (-1, {})

    def without(self, path: str, solution: Solution) -> Solution:
        """What was found starting at a file, without what cannot come in; it rests on where that is said."""
        asked = [hit for hit in solution.hits if hit.weakness in self._kinds and hit.steps]
        starters = self._mentioning(path) if asked else []
        if not starters:
            return solution
        with self.world.record.recording() as seen:
            for one in (*starters, path):
                self.collect(one)
            clean = {hit for hit in asked if self._is_clean(hit)}
        return replace(
            solution,
            hits=tuple(hit for hit in solution.hits if hit not in clean),
            used=solution.used | self.world.record.files(seen),
            parts=-1,
        )

    def starters(self, path: str) -> list[str]:
        """Files with which the program may start that a file is part of."""
        layout = self.world.imports.layout
        return layout.starters(path) if isinstance(layout, StartingLayout) else []

    def _mentioning(self, path: str) -> list[str]:
        """Files with which the program may start that mention something that cleans."""
        found = [path, *self.starters(path)]
        names = {name.split(".")[0] for one in self._guardians for name in one.names}
        return [one for one in found if not names.isdisjoint(self.world.module(one).functions[0].words)]

    def collect(self, path: str) -> None:
        """Evaluate a file for what it says of routes, once."""
        known = self._collected.get(path)
        if known is None:
            self._collected[path] = self.world.collect([path])
        else:
            self.world.record.merge(known)

    def _is_clean(self, hit: Hit) -> bool:
        """Whether all routes in which the data of a hit comes in have the cleaning before them."""
        routes = self._cleaned()
        source = hit.steps[0]
        for number in self._around(source.path, source.pos):
            if (source.path, number) in routes:
                return routes[source.path, number]
        return False

    def _around(self, path: str, pos: int) -> Iterable[int]:
        """The functions of a file in which a place is, the innermost first."""
        functions = self.world.module(path).functions[1:]
        return [one.number for one in reversed(functions) if one.start <= pos <= one.end]

    def _cleaned(self) -> dict[_Function, bool]:
        """Of each function that answers, whether something that cleans stands before each of its routes."""
        count = self.world.registered()
        if self._routes[0] != count:
            found: dict[_Function, bool] = {}
            routes = Routes(self.world, [])
            for leaf in routes.leaves:
                for answer, _ in routes.answers(leaf):
                    key = answer.file, answer.number
                    found[key] = found.get(key, True) and any(one.kind == _CLEANING for one in answer.guards)
            self._routes = count, found
        return self._routes[1]
