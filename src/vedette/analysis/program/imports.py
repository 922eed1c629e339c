"""Modules of the program: their variables, and where their imports lead."""

from __future__ import annotations

from typing import Any

from vedette.analysis.program.frame import Frame, Stopped
from vedette.analysis.program.interface import Layout
from vedette.analysis.program.values import (
    UNKNOWN,
    ImportRef,
    ModuleRef,
    PackageRef,
    Taint,
    Value,
    join,
    join_all,
)
from vedette.languages.views import MARK
from vedette.model.form import Function, Module

_MOST_STARS = 32
_NO_WORDS: frozenset[str] = frozenset()


class Imports:
    """Variables of modules, found when they are asked for."""

    def __init__(self, world: Any, layout: Layout) -> None:
        self._world = world
        self.layout = layout
        self._spaces: dict[str, dict[str, Value]] = {}
        self._stars: dict[str, list[str]] = {}
        self._running: dict[str, Frame] = {}
        self._records: dict[str, Any] = {}
        # What names that are imported stand for, and what that rests on: others may ask for them as well.
        self._resolved: dict[tuple[str, str], tuple[Value, Any]] = {}
        self._looking: set[tuple[str, str]] = set()
        self._free: dict[tuple[str, int], frozenset[str]] = {}
        self._inner: dict[str, dict[int, frozenset[str]]] = {}
        # Left in variables by starts that are not evaluated again, until the module is.
        self._earlier: dict[str, list[tuple[str, Value]]] = {}

    def namespace(self, path: str) -> dict[str, Value]:
        """The variables of a module; of one that is being evaluated, those that it has so far."""
        known = self._spaces.get(path)
        if known is not None:
            record = self._records.get(path)
            if record is not None:
                self._world.record.merge(record)
            return known
        running = self._running.get(path)
        if running is not None:
            return running.state.variables
        return self._evaluate(path)

    def restore(self, path: str, name: str, taint: Taint) -> None:
        """Put back what an earlier start has left in a variable."""
        space = self._spaces.get(path)
        if space is None:
            self._earlier.setdefault(path, []).append((name, Value(taint)))
        else:
            _join(space, name, Value(taint))

    def member(self, path: str, name: str) -> Value:
        """A variable of a module as its own functions see it, or what is built in."""
        value = self.member_of(path, name)
        if value is not None:
            return value
        book = self._world.book
        full = book.imported(name)
        return Value(names=(full,)) if full else UNKNOWN

    def member_of(self, path: str, name: str, depth: int = 0) -> Value | None:
        """A variable of a module as others see it; None for none."""
        space = self.namespace(path)
        value = space.get(name)
        if value is not None:
            return self.resolved(value)
        self._world.record.looked(path, f"?{name}")
        if depth < _MOST_STARS:
            for other in self._stars.get(path, ()):
                found = self.member_of(other, name, depth + 1)
                if found is not None:
                    return found
        if path.endswith("__init__.py"):
            inner = self._find(path, name, 1)
            if inner:
                return Value(refs=(ModuleRef(inner),))
        return None

    def submodule(self, ref: PackageRef, name: str) -> Value | None:
        """What an attribute of a folder of modules is."""
        full = f"{ref.name}.{name}" if ref.name else name
        found = self._find(ref.importer, full, ref.level)
        if found:
            return Value(refs=(ModuleRef(found),))
        return None

    def imported(self, path: str, module: str, name: str, level: int) -> Value:
        """What an import gives: a part of the program, or a name of the catalogue."""
        found = self._find(path, module, level)
        if not name:
            if found:
                return Value(refs=(ModuleRef(found),))
            return self._outside(path, module, level)
        inner = self.layout.inner(path, module, name, level)
        if found:
            return Value(refs=(ImportRef(found, name, inner),))
        if inner:
            return Value(refs=(ModuleRef(inner),))
        self._world.missed(path, module, level)
        full = self._world.book.imported(self.layout.name(module, name)) if not level else ""
        return Value(names=(full,)) if full else UNKNOWN

    def star(self, frame: Frame, module: str, level: int) -> None:
        """An import of all names of a module."""
        found = self._find(frame.path, module, level)
        if found and found != frame.path:
            self._stars.setdefault(frame.path, []).append(found)
            return
        self._world.missed(frame.path, module, level)
        for name in self._world.book.names_in(module):
            frame.state.variables.setdefault(
                name, Value(names=(self._world.book.imported(self.layout.name(module, name)),))
            )

    def resolved(self, value: Value) -> Value:
        """A value whose imports are looked up."""
        for ref in value.refs:
            if type(ref) is ImportRef:
                break
        else:
            return value
        kept = tuple(ref for ref in value.refs if not isinstance(ref, ImportRef))
        found = [self._looked_up(ref) for ref in value.refs if isinstance(ref, ImportRef)]
        rest = Value(value.taint, value.consts, kept, value.names, value.begins)
        if kept or value.names or value.taint:
            found.append(rest)
        return join_all(found) or UNKNOWN

    def view(self, importer: str, name: str) -> str:
        """The file of the template that a program names, "" for none of the tree's."""
        module = f"{MARK}{name}"
        found = self._find(importer, module, 0) if name and " " not in name else ""
        if not found and name and " " not in name:
            self._world.missed(importer, module, 0)
        return found

    def free_words(self, path: str, function: Function) -> frozenset[str]:
        """Variables of enclosing functions that a function, or one within it, may use."""
        key = (path, function.number)
        known = self._free.get(key)
        if known is None:
            known = self._free[key] = (
                self._inner_words(path).get(function.number, _NO_WORDS).union(function.words)
            )
        return known

    def _inner_words(self, path: str) -> dict[int, frozenset[str]]:
        """By the number of a function what those that stand in it mention."""
        known = self._inner.get(path)
        if known is None:
            found: dict[int, list[str]] = {}
            for one in self._world.module(path).functions[1:]:
                if one.outer:
                    found.setdefault(one.outer, []).extend(one.words)
            known = self._inner[path] = {number: frozenset(words) for number, words in found.items()}
        return known

    def _outside(self, path: str, module: str, level: int) -> Value:
        self._world.missed(path, module, level)
        full = self._world.book.imported(self.layout.name(module, "")) if not level else ""
        return Value(refs=(PackageRef(path, module, level),), names=(full,) if full else ())

    def _looked_up(self, ref: ImportRef) -> Value:
        key = (ref.path, ref.name)
        known = self._resolved.get(key)
        if known is not None:
            self._world.record.merge(known[1])
            return known[0]
        if key in self._looking:
            return UNKNOWN  # imports in a circle
        self._looking.add(key)
        with self._world.record.recording() as record:
            value = self.member_of(ref.path, ref.name)
        self._looking.discard(key)
        if value is None:
            value = Value(refs=(ModuleRef(ref.inner),)) if ref.inner else UNKNOWN
        if ref.path in self._spaces and not self._looking:
            self._resolved[key] = value, record
        return value

    def _find(self, importer: str, module: str, level: int) -> str:
        return self.layout.find(importer, module, level)

    def _is_foreign(self, module: Module) -> bool:
        """Whether a module is of another language: a template, whose page may have scripts of its own."""
        return module.language != getattr(self.layout, "language", module.language)

    def _evaluate(self, path: str) -> dict[str, Value]:
        world = self._world
        with world.record.recording() as record:
            module = world.module(path)
            if not module.functions or self._is_foreign(module):
                self._spaces[path] = {}
                return self._spaces[path]
            frame = Frame(world, path, module.functions[0], "module")
            self._running[path] = frame
            try:
                with world.calling.following(far=not world.is_trial(path)):
                    frame.run(module.functions[0].body)
            except Stopped:
                world.record.cut(path, "", "budget")
            finally:
                del self._running[path]
                self._spaces[path] = frame.state.variables
                for name, value in self._earlier.pop(path, ()):
                    _join(frame.state.variables, name, value)
                world.heap.update(frame.state.heap)
        self._records[path] = record
        return self._spaces[path]


def _join(space: dict[str, Value], name: str, value: Value) -> None:
    old = space.get(name)
    space[name] = value if old is None else join(old, value)
