"""Functions, lambdas, classes and the module itself as forms."""

from __future__ import annotations

import ast
from typing import Any

from vedette.languages.python.expressions import E, annotation
from vedette.languages.python.statements import S, block
from vedette.languages.scopes import Draft, Scope, forms_in
from vedette.model.form import CLASS, CLOSURE, FUNCTION, RETURN, Block, Class, Form, Function, Parameter

_LARGEST = 20_000
_NO_FLAGS: tuple[str, ...] = ()
_GENERATOR = ("generator",)


def module(tree: ast.Module, draft: Draft) -> None:
    """Lower a whole module into a draft."""
    s = Scope(draft, None, 0, "")
    draft.functions.append(None)
    body = _guarded(tree.body, s)
    s.close()
    end = tree.body[-1] if tree.body else None
    draft.functions[0] = Function(
        0, "<module>", "", (), body, start=1 << 12, end=_end(end) if end else 1 << 12, words=s.mentions()
    )


def _guarded(body: list[ast.stmt], s: Scope) -> Block:
    """Statements of a module or class: one that cannot be lowered does not take the rest with it."""
    out: Block = []
    for node in body:
        count = len(out)
        try:
            S[type(node)](node, s, out)
        except RecursionError:
            del out[count:]
            _too_deep(node, s.draft)
            continue
        if s.draft.large and forms_in(out[count:], _LARGEST) > _LARGEST:
            del out[count:]
            _too_large(node, s.draft)
    return out


def _function(n: Any, s: Scope, out: Block) -> None:
    decorators = tuple([E[type(e)](e, s) for e in n.decorator_list]) if n.decorator_list else ()
    name = n.name
    s.bound.add(name)
    draft = s.draft
    number = len(draft.functions)
    draft.functions.append(None)
    inner = Scope(draft, s, number, f"{s.path}{name}.")
    parameters = _parameters(n.args, s, inner)
    returns = None if n.returns is None else annotation(n.returns, s)
    body = _left(n, inner) if n.lineno in draft.later else _body(n, inner)
    inner.close()
    flags = _GENERATOR if inner.generator else _NO_FLAGS
    if type(n) is ast.AsyncFunctionDef:
        flags = ("async", *flags)
    start = n.lineno << 12 | n.col_offset
    draft.functions[number] = Function(
        number,
        name,
        s.path + name,
        parameters,
        body,
        decorators,
        returns,
        flags,
        s.owner,
        s.number,
        start,
        n.end_lineno << 12 | n.end_col_offset,
        inner.mentions(),
    )
    out.append((FUNCTION, number, s[name], start))


def _body(n: Any, s: Scope) -> Block:
    try:
        body = block(n.body, s)
    except RecursionError:
        _too_deep(n, s.draft)
        return []
    if s.draft.large and forms_in(body, _LARGEST) > _LARGEST:
        _too_large(n, s.draft)
        return []
    return body


def _left(n: Any, s: Scope) -> Block:
    """What stands for statements that are not read, of a function of the module or a method of a class."""
    around: Any = s.parent
    is_stub = len(n.body) == 1 and type(n.body[0]) is ast.Expr and type(n.body[0].value) is ast.Constant
    if not is_stub or (around.parent is not None and (around.owner < 0 or around.parent.parent is not None)):
        return []
    left = s.draft.later.pop(n.lineno)
    s.words.update(dict.fromkeys(left.words))
    return [left.form]


def _lambda(n: ast.Lambda, s: Scope) -> Form:
    draft = s.draft
    number = len(draft.functions)
    draft.functions.append(None)
    path = s.path + "<lambda>"
    inner = Scope(draft, s, number, path + ".")
    parameters = _parameters(n.args, s, inner)
    start = n.lineno << 12 | n.col_offset
    value = n.body
    body: Block = [(RETURN, E[type(value)](value, inner), start)]
    inner.close()
    flags = ("lambda", "generator") if inner.generator else ("lambda",)
    draft.functions[number] = Function(
        number,
        "<lambda>",
        path,
        parameters,
        body,
        (),
        None,
        flags,
        s.owner,
        s.number,
        start,
        _end(n),
        inner.mentions(),
    )
    return (CLOSURE, number)


def _parameters(given: ast.arguments, s: Scope, inner: Scope) -> tuple[Parameter, ...]:
    """Parameters, bound in the function; their defaults and types belong to the scope around it."""
    plain = given.posonlyargs + given.args if given.posonlyargs else given.args
    out: list[Parameter] = []
    bare = len(plain) - len(given.defaults)
    for index, one in enumerate(plain):
        e = None if index < bare else given.defaults[index - bare]
        out.append(_parameter(one, "plain", e, (s, inner)))
    if given.vararg is not None:
        out.append(_parameter(given.vararg, "rest", None, (s, inner)))
    for one, e in zip(given.kwonlyargs, given.kw_defaults, strict=True):
        out.append(_parameter(one, "named", e, (s, inner)))
    if given.kwarg is not None:
        out.append(_parameter(given.kwarg, "named-rest", None, (s, inner)))
    return tuple(out)


def _parameter(one: ast.arg, kind: str, default: ast.expr | None, scopes: tuple[Scope, Scope]) -> Parameter:
    outside, inner = scopes
    name, declared = one.arg, one.annotation
    inner.parameter(name)
    if default is None and declared is None:
        return Parameter(name, kind)
    form = None if default is None else E[type(default)](default, outside)
    return Parameter(name, kind, form, None if declared is None else annotation(declared, outside))


def _class(n: ast.ClassDef, s: Scope, out: Block) -> None:
    decorators = tuple([E[type(e)](e, s) for e in n.decorator_list])
    bases = tuple([E[type(e)](e, s) for e in n.bases])
    named = tuple([(k.arg or "", E[type(k.value)](k.value, s)) for k in n.keywords])
    name = n.name
    s.bound.add(name)
    draft = s.draft
    number = len(draft.classes)
    draft.classes.append(None)
    inner = Scope(draft, s, s.number, f"{s.path}{name}.", number)
    body = _guarded(n.body, inner)
    inner.close()
    start = n.lineno << 12 | n.col_offset
    draft.classes[number] = Class(
        number, name, s.path + name, bases, named, body, decorators, s.number, start, _end(n)
    )
    out.append((CLASS, number, s[name], start))


def _end(n: Any) -> int:
    end: int = n.end_lineno << 12 | n.end_col_offset
    return end


def _too_deep(n: ast.stmt, draft: Draft) -> None:
    draft.gap(n.lineno << 12 | n.col_offset, _end(n), "too-deep", "nested deeper than can be followed")


def _too_large(n: ast.stmt, draft: Draft) -> None:
    draft.gap(n.lineno << 12 | n.col_offset, _end(n), "too-large", f"more than {_LARGEST} forms in one piece")


S[ast.FunctionDef] = _function
S[ast.AsyncFunctionDef] = _function
S[ast.ClassDef] = _class
E[ast.Lambda] = _lambda
