"""Patterns of Python that take long: in tables, given to one's own functions, or on what a caller gives."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vedette.analysis.program.backtracking import cubes, doubles, squares
from vedette.analysis.program.interface import Hit
from vedette.analysis.program.walking import walk
from vedette.detectors.code.callers import all_callers
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
from vedette.detectors.code.shapes_texts import FIELD, template
from vedette.model import form as forms
from vedette.model.form import COLUMN_BITS, MAX_COLUMN, Form, Module

_LANGUAGE = "python"
_MODULES = frozenset(("re", "regex"))
# What looks for a pattern, and where the text stands that it looks at.
_SEARCHES = {"search": 1, "split": 1, "findall": 1, "finditer": 1, "sub": 2, "subn": 2}
_MATCHES = {"match": 1, "fullmatch": 1}
_LOOKS = {**_SEARCHES, **_MATCHES}
_USES = frozenset((*_LOOKS, "compile", "regex", "pattern", "Regex", "Pattern", "scan", "tokens", "token"))
_TABLES = frozenset(("RegexLexer", "tokens", "patterns", "PATTERNS", "regexes", "REGEXES", "regex", "re"))
# A text that is a pattern has classes of signs in it, and something that is repeated.
_CLASS = re.compile(r"\\[wsdWSDb]|\[\^?[^\]\s]{2,60}\]|\(\?[:P=!<]")
# What takes a pattern goes by such a name.
_TAKES = re.compile(r"(?i)match|search|scan|find|split|sub|regex|pattern|token|lex|rule|compile")
_TABLE = frozenset((forms.SEQUENCE, forms.MAP))
_REPEATED = re.compile(r"[)\]][*+]|\\[wsdWSD][*+]|\.[*+]")
_LONGEST = 2000
# Of one function so many are told.
_MOST = 100
# Stands in a pattern for a part that is not known: nothing goes round through it.
_UNKNOWN = "\x01"
_DEEPEST = 10
# Arguments that go by these names are patterns.
_NAMED = frozenset(("pattern", "regex", "regexp"))
# Blocks of the module that was looked at last, by identity, and the patterns in each.
_LAST: dict[int, tuple[list[Form], list[tuple[str, str, int]]]] = {}


def _tables(around: Around) -> Iterator[Hit]:
    """A pattern stands in a table, or is handed to something that is none of the library's functions."""
    function = around.function
    if function.number and _USES.isdisjoint(around.words):
        return
    found = list(_slow(function.body) if function.number else _slow_of_module(around.module))
    lines = around.source().split(b"\n") if found else []
    for weakness, text, pos in found[:_MOST]:
        yield around.hit(weakness, placed(lines, text, pos), "pattern")


def _slow(block: list[Form]) -> Iterator[tuple[str, str, int]]:
    """Patterns that are written in a block: what is wrong with each, its text, and a place before it."""
    for text, pos in _written(block):
        if _CLASS.search(text) and _REPEATED.search(text) and (weakness := _weakness(text)):
            yield weakness, text, pos


def _slow_of_module(module: Module) -> list[tuple[str, str, int]]:
    """The same of a module's own statements and its classes, most of which an edit leaves as they are."""
    known = {}
    for block in (module.functions[0].body, *(one.body for one in module.classes)):
        last = _LAST.get(id(block))
        known[id(block)] = last if last is not None and last[0] is block else (block, list(_slow(block)))
    _LAST.clear()
    _LAST.update(known)
    return [one for _, found in known.values() for one in found]


def _weakness(text: str) -> str:
    return "slow-regex" if doubles(text) else "costly-regex" if cubes(text) else ""


def _written(block: list[Form]) -> Iterator[tuple[str, int]]:
    """Constant texts that are arguments or items, and the nearest place before each."""
    for one in walk(block):
        if one[0] in CALLS and len(one) >= CALL_SIZE and _TAKES.search(called(one)) and not _is_library(one):
            parts, pos = [*one[2], *(value for name, value in one[3] if name in _NAMED)], one[4]
        elif one[0] == forms.ASSIGN and one[2][0] in _TABLE:
            parts, pos = list(_items(one[2])), one[3]
        else:
            continue
        for part in parts:
            if part and is_const(part) and isinstance(part[1], str) and len(part[1]) <= _LONGEST:
                yield part[1], pos


def _is_library(call: Form) -> bool:
    """Whether a call is one of the library's, which are judged where they are evaluated."""
    callee = call[1]
    return bool(callee[0] == forms.ATTR and callee[1][0] == forms.GLOBAL and callee[1][1] in _MODULES)


def placed(lines: list[bytes], text: str, pos: int) -> int:
    """The place of a text as it is written in a file, from the line of a place on; else that place."""
    wanted = text.encode().split(b"\n")[0]
    for number in range(pos >> COLUMN_BITS, len(lines) + 1):
        at = lines[number - 1].find(wanted)
        if at >= 0:
            return number << COLUMN_BITS | min(at, MAX_COLUMN)
    return pos


def _items(form: Form, depth: int = 0) -> Iterator[Form]:
    """Constants within lists, tuples and maps."""
    if not form or depth > _DEEPEST:
        return
    if is_const(form):
        yield form
    elif form[0] == forms.SEQUENCE:
        for one in form[2]:
            yield from _items(one, depth + 1)
    elif form[0] == forms.MAP:
        for _, value in form[1]:
            yield from _items(value, depth + 1)


def _squared(around: Around) -> Iterator[Hit]:
    """What a caller gives is looked at by a pattern that takes the square of its length."""
    kept = _kept(around.module)
    known, inside = all_callers(around.module), around.function.number
    for call in around.calls():
        at = _LOOKS.get(called(call), 0)
        if not at or call[1][0] != forms.ATTR:
            continue
        base = call[1][1]
        if _is_library(call):
            written, pos = _folded(call[2][0] if call[2] else None, kept.texts), call[4]
        else:
            at -= 1
            written, pos = kept.patterns.get(_last(base), ("", 0))
        if not written or len(call[2]) <= at or not _is_square(written, called(call)):
            continue
        if known.holds(call[2][at], inside):
            yield around.hit("square-regex", pos, f"re.{called(call)}")


def _is_square(text: str, name: str) -> bool:
    return squares(text, searched=name in _SEARCHES) and not (cubes(text) or doubles(text))


class _Kept:
    """Texts and patterns of a module and its classes, by the names of what they are given to.

    Attributes:
        texts: constant texts.
        patterns: what `re.compile` was given, and the place of the call.
    """

    def __init__(self, module: Module) -> None:
        self.texts: dict[str, str] = {}
        self.patterns: dict[str, tuple[str, int]] = {}
        for block in (module.functions[0].body, *(one.body for one in module.classes)):
            self._read(block)
        for function in module.functions[1:]:
            if "compile" in function.words:
                self._read([one for one in walk(function.body) if one[0] == forms.ASSIGN])

    def _read(self, block: list[Form]) -> None:
        for one in block:
            if one[0] != forms.ASSIGN:
                continue
            value = one[2]
            names = [name for target in one[1] if (name := _last(target))]
            made = value[0] == forms.CALL and called(value) == "compile" and value[2]
            text = _folded(value[2][0] if made else value, self.texts)
            for name in names if text else ():
                if made:
                    self.patterns[name] = (text, value[4])
                else:
                    self.texts[name] = text


def _last(form: Form) -> str:
    """The name of a variable or attribute."""
    if form[0] in VARIABLES:
        return str(form[1])
    return str(form[2]) if form[0] == forms.ATTR else ""


def _folded(form: Form, texts: dict[str, str], depth: int = 0) -> str:
    """A text that is put together of constants, and a sign of its own for each other part; "" for no text."""
    if not form or depth > _DEEPEST:
        return ""
    if is_const(form):
        return form[1] if isinstance(form[1], str) and len(form[1]) <= _LONGEST else ""
    if form[0] in VARIABLES or form[0] == forms.ATTR:
        return texts.get(_last(form), "")
    if form[0] == forms.ITEM and form[2][0] == forms.SLICE:
        return _cut(_folded(form[1], texts, depth + 1), form[2])
    found = template(form)
    if found is None:
        return ""
    text, fields = found
    gaps = list(FIELD.finditer(text))
    if form[0] == forms.BINARY and form[1] == "%":
        # Braces are repetitions there.
        gaps = [gap for gap in gaps if gap[0].startswith("%")]
    if len(fields) != len(gaps):
        return ""
    made, end = "", 0
    for number, gap in enumerate(gaps):
        part = _folded(fields[number], texts, depth + 1) if number in fields else ""
        made += text[end : gap.start()] + (part or _UNKNOWN)
        end = gap.end()
    made += text[end:]
    return made if len(made) <= _LONGEST else ""


def _cut(text: str, form: Form) -> str:
    ends = [one[1] if one and is_const(one) else None for one in form[1:3]]
    known = all(end is None or isinstance(end, int) for end in ends)
    return text[ends[0] : ends[1]] if known and not form[3] else ""


@remembered
def _kept(module: Module) -> _Kept:
    return _Kept(module)


SHAPES = (
    Shape(
        "slow-regex",
        _tables,
        about=_USES | _TABLES,
        opens=_TABLES - {"re"},
        language=_LANGUAGE,
        whole=True,
    ),
    Shape("square-regex", _squared, words=frozenset(_LOOKS), about=_MODULES, language=_LANGUAGE),
)
