"""Edits that mend a hit: a small vocabulary of operations, which rules put together as data.

An edit is offered only where the text says plainly what is meant: a keyword whose value is written out, a
name with its module before it. Whatever is computed, spread or bound to another name is left to people.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Iterable
from itertools import pairwise
from types import MappingProxyType, ModuleType
from typing import Literal

from msgspec import Struct

from vedette.analysis.program.interface import Hit
from vedette.languages.written import Argument, Call, Comparison, Value
from vedette.model.edit import Edit, digest_of
from vedette.model.facts import Text
from vedette.model.form import COLUMN_BITS, MAX_COLUMN


class Operation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"old": "from"}):
    """One thing that is done to a call or an assignment.

    Attributes:
        does: `set-keyword` gives a keyword another value, or puts it in where it is not given;
            `remove-keyword` takes one out; `rename-call` gives what is called another last word, or with
            `{}` (all before the last dot) or `module` another name; `rename-argument` gives an argument that
            is a dotted name, or a call of one, another last word; `set-item` changes the value of a key of an
            argument that is a map, or puts it in; `add-argument` puts one in at the end, where `position` are
            given; `set-value` changes what is assigned; `rename-value` the last word of it; `bind-values`
            makes of the only argument, an SQL statement that is put together, a constant one with `to` in the
            place of each value, and the values; `split-command` calls what `to` says with a program and its
            arguments in the place of a command that is put together; `replace-chain` puts `to` in the place
            of the call and of all that is called of its result; `compare` has `to` in the place of a
            comparison, of `{left}` and `{right}`.
        keyword: of the argument.
        position: of the argument where it is given by place, from 0; -1 for none.
        key: of the item; of one in maps within maps their keys before it, with dots.
        to: the new value or name, as code.
        old: values as written, or last words, that may be replaced, a text in double quotes for one in any;
            others are left alone. With none, what is there is left, and only what is absent put in. For
            `replace-chain` what may be called of the result, the first of them first.
        module: to be imported, or for `split-command` of what is called; for `rename-call` beside the module
            that is called, whose name must stand before the last dot.
        absent: for `set-keyword` and `set-item`: it may be put in where it is not given.
    """

    does: Literal[
        "set-keyword",
        "remove-keyword",
        "rename-call",
        "rename-argument",
        "set-item",
        "add-argument",
        "set-value",
        "rename-value",
        "bind-values",
        "split-command",
        "replace-chain",
        "compare",
    ]
    keyword: str = ""
    position: int = -1
    key: str = ""
    to: str = ""
    old: tuple[str, ...] = ()
    module: str = ""
    absent: bool = False


class Recipe(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One way to mend what a rule reports, for some names.

    Attributes:
        names: of the catalogue; one that ends with a dot stands for all that begin so, and "*" for all.
        operations: all are done, or none.
        only: keywords besides those of operations that the call may have; "*" for any.
        arguments: how many the call may have by place; -1 for any number.
        language: of the programs that it is for.
    """

    names: tuple[str, ...]
    operations: tuple[Operation, ...]
    language: str = "python"
    only: tuple[str, ...] = ("*",)
    arguments: int = -1


class _Change(Struct, frozen=True):
    start: int
    end: int
    new: str


_Changes = list[_Change] | None
_COMPARED = frozenset(("==", "!="))
_CALLED_BACK = re.compile(rb"(async\s+)?(function\b|\([^()]{0,200}\)\s*=>|\w+\s*=>)")


def edits(hit: Hit, recipes: Iterable[Recipe], text: Text, language: str) -> tuple[Edit, ...]:
    """What mends a hit, all or none.

    Args:
        hit: of the analysis.
        recipes: of its rule; the first that fits is taken.
        text: the file of the hit.
        language: of it.

    Returns:
        Edits that do not overlap, in order; () where no recipe is sure to be right.
    """
    fitting = [one for one in recipes if one.language == language and _is_named(hit.name, one.names)]
    if not fitting:
        return ()
    try:
        return _mending(hit, fitting, text, language)
    except RecursionError:
        return ()  # nested deeper than any person writes


def _mending(hit: Hit, fitting: Iterable[Recipe], text: Text, language: str) -> tuple[Edit, ...]:
    site = _Site.of(hit, text, importlib.import_module(f"vedette.languages.{language}.written"))
    if site is None:
        return ()
    for recipe in fitting:
        changes = site.changes(recipe)
        if changes and site.reads(changes):
            digest = digest_of(text.data)
            return tuple(_edit(change, text, digest) for change in changes)
    return ()


class _Site:
    """The place of a hit, as it is written: a call, the value of an assignment, or a comparison."""

    def __init__(self, text: Text, written: ModuleType, span: tuple[int, int], name: str) -> None:
        self.text = text
        self.written = written
        self.span = span
        self.module, _, self.name = name.rpartition(".")
        self.call: Call | None = None
        self.value: Value | None = None
        self.comparison: Comparison | None = None

    @classmethod
    def of(cls, hit: Hit, text: Text, written: ModuleType) -> _Site | None:
        start, end = _offset(text, hit.pos), _offset(text, hit.end)
        if start < 0:
            return None
        site = cls(text, written, (start, end), hit.name)
        if end <= start and not site.module:
            end = written.call_end(text.data, start, site.name)
            site.span = start, end
        site.call = written.call(text.data, start, end) if end > start else None
        if site.call is None:
            site.value = written.assignment(text.data, start)
        if site.call is None and hit.name in _COMPARED:
            site.comparison = written.comparison(text.data, start)
        return site if site.call or site.value or site.comparison else None

    def changes(self, recipe: Recipe) -> list[_Change]:
        """What a recipe does; [] if it does not fit."""
        if self.call is not None and not _fits(recipe, self.call):
            return []
        done: list[_Change] = []
        for operation in recipe.operations:
            some = _OPERATIONS[operation.does](self, operation)
            if some is None:
                return []
            done += some
        done.sort(key=lambda change: (change.start, change.end))
        apart = all(a.end <= b.start and a.start < b.start for a, b in pairwise(done))
        return done if apart else []

    def reads(self, changes: list[_Change]) -> bool:
        """Whether the changed call is one that can be read; all around it stays as it was."""
        if self.call is None:
            return True
        start, end = self.span
        data, moved = self.text.data[start:end], 0
        for change in changes:
            if start <= change.start and change.end <= end:
                at = change.start - start + moved
                data = data[:at] + change.new.encode() + data[at + change.end - change.start :]
                moved += len(change.new) - (change.end - change.start)
        return self.written.call(data, 0, len(data)) is not None

    def shown(self, value: Value) -> str:
        return self.text.data[value.start : value.end].decode("utf-8", "replace")

    def argument(self, operation: Operation) -> Argument | None:
        """The argument that an operation is about, by its keyword or its place."""
        given = self.call.arguments if self.call else ()
        for one in given:
            if operation.keyword and one.keyword == operation.keyword:
                return one
        by_place = [one for one in given if not one.keyword]
        front = by_place[: operation.position + 1]
        if operation.position < 0 or len(front) <= operation.position or any(one.spread for one in front):
            return None
        return front[-1]


def _is_named(name: str, names: Iterable[str]) -> bool:
    return any(one in {name, "*"} or (one.endswith(".") and name.startswith(one)) for one in names)


def _fits(recipe: Recipe, call: Call) -> bool:
    keywords = {one.keyword for one in call.arguments if one.keyword}
    free = "*" in recipe.only
    allowed = {*recipe.only, *(operation.keyword for operation in recipe.operations)}
    by_place = [one for one in call.arguments if not one.keyword]
    if not free and (keywords - allowed or any(one.spread for one in call.arguments)):
        return False
    return recipe.arguments < 0 or len(by_place) == recipe.arguments


def _set_keyword(site: _Site, operation: Operation) -> _Changes:
    if site.call is None:
        return None
    found = site.argument(operation)
    if found is not None:
        return [_whole(found.value, operation.to)] if site.shown(found.value) in operation.old else None
    given = site.call.arguments
    if not operation.absent or not given or any(one.spread for one in given):
        return None
    end = given[-1].end
    return [_Change(end, end, f", {operation.keyword}={operation.to}")]


def _remove_keyword(site: _Site, operation: Operation) -> _Changes:
    found = site.argument(operation)
    if site.call is None or found is None or site.shown(found.value) not in operation.old:
        return None
    given = site.call.arguments
    at = given.index(found)
    if at:
        start, end = given[at - 1].end, found.end
    elif len(given) > 1:
        start, end = found.start, given[1].start
    else:
        start, end = found.start, found.end
    # A bracket or a comment in between is not taken along.
    around = site.text.data[start : found.start] + site.text.data[found.end : end]
    return [_Change(start, end, "")] if not around.strip(b", \t\r\n") else None


def _rename_call(site: _Site, operation: Operation) -> _Changes:
    if site.call is not None and site.call.base < 0:
        return _rename_bare(site, site.call.callee, operation)
    if site.call is None or site.call.callee.last is None:
        return None
    start, end = site.call.callee.last
    if site.text.data[start:end].decode("utf-8", "replace") != site.name:
        return None
    base = site.text.data[site.call.callee.start : site.call.base].decode("utf-8", "replace")
    if not operation.module:
        if "{}" not in operation.to:
            return [_Change(start, end, operation.to)]
        name = operation.to.replace("{}", base)
        return [_Change(site.call.callee.start, end, name)] if name.isascii() else None
    if base != site.module:
        return None
    changed = _Change(site.call.callee.start, end, operation.to)
    added = _import(site, operation)
    return None if added is None else [changed, *added]


def _rename_bare(site: _Site, callee: Value, operation: Operation) -> _Changes:
    """Renames what is called by a name that was imported from the module, as in `from module import name`."""
    if site.shown(callee) != site.name:
        return None
    known = site.written.names_from(site.text, site.module, site.name, site.name)
    if known is None:
        return None
    if operation.module:
        added = _import(site, operation)
        return None if added is None else [_whole(callee, operation.to), *added]
    if "{}" in operation.to:
        return None
    added = site.written.names_from(site.text, site.module, site.name, operation.to)
    if added is None:
        return None
    return [_whole(callee, operation.to), *(_Change(*one) for one in added)]


def _import(site: _Site, operation: Operation) -> _Changes:
    """Puts in an import, beside that of the module of the call where there is one, unless it is there."""
    place = site.written.import_place(site.text, operation.module, site.module)
    if place is None:
        return None
    if place.there:
        return []
    feed = "\r\n" if b"\r\n" in site.text.data[: place.offset + 2] else "\n"
    at_end = place.offset > 0 and not site.text.data[: place.offset].endswith(b"\n")
    return [_Change(place.offset, place.offset, f"{feed}{place.line}" if at_end else f"{place.line}{feed}")]


def _rename_argument(site: _Site, operation: Operation) -> _Changes:
    found = site.argument(operation)
    return _renamed(site, found.value, operation) if found else None


def _set_item(site: _Site, operation: Operation) -> _Changes:
    found = site.argument(operation)
    value = found.value if found and not found.spread else None
    *outer, key = operation.key.split(".")
    for one in outer:
        value = value.items.get(one) if value else None
    if value is None:
        return None
    if key in value.items:
        return _replaced(site, value.items[key], operation)
    if not operation.absent or value.room < 0:
        return None
    return [_Change(value.room, value.room, f", {site.written.item(key, operation.to)}")]


def _add_argument(site: _Site, operation: Operation) -> _Changes:
    given = site.call.arguments if site.call else ()
    if len(given) != operation.position or not given or any(one.spread or one.keyword for one in given):
        return None
    return [_Change(given[-1].end, given[-1].end, f", {operation.to}")]


def _set_value(site: _Site, operation: Operation) -> _Changes:
    return _replaced(site, site.value, operation) if site.value else None


def _replaced(site: _Site, value: Value, operation: Operation) -> _Changes:
    """A value in the place of an old one; a text in its quotes."""
    shown = site.shown(value)
    if shown in operation.old:
        return [_whole(value, operation.to)]
    if shown[:1] != "'" or f'"{shown[1:-1]}"' not in operation.old:
        return None
    return [_whole(value, f"'{operation.to[1:-1]}'" if operation.to[:1] == '"' else operation.to)]


def _rename_value(site: _Site, operation: Operation) -> _Changes:
    return _renamed(site, site.value, operation) if site.value else None


def _renamed(site: _Site, value: Value, operation: Operation) -> _Changes:
    if value.last is None:
        return None
    start, end = value.last
    known = site.text.data[start:end].decode("utf-8", "replace") in operation.old
    return [_Change(start, end, operation.to)] if known else None


def _bind_values(site: _Site, operation: Operation) -> _Changes:
    given = site.call.arguments if site.call else ()
    if not given or any(one.keyword or one.spread for one in given):
        return None
    # What is called with the rows may follow, and nothing else: other arguments are values already.
    if not all(_CALLED_BACK.match(site.text.data, one.start, one.end) for one in given[1:]):
        return None
    start, end = given[0].start, given[0].end
    told = site.written.bound(site.text.data[start:end], operation.to)
    return [_Change(start, end, told)] if told else None


def _split_command(site: _Site, operation: Operation) -> _Changes:
    given = site.call.arguments if site.call else ()
    if not given or any(one.spread or one.keyword or "shell" in one.value.items for one in given):
        return None
    start, end = given[0].start, given[0].end
    told = site.written.split(site.text.data[start:end])
    renamed = _renamed_of(site, operation) if told else None
    return None if renamed is None else [*renamed, _Change(start, end, told)]


def _renamed_of(site: _Site, operation: Operation) -> _Changes:
    """Renames what is called, if it is the module's that the operation names."""
    call, name, module = site.call, site.name, operation.module
    if call is None:
        return None
    if call.base >= 0:
        base = site.text.data[call.callee.start : call.base].decode("utf-8", "replace")
        known = site.shown(call.callee) == f"{base}.{name}" and site.written.brings(site.text, module, base)
        return [_Change(call.base, call.callee.end, f".{operation.to}")] if known else None
    added = site.written.names_from(site.text, module, name, operation.to)
    if site.shown(call.callee) != name or added is None:
        return None
    return [_whole(call.callee, operation.to), *(_Change(*one) for one in added)]


def _replace_chain(site: _Site, operation: Operation) -> _Changes:
    found = site.written.chained(site.text.data, *site.span) if site.call else None
    if found is None or found[0][:1] != operation.old[:1] or not set(found[0]) <= set(operation.old):
        return None
    added = _import(site, operation)
    return None if added is None else [_Change(site.span[0], found[1], operation.to), *added]


def _compare(site: _Site, operation: Operation) -> _Changes:
    one = site.comparison
    added = _import(site, operation) if one else None
    if one is None or added is None:
        return None
    new = operation.to.format(left=site.shown(one.left), right=site.shown(one.right))
    return [_Change(one.start, one.end, new if one.equal else f"!{new}"), *added] if new.isascii() else None


def _whole(value: Value, new: str) -> _Change:
    return _Change(value.start, value.end, new)


_OPERATIONS: MappingProxyType[str, Callable[[_Site, Operation], _Changes]] = MappingProxyType(
    {
        "set-keyword": _set_keyword,
        "remove-keyword": _remove_keyword,
        "rename-call": _rename_call,
        "rename-argument": _rename_argument,
        "set-item": _set_item,
        "add-argument": _add_argument,
        "set-value": _set_value,
        "rename-value": _rename_value,
        "bind-values": _bind_values,
        "split-command": _split_command,
        "replace-chain": _replace_chain,
        "compare": _compare,
    }
)


def _offset(text: Text, pos: int) -> int:
    """Byte offset of a position; -1 for one beyond what positions can say."""
    column = pos & MAX_COLUMN
    if not pos or column == MAX_COLUMN:
        return -1
    return text.line_bounds(pos >> COLUMN_BITS)[0] + column


def _edit(change: _Change, text: Text, digest: str) -> Edit:
    begins, ends = text.position(change.start), text.position(change.end)
    return Edit(text.path, change.start, change.end, digest, change.new, begins, ends)
