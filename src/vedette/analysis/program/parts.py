"""Which parts of files an evaluation looked at, and which parts an edit has changed.

An answer rests on the functions that were evaluated for it, on the statements of modules, and on names that
a module was asked for. An edit that touches none of them leaves the answer as it is. What was looked at is
kept as a set of hashes: two parts may share one, and then an answer is found anew without need.

Places are left out of the comparison: whoever keeps an answer asks that it names no place in the edited file.
"""

from __future__ import annotations

import operator
import zlib
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache, reduce
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from vedette.model import form as forms
from vedette.model.form import Class, Form, Function, Module

BITS = 1 << 13
_UNTOLD = "!"
# Where in a form its places stand.
PLACES: dict[int, tuple[int, ...]] = {
    forms.ATTR: (3,),
    forms.ITEM: (3,),
    forms.CALL: (4, 5),
    forms.NEW: (4, 5),
    forms.BINARY: (4,),
    forms.TEXT: (2,),
}
_encode = msgspec.msgpack.Encoder().encode


@lru_cache(maxsize=1 << 15)
def part(path: str, name: str) -> int:
    """The bit of a function, or of a name that a module was asked for.

    Args:
        path: of the file.
        name: path of the outermost function, or of any within it; `?` and a name for one that was asked for.
    """
    number = number_of(path, name)
    return _bits()[number] if number < BITS else 1 << number


def number_of(path: str, name: str) -> int:
    """Which bit `part` gives, from 0; from `BITS` on of what is seldom, for which others never stand."""
    number = zlib.crc32(f"{path}\0{name}".encode("utf-8", "surrogateescape")) % BITS
    return number + BITS if name.startswith(_UNTOLD) else number


@cache
def _bits() -> list[int]:
    return [1 << bit for bit in range(BITS)]


def packed(parts: int) -> bytes:
    """Parts as they are kept; b"" where all of a file counts."""
    return b"" if parts < 0 else zlib.compress(parts.to_bytes((parts.bit_length() + 7) // 8, "little"), 1)


@lru_cache(maxsize=64)
def unpacked(parts: bytes) -> int:
    """What `packed` made bytes of; the same is asked of an answer several times in a row."""
    return int.from_bytes(zlib.decompress(parts), "little")


def rests(parts: bytes, number: int) -> bool:
    """Whether an answer rests on a part, as far as that is known.

    Args:
        parts: what `packed` gave; b"" for all.
        number: of the part's bit; -1 for all of a file.
    """
    if not parts or number < 0:
        return True
    return bool(unpacked(parts) >> number & 1)


class Change(Struct, frozen=True):
    """What an edit has changed of one file.

    Attributes:
        parts: bits of what differs; -1 for everything.
        altered: paths of functions of which the body differs, and that stand in no other.
        others: bits of what differs besides.
    """

    parts: int
    altered: frozenset[str] = frozenset()
    others: int = 0

    def spares(self, rests: bytes) -> bool:
        """Whether an answer that rests on some parts is as it was.

        Args:
            rests: what `packed` gave; b"" where that is not known.
        """
        if not rests or self.parts < 0:
            return False
        return not unpacked(rests) & self.parts

    def without(self, path: str, names: Iterable[str]) -> Change:
        """The same without what some functions do, which is as it was.

        Args:
            path: of the file.
            names: of functions.
        """
        left = self.altered.difference(names)
        bits = reduce(operator.or_, (part(path, name) for name in left), self.others)
        return replace(self, parts=bits, altered=left)


EVERYTHING = Change(-1)


def change(path: str, old: Module, new: Module) -> Change:
    """What an edit has changed of a file, as far as it can be told; else everything.

    Args:
        path: of the file.
        old: its form as it was.
        new: as it is.
    """
    before, after = Bare(old), Bare(new)
    added = _added(old, new)
    if added is None or old.gaps or new.gaps:
        return EVERYTHING
    if before.frame(frozenset()) != after.frame(added):
        return EVERYTHING
    parts = 0
    for name in added:
        parts |= part(path, f"?{name}")
    bodies, others = before.bodies(), after.bodies()
    altered = {name for name in bodies.keys() | others.keys() if bodies.get(name) != others.get(name)} - added
    for name in _kept_otherwise(before, after, altered):
        parts |= part(path, name)
    return Change(-1, frozenset(altered), parts).without(path, ())


def _is_idle(form: Any) -> bool:
    """Whether it is a statement that does nothing, such as a docstring."""
    return (
        isinstance(form, list | tuple)
        and bool(form)
        and type(form[0]) is int
        and form[0] == forms.EVAL
        and form[1][0] == forms.CONST
    )


def kept_by(function: Function, name: str) -> str:
    """The part of a file that says what a constructor keeps in an attribute; see `fields`."""
    return f"{function.path}:{name}"


def is_within(function: str, name: str) -> bool:
    """Whether a function, by its path, is another or stands in it."""
    return function == name or function.startswith(f"{name}.")


def untold(function: Function) -> str:
    """The part of a file that says that a function was evaluated for what cannot be told; see `given`."""
    return _UNTOLD + function.path


def parts_of(path: str, functions: Iterable[Function]) -> int:
    """Bits of all on which an answer may rest of some functions.

    Args:
        path: of their file.
        functions: one that stands in no other, and those within it.
    """
    bits = 0
    for one in functions:
        bits |= part(path, one.path)
        for name, _ in _attributes_set(one.body):
            bits |= part(path, kept_by(one, name))
    return bits


def _kept_otherwise(before: Bare, after: Bare, altered: set[str]) -> Iterator[str]:
    """Of altered functions, the attributes of which they may keep something else."""
    old, new = before.kept(altered), after.kept(altered)
    return (name for name in old.keys() | new.keys() if old.get(name) != new.get(name))


def _attributes_set(form: Any) -> Iterator[tuple[str, Form]]:
    """Attributes that statements give a value, with all of the statement."""
    if not isinstance(form, list | tuple) or not form:
        return
    if form[0] == forms.ASSIGN and type(form[0]) is int:
        for target in form[1]:
            if target[0] == forms.ATTR:
                yield target[2], form
    for one in form:
        yield from _attributes_set(one)


def _added(old: Module, new: Module) -> frozenset[str] | None:
    """Names of plain functions that a module has more than before; None when it lacks one that it had."""
    before, after = _defined(old), _defined(new)
    if set(before) - set(after):
        return None
    added = frozenset(set(after) - set(before))
    known = {word for function in old.functions for word in function.words}
    for name in added:
        function = after[name]
        plain = not (function.decorators or function.returns) and all(
            one.annotation is None and (one.default is None or one.default[0] == forms.CONST)
            for one in function.parameters
        )
        if not plain or name in known:
            return None
    return added


def _defined(module: Module) -> dict[str, Function]:
    """Functions that the module's own statements define, by name."""
    return {
        function.name: function
        for statement in module.functions[0].body
        if statement[0] == forms.FUNCTION and (function := module.functions[statement[1]]).name
    }


class Bare:
    """A form without places, the numbers of functions and classes replaced by what these are."""

    def __init__(self, module: Module) -> None:
        self._module = module

    def frame(self, without: frozenset[str]) -> list[Any]:
        """The module's own statements, its classes, and heads of all functions that stand in no other.

        Args:
            without: names of functions that are left out.
        """
        module = self._module
        own = [
            statement
            for statement in module.functions[0].body
            if not (statement[0] == forms.FUNCTION and module.functions[statement[1]].name in without)
        ]
        words = sorted(set(module.functions[0].words) - without)
        heads = [self._head(one) for one in self._outermost() if one.path not in without]
        classes = [self._class(one) for one in module.classes if not one.outer]
        return [_encode([self.bare(own), words, heads, classes])]

    def bodies(self) -> dict[str, bytes]:
        """What each function that stands in no other does, by its path; several may share one."""
        found: dict[str, list[Any]] = {}
        for one in self._outermost():
            found.setdefault(one.path, []).append([self._head(one), self.bare(one.body), sorted(one.words)])
        return {path: _encode(each) for path, each in found.items()}

    def kept(self, names: set[str]) -> dict[str, list[bytes]]:
        """By the part that says it, what some functions, and those within, keep in attributes of anything."""
        found: dict[str, list[bytes]] = {}
        for one in self._module.functions[1:]:
            if one.path in names:
                for name, form in _attributes_set(one.body):
                    found.setdefault(kept_by(one, name), []).append(_encode(self.bare(form)))
        return found

    def bare(self, form: Any) -> Any:
        """A form, a list of such, or a part of one."""
        if not isinstance(form, list | tuple) or not form:
            return form
        kind = form[0]
        if type(kind) is not int:
            return [self.bare(one) for one in form if not _is_idle(one)]
        if kind == forms.CONST:
            return [kind, type(form[1]).__name__, form[1]]
        if kind in {forms.CLOSURE, forms.FUNCTION}:
            return [kind, self._function(form[1]), *[self.bare(one) for one in form[2:-1]]]
        if kind == forms.CLASS:
            inner = self._module.classes[form[1]]
            return [kind, self._class(inner) if inner.outer else inner.path, self.bare(form[2])]
        if kind >= forms.ASSIGN:
            return [kind, *[self.bare(one) for one in form[1:-1]]]
        places = PLACES.get(kind, ())
        return [kind, *[self.bare(one) for at, one in enumerate(form) if at and at not in places]]

    def _outermost(self) -> Iterator[Function]:
        return (one for one in self._module.functions[1:] if not one.outer)

    def _function(self, number: int) -> Any:
        one = self._module.functions[number]
        return [self._head(one), self.bare(one.body), sorted(one.words)] if one.outer else one.path

    def _head(self, one: Function) -> list[Any]:
        return [
            one.name,
            one.path,
            [
                [each.name, each.kind, self.bare(each.default), self.bare(each.annotation)]
                for each in one.parameters
            ],
            self.bare(one.decorators),
            self.bare(one.returns),
            one.flags,
            self._module.classes[one.owner].path if one.owner >= 0 else "",
        ]

    def _class(self, one: Class) -> list[Any]:
        return [
            one.name,
            one.path,
            self.bare(one.bases),
            [[name, self.bare(form)] for name, form in one.named],
            self.bare(one.body),
            self.bare(one.decorators),
        ]
