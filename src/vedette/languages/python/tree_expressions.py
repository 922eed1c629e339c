"""Expressions of tree-sitter as those of `ast`. What cannot be one raises `Unreadable`."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any, TypeAlias

from vedette.languages.python.tree_literals import content, joined, number, pieces, prefix, where

Node: TypeAlias = Any  # tree_sitter.Node, which is loaded only where a file needs it


class Unreadable(Exception):  # noqa: N818 - says what the node is
    """A node that stands for nothing in Python."""


_OPERATORS: dict[str, type[ast.operator]] = {
    "+": ast.Add,
    "-": ast.Sub,
    "*": ast.Mult,
    "/": ast.Div,
    "%": ast.Mod,
    "**": ast.Pow,
    "<<": ast.LShift,
    ">>": ast.RShift,
    "|": ast.BitOr,
    "&": ast.BitAnd,
    "^": ast.BitXor,
    "//": ast.FloorDiv,
    "@": ast.MatMult,
}
_COMPARISONS: dict[str, type[ast.cmpop]] = {
    "==": ast.Eq,
    "!=": ast.NotEq,
    "<>": ast.NotEq,
    "<": ast.Lt,
    "<=": ast.LtE,
    ">": ast.Gt,
    ">=": ast.GtE,
    "in": ast.In,
    "not in": ast.NotIn,
    "is": ast.Is,
    "is not": ast.IsNot,
}
_SIGNS: dict[str, type[ast.unaryop]] = {"-": ast.USub, "+": ast.UAdd, "~": ast.Invert}


def expression(node: Node | None) -> ast.expr:
    """The expression that a node stands for.

    Raises:
        Unreadable: none, or there is a mistake in it.
    """
    if node is None or node.is_missing:
        raise Unreadable("something is missing")
    make = _E.get(node.type)
    if make is None:
        raise Unreadable(node.type)
    return make(node)


def operator(sign: str) -> ast.operator:
    """An arithmetic operator."""
    if sign not in _OPERATORS:
        raise Unreadable(sign)
    return _OPERATORS[sign]()


def inside(node: Node) -> list[Node]:
    """Named children that mean something."""
    return [
        child for child in node.named_children if child.type not in ("comment", "line_continuation", "ERROR")
    ]


def text(node: Node | None) -> str:
    """The text of a name."""
    if node is None or not node.text:
        raise Unreadable("a name is missing")
    found: str = node.text.decode("utf-8", "replace")
    return found


def reparsed(source: str, node: Node) -> list[ast.stmt]:
    """Statements that the interpreter reads in the text of a node; none if it refuses."""
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    line, column = node.start_point
    for statement in body:
        for one in ast.walk(statement):
            if isinstance(one, ast.expr | ast.stmt):
                one.col_offset += column if one.lineno == 1 else 0
                one.lineno += line
                one.end_lineno = (one.end_lineno or 1) + line
    return body


def several(node: Node, items: list[Node]) -> ast.expr:
    """One expression, or several with commas between, which are a tuple."""
    if len(items) == 1 and not any(child.type == "," for child in node.children):
        return expression(items[0])
    made = [expression(item) for item in items]
    place = where(items[0] if items else node)
    end = where(node)
    place["end_lineno"], place["end_col_offset"] = end["end_lineno"], end["end_col_offset"]
    return ast.Tuple(made, **place)


def call_arguments(node: Node | None) -> tuple[list[ast.expr], list[ast.keyword]]:
    """Arguments by position and by name."""
    args: list[ast.expr] = []
    keywords: list[ast.keyword] = []
    if node is None:
        return args, keywords
    if node.type == "generator_expression":
        return [expression(node)], keywords
    for child in inside(node):
        if child.type == "keyword_argument":
            value = expression(child.child_by_field_name("value"))
            keywords.append(ast.keyword(text(child.child_by_field_name("name")), value, **where(child)))
        elif child.type == "dictionary_splat":
            keywords.append(ast.keyword(None, expression(inside(child)[-1]), **where(child)))
        else:
            args.append(expression(child))
    return args, keywords


def parameters(node: Node | None) -> tuple[ast.arguments, list[ast.stmt]]:
    """Parameters, and what unpacks those that Python 2 wrote as tuples."""
    given = ast.arguments([], [], None, [], [], None, [])
    unpacking: list[ast.stmt] = []
    by_name = False
    for child in inside(node) if node is not None else ():
        kind = child.type
        if kind == "keyword_separator":
            by_name = True
        elif kind == "positional_separator":
            given.posonlyargs, given.args = given.args, []
        else:
            by_name = _parameter(child, given, unpacking, by_name=by_name)
    return given, unpacking


def _parameter(node: Node, given: ast.arguments, unpacking: list[ast.stmt], *, by_name: bool) -> bool:
    """Add one parameter; whether those that follow are given by name only."""
    named = node.child_by_field_name("name")
    if named is None:
        named = inside(node)[0] if node.type == "typed_parameter" else node
    declared = node.child_by_field_name("type")
    kind = None if declared is None else expression(declared)
    place = where(node)
    if named.type in ("list_splat_pattern", "dictionary_splat_pattern"):
        made = ast.arg(text(inside(named)[-1]), kind, **place)
        if named.type == "list_splat_pattern":
            given.vararg = made
            return True
        given.kwarg = made
        return by_name
    if named.type == "tuple_pattern":
        made = ast.arg(f".{len(given.args)}", None, **place)
        unpacking.append(ast.Assign([expression(named)], ast.Name(made.arg, **place), **place))
    else:
        made = ast.arg(text(named), kind, **place)
    value = node.child_by_field_name("value")
    default = None if value is None else expression(value)
    if by_name:
        given.kwonlyargs.append(made)
        given.kw_defaults.append(default)
    else:
        given.args.append(made)
        if default is not None:
            given.defaults.append(default)
    return by_name


def _name(node: Node) -> ast.expr:
    return ast.Name(text(node), **where(node))


def _constant(value: Any) -> Callable[[Node], ast.expr]:
    return lambda node: ast.Constant(value, **where(node))


def _number(node: Node) -> ast.expr:
    return ast.Constant(number(text(node)), **where(node))


def _string(node: Node) -> ast.expr:
    if node.children[0].text.endswith(b"`"):
        return _backticks(node)
    parts, interpolates = pieces(node, expression)
    return ast.JoinedStr(joined(parts), **where(node)) if interpolates else parts[0]


def _backticks(node: Node) -> ast.expr:
    place = where(node)
    body = reparsed(str(content(node)).strip(), node)
    if len(body) != 1 or not isinstance(body[0], ast.Expr):
        raise Unreadable("backticks")
    return ast.Call(ast.Name("repr", **place), [body[0].value], [], **place)


def _concatenated(node: Node) -> ast.expr:
    parts: list[ast.expr] = []
    interpolates = False
    strings = inside(node)
    for one in strings:
        more, formed = pieces(one, expression)
        parts += more
        interpolates |= formed
    place = where(node)
    if interpolates:
        return ast.JoinedStr(joined(parts), **place)
    values = [part.value for part in parts if isinstance(part, ast.Constant)]
    if "b" in prefix(strings[0]):
        return ast.Constant(b"".join(value for value in values if isinstance(value, bytes)), **place)
    return ast.Constant("".join(value for value in values if isinstance(value, str)), **place)


def _attribute(node: Node) -> ast.expr:
    name = text(node.child_by_field_name("attribute"))
    return _of(node, "object", lambda owner, place: ast.Attribute(owner, name, **place))


def _call(node: Node) -> ast.expr:
    args, keywords = call_arguments(node.child_by_field_name("arguments"))
    return _of(node, "function", lambda callee, place: ast.Call(callee, args, keywords, **place))


def _subscript(node: Node) -> ast.expr:
    key = several(node, [child for child in node.children_by_field_name("subscript") if child.type != ","])
    return _of(node, "value", lambda owner, place: ast.Subscript(owner, key, **place))


def _of(node: Node, field: str, make: Callable[[ast.expr, dict[str, Any]], ast.expr]) -> ast.expr:
    """Something of another expression; the grammar reads `*a.b` as `(*a).b`, which Python does not."""
    base = expression(node.child_by_field_name(field))
    place = where(node)
    if not isinstance(base, ast.Starred):
        return make(base, place)
    inner = base.value
    start = {"lineno": inner.lineno, "col_offset": inner.col_offset}
    return ast.Starred(make(inner, place | start), **place)


def _slice(node: Node) -> ast.expr:
    bounds: list[ast.expr | None] = [None, None, None]
    index = 0
    for child in node.children:
        if child.type == ":":
            index += 1
        elif child.is_named and child.type != "comment":
            bounds[min(index, 2)] = expression(child)
    return ast.Slice(*bounds, **where(node))


def _binary(node: Node) -> ast.expr:
    chain = []
    left = node
    while left is not None and left.type == "binary_operator":
        chain.append(left)
        left = left.child_by_field_name("left")
    made = expression(left)
    for one in reversed(chain):
        sign = operator(text(one.child_by_field_name("operator")))
        made = ast.BinOp(made, sign, expression(one.child_by_field_name("right")), **where(one))
    return made


def _unary(node: Node) -> ast.expr:
    sign = _SIGNS[text(node.child_by_field_name("operator"))]()
    return ast.UnaryOp(sign, expression(node.child_by_field_name("argument")), **where(node))


def _not(node: Node) -> ast.expr:
    return ast.UnaryOp(ast.Not(), expression(node.child_by_field_name("argument")), **where(node))


def _comparison(node: Node) -> ast.expr:
    items = [expression(child) for child in inside(node)]
    signs = [_COMPARISONS[child.type]() for child in node.children_by_field_name("operators")]
    if len(signs) + 1 != len(items):
        raise Unreadable("comparison")
    return ast.Compare(items[0], signs, items[1:], **where(node))


def _boolean(node: Node) -> ast.expr:
    word = text(node.child_by_field_name("operator"))
    values = []
    left = node
    while left.type == "boolean_operator" and text(left.child_by_field_name("operator")) == word:
        values.append(expression(left.child_by_field_name("right")))
        left = left.child_by_field_name("left")
        if left is None:
            raise Unreadable("operand")
    values.append(expression(left))
    return ast.BoolOp(ast.And() if word == "and" else ast.Or(), values[::-1], **where(node))


def _conditional(node: Node) -> ast.expr:
    then, test, otherwise = (expression(child) for child in _exactly(node, 3))
    return ast.IfExp(test, then, otherwise, **where(node))


def _exactly(node: Node, count: int) -> list[Node]:
    children = inside(node)
    if len(children) != count:
        raise Unreadable(node.type)
    return children


def _sequence(kind: type) -> Callable[[Node], ast.expr]:
    def make(node: Node) -> ast.expr:
        items = [expression(child) for child in inside(node)]
        made: ast.expr = kind(items, **where(node))
        return made

    return make


def _tuple_pattern(node: Node) -> ast.expr:
    items = inside(node)
    if len(items) == 1 and not any(child.type == "," for child in node.children):
        return expression(items[0])
    return ast.Tuple([expression(item) for item in items], **where(node))


def _map(node: Node) -> ast.expr:
    keys: list[ast.expr | None] = []
    values: list[ast.expr] = []
    for child in inside(node):
        if child.type == "pair":
            keys.append(expression(child.child_by_field_name("key")))
            values.append(expression(child.child_by_field_name("value")))
        else:
            keys.append(None)
            values.append(expression(inside(child)[-1]))
    return ast.Dict(keys, values, **where(node))


def _comprehension(kind: type) -> Callable[[Node], ast.expr]:
    def make(node: Node) -> ast.expr:
        element = node.child_by_field_name("body")
        clauses: list[ast.comprehension] = []
        for child in inside(node):
            if child.type == "for_in_clause":
                target = expression(child.child_by_field_name("left"))
                right = [one for one in child.children_by_field_name("right") if one.is_named]
                source = expression(right[0]) if len(right) == 1 else several(child, right)
                clauses.append(ast.comprehension(target, source, [], int(child.children[0].type == "async")))
            elif child.type == "if_clause":
                clauses[-1].ifs.append(expression(inside(child)[-1]))
        if kind is ast.DictComp:
            key = expression(element.child_by_field_name("key"))
            value = expression(element.child_by_field_name("value"))
            return ast.DictComp(key, value, clauses, **where(node))
        made: ast.expr = kind(expression(element), clauses, **where(node))
        return made

    return make


def _lambda(node: Node) -> ast.expr:
    given, _ = parameters(node.child_by_field_name("parameters"))
    return ast.Lambda(given, expression(node.child_by_field_name("body")), **where(node))


def _named(node: Node) -> ast.expr:
    name = expression(node.child_by_field_name("name"))
    value = expression(node.child_by_field_name("value"))
    return ast.NamedExpr(name, value, **where(node))  # type: ignore[arg-type]  # a name, as the grammar has it


def _starred(node: Node) -> ast.expr:
    return ast.Starred(expression(inside(node)[-1]), **where(node))


def _inner(node: Node) -> ast.expr:
    return expression(_exactly(node, 1)[0])


def _await(node: Node) -> ast.expr:
    return ast.Await(_inner(node), **where(node))


def _yield(node: Node) -> ast.expr:
    given = inside(node)
    value = expression(given[0]) if given else None
    if any(child.type == "from" for child in node.children):
        return ast.YieldFrom(value or _inner(node), **where(node))
    return ast.Yield(value, **where(node))


def _list_of(node: Node) -> ast.expr:
    return several(node, inside(node))


def _generic(node: Node) -> ast.expr:
    """A type with parameters."""
    base, given = _exactly(node, 2)
    kinds = inside(given)
    place = where(node)
    key = (
        expression(kinds[0])
        if len(kinds) == 1
        else ast.Tuple([expression(one) for one in kinds], **where(given))
    )
    return ast.Subscript(expression(base), key, **place)


def _member(node: Node) -> ast.expr:
    base, name = _exactly(node, 2)
    return ast.Attribute(expression(base), text(name), **where(node))


def _union(node: Node) -> ast.expr:
    left, right = (expression(child) for child in _exactly(node, 2))
    # The grammar joins what follows a type with parameters first.
    operands = []
    while isinstance(right, ast.BinOp):
        operands.append(right.right)
        right = right.left
    made = left
    for operand in (right, *reversed(operands)):
        made = ast.BinOp(made, ast.BitOr(), operand, **where(node))
    return made


_E: dict[str, Callable[[Node], ast.expr]] = {
    "identifier": _name,
    "true": _constant(True),  # noqa: FBT003 - the value
    "false": _constant(False),  # noqa: FBT003 - the value
    "none": _constant(None),
    "ellipsis": _constant(...),
    "integer": _number,
    "float": _number,
    "string": _string,
    "concatenated_string": _concatenated,
    "attribute": _attribute,
    "call": _call,
    "subscript": _subscript,
    "slice": _slice,
    "binary_operator": _binary,
    "unary_operator": _unary,
    "not_operator": _not,
    "comparison_operator": _comparison,
    "boolean_operator": _boolean,
    "conditional_expression": _conditional,
    "tuple": _sequence(ast.Tuple),
    "tuple_pattern": _tuple_pattern,
    "list": _sequence(ast.List),
    "list_pattern": _sequence(ast.List),
    "set": _sequence(ast.Set),
    "dictionary": _map,
    "list_comprehension": _comprehension(ast.ListComp),
    "set_comprehension": _comprehension(ast.SetComp),
    "dictionary_comprehension": _comprehension(ast.DictComp),
    "generator_expression": _comprehension(ast.GeneratorExp),
    "lambda": _lambda,
    "named_expression": _named,
    "list_splat": _starred,
    "list_splat_pattern": _starred,
    "parenthesized_list_splat": _starred,
    "splat_type": _starred,
    "parenthesized_expression": _inner,
    "type": _inner,
    "as_pattern_target": _inner,
    "await": _await,
    "yield": _yield,
    "expression_list": _list_of,
    "pattern_list": _list_of,
    "generic_type": _generic,
    "member_type": _member,
    "union_type": _union,
}
