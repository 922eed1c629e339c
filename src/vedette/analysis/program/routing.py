"""What a program says of its routes while it is evaluated: routers, registrations, mounts.

The evaluator is the one that looks for weaknesses, given a catalogue in which every call that has to do with
routes is a check: so it tells of each with all that is known of its arguments.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from vedette.analysis.program.conditions import Site, variable
from vedette.analysis.program.frame import Frame
from vedette.analysis.program.heap import Object, State
from vedette.analysis.program.interface import Layout, Loader
from vedette.analysis.program.operations import MADE
from vedette.analysis.program.registering import GENERIC, library, specs
from vedette.analysis.program.solver import Program
from vedette.analysis.program.starts import last_word
from vedette.analysis.program.summaries import Summary
from vedette.analysis.program.values import (
    ClassRef,
    FunctionRef,
    ModuleRef,
    ObjectRef,
    Value,
    constant,
)
from vedette.languages.catalogue import Catalogue, Check, Entry, Mount, Operation, Registration, Router
from vedette.model import form as forms
from vedette.model.form import Form, Function, Module

_CHECK = "route"
_DEEPEST = 6

# ("router" or "call", identity), ("module", path), ("class", path, number), ("function", path, number),
# ("pair", pattern, ways to it) or ("unknown", what is written).
Target: TypeAlias = tuple[Any, ...]


class Wrapped(Struct, frozen=True):
    """A target, and the expressions that wrap it where it is registered."""

    target: Target
    wrappers: tuple[tuple[Value, Form], ...] = ()


class Call(Struct, frozen=True, kw_only=True):
    """A call that has to do with routes.

    Attributes:
        path, pos: its place.
        function: number of the function in which it stands.
        routers: identities of what it is called on; none if that is unknown.
        loose: it is called on nothing known.
        prefix: path or part of one; None for none.
        known: whether all of that was known.
        targets: what it is given.
        methods: of HTTP; none if the call does not say.
        guards: arguments that may be guards, as values and expressions.
        identity: of its result.
        whole: whether all items of a list that it was given are known.
    """

    path: str
    pos: int
    function: int
    spec: Any
    name: str
    routers: tuple[int, ...] = ()
    loose: bool = False
    prefix: str | None = None
    known: bool = True
    targets: tuple[Wrapped, ...] = ()
    methods: tuple[str, ...] = ()
    guards: tuple[tuple[Value, Form], ...] = ()
    identity: int = -1
    whole: bool = True


class Routing(Program):
    """A program evaluated for its routes.

    Attributes:
        calls: by place, routers, and prefix.
        decorated: classes with their decorators: (file, number, expression).
        hooked: decorators that are not called: (router, file, number of the function, catalogue name).
    """

    def __init__(self, layout: Layout, catalogue: Catalogue, loader: Loader) -> None:
        self.catalogue = catalogue
        self._specs = specs(catalogue)
        super().__init__(layout, _for_routes(catalogue, list(self._specs)), loader)
        self.calls: dict[tuple[Any, ...], Call] = {}
        self._calls_in: dict[str, dict[tuple[Any, ...], Call]] = {}
        # What makes a router, or a router of others.
        self._makers: dict[Target, dict[tuple[Any, ...], Call]] = {}
        self.hooked: list[tuple[tuple[int, ...], str, int, str]] = []
        self.decorated: list[tuple[str, int, Form]] = []
        self._holders = tuple(
            {one for guardian in catalogue.guardians for one in (*guardian.holds, *guardian.carries)}
        )
        self._needed: dict[str, set[frozenset[str]]] = {}
        for name in self._specs:
            self._needed.setdefault(last_word(name), set()).add(library(name))
        self._words = frozenset(self._needed)
        self._roots: dict[str, set[str]] = {}
        for name, known in self._specs.items():
            if not all(isinstance(one, Router) for one in known):
                first = name.partition(".")[0]
                self._roots.setdefault(last_word(name), set()).add("" if first == "*" else first)

    def registers(self, path: str) -> bool:
        """Whether a file may have to do with routes: by its words alone."""
        words = {word for function in self.module(path).functions for word in function.words}
        return any(
            word in self._roots and ("" in self._roots[word] or not self._roots[word].isdisjoint(words))
            for word in words
        )

    def calls_for(self, path: str) -> list[Call]:
        """The calls of one file, and those that make the routers that these lead to."""
        found = dict(self._calls_in.get(path, {}))
        left: list[Target] = [("module", path)]
        for call in found.values():
            left += [("made", one) for one in (*call.routers, call.identity)]
        seen = set(left)
        while left:
            for key, call in self._makers.get(left.pop(), {}).items():
                found[key] = call
                more = {("made", one) for one in (*call.routers, call.identity)} - seen
                seen |= more
                left += more
        return list(found.values())

    def collect(self, paths: Iterable[str]) -> Summary:
        """Evaluate some files for what they say of routes.

        Returns:
            What was used on the way.
        """
        with self.record.recording() as record:
            self._collect(paths)
        return record

    def _collect(self, paths: Iterable[str]) -> None:
        for path in paths:
            module = self.module(path)
            self._guarded(lambda path=path, module=module: self._prepare(path, module), path, "")
            self._guarded(lambda path=path, module=module: self._decorate(path, module), path, "")
            around = frozenset(word for function in module.functions for word in function.words)
            for function in module.functions[1:]:
                if self._may_register(function, around):
                    ref = self.entries.made.get((path, function.number)) or FunctionRef(path, function.number)
                    self._guarded(lambda ref=ref: self.calling.alone(ref), path, function.path)

    def _decorate(self, path: str, module: Module) -> None:
        """Evaluate decorators of classes."""
        for number, one in enumerate(module.classes):
            for form in one.decorators if not one.outer else ():
                frame = Frame(self, path, module.functions[0], "module")
                frame.state.variables = dict(self.namespace(path))
                frame.value(form)
                self.decorated.append((path, number, form))

    def _may_register(self, function: Function, around: frozenset[str]) -> bool:
        """Whether a word of a function is that of a registration from a library that its file mentions."""
        found = self._words.intersection(function.words)
        return any(needed <= around for word in found - GENERIC for needed in self._needed[word])

    def define(self, frame: Frame, ref: FunctionRef) -> Value:
        """A function without what its decorators make of it: they are asked for apart."""
        function = self.module(ref.path).functions[ref.number]
        for written in function.decorators:
            form = written[1] if written[0] == forms.CALL else written
            if form[0] == forms.ATTR:
                base = frame.value(form[1])
                names = tuple(full for one in base.names if (full := self.book.attribute(one, form[2])))
                for name in names or (f"*.{form[2]}",):
                    if any(isinstance(one, Registration) and one.hook for one in self._specs.get(name, ())):
                        self.hooked.append((tuple(identities(frame.state, base)), ref.path, ref.number, name))
        value = super().define(frame, ref)
        same = [one for one in value.refs if isinstance(one, FunctionRef)]
        if any((one.path, one.number) == (ref.path, ref.number) for one in same):
            return value
        return Value(refs=(ref,))

    def construct(self, frame: Frame, ref: ClassRef, site: Site) -> Value:
        """An object of one of the program's classes; one that derives from a router is one."""
        made = super().construct(frame, ref, site)
        for name in self.class_names(ref):
            for spec in self._specs.get(name, ()):
                if isinstance(spec, Router):
                    for one in made.refs:
                        thing = frame.state.thing(one) if isinstance(one, ObjectRef) else None
                        if thing is not None and isinstance(one, ObjectRef):
                            frame.state.heap[one.id] = thing.with_field(MADE, constant(one.id), sure=True)
                    site.result = made
                    self._tell(frame, spec, name, site)
        return made

    def note(self, frame: Frame, check: Check, name: str, pos: int, end: int, site: Site) -> None:
        """A call that has to do with routes; anything else is of no interest here."""
        if check.weakness == _CHECK and site.form is not None and pos and end:
            for spec in self._specs.get(name, ()):
                self._tell(frame, spec, name, site)

    def _tell(self, frame: Frame, spec: Any, name: str, site: Site) -> None:
        made = identities(frame.state, site.result)
        call = Call(
            path=frame.path,
            pos=site.pos,
            function=frame.function.number,
            spec=spec,
            name=name,
            identity=made[0] if made else -1,
            guards=tuple(
                (value, site.written_named.get(one))
                for one in self._holders
                if (value := site.named.get(one)) is not None
            ),
        )
        if isinstance(spec, Router):
            call = self._router(frame, spec, call, site)
        else:
            receiver = site.receiver
            routers = tuple(identities(frame.state, receiver)) if receiver is not None else ()
            call = replace(call, routers=routers, loose=not routers)
            call = self._given(frame, spec, call, site)
        key = (call.path, call.pos, type(spec).__name__, call.routers, call.prefix, call.identity)
        old = self.calls.get(key)
        if old is None or len(call.targets) >= len(old.targets):
            self._keep(key, call)

    def _keep(self, key: tuple[Any, ...], call: Call) -> None:
        self.calls[key] = call
        self._calls_in.setdefault(call.path, {})[key] = call
        if isinstance(call.spec, Router):
            for target in {("made", call.identity), *_targets_of(call.targets)}:
                self._makers.setdefault(target, {})[key] = call

    def _router(self, frame: Frame, spec: Router, call: Call, site: Site) -> Call:
        for one in site.result.refs if site.result is not None else ():
            thing = frame.state.thing(one) if isinstance(one, ObjectRef) else None
            if thing is None or not isinstance(one, ObjectRef) or not thing.names:
                continue
            for attribute in spec.same:
                names = tuple(full for n in thing.names if (full := self.book.attribute(n, attribute)))
                part = frame.new(
                    (site.pos, attribute), Object("object", {MADE: constant(call.identity)}, names=names)
                )
                thing = thing.with_field(f".{attribute}", part, sure=True)
            for attribute in spec.tables:
                inner = Value(refs=(ObjectRef(one.id),), names=thing.names)
                plain = frame.new((site.pos, "item", attribute), Object("object", thing.fields))
                part = frame.new(
                    (site.pos, attribute), Object("list", names=("list",)).with_items([plain or inner])
                )
                thing = thing.with_field(f".{attribute}", part, sure=True)
            frame.state.heap[one.id] = thing
        call = self._with_prefix(call, spec.prefix, site)
        parent = site.argument(list(spec.parent)) if spec.parent else None
        if parent is not None:
            call = replace(call, routers=tuple(identities(frame.state, parent)))
        return self._with_targets(frame, call, spec.routes, site) if spec.routes else call

    def _given(self, frame: Frame, spec: Entry | Registration | Mount, call: Call, site: Site) -> Call:
        if isinstance(spec, Mount):
            call = self._with_prefix(call, spec.prefix, site)
            return self._with_targets(frame, call, spec.child, site)
        call = self._with_prefix(call, spec.path_argument, site)
        if isinstance(spec, Entry):
            call = replace(call, methods=_methods(frame, spec, site))
        if spec.argument:
            call = self._with_targets(frame, call, spec.argument, site)
        return call

    def _with_prefix(self, call: Call, which: list[int | str], site: Site) -> Call:
        for one in which:
            value = site.argument(one)
            if value is None:
                continue
            if value.consts and isinstance(value.consts[0], str):
                return replace(call, prefix=value.consts[0])
            if value.is_single and value.only is None:
                return call
            written = _written(site, one)
            return replace(call, prefix=_spelled(written, value), known=False)
        return call

    def _with_targets(self, frame: Frame, call: Call, which: list[int | str], site: Site) -> Call:
        found: list[Wrapped] = []
        whole = True
        for one in which:
            if one == "*":
                values: list[tuple[Value, Form]] = list(zip(site.arguments, site.written, strict=False))
            else:
                value = site.argument(one)
                values = [] if value is None else [(value, _written(site, one))]
            for value, written in values:
                more, all_of_it = self.targets(frame, value, written)
                found += more
                whole = whole and all_of_it
            if found and one != "*":
                break
        return replace(call, targets=tuple(found), whole=whole)

    def targets(self, frame: Frame, value: Value, form: Form, depth: int = 0) -> tuple[list[Wrapped], bool]:
        """What a value that is given to a framework stands for, and whether that is all of it."""
        inner = self._unwrapped(frame, form, depth)
        if inner:
            return inner, True
        value = self.resolved(value)
        found: list[Wrapped] = []
        whole = True
        for ref in value.refs:
            if isinstance(ref, FunctionRef):
                found.append(Wrapped(("function", ref.path, ref.number)))
            elif isinstance(ref, ClassRef):
                found.append(Wrapped(("class", ref.path, ref.number)))
            elif isinstance(ref, ModuleRef):
                found.append(Wrapped(("module", ref.path)))
            elif isinstance(ref, ObjectRef):
                more, all_of_it = self._of_object(frame, ref, depth)
                found += more
                whole = whole and all_of_it
        if not found and value.is_single and isinstance(value.only, str):
            module = self.imports._find(frame.path, value.only, 0)  # noqa: SLF001 - as an import would
            found.append(Wrapped(("module", module) if module else ("unknown", value.only)))
        if not found:
            found.append(Wrapped(("unknown", spoken(form))))
        return found, whole

    def _of_object(self, frame: Frame, ref: ObjectRef, depth: int) -> tuple[list[Wrapped], bool]:
        thing = frame.state.thing(ref)
        if thing is None or depth > _DEEPEST:
            return [], True
        known = identities(frame.state, Value(refs=(ref,)))
        if known:
            return [Wrapped(("made", one)) for one in known], True
        if thing.kind not in {"list", "tuple"}:
            if thing.made_of is not None:
                return [Wrapped(("class", thing.made_of.path, thing.made_of.number))], True
            return [], True
        items = thing.items() if thing.exact else [thing.rest] if thing.rest is not None else []
        pair = _pair(thing, items)
        if pair is not None:
            inner, whole = self.targets(frame, items[1], None, depth + 1)
            return [Wrapped(("pair", pair, tuple(inner)))], whole
        if thing.kind == "tuple" and items:
            items = items[:1]  # a list with the name of its application
        found: list[Wrapped] = []
        for item in items:
            found += self.targets(frame, item, None, depth + 1)[0]
        return [one for one in found if one.target[0] != "unknown" or one.target[1]], thing.exact

    def _unwrapped(self, frame: Frame, form: Form, depth: int) -> list[Wrapped]:
        """What is wrapped in a call, as in `login_required(view)`."""
        if not form or form[0] != forms.CALL or depth > _DEEPEST:
            return []
        callee = form[1]
        if callee[0] == forms.ATTR and callee[2] == "as_view":
            return []
        value = frame.value(callee)
        if any(name in self._specs for name in value.names) or any(
            isinstance(ref, ClassRef) for ref in value.refs
        ):
            return []
        for one in form[2]:
            if one[0] == forms.SPREAD:
                continue
            inner, _ = self.targets(frame, frame.value(one), one, depth + 1)
            handlers = [each for each in inner if each.target[0] in {"function", "class", "made"}]
            if handlers:
                return [Wrapped(each.target, ((value, callee), *each.wrappers)) for each in handlers]
        return []


def _targets_of(targets: Iterable[Wrapped]) -> Iterator[Target]:
    """Routers and modules that a router is given."""
    for one in targets:
        if one.target[0] == "pair":
            yield from _targets_of(one.target[2])
        elif one.target[0] in {"made", "module"}:
            yield one.target


def identities(state: State, value: Value | None) -> list[int]:
    """By which the objects are known that a value may be."""
    found: list[int] = []
    for ref in value.refs if value is not None else ():
        thing = state.thing(ref) if isinstance(ref, ObjectRef) else None
        mark = thing.fields.get(MADE) if thing is not None else None
        if mark is not None:
            found += [one for one in mark.consts or () if isinstance(one, int)]
    return list(dict.fromkeys(found))


def spoken(form: Form) -> str:
    """An expression in short: the dotted name of what it calls or is."""
    if not form:
        return ""
    if form[0] == forms.CALL:
        callee = form[1]
        if callee[0] == forms.ATTR and callee[2] == "as_view":
            return spoken(callee[1])
        return spoken(callee)
    if form[0] == forms.ATTR:
        base = spoken(form[1])
        return f"{base}.{form[2]}" if base else str(form[2])
    return variable(form)


def _for_routes(catalogue: Catalogue, names: list[str]) -> Catalogue:
    """A catalogue in which each call that has to do with routes is known as a check, and nothing else is."""
    makers = [name for router in catalogue.routers for name in router.names]
    makers += [name for mount in catalogue.mounts if mount.gives for name in mount.names]
    makers += [name for entry in catalogue.entries if entry.path_argument for name in entry.registered]
    makers += [name for one in catalogue.registrations if one.path_argument for name in one.names]
    guardians = [name for guardian in catalogue.guardians for name in guardian.names]
    views = [f"{base}.as_view" for entry in catalogue.entries for base in entry.bases]
    return Catalogue(
        types=catalogue.types,
        operations=[
            *catalogue.operations,
            Operation(names=makers, does="made"),
            Operation(names=["*.as_view", *dict.fromkeys(views)], does="receiver"),
        ],
        entries=catalogue.entries,
        checks=[Check(weakness=_CHECK, names=names), Check(weakness="guard", names=guardians)],
    )


def _written(site: Site, which: int | str) -> Form:
    if isinstance(which, int):
        return site.written[which] if which < len(site.written) else None
    return site.written_named.get(which)


def _spelled(form: Form, value: Value) -> str:
    """A text as far as it is known, and `{name}` for the rest."""
    if not form:
        return f"{value.begins}{{?}}"
    if form[0] == forms.CONST:
        return str(form[1])
    if form[0] == forms.TEXT:
        return "".join(_spelled(one, Value()) for one in form[1])
    if form[0] == forms.BINARY and form[1] == "+":
        return _spelled(form[2], Value()) + _spelled(form[3], Value())
    return f"{{{variable(form) or '?'}}}"


def _pair(thing: Object, items: list[Value]) -> str | None:
    """The path of a pair of a path and what answers it."""
    if thing.kind != "tuple" or len(items) < 2 or not items[0].is_single:  # noqa: PLR2004 - a pair
        return None
    return items[0].only if isinstance(items[0].only, str) else None


def _methods(frame: Frame, spec: Entry, site: Site) -> tuple[str, ...]:
    if spec.verb:
        return (spec.verb,)
    value = site.argument(list(spec.methods_argument)) if spec.methods_argument else None
    if value is None:
        return ("GET",) if spec.methods_argument else ()
    return texts(frame.state, value) or ("ANY",)


def texts(state: State, value: Value) -> tuple[str, ...]:
    """Constant texts that a value is, or that are in it."""
    known: list[Any] = list(value.consts or ())
    for ref in value.refs:
        thing = state.thing(ref) if isinstance(ref, ObjectRef) else None
        inside = thing.content() if thing is not None and thing.kind != "map" else None
        known += (inside.consts if inside is not None else None) or ()
    found = [one.upper() for one in known if isinstance(one, str)]
    return ("ANY",) if "*" in found else tuple(dict.fromkeys(found))
