"""`match` as a chain of branches on a temporary."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from vedette.languages.python.expressions import E, constant
from vedette.languages.python.statements import block
from vedette.languages.scopes import Scope
from vedette.model.form import (
    ASSIGN,
    ATTR,
    BRANCH,
    CALL,
    COMPARE,
    CONST,
    GLOBAL,
    ITEM,
    LOGIC,
    OTHER,
    SLICE,
    Block,
    Form,
)


def match(n: ast.Match, s: Scope, out: Block) -> None:
    """Lower a `match` statement."""
    subject = n.subject
    form = E[type(subject)](subject, s)
    variable = s.temporary()
    out.append((ASSIGN, [variable], form, n.lineno << 12 | n.col_offset))
    here = out
    for case in n.cases:
        pattern = case.pattern
        pos = pattern.lineno << 12 | pattern.col_offset
        binds: Block = []
        tests: list[Form] = []
        _fit(pattern, variable, s, (tests, binds))
        if case.guard is not None:
            # The guard sees what the pattern binds, so that is bound first, even where it does not fit.
            here += binds
            binds = []
            tests.append(E[type(case.guard)](case.guard, s))
        body = binds + block(case.body, s)
        if not tests:
            here += body
            return
        otherwise: Block = []
        here.append((BRANCH, _all(tests, "and"), body, otherwise, pos))
        here = otherwise


def _all(tests: list[Form], word: str) -> Form:
    return tests[0] if len(tests) == 1 else (LOGIC, word, tests)


def _fit(pattern: Any, value: Form, s: Scope, found: tuple[list[Form], Block]) -> None:
    """Add the tests of a pattern and what it binds."""
    _P[type(pattern)](pattern, value, s, found)


def _value(p: ast.MatchValue, value: Form, s: Scope, found: tuple[list[Form], Block]) -> None:
    found[0].append((COMPARE, "==", value, E[type(p.value)](p.value, s)))


def _singleton(p: ast.MatchSingleton, value: Form, _: Scope, found: tuple[list[Form], Block]) -> None:
    found[0].append((COMPARE, "is", value, constant(p.value)))


def _as(p: ast.MatchAs, value: Form, s: Scope, found: tuple[list[Form], Block]) -> None:
    if p.pattern is not None:
        _fit(p.pattern, value, s, found)
    _capture(p.name, value, p, s, found[1])


def _capture(name: str | None, value: Form, p: ast.pattern, s: Scope, binds: Block) -> None:
    if name is not None:
        s.bound.add(name)
        binds.append((ASSIGN, [s[name]], value, p.lineno << 12 | p.col_offset))


def _or(p: ast.MatchOr, value: Form, s: Scope, found: tuple[list[Form], Block]) -> None:
    choices: list[Form] = []
    for one in p.patterns:
        tests: list[Form] = []
        _fit(one, value, s, (tests, found[1]))
        if not tests:
            return
        choices.append(_all(tests, "and"))
    found[0].append(_all(choices, "or"))


def _sequence(p: ast.MatchSequence, value: Form, s: Scope, found: tuple[list[Form], Block]) -> None:
    found[0].append((OTHER, [value]))
    pos = p.lineno << 12 | p.col_offset
    count = len(p.patterns)
    star = next((i for i, one in enumerate(p.patterns) if type(one) is ast.MatchStar), count)
    for index, one in enumerate(p.patterns):
        if index == star:
            last = index + 1 - count
            high = (CONST, last) if last else None
            rest = (ITEM, value, (SLICE, (CONST, index), high, None), pos)
            _capture(one.name, rest, one, s, found[1])  # type: ignore[attr-defined]
        else:
            key = index if index < star else index - count
            _fit(one, (ITEM, value, (CONST, key), pos), s, found)


def _star(p: ast.MatchStar, value: Form, s: Scope, found: tuple[list[Form], Block]) -> None:
    """One that stands where none can, in a file with mistakes."""
    _capture(p.name, (OTHER, [value]), p, s, found[1])


def _mapping(p: ast.MatchMapping, value: Form, s: Scope, found: tuple[list[Form], Block]) -> None:
    found[0].append((OTHER, [value]))
    pos = p.lineno << 12 | p.col_offset
    for key, one in zip(p.keys, p.patterns, strict=True):
        _fit(one, (ITEM, value, E[type(key)](key, s), pos), s, found)
    _capture(p.rest, (OTHER, [value]), p, s, found[1])


def _class(p: ast.MatchClass, value: Form, s: Scope, found: tuple[list[Form], Block]) -> None:
    pos, end = p.lineno << 12 | p.col_offset, p.end_lineno << 12 | p.end_col_offset
    kind = E[type(p.cls)](p.cls, s)
    found[0].append((CALL, (GLOBAL, "isinstance"), [value, kind], (), pos, end))
    for one in p.patterns:
        # `case str(x)` binds the value itself, `case Point(x)` a part of it.
        _fit(one, (OTHER, [value]), s, found)
    for name, one in zip(p.kwd_attrs, p.kwd_patterns, strict=True):
        s.words[name] = None
        _fit(one, (ATTR, value, name, pos), s, found)


_P: dict[type, Callable[[Any, Form, Scope, tuple[list[Form], Block]], None]] = {
    ast.MatchValue: _value,
    ast.MatchSingleton: _singleton,
    ast.MatchAs: _as,
    ast.MatchOr: _or,
    ast.MatchSequence: _sequence,
    ast.MatchStar: _star,
    ast.MatchMapping: _mapping,
    ast.MatchClass: _class,
}
