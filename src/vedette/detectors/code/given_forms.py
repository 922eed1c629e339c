"""What expressions are made of, and which of them leave nothing of a text that does harm."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vedette.analysis.program.alphabets import admits
from vedette.analysis.program.walking import walk
from vedette.detectors.code.shapes import CALL_SIZE, VARIABLES, called, is_const
from vedette.model import form as forms
from vedette.model.form import Form, Function, Module

_SIZES = frozenset(("<", "<=", ">", ">="))
# What is compared with less is asked for being there, not for being long.
_SHORT = 10
CLEANS = re.compile(
    r"(?i)escape|quote|sanitiz|purif|clean|encode|serializ|stringify|safe|slug|whitelist|allow|valid|strip|"
    r"normali[sz]e|^parse_?(int|float|num|id|port|date|bool|url|uri|query|args)|^to_?(int|number|hex)|hash|basename"
)
# A pattern of plain characters and blanks of one line.
_PLAIN = r"[\w \t./:@,=+-]"
_PUTS = frozenset(("push", "unshift", "add", "append"))


def parts(form: Form) -> list[Form]:
    """What the value of an expression, other than a call, is made of."""
    kind = form[0]
    if kind == forms.BINARY:
        found = []
        while form and form[0] == forms.BINARY and form[1] == "+":
            found.append(form[3])
            form = form[2]
        return [*found, form] if found else []
    if kind == forms.TEXT:
        return list(form[1])
    if kind in {forms.LOGIC, forms.SEQUENCE}:
        return list(form[2])
    if kind == forms.PICK:
        return [form[2], form[3]]
    if kind == forms.MAP:
        return [value for _, value in form[1]]
    if kind == forms.BIND:
        return [form[2]]
    if kind in {forms.AWAIT, forms.SPREAD}:
        return [form[1]]
    return []


def enclosing(module: Module, function: Function) -> Iterator[Function]:
    """A function and those around it, from the inside out, without the module's own statements."""
    while function.number:
        yield function
        function = module.functions[function.outer]


def mentions(form: Form, name: str) -> bool:
    """Whether a variable of a name stands in an expression."""
    return any(one[0] in VARIABLES and one[1] == name for one in walk(form))


def is_ornament(form: Form) -> bool:
    """Whether an expression is a sign such as dots or a comma: what stands for it is one as well."""
    is_text = is_const(form) and isinstance(form[1], str)
    return bool(is_text and form[1].strip() and not any(map(str.isalnum, form[1])))


def bare(form: Form) -> Form:
    """What is asked about: of `text.trim()` or `String(text)` that is the text."""
    for _ in range(3):
        if form[0] != forms.CALL or len(form) < CALL_SIZE:
            break
        if not form[2] and form[1][0] == forms.ATTR:
            form = form[1][1]
        elif len(form[2]) == 1 and form[1][0] in VARIABLES:
            form = form[2][0]
        else:
            break
    return form


def place(form: Form) -> str:
    """A variable with its attributes and known items, as one text; "" for anything else."""
    if form[0] in VARIABLES:
        return str(form[1])
    if form[0] == forms.ATTR or (form[0] == forms.ITEM and form[2][0] in {forms.CONST, *VARIABLES}):
        base = place(form[1])
        key = form[2] if form[0] == forms.ATTR else form[2][1]
        return f"{base}.{key}" if base else ""
    return ""


def assignments(function: Function) -> Iterator[tuple[str, Form]]:
    """What variables are given in a function, by being filled or gone through too."""
    for one in walk(function.body):
        kind = one[0]
        if kind == forms.ASSIGN:
            yield from ((target[1], one[2]) for target in _single(one[1]) if target[0] in VARIABLES)
        elif kind == forms.AUGMENT and one[1][0] in VARIABLES:
            yield one[1][1], (forms.BINARY, "+", one[1], one[3], 0)
        elif kind in {forms.BIND, forms.LOOP} and one[1] and one[1][0] in VARIABLES:
            yield one[1][1], one[2]
        elif (
            kind == forms.CALL and len(one) >= CALL_SIZE and called(one) in _PUTS and one[1][0] == forms.ATTR
        ):
            target = one[1][1]
            if target[0] in VARIABLES:
                yield from ((target[1], value) for value in one[2])


def _single(targets: list[Form]) -> Iterator[Form]:
    """Targets, those that a list is taken apart into one by one."""
    for target in targets:
        if target[0] == forms.SEQUENCE:
            yield from target[2]
        else:
            yield target


def attributes(function: Function) -> Iterator[tuple[str, Form]]:
    """What attributes of objects are given in a function."""
    for one in walk(function.body):
        if one[0] == forms.ASSIGN:
            yield from ((target[2], one[2]) for target in one[1] if target[0] == forms.ATTR)
        elif one[0] == forms.MAP:
            yield from ((str(key[1]), value) for key, value in one[1] if key and is_const(key))
        elif one[0] == forms.CALL and len(one) >= CALL_SIZE and called(one) in _PUTS:
            target = one[1][1] if one[1][0] == forms.ATTR else None
            if target and target[0] == forms.ATTR:
                yield from ((target[2], value) for value in one[2])


def measured(function: Function) -> Iterator[str]:
    """Of what a condition asks whether it is too long."""
    for one in walk(function.body):
        if one[0] in {forms.BRANCH, forms.PICK}:
            for asked in walk(one[1]):
                if asked[0] != forms.COMPARE or asked[1] not in _SIZES:
                    continue
                for side, other in ((asked[2], asked[3]), (asked[3], asked[2])):
                    small = is_const(other) and isinstance(other[1], int | float) and other[1] < _SHORT
                    if side[0] == forms.ATTR and side[2] == "length" and not small:
                        yield place(side[1])
                    elif side[0] == forms.CALL and called(side) == "len" and side[2] and not small:
                        yield place(side[2][0])


def is_clean(form: Form) -> bool:
    """Whether a call makes something that does no harm any more of what it is given."""
    if form[0] != forms.CALL:
        return False
    name = called(form)
    if name not in {"replace", "replaceAll"}:
        return bool(CLEANS.search(name))
    wanted = form[2][0] if form[2] else None
    if not wanted or wanted[0] != forms.NEW or called(wanted) != "RegExp":
        return name == "replaceAll" and bool(wanted) and is_const(wanted)
    texts = [one[1] for one in wanted[2] if is_const(one) and isinstance(one[1], str)]
    return len(texts) > 1 and "g" in texts[1] and bool(re.search(r"\[\^|\\W|['\"`&<>$;|]", texts[0]))


def finds_plain(form: Form) -> bool:
    """Whether an expression is a pattern that matches words, blanks of one line and signs of paths alone."""
    if form[0] != forms.NEW or called(form) != "RegExp" or not form[2] or not is_const(form[2][0]):
        return False
    written = form[2][0][1]
    return isinstance(written, str) and admits(f"/^(?:{written})$/", "test", _PLAIN)
