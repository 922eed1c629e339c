"""Calls of the program's own functions, each evaluated once for each shape of what it is given."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from vedette.analysis.program.conditions import Site
from vedette.analysis.program.frame import Frame
from vedette.analysis.program.given import Given
from vedette.analysis.program.heap import ME, Object, State
from vedette.analysis.program.interface import Budget
from vedette.analysis.program.members import attribute
from vedette.analysis.program.parameters import bind
from vedette.analysis.program.parts import untold
from vedette.analysis.program.record import Record
from vedette.analysis.program.refine import shows
from vedette.analysis.program.rendering import render_result
from vedette.analysis.program.statements import note_truths
from vedette.analysis.program.summaries import Returning, Sealed, Summary
from vedette.analysis.program.values import (
    NUMBER,
    UNKNOWN,
    ClassRef,
    FunctionRef,
    ObjectRef,
    Origin,
    Taint,
    Value,
    join,
    join_all,
    merged,
    stepped,
)
from vedette.languages.catalogue import Entry
from vedette.languages.later import ready
from vedette.model import form as forms
from vedette.model.form import Form, Function

_MORE = 3
_MOST_STATEMENTS = 3
_METHOD = "method"
# A class that makes no object of what is not as it declares.
_CHECKED = "class.Checked"
# A function with one of these is not known by its body: another stands in its place, or none of it was run.
_LEFT_OPEN = frozenset(("NotImplementedError", "NotImplemented", "abstractmethod", "generator"))


class Calling:
    """Evaluates functions for their callers.

    Attributes:
        active: functions that are being evaluated, the innermost last.
        given: what functions were evaluated for.
        asked: how often it was asked what a function does.
    """

    def __init__(self, world: Any, record: Record, budget: Budget) -> None:
        self._world = world
        self._record = record
        self._budget = budget
        self._summaries: dict[Any, Summary] = {}
        self._contexts: dict[tuple[str, int], int] = {}
        self.active: list[tuple[str, int]] = []
        self._follows = True
        self._before: dict[tuple[str, int], Value] = {}
        self._records: dict[tuple[str, int], Summary] = {}
        # Of functions in which entries stand, the state in which they are left; None while that is asked for.
        self._ends: dict[tuple[str, int], State | None] = {}
        self.given = Given(world)
        self.asked = 0

    @contextmanager
    def following(self, *, far: bool) -> Iterator[None]:
        """Follow calls for a while, or do not."""
        before, self._follows = self._follows, far
        try:
            yield
        finally:
            self._follows = before

    def construct(self, frame: Frame, ref: ClassRef, site: Site) -> Value:
        """Make an object of a class."""
        names = self._world.class_names(ref)
        made = frame.new(
            (site.pos, "object", ref.path, ref.number), Object("object", made_of=ref, names=names)
        )
        maker = self._world.class_member(ref, "__init__")
        found = [one for one in maker.refs if isinstance(one, FunctionRef)] if maker else []
        for one in found:
            self.invoke(frame, FunctionRef(one.path, one.number, made, one.captured, one.home), site)
        if not found:
            self._fill(frame, made, ref, site)
        return made

    def _fill(self, frame: Frame, made: Value, ref: ClassRef, site: Site) -> None:
        """Without a constructor, arguments are fields, in the order in which the class has them."""
        fields = [name for info in reversed(self._world.classes.info(ref).order) for name in info.members]
        identity = next(one.id for one in made.refs if isinstance(one, ObjectRef))
        thing = frame.state.heap[identity]
        for name, value in (*zip(fields, site.arguments, strict=False), *site.named.items()):
            thing = thing.with_field("." + name, value, sure=True)
        if site.rest is not None:
            thing = thing.with_rest(site.rest)
            checks = any(self._world.book.is_a(name, _CHECKED) for name in thing.names)
            for name in fields:
                if "." + name not in thing.fields:
                    known = checks and self._world.is_harmless(ref, name)
                    thing = thing.with_field("." + name, NUMBER if known else site.rest, sure=True)
        frame.state.heap[identity] = thing

    def invoke(self, frame: Frame, ref: FunctionRef, site: Site) -> Value:
        """Call a function of the program."""
        function = self._world.module(ref.path).functions[ref.number]
        bound = bind(frame, function, ref.receiver, site, ref.path)
        given: dict[int | str, Value] = {index: value for index, (value, _) in enumerate(bound.values())}
        given.update(self._captured(frame, ref, function))
        if not self._follows and ref.way != "getter" and not _gives_options(function):
            return UNKNOWN
        if (ref.path, ref.number) in self.active:
            return _carried(frame, given, site.pos)
        summary = self._summary(frame.state, ref, function, given)
        if summary is None:
            self._record.cut(ref.path, function.path, "depth")
            return _carried(frame, given, site.pos)
        returning = Returning(frame, given, site.pos, function.name)
        result = returning.apply(summary)
        if summary.thrown is not None:
            thrown = returning.value(summary.thrown)
            frame.thrown = thrown if frame.thrown is None else join(frame.thrown, thrown)
            # Calls in a row begin at one place: the last of them may be asked what went wrong.
            frame.raised[site.pos] = thrown
        frame.gone = summary.gone
        self._take_over(frame, site, summary, list(bound.values()))
        if ref.home == frame.number:
            _take_over_free(frame, site, summary, given)
        return result

    def _captured(self, frame: Frame, ref: FunctionRef, function: Function) -> dict[str, Value]:
        here = ref.home == frame.number and frame.kind == "function"
        if not (ref.captured or here):
            return {}
        now = frame.state.variables if here else {}
        words = self._world.imports.free_words(ref.path, function)
        return (
            {name: now.get(name, value) for name, value in {**ref.captured, **now}.items() if name in words}
            if now
            else {name: value for name, value in ref.captured.items() if name in words}
        )

    def _take_over(self, frame: Frame, site: Site, summary: Summary, given: list[tuple[Value, Form]]) -> None:
        """What the function has shown of what it was given holds here as well."""
        for value, written, mask in _of_arguments(summary.leaving, given):
            shows(frame, written, value, mask)
        for holds, masks in summary.truths.items():
            for value, written, mask in _of_arguments(masks, given):
                frame.guarded.setdefault(id(site.form), []).append((holds, written, value, mask))

    def _summary(
        self, state: State, ref: FunctionRef, function: Function, given: dict[int | str, Value]
    ) -> Summary | None:
        """What a function does; None where that is not known, and calls are too deep to look."""
        place = (ref.path, ref.number)
        contexts = self._world.contexts(place)
        for plain, most in ((False, contexts), (True, _MORE * contexts)):
            sealed = Sealed(plain=plain)
            values: dict[int | str, Value] = {}
            shapes: list[Any] = []
            for index, value in given.items():
                values[index], shape = sealed.value(state, value, index)
                shapes.append((index, shape))
            key = (place, tuple(shapes))
            if key in self._summaries or self._contexts.get(place, 0) < most:
                return self._known(key, ref, function, values, sealed.heap)
        values = {index: _opaque(value, index) for index, value in given.items()}
        key = (place, tuple((index, value.names) for index, value in values.items()))
        return self._known(key, ref, function, values, {})

    def _known(
        self,
        key: Any,
        ref: FunctionRef,
        function: Function,
        values: dict[int | str, Value],
        heap: dict[Any, Object],
    ) -> Summary | None:
        self.asked += 1
        known = self._summaries.get(key)
        if known is None:
            if len(self.active) >= self._budget.depth:
                return None
            self._contexts[key[0]] = self._contexts.get(key[0], 0) + 1
            told = self.given.note(key[0], values, heap, self.active, follows=self._follows)
            known = self._summaries[key] = self._evaluated(ref, function, values, heap)
            known.told = told
            self._world.summarized(key[0], known)
        if not known.told:
            self._record.looked(ref.path, untold(function))
        self._record.merge(known)
        return known

    def _evaluated(
        self,
        ref: FunctionRef,
        function: Function,
        values: dict[int | str, Value],
        heap: dict[Any, Object],
        ends: str = "",
    ) -> Summary:
        """Evaluate a function once."""
        with self._record.recording() as summary:
            self._world.module(ref.path)
            self._record.looked(ref.path, function.path)
            captured = {name: value for name, value in values.items() if isinstance(name, str)}
            frame = Frame(self._world, ref.path, function, depth=len(self.active), captured=captured)
            frame.ends = ends
            frame.fixed = self._world.entries.is_fixed(ref.path, ref.number)
            frame.state.heap = dict(heap)
            for index, parameter in enumerate(function.parameters):
                value = values.get(index, UNKNOWN)
                frame.state.variables[parameter.name] = self._world.entries.typed(
                    frame, function, index, value
                )
            if _METHOD in function.flags:
                frame.state.variables[ME] = captured.get(ME, UNKNOWN)
            summary.before = dict(frame.state.heap)
            self.active.append((ref.path, ref.number))
            try:
                if frame.run(ready(function).body):
                    frame.returned.append((_nothing(), frame.state))
                    note_truths(frame, None, UNKNOWN)
            finally:
                self.active.pop()
            if self._ends.get((ref.path, ref.number), frame.state) is None:
                self._ends[ref.path, ref.number] = frame.returned[-1][1] if frame.returned else frame.state
            _settle(frame, function, summary)
            summary.pending = list(frame.pending.values())
        return summary

    def alone(self, ref: FunctionRef) -> None:
        """Evaluate a function of whose callers nothing is known."""
        function = self._world.module(ref.path).functions[ref.number]
        given: dict[int | str, Value] = dict.fromkeys(range(len(function.parameters)), UNKNOWN)
        if ref.receiver is not None and given:
            given[0] = ref.receiver
        given.update(
            {
                name: value
                for name, value in ref.captured.items()
                if name in self._world.imports.free_words(ref.path, function)
            }
        )
        state = State(shared=self._world.heap)
        self._summary(state, ref, function, given)

    def by_itself(self, ref: FunctionRef) -> None:
        """Evaluate a function without following its calls."""
        with self.following(far=False):
            function = self._world.module(ref.path).functions[ref.number]
            given: dict[int | str, Value] = dict.fromkeys(range(len(function.parameters)), UNKNOWN)
            values = {index: _opaque(value, index) for index, value in given.items()}
            self._record.merge(self._evaluated(ref, function, values, {}))

    def again(
        self,
        ref: FunctionRef,
        values: dict[int | str, Value],
        heap: dict[Any, Object],
        active: list[tuple[str, int]],
        *,
        follows: bool,
    ) -> Summary:
        """Evaluate a function for what it was given once, while some others are being evaluated."""
        function = self._world.module(ref.path).functions[ref.number]
        self.active += active
        with self.following(far=follows):
            return self._evaluated(ref, function, values, heap)

    def enter(self, ref: FunctionRef, entry: Entry) -> None:
        """Evaluate a function as its framework calls it."""
        function = self._world.module(ref.path).functions[ref.number]
        heap: dict[Any, Object] = {}
        values = self._world.entries.given(ref, function, entry, heap)
        values.update(self._around(ref, function, heap))
        if entry.me and _METHOD in function.flags:
            values[ME] = Value(names=(entry.me,))
        if entry.fed:
            values[0] = self._fed(ref.path, entry, heap)
        summary = self._evaluated(ref, function, values, heap, entry.returns)
        self._record.merge(summary)
        for decoration in self._world.entries.decorations.get((ref.path, ref.number), ()):
            shown = Frame(self._world, ref.path, function)
            shown.state.heap = dict(summary.heap)
            render_result(shown, decoration, summary.result, function.start)

    def _around(self, ref: FunctionRef, function: Function, heap: dict[Any, Object]) -> dict[str, Value]:
        """The variables of enclosing functions that an entry uses; objects they refer to go into its heap.

        A function that made objects for it is evaluated for that: what was seen when the entry was given
        to its framework is gone.
        """
        words = self._world.imports.free_words(ref.path, function)
        known = {name: value for name, value in ref.captured.items() if name in words}
        if not function.outer or (known and not any(map(self._is_lost, known.values()))):
            return known
        place = ref.path, function.outer
        if place not in self._ends:
            self._ends[place] = None
            self._leave(*place)
        end = self._ends[place]
        if end is None:
            return known
        heap.update(end.heap)
        return {**known, **{name: value for name, value in end.variables.items() if name in words}}

    def _fed(self, path: str, entry: Entry, heap: dict[Any, Object]) -> Value:
        """What an entry is given that another function of its module has made for it."""
        maker = self._world.member_of(path, entry.fed[0]) or UNKNOWN
        found = [UNKNOWN]
        for ref in maker.refs:
            if not isinstance(ref, FunctionRef) or (ref.path, ref.number) in self.active:
                continue
            for one, own in self._world.entries.of(ref.path, ref.number)[:1]:
                function = self._world.module(one.path).functions[one.number]
                given: dict[Any, Object] = {}
                self._record.looked(one.path, untold(function))
                summary = self._evaluated(
                    one, function, self._world.entries.given(one, function, own, given), given
                )
                self._record.merge(summary)
                heap.update(summary.heap)
                frame = Frame(self._world, path, function)
                frame.state.heap = heap
                value = summary.result
                for name in entry.fed[1:]:
                    value = attribute(frame, value, name, function.start)
                found.append(value)
        return join_all(found[1:]) or UNKNOWN

    def _leave(self, path: str, number: int) -> None:
        """Evaluate a function of whose callers nothing is known for the state in which it is left."""
        if (path, number) in self.active or len(self.active) >= self._budget.depth:
            return
        function = self._world.module(path).functions[number]
        heap: dict[Any, Object] = {}
        values: dict[int | str, Value] = dict.fromkeys(range(len(function.parameters)), UNKNOWN)
        ref = FunctionRef(path, number)
        values.update(self._around(ref, function, heap))
        self._record.merge(self._evaluated(ref, function, values, heap))

    def _is_lost(self, value: Value) -> bool:
        """Whether a value refers to an object of an activation that is over."""
        return any(isinstance(ref, ObjectRef) and ref.id not in self._world.heap for ref in value.refs)

    def before(self, ref: FunctionRef, entry: Entry) -> Value:
        """What a function gives back that a framework calls before an entry, as far as it is from outside."""
        place = (ref.path, ref.number)
        if place in self.active or len(self.active) >= self._budget.depth:
            return UNKNOWN
        function = self._world.module(ref.path).functions[ref.number]
        self._record.looked(ref.path, untold(function))
        known = self._before.get(place)
        if known is None:
            self._before[place] = UNKNOWN
            heap: dict[Any, Object] = {}
            values = self._world.entries.given(ref, function, entry, heap)
            summary = self._records[place] = self._evaluated(ref, function, values, heap)
            state = State(shared=self._world.heap)
            state.heap = dict(summary.heap)
            result = summary.result
            taint = {origin: one for origin, one in state.deep_taint(result).items() if origin[0] == "source"}
            known = self._before[place] = Value(taint, names=result.names, harmless=result.harmless)
        elif place in self._records:
            self._record.merge(self._records[place])
        return known


def _settle(frame: Frame, function: Function, summary: Summary) -> None:
    """The result of a function from all its ways out."""
    values = [value for value, _ in frame.returned]
    result = join_all(values) or UNKNOWN
    final: State | None = None
    for _, state in frame.returned:
        if final is None:
            final = state.copy()
        else:
            final.join(state)
    if final is None:
        final = frame.state
    if frame.yielded is not None:
        frame.state = final
        result = frame.new("yielded", Object("list", rest=frame.yielded, names=("list",)))
    summary.result = result
    summary.gone = not frame.returned and _LEFT_OPEN.isdisjoint(function.words + function.flags)
    if frame.thrown is not None and frame.world.book.raises:
        taint = final.deep_taint(frame.thrown)
        summary.thrown = Value(taint) if taint else None
    summary.heap = final.heap
    summary.leaving = _told(frame, final.masks) if frame.returned else {}
    summary.truths = {holds: told for holds, masks in frame.truths.items() if (told := _told(frame, masks))}
    if "generator" in function.flags and frame.yielded is None:
        summary.result = UNKNOWN


def _told(frame: Frame, masks: dict[Origin, int] | None) -> dict[Origin, int]:
    """What tests have shown of origins, without which variables of the function hold the answers."""
    if not masks or not frame.tests:
        return masks or {}
    return {origin: mask for origin, mask in masks.items() if origin not in frame.tests}


def _gives_options(function: Function) -> bool:
    """Whether a function only gives a map or a text: calls are not looked at without the options in it."""
    body = function.body
    if not body or len(body) > _MOST_STATEMENTS or body[-1][0] != forms.RETURN:
        return False
    gives = bool(body[-1][1]) and (body[-1][1][0] == forms.MAP or _is_written(body[-1][1]))
    return gives and all(one[0] == forms.ASSIGN for one in body[:-1])


def _is_written(form: Form) -> bool:
    """Whether a text is written out, if in parts."""
    while form[0] == forms.BINARY and form[1] == "+" and form[3][0] == forms.CONST:
        form = form[2]
    return bool(form[0] == forms.CONST and isinstance(form[1], str))


def _nothing() -> Value:
    return Value(None, (None,), harmless=True)


def _opaque(value: Value, index: int | str) -> Value:
    """What is given, of which nothing is known but its names and functions."""
    kept = tuple(ref for ref in value.refs if not isinstance(ref, ObjectRef))
    return Value(
        {("given", index, ()): (0, None)}, None, (*kept, ObjectRef(("given", index, ()))), value.names
    ).kept()


def _of_arguments(
    masks: dict[Origin, int], given: list[tuple[Value, Form]]
) -> Iterator[tuple[Value, Form, int]]:
    """Masks of whole arguments, each with the argument and the expression that it is."""
    for origin, mask in masks.items():
        if origin[0] == "given" and isinstance(origin[1], int) and not origin[2] and origin[1] < len(given):
            yield (*given[origin[1]], mask)


def _take_over_free(frame: Frame, site: Site, summary: Summary, given: dict[int | str, Value]) -> None:
    """What a function made here shows of this function's variables when it gives something true."""
    for holds, masks in summary.truths.items():
        for origin, mask in masks.items():
            if origin[0] == "given" and isinstance(origin[1], str) and not origin[2] and origin[1] in given:
                known = frame.guarded.setdefault(id(site.form), [])
                known.append((holds, (forms.LOCAL, origin[1]), given[origin[1]], mask))


def _carried(frame: Frame, given: dict[int | str, Value], pos: int) -> Value:
    taint: Taint = {}
    for value in given.values():
        taint = merged(taint, frame.state.deep_taint(value))
    return Value(stepped(taint, frame.path, pos, "through", "call")) if taint else UNKNOWN
