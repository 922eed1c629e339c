"""What an evaluation of a function did, told so that it can be compared with that of an earlier form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from msgspec import Struct

from vedette.analysis.program.frame import Danger
from vedette.analysis.program.heap import Object
from vedette.analysis.program.interface import Hit, Step
from vedette.analysis.program.leavings import Data
from vedette.analysis.program.naming import FRAME, Naming
from vedette.analysis.program.summaries import Summary
from vedette.analysis.program.values import (
    MAX_STEPS,
    ClassRef,
    FunctionRef,
    ImportRef,
    ObjectRef,
    Origin,
    Proof,
    Reference,
    Taint,
    Trace,
    Value,
)

_DEEPEST = 40
_HERE = -1  # in place of a position in the edited file


class UncomparableError(Exception):
    """What was done cannot be told without places in the edited file."""


class Doing(Struct, frozen=True):
    """What a function did, given something.

    Attributes:
        told: all that its callers see, places in the edited file left out.
        used, missing: as in a solution.
        parts: bits of what was looked at.
        sizes: of paths, in the order in which they are told.
        places: positions in the edited file, in that order too.
        passing: steps of paths that are left out, as the number of the path and what was given.
    """

    told: Any
    used: frozenset[str]
    missing: frozenset[str]
    parts: int
    sizes: tuple[int, ...] = ()
    places: tuple[int, ...] = ()
    passing: tuple[tuple[int, str], ...] = ()

    def is_as(self, before: Doing) -> bool:
        """Whether it is what was done before, seen from where no place in the edited file is named.

        Of two paths to one place the shorter is told, so none may have become shorter.
        """
        if self.told != before.told or before.used - self.used or len(self.sizes) != len(before.sizes):
            return False
        longer = [now for now, was in zip(self.sizes, before.sizes, strict=True) if now != was]
        return all(map(int.__ge__, self.sizes, before.sizes)) and max(longer, default=0) <= MAX_STEPS // 2

    def paired(self, before: Doing) -> frozenset[tuple[int, int]] | None:
        """Places in the edited file as they were and are, where nothing else differs of what was done before.

        None where something does that is seen only from where places in the file are named.
        """
        if (self.sizes, self.passing, len(self.places)) != (
            before.sizes,
            before.passing,
            len(before.places),
        ):
            return None
        return frozenset(zip(before.places, self.places, strict=True))


class Telling:
    """Tells what a function of an edited file did.

    Args:
        world: the program, a `solver.Program`.
        path: of the edited file.
        summary: what was done.
    """

    def __init__(self, world: Any, path: str, summary: Summary) -> None:
        self._world = world
        self._path = path
        self._summary = summary
        self._met: dict[int, int] = {}
        self._named: dict[int, list[str]] | None = None
        self._naming = Naming(world)
        self._sizes: list[int] = []
        self._places: list[int] = []
        self._passing: list[tuple[int, str]] = []

    def doing(self) -> Doing:
        """All of it.

        Raises:
            UncomparableError: it cannot be told.
        """
        one, record = self._summary, self._world.record
        told = [
            self._value(one.result, 0),
            list(map(self._effect, one.heap.items())),
            [
                [self._danger(danger), self._origin(origin), self._trace(trace)]
                for danger, origin, trace in one.pending
            ],
            self._masks(one.leaving),
            [[holds, self._masks(masks)] for holds, masks in sorted(one.truths.items())],
            [self._hit(hit) for hit in one.hits.values()],
            [[place, self._left(what)] for place, what in one.left.items()],
            sorted(map(repr, one.cuts)),
            None if one.thrown is None else self._value(one.thrown, 0),
            one.gone,
        ]
        return Doing(told, record.files(one), record.missing(one), one.parts, *self._counted())

    def _counted(self) -> tuple[tuple[int, ...], tuple[int, ...], tuple[tuple[int, str], ...]]:
        return tuple(self._sizes), tuple(self._places), tuple(self._passing)

    def _danger(self, one: Danger) -> Any:
        return (one.weakness, one.path, self._at(one.path, one.pos), one.function, one.name, one.confidence)

    def _at(self, path: str, pos: int) -> int:
        if path != self._path:
            return pos
        self._places.append(pos)
        return _HERE

    def _origin(self, origin: Origin) -> Any:
        if origin[0] == "source":
            return [*origin[:4], self._at(origin[3], origin[4]), *origin[5:]]
        return origin

    def _masks(self, masks: dict[Origin, int]) -> Any:
        return sorted(([self._origin(origin), mask] for origin, mask in masks.items()), key=repr)

    def _taint(self, taint: Taint) -> Any:
        return [[self._origin(origin), mask, self._trace(trace)] for origin, (mask, trace) in taint.items()]

    def _trace(self, trace: Trace) -> Any:
        told: list[Any] = []
        self._sizes.append(0 if trace is None else trace[5])
        while trace is not None:
            if self._is_passing(trace[1], trace[3]):
                self._passing.append((len(self._sizes), trace[4]))
                self._places.append(trace[2])
            else:
                inner = self._trace(trace[6]) if trace[6] is not None else None
                told.append((trace[1], self._at(trace[1], trace[2]), trace[3], trace[4], inner))
            trace = trace[0]
        return told

    def _is_passing(self, path: str, note: str) -> bool:
        """Whether a step says no more than that another name was given in the edited file."""
        return note == "assign" and path == self._path

    def _hit(self, hit: Hit) -> Any:
        self._sizes.append(len(hit.steps))
        return [
            *(hit.weakness, hit.path, self._at(hit.path, hit.pos), self._at(hit.path, hit.end), hit.function),
            *(hit.name, hit.confidence, hit.source, hit.what, hit.value),
            list(self._steps(hit.steps)),
        ]

    def _steps(self, steps: Iterable[Step]) -> Iterator[Any]:
        for one in steps:
            if self._is_passing(one.path, one.note):
                self._passing.append((len(self._sizes), one.name))
                self._places.append(one.pos)
            else:
                yield (one.path, self._at(one.path, one.pos), one.note, one.name)

    def _left(self, what: Data | set[tuple[int, Proof]]) -> Any:
        if isinstance(what, set):
            return sorted(what, key=repr)
        return [[self._origin(origin), mask, self._trace(trace)] for (origin, mask), trace in what.items()]

    def _value(self, value: Value, depth: int) -> Any:
        if depth > _DEEPEST:
            raise UncomparableError
        consts = None if value.consts is None else [(type(one).__name__, one) for one in value.consts]
        return (
            *(consts, value.names, value.begins, value.harmless, value.whole),
            self._taint(value.taint),
            [self._reference(ref, depth) for ref in value.refs],
        )

    def _reference(self, ref: Reference, depth: int) -> Any:
        if isinstance(ref, ObjectRef):
            return self._object_of(ref.id, depth)
        if isinstance(ref, FunctionRef):
            receiver = None if ref.receiver is None else self._value(ref.receiver, depth + 1)
            captured = [(name, self._value(one, depth + 1)) for name, one in ref.captured.items()]
            home = self._site(ref.home) if ref.home else None
            return (
                "function",
                ref.path,
                *self._naming.function(ref.path, ref.number),
                ref.way,
                home,
                receiver,
                captured,
            )
        if isinstance(ref, ClassRef):
            return ("class", *self._naming.class_(ref))
        return ref.key if not isinstance(ref, ImportRef) else (*ref.key, ref.inner)

    def _object_of(self, identity: Any, depth: int) -> Any:
        """An object by what it holds, where it is met first; one that all functions share by its place."""
        if not isinstance(identity, int):
            return identity
        if identity in self._world.heap:
            return self._shared(identity)
        if identity in self._met:
            return ("met", self._met[identity])
        self._met[identity] = len(self._met)
        thing = self._summary.heap.get(identity)
        return ("new", self._object(thing, depth) if thing is not None else None)

    def _object(self, thing: Object, depth: int, before: Object | None = None) -> Any:
        fields = [
            (key, "same" if before and before.fields.get(key) is one else self._value(one, depth + 1))
            for key, one in thing.fields.items()
        ]
        rest: Any = None
        if thing.rest is not None:
            rest = "same" if before and before.rest is thing.rest else self._value(thing.rest, depth + 1)
        made_of = None if thing.made_of is None else self._naming.class_(thing.made_of)
        return (thing.kind, fields, rest, thing.exact, made_of, thing.names)

    def _effect(self, item: tuple[Any, Object]) -> Any:
        """What was done to an object that was given, or that all share."""
        identity, thing = item
        if isinstance(identity, tuple):
            before = self._summary.before.get(identity)
            return (identity, "same" if before is thing else self._object(thing, 0, before))
        if identity in self._world.heap:
            return (self._shared(identity), self._object(thing, 0, self._world.heap[identity]))
        return ()  # told where something refers to it

    def _shared(self, identity: int) -> Any:
        """An object of a module by where it was made; in the edited file by the variables that it is in."""
        site = self._naming.site(identity)
        place = self._site(site[0]) if isinstance(site[0], int) else site
        if self._path not in place:
            return ("shared", place, site[1:])
        if self._named is None:
            self._named = {}
            for name, value in self._world.namespace(self._path).items():
                for ref in value.refs:
                    if isinstance(ref, ObjectRef) and isinstance(ref.id, int):
                        self._named.setdefault(ref.id, []).append(name)
        if identity not in self._named:
            raise UncomparableError
        return ("named", self._named[identity])

    def _site(self, number: int) -> Any:
        """The frame, class or the like of a number, by what it is called."""
        frame = self._naming.frame(number)
        if frame is not None:
            return (FRAME, *frame)
        site = self._naming.site(number)
        if site[0] == "class":
            return ("class", *self._naming.class_(ClassRef(site[1], site[2])))
        raise UncomparableError
