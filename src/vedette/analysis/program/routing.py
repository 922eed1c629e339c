"""What a program says of its routes while it is evaluated: routers, registrations, mounts.

The evaluator is the one that looks for weaknesses, given a catalogue in which every call that has to do with
routes is a check: so it tells of each with all that is known of its arguments.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from msgspec.structs import replace

from vedette.analysis.program.conditions import Site, hold
from vedette.analysis.program.covers import applied
from vedette.analysis.program.frame import Frame
from vedette.analysis.program.handing import functions, opened, pairs, several, sites, written
from vedette.analysis.program.heap import Object
from vedette.analysis.program.interface import Budget, Layout, Loader
from vedette.analysis.program.operations import MADE
from vedette.analysis.program.placed import is_placed
from vedette.analysis.program.registering import CHECK, GENERIC, book_of, library, specs
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
from vedette.analysis.program.wording import (
    Call,
    Target,
    Wrapped,
    constants_in,
    identities,
    is_path,
    methods,
    pair_of,
    spelled,
    spoken,
    takers_in,
)
from vedette.languages.catalogue import Catalogue, Check, Entry, Mount, Registration, Router
from vedette.model import form as forms
from vedette.model.form import Form, Function, Module

_DEEPEST = 6
# A function that registers what it is given is evaluated for each route.
_CONTEXTS = 400
# Calls within calls; routes are registered near where a program starts.
_DEPTH = 12
# Once in so many files it is asked whether memory is left.
_SELDOM = 16
# What takes routes.
_TAKERS = frozenset(("made", "module"))


class Routing(Program):
    """A program evaluated for its routes.

    Attributes:
        calls: by place, routers, and prefix.
        decorated: classes with their decorators: (file, number, expression).
        hooked: decorators that are not called: (router, file, number of the function, catalogue name).
        left_out: files that there was no memory for.
    """

    def __init__(self, layout: Layout, catalogue: Catalogue, loader: Loader, blocks: int = 0) -> None:
        self.catalogue = catalogue
        self._specs = specs(catalogue)
        budget = Budget(contexts=1, depth=_DEPTH, blocks=blocks or Budget().blocks)
        super().__init__(layout, book_of(catalogue), loader, budget)
        self.left_out: list[str] = []
        self.calls: dict[tuple[Any, ...], Call] = {}
        self._calls_in: dict[str, dict[tuple[Any, ...], Call]] = {}
        # What makes a router, or a router of others.
        self._makers: dict[Target, dict[tuple[Any, ...], Call]] = {}
        self.hooked: list[tuple[tuple[int, ...], str, int, str]] = []
        self.decorated: list[tuple[str, int, Form]] = []
        # Functions that tell of routes, or of a text that may be part of a path.
        self._telling: set[tuple[str, int]] = set()
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

    def registered(self) -> int:
        """Calls that register routes, and what else may."""
        return len(self.calls) + len(self.hooked) + len(self.decorated)

    def registers(self, path: str) -> bool:
        """Whether a file may have to do with routes: by its words alone."""
        words = {word for function in self.module(path).functions for word in function.words}
        return is_placed(self.catalogue, path) or any(
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
        self.make_room()
        for count, path in enumerate(paths, start=1):
            if self.left_out or (not count % _SELDOM and self._room.is_full()):
                self.left_out.append(path)
                continue
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
        for one in function.decorators:
            form = one[1] if one[0] == forms.CALL else one
            if form[0] == forms.ATTR:
                base = frame.value(form[1])
                names = tuple(full for each in base.names if (full := self.book.attribute(each, form[2])))
                for name in names or (f"*.{form[2]}",):
                    if any(isinstance(one, Registration) and one.hook for one in self._specs.get(name, ())):
                        self.hooked.append((tuple(identities(frame.state, base)), ref.path, ref.number, name))
        value = super().define(frame, ref)
        same = [one for one in value.refs if isinstance(one, FunctionRef)]
        if any((one.path, one.number) == (ref.path, ref.number) for one in same):
            return value
        return Value(refs=(ref,))

    def contexts(self, place: tuple[str, int]) -> int:
        """Many for a function that registers what it is given."""
        return _CONTEXTS if place in self._telling else self.budget.contexts

    def summarized(self, place: tuple[str, int], summary: Summary) -> None:
        """What a function makes, or makes of what it is given, may be part of a route."""
        result, before = summary.result, summary.before
        if (
            result.begins
            or result.refs
            or any(thing is not before.get(one) for one, thing in summary.heap.items() if one in before)
        ):
            self._telling.add(place)

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
        if check.weakness == CHECK and site.form is not None and pos and end:
            for spec in self._specs.get(name, ()):
                if isinstance(spec, Registration):
                    for nth, one in enumerate(several(frame, site, spec)):
                        if hold(spec.where, one, self.book):
                            self._tell(frame, spec, name, one, nth)
                elif not isinstance(spec, Entry):
                    self._tell(frame, spec, name, site)
                elif hold(spec.where, site, self.book):
                    for one in sites(frame, site, spec):
                        self._tell(frame, spec, name, one)

    def _tell(self, frame: Frame, spec: Any, name: str, site: Site, nth: int = 0) -> None:
        self._telling.update(self.calling.active)
        made = identities(frame.state, site.result)
        call = Call(
            path=frame.path,
            pos=site.pos,
            end=site.end,
            function=frame.function.number,
            spec=spec,
            name=name,
            nth=nth,
            identity=made[0] if made else -1,
            guards=tuple(
                (value, written(site, one))
                for one in self._holders
                if (value := site.argument(one) if one[-1:] == "]" else site.named.get(one)) is not None
            ),
        )
        if isinstance(spec, Router):
            call = self._router(frame, spec, call, site)
        else:
            receiver = site.receiver
            routers = tuple(identities(frame.state, receiver)) if receiver is not None else ()
            call = replace(call, routers=routers, loose=not routers)
            if call.identity in routers:
                call = replace(call, identity=-1)  # it gives back what it was called on
            call = self._given(frame, spec, call, site)
        for one in self._each_path(frame, call, site):
            place = (one.path, one.pos, one.end, type(spec).__name__, name)
            key = (
                *place,
                one.routers,
                one.prefix,
                one.identity,
                one.methods if isinstance(spec, Entry) and spec.each else (),
                nth,
            )
            old = self.calls.get(key)
            if old is None or len(one.targets) >= len(old.targets):
                self._keep(key, replace(one, order=len(self.calls) if old is None else old.order))

    def _each_path(self, frame: Frame, call: Call, site: Site) -> Iterator[Call]:
        """A call for each of several paths that it is given in a list."""
        which = call.spec.path_argument if isinstance(call.spec, Entry) else []
        value = site.argument(list(which)) if which else None
        found = constants_in(frame.state, value) if value is not None and value.refs else []
        if not found:
            yield call
        for one in found:
            yield replace(call, prefix=one, known=True)

    def _keep(self, key: tuple[Any, ...], call: Call) -> None:
        self.calls[key] = call
        self._calls_in.setdefault(call.path, {})[key] = call
        if isinstance(call.spec, Router):
            for target in {("made", call.identity), *takers_in(call.targets)}:
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
            if spec.ordered:
                return self._in_order(frame, spec, call, site)
            call = self._with_prefix(call, spec.prefix, site)
            if spec.calls:
                return self._called(frame, spec, call, site)
            return self._with_targets(frame, call, spec.child, site)
        if isinstance(spec, Registration) and spec.applies:
            found = applied(frame, spec, site)
            return replace(call, guards=found.guards, covers=found.covers, excepts=found.excepts)
        call = self._with_prefix(call, spec.path_argument, site)
        if isinstance(spec, Entry):
            call = replace(call, methods=methods(frame.state, spec, site), told=self._told(frame, site))
            if spec.chain >= 0:
                return self._in_a_row(frame, spec, call, site)
        if isinstance(spec, Registration) and spec.hook and spec.argument:
            given = [(site.argument(one), written(site, one)) for one in spec.argument]
            guards = [(value, form) for value, form in given if value is not None]
            names = constants_in(frame.state, guards[0][0])[:1] if spec.tells and guards else []
            told = tuple(("authentication", name) for name in names)
            call = replace(call, guards=(*call.guards, *guards[:1]), told=told)
        if spec.argument:
            call = self._with_targets(frame, call, spec.argument, site)
        return call

    def _told(self, frame: Frame, site: Site) -> tuple[tuple[str, str], ...]:
        """Guards that a registration names by texts."""
        return tuple(
            (guardian.kind, text)
            for guardian in self.catalogue.guardians
            for which in guardian.tells
            if (value := site.argument(which)) is not None
            for text in constants_in(frame.state, value)[:1]
        )

    def _in_a_row(self, frame: Frame, spec: Entry, call: Call, site: Site) -> Call:
        """Functions that follow one another: the last answers."""
        found = opened(frame, pairs(site)[spec.chain :])
        if not found:
            return call
        targets, whole = self.targets(frame, *found[-1])
        if len(targets) > 1:
            # Where it is not known which of several things answers, no router does.
            targets = [one for one in targets if one.target[0] == "function"] or targets[:1]
        # What is none of the program's may be a guard of what else has that path.
        before = found if all(one.target[0] == "unknown" for one in targets) else found[:-1]
        return replace(call, targets=tuple(targets), guards=(*call.guards, *before), whole=whole)

    def _in_order(self, frame: Frame, spec: Mount, call: Call, site: Site) -> Call:
        """Routers, and functions that stand in the way of them and of what comes later."""
        given = pairs(site)
        for at in spec.prefix:
            if isinstance(at, int) and at < len(given) and is_path(*given[at]):
                call = self._with_prefix(call, [at], site)
                given.pop(at)
        targets: list[Wrapped] = []
        before: list[tuple[Value, Form]] = []
        for value, form in opened(frame, given):
            routers = [one for one in self.targets(frame, value, form)[0] if one.target[0] in _TAKERS]
            targets += routers
            if not routers:
                before.append((value, form))
        return replace(call, targets=tuple(targets), guards=tuple(before))

    def _called(self, frame: Frame, spec: Mount, call: Call, site: Site) -> Call:
        """A function that is called with a router of its own, to put routes on it."""
        at = spec.child[0]
        value = site.argument(at)
        if value is None:
            return call
        inner = Site(site.path, site.inside)
        inner.form, inner.pos, inner.end = ("called", site.form), site.pos, site.end
        made = frame.new((site.pos, site.end, spec.calls), Object("object", names=(spec.calls,)))
        identity = next(one.id for one in made.refs if isinstance(one, ObjectRef))
        thing = Object("object", {MADE: constant(identity)}, names=(spec.calls,))
        frame.state.heap[identity] = thing
        inner.arguments, inner.written = [made], [None]
        value = self._by_default(value)
        for ref in functions(frame, value, written(site, at)):
            self.invoke(frame, ref, inner)
        return replace(call, targets=(Wrapped(("made", identity)),))

    def _by_default(self, value: Value) -> Value:
        """What a module gives to those who ask for no name of it; any other value as it is."""
        for ref in value.refs:
            found = self.member_of(ref.path, "default") if isinstance(ref, ModuleRef) else None
            if found is not None:
                return found
        return value

    def _with_prefix(self, call: Call, which: list[int | str], site: Site) -> Call:
        for one in which:
            value = site.argument(one)
            if value is None:
                continue
            if value.consts and isinstance(value.consts[0], str):
                return replace(call, prefix=value.consts[0])
            if value.is_single and value.only is None:
                return call
            form = written(site, one)
            if form and form[0] == forms.NEW and form[2] and form[2][0][0] == forms.CONST:
                return replace(call, prefix=f"^{form[2][0][1]}")
            return replace(call, prefix=spelled(form, value), known=False)
        return call

    def _with_targets(self, frame: Frame, call: Call, which: list[int | str], site: Site) -> Call:
        found: list[Wrapped] = []
        whole = True
        for one in which:
            if one == "*":
                values = pairs(site)
            else:
                value = site.argument(one)
                values = [] if value is None else [(value, written(site, one))]
            for value, form in values:
                more, all_of_it = self.targets(frame, value, form)
                found += more
                whole = whole and all_of_it
            if found and one != "*":
                break
        return replace(call, targets=tuple(found), whole=whole)

    def targets(self, frame: Frame, value: Value, form: Form, depth: int = 0) -> tuple[list[Wrapped], bool]:
        """What a value that is given to a framework stands for, and whether that is all of it."""
        value = self._by_default(self.resolved(value))
        known = identities(frame.state, value)
        inner = self._unwrapped(frame, form, depth) if not known else []
        if inner:
            return inner, True
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
        pair = pair_of(thing, items)
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
