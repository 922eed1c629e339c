"""What a call does, told once for all callers: values in terms of what is given, and back again."""

from __future__ import annotations

from typing import Any

from vedette.analysis.program.frame import Danger, Frame
from vedette.analysis.program.heap import Key, Object, State
from vedette.analysis.program.leavings import Left
from vedette.analysis.program.members import LONGEST_WAY
from vedette.analysis.program.values import (
    HARMLESS,
    UNKNOWN,
    ClassRef,
    FunctionRef,
    ModuleRef,
    ObjectRef,
    Origin,
    ProofRef,
    Reference,
    Taint,
    Trace,
    Value,
    join_all,
    merged,
    within,
)

# What refers to the same thing wherever it is given to.
_KEPT = (FunctionRef, ClassRef, ModuleRef, ProofRef)
_MAX_SEALED = 12
_LONGEST_CONSTANT = 120
_MAX_GIVEN_CONSTANTS = 4
_DEEPEST = 6

# The step to what may be anywhere in a list or map.
_ANY_ITEM = "*"


class Summary:
    """What one function does, given what it was given.

    Attributes:
        result: what it returns.
        heap: objects that the result or what was given refers to.
        before: objects as they were given.
        pending: dangers that what is given would reach.
        leaving: masks of what is given, which every way out has shown.
        truths: masks that a true, or a false, result shows.
        thrown: what it raises, None for nothing that carries something.
        gone: it never comes back, since every way ends with an error.
        hits: dangers met within, whatever is given.
        used, missing: as in a solution, by the bits that `record` has given them.
        cuts: as in a solution.
        parts: bits of what was looked at; see `parts.part`.
        left: what others may see of it; see `leavings`.
        told: it is known elsewhere what was given; see `given`.
        merged: summaries whose hits and files are among these already, by identity.
    """

    __slots__ = (
        "before",
        "cuts",
        "gone",
        "heap",
        "hits",
        "leaving",
        "left",
        "merged",
        "missing",
        "parts",
        "pending",
        "result",
        "thrown",
        "told",
        "truths",
        "used",
    )

    def __init__(self) -> None:
        self.result: Value = UNKNOWN
        self.heap: dict[Any, Object] = {}
        self.before: dict[Any, Object] = {}
        self.pending: list[tuple[Danger, Origin, Trace]] = []
        self.leaving: dict[Origin, int] = {}
        self.truths: dict[bool, dict[Origin, int]] = {}
        self.thrown: Value | None = None
        self.gone = False
        self.hits: dict[Any, Any] = {}
        self.used = 0
        self.missing = 0
        self.parts = 0
        self.left: Left = {}
        self.told = True
        self.cuts: set[Any] = set()
        self.merged: dict[int, Summary] = {}


class Sealed:
    """What a call gives, with every unknown replaced by the word for it, and the shape that this has.

    With `plain`, texts are unknown as well: too many were given already.
    """

    __slots__ = ("_plain", "heap", "left")

    def __init__(self, *, plain: bool = False) -> None:
        self._plain = plain
        self.heap: dict[Any, Object] = {}
        self.left = _MAX_SEALED

    def value(
        self, state: State, value: Value, index: int | str, way: tuple[Key, ...] = ()
    ) -> tuple[Value, Any]:
        """One value, and its shape."""
        origin: Origin = ("given", index, way)
        consts = value.consts if value.consts is not None and _is_worth(value, plain=self._plain) else None
        begins = "" if self._plain and consts is None else value.begins
        kept: tuple[Reference, ...] = ()
        things: list[Object] = []
        if value.refs:
            kept = tuple(ref for ref in value.refs if isinstance(ref, _KEPT))
            things = [one for ref in value.refs if isinstance(ref, ObjectRef) and (one := state.thing(ref))]
        if consts is None and not (begins or kept or things or value.harmless):
            return Value({origin: (0, None)}, None, (ObjectRef(origin),), value.names).kept(), value.names
        identity = ("given", index, way)
        shape: list[Any] = [
            consts,
            tuple(_shape_of(ref) for ref in kept),
            value.names,
            begins[:40],
            value.harmless,
        ]
        if things:
            sealed, inner = self._object(state, things, index, way)
            self.heap[identity] = sealed
            shape.append(inner)
        refs: tuple[Reference, ...] = kept
        if (
            consts is None
            and not value.harmless
            and (things or all(isinstance(ref, ProofRef) for ref in kept))
        ):
            refs = (*kept, ObjectRef(identity))
        taint: Taint = {} if consts is not None or value.harmless else {origin: (0, None)}
        sealed_value = Value(taint, consts, refs, value.names, begins, harmless=value.harmless).kept()
        return sealed_value, tuple(shape)

    def _object(
        self, state: State, things: list[Object], index: int | str, way: tuple[Key, ...]
    ) -> tuple[Object, Any]:
        first = things[0]
        if len(things) > 1 or len(way) >= LONGEST_WAY or self.left <= 0:
            made_of = first.made_of if all(thing.made_of is first.made_of for thing in things) else None
            return Object("given", made_of=made_of, names=first.names), (
                "opaque",
                made_of.key if made_of else None,
            )
        fields: dict[Key, Value] = {}
        shapes = []
        for key, field in first.fields.items():
            self.left -= 1
            fields[key], shape = self.value(state, field, index, (*way, key))
            shapes.append((key, shape))
        rest = Value({("given", index, way): (0, None)}) if first.rest is not None else None
        if first.rest is not None and any(isinstance(ref, ObjectRef) for ref in first.rest.refs):
            # Of objects in a list one stands for all, so that their parts are told apart.
            self.left -= 1
            rest, shape = self.value(state, first.rest, index, (*way, _ANY_ITEM))
            shapes.append((_ANY_ITEM, shape))
        sealed = Object(first.kind, fields, rest, exact=first.exact, made_of=first.made_of, names=first.names)
        made_of_key = first.made_of.key if first.made_of else None
        return sealed, (first.kind, first.exact, rest is None, made_of_key, tuple(shapes))


class Returning:
    """Turns what a summary says into what it means for one caller."""

    def __init__(self, frame: Frame, given: dict[int | str, Value], pos: int, name: str) -> None:
        self._frame = frame
        self._given = given
        self._pos = pos
        self._name = name
        self._taints: dict[Origin, Taint] = {}
        self._objects: dict[Any, tuple[Reference, ...]] = {}
        self._heap: dict[Any, Object] = {}
        self._closures: dict[tuple[int, int], tuple[FunctionRef, FunctionRef]] = {}

    def apply(self, summary: Summary) -> Value:
        """Do in the caller what the function did, and give its result."""
        self._heap = summary.heap
        result = self.value(summary.result)
        for identity, thing in summary.heap.items():
            if isinstance(identity, tuple):
                if identity[1] in self._given:
                    self._effect(identity, thing, summary.before.get(identity))
            elif self._frame.kind != "function" and self._is_shared(identity):
                self._share(identity, thing)
        for danger, origin, trace in summary.pending:
            self._reach(danger, origin, trace)
        return result

    def taint(self, origin: Origin) -> Taint:
        """What an origin stands for here."""
        if origin[0] != "given" or origin[1] not in self._given:
            return {origin: (0, None)}
        known = self._taints.get(origin)
        if known is None:
            known = self._taints[origin] = self._frame.state.deep_taint(self.part(origin[1], origin[2]))
        return known

    def part(self, index: int | str, way: tuple[Key, ...]) -> Value:
        """A part of what was given."""
        value = self._given[index]
        for key in way:
            value = _part(self._frame, value, key)
        return value

    def value(self, value: Value, depth: int = 0) -> Value:
        """A value of the summary as one of the caller."""
        if not value.taint and not value.refs:
            return value
        taint: Taint = {}
        own = {ref.id for ref in value.refs if isinstance(ref, ObjectRef) and isinstance(ref.id, tuple)}
        whole = value.whole
        for origin, (mask, trace) in value.taint.items():
            if origin[0] != "given" or origin[1] not in self._given:
                taint = merged(taint, {origin: (mask, trace)})
                continue
            part = self.part(origin[1], origin[2])
            whole = whole and part.whole
            actual = part.taint if origin in own else self.taint(origin)
            for other, (known, before) in actual.items():
                taint = merged(taint, {other: (known | mask, self._along(before, trace))})
        taint = {origin: one for origin, one in taint.items() if one[0] != HARMLESS}
        refs: list[Reference] = []
        for ref in value.refs:
            refs += self._reference(ref, depth)
        return Value(
            taint, value.consts, tuple(refs[:8]), value.names, value.begins, harmless=value.harmless
        ).kept(whole)

    def _reference(self, ref: Reference, depth: int) -> tuple[Reference, ...]:
        if isinstance(ref, FunctionRef):
            if not ref.captured or depth > LONGEST_WAY:
                return (ref,)
            return self._closure(ref, depth)
        if not isinstance(ref, ObjectRef):
            return (ref,)
        identity = ref.id
        if isinstance(identity, tuple):
            if identity[1] not in self._given:
                return (ref,)
            part = self.part(identity[1], identity[2])
            return tuple(one for one in part.refs if isinstance(one, ObjectRef))
        return self._new(ref, depth)

    def _closure(self, ref: FunctionRef, depth: int) -> tuple[Reference, ...]:
        """A function that was made within, once for each depth: many hold each other."""
        key = id(ref), depth
        known = self._closures.get(key)
        if known is None:
            captured = {name: self.value(one, depth + 1) for name, one in ref.captured.items()}
            receiver = self.value(ref.receiver, depth + 1) if ref.receiver else None
            made = FunctionRef(ref.path, ref.number, receiver, captured, 0, ref.way)
            # The summary's own is kept with it, so that its identity stays its own.
            known = self._closures[key] = ref, made
        return (known[1],)

    def _new(self, ref: ObjectRef, depth: int) -> tuple[Reference, ...]:
        """An object that the function made."""
        known = self._objects.get(ref.id)
        if known is not None:
            return known
        thing = self._heap.get(ref.id)
        if thing is None:
            return (ref,)
        identity = self._frame.world.intern((self._frame.number, self._pos, ref.id))
        made: tuple[Reference, ...] = (ObjectRef(identity),)
        self._objects[ref.id] = made
        fields = (
            {key: self.value(field, depth + 1) for key, field in thing.fields.items()}
            if depth < _DEEPEST
            else {}
        )
        rest = self.value(thing.rest, depth + 1) if thing.rest is not None else None
        self._frame.state.heap[identity] = Object(
            thing.kind, fields, rest, exact=thing.exact, made_of=thing.made_of, names=thing.names
        )
        return made

    def _effect(self, identity: tuple[Any, ...], thing: Object, before: Object | None) -> None:
        """What the function did to something that it was given."""
        if before is thing:
            return
        frame = self._frame
        targets = [ref for ref in self.part(identity[1], identity[2]).refs if isinstance(ref, ObjectRef)]
        if not targets and identity[2]:
            self._into_part(identity, thing)
        for ref in targets:
            own = frame.state.thing(ref) or Object("given")
            if thing.exact and before is not None and before.exact and thing.fields != before.fields:
                frame.state.heap[ref.id] = own.with_items([self.value(one) for one in thing.items()])
                continue
            for key, field in thing.fields.items():
                if before is None or before.fields.get(key) is not field:
                    own = own.with_field(key, self.value(field), sure=len(targets) == 1)
            if thing.rest is not None and (before is None or before.rest is not thing.rest):
                own = own.with_rest(self.value(thing.rest))
            frame.state.heap[ref.id] = own

    def _into_part(self, identity: Any, thing: Object) -> None:
        """What was put into a part of which nothing is known is in the object that it is a part of."""
        taint: Taint = {}
        for field in (*thing.fields.values(), *([thing.rest] if thing.rest is not None else [])):
            taint = merged(taint, self._frame.state.deep_taint(self.value(field)))
        state = self._frame.state
        for ref in self.part(identity[1], identity[2][:-1]).refs if taint else ():
            if isinstance(ref, ObjectRef):
                own = state.thing(ref) or Object("given")
                state.heap[ref.id] = own.with_field(identity[2][-1], Value(taint), sure=False)

    def _is_shared(self, identity: Any) -> bool:
        """Whether an object is of a module, also of the one that is being evaluated."""
        return identity in self._frame.world.heap or identity in self._frame.state.heap

    def _share(self, identity: Any, thing: Object) -> None:
        """What the function put into an object of a module, where a module's own statements called it."""
        own = self._frame.state.heap.get(identity) or self._frame.world.heap[identity]
        for key, field in thing.fields.items():
            if key not in own.fields and field.refs:
                own = own.with_field(key, self.value(field), sure=False)
        if thing.rest is not None and thing.rest.refs and thing.rest is not own.rest:
            own = own.with_rest(self.value(thing.rest))
        self._frame.state.heap[identity] = own

    def _reach(self, danger: Danger, origin: Origin, trace: Trace) -> None:
        frame = self._frame
        bit = frame.world.bits.get(danger.weakness, 0)
        taint = {
            other: (mask, self._along(before, trace))
            for other, (mask, before) in self.taint(origin).items()
            if not mask & bit
        }
        if taint:
            frame.reach(danger, taint)

    def _along(self, before: Trace, trace: Trace) -> Trace:
        """The path so far, into the function, and on within it."""
        return within(before, (self._frame.path, self._pos, self._name), trace)


def _shape_of(ref: Reference) -> Any:
    """What a reference is; of a closure also what its variables are called and where their data comes from.

    They are not given anew by those who hand it on, so that one for whom nothing was known of them says
    nothing of another.
    """
    if not isinstance(ref, FunctionRef) or not ref.captured:
        return ref.key
    held = [
        (name, value.names, frozenset(origin for origin in value.taint if origin[0] == "source"))
        for name, value in ref.captured.items()
        if value.names or value.taint
    ]
    return ref.key, tuple(held)


def _part(frame: Frame, value: Value, key: Key) -> Value:
    """A part of a value as it is now, without anything being called for it."""
    found = []
    for _, thing in frame.things(value):
        field = thing.fields.get(key)
        if field is None and thing.rest is not None:
            field = thing.rest
        if field is not None:
            found.append(field)
    if found:
        return join_all(found) or UNKNOWN
    refs = tuple(
        ObjectRef(("given", ref.id[1], (*ref.id[2], key)))
        for ref in value.refs
        if isinstance(ref, ObjectRef) and isinstance(ref.id, tuple) and len(ref.id[2]) < LONGEST_WAY
    )
    taint: Taint = {}
    for origin, one in value.taint.items():
        if value.whole and origin[0] == "given" and len(origin[2]) < LONGEST_WAY:
            taint[("given", origin[1], (*origin[2], key))] = one
        else:
            taint[origin] = one
    return Value(taint, refs=refs).kept(value.whole)


def _is_worth(value: Value, *, plain: bool) -> bool:
    """Whether to evaluate a function for the very constants that it is given."""
    consts = value.consts
    if consts is None or len(consts) > _MAX_GIVEN_CONSTANTS:
        return False
    if plain and any(isinstance(one, str | bytes) for one in consts):
        return False
    return all(not isinstance(one, str | bytes) or len(one) <= _LONGEST_CONSTANT for one in consts)
