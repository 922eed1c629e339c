"""Expressions and targets of Python as forms: a function for each type of node."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any, TypeAlias

from vedette.languages.scopes import Scope
from vedette.model.form import (
    ATTR,
    AWAIT,
    BINARY,
    BIND,
    CALL,
    COMPARE,
    CONST,
    EACH,
    GLOBAL,
    ITEM,
    LOGIC,
    MAP,
    OTHER,
    PICK,
    SEQUENCE,
    SLICE,
    SPREAD,
    TEXT,
    UNARY,
    YIELD,
    Form,
)

Lowering: TypeAlias = Callable[[Any, Scope], Form]

NOTHING: Form = (OTHER, ())

# Longer tables of constants are data; nothing is known of their items but those that are no constants.
_LONGEST_TABLE = 256
_LONGEST_TEXT = 1 << 14
_KEPT_OF_TEXT = 1 << 10
_LONGEST_SUM = 60
_WORD = 1 << 63

_OPERATORS: dict[type, str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.Mod: "%",
    ast.Pow: "**",
    ast.LShift: "<<",
    ast.RShift: ">>",
    ast.BitOr: "|",
    ast.BitAnd: "&",
    ast.BitXor: "^",
    ast.FloorDiv: "//",
    # Of matrices; there is no other word for it, and data passes through it likewise.
    ast.MatMult: "*",
}
_COMPARISONS: dict[type, str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.In: "in",
    ast.NotIn: "not in",
    ast.Is: "is",
    ast.IsNot: "is not",
}
_CONVERSIONS = {ord("a"): "ascii", ord("r"): "repr"}
_SIGNS: dict[type, str] = {ast.UAdd: "+", ast.USub: "-", ast.Invert: "~", ast.Not: "not"}

_Name, _Constant, _BinOp, _Starred = ast.Name, ast.Constant, ast.BinOp, ast.Starred


def operator(node: ast.operator) -> str:
    """The word for an arithmetic operator."""
    return _OPERATORS[type(node)]


def constant(value: object) -> Form:
    """A constant of any type as a form; what cannot be stored becomes an unknown value."""
    kind = type(value)
    if kind is str:
        return _text(value)  # type: ignore[arg-type]
    if kind is int:
        return (CONST, value) if -_WORD <= value < _WORD else NOTHING  # type: ignore[operator]
    if kind is bytes:
        return (CONST, value) if len(value) <= _LONGEST_TEXT else NOTHING  # type: ignore[arg-type]
    if value is None or kind is bool or kind is float:
        return (CONST, value)
    return NOTHING


def names_of(target: ast.expr) -> list[str]:
    """Names that a target binds."""
    names: list[str] = []
    rest = [target]
    while rest:
        node = rest.pop()
        if isinstance(node, ast.Name):
            names.append(node.id)
        elif isinstance(node, ast.Tuple | ast.List):
            rest += reversed(node.elts)
        elif isinstance(node, ast.Starred):
            rest.append(node.value)
    return names


def annotation(node: ast.expr | None, s: Scope) -> Form:
    """A declared type; texts in it are read as the types that they name."""
    if node is None:
        return None
    kind = type(node)
    if kind is _Name:
        return s[node.id]  # type: ignore[attr-defined]
    if isinstance(node, ast.Constant) and type(node.value) is str:
        return _quoted(node, node.value, s)
    if isinstance(node, ast.Subscript):
        pos = node.lineno << 12 | node.col_offset
        return (ITEM, annotation(node.value, s), annotation(node.slice, s), pos)
    if isinstance(node, ast.Tuple):
        return (SEQUENCE, "tuple", [annotation(item, s) for item in node.elts])
    if isinstance(node, ast.BinOp):
        pos = node.lineno << 12 | node.col_offset
        return (BINARY, operator(node.op), annotation(node.left, s), annotation(node.right, s), pos)
    return E[kind](node, s)


def _quoted(node: ast.Constant, text: str, s: Scope) -> Form:
    pos = node.lineno << 12 | node.col_offset
    first, *rest = text.split(".")
    if first.isidentifier() and all(name.isidentifier() for name in rest):
        form: Form = s[first]
        for name in rest:
            s.words[name] = None
            form = (ATTR, form, name, pos)
        return form
    return (CONST, text) if text.isascii() else constant(text)


def _text(value: str) -> Form:
    if not value.isascii():
        # A lone surrogate can be written in Python and stored nowhere.
        value = value.encode("utf-8", "replace").decode("utf-8")
    if len(value) > _LONGEST_TEXT:
        return (TEXT, ((CONST, value[:_KEPT_OF_TEXT]), NOTHING), 0)
    return (CONST, value)


def _constant(n: ast.Constant, _: Scope) -> Form:
    return constant(n.value)


def _name(n: ast.Name, s: Scope) -> Form:
    return s[n.id]


def _attribute(n: ast.Attribute, s: Scope) -> Form:
    value, name = n.value, n.attr
    s.words[name] = None
    return (ATTR, E[type(value)](value, s), name, n.lineno << 12 | n.col_offset)


def _call(n: ast.Call, s: Scope) -> Form:
    callee, given, keywords = n.func, n.args, n.keywords
    args: Any = ()
    named: Any = ()
    called = E[type(callee)](callee, s)
    if given:
        args = [E[type(e)](e, s) for e in given]
    if keywords:
        words = s.words
        named = []
        for keyword in keywords:
            name, e = keyword.arg, keyword.value
            if name is not None:
                words[name] = None
            named.append((name, E[type(e)](e, s)))
    return (
        CALL,
        called,
        args,
        named,
        n.lineno << 12 | n.col_offset,
        n.end_lineno << 12 | n.end_col_offset,  # type: ignore[operator]
    )


def _subscript(n: ast.Subscript, s: Scope) -> Form:
    value, key = n.value, n.slice
    return (ITEM, E[type(value)](value, s), E[type(key)](key, s), n.lineno << 12 | n.col_offset)


def _slice(n: ast.Slice, s: Scope) -> Form:
    return (SLICE, _maybe(n.lower, s), _maybe(n.upper, s), _maybe(n.step, s))


def _binary(n: ast.BinOp, s: Scope) -> Form:
    left, right = n.left, n.right
    if type(left) is _BinOp:
        return _sum(n, s)
    return (
        BINARY,
        _OPERATORS[type(n.op)],
        E[type(left)](left, s),
        E[type(right)](right, s),
        n.lineno << 12 | n.col_offset,
    )


def _sum(n: ast.BinOp, s: Scope) -> Form:
    """A chain of operators without recursion; a very long one is flat."""
    chain = [n]
    left: ast.expr = n.left
    while type(left) is _BinOp:
        chain.append(left)
        left = left.left
    form = E[type(left)](left, s)
    chain.reverse()
    if len(chain) > _LONGEST_SUM:
        return (OTHER, [form, *(E[type(node.right)](node.right, s) for node in chain)])
    for node in chain:
        right = node.right
        place = node.lineno << 12 | node.col_offset
        form = (BINARY, _OPERATORS[type(node.op)], form, E[type(right)](right, s), place)
    return form


def _unary(n: ast.UnaryOp, s: Scope) -> Form:
    operand, sign = n.operand, _SIGNS[type(n.op)]
    if sign == "-" and type(operand) is _Constant and type(operand.value) in (int, float):
        return constant(-operand.value)  # type: ignore[operator]
    return (UNARY, sign, E[type(operand)](operand, s))


def _compare(n: ast.Compare, s: Scope) -> Form:
    left = n.left
    low = E[type(left)](left, s)
    if len(n.ops) == 1:
        right = n.comparators[0]
        return (COMPARE, _COMPARISONS[type(n.ops[0])], low, E[type(right)](right, s))
    items = []
    for op, right in zip(n.ops, n.comparators, strict=True):
        high = E[type(right)](right, s)
        items.append((COMPARE, _COMPARISONS[type(op)], low, high))
        low = high
    return (LOGIC, "and", items)


def _logic(n: ast.BoolOp, s: Scope) -> Form:
    return (LOGIC, "and" if type(n.op) is ast.And else "or", [E[type(e)](e, s) for e in n.values])


def _pick(n: ast.IfExp, s: Scope) -> Form:
    test, then, otherwise = n.test, n.body, n.orelse
    return (PICK, E[type(test)](test, s), E[type(then)](then, s), E[type(otherwise)](otherwise, s))


def _joined(n: ast.JoinedStr, s: Scope) -> Form:
    return (TEXT, [_part(e, s) for e in n.values], n.lineno << 12 | n.col_offset)


def _part(e: Any, s: Scope) -> Form:
    """A part of an interpolated text, with what is done to it as the call that it stands for."""
    if type(e) is not ast.FormattedValue:
        return E[type(e)](e, s)
    value: Any = e.value
    form = E[type(value)](value, s)
    pos, end = value.lineno << 12 | value.col_offset, value.end_lineno << 12 | value.end_col_offset
    if e.conversion in _CONVERSIONS:
        form = (CALL, (GLOBAL, _CONVERSIONS[e.conversion]), [form], (), pos, end)
    if e.format_spec is not None:
        values: list[Any] = e.format_spec.values  # type: ignore[attr-defined]  # always a JoinedStr
        if len(values) == 1 and type(values[0]) is _Constant:
            spec = constant(values[0].value)
        else:
            # Some versions of Python put an empty text behind what is nested.
            parts = [one for one in values if type(one) is not _Constant or one.value]
            spec = (TEXT, [_part(one, s) for one in parts], pos)
        form = (CALL, (GLOBAL, "format"), [form, spec], (), pos, end)
    return form


def _tuple(n: ast.Tuple, s: Scope) -> Form:
    return _sequence("tuple", n.elts, s)


def _list(n: ast.List, s: Scope) -> Form:
    return _sequence("list", n.elts, s)


def _set(n: ast.Set, s: Scope) -> Form:
    return _sequence("set", n.elts, s)


def _sequence(kind: str, items: list[ast.expr], s: Scope) -> Form:
    if len(items) > _LONGEST_TABLE:
        return (OTHER, [E[type(e)](e, s) for e in items if type(e) is not _Constant])
    return (SEQUENCE, kind, [E[type(e)](e, s) for e in items])


def _map(n: ast.Dict, s: Scope) -> Form:
    if len(n.keys) > _LONGEST_TABLE:
        items = [e for e in (*n.keys, *n.values) if e is not None and type(e) is not _Constant]
        return (OTHER, [E[type(e)](e, s) for e in items])
    pairs = []
    for key, value in zip(n.keys, n.values, strict=True):
        name = None if key is None else E[type(key)](key, s)
        pairs.append((name, E[type(value)](value, s)))
    return (MAP, pairs)


def _each(kind: str, n: Any, s: Scope) -> Form:
    generators = n.generators
    # What the first clause goes over is evaluated outside.
    first = generators[0].iter
    source = E[type(first)](first, s)
    hidden = s.enter([name for clause in generators for name in names_of(clause.target)])
    try:
        clauses = []
        for clause in generators:
            iterable = clause.iter
            if iterable is not first:
                source = E[type(iterable)](iterable, s)
            clauses.append((_variable(clause.target, s), source, [E[type(e)](e, s) for e in clause.ifs]))
        if type(n) is ast.DictComp:
            key, value = n.key, n.value
            element: Form = (SEQUENCE, "tuple", [E[type(key)](key, s), E[type(value)](value, s)])
        else:
            element = E[type(n.elt)](n.elt, s)
    finally:
        s.leave(hidden)
    return (EACH, kind, element, clauses)


def _variable(node: Any, s: Scope) -> Form:
    """A target of a comprehension, whose names are not bound in the scope."""
    if isinstance(node, ast.Tuple | ast.List):
        return (SEQUENCE, "tuple", [_variable(e, s) for e in node.elts])
    return E[type(node)](node, s) if type(node) in T else _unbound(node, s)


def _bind(n: ast.NamedExpr, s: Scope) -> Form:
    value, target = n.value, n.target
    form = E[type(value)](value, s)
    return (BIND, T[type(target)](target, s), form)


def _starred(n: ast.Starred, s: Scope) -> Form:
    return (SPREAD, E[type(n.value)](n.value, s))


def _await(n: ast.Await, s: Scope) -> Form:
    return (AWAIT, E[type(n.value)](n.value, s))


def _yield(n: ast.Yield, s: Scope) -> Form:
    s.generator = True
    return (YIELD, _maybe(n.value, s), False)


def _yield_from(n: ast.YieldFrom, s: Scope) -> Form:
    s.generator = True
    return (YIELD, E[type(n.value)](n.value, s), True)


def _maybe(node: ast.expr | None, s: Scope) -> Form:
    return None if node is None else E[type(node)](node, s)


def _bound_name(n: ast.Name, s: Scope) -> Form:
    name = n.id
    s.bound.add(name)
    return s[name]


def _unpacked(n: Any, s: Scope) -> Form:
    return (SEQUENCE, "tuple", [T[type(e)](e, s) for e in n.elts])


def _bound_rest(n: ast.Starred, s: Scope) -> Form:
    return (SPREAD, T[type(n.value)](n.value, s))


def _unbound(_n: ast.expr, _s: Scope) -> Form:
    """What a file with mistakes assigns to and nobody can."""
    return (SEQUENCE, "tuple", ())


class _Targets(dict[type, Lowering]):
    def __missing__(self, kind: type) -> Lowering:
        return _unbound


# By type of node. What has no entry in either (a lambda) is entered by the module that lowers it.
E: dict[type, Lowering] = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.Attribute: _attribute,
    ast.Call: _call,
    ast.Subscript: _subscript,
    ast.Slice: _slice,
    ast.BinOp: _binary,
    ast.UnaryOp: _unary,
    ast.Compare: _compare,
    ast.BoolOp: _logic,
    ast.IfExp: _pick,
    ast.JoinedStr: _joined,
    ast.FormattedValue: _part,
    ast.Tuple: _tuple,
    ast.List: _list,
    ast.Set: _set,
    ast.Dict: _map,
    ast.ListComp: lambda n, s: _each("list", n, s),
    ast.SetComp: lambda n, s: _each("set", n, s),
    ast.DictComp: lambda n, s: _each("map", n, s),
    ast.GeneratorExp: lambda n, s: _each("lazy", n, s),
    ast.NamedExpr: _bind,
    ast.Starred: _starred,
    ast.Await: _await,
    ast.Yield: _yield,
    ast.YieldFrom: _yield_from,
}
T: dict[type, Lowering] = _Targets(
    {
        ast.Name: _bound_name,
        ast.Attribute: _attribute,
        ast.Subscript: _subscript,
        ast.Tuple: _unpacked,
        ast.List: _unpacked,
        ast.Starred: _bound_rest,
    }
)
