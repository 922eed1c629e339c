"""Shapes of functions that put what they are given into markup, lines of protocols and paths."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vedette.analysis.program.interface import Hit
from vedette.analysis.program.walking import walk
from vedette.detectors.code.shapes import Around, Shape, called, is_const, mentioned
from vedette.detectors.code.shapes_texts import FIELD, composed
from vedette.model import form as forms
from vedette.model.form import Form

_PLACES = frozenset((forms.LOCAL, forms.FREE))
_READS = frozenset(("get", "getvalue", "strip", "lower", "decode", "encode", "title", "format"))

_AS_TEXT = frozenset(
    ("str", "unicode", "repr", "force_text", "force_str", "force_unicode", "smart_text", "smart_str")
)

# Markup.
_ELEMENT = re.compile(
    r"(?i)<(a|abbr|article|audio|b|blockquote|body|button|caption|code|dd|div|dl|dt|em|embed|fieldset|figure|footer|"
    r"form|h[1-6]|head|header|html|i|iframe|img|input|label|legend|li|link|nav|ol|option|p|pre|script|section|select|"
    r"small|span|strong|style|sub|sup|svg|table|tbody|td|textarea|tfoot|th|thead|title|tr|u|ul|video)"
    r"(\s+[\w:-]+\s*=|\s*/?>)"
)
# What makes markup of a text, or escapes it, by its name: what mentions it is no text as it came.
_ESCAPES = re.compile(
    r"(?i)escap|quote|sanit|bleach|clean|safe|markup|html|render|^_?[hE]$|tostring|conditional|highlight|"
    r"^(int|float|len|str_to_int|round|join|dumps|url_for|reverse|static|gettext|_)$|widget|attrs|flatatt"
)
# Where everything is made of elements already, or goes to something else than a page.
_ELSEWHERE = re.compile(
    r"(?i)^(format_html\w*|mark_safe|Markup|SubElement|minidom|createElement|visit_\w+|depart_\w+|QLabel|QMessageBox|"
    r"setText|QtWidgets|argparse|docutils|nodes)$"
)
# What people write, and what links lead to; not what a program counts or names itself.
_WRITTEN = re.compile(
    r"(?i)^(\w+_)?(title|text|txt|value|val|msg|message|comment|query|search|subject|description|desc|summary|caption|"
    r"content|contents|user|user_?name|full_?name|owner|author|e?mail|file_?name|url|uri|href|src|link|alt|label|name|"
    r"nick|term|word|phrase|keyword|answer|question|error|err|exc|exception|reason|data|path|next|referrer|tags?|"
    r"host_?name|page_?name|pattern|string|input|output|choice|option|category|group|project|item|line|param|info|"
    r"result|response|html|script_root)$"
)


def _markup(around: Around) -> Iterator[Hit]:
    """Markup is put together with what the function is given, as it is."""
    if "<" not in around.said() or not _ELEMENT.search(around.said()):
        return
    if any(map(_ELSEWHERE.match, around.words)) or _ESCAPES.search(around.function.name):
        return
    given: set[str] | None = None
    for text, fields, pos in composed(around):
        if "<" not in text or not _ELEMENT.search(text):
            continue
        given = _given(around) if given is None else given
        name = next(
            (
                name
                for one in _in_markup(text, fields)
                if (name := _written(one, given)) and not _is_constant(around, one)
            ),
            "",
        )
        if name:
            yield around.hit("unescaped-markup", pos, name)


def _is_constant(around: Around, form: Form) -> bool:
    """Whether a value is a field of the object at hand which all classes of the file only give constants."""
    owner = around.function.owner
    if owner < 0 or form[0] != forms.ATTR or _source(form[1]) != around.function.parameters[0].name:
        return False
    places = (
        *((forms.LOCAL, 1, one.body) for one in around.module.classes),
        *((forms.ATTR, 2, one.body) for one in around.module.functions),
    )
    given = [
        statement[2]
        for kind, at, block in places
        for statement in walk(block)
        if statement[0] == forms.ASSIGN and any(one[0] == kind and one[at] == form[2] for one in statement[1])
    ]
    return bool(given) and all(is_const(one) or one[0] == forms.OTHER for one in given)


def _in_markup(text: str, fields: dict[int, Form]) -> Iterator[Form]:
    """Fields behind the first element of a text."""
    first = _ELEMENT.search(text)
    for number, found in enumerate(FIELD.finditer(text)):
        if number in fields and first is not None and found.start() > first.start():
            yield fields[number]


def _given(around: Around) -> set[str]:
    """Parameters, and variables that are made of them alone by reading; none that is escaped anywhere."""
    given, escaped = {one.name for one in around.function.parameters}, set()
    for one in around.every():
        if one[0] == forms.ASSIGN and one[1][0][0] == forms.LOCAL:
            name = str(one[1][0][1])
            if any(map(_ESCAPES.search, mentioned(one[2]))):
                escaped.add(name)
            elif _source(one[2]) in given:
                given.add(name)
        elif one[0] == forms.LOOP and one[1] and one[1][0] == forms.LOCAL and _source(one[2]) in given:
            given.add(str(one[1][1]))
    return given - escaped


def _source(form: Form) -> str:
    """The variable that a value is read from by attributes, items and methods that only read."""
    while form:
        kind = form[0]
        if kind in _PLACES:
            return str(form[1])
        if kind in {forms.ATTR, forms.ITEM}:
            form = form[1]
        elif kind == forms.CALL and called(form) in _READS and form[1][0] == forms.ATTR:
            form = form[1][1]
        elif kind == forms.LOGIC or (kind == forms.CALL and _is_as_text(form)):
            form = form[2][0]
        else:
            return ""
    return ""


def _is_as_text(form: Form) -> bool:
    return called(form) in _AS_TEXT and form[1][0] == forms.GLOBAL and bool(form[2])


def _written(form: Form, given: set[str]) -> str:
    """The name of what is put in, where somebody else may have written it."""
    if _source(form) not in given:
        return ""
    while form[0] == forms.CALL:
        if called(form) in _AS_TEXT:
            # An object as a text is mostly its name.
            return str(called(form))
        if form[2] and is_const(form[2][0]):
            return str(form[2][0][1]) if _WRITTEN.match(str(form[2][0][1])) else ""
        form = form[1][1]
    if form[0] == forms.LOGIC:
        form = form[2][0]
    if form[0] == forms.ITEM:
        name = str(form[2][1]) if is_const(form[2]) else ""
    elif form[0] in {forms.ATTR, *_PLACES}:
        name = str(form[2] if form[0] == forms.ATTR else form[1])
    else:
        name = ""
    return name if _WRITTEN.match(name) else ""


# Lines of protocols.
_LINE = re.compile(r"\r\n$|HTTP/1\.[01]\r\n")
_LOOKS = re.compile(
    r"(?i)valid|check|sanit|clean|escape|quote|reject|illegal|forbid|control|strip|splitlines|newline|safe|ensure"
)
_ENDS = frozenset(("CRLF", "_CRLF", "EOL", "crlf", "NEWLINE"))
_SENT = re.compile(
    r"(?i)^(\w*_)?(method|verb|uri|url|path|host|command|cmd|line|value|header|name|args?|arg|address|addr|recipient|"
    r"sender|mailbox|user|target|reason|query|selector|channel|nick|text|message|msg)$"
)
_SENDS = re.compile(
    r"(?i)^(send\w*|write\w*|put\w*|\w+\.?send|transport|sock|socket|request|append|join|sendall)$"
)


def _line(around: Around) -> Iterator[Hit]:
    """A line of a protocol is put together with what may hold further line ends."""
    if "\r\n" not in around.said() and _ENDS.isdisjoint(around.words):
        return
    if any(map(_LOOKS.search, around.words)) or not any(map(_SENDS.match, around.words)):
        return
    me = (
        around.function.parameters[0].name
        if around.function.owner >= 0 and around.function.parameters
        else ""
    )
    given = {*around.parameters, me} - {""}
    if not given:
        return
    for text, fields, pos in composed(around):
        ends = [
            one for one in fields.values() if one[0] in {forms.GLOBAL, forms.ATTR} and _last(one) in _ENDS
        ]
        if not ends and not _LINE.search(text):
            continue
        name = next((_last(one) for one in fields.values() if _is_sent(one, given)), "")
        if name:
            yield around.hit("protocol-line", pos, name)
            return


def _is_sent(form: Form, given: set[str]) -> bool:
    return (
        form[0] in {forms.LOCAL, forms.ATTR}
        and _SENT.match(_last(form)) is not None
        and not _ENDS & {_last(form)}
        and _source(form) in given
    )


def _last(form: Form) -> str:
    return str(form[2] if form[0] == forms.ATTR else form[1])


# Filters of markup.
_FILTERS = frozenset(("bleach", "nh3", "lxml_html_clean", "html5lib", "Cleaner"))
_ASKED = re.compile(r"(?i)(^|_)(tag|attr|attribute|name|key|value|element)s?$")


def _lets_all_through(around: Around) -> Iterator[Hit]:
    """A function that is asked whether an attribute is allowed says yes to all."""
    names, body = around.parameters, around.function.body
    if len(body) != 1 or body[0][0] != forms.RETURN or not body[0][1] or not is_const(body[0][1]):
        return
    if body[0][1][1] is True and len(names) in {2, 3} and all(map(_ASKED.search, names)):
        yield around.hit("lenient-sanitizer", around.function.start, around.function.path)


# Words in texts and code that few files have which do nothing of the kind.
_OPEN_MARKUP = frozenset(
    ("div", "td", "tr", "href", "img", "li", "ul", "h1", "h2", "h3", "strong", "textarea")
)
_OPEN_LINES = frozenset(("sendall", "CRLF", "transport"))

SHAPES = (
    Shape("unescaped-markup", _markup, opens=_OPEN_MARKUP, language="python"),
    Shape("protocol-line", _line, opens=_OPEN_LINES, language="python"),
    Shape("lenient-sanitizer", _lets_all_through, about=_FILTERS, opens=_FILTERS, language="python"),
)
