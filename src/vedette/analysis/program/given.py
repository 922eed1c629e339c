"""What functions were evaluated for, as it is kept: so that after an edit they can be evaluated for it again.

An answer that rests on an altered function holds where the function does the same as before for all that it
was given; see `comparing`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec import Struct

from vedette.analysis.program.heap import Object
from vedette.analysis.program.naming import FRAME, Naming
from vedette.analysis.program.values import (
    ClassRef,
    FunctionRef,
    ModuleRef,
    ObjectRef,
    PackageRef,
    ProofRef,
    Reference,
    Value,
)
from vedette.model.form import Class, Function

_encode = msgspec.msgpack.Encoder().encode
_DEEPEST = 12
# The site of an object of which nothing is known.
_OTHER = "other"


class Told(Struct, frozen=True, array_like=True):
    """What a function was evaluated for.

    Attributes:
        function: its path in its file.
        which: which one of that path.
        what: values, heap, functions that were being evaluated, whether calls were followed.
        for_routes: the program was evaluated for its routes.
    """

    function: str
    which: int
    what: tuple[list[Any], list[Any], list[Any], bool]
    for_routes: bool = False


class UntoldError(Exception):
    """Something cannot be told so that it means the same in another evaluation, or is not there."""


class Given:
    """What functions of a program are given, since it was asked last.

    Attributes:
        keeps: whether somebody will ask; if not, nothing is kept for that.
    """

    def __init__(self, world: Any) -> None:
        self.keeps = True
        self._met: dict[tuple[str, str, int, bytes], None] = {}
        self._naming = Naming(world)
        self._world = world
        self._others: dict[int, int] = {}

    def note(
        self,
        place: tuple[str, int],
        values: dict[int | str, Value],
        heap: dict[Any, Object],
        active: list[tuple[str, int]],
        *,
        follows: bool,
    ) -> bool:
        """A function is evaluated; tells whether it will be known for what.

        Args:
            place: file and number.
            values: by the number of a parameter, or the name of a captured variable.
            heap: the objects that they refer to.
            active: functions that are being evaluated.
            follows: calls are followed.
        """
        if not self.keeps:
            return True
        self._others = {}
        try:
            what = (
                [[index, self._value(value, 0)] for index, value in values.items()],
                [[identity, self._object(thing, 0)] for identity, thing in heap.items()],
                [[other, *self._naming.function(other, one)] for other, one in active],
                follows,
            )
            self._met[(place[0], *self._naming.function(*place), _encode(what))] = None
        except (UntoldError, OverflowError, UnicodeEncodeError):
            return False
        return True

    def told(self, *, for_routes: bool = False) -> tuple[tuple[str, bytes], ...]:
        """File of each function that was evaluated since, and for what, where that can be told."""
        met, self._met = self._met, {}
        return tuple(
            (path, _encode((name, which, msgspec.Raw(what), for_routes))) for path, name, which, what in met
        )

    def _value(self, value: Value, depth: int) -> Any:
        if depth > _DEEPEST:
            raise UntoldError
        if not value.refs and not value.taint and value.consts is None and not value.begins:
            return [value.names, value.harmless, value.whole]
        taint = []
        for origin, (mask, trace) in value.taint.items():
            if origin[0] != "given" or trace is not None:
                raise UntoldError
            taint.append([origin, mask])
        refs = [self._reference(ref, depth) for ref in value.refs]
        return [value.names, value.harmless, value.whole, taint, value.consts, refs, value.begins]

    def _reference(self, ref: Reference, depth: int) -> Any:
        if isinstance(ref, ObjectRef):
            return ["o", ref.id] if isinstance(ref.id, tuple) else self._lost(ref.id)
        if isinstance(ref, FunctionRef):
            receiver = self._value(ref.receiver, depth + 1) if ref.receiver is not None else None
            captured = [[name, self._value(one, depth + 1)] for name, one in ref.captured.items()]
            home = self._home(ref.home) if ref.home else None
            name = self._naming.function(ref.path, ref.number)
            return ["f", ref.path, *name, receiver, captured, home, ref.way]
        if isinstance(ref, ClassRef):
            return ["c", *self._naming.class_(ref)]
        if isinstance(ref, ModuleRef):
            return ["m", ref.path]
        if isinstance(ref, PackageRef):
            return ["p", ref.importer, ref.name, ref.level]
        if isinstance(ref, ProofRef):
            return ["s", ref.proof]
        raise UntoldError

    def _lost(self, identity: int) -> list[Any]:
        """An object of another evaluation, of which nothing is known here but which of them it is."""
        if identity in self._world.heap:
            raise UntoldError
        return ["x", self._others.setdefault(identity, len(self._others))]

    def _home(self, number: int) -> tuple[Any, ...]:
        frame = self._naming.frame(number)
        if frame is None:
            raise UntoldError
        return frame

    def _object(self, thing: Object, depth: int) -> Any:
        return [
            thing.kind,
            [[key, self._value(one, depth + 1)] for key, one in thing.fields.items()],
            None if thing.rest is None else self._value(thing.rest, depth + 1),
            thing.exact,
            None if thing.made_of is None else self._naming.class_(thing.made_of),
            thing.names,
        ]


class Retold:
    """What was told, as it is in another program.

    Args:
        world: the program, a `solver.Program`.
    """

    def __init__(self, world: Any) -> None:
        self._world = world

    def given(self, one: Told) -> tuple[dict[int | str, Value], dict[Any, Object], list[tuple[str, int]]]:
        """Values, the objects that they refer to, and functions that are being evaluated.

        Raises:
            UntoldError: something of it is not there.
        """
        values, heap, active, _ = one.what
        return (
            {index: self._value(value) for index, value in values},
            {_identity(identity): self._object(thing) for identity, thing in heap},
            [(path, self.function(path, *name)) for path, *name in active],
        )

    def function(self, path: str, name: str, which: int) -> int:
        """Number of a function."""
        return _numbered(self._world.module(path).functions, name, which)

    def _class(self, path: str, name: str, which: int) -> ClassRef:
        return ClassRef(path, _numbered(self._world.module(path).classes, name, which))

    def _value(self, told: list[Any]) -> Value:
        names, harmless, whole, taint, consts, refs, begins = (*told, [], None, [], "")[:7]
        return Value(
            {_identity(origin): (mask, None) for origin, mask in taint},
            None if consts is None else tuple(consts),
            tuple(map(self._reference, refs)),
            tuple(names),
            begins,
            harmless=harmless,
        ).kept(whole)

    def _reference(self, told: list[Any]) -> Reference:
        kind, *what = told
        if kind == "o":
            return ObjectRef(_identity(what[0]))
        if kind == "x":
            return ObjectRef(self._world.intern((_OTHER, *what)))
        if kind == "c":
            return self._class(*what)
        if kind == "m":
            return ModuleRef(*what)
        if kind == "p":
            return PackageRef(*what)
        if kind == "s":
            return ProofRef(_identity(what[0]))
        path, name, which, receiver, captured, home, way = what
        return FunctionRef(
            path,
            self.function(path, name, which),
            None if receiver is None else self._value(receiver),
            {one: self._value(value) for one, value in captured},
            0 if home is None else self._home(*home),
            way,
        )

    def _home(self, path: str, name: str, which: int, kind: str) -> int:
        number: int = self._world.intern((FRAME, path, self.function(path, name, which), kind))
        return number

    def _object(self, told: list[Any]) -> Object:
        kind, fields, rest, exact, made_of, names = told
        return Object(
            kind,
            {key: self._value(one) for key, one in fields},
            None if rest is None else self._value(rest),
            exact=exact,
            made_of=None if made_of is None else self._class(*made_of),
            names=tuple(names),
        )


def _numbered(every: Sequence[Function] | Sequence[Class], name: str, which: int) -> int:
    found = [one.number for one in every if one.path == name]
    if which >= len(found):
        raise UntoldError
    return found[which]


def _identity(told: Any) -> Any:
    """An identity or origin, whose tuples were packed as lists."""
    return tuple(map(_identity, told)) if isinstance(told, list) else told
