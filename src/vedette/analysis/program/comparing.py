"""Whether an altered function does what it did, for all that it was given.

An edit changes the form of a function more often than what callers see of it. Both forms are evaluated for
what callers gave (see `given`), in two programs that differ in nothing else, and what they do is compared:
results, effects, dangers, hits, what is left to others, what was looked at. Positions in the edited file are
left out: whoever keeps an answer asks that it names none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from typing import Any, TypeAlias

import msgspec
from msgspec import Struct

from vedette.analysis.program.doing import Doing, Telling, UncomparableError
from vedette.analysis.program.given import Retold, Told, UntoldError
from vedette.analysis.program.parts import is_within
from vedette.analysis.program.values import FunctionRef
from vedette.model.form import Function, Module

_decode = msgspec.msgpack.Decoder(Told).decode
# A `solver.Program` of a form of the file.
Make: TypeAlias = Callable[[Module, bool], Any]
# To more than this nobody listens: what a function was given is of many runs.
_MOST = 100


class Alike(Struct, frozen=True):
    """An altered function that does what it did.

    Attributes:
        name: its path.
        parts: bits of what is looked at, then or now.
        used, missing: files that are looked at now, those of then among them; imports that lead nowhere.
        places: of the edited file that are told, as they were and are; None where what is told of them
            differs.
    """

    name: str
    parts: int
    used: frozenset[str]
    missing: frozenset[str]
    places: frozenset[tuple[int, int]] | None = frozenset()

    def is_told(self, places: Mapping[int, int]) -> bool:
        """Whether it is as it was where places in the edited file are named as well.

        Args:
            places: where they went.
        """
        return self.places is not None and all(places.get(was) == now for was, now in self.places)


def alike(
    path: str, modules: Sequence[Module], make: Make, given: Iterable[bytes], names: Iterable[str]
) -> Iterator[Alike]:
    """Those of some altered functions that do what they did.

    Args:
        path: of the file.
        modules: its form as it was, and as it is.
        make: a program with one of these for the file, evaluated for its routes or not.
        given: what functions of the file were evaluated for.
        names: paths of functions that stand in no other.
    """

    @cache
    def worlds(for_routes: bool) -> list[Any]:
        made = [make(module, for_routes) for module in modules]
        for world in made:
            if world.again(partial(world.namespace, path)) is None:
                raise UncomparableError
        return made

    every = [_decode(one) for one in given]
    for name in sorted(names):
        asked = [one for one in every if is_within(one.function, name)]
        if len(asked) <= _MOST and _is_plain(modules, name):
            try:
                yield _compared(path, worlds, name, asked)
            except (UntoldError, UncomparableError):
                continue


def _compared(path: str, worlds: Callable[[bool], list[Any]], name: str, asked: Sequence[Told]) -> Alike:
    parts, used, missing = 0, frozenset[str](), frozenset[str]()
    places: frozenset[tuple[int, int]] | None = frozenset()
    for one in asked:
        was, now = (_done(world, path, one) for world in worlds(one.for_routes))
        if not now.is_as(was):
            raise UncomparableError
        parts |= was.parts | now.parts
        used |= now.used
        missing |= now.missing
        paired = now.paired(was)
        places = None if places is None or paired is None else places | paired
    return Alike(name, parts, used, missing, places)


def _done(world: Any, path: str, one: Told) -> Doing:
    retold = Retold(world)
    values, heap, active = retold.given(one)
    ref = FunctionRef(path, retold.function(path, one.function, one.which))
    follows = one.what[3]
    before = world.registered()
    summary = world.again(lambda: world.calling.again(ref, values, heap, active, follows=follows))
    if summary is None or world.registered() != before:
        raise UncomparableError
    return Telling(world, path, summary).doing()


def _is_plain(modules: Sequence[Module], name: str) -> bool:
    """Whether all that others see of a function is what it does when it is called.

    What a function within uses of the variables around it is part of what that is given.
    """
    inside = [[one for one in module.functions if is_within(one.path, name)] for module in modules]
    for module, functions in zip(modules, inside, strict=True):
        numbers = {one.number for one in functions}
        if any(one.outer in numbers for one in module.classes):
            return False
    old, new = ({one.path: frozenset(one.words) for one in functions} for functions in inside)
    every = [one for functions in inside for one in functions]
    for path in (old.keys() | new.keys()) - {name}:
        changed = old.get(path, frozenset()) ^ new.get(path, frozenset())
        if any(not changed.isdisjoint(_variables(one)) for one in every if one.path != path):
            return False
    return True


def _variables(function: Function) -> set[str]:
    return {*function.words, *(one.name for one in function.parameters)}
