"""Guards of all routes of a framework, which a module of settings names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from vedette.analysis.program.conditions import variable
from vedette.analysis.program.guards import Guards
from vedette.analysis.program.routing import Routing
from vedette.analysis.program.values import ClassRef, ObjectRef, Value
from vedette.analysis.program.wording import Call, Target
from vedette.languages.catalogue import Default
from vedette.languages.later import ready
from vedette.model import form as forms
from vedette.model.inventory import Guard

_DEEPEST = 12
_MOST_MODULES = 20


class Defaults:
    """Finds settings and the guards in them.

    Args:
        world: the program.
        guards: tells what is a guard.
        paths: files that were asked for; settings among them count, and those that a known module names.
    """

    def __init__(self, world: Routing, guards: Guards, paths: Sequence[str]) -> None:
        self._world = world
        self._guards = guards
        self._paths = paths
        self._found: dict[int, tuple[Guard, ...]] = {}

    def of(self, call: Call, target: Target, others: Iterable[Guard]) -> tuple[Guard, ...]:
        """Guards of a route besides its own.

        Args:
            call: its registration.
            target: what answers.
            others: its own; one that lets everybody in lets everybody in.
        """
        if any(guard.kind == "none" for guard in others):
            return ()
        found: list[Guard] = []
        for number, default in enumerate(self._world.catalogue.defaults):
            if call.name.startswith(tuple(default.covers)) and self._covers(default, target):
                if number not in self._found:
                    self._found[number] = tuple(dict.fromkeys(self._guards_of(default, call.path)))
                found += self._found[number]
        return tuple(found)

    def _covers(self, default: Default, target: Target) -> bool:
        if target[0] == "function":
            words = {
                variable(one.form[1] if one.form[0] == forms.CALL else one.form)
                for one in self._world.entries.decorations.get((target[1], target[2]), ())
            }
            return not default.bases or (not words.isdisjoint(default.bases) and default.unless not in words)
        if target[0] != "class":
            return not default.bases
        ref = ClassRef(target[1], target[2])
        order = self._world.classes.info(ref).order
        if default.unless and any(default.unless in info.members for info in order):
            return False
        return not default.bases or any(
            self._world.book.is_a(name, base)
            for name in self._world.class_names(ref)
            for base in default.bases
        )

    def _guards_of(self, default: Default, path: str) -> Iterator[Guard]:
        for module in self._settings(default, path):
            value = self._world.namespace(module).get(default.setting)
            for name in self._names(self._world.resolved(value), default.key) if value is not None else ():
                yield from (one for one in self._guards.named(name, module) if one.kind != "none")

    def _settings(self, default: Default, path: str) -> list[str]:
        """Files of settings, those that are in sight and those that a program's first module names."""
        known = [one for one in self._paths if default.setting in self._world.namespace(one)]
        for starter in default.named_in:
            found = self._find(path, starter)
            for function in self._world.module(found).functions if found else ():
                known += [
                    self._find(found, text)
                    for text in _texts(ready(function).body, 0)
                    if "." in text and default.ends in text and text.replace(".", "").isidentifier()
                ]
        return [one for one in dict.fromkeys(known) if one][:_MOST_MODULES]

    def _find(self, path: str, module: str) -> str:
        found: str = self._world.imports._find(path, module, 0)  # noqa: SLF001 - as an import would
        return found

    def _names(self, value: Value, key: str) -> list[str]:
        """Constant texts in a list, or in one under a key of a map."""
        things = [self._world.heap.get(ref.id) for ref in value.refs if isinstance(ref, ObjectRef)]
        if key:
            inner = [thing.fields.get(f"[{key}") for thing in things if thing is not None]
            return [name for one in inner if one is not None for name in self._names(one, "")]
        found = [item for thing in things if thing is not None for item in thing.fields.values()]
        return [one for item in found for one in item.consts or () if isinstance(one, str)]


def _texts(form: Any, depth: int) -> Iterator[str]:
    """Constant texts in a form."""
    if depth > _DEEPEST or not isinstance(form, list | tuple) or not form:
        return
    if form[0] == forms.CONST and len(form) == 2 and isinstance(form[1], str):  # noqa: PLR2004 - as a constant has
        yield form[1]
        return
    for part in form:
        yield from _texts(part, depth + 1)
