"""Shapes of functions that make markup and addresses of a page of what their caller gives."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vedette.analysis.program.interface import Hit
from vedette.detectors.code.callers import callers
from vedette.detectors.code.shapes import CALL_SIZE, CALLS, VARIABLES, Around, Shape, called, is_const
from vedette.detectors.code.shapes_texts import composed
from vedette.model import form as forms
from vedette.model.form import Form

_LANGUAGE = "javascript"
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
# Names of files, as those who list them call them.
_FILES = re.compile(r"(?i)^(\w*(file|dir|path|entry)_?(name)?s?|name|f|item|el(ement)?)$")
_LISTS = frozenset(("readdir", "readdirSync", "opendir"))
_ANSWERS = frozenset(("createServer", "writeHead", "setHeader", "res", "response", "ctx"))
_LEADS = frozenset(("assign", "replace", "open"))
_PAGES = frozenset(("location", "window", "document"))
_HEARS = frozenset(("onmessage", "message", "postMessage"))
_SCHEME = re.compile(r"(?i)https?|protocol|mailto")
# What a component is given, and names of what is no markup.
_RAW = "dangerouslySetInnerHTML"
_PROPS = "props"
_LABEL = re.compile(
    r"(?i)(title|label|placeholder|name|caption|tooltip|hint|alt|query|error|msg|message|comment|subject)$"
)
_READS = frozenset(("attr", "data", "getAttribute"))
_JQUERY = frozenset(("$", "jQuery"))


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


def _rendered(around: Around) -> Iterator[Hit]:
    """A property of a component becomes markup, whose name says that it is a text."""
    if any(map(_CLEANS_MARKUP.search, around.words)) or any(map(_ESCAPES_MARKUP.search, around.words)):
        return
    for call in around.calls():
        if called(call) != _RAW or call[1][0] != forms.ATTR or not call[2]:
            continue
        value = call[2][0]
        name = value[2] if value[0] == forms.ATTR else value[1] if value[0] in VARIABLES else ""
        if _LABEL.search(name) and _is_property(value, around):
            yield around.hit("page-markup", call[4], f"{_RAW} ({name})")


def _is_property(form: Form, around: Around) -> bool:
    """Whether an expression is a property of a component, as its caller gave it."""
    values = callers(around.module).values
    every = values(form[1], around.function.number) if form[0] in VARIABLES else [form]
    return any(
        one[0] == forms.ATTR
        and (
            _is_props(one[1], around)
            or (
                one[1][0] in VARIABLES
                and any(_is_props(each, around) for each in values(one[1][1], around.function.number))
            )
        )
        for one in every
    )


def _is_props(form: Form, around: Around) -> bool:
    """Whether an expression is what a component is given, `props` or `this.props`."""
    if form[0] == forms.ATTR:
        return bool(form[2] == _PROPS and form[1][0] in VARIABLES)
    return form[0] in VARIABLES and form[1] in {_PROPS, *around.parameters[:1]}


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


def _listed(around: Around) -> Iterator[Hit]:
    """The names of files, which whoever made them has chosen, become markup of an answer."""
    if "<" not in around.said() or any(map(_ESCAPES_MARKUP.search, around.words)):
        return
    words = {word for function in around.module.functions for word in function.words}
    if _LISTS.isdisjoint(words) or _ANSWERS.isdisjoint(words):
        return
    known, inside = callers(around.module), around.function.number
    for text, fields, pos in composed(around.function):
        if not re.search(r"(?i)<(a|li|td|div|span|p|tr)\b", text):
            continue
        for one in fields.values():
            named = one[2] if one[0] == forms.ATTR else one[1] if one[0] in VARIABLES else ""
            if not _FILES.match(str(named)):
                continue
            values = known.values(named, inside) if one[0] in VARIABLES else []
            if not any(map(known.is_clean, values)):
                yield around.hit("unescaped-markup", pos, str(named))
                break


def _led(around: Around) -> Iterator[Hit]:
    """The page goes where a message says."""
    known, inside = callers(around.module), around.function.number
    for one in around.every():
        if one[0] == forms.ASSIGN:
            given, pos = one[2], one[3]
            if not any(map(_is_address, one[1])):
                continue
        elif one[0] == forms.CALL and len(one) >= CALL_SIZE and called(one) in _LEADS and len(one[2]) == 1:
            given, pos = one[2][0], one[4]
            if one[1][0] != forms.ATTR or not _is_address(one[1][1]):
                continue
        else:
            continue
        is_whole = given[0] in {*VARIABLES, forms.ATTR} and known.holds(given, inside)
        if is_whole and not any(map(_SCHEME.search, around.texts)):
            yield around.hit("page-address", pos, "location")


def _is_address(form: Form) -> bool:
    """Whether an expression is the address of a page: `location`, or its `href`."""
    if form[0] == forms.ATTR and form[2] in {"href", "location"}:
        base = form[1][2] if form[1][0] == forms.ATTR else form[1][1] if form[1][0] in VARIABLES else ""
        return base in _PAGES
    return bool(form[0] in VARIABLES and form[1] == "location")


def _selected(around: Around) -> Iterator[Hit]:
    """An attribute of an element is given to a function that makes markup of what looks like it."""
    for call in around.calls():
        if call[1][0] not in VARIABLES or call[1][1] not in _JQUERY or len(call[2]) != 1:
            continue
        given = [call[2][0]]
        if given[0][0] in VARIABLES:
            given = callers(around.module).values(given[0][1], around.function.number)
        if any(_is_read(one) for form in given for one in _choices(form)):
            yield around.hit("page-markup", call[4], str(call[1][1]))


def _choices(form: Form) -> list[Form]:
    return list(form[2]) if form[0] == forms.LOGIC else list(form[2:4]) if form[0] == forms.PICK else [form]


def _is_read(form: Form) -> bool:
    """Whether an expression reads an attribute in which a page says what is meant."""
    if form[0] != forms.CALL or len(form) < CALL_SIZE or called(form) not in _READS or len(form[2]) != 1:
        return False
    name = form[2][0]
    return bool(
        form[1][0] == forms.ATTR
        and is_const(name)
        and isinstance(name[1], str)
        and (called(form) == "data" or name[1].startswith("data-"))
        and re.search(r"(?i)target|parent|selector|container|element", name[1])
    )


SHAPES = (
    Shape(
        "page-markup",
        _pages,
        words=_MARKUP | _WRITES_MARKUP.keys(),
        opens=_MARKUP | {"insertAdjacentHTML", "SafeString"},
        language=_LANGUAGE,
    ),
    Shape("page-markup", _rendered, words=frozenset((_RAW,)), opens=frozenset((_RAW,)), language=_LANGUAGE),
    Shape("page-markup", _selected, words=_JQUERY, language=_LANGUAGE),
    Shape("unescaped-markup", _written, opens=frozenset(("href", "jQuery")), language=_LANGUAGE),
    Shape("unescaped-markup", _listed, about=_LISTS, opens=_LISTS, language=_LANGUAGE),
    Shape(
        "page-address",
        _led,
        words=frozenset(("location",)),
        about=_HEARS,
        opens=frozenset(("onmessage", "postMessage")),
        language=_LANGUAGE,
    ),
)
