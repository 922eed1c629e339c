"""Statements of Python as forms: a function for each type of node, which adds to a block."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any, TypeAlias

from vedette.languages.python.expressions import NOTHING, E, T, annotation, operator
from vedette.languages.scopes import Scope
from vedette.model.form import (
    ASSIGN,
    AUGMENT,
    BRANCH,
    DELETE,
    EVAL,
    IMPORT,
    LEAVE,
    LOOP,
    NEXT,
    OTHER,
    RETURN,
    THROW,
    TRY,
    UNARY,
    WITH,
    Block,
)

Adding: TypeAlias = Callable[[Any, Scope, Block], None]

# Longer chains of `elif` go on beside one another, as if more than one could be taken.
_LONGEST_CHAIN = 60


def block(body: list[ast.stmt], s: Scope) -> Block:
    """Statements in order."""
    out: Block = []
    for node in body:
        S[type(node)](node, s, out)
    return out


def _evaluate(n: ast.Expr, s: Scope, out: Block) -> None:
    value = n.value
    if type(value) is not ast.Constant:
        out.append((EVAL, E[type(value)](value, s), n.lineno << 12 | n.col_offset))


def _assign(n: ast.Assign, s: Scope, out: Block) -> None:
    value = n.value
    form = E[type(value)](value, s)
    out.append((ASSIGN, [T[type(e)](e, s) for e in n.targets], form, n.lineno << 12 | n.col_offset))


def _declare(n: ast.AnnAssign, s: Scope, out: Block) -> None:
    value, target = n.value, n.target
    if value is None and s.owner < 0:
        if type(target) is ast.Name:
            s.bound.add(target.id)
            s[target.id]
        return
    pos = n.lineno << 12 | n.col_offset
    form = None if value is None else E[type(value)](value, s)
    targets = [T[type(target)](target, s)]
    if s.owner >= 0:
        out.append((ASSIGN, targets, (OTHER, [annotation(n.annotation, s)]), pos))
    if form is not None:
        out.append((ASSIGN, targets, form, pos))


def _augment(n: ast.AugAssign, s: Scope, out: Block) -> None:
    target, value = n.target, n.value
    form = E[type(value)](value, s)
    pos = n.lineno << 12 | n.col_offset
    out.append((AUGMENT, T[type(target)](target, s), operator(n.op), form, pos))


def _branch(n: ast.If, s: Scope, out: Block) -> None:
    chain = [n]
    rest = n.orelse
    while len(rest) == 1 and type(rest[0]) is ast.If:
        chain.append(rest[0])
        rest = rest[0].orelse
    here = out
    for count, node in enumerate(chain, 1):
        test = node.test
        form = E[type(test)](test, s)
        then = block(node.body, s)
        otherwise: Block = []
        here.append((BRANCH, form, then, otherwise, node.lineno << 12 | node.col_offset))
        if count < _LONGEST_CHAIN:
            here = otherwise
    if rest and here is out:
        here.append((BRANCH, NOTHING, block(rest, s), [], n.lineno << 12 | n.col_offset))
    else:
        for last in rest:
            S[type(last)](last, s, here)


def _for(n: Any, s: Scope, out: Block) -> None:
    e, target = n.iter, n.target
    form = E[type(e)](e, s)
    variable = T[type(target)](target, s)
    body, otherwise = block(n.body, s), block(n.orelse, s)
    out.append((LOOP, variable, form, body, otherwise, n.lineno << 12 | n.col_offset))


def _while(n: ast.While, s: Scope, out: Block) -> None:
    form = E[type(n.test)](n.test, s)
    body, otherwise = block(n.body, s), block(n.orelse, s)
    out.append((LOOP, None, form, body, otherwise, n.lineno << 12 | n.col_offset))


def _return(n: ast.Return, s: Scope, out: Block) -> None:
    value = n.value
    form = None if value is None else E[type(value)](value, s)
    out.append((RETURN, form, n.lineno << 12 | n.col_offset))


def _raise(n: ast.Raise, s: Scope, out: Block) -> None:
    form = None if n.exc is None else E[type(n.exc)](n.exc, s)
    pos = n.lineno << 12 | n.col_offset
    if isinstance(n.cause, ast.Call):
        out.append((EVAL, E[ast.Call](n.cause, s), pos))
    out.append((THROW, form, pos))


def _assert(n: ast.Assert, s: Scope, out: Block) -> None:
    test = E[type(n.test)](n.test, s)
    form = None if n.msg is None else E[type(n.msg)](n.msg, s)
    pos = n.lineno << 12 | n.col_offset
    out.append((BRANCH, (UNARY, "not", test), [(THROW, form, pos)], [], pos))


def _try(n: Any, s: Scope, out: Block) -> None:
    body = block(n.body, s)
    handlers = []
    for handler in n.handlers:
        kind, name = handler.type, handler.name
        types = None if kind is None else E[type(kind)](kind, s)
        if name is not None:
            s.bound.add(name)
            s[name]
        handlers.append((types, name, block(handler.body, s)))
    otherwise, last = block(n.orelse, s), block(n.finalbody, s)
    out.append((TRY, body, handlers, otherwise, last, n.lineno << 12 | n.col_offset))


def _with(n: Any, s: Scope, out: Block) -> None:
    here = out
    pos = n.lineno << 12 | n.col_offset
    for item in n.items:
        e, target = item.context_expr, item.optional_vars
        form = E[type(e)](e, s)
        variable = None if target is None else T[type(target)](target, s)
        inside: Block = []
        here.append((WITH, form, variable, inside, pos))
        here = inside
    for node in n.body:
        S[type(node)](node, s, here)


def _import(n: ast.Import, s: Scope, out: Block) -> None:
    pos = n.lineno << 12 | n.col_offset
    for alias in n.names:
        module = alias.name
        s.words.update(dict.fromkeys(module.split(".")))
        # Without `as` only the first package is bound; the rest are attributes of it.
        name = alias.asname or module.partition(".")[0]
        s.bound.add(name)
        out.append((IMPORT, module if alias.asname else name, "", s[name], 0, pos))


def _import_from(n: ast.ImportFrom, s: Scope, out: Block) -> None:
    pos = n.lineno << 12 | n.col_offset
    module, level, words = n.module or "", n.level, s.words
    if module:
        words.update(dict.fromkeys(module.split(".")))
    for alias in n.names:
        name = alias.name
        if name == "*":
            out.append((IMPORT, module, "*", None, level, pos))
            continue
        words[name] = None
        bound = alias.asname or name
        s.bound.add(bound)
        out.append((IMPORT, module, name, s[bound], level, pos))


def _delete(n: ast.Delete, s: Scope, out: Block) -> None:
    pos = n.lineno << 12 | n.col_offset
    for target in n.targets:
        out.append((DELETE, T[type(target)](target, s), pos))


def _global(n: ast.Global, s: Scope, _: Block) -> None:
    s.declare(n.names, everywhere=True)


def _nonlocal(n: ast.Nonlocal, s: Scope, _: Block) -> None:
    s.declare(n.names, everywhere=False)


def _leave(n: ast.Break, _: Scope, out: Block) -> None:
    out.append((LEAVE, n.lineno << 12 | n.col_offset))


def _next(n: ast.Continue, _: Scope, out: Block) -> None:
    out.append((NEXT, n.lineno << 12 | n.col_offset))


def _nothing(_n: ast.stmt, _s: Scope, _out: Block) -> None:
    """A statement without effect on data: `pass`, `type`."""


# By type of node. Functions, classes and `match` are entered by the modules that lower them.
S: dict[type, Adding] = {
    ast.Expr: _evaluate,
    ast.Assign: _assign,
    ast.AnnAssign: _declare,
    ast.AugAssign: _augment,
    ast.If: _branch,
    ast.For: _for,
    ast.AsyncFor: _for,
    ast.While: _while,
    ast.Return: _return,
    ast.Raise: _raise,
    ast.Assert: _assert,
    ast.Try: _try,
    ast.TryStar: _try,
    ast.With: _with,
    ast.AsyncWith: _with,
    ast.Import: _import,
    ast.ImportFrom: _import_from,
    ast.Delete: _delete,
    ast.Global: _global,
    ast.Nonlocal: _nonlocal,
    ast.Pass: _nothing,
    ast.Break: _leave,
    ast.Continue: _next,
}
if hasattr(ast, "TypeAlias"):
    S[ast.TypeAlias] = _nothing
