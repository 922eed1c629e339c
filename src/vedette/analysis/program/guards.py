"""What lets only some requests through to a route: decorators, bases, dependencies, hooks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from typing import Any

from vedette.analysis.program.conditions import variable
from vedette.analysis.program.frame import Frame
from vedette.analysis.program.routing import Routing
from vedette.analysis.program.values import ClassRef, FunctionRef, ObjectRef, Value
from vedette.analysis.program.wording import spoken
from vedette.languages.catalogue import Guardian
from vedette.languages.later import ready
from vedette.model import form as forms
from vedette.model.form import Form, Function
from vedette.model.inventory import Guard

_DEEPEST = 3
_MOST_WORDS = 400
_MOST_FORMS = 5_000
# Statuses of HTTP for who is not known, and for who may not.
_REFUSALS = frozenset((401, 403))


class Guards:
    """Judges what stands around functions and classes."""

    def __init__(self, world: Routing) -> None:
        self._world = world
        self._guardians = world.catalogue.guardians
        self._seen: dict[tuple[str, int], tuple[Guard, ...]] = {}
        self._statuses: dict[tuple[str, int], list[str]] = {}
        self._runs_before = tuple(dict.fromkeys(one for each in self._guardians for one in each.before))

    @cached_property
    def _by_name(self) -> dict[str, Guardian]:
        book = self._world.book
        return {
            known: guardian
            for guardian in self._guardians
            for name in guardian.names
            for known in (name, book.imported(name) or name)
        }

    def around(self, wrappers: Iterable[tuple[Value, Form]], path: str) -> list[Guard]:
        """Guards among expressions of a file, such as wrappers and arguments."""
        return [one for value, form in wrappers for one in self.of_value(value, form, path)]

    def of_function(self, path: str, number: int) -> tuple[Guard, ...]:
        """Guards of a function: its decorators, its parameters, and what it checks itself."""
        key = (path, number)
        known = self._seen.get(key)
        if known is None:
            function = self._world.module(path).functions[number]
            found: list[Guard] = []
            for decoration in self._world.entries.decorations.get(key, ()):
                form = decoration.form
                callee = form[1] if form[0] == forms.CALL else form
                found += self.of_value(decoration.value, callee)
                if form[0] == forms.CALL:
                    found += self._of_arguments(path, form)
                found += self._of_given_to(path, form)
            for parameter in function.parameters:
                for one in (parameter.default, parameter.annotation):
                    found += self._of_dependency(path, one)
            found += self._within(path, function)
            known = self._seen[key] = tuple(dict.fromkeys(found))
        return known

    def of_class(self, path: str, number: int) -> tuple[Guard, ...]:
        """Guards of a class: its bases, its decorators, and attributes that hold such."""
        found: list[Guard] = []
        for info in self._world.classes.info(ClassRef(path, number)).order:
            for base, form in zip(info.bases, info.form.bases, strict=False):
                found += self.of_value(base, form)
            for form in info.form.decorators:
                found += self._of_given_to(info.ref.path, form) or self._of_words(form)
        for holder in dict.fromkeys(one for guardian in self._guardians for one in guardian.holds):
            found += self._held(path, number, holder)
        found += self._before(ClassRef(path, number))
        return _settled(found)

    def of_value(self, value: Value, form: Form, path: str = "") -> list[Guard]:
        """The guards that a value is, or holds."""
        written = spoken(form)
        names = value.names
        if path and form and form[0] == forms.CALL:
            names = (*names, *self._value(path, form[1]).names)
        for name in names:
            guardian = self._by_name.get(name.removesuffix("()"))
            if guardian is not None:
                return [Guard(guardian.kind, written or name)]
        inner = self._of_items(form, value, path)
        if inner:
            return inner
        if form and form[0] in {forms.BINARY, forms.SEQUENCE, forms.UNARY}:
            return self._of_words(form)
        last = written.rpartition(".")[2]
        named = self._named(last) or self._named(".".join(written.split(".")[-2:]))
        if named:
            return [Guard(named, written)]
        for ref in value.refs:
            if isinstance(ref, FunctionRef):
                kind = self.refuses(ref.path, ref.number)
                if kind:
                    return [Guard(kind, written or self._world.module(ref.path).functions[ref.number].path)]
            elif isinstance(ref, ClassRef):
                kind = self.class_refuses(ref)
                if kind:
                    return [Guard(kind, written or self._world.classes.info(ref).form.path)]
        return []

    def class_refuses(self, ref: ClassRef) -> str:
        """What kind of guard a class is that runs before routes; "" for none."""
        kinds = [guard.kind for guard in self._before(ref)]
        return "authorization" if "authorization" in kinds else next(iter(kinds), "")

    def _before(self, ref: ClassRef) -> Iterator[Guard]:
        """Guards in the methods of a class that run before others."""
        for name in self._runs_before:
            method = self._world.class_member(ref, name)
            for one in method.refs if method is not None else ():
                if isinstance(one, FunctionRef):
                    function = self._world.module(one.path).functions[one.number]
                    for form in function.decorators:
                        yield from self._of_words(form)
                    kind = self.refuses(one.path, one.number)
                    if kind:
                        yield Guard(kind, function.path)
                    yield from self._within(one.path, function)

    def refuses(self, path: str, number: int) -> str:
        """What kind of guard a function is by its body; "" for none."""
        words = self._all_words(path, number)
        function = self._world.module(path).functions[number]
        for guardian in reversed(self._guardians):
            if not guardian.refuses or (guardian.unless and _any(guardian.unless, [*words, function.name])):
                continue
            if _any(guardian.refuses, words) and _any(guardian.about, words):
                return guardian.kind
        return ""

    def _named(self, name: str) -> str:
        for guardian in reversed(self._guardians):
            if guardian.named and name and _any(guardian.named, [name]):
                return guardian.kind
        return ""

    def _all_words(self, path: str, number: int) -> list[str]:
        """Words of a function and of those within it, short texts among them."""
        module = self._world.module(path)
        within = {number}
        found: list[str] = []
        statuses: list[str] = []
        for function in module.functions:
            if function.number == number or (function.outer in within and function.number and function.outer):
                within.add(function.number)
                found += function.words
                statuses += self._statuses_in(path, function)
        return [*found[:_MOST_WORDS], *statuses]

    def _statuses_in(self, path: str, function: Function) -> list[str]:
        """The numbers in a function by which HTTP says that somebody may not."""
        key = (path, function.number)
        known = self._statuses.get(key)
        if known is None:
            known = self._statuses[key] = list(_statuses(ready(function).body))
        return known

    def _within(self, path: str, function: Function) -> Iterator[Guard]:
        """What the function itself asks before it goes on: a call by a name that says so."""
        for statement in ready(function).body:
            for form in _calls(statement, 0):
                name = variable(form[1])
                kind = self._named(name) if name else ""
                if kind and kind != "none":
                    yield Guard(kind, f"{spoken(form[1])}()")
        # One that redirects whom it knows is a page for those who are not logged in.
        words = [word for word in self._all_words(path, function.number) if "redirect" not in word.lower()]
        for guardian in self._guardians:
            if guardian.asks and _any(guardian.asks, words) and _any(guardian.refuses, words):
                yield Guard(guardian.kind, "in the function")

    def _held(self, path: str, number: int, holder: str) -> list[Guard]:
        for info in self._world.classes.info(ClassRef(path, number)).order:
            value = info.members.get(holder)
            if value is None:
                continue
            written = next(
                (
                    statement[2]
                    for statement in info.form.body
                    if statement[0] == forms.ASSIGN and any(variable(one) == holder for one in statement[1])
                ),
                None,
            )
            found = self.of_value(value, written) if written else []
            return found or [Guard("none", holder)]
        return []

    def _of_items(self, form: Form, value: Value, path: str) -> list[Guard]:
        if not form or form[0] != forms.SEQUENCE:
            return []
        found: list[Guard] = []
        for number, one in enumerate(form[2]):
            inner = Value()
            for ref in value.refs:
                thing = self._world.heap.get(ref.id) if isinstance(ref, ObjectRef) else None
                if thing is not None and number in thing.fields:
                    inner = self._world.resolved(thing.fields[number])
            if one[0] == forms.CALL:
                found += (
                    (self._of_dependency(path, one) if path else [])
                    or self._of_words(one)
                    or self._of_given(path, one)
                )
            else:
                found += self.of_value(inner, one, path)
        return found

    def _of_given(self, path: str, form: Form) -> list[Guard]:
        """Guards among what a call is given, as in `Middleware(Known)`."""
        found: list[Guard] = []
        for one in (form[1], *form[2][:1]) if path else ():
            if one[0] in {forms.GLOBAL, forms.ATTR}:
                found += self.of_value(self._value(path, one), one)
        return found

    def _of_given_to(self, path: str, form: Form) -> list[Guard]:
        """Guards that a decorator such as `UseGuards(Known)` is given."""
        if form[0] != forms.CALL or spoken(form).rpartition(".")[2] not in self._givers:
            return []
        return [
            guard
            for one in form[2]
            for guard in self.of_value(self._value(path, one), one, path) or self._of_words(one)
        ]

    @cached_property
    def _givers(self) -> frozenset[str]:
        return frozenset(name.rpartition(".")[2] for guardian in self._guardians for name in guardian.given)

    def named(self, name: str, path: str) -> list[Guard]:
        """The guard that something is which settings name.

        Args:
            name: with dots.
            path: of the module of settings.
        """
        guardian = self._by_name.get(self._world.book.imported(name) or name) or self._by_name.get(name)
        if guardian is not None:
            return [Guard(guardian.kind, name)]
        module, _, last = name.rpartition(".")
        found = self._world.imports._find(path, module, 0) if module else ""  # noqa: SLF001 - as an import
        value = self._world.member_of(found, last) if found else None
        kinds: list[str] = []
        for ref in self._world.resolved(value).refs if value is not None else ():
            if isinstance(ref, ClassRef):
                kinds.append(self.class_refuses(ref))
            elif isinstance(ref, FunctionRef):
                kinds.append(self.refuses(ref.path, ref.number))
        kind = max(kinds, default="") or self._named(last)
        return [Guard(kind, name)] if kind else []

    def _of_arguments(self, path: str, form: Form) -> list[Guard]:
        holders = {one for guardian in self._guardians for one in guardian.holds}
        found: list[Guard] = []
        for name, one in form[3]:
            if name in holders:
                found += self._of_dependency(path, one)
        return found

    def _of_dependency(self, path: str, form: Form) -> list[Guard]:
        """Guards in `Depends(current_user)`, or in an annotation that holds it."""
        if not form:
            return []
        found: list[Guard] = []
        for call in _calls(form, 0):
            word = variable(call[1])
            if word not in {"Depends", "Security"}:
                continue
            for one in call[2][:1]:
                value = self._value(path, one)
                inner = self.of_value(value, one)
                found += [
                    Guard("authorization", guard.name) if word == "Security" else guard for guard in inner
                ]
        if not found and form[0] == forms.GLOBAL:
            # An alias of an annotation: what it was given is looked at as words.
            found += self._of_alias(path, form[1])
        return found

    def _of_alias(self, path: str, name: str) -> list[Guard]:
        for statement in self._world.module(path).functions[0].body:
            if statement[0] == forms.ASSIGN and any(variable(one) == name for one in statement[1]):
                return [] if statement[2][0] == forms.GLOBAL else self._of_dependency(path, statement[2])
        return []

    def _value(self, path: str, form: Form) -> Value:
        module = self._world.module(path)
        frame = Frame(self._world, path, module.functions[0], "module")
        frame.state.variables = dict(self._world.namespace(path))
        return self._world.resolved(frame.value(form))

    def _of_words(self, form: Form) -> list[Guard]:
        """Guards by the names in an expression alone."""
        found = []
        for name in _names(form, 0):
            kind = self._named(name.rpartition(".")[2])
            if kind:
                found.append(Guard(kind, name))
        return found


def _statuses(body: Any) -> Iterator[str]:
    left, count = [body], 0
    while left and count < _MOST_FORMS:
        form = left.pop()
        count += 1
        if len(form) == 2 and form[0] == forms.CONST and form[1] in _REFUSALS:  # noqa: PLR2004 - a constant
            yield str(form[1])
        left += [part for part in form if isinstance(part, list | tuple)]


def _settled(found: list[Guard]) -> tuple[Guard, ...]:
    return tuple(dict.fromkeys(found))


def _calls(form: Any, depth: int) -> Iterator[Form]:
    if depth > _DEEPEST * 4 or not isinstance(form, list | tuple) or not form:
        return
    if isinstance(form[0], int) and form[0] == forms.CALL and len(form) > 5:  # noqa: PLR2004 - a call has six parts
        yield form
    for part in form:
        if isinstance(part, list | tuple):
            yield from _calls(part, depth + 1)


def _names(form: Any, depth: int) -> Iterator[str]:
    if depth > _DEEPEST * 4 or not isinstance(form, list | tuple) or not form:
        return
    if isinstance(form[0], int) and form[0] in {forms.GLOBAL, forms.ATTR, forms.LOCAL, forms.FREE}:
        name = spoken(form)
        if name:
            yield name
            return
    for part in form:
        if isinstance(part, list | tuple):
            yield from _names(part, depth + 1)


@lru_cache(maxsize=64)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _any(pattern: str, words: Iterable[str]) -> bool:
    search = _compiled(pattern).search
    return any(search(word) for word in words)
