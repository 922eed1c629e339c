"""Patterns of `match` of tree-sitter as those of `ast`."""

from __future__ import annotations

import ast

from vedette.languages.python.tree_expressions import Node, Unreadable, expression, inside, text
from vedette.languages.python.tree_literals import where


def case_pattern(clause: Node) -> ast.pattern:
    """The pattern of a case; several with commas between are a sequence."""
    found = [child for child in clause.named_children if child.type == "case_pattern"]
    if len(found) == 1 and not any(child.type == "," for child in clause.children):
        return _pattern(found[0])
    return ast.MatchSequence([_pattern(child) for child in found], **where(found[0]))


def _pattern(node: Node) -> ast.pattern:
    made = _alternatives(node)
    if len(made) != 1:
        raise Unreadable("pattern")
    return made[0]


def _alternatives(node: Node) -> list[ast.pattern]:
    """The patterns among the children of a node; a minus belongs to the number after it."""
    out: list[ast.pattern] = []
    minus = None
    for child in node.children:
        if child.type == "-":
            minus = child
        elif child.type == "_":
            out.append(ast.MatchAs(None, None, **where(child)))
        elif child.is_named and child.type != "comment":
            out.append(_one(child, minus))
            minus = None
    return out


def _one(node: Node, minus: Node | None) -> ast.pattern:
    place = where(node)
    kind = node.type
    if minus is not None:
        start = where(minus)
        place["lineno"], place["col_offset"] = start["lineno"], start["col_offset"]
        return ast.MatchValue(ast.UnaryOp(ast.USub(), expression(node), **place), **place)
    if kind == "case_pattern":
        return _pattern(node)
    if kind == "dotted_name":
        return _named(node)
    if kind == "as_pattern":
        inner = _pattern(node.named_children[0])
        return ast.MatchAs(inner, text(node.named_children[-1]), **place)
    if kind == "union_pattern":
        return ast.MatchOr(_alternatives(node), **place)
    if kind in ("list_pattern", "tuple_pattern"):
        return _sequence(node)
    if kind == "splat_pattern":
        name = text(node.children[-1])
        return ast.MatchStar(None if name == "_" else name, **place)
    if kind == "dict_pattern":
        return _mapping(node)
    if kind == "class_pattern":
        return _class(node)
    if kind in ("true", "false", "none"):
        return ast.MatchSingleton({"true": True, "false": False, "none": None}[kind], **place)
    if kind == "complex_pattern":
        return ast.MatchValue(ast.Constant(1j, **place), **place)
    return ast.MatchValue(expression(node), **place)


def _named(node: Node) -> ast.pattern:
    first, *rest = inside(node)
    place = where(node)
    if not rest:
        return ast.MatchAs(None, None if text(first) == "_" else text(first), **place)
    return ast.MatchValue(_dotted(node), **place)


def _dotted(node: Node) -> ast.expr:
    first, *rest = inside(node)
    place = where(node)
    made: ast.expr = ast.Name(text(first), **place)
    for name in rest:
        made = ast.Attribute(made, text(name), **place)
    return made


def _sequence(node: Node) -> ast.pattern:
    made = _alternatives(node)
    bare = node.type == "tuple_pattern" and not any(child.type == "," for child in node.children)
    if bare and len(made) == 1:
        return made[0]
    return ast.MatchSequence(made, **where(node))


def _mapping(node: Node) -> ast.pattern:
    keys: list[ast.expr] = []
    values: list[ast.pattern] = []
    rest = None
    minus = False
    for index, child in enumerate(node.children):
        field = node.field_name_for_child(index)
        if child.type == "splat_pattern":
            rest = text(child.children[-1])
        elif child.type == "-":
            minus = True
        elif field == "key" and child.is_named:
            key = _dotted(child) if child.type == "dotted_name" else expression(child)
            keys.append(ast.UnaryOp(ast.USub(), key, **where(child)) if minus else key)
            minus = False
        elif field == "value" and child.is_named:
            values.append(_pattern(child))
    if len(keys) != len(values):
        raise Unreadable("mapping pattern")
    return ast.MatchMapping(keys, values, rest, **where(node))


def _class(node: Node) -> ast.pattern:
    name, *given = inside(node)
    plain: list[ast.pattern] = []
    names: list[str] = []
    values: list[ast.pattern] = []
    for child in given:
        inner = child.named_children[0] if child.named_children else child
        if inner.type == "keyword_pattern":
            names.append(text(inner.named_children[0]))
            made = _alternatives(inner)[1:]
            values.append(made[0])
        else:
            plain.append(_pattern(child))
    return ast.MatchClass(_dotted(name), plain, names, values, **where(node))
