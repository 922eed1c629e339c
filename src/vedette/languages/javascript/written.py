"""Calls, assignments and comparisons of JavaScript and TypeScript as they are written.

Only the part in question is parsed, as in `languages.python.written`. A map of options is what keywords are
there: `new` is a call, and so is a chain that ends with one.
"""

from __future__ import annotations

import re
from functools import lru_cache

from vedette.languages.javascript import bound as binding
from vedette.languages.javascript import importing
from vedette.languages.javascript.commands import split as _split
from vedette.languages.javascript.lower import lower
from vedette.languages.javascript.tree import Node, NoParser, parser, string, word
from vedette.languages.written import Argument, Call, Comparison, ImportPlace, Value
from vedette.model.facts import Text

# Bytes: what is longer is written by no hand.
_LONGEST = 16 * 1024
_LONGEST_TEXT = 1024 * 1024
_CALLS = frozenset(("call_expression", "new_expression"))
_NAMED = frozenset(("property_identifier", "private_property_identifier"))
_EQUAL = {"===": True, "==": True, "!==": False, "!=": False}
# What a value is given to, or given back by, right before it.
_GIVEN = re.compile(rb"(?:(?<![-=!<>+*/%&|^?:])=>?|\breturn)[ \t]*$")
_BEFORE = 64


def call(data: bytes, start: int, end: int) -> Call | None:
    """As `languages.python.written.call`."""
    part = _Part.of(data, start, end, b"(", b"\n)")
    node = part.expression() if part else None
    if part is None or node is None or node.type not in _CALLS or part.span(node) != (start, end):
        return None
    callee = node.child_by_field_name("function") or node.child_by_field_name("constructor")
    given = node.child_by_field_name("arguments")
    if callee is None or given is None or given.type != "arguments":
        return None
    under = callee.child_by_field_name("object") if callee.type == "member_expression" else None
    return Call(
        callee=part.value(callee),
        base=part.span(under)[1] if under is not None else -1,
        arguments=tuple(part.argument(one) for one in given.named_children if one.type != "comment"),
        end=end,
    )


def call_end(data: bytes, start: int, name: str) -> int:
    """Byte offset behind the call of a name, or of such a member, that begins at an offset, 0 if none."""
    # It may go on for many lines, and in the middle of what is around it nothing reads.
    part = _Part.of(data, start, min(len(data), start + _LONGEST), whole=False)
    for one in _all(part.root) if part else ():
        callee = one.child_by_field_name("function") if one.type == "call_expression" else None
        last = callee.child_by_field_name("property") or callee if callee is not None else None
        if part and last is not None and part.span(one)[0] == start and word(last) == name:
            return 0 if one.has_error else part.span(one)[1]
    return 0


def assignment(data: bytes, start: int) -> Value | None:
    """What is assigned by the statement of one line that begins at an offset; None when it is not read."""
    part = _Part.of(data, start, _line_end(data, start))
    node = part.statement() if part else None
    if part is None or node is None:
        return None
    if node.type == "expression_statement" and node.named_child_count == 1:
        one = node.named_children[0]
        right = one.child_by_field_name("right") if one.type == "assignment_expression" else None
        return part.value(right) if right is not None else None
    if node.type in {"lexical_declaration", "variable_declaration"} and node.named_child_count == 1:
        right = node.named_children[0].child_by_field_name("value")
        return part.value(right) if right is not None else None
    return None


def comparison(data: bytes, start: int) -> Comparison | None:
    """The one comparison for equality in the line that begins at an offset; None for none, or several."""
    end = _line_end(data, start)
    # A condition whose block goes on in further lines is closed, so that it reads.
    part = _Part.of(data, start, end) or _Part.of(data, start, end, after=b"}")
    found = [one for one in _all(part.root) if _is_comparison(one)] if part else []
    if part is None or len(found) != 1:
        return None
    left, right = found[0].child_by_field_name("left"), found[0].child_by_field_name("right")
    equal = _EQUAL[word(found[0].child_by_field_name("operator"))]
    first, last = part.span(found[0])
    return Comparison(first, last, equal, part.value(left), part.value(right))


def chained(data: bytes, start: int, end: int) -> tuple[tuple[str, ...], int] | None:
    """What is called of the result of a call, one after the other, where nothing else is done with it.

    Args:
        data: the text.
        start: byte offset at which the first call begins.
        end: byte offset behind its closing bracket.

    Returns:
        The names, and the byte offset behind the last call; None where more is done with the value than
        giving it to a name, or back.
    """
    if not _GIVEN.search(data, max(start - _BEFORE, 0), start):
        return None
    part = _Part.of(data, start, _line_end(data, start))
    node = part.statement() if part else None
    if part is None or node is None or node.type != "expression_statement" or node.named_child_count != 1:
        return None
    one, names = node.named_children[0], []
    last = part.span(one)[1]
    while part.span(one) != (start, end):
        callee = one.child_by_field_name("function") if one.type == "call_expression" else None
        if callee is None or callee.type != "member_expression":
            return None
        names.append(word(callee.child_by_field_name("property")))
        one = callee.child_by_field_name("object")
    return tuple(reversed(names)), last


def import_place(text: Text, module: str, beside: str) -> ImportPlace | None:
    """Where a module of node may be put in, under its own name, at the top of the file.

    Args:
        text: the file.
        module: of node, such as `crypto`.
        beside: anything; what is beside it does not matter.
    """
    del beside
    tree = _tree(text)
    return importing.place(text.data, tree, module) if tree is not None else None


def names_from(text: Text, module: str, old: str, new: str) -> tuple[tuple[int, int, str], ...] | None:
    """Changes by which a name is imported beside another one of its module; see `importing`."""
    tree = _tree(text)
    return importing.names_from(text.data, tree, module, old, new) if tree is not None else None


def brings(text: Text, module: str, name: str) -> bool:
    """Whether a name is that of a module, at the top of the file."""
    tree = _tree(text)
    return tree is not None and importing.brings(tree, module, name)


def bound(source: bytes, placeholder: str) -> str:
    """As `languages.python.written.bound`."""
    return binding.bound(source, placeholder)


def split(source: bytes) -> str:
    """The arguments of a call that runs a program without a shell; "" where that is not sure.

    Args:
        source: the command as it is put together, in UTF-8.
    """
    part = _Part.of(source, 0, len(source), b"(", b"\n)")
    node = part.expression() if part else None
    return _split(node) if node is not None else ""


def item(key: str, value: str) -> str:
    """An item of a map as it is written."""
    return f"{key}: {value}"


def gaps(text: Text) -> int:
    """How many parts of a text cannot be read."""
    return len(lower(text).gaps)


class _Part:
    """A part of a text, parsed by itself."""

    def __init__(self, root: Node, shift: int) -> None:
        self.root = root
        self._shift = shift

    @classmethod
    def of(
        cls, data: bytes, start: int, end: int, before: bytes = b"", after: bytes = b"", *, whole: bool = True
    ) -> _Part | None:
        if not 0 <= start < end <= start + _LONGEST:
            return None
        source = before + data[start:end] + after
        for grammar in ("tsx", "typescript"):
            try:
                root = parser(grammar).parse(source).root_node
            except (NoParser, ValueError):
                return None
            if not (whole and root.has_error):
                return cls(root, start - len(before))
        return None

    def statement(self) -> Node | None:
        """The only statement, or the first of several."""
        return next((one for one in self.root.named_children if one.type != "comment"), None)

    def expression(self) -> Node | None:
        """The expression within the brackets that the part was put in."""
        node = self.statement()
        for kind in ("expression_statement", "parenthesized_expression"):
            inner = [one for one in node.named_children if one.type != "comment"] if node is not None else []
            if node is None or node.type != kind or len(inner) != 1 or self.root.named_child_count != 1:
                return None
            node = inner[0]
        return node

    def span(self, node: Node) -> tuple[int, int]:
        """Where a node stands in the whole text."""
        return node.start_byte + self._shift, node.end_byte + self._shift

    def value(self, node: Node) -> Value:
        start, end = self.span(node)
        named = node.child_by_field_name("function") if node.type == "call_expression" else node
        last = None
        if named is not None and named.type == "member_expression":
            last = self.span(named.child_by_field_name("property"))
        items, room = self._items(node) if node.type == "object" else ({}, -1)
        return Value(start, end, last, items, room)

    def argument(self, node: Node) -> Argument:
        start, end = self.span(node)
        return Argument("", node.type == "spread_element", start, end, self.value(node))

    def _items(self, node: Node) -> tuple[dict[str, Value], int]:
        items: dict[str, Value] = {}
        room = -1
        for one in node.named_children:
            key = one.child_by_field_name("key") or one.child_by_field_name("name")
            if one.type == "comment":
                continue
            if one.type == "shorthand_property_identifier":
                items[word(one)] = Value(*self.span(one))
            elif key is not None and key.type in {*_NAMED, "string"}:
                name = string(key) if key.type == "string" else word(key)
                value = one.child_by_field_name("value")
                items[name] = (
                    self.value(value) if one.type == "pair" and value is not None else Value(*self.span(one))
                )
            else:
                return items, -1
            room = self.span(one)[1]
        return items, room


def _line_end(data: bytes, start: int) -> int:
    end = data.find(b"\n", start, start + _LONGEST)
    return end if end >= 0 else min(len(data), start + _LONGEST)


def _all(node: Node) -> list[Node]:
    found, rest = [], [node]
    while rest:
        one = rest.pop()
        found.append(one)
        rest += one.named_children
    return found


def _is_comparison(node: Node) -> bool:
    return node.type == "binary_expression" and word(node.child_by_field_name("operator")) in _EQUAL


def _tree(text: Text) -> Node | None:
    return (
        _parsed(text.path.rpartition(".")[2].lower(), text.data) if len(text.data) <= _LONGEST_TEXT else None
    )


@lru_cache(maxsize=2)
def _parsed(kind: str, data: bytes) -> Node | None:
    """Once for all findings of a file."""
    return importing.parsed(kind, data)
