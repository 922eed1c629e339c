"""Calls and assignments of Python as they are written.

Only the part in question is parsed, since the rest stays as it is: an expression in place of an expression
reads everywhere.
"""

from __future__ import annotations

import ast
import warnings
from itertools import accumulate

from vedette.languages.python import bound as binding
from vedette.languages.python import importing
from vedette.languages.python.lower import lower, parse
from vedette.languages.written import Argument, Call, Comparison, ImportPlace, Value
from vedette.model.facts import Text

# Bytes: what is longer is written by no hand.
_LONGEST = 16 * 1024
_LONGEST_TEXT = 1024 * 1024
_UNREAD = (SyntaxError, ValueError, RecursionError, MemoryError)


def call(data: bytes, start: int, end: int) -> Call | None:
    """The call that a range of a text is; None when it is none that can be read.

    Args:
        data: the text.
        start: byte offset at which the call begins.
        end: byte offset behind its closing bracket.
    """
    part = _Part.of(data, start, end, b"(", b"\n)")
    if part is None or len(part.tree.body) != 1 or not isinstance(part.tree.body[0], ast.Expr):
        return None
    node = part.tree.body[0].value
    if not isinstance(node, ast.Call) or part.span(node) != (start, end):
        return None
    parts: list[ast.expr | ast.keyword] = [*node.args, *node.keywords]
    given = sorted(parts, key=part.span)
    return Call(
        callee=part.value(node.func),
        base=part.span(node.func.value)[1] if isinstance(node.func, ast.Attribute) else -1,
        arguments=tuple(map(part.argument, given)),
        end=end,
    )


def assignment(data: bytes, start: int) -> Value | None:
    """What is assigned by the statement of one line that begins at an offset; None when it is not read."""
    end = data.find(b"\n", start, start + _LONGEST)
    part = _Part.of(data, start, end if end >= 0 else len(data))
    if part is None or not part.tree.body:
        return None
    node = part.tree.body[0]
    single = isinstance(node, ast.AnnAssign) or (isinstance(node, ast.Assign) and len(node.targets) == 1)
    value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) and single else None
    return part.value(value) if value is not None else None


def import_place(text: Text, module: str, beside: str) -> ImportPlace | None:
    """Where `import MODULE` may be put in, beside another import at the top of the file.

    Returns:
        None when the other module is not imported there, or the name is used for something else.
    """
    if len(text.data) > _LONGEST_TEXT:
        return None
    try:
        tree = parse(text.data)
    except _UNREAD:
        return None
    return importing.place(text, tree, module, beside)


def names_from(text: Text, module: str, old: str, new: str) -> tuple[tuple[int, int, str], ...] | None:
    """Changes by which a name is imported beside another one of its module; see `importing`."""
    if len(text.data) > _LONGEST_TEXT:
        return None
    try:
        return importing.names_from(text, parse(text.data), module, old, new)
    except _UNREAD:
        return None


def bound(source: bytes, placeholder: str) -> str:
    """The arguments of a call that execute a statement with its values bound; "" where that is not sure.

    Args:
        source: the statement as it is put together, in UTF-8.
        placeholder: that stands for a value.
    """
    return binding.bound(source, placeholder)


def call_end(data: bytes, start: int, name: str) -> int:
    """0: hits of Python say where they end."""
    del data, start, name
    return 0


def brings(text: Text, module: str, name: str) -> bool:
    """False: no recipe of Python asks."""
    del text, module, name
    return False


def comparison(data: bytes, start: int) -> Comparison | None:
    """None: no recipe of Python is about one."""
    del data, start
    return None


def chained(data: bytes, start: int, end: int) -> tuple[tuple[str, ...], int] | None:
    """None: no recipe of Python is about a chain of calls."""
    del data, start, end
    return None


def split(source: bytes) -> str:
    """Nothing: commands of Python are left to people."""
    del source
    return ""


def item(key: str, value: str) -> str:
    """An item of a map as it is written."""
    return f'"{key}": {value}'


def gaps(text: Text) -> int:
    """How many parts of a text cannot be read."""
    return len(lower(text).gaps)


class _Part:
    """A part of a text, parsed by itself."""

    def __init__(self, tree: ast.Module, data: bytes, start: int, before: int) -> None:
        self.tree = tree
        lengths = (len(line) for line in data.split(b"\n"))
        self._starts = [0, *accumulate(length + 1 for length in lengths)]
        self._shift = start - before
        self._data = data

    @classmethod
    def of(cls, data: bytes, start: int, end: int, before: bytes = b"", after: bytes = b"") -> _Part | None:
        source = before + data[start:end].removesuffix(b"\r") + after
        odd = b"\r" in source.replace(b"\r\n", b"")
        if not 0 <= start < end <= start + _LONGEST or odd or b"\f" in source or b"\0" in source:
            return None
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                tree = ast.parse(source.decode("utf-8"))
        except _UNREAD:
            return None
        return cls(tree, source, start, len(before))

    def span(self, node: ast.expr | ast.keyword) -> tuple[int, int]:
        """Where a node stands in the whole text."""
        ends = self._starts[(node.end_lineno or 1) - 1] + (node.end_col_offset or 0)
        return self._starts[node.lineno - 1] + node.col_offset + self._shift, ends + self._shift

    def value(self, node: ast.expr) -> Value:
        start, end = self.span(node)
        named = node.func if isinstance(node, ast.Call) else node
        last = None
        if isinstance(named, ast.Attribute):
            stop = self.span(named)[1]
            last = (stop - len(named.attr.encode()), stop)
        return Value(start, end, last, self._items(node))

    def argument(self, node: ast.expr | ast.keyword) -> Argument:
        start, end = self.span(node)
        if isinstance(node, ast.keyword):
            return Argument(node.arg or "", node.arg is None, start, end, self.value(node.value))
        return Argument("", isinstance(node, ast.Starred), start, end, self.value(node))

    def _items(self, node: ast.expr) -> dict[str, Value]:
        if not isinstance(node, ast.Dict):
            return {}
        # Of a key that is there twice the last one counts.
        return {
            key.value: Value(*self.span(value))
            for key, value in zip(node.keys, node.values, strict=True)
            if isinstance(key, ast.Constant) and isinstance(key.value, str)
        }
