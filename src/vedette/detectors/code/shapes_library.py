"""Shapes of functions that hand on what their caller gives: as code, as markup, to a pattern."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vedette.analysis.program.backtracking import cubes, doubles, squares
from vedette.analysis.program.interface import Hit
from vedette.detectors.code.callers import Callers, callers
from vedette.detectors.code.shapes import (
    CALL_SIZE,
    CALLS,
    VARIABLES,
    Around,
    Shape,
    called,
    is_const,
    remembered,
    walk,
)
from vedette.detectors.code.shapes_texts import composed
from vedette.model import form as forms
from vedette.model.form import Form, Module

_LANGUAGE = "javascript"
_MAKES_CODE = frozenset(
    ("Function", "eval", "runInNewContext", "runInThisContext", "runInContext", "compileFunction", "Script")
)
_OF_TEXT = frozenset(("replace", "replaceAll", "split", "match", "matchAll", "search"))
_OF_PATTERN = frozenset(("test", "exec"))
_MARKUP = frozenset(("innerHTML", "outerHTML"))
_WRITES_MARKUP = {"insertAdjacentHTML": 1, "html": 0, "SafeString": 0}
_CLEANS_MARKUP = re.compile(r"(?i)purify|xss|createHTMLDocument|DOMParser|bypassSecurity|TrustedHTML")
_ESCAPES_MARKUP = re.compile(
    r"(?i)purify|sanitiz|escape|encode|xss|createElement|TrustedHTML|^h$|^i18n|^renderTo"
)
_ELEMENT = re.compile(
    r"(?i)<(a|article|b|blockquote|body|button|code|dd|div|dl|dt|em|figure|form|h[1-6]|head|html|i|iframe|img|input|"
    r"label|li|link|meta|nav|ol|option|p|pre|script|section|select|small|span|strong|style|table|td|textarea|th|"
    r"title|tr|ul|video)(\s+[\w:-]+\s*=|\s*/?>)"
)
# What people write, and what links lead to; not what a program counts or names itself.
_WRITTEN = re.compile(
    r"(?i)(title|text|value|val|msg|message|comment|query|search|subject|description|summary|caption|content|name|"
    r"author|mail|file|dir|path|url|uri|href|src|link|alt|label|nick|term|match|question|answer|error|err|data|"
    r"topic|item|entry)s?$"
)


_CHOSEN = re.compile(r"(?i)(class|type|tag|style|node|attr\w*|event|icon|color)_?names?$")
_PICKS = frozenset(("charAt", "substr", "substring", "slice"))
_ALPHABET = re.compile(r"(?i)(chars?|characters|alphabet|letters|symbols|digits|hex)$")
_TAKES_OUT = frozenset(("split", "slice", "substr", "substring", "match", "exec"))


@remembered
def _texts(module: Module) -> Callers:
    return Callers(module, cleaned=False)


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


def _pages(around: Around) -> Iterator[Hit]:
    """What a caller gives becomes markup of a page."""
    if any(map(_CLEANS_MARKUP.search, around.words)):
        return
    known, inside = callers(around.module), around.function.number
    for one in around.every():
        if one[0] == forms.ASSIGN:
            for target in one[1]:
                if target[0] == forms.ATTR and target[2] in _MARKUP and known.holds(one[2], inside):
                    yield around.hit("page-markup", target[3], str(target[2]))
        elif one[0] in CALLS and len(one) >= CALL_SIZE and called(one) in _WRITES_MARKUP:
            at = _WRITES_MARKUP[called(one)]
            if len(one[2]) != at + 1 or one[1][0] != forms.ATTR or not known.holds(one[2][at], inside):
                continue
            # As it was given only where it is a part of that.
            if one[2][at][0] in {forms.ATTR, forms.ITEM} or known.composes(one[2][at], inside):
                yield around.hit("page-markup", one[4], called(one))


def _written(around: Around) -> Iterator[Hit]:
    """Markup is put together with what a caller gives, as it is."""
    if "<" not in around.said() or any(map(_ESCAPES_MARKUP.search, around.words)):
        return
    known, inside = callers(around.module), around.function.number
    for text, fields, pos in composed(around.function):
        if "<" not in text or not _ELEMENT.search(text):
            continue
        name = next(
            (name for one in fields.values() if (name := _name(one)) and known.holds(one, inside)), ""
        )
        if name:
            yield around.hit("unescaped-markup", pos, name)


def _name(form: Form) -> str:
    """The name of a variable or attribute that holds what somebody has written; "" for anything else."""
    named = form[2] if form[0] == forms.ATTR else form[1] if form[0] in VARIABLES else ""
    return named if _WRITTEN.search(named) and not _CHOSEN.search(named) else ""


def _searched(around: Around) -> Iterator[Hit]:
    """What a caller gives is searched by a pattern that takes the square of its length."""
    kept = _kept_patterns(around.module)
    if "RegExp" not in around.words and kept.keys().isdisjoint(around.words):
        return
    known, inside = _texts(around.module), around.function.number
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
    values = _texts(around.module).values(form[1], around.function.number) if form[0] in VARIABLES else []
    return any(is_const(one) and isinstance(one[1], str) for one in values) or bool(
        form[0] in VARIABLES and _ALPHABET.search(str(form[1]))
    )


_PATTERNS = frozenset(("RegExp",))

SHAPES = (
    Shape("evaluated-argument", _code, words=_MAKES_CODE, opens=_MAKES_CODE - {"Script"}, language=_LANGUAGE),
    Shape("composed-pattern", _patterns, words=_PATTERNS, language=_LANGUAGE),
    Shape("page-markup", _pages, words=_MARKUP | _WRITES_MARKUP.keys(), opens=_MARKUP, language=_LANGUAGE),
    Shape("random-text", _random, words=frozenset(("random",)), language=_LANGUAGE),
    Shape("unescaped-markup", _written, language=_LANGUAGE),
    Shape("square-regex", _searched, words=_OF_TEXT | _OF_PATTERN, about=_PATTERNS, language=_LANGUAGE),
)
