"""Functions that a framework calls: which they are, and what it gives them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from vedette.analysis.program.classes import ClassInfo
from vedette.analysis.program.conditions import Site, hold
from vedette.analysis.program.frame import Frame
from vedette.analysis.program.handing import functions
from vedette.analysis.program.heap import Object
from vedette.analysis.program.leavings import ENTRIES, Place, nth
from vedette.analysis.program.members import NOTHING
from vedette.analysis.program.placed import module_frame, placed
from vedette.analysis.program.proofs import either
from vedette.analysis.program.values import (
    UNKNOWN,
    ClassRef,
    FunctionRef,
    ObjectRef,
    Proof,
    ProofRef,
    Taint,
    Value,
    join_all,
    step,
)
from vedette.languages.catalogue import Entry
from vedette.model import form as forms
from vedette.model.form import Form, Function, Parameter

_HARMLESS_TYPES = frozenset(
    (
        *("int", "float", "bool", "complex", "uuid.UUID", "datetime.date", "datetime.datetime"),
        *("decimal.Decimal", "enum.Enum", "schema.Plain"),
    )
)


# What a framework calls before, to give its result as an argument.
_DEPENDENCIES = frozenset(("Depends", "Security"))
_PARAMETER = re.compile(r"[<{*(]|/:")


class Decoration:
    """A decorator as it was met: its catalogue names, functions of the program, and the expression."""

    __slots__ = ("form", "names", "refs", "value")

    def __init__(self, value: Value, form: Form) -> None:
        self.names = value.names
        self.refs = value.refs
        self.value = value
        self.form = form


class Entries:
    """Entries of a program as they are met.

    Attributes:
        decorations: of functions, from the outermost, by file and number.
        made: how a function within another was made, by file and number.
        declared: what fields of objects are by what their classes say; see `fields`.
    """

    def __init__(self, world: Any) -> None:
        self._world = world
        self._found: dict[tuple[str, int], list[tuple[FunctionRef, Entry]]] = {}
        self._checked: set[tuple[str, int]] = set()
        self._placed: set[str] = set()
        self._directed: dict[str, list[Entry]] = {}
        self.decorations: dict[tuple[str, int], list[Decoration]] = {}
        self._paths: dict[tuple[str, int], list[str]] = {}
        self.made: dict[tuple[str, int], FunctionRef] = {}
        self.declared: dict[Any, tuple[Value | None, Any]] = {}
        self._proofs: dict[tuple[str, int], Proof] = {}

    def of(self, path: str, number: int) -> list[tuple[FunctionRef, Entry]]:
        """How a function is an entry; nothing when it is none."""
        key = (path, number)
        if key not in self._checked:
            self._checked.add(key)
            self._look_at_file(path)
            self._look(path, number)
        return self._found.get(key, [])

    def define(self, frame: Frame, ref: FunctionRef) -> Value:
        """A function as it is known after its decorators."""
        function = self._world.module(ref.path).functions[ref.number]
        value = Value(refs=(ref,))
        if frame.kind == "function":
            self.made[(ref.path, ref.number)] = ref
        decorations = []
        for form in reversed(function.decorators):
            decorator = frame.value(form)
            decorations.append(Decoration(decorator, form))
            self._judge(frame, decorator, form, function.start, value)
            self._match(decorator, form, ref)
            value = self._decorated(frame, decorator, value, form)
        if decorations:
            self.decorations[(ref.path, ref.number)] = decorations[::-1]
        return value

    def decorated_class(self, frame: Frame, form: Form, start: int, value: Value) -> None:
        """A decorator of a class, which begins at `start`."""
        self._judge(frame, frame.value(form), form, start, value)

    def is_fixed(self, path: str, number: int) -> bool:
        """Whether a function is called for paths without parameters only, so that the path is known."""
        known = self._paths.get((path, number))
        return bool(known) and all(one and not _PARAMETER.search(one) for one in known or ())

    def register(self, entry: Entry, values: list[tuple[Value, Proof]]) -> None:
        """Functions, or classes with methods, are given to a framework, which has proven something before."""
        for value, proof in values:
            for ref in value.refs:
                if isinstance(ref, FunctionRef):
                    self._add(ref, entry)
                    self._prove(ref, proof)
                    self._leave(ref, entry, proof)

    def restore(self, path: str, place: Place, which: set[tuple[int, Proof]]) -> None:
        """Put back that an earlier start gave a function to a framework."""
        _, name, number, _ = place
        module = self._world.module(path)
        for function in module.functions:
            if function.path == name and nth(module, function) == number:
                for one, proof in sorted(which, key=repr):
                    ref = FunctionRef(path, function.number)
                    self._add(ref, self._world.book.entries[one])
                    self._prove(ref, proof)

    def _prove(self, ref: FunctionRef, proof: Proof) -> None:
        """What a function is given was proven something of; only what always was."""
        key = ref.path, ref.number
        self._proofs[key] = either(self._proofs[key], proof) if key in self._proofs else proof

    def _leave(self, ref: FunctionRef, entry: Entry, proof: Proof) -> None:
        module = self._world.module(ref.path)
        function = module.functions[ref.number]
        place = ENTRIES, function.path, nth(module, function), ""
        self._world.record.leaves(ref.path, place, {(self._world.book.number_of(entry), proof)})

    def typed(self, frame: Frame, function: Function, index: int, value: Value) -> Value:
        """A parameter's value with what its declaration says of it."""
        parameter = function.parameters[index]
        if index == 0 and function.owner >= 0 and "lambda" not in function.flags:
            return self._receiver(frame, function, value)
        if parameter.annotation is None or value.consts is not None:
            return value
        declared = self.annotation(frame, parameter.annotation)
        if self._is_harmless(declared) or _is_literal(parameter.annotation):
            return Value(names=declared.names, harmless=True)
        names = value.names or tuple(declared.names)
        known = any(isinstance(ref, ObjectRef) and frame.state.thing(ref) for ref in value.refs)
        classes = [ref for ref in declared.refs if isinstance(ref, ClassRef)]
        if classes and not known:
            self._declare(frame, value, classes[0])
            names = names or self._world.class_names(classes[0])
        return Value(value.taint, value.consts, value.refs, names, value.begins).kept(value.whole)

    def declares_harmless(self, frame: Frame, form: Form) -> bool:
        """Whether nothing dangerous can be of a declared type: a number, an enumeration and the like."""
        return _is_literal(form) or self._is_harmless(self.annotation(frame, form))

    def given(
        self, ref: FunctionRef, function: Function, entry: Entry, heap: dict[Any, Object]
    ) -> dict[int | str, Value]:
        """What a framework gives to an entry."""
        values: dict[int | str, Value] = {}
        own = 1 if function.owner >= 0 and ref.way != "static" and function.parameters else 0
        if own:
            me = ("given", 0, ())
            owner = ClassRef(ref.path, function.owner)
            heap[me] = Object("given", made_of=owner, names=self._world.class_names(owner))
            values[0] = Value(
                {me: (0, None)}, refs=(ObjectRef(me),), names=self._world.class_names(owner)
            ).kept()
        for index, parameter in enumerate(function.parameters):
            if index < own:
                continue
            values[index] = self._given_to(ref, function, entry, parameter, index - own)
        return values

    def as_parent(self, frame: Frame, me: Value, info: ClassInfo) -> Value:
        """An object seen as one of the bases of its class."""
        parents = info.order[1:2]
        refs = []
        for ref in me.refs:
            if isinstance(ref, ObjectRef) and parents:
                identity = ("given", *ref.id[1:]) if isinstance(ref.id, tuple) else ref.id
                thing = frame.state.thing(ref) or Object("given")
                other = self._world.intern(("parent", frame.number, identity))
                frame.state.heap[other] = Object(
                    thing.kind, thing.fields, thing.rest, made_of=parents[0].ref, names=thing.names
                )
                refs.append(ObjectRef(other))
        return Value(me.taint, refs=tuple(refs), names=info.names).kept(me.whole)

    def _given_to(
        self, ref: FunctionRef, function: Function, entry: Entry, parameter: Parameter, at: int
    ) -> Value:
        names = entry.types[at : at + 1] if parameter.kind == "plain" else []
        if any(names) and at not in entry.parameters:
            proof = self._proofs.get((ref.path, ref.number), NOTHING)
            # The request is the first that has a name.
            is_request = not any(entry.types[:at])
            return Value(refs=(ProofRef(proof),) if proof[1] and is_request else (), names=tuple(names))
        if self._is_number_in_path(ref, parameter.name):
            return Value(harmless=True)
        if entry.injected:
            return self._injected(ref, parameter, at)
        dependency = _dependency(parameter)
        if dependency is not None:
            given = self._depended(ref, dependency, entry)
            if given is not None:
                # What it is an object of is for its declaration to say.
                own = given.refs or (ObjectRef(("given", at, ("source",))),)
                return Value(given.taint, given.consts, own, given.names, harmless=given.harmless)
        wanted = entry.parameters
        if not entry.kind or not ("*" in wanted or at in wanted or parameter.name in wanted):
            return UNKNOWN
        trace = step(None, ref.path, function.start, "source", parameter.name)
        # What is shown of one parameter says nothing of the others.
        origin = ("source", entry.kind, entry.what, ref.path, function.start, parameter.name)
        taint: Taint = {origin: (0, trace)}
        part = ObjectRef(("given", at, ("source",)))
        return Value(taint, refs=(part,), names=tuple(filter(None, names))).kept()

    def _injected(self, ref: FunctionRef, parameter: Parameter, at: int) -> Value:
        """What a parameter is by its default, which a framework reads."""
        if parameter.default is None:
            return UNKNOWN
        value = self._world.resolved(module_frame(self._world, ref.path).value(parameter.default))
        # What it is an object of is for its declaration to say.
        own = ObjectRef(("given", at, ("source",)))
        return Value(value.taint, refs=(own,), names=value.names, harmless=value.harmless).kept()

    def _depended(self, ref: FunctionRef, dependency: Form, entry: Entry) -> Value | None:
        """What a function gives back that is called before; None when it is none of the program's."""
        module = self._world.module(ref.path)
        frame = Frame(self._world, ref.path, module.functions[0], "module")
        frame.state.variables = dict(self._world.namespace(ref.path))
        value = self._world.resolved(frame.value(dependency))
        found = [one for one in value.refs if isinstance(one, FunctionRef)]
        if not found:
            return None
        return join_all(self._world.calling.before(one, entry) for one in found)

    def _is_number_in_path(self, ref: FunctionRef, name: str) -> bool:
        """Whether all paths of a route have a number for a parameter, as in `<int:name>` or `{name:int}`."""
        paths = self._paths.get((ref.path, ref.number), [])
        number = re.compile(
            rf"<(?:int|float|uuid)(?:\([^)]*\))?:{re.escape(name)}>|\{{{re.escape(name)}:(?:int|float|uuid)\}}"
        )
        return bool(paths) and all(number.search(one) for one in paths)

    def _look(self, path: str, number: int) -> None:
        """Entries by the class of a method, and by the name of a parameter."""
        world = self._world
        module = world.module(path)
        function = module.functions[number]
        if function.owner >= 0:
            self._look_derived(path, function)
        if (path, number) in self._found or not function.parameters:
            return
        first = 1 if function.owner >= 0 else 0
        if len(function.parameters) > first:
            names = [one.name for one in function.parameters[first:]]
            words = module.functions[0].words
            for mark, entry in world.book.marked.get(names[0], ()):
                several = len(mark) > 1 and not entry.imports
                if mark != names[: len(mark)] or ("lambda" in function.flags and len(mark) == 1):
                    continue
                if (several or any(word in words for word in entry.imports)) and _fits(
                    entry.methods, function.name
                ):
                    self._add(self.made.get((path, number)) or FunctionRef(path, number), entry)
        self._look_for_directive(path, function)

    def _look_for_directive(self, path: str, function: Function) -> None:
        of_all = self._directed.get(path, ()) if not function.outer else ()
        for entry in self._world.book.directed:
            if entry in of_all or entry.says in function.words:
                self._add(self.made.get((path, function.number)) or FunctionRef(path, function.number), entry)

    def _look_at_file(self, path: str) -> None:
        """Entries by the place of their file."""
        if path in self._placed:
            return
        self._placed.add(path)
        words = self._world.module(path).functions[0].words if self._world.book.directed else ()
        self._directed[path] = [entry for entry in self._world.book.directed if entry.says in words]
        for one in placed(self._world, self._world.book.placed, path):
            frame = module_frame(self._world, path)
            refs = tuple(functions(frame, self._world.resolved(one.value), one.form))
            self.register(one.entry, [(Value(refs=refs), NOTHING)])

    def _look_derived(self, path: str, function: Function) -> None:
        info = self._world.classes.info(ClassRef(path, function.owner))
        for name in info.names:
            for base, entries in self._world.book.derived.items():
                if not self._world.book.is_a(name, base):
                    continue
                for entry in entries:
                    if _fits(entry.methods, function.name):
                        self._add(FunctionRef(path, function.number), entry)

    def _judge(self, frame: Frame, decorator: Value, form: Form, pos: int, value: Value) -> None:
        """A decorator is judged as a call with what it decorates; one with arguments is called already."""
        if form[0] == forms.CALL:
            return
        for name in decorator.names:
            for check in self._world.book.called(name).checks:
                site = Site(frame.path, frame.function.path)
                site.pos, site.state, site.arguments = pos, frame.state, [value]
                site.function = self._function(value)
                if hold(check.where, site, self._world.book):
                    self._world.note(frame, check, name, pos, pos, site)

    def _function(self, value: Value) -> Function | None:
        """The function that is decorated."""
        for ref in value.refs:
            if isinstance(ref, FunctionRef):
                return self._world.module(ref.path).functions[ref.number]  # type: ignore[no-any-return]
        return None

    def _match(self, decorator: Value, form: Form, ref: FunctionRef) -> None:
        names = decorator.names or ((_written_name(form),) if not decorator.refs else ())
        for name in names:
            for entry in self._world.book.decorated.get(name, ()):
                self._add(ref, entry)
                if entry.path_argument:
                    self._paths.setdefault((ref.path, ref.number), []).append(_path(form))

    def _add(self, ref: FunctionRef, entry: Entry) -> None:
        found = self._found.setdefault((ref.path, ref.number), [])
        if not any(one is entry for _, one in found):
            found.append((ref, entry))

    def _decorated(self, frame: Frame, decorator: Value, value: Value, form: Form) -> Value:
        """What a decorator makes of a function; one that is not of the program leaves it as it is."""
        for name in decorator.names:
            for does in self._world.book.called(name).does:
                if does in {"static", "class", "getter"}:
                    return _with_way(value, does)
        found = []
        for ref in decorator.refs:
            if isinstance(ref, FunctionRef):
                site = Site(frame.path, frame.function.path)
                site.form, site.pos = ("decorated", form), 0
                site.arguments, site.written = [value], [None]
                result = self._world.invoke(frame, ref, site)
                if any(isinstance(one, FunctionRef | ClassRef) for one in result.refs):
                    found.append(result)
        return join_all(found) or value

    def _receiver(self, frame: Frame, function: Function, value: Value) -> Value:
        if value.refs and any(
            not isinstance(ref, ObjectRef) or ((thing := frame.state.thing(ref)) and thing.made_of)
            for ref in value.refs
        ):
            return value
        owner = ClassRef(frame.path, function.owner)
        self._declare(frame, value, owner)
        names = value.names or self._world.class_names(owner)
        return Value(value.taint, value.consts, value.refs, names).kept(value.whole)

    def _declare(self, frame: Frame, value: Value, owner: ClassRef) -> None:
        for ref in value.refs:
            if isinstance(ref, ObjectRef) and frame.state.thing(ref) is None:
                names = self._world.class_names(owner)
                frame.state.heap[ref.id] = Object("given", made_of=owner, names=names)

    def _is_harmless(self, declared: Value) -> bool:
        names = declared.names
        for ref in declared.refs:
            if isinstance(ref, ClassRef):
                names = (*names, *self._world.class_names(ref))
        return any(name in _HARMLESS_TYPES for name in names)

    def annotation(self, frame: Frame, form: Form) -> Value:
        """The type that an annotation names; of an optional or annotated one, the one within."""
        if form[0] == forms.CONST:
            name = form[1] if isinstance(form[1], str) else ""
            return self._world.member(frame.path, name) if name.isidentifier() else UNKNOWN
        if form[0] == forms.BINARY and form[1] == "|":
            left = self.annotation(frame, form[2])
            return left if left.names or left.refs else self.annotation(frame, form[3])
        if form[0] == forms.ITEM:
            inner = form[2]
            if inner[0] == forms.SEQUENCE and inner[2]:
                inner = inner[2][0]
            outer = form[1][2] if form[1][0] == forms.ATTR else form[1][1]
            return self.annotation(frame, inner) if outer in {"Optional", "Annotated"} else UNKNOWN
        if form[0] in {forms.GLOBAL, forms.ATTR, forms.LOCAL, forms.FREE, forms.CALL}:
            return frame.value(form)
        return UNKNOWN


def _is_literal(form: Form) -> bool:
    """Whether a declared type is one of some constants, or nothing."""
    if form[0] == forms.BINARY and form[1] == "|":
        sides = [one for one in form[2:4] if one[0] != forms.CONST or one[1] is not None]
        return bool(sides) and all(map(_is_literal, sides))
    if form[0] != forms.ITEM:
        return False
    outer = form[1][2] if form[1][0] == forms.ATTR else form[1][1]
    inner = form[2][2][0] if form[2][0] == forms.SEQUENCE and form[2][2] else form[2]
    return bool(outer == "Literal") or (outer in {"Optional", "Annotated"} and _is_literal(inner))


def _dependency(parameter: Parameter) -> Form | None:
    """The function that a parameter is made by, as in `Depends(function)`; None for none."""
    for form in (parameter.default, parameter.annotation):
        call = form
        if form and form[0] == forms.ITEM and form[2][0] == forms.SEQUENCE and form[2][2]:
            call = form[2][2][-1]  # Annotated[Type, Depends(function)]
        if call and call[0] == forms.CALL and call[2]:
            callee = call[1]
            name = callee[2] if callee[0] == forms.ATTR else callee[1]
            if name in _DEPENDENCIES:
                return call[2][0]
    return None


def _path(form: Form) -> str:
    """The path that a decorator's call gives as a constant; "" for none."""
    if form[0] != forms.CALL or not form[2] or form[2][0][0] != forms.CONST:
        return ""
    return form[2][0][1] if isinstance(form[2][0][1], str) else ""


def _written_name(form: Form) -> str:
    """What a catalogue calls a method of something unknown, where it is used to decorate."""
    called = form[0] == forms.CALL
    callee = form[1] if called else form
    if callee[0] != forms.ATTR:
        return ""
    return f"*.{callee[2]}()" if called else f"*.{callee[2]}"


def _with_way(value: Value, way: str) -> Value:
    refs = tuple(
        FunctionRef(ref.path, ref.number, ref.receiver, ref.captured, ref.home, way)
        if isinstance(ref, FunctionRef)
        else ref
        for ref in value.refs
    )
    return Value(value.taint, refs=refs, names=value.names)


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _fits(pattern: str, name: str) -> bool:
    return not pattern or _compiled(pattern).fullmatch(name) is not None
