"""Shapes of functions that hand on what their caller gives: as code and to a pattern."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vedette.analysis.program.backtracking import cubes, doubles, squares
from vedette.analysis.program.interface import Hit
from vedette.analysis.program.walking import walk
from vedette.detectors.code.callers import Callers, all_callers, callers
from vedette.detectors.code.shapes import (
    CALL_SIZE,
    CALLS,
    VARIABLES,
    Around,
    Shape,
    called,
    is_const,
    remembered,
)
from vedette.model import form as forms
from vedette.model.form import Form, Module

_LANGUAGE = "javascript"
_MAKES_CODE = frozenset(
    ("Function", "eval", "runInNewContext", "runInThisContext", "runInContext", "compileFunction", "Script")
)
_TIMERS = frozenset(("setTimeout", "setInterval"))
_OF_TEXT = frozenset(("replace", "replaceAll", "split", "match", "matchAll", "search"))
_OF_PATTERN = frozenset(("test", "exec"))
_PICKS = frozenset(("charAt", "substr", "substring", "slice"))
_ALPHABET = re.compile(r"(?i)(chars?|characters|alphabet|letters|symbols|digits|hex)$")
_TAKES_OUT = frozenset(("split", "slice", "substr", "substring", "match", "exec"))


def _code(around: Around) -> Iterator[Hit]:
    """What a caller gives is run as code."""
    known, inside = callers(around.module), around.function.number
    for call in around.calls():
        name = called(call)
        if (
            name not in _MAKES_CODE
            or not call[2]
            or (name in {"Function", "eval"} and call[1][0] != forms.GLOBAL)
        ):
            continue
        if known.holds(call[2][-1 if name == "Function" else 0], inside):
            yield around.hit("evaluated-argument", call[4], name)
    for call in around.calls():
        is_timer = called(call) in _TIMERS and len(call[2]) > 1
        text = call[2][0] if is_timer and call[2][0][0] in {forms.BINARY, forms.TEXT} else None
        if text and known.composes(text, inside) and known.holds(text, inside):
            yield around.hit("evaluated-argument", call[4], called(call))


def _patterns(around: Around) -> Iterator[Hit]:
    """A pattern is put together with what a caller gives."""
    known, inside = callers(around.module), around.function.number
    for call in around.calls():
        is_made = called(call) == "RegExp" and call[1][0] == forms.GLOBAL and call[2]
        if not is_made or is_const(call[2][0]) or not known.holds(call[2][0], inside):
            continue
        if known.composes(call[2][0], inside) or _is_taken_out(known, call[2][0], inside):
            yield around.hit("composed-pattern", call[4], "RegExp")


def _is_taken_out(known: Callers, form: Form, inside: int) -> bool:
    """Whether a text is a part of another, which nobody has meant for a pattern."""
    if form[0] in VARIABLES:
        values = known.values(form[1], inside)
        form = values[0] if len(values) == 1 else form
    form = form[1] if form[0] == forms.ITEM else form
    return form[0] == forms.CALL and called(form) in _TAKES_OUT


def _searched(around: Around) -> Iterator[Hit]:
    """What a caller gives is searched by a pattern that takes the square of its length."""
    kept = _kept_patterns(around.module)
    if "RegExp" not in around.words and kept.keys().isdisjoint(around.words):
        return
    known, inside = all_callers(around.module), around.function.number
    for call in around.calls():
        if call[1][0] != forms.ATTR:
            continue
        name = call[1][2]
        if name in _OF_TEXT and call[2]:
            wanted, text = call[2][0], call[1][1]
        elif name in _OF_PATTERN and len(call[2]) == 1:
            wanted, text = call[1][1], call[2][0]
        else:
            continue
        for pattern in _chosen(wanted, kept, known, inside):
            if _is_square(pattern) and known.holds(text, inside):
                yield around.hit("square-regex", pattern[4], f"RegExp.{name}")


def _chosen(form: Form, kept: dict[str, Form], known: Callers, inside: int) -> list[Form]:
    """The patterns that an expression may be, one of several by a condition too."""
    found, seen, left = [], set[str](), [form]
    while left:
        one = left.pop()
        if one[0] == forms.PICK:
            left += one[2:4]
        elif one[0] not in VARIABLES:
            found.append(one)
        elif one[1] in kept:
            found.append(kept[one[1]])
        elif one[1] not in seen:
            seen.add(one[1])
            left += [value for value in known.values(one[1], inside) if value[0] == forms.PICK]
    return found


@remembered
def _kept_patterns(module: Module) -> dict[str, Form]:
    """Patterns that take the square, by the variables that they are kept in."""
    return {
        str(target[1]): one[2]
        for function in module.functions
        if "RegExp" in function.words
        for one in walk(function.body)
        if one[0] == forms.ASSIGN and _is_square(one[2])
        for target in one[1]
        if target[0] in VARIABLES
    }


def _is_square(form: Form) -> bool:
    """Whether an expression is a pattern that is written out, and takes the square and no more."""
    if form[0] not in CALLS or called(form) != "RegExp" or not form[2] or not is_const(form[2][0]):
        return False
    written = form[2][0][1]
    return isinstance(written, str) and squares(written) and not (cubes(written) or doubles(written))


def _random(around: Around) -> Iterator[Hit]:
    """Signs are picked one after another by numbers that can be predicted."""
    for loop in around.every():
        if loop[0] != forms.LOOP:
            continue
        for one in walk(loop[3]):
            picks = one[0] == forms.CALL and len(one) >= CALL_SIZE and called(one) in _PICKS and one[2]
            key = one[2][0] if picks else one[2] if one[0] == forms.ITEM else None
            pos = next((part[4] for part in walk(key) if _is_random(part)), 0) if key else 0
            if pos and (picks or _is_of_signs(around, one[1])):
                yield around.hit("random-text", pos, "Math.random")
                return


def _is_random(form: Form) -> bool:
    if form[0] != forms.CALL or len(form) < CALL_SIZE or form[1][0] != forms.ATTR:
        return False
    return bool(form[1][2] == "random" and form[1][1][0] in VARIABLES and form[1][1][1] == "Math")


def _is_of_signs(around: Around, form: Form) -> bool:
    """Whether an expression is an alphabet: a text that is written out, or a variable that is called so."""
    if is_const(form):
        return isinstance(form[1], str)
    values = (
        all_callers(around.module).values(form[1], around.function.number) if form[0] in VARIABLES else []
    )
    return any(is_const(one) and isinstance(one[1], str) for one in values) or bool(
        form[0] in VARIABLES and _ALPHABET.search(str(form[1]))
    )


_PATTERNS = frozenset(("RegExp",))

SHAPES = (
    Shape(
        "evaluated-argument",
        _code,
        words=_MAKES_CODE | _TIMERS,
        opens=_MAKES_CODE - {"Script"},
        language=_LANGUAGE,
    ),
    Shape("composed-pattern", _patterns, words=_PATTERNS, language=_LANGUAGE),
    Shape("random-text", _random, words=frozenset(("random",)), language=_LANGUAGE),
    Shape(
        "square-regex",
        _searched,
        words=_OF_TEXT | _OF_PATTERN,
        about=_PATTERNS,
        opens=frozenset(("test", "match")),
        language=_LANGUAGE,
    ),
)
