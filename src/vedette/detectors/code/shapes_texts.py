"""Texts that a function puts together: their templates, and what is put in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vedette.analysis.program.walking import walk
from vedette.detectors.code.shapes import Around, called, is_const
from vedette.model import form as forms
from vedette.model.form import Form, Function

# In a template, where something is put in.
FIELD = re.compile(r"%(?:\((\w+)\))?[sdr]|\{(\w*)(?!\w)[^{}]*\}")
_COMPOSING = frozenset((forms.TEXT, forms.BINARY, forms.CALL))
_MOST_PARTS = 200
_PERCENT = "%"
_ALL_LOCALS = frozenset(("locals", "vars"))


def composed(where: Around | Function) -> Iterator[tuple[str, dict[int, Form], int]]:
    """Texts put together: the template with `{}` or `%s`, what each field is, and the place.

    Fields are numbered as they stand in the template; of one that is not seen there is nothing.
    """
    inner: set[int] = set()
    for one in where.every() if isinstance(where, Around) else walk(where.body):
        if one[0] in _COMPOSING and id(one) not in inner:
            found = template(one, inner)
            if found is not None:
                yield (*found, one[2] if one[0] == forms.TEXT else one[4])


def template(form: Form, inner: set[int] | None = None) -> tuple[str, dict[int, Form]] | None:
    """The template and the fields of one expression; None when it puts no text together.

    Args:
        form: the expression.
        inner: takes up the sums that are a part of it.
    """
    kind = form[0]
    if kind == forms.TEXT and len(form) == 3:  # noqa: PLR2004 - as a text has
        parts = [part for part in form[1] if not is_const(part)]
        text = "".join(_text(part[1]) if is_const(part) else "{}" for part in form[1])
        return text, dict(enumerate(parts))
    if kind == forms.BINARY and form[1] == _PERCENT and is_const(form[2]) and _is_text(form[2][1]):
        text = _text(form[2][1])
        return text, _percent(text, form[3])
    if kind == forms.BINARY and form[1] == "+":
        return _added(form, set() if inner is None else inner)
    if kind == forms.CALL and form[1][0] == forms.ATTR and is_const(form[1][1]):
        return _by_method(form)
    return None


def _added(form: Form, inner: set[int]) -> tuple[str, dict[int, Form]] | None:
    """A sum of texts, of which one at least is a constant."""
    parts: list[Form] = []
    left = [form]
    while left and len(parts) < _MOST_PARTS:
        one = left.pop()
        if one[0] == forms.BINARY and one[1] == "+":
            inner.add(id(one))
            left += [one[3], one[2]]
        else:
            parts.append(one)
    if not any(is_const(part) and _is_text(part[1]) for part in parts):
        return None
    fields = [part for part in parts if not is_const(part)]
    return "".join(_text(part[1]) if is_const(part) else "{}" for part in parts), dict(enumerate(fields))


def _by_method(form: Form) -> tuple[str, dict[int, Form]] | None:
    """What `format` or `join` of a constant text makes."""
    text, name = _text(form[1][1][1]), called(form)
    if name == "format":
        return text, _braces(text, form)
    if name == "join" and form[2] and form[2][0][0] == forms.SEQUENCE:
        parts = form[2][0][2]
        fields = [part for part in parts if not is_const(part)]
        return text.join(_text(part[1]) if is_const(part) else "{}" for part in parts), dict(
            enumerate(fields)
        )
    return None


def _percent(template: str, given: Form) -> dict[int, Form]:
    if given[0] == forms.MAP:
        named = {_text(key[1]): value for key, value in given[1] if key and is_const(key)}
        return {
            number: named[found[1]]
            for number, found in enumerate(FIELD.finditer(template))
            if found[1] and found[1] in named
        }
    if given[0] in {forms.CALL, forms.NEW} and called(given) in _ALL_LOCALS and not given[2]:
        return {
            number: (forms.LOCAL, found[1])
            for number, found in enumerate(FIELD.finditer(template))
            if found[1]
        }
    parts = given[2] if given[0] == forms.SEQUENCE else [given]
    return dict(enumerate(parts))


def _braces(template: str, form: Form) -> dict[int, Form]:
    named = {name: value for name, value in form[3] if name}
    found: dict[int, Form] = {}
    for number, field in enumerate(FIELD.finditer(template)):
        key = field[2] or ""
        at = int(key) if key.isdigit() else number
        if key in named:
            found[number] = named[key]
        elif at < len(form[2]):
            found[number] = form[2][at]
    return found


def _is_text(value: object) -> bool:
    return isinstance(value, str | bytes)


def _text(value: object) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)
