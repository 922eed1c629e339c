"""What answers a route: which methods of HTTP, which function, where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from vedette.analysis.program.guards import Guards
from vedette.analysis.program.routing import Routing
from vedette.analysis.program.values import ClassRef, FunctionRef, ObjectRef, Value
from vedette.analysis.program.wording import Call, Target, spoken
from vedette.languages.catalogue import Registration
from vedette.model import form as forms
from vedette.model.form import COLUMN_BITS
from vedette.model.inventory import Guard

_VERBS = ("get", "post", "put", "patch", "delete")


class Answer(Struct, frozen=True):
    """One method of what answers.

    Attributes:
        method: of HTTP.
        suffix: what follows the path of the registration.
        file, pos, function: what answers, and where it begins; 0 for what is none of the program's.
        guards: of the function or class.
        number: of the function, -1 for none; with its file.
    """

    method: str
    suffix: str
    file: str
    pos: int
    function: str
    guards: tuple[Guard, ...] = ()
    number: int = -1

    @property
    def line(self) -> int:
        """Where it begins."""
        return self.pos >> COLUMN_BITS


class Answering:
    """Tells what answers."""

    def __init__(self, world: Routing, guards: Guards) -> None:
        self._world = world
        self._guards = guards
        self._views = {base: view.methods for view in world.catalogue.views for base in view.bases}
        self._actions = {action.name: action for action in world.catalogue.actions}

    def answers(self, target: Target, call: Call) -> Iterator[Answer]:
        """What answers a registration."""
        if target[0] == "function":
            yield from self._function(target, call)
        elif target[0] == "class":
            resource = isinstance(call.spec, Registration) and call.spec.resource
            yield from self._resource(target) if resource else self._class(target, call)
        else:
            for method in self._outside(target[1], call):
                yield Answer(method, "", "", 0, str(target[1]))

    def _outside(self, name: str, call: Call) -> tuple[str, ...]:
        usual = self._views.get(name.rpartition(".")[2], [])
        return call.methods or tuple(one for one in usual if one.isupper()) or ("ANY",)

    def _function(self, target: Target, call: Call) -> Iterator[Answer]:
        _, path, number = target
        function = self._world.module(path).functions[number]
        guards = self._guards.of_function(path, number)
        for method in call.methods or self._decorated(path, number) or ("ANY",):
            yield Answer(method, "", path, function.start, function.path or function.name, guards, number)

    def _decorated(self, path: str, number: int) -> tuple[str, ...]:
        """Methods by decorators such as `require_POST`."""
        for decoration in self._world.entries.decorations.get((path, number), ()):
            methods = self._views.get(spoken(decoration.form).rpartition(".")[2])
            if methods is not None:
                found = tuple(methods) or tuple(dict.fromkeys(_texts(decoration.form)))
                if found:
                    return found
        return ()

    def _class(self, target: Target, call: Call) -> Iterator[Answer]:
        ref = ClassRef(target[1], target[2])
        own = self._guards.of_class(ref.path, ref.number)
        allowed = self._allowed(ref)
        inherited = self._inherited(ref)
        found = [
            verb.upper()
            for verb in _VERBS
            if (self._method(ref, verb) or verb.upper() in inherited) and (not allowed or verb in allowed)
        ]
        for method in found or call.methods or ("ANY",):
            yield self._answer(ref, method, method.lower(), "", own)

    def _resource(self, target: Target) -> Iterator[Answer]:
        ref = ClassRef(target[1], target[2])
        own = self._guards.of_class(ref.path, ref.number)
        allowed = self._allowed(ref)
        inherited = self._inherited(ref)
        for name, action in self._actions.items():
            if allowed and action.verb.lower() not in allowed:
                continue
            if name in inherited or self._method(ref, name):
                yield self._answer(ref, action.verb, name, action.suffix, own)
        for name, function in self._members(ref):
            for method, suffix in self._extra(function, name):
                yield self._answer(ref, method, name, suffix, own)

    def _answer(self, ref: ClassRef, method: str, name: str, suffix: str, own: tuple[Guard, ...]) -> Answer:
        form = self._world.classes.info(ref).form
        found = self._method(ref, name)
        guards = own
        if found is not None:
            guards = (*own, *self._guards.of_function(found.path, found.number))
            function = self._world.module(found.path).functions[found.number]
            if found.path == ref.path and function.owner == ref.number:
                return Answer(method, suffix, ref.path, function.start, function.path, guards, found.number)
        word = f"{form.path}.{name}" if found is not None or name in self._actions else form.path
        number = found.number if found is not None and found.path == ref.path else -1
        return Answer(method, suffix, ref.path, form.start, word, guards, number)

    def _method(self, ref: ClassRef, name: str) -> FunctionRef | None:
        value = self._world.class_member(ref, name)
        refs = value.refs if value is not None else ()
        return next((one for one in refs if isinstance(one, FunctionRef)), None)

    def _members(self, ref: ClassRef) -> Iterator[tuple[str, FunctionRef]]:
        seen = set()
        for info in self._world.classes.info(ref).order:
            for name, value in info.members.items():
                for one in value.refs:
                    if isinstance(one, FunctionRef) and name not in seen:
                        seen.add(name)
                        yield name, one

    def _extra(self, ref: FunctionRef, name: str) -> Iterator[tuple[str, str]]:
        """A method that is a route of its own by its decorator."""
        for decoration in self._world.entries.decorations.get((ref.path, ref.number), ()):
            if spoken(decoration.form).rpartition(".")[2] not in {"action", "detail_route", "list_route"}:
                continue
            if decoration.form[0] != forms.CALL:
                continue
            named = {key: one for key, one in decoration.form[3] if key}
            url = named.get("url_path")
            part = url[1] if url and url[0] == forms.CONST and isinstance(url[1], str) else name
            detail = named.get("detail")
            single = (
                bool(detail[1])
                if detail and detail[0] == forms.CONST
                else "detail" in spoken(decoration.form)
            )
            methods = dict.fromkeys(_texts(named.get("methods"))) or {"GET": None}
            for method in methods:
                yield method, f"/{{pk}}/{part}/" if single else f"/{part}/"

    def _allowed(self, ref: ClassRef) -> tuple[str, ...]:
        value = self._world.class_member(ref, "http_method_names")
        found: list[str] = []
        for one in value.refs if value is not None else ():
            thing = self._world.heap.get(one.id) if isinstance(one, ObjectRef) else None
            inside: Value | None = thing.content() if thing is not None else None
            found += [text for text in (inside.consts if inside else None) or () if isinstance(text, str)]
        return tuple(found)

    def _inherited(self, ref: ClassRef) -> set[str]:
        """What bases give that are none of the program's."""
        found: set[str] = set()
        for info in self._world.classes.info(ref).order:
            for base in info.form.bases:
                found |= set(self._views.get(spoken(base).rpartition(".")[2], ()))
        return found


def _texts(form: Any, depth: int = 0) -> Iterator[str]:
    """Constant texts in an expression, in capitals."""
    if depth > 6 or not isinstance(form, list | tuple) or not form:  # noqa: PLR2004 - a list in a call
        return
    if form[0] == forms.CONST and len(form) == 2:  # noqa: PLR2004 - a constant
        if isinstance(form[1], str):
            yield form[1].upper()
        return
    for part in form:
        if isinstance(part, list | tuple):
            yield from _texts(part, depth + 1)
