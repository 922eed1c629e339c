"""Shapes of functions that put a statement of SQL together with what their caller gives."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vedette.analysis.program.interface import Hit
from vedette.detectors.code.callers import callers
from vedette.detectors.code.shapes import VARIABLES, Around, Shape, called
from vedette.detectors.code.shapes_texts import template
from vedette.model import form as forms
from vedette.model.form import Form

_LANGUAGE = "javascript"
_STATEMENT = re.compile(
    r"(?is)^\s*(select\s.+\sfrom\s|insert\s+(ignore\s+)?into\s|replace\s+into\s|update\s+\S+\s+set\s|"
    r"delete\s+from\s|(drop|create|alter|truncate)\s+(table|database|index|schema|role|user)\s)"
)
_ASKS = frozenset(
    (
        "query",
        "execute",
        "run",
        "exec",
        "all",
        "each",
        "raw",
        "prepare",
        "unsafe",
        "$queryRawUnsafe",
        "queryAsync",
    )
)
_QUOTES = re.compile(
    r"(?i)escape|quote_?(name|ident|id|literal|value|string)|sanitiz|format|placeholder|^ident|^wrap|^quote$"
)


def _statements(around: Around) -> Iterator[Hit]:
    """A statement that is asked of a database holds what a caller gives."""
    if any(map(_QUOTES.search, around.words)):
        return
    known, inside = callers(around.module), around.function.number
    for call in around.calls():
        if called(call) not in _ASKS or not call[2] or call[1][0] != forms.ATTR:
            continue
        for text in _texts(around, call[2][0]):
            found = template(text)
            if not found or not _STATEMENT.search(found[0]):
                continue
            if any(known.holds(one, inside) for one in found[1].values()):
                yield around.hit("composed-sql", call[4], called(call))
                break


def _texts(around: Around, form: Form) -> list[Form]:
    """The texts that an argument may be."""
    if form[0] in VARIABLES:
        return callers(around.module).values(form[1], around.function.number)
    return [form]


SHAPES = (Shape("composed-sql", _statements, words=_ASKS, opens=frozenset(("query",)), language=_LANGUAGE),)
