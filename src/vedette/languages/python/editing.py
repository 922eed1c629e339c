"""The form of a file after an edit within one function, without reading the rest of it again.

A form that was made once keeps the lines that it was made with, and what is made anew gets lines that no text
has: `Edited.lines` says which line of the text each one is. So nothing that stands below an edit is touched.
Whatever is not an edit within one function is read as a whole.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import cast

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from vedette.languages.depth import bounded
from vedette.languages.forms import pack, unpack
from vedette.languages.python.lower import MANY, is_odd, lower, lowered, parse, with_aliases
from vedette.languages.python.statements import S
from vedette.languages.scopes import Draft, Scope
from vedette.model.facts import Text
from vedette.model.form import COLUMN_BITS, FUNCTION, Block, Function, Module

# Fewer frames than a whole file may use: what is read with these is read with those as well.
_DEPTH = 200
# After so many lines that no text has all is read anew.
_MOST = 1 << 24
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(list[Function]).decode


class Unit(Struct, frozen=True):
    """A function of a module, or a method of one of its classes, that may be read by itself.

    Attributes:
        first: its first line in the text, decorators included.
        body: line of the first statement in it, which no part of its head stands on.
        last: the last line before what follows it.
        number: of the function.
    """

    first: int
    body: int
    last: int
    number: int


class Edited(Struct, frozen=True, dict=True):
    """A text, and its form.

    Attributes:
        text: the file.
        module: its form, as one that was kept is read.
        lines: of each line of the text, which one it is in the form.
        units: what may be read by itself, in order.
        altered: the function that was read anew, with all within it; None where all was.
    """

    text: Text
    module: Module
    lines: list[int]
    units: tuple[Unit, ...] = ()
    altered: int | None = None

    @property
    def is_placed(self) -> bool:
        """Whether positions of the form are those of the text."""
        return self.altered is None

    @cached_property
    def _placed(self) -> dict[int, int]:
        return {line: at for at, line in enumerate(self.lines, 1)}

    def place(self, pos: int) -> int:
        """A position of the form as one of the text."""
        line = pos >> COLUMN_BITS
        return pos + ((self._placed.get(line, line) - line) << COLUMN_BITS)


def read(text: Text) -> Edited:
    """A text that is read as a whole."""
    lines = list(range(1, text.data.count(b"\n") + 2))
    try:
        with bounded(_DEPTH):
            tree = parse(text.data)
        text.data.decode("utf-8")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return Edited(text, _kept(lower(text)), lines)
    module = _kept(lowered(tree, text))
    units = tuple(_units(tree, module, len(lines))) if not (module.gaps or is_odd(text.data)) else ()
    return Edited(text, module, lines, units)


def again(before: Edited, text: Text) -> Edited | None:
    """The same after an edit within one function; None for any other edit.

    Args:
        before: the text as it was, and its form.
        text: as it is.
    """
    old, new = before.text.data.split(b"\n"), text.data.split(b"\n")
    first = next((at for at, (one, other) in enumerate(zip(old, new, strict=False)) if one != other), -1)
    if first < 0:
        first = min(len(old), len(new))
    most = min(len(old), len(new)) - first
    behind = 0
    while behind < most and old[-1 - behind] == new[-1 - behind]:
        behind += 1
    last = len(old) - behind
    unit = next((one for one in before.units if one.body <= first + 1 and last <= one.last), None)
    if unit is None or (len(before.text.data) > MANY) != (len(text.data) > MANY):
        return None
    more = len(new) - len(old)
    data = b"\n".join(new[unit.first - 1 : unit.last + more]) + b"\n"
    return _replaced(before, text, unit, data, more)


def within(module: Module, number: int) -> list[Function]:
    """A function, and those within it: their numbers follow its own."""
    found = [module.functions[number]]
    for one in module.functions[number + 1 :]:
        if not found[0].start <= one.start <= found[0].end:
            break
        found.append(one)
    return found


def _replaced(before: Edited, text: Text, unit: Unit, data: bytes, more: int) -> Edited | None:
    module, number = before.module, unit.number
    count = len(within(module, number))
    if any(number <= one.outer < number + count for one in module.classes):
        return None
    base = max(before.lines) + 1
    node = _parsed(data, indented=module.functions[number].owner >= 0)
    if node is None or base > _MOST:
        return None
    body = node.body[0].lineno
    fresh = _made(node, module, number, base, large=len(text.data) > MANY)
    if fresh is None or len(fresh) != count or not _is_head(fresh[0], module.functions[number]):
        return None
    owner, functions = module.functions[number].owner, list(module.functions)
    functions[number : number + count] = fresh
    classes = list(module.classes)
    if owner >= 0:
        classes[owner] = replace(classes[owner], body=_moved(classes[owner].body, fresh[0]))
    else:
        functions[0] = replace(functions[0], body=_moved(functions[0].body, fresh[0]))
    lines = list(before.lines)
    lines[unit.first - 1 : unit.last] = range(base, base + unit.last - unit.first + 1 + more)
    units = [
        one
        if one.first < unit.first
        else Unit(one.first + more, one.body + more, one.last + more, one.number)
        if one.first > unit.first
        else Unit(unit.first, unit.first + body - 1, unit.last + more, number)
        for one in before.units
    ]
    made = replace(module, functions=tuple(functions), classes=tuple(classes))
    return Edited(text, made, lines, tuple(units), number)


def _kept(module: Module) -> Module:
    """A form as it is read from where it was kept: of lists, each expression another."""
    return unpack(pack(module), module.path)


def _parsed(data: bytes, *, indented: bool) -> ast.FunctionDef | ast.AsyncFunctionDef | None:
    """The one function that a text is, lines from 1; None where it is anything else."""
    if is_odd(data) or b"\0" in data:
        return None
    try:
        source = data.decode("utf-8")
        with bounded(_DEPTH), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            text = f"class _:\n{source}" if indented else source
            tree = cast("ast.Module", compile(text, "<text>", "exec", ast.PyCF_ONLY_AST, dont_inherit=True))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    body = tree.body
    if indented:
        if len(body) != 1 or not isinstance(body[0], ast.ClassDef):
            return None
        body = body[0].body
        ast.increment_lineno(tree, -1)
    return body[0] if len(body) == 1 and isinstance(body[0], _FUNCTIONS) else None


def _made(
    node: ast.FunctionDef | ast.AsyncFunctionDef, module: Module, number: int, base: int, *, large: bool
) -> list[Function] | None:
    """The form of a function, and of those within it, as if it stood where another does."""
    ast.increment_lineno(node, base - 1)
    was = module.functions[number]
    draft = Draft(large=large)
    draft.functions = [None] * number
    around = Scope(draft, None, 0, "")
    if was.owner >= 0:
        around = Scope(draft, around, 0, f"{module.classes[was.owner].path}.", was.owner)
    out: Block = []
    try:
        with bounded(_DEPTH):
            S[type(node)](node, around, out)
    except RecursionError:
        return None
    if draft.gaps or draft.classes or None in draft.functions[number:]:
        return None
    made = with_aliases(module.functions[0].body, [one for one in draft.functions[number:] if one])
    return _decode(_encode(made))


def _is_head(now: Function, was: Function) -> bool:
    """Whether what stands around a function sees the same of it; its head was not touched."""
    return (now.number, now.path, now.owner, now.outer) == (was.number, was.path, was.owner, was.outer)


def _moved(body: Block, function: Function) -> Block:
    """Statements around a function, of which one defines it where it now is."""
    return [
        [FUNCTION, function.number, one[2], function.start]
        if one[0] == FUNCTION and one[1] == function.number
        else one
        for one in body
    ]


def _units(tree: ast.Module, module: Module, count: int) -> Iterator[Unit]:
    """What may be read by itself, in order."""
    numbers = {one.start: one.number for one in module.functions[1:]}
    for node, last in _apart(tree.body, count):
        nodes = [(node, last)]
        if isinstance(node, ast.ClassDef):
            nodes = list(_apart(node.body, last))
        for one, end in nodes:
            number = numbers.get(one.lineno << COLUMN_BITS | one.col_offset, -1)
            if isinstance(one, _FUNCTIONS) and number > 0:
                first, body = _first(one), _first(one.body[0])
                head = [*one.decorator_list, *([one.returns] if one.returns else []), one.args]
                if body > max(one.lineno, *(_end(each) for each in head)):
                    yield Unit(first, body, end, number)


def _apart(nodes: Sequence[ast.stmt], last: int) -> Iterator[tuple[ast.stmt, int]]:
    """Statements that share no line with another, each with the last line before the next."""
    before = 0
    for at, node in enumerate(nodes):
        end = _first(nodes[at + 1]) - 1 if at + 1 < len(nodes) else last
        if before < _first(node) and (node.end_lineno or 0) <= end:
            yield node, end
        before = node.end_lineno or 0


def _first(node: ast.stmt) -> int:
    """The first line of a statement, decorators included."""
    above: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(one.lineno for one in above)])


def _end(node: ast.AST) -> int:
    """The last line of an expression, or of parameters."""
    ends: list[int | None] = [getattr(one, "end_lineno", None) for one in ast.walk(node)]
    return max((one for one in ends if one), default=0)
