"""An SQL statement that is put together in JavaScript, as the same statement with its values bound."""

from __future__ import annotations

import json

from vedette.languages.holes import HOLE, NotPlainError, bind, constant, joined
from vedette.languages.javascript.tree import Node, NoParser, parser, string, word

# What a value may be: nothing that does more than looking something up.
_PLAIN = frozenset(
    (
        *("identifier", "member_expression", "subscript_expression", "property_identifier", "this"),
        *("string", "string_fragment", "number"),
    )
)
_MOST = 20_000
_DEEPEST = 40


def bound(source: bytes, placeholder: str) -> str:
    """The arguments of a call that execute the same statement with its values bound.

    Args:
        source: the argument as it is written, in UTF-8.
        placeholder: `?`, or `$` for numbered ones.

    Returns:
        ASCII; "" where that is not sure to be the same. Values become texts, as they do in a statement: some
        drivers make more of an object.
    """
    if len(source) > _MOST:
        return ""
    try:
        root = parser("typescript").parse(b"(" + source + b"\n)").root_node
        node = root.named_children[0] if len(root.named_children) == 1 and not root.has_error else None
        while node is not None and node.type in {"expression_statement", "parenthesized_expression"}:
            node = node.named_children[0] if node.named_child_count == 1 else None
        if node is None:
            return ""
        text, values = _read(node, 0)
        if not values:
            return ""
        statement, told = bind(text, [f"String({value})" for value in values], placeholder, _around)
    except (NoParser, NotPlainError, ValueError):
        return ""
    made = f"{_literal(statement)}, [{', '.join(told)}]"
    return made if made.isascii() else ""


def _read(node: Node, depth: int) -> tuple[str, list[str]]:
    """An expression as a text in which each value is a hole."""
    if depth > _DEEPEST:
        raise NotPlainError
    if node.type == "string":
        return constant(string(node)), []
    if node.type == "template_string":
        parts = [_read(one, depth + 1) for one in node.named_children]
        if any(one.type not in {"string_fragment", "template_substitution"} for one in node.named_children):
            raise NotPlainError
        return joined(parts)
    if node.type == "string_fragment":
        return constant(word(node)), []
    if node.type == "template_substitution" and node.named_child_count == 1:
        return _value(node.named_children[0])
    if node.type == "parenthesized_expression" and node.named_child_count == 1:
        return _read(node.named_children[0], depth + 1)
    if node.type == "binary_expression" and word(node.child_by_field_name("operator")) == "+":
        sides = [node.child_by_field_name("left"), node.child_by_field_name("right")]
        return joined([_read(one, depth + 1) for one in sides])
    return _value(node)


def _value(node: Node) -> tuple[str, list[str]]:
    rest = [node]
    while rest:
        one = rest.pop()
        if one.type not in _PLAIN:
            raise NotPlainError
        rest += one.named_children
    return HOLE, [word(node)]


def _around(before: str, value: str, after: str) -> str:
    parts = [json.dumps(before) if before else "", value, json.dumps(after) if after else ""]
    return " + ".join(part for part in parts if part)


def _literal(text: str) -> str:
    if "\n" in text:
        if "`" in text or "${" in text:
            raise NotPlainError
        return f"`{text}`"
    told = json.dumps(text)
    return f"'{text}'" if "'" not in text and told[1:-1] == text else told
