"""A program, evaluated from where something begins: sources, entries of frameworks, what checks know."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any, TypeVar

from vedette.analysis.program import machine
from vedette.analysis.program.book import Book
from vedette.analysis.program.calling import Calling
from vedette.analysis.program.classes import Classes
from vedette.analysis.program.conditions import Site
from vedette.analysis.program.entries import Entries
from vedette.analysis.program.frame import Danger, Frame, Stopped
from vedette.analysis.program.heap import Object
from vedette.analysis.program.imports import Imports
from vedette.analysis.program.interface import Budget, Layout, Loader, ReadingLayout, Solution
from vedette.analysis.program.leavings import (
    ENTRIES,
    FIELDS,
    STORED,
    VARIABLES,
    Place,
    data_of,
    packed,
    unpacked,
)
from vedette.analysis.program.record import Record
from vedette.analysis.program.rendering import is_no_page
from vedette.analysis.program.room import Room
from vedette.analysis.program.starts import Start, reads
from vedette.analysis.program.uses import Uses, Within
from vedette.analysis.program.values import (
    UNKNOWN,
    ClassRef,
    FunctionRef,
    Origin,
    PackageRef,
    Proof,
    Reference,
    Taint,
    Trace,
    Value,
    join,
    merged,
)
from vedette.languages.catalogue import Catalogue, Check, Entry
from vedette.languages.later import ready
from vedette.model.form import Function, Module

_Made = TypeVar("_Made")
_FRAMES = 20_000
_SELDOM = (1 << 13) - 1
# So many functions are at hand in their form, of some 150,000 lines.
_MOST_FUNCTIONS = 9_000
_EMPTY = Module("", "", ())


class Program:
    """A program under evaluation; a `Solver`.

    Args:
        layout: where imports lead.
        catalogue: what names mean.
        loader: gives forms.
        budget: how far to go.
        is_trial: whether a file is a test, whose functions are judged by themselves: what a test gives to
            a function says nothing about who else calls it.
        earlier: what starts before one have left, and are not evaluated again: each with its start's path.
    """

    def __init__(
        self,
        layout: Layout,
        catalogue: Catalogue | Book,
        loader: Loader,
        budget: Budget | None = None,
        is_trial: Callable[[str], bool] = lambda _path: False,
        earlier: Callable[[str], Iterable[tuple[str, tuple[str, int, bytes]]]] = lambda _path: (),
    ) -> None:
        self.is_trial = is_trial
        machine.assemble()
        self.book = catalogue if isinstance(catalogue, Book) else Book(catalogue)
        self.bits = self.book.bits
        self.heap: dict[Any, Object] = {}
        self.stored: dict[Any, Taint] = {}
        self.unknown = UNKNOWN
        self.budget = budget or Budget()
        self.classes = Classes(self)
        self.entries = Entries(self)
        self.imports = Imports(self, layout)
        self._loader = loader
        self._earlier = earlier
        self._restored: set[tuple[str, str, bytes]] = set()
        self._registered: dict[str, list[tuple[Place, set[tuple[int, Proof]]]]] = {}
        self.readings = 0
        self._modules: dict[str, Module] = {}
        self._at_hand = 0
        self.sites: dict[Any, int] = {}
        self.record = Record()
        self.calling = Calling(self, self.record, self.budget)
        self._left = 0
        self._room = Room(self.budget.blocks)
        if isinstance(layout, ReadingLayout):
            layout.read_by(self.module)
        self._within = Within(_EMPTY)
        self._begins: dict[tuple[str, int], bool] = {}
        self._around: tuple[frozenset[str], dict[str, list[Start]]] = (frozenset(), {})

    # What an analysis asks for.

    def solve(self, paths: Iterable[str]) -> Iterator[tuple[str, Solution]]:
        """What there is to say starting at each of some files."""
        before = sys.getrecursionlimit()
        sys.setrecursionlimit(max(before, _FRAMES))
        try:
            for path in paths:
                yield path, self._solve(path)
                self.make_room()
        finally:
            sys.setrecursionlimit(before)

    def _solve(self, path: str) -> Solution:
        module = self.module(path)
        self._restore(path)
        with self.record.recording() as record:
            self.record.looked(path, ENTRIES)
            around = frozenset(word for function in module.functions for word in function.words)
            self._guarded(lambda: self._prepare(path, module, around), path, "")
            decorated = {one.outer for one in module.functions if one.decorators}
            for function in module.functions[1:]:
                makes = function.number in decorated
                self._guarded(partial(self._start, path, function, around, makes=makes), path, function.path)
        hits = sorted(record.hits.values(), key=lambda hit: (hit.path, hit.pos, hit.weakness, hit.what))
        return Solution(
            hits=tuple(hits),
            cuts=tuple(sorted(record.cuts, key=lambda cut: (cut.path, cut.function, cut.reason))),
            used=self.record.files(record),
            missing=self.record.missing(record),
            parts=record.parts,
            left=packed(record.left),
            given=self.calling.given.told(),
        )

    def make_room(self) -> None:
        """Let forms go if there are many, while nothing is evaluated.

        Most are not asked for again, and those that are are soon read. An object is known by the expression
        that makes it; one that is read again makes another.
        """
        if self._at_hand > _MOST_FUNCTIONS:
            self._modules, self._at_hand = {}, 0
            self.readings += 1

    def registered(self) -> int:
        """How much was met that no summary tells of."""
        return 0

    def again(self, work: Callable[[], _Made]) -> _Made | None:
        """What an evaluation gives that is begun anew; None where it does not come to its end."""
        before = sys.getrecursionlimit()
        sys.setrecursionlimit(max(before, _FRAMES))
        self._left = self.budget.steps
        try:
            return work()
        except (Stopped, RecursionError):
            return None
        finally:
            self.calling.active.clear()
            sys.setrecursionlimit(before)

    def _restore(self, path: str) -> None:
        """Put back in place what starts before one have left that were not evaluated here."""
        for start, (where, _, data) in self._earlier(path):
            key = start, where, data
            if key in self._restored:
                continue
            self._restored.add(key)
            for (_, place), what in unpacked(where, data):
                if isinstance(what, set):
                    self._registered.setdefault(where, []).append((place, what))
                elif place[0] == STORED:
                    self._stored((where, place[1]), place[3], what)
                elif place[0] == FIELDS:
                    self.classes.restore(where, place, what)
                else:
                    self.imports.restore(where, place[1], what)
        for place, which in self._registered.pop(path, ()):
            self.entries.restore(path, place, which)

    def _prepare(self, path: str, module: Module, around: frozenset[str] | None = None) -> None:
        """Evaluate a module's own statements; on those of a test nothing depends but what they do."""
        own = module.functions[:1] if around is not None and self.is_trial(path) else ()
        if own and not self._reach(path, own[0], around or frozenset()):
            return
        self.namespace(path)
        for number in range(len(module.classes)):
            self._left = self.budget.steps
            self.classes.info(ClassRef(path, number))

    def _start(self, path: str, function: Function, around: frozenset[str], *, makes: bool) -> None:
        trial = self.is_trial(path)
        entries = [] if trial else self.entries.of(path, function.number)
        for ref, entry in entries:
            self._guarded(lambda ref=ref, entry=entry: self.calling.enter(ref, entry), path, function.path)
        if entries:
            return
        # Functions that it makes and decorates may be entries.
        reach = "far" if makes else self._reach(path, function, around)
        if not reach:
            return
        ref = self.entries.made.get((path, function.number)) or FunctionRef(path, function.number)
        alone = self.by_itself if trial or reach == "near" else self.calling.alone
        self._guarded(lambda: alone(ref), path, function.path)

    def by_itself(self, ref: FunctionRef) -> None:
        """Evaluate a function without following its calls."""
        self.calling.by_itself(ref)

    def _reach(self, path: str, function: Function, around: frozenset[str]) -> str:
        """How far to go from a function: `far`, `near` (it alone), or "" for not at all."""
        starts = self._starts_in(around)
        words = frozenset(function.words)
        met = [
            (word, start) for word in words & starts.keys() for start in starts[word] if start.needed <= words
        ]
        if not met:
            return ""
        module = self.module(path)
        if self._within.module is not module:
            self._within = Within(module)
        uses = Uses(self._within, function, [word for word, _ in met])
        for word, start in met:
            if start.far and self._holds(start, path, function, word):
                # Where functions have attributes, variables are taken out of what is given by their names.
                said = self.book.has_members or uses.is_said(word)
                if any(uses.must_be(word, use, self.book) for use in start.uses) if start.uses else said:
                    return "far"
        found = any(uses.may_be(word, use, self.book) for word, start in met for use in start.uses)
        return "near" if found else ""

    def _holds(self, start: Start, path: str, function: Function, word: str) -> bool:
        if start.read and not reads(ready(function).body, start.read, word):
            return False
        return not start.method or self.classes.may_be(path, function.owner, start.method)

    def _starts_in(self, around: frozenset[str]) -> dict[str, list[Start]]:
        """By a word, what makes a function of a module with some words a start."""
        if self._around[0] is not around:
            starts = self.book.starts
            found = {
                word: [
                    start
                    for start in starts[word]
                    if start.along <= around and ("" in start.roots or not start.roots.isdisjoint(around))
                ]
                for word in around & starts.keys()
            }
            self._around = around, {word: some for word, some in found.items() if some}
        return self._around[1]

    def _guarded(self, work: Any, path: str, function: str) -> None:
        self._left = self.budget.steps
        active = len(self.calling.active)
        try:
            work()
        except Stopped:
            self.record.cut(path, function, "budget")
        except RecursionError:
            self.record.cut(path, function, "depth")
        finally:
            del self.calling.active[active:]

    # What frames ask of the world.

    def intern(self, site: Any) -> int:
        """A number for a place in the program."""
        return self.sites.setdefault(site, len(self.sites))

    def begins(self, ref: Reference) -> bool:
        """Whether what is called with nothing does more than it does by itself: data may begin in it.

        What is written in place is a part of what is evaluated, and what stands in it is known from there.
        Where nobody asks for data, anything may be of interest.
        """
        if not isinstance(ref, FunctionRef):
            return False
        module = self.module(ref.path)
        function = module.functions[ref.number]
        self.record.looked(ref.path, function.path)
        if ref.captured or ref.receiver is not None or function.outer or "lambda" in function.flags:
            return True
        if not self.book.has_sources:
            return True
        key = ref.path, ref.number
        if key not in self._begins:
            around = frozenset((*function.words, *module.functions[0].words))
            self._begins[key] = self._reach(ref.path, function, around) == "far"
        return self._begins[key]

    def contexts(self, place: tuple[str, int]) -> int:  # noqa: ARG002 - some worlds tell functions apart
        """In how many ways a function, of a file and by its number, is evaluated."""
        return self.budget.contexts

    def summarized(self, place: tuple[str, int], summary: Any) -> None:
        """What a function does is known, for one of these ways."""

    def spend(self) -> None:
        """One more statement."""
        self._left -= 1
        if self._left < 0 or (not self._left & _SELDOM and self._room.is_full()):
            raise Stopped

    def module(self, path: str) -> Module:
        """The form of a file."""
        known = self._modules.get(path)
        if known is None:
            known = self._modules[path] = self._loader(path) or _EMPTY
            self._at_hand += len(known.functions)
        self.record.used(path)
        return known

    def at_hand(self, path: str) -> Module:
        """The form of a file that was asked for before, by an evaluation that is over."""
        return self._modules.get(path) or self._loader(path) or _EMPTY

    def namespace(self, path: str) -> dict[str, Value]:
        """The variables of a module."""
        return self.imports.namespace(path)

    def member(self, path: str, name: str) -> Value:
        """A variable of a module as its functions see it."""
        return self.imports.member(path, name)

    def member_of(self, path: str, name: str) -> Value | None:
        """A variable of a module as others see it."""
        return self.imports.member_of(path, name)

    def submodule(self, ref: PackageRef, name: str) -> Value | None:
        """A module in a folder of modules."""
        return self.imports.submodule(ref, name)

    def imported(self, path: str, module: str, name: str, level: int, bound: str) -> Value:  # noqa: ARG002
        """What an import gives."""
        return self.imports.imported(path, module, name, level)

    def star(self, frame: Frame, module: str, level: int) -> None:
        """An import of all names."""
        self.imports.star(frame, module, level)

    def resolved(self, value: Value) -> Value:
        """A value whose imports are looked up."""
        return self.imports.resolved(value)

    def missed(self, importer: str, module: str, level: int) -> None:
        """An import led nowhere."""
        self.record.missed(importer, module, level)

    def class_member(self, ref: ClassRef, name: str) -> Value | None:
        """A member of a class."""
        return self.classes.member(ref, name)

    def class_field(self, ref: ClassRef, key: str) -> Value | None:
        """What an attribute of its objects was seen to hold."""
        return self.classes.field(ref, key)

    def class_names(self, ref: ClassRef) -> tuple[str, ...]:
        """Catalogue names of its objects."""
        return self.classes.info(ref).names

    def is_harmless(self, ref: ClassRef, name: str) -> bool:
        """Whether an attribute of its objects is declared to be a number or the like."""
        return self.classes.is_harmless(ref, name)

    def remember(self, ref: ClassRef, key: str, value: Value) -> None:
        """Note what an attribute of its objects holds."""
        self.classes.remember(ref, key, value)

    def share(self, frame: Frame, name: str, value: Value) -> None:
        """A function sets a variable of its module: the others see what comes from outside."""
        taint = {origin: one for origin, one in value.taint.items() if origin[0] == "source"}
        if taint:
            self.record.leaves(frame.path, (VARIABLES, name, 0, ""), data_of(taint))
            space = self.namespace(frame.path)
            old = space.get(name)
            space[name] = Value(taint) if old is None else join(old, Value(taint))

    def store(self, model: tuple[str, str], field: str, taint: Taint) -> None:
        """A field of a model is given data from outside."""
        self.record.leaves(model[0], (STORED, model[1], 0, field), data_of(taint))
        self._stored(model, field, taint)

    def _stored(self, model: tuple[str, str], field: str, taint: Taint) -> None:
        self.stored[model, field] = merged(self.stored.get((model, field), {}), taint)

    def define(self, frame: Frame, ref: FunctionRef) -> Value:
        """A function as it is known after its decorators."""
        return self.entries.define(frame, ref)

    def define_class(self, frame: Frame, number: int) -> Value:
        """A class."""
        ref = ClassRef(frame.path, number)
        form = self.module(frame.path).classes[number]
        if form.outer:
            self.classes.info(ref)
        for one in form.decorators:
            self.entries.decorated_class(frame, one, form.start, Value(refs=(ref,)))
        return Value(refs=(ref,))

    def register(self, entry: Entry, values: list[tuple[Value, Proof]]) -> None:
        """Functions are given to a framework."""
        self.entries.register(entry, values)

    def entered(self, frame: Frame, value: Value) -> Value:
        """What a context manager gives."""
        for ref, thing in frame.things(value):
            method = self.class_member(thing.made_of, "__enter__") if thing.made_of else None
            for one in method.refs if method else ():
                if isinstance(one, FunctionRef):
                    bound = FunctionRef(
                        one.path, one.number, Value(refs=(ref,), names=value.names), one.captured
                    )
                    return self.invoke_plainly(frame, bound)
        return value

    def parent(self, frame: Frame, site: Site) -> Value:  # noqa: ARG002 - as operations are called
        """What `super()` gives: the object at hand, as one of the bases."""
        owner = frame.function.owner
        if owner < 0 or not frame.function.parameters:
            return UNKNOWN
        me = frame.state.variables.get(frame.function.parameters[0].name, UNKNOWN)
        info = self.classes.info(ClassRef(frame.path, owner))
        return self.entries.as_parent(frame, me, info)

    def result_taint(self, frame: Frame, value: Value) -> Taint:
        """Taint of the text that a function gives to its framework; what is no text is written safely."""
        for _, thing in frame.things(value):
            if thing.kind == "tuple" and 0 in thing.fields:
                if is_no_page(frame, thing):
                    return {}
                return self.result_taint(frame, thing.fields[0])
            if thing.kind != "given":
                return {}
        if any(not self.book.is_a(name, "str") and not self.book.read(name) for name in value.names):
            return {}
        return value.taint

    def confirm(self, danger: Danger, origin: Origin, trace: Trace) -> None:
        """Untrusted data comes to a dangerous place."""
        self.record.confirm(danger, origin, trace)

    def note(self, frame: Frame, check: Check, name: str, pos: int, end: int, site: Site) -> None:
        """A check holds."""
        self.record.note(frame, check, name, pos, end, site)

    def invoke(self, frame: Frame, ref: FunctionRef, site: Site) -> Value:
        """Call a function of the program."""
        return self.calling.invoke(frame, ref, site)

    def construct(self, frame: Frame, ref: ClassRef, site: Site) -> Value:
        """Make an object of a class."""
        return self.calling.construct(frame, ref, site)

    def invoke_plainly(self, frame: Frame, ref: FunctionRef) -> Value:
        """Call a function without arguments, as for a property."""
        site = Site(frame.path, frame.function.path)
        site.form = ("plain", ref.path, ref.number)
        return self.invoke(frame, ref, site)
