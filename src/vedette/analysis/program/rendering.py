"""Templates: a function that renders one calls it with the data that it is given."""

from __future__ import annotations

import re
from typing import Any

from vedette.analysis.program.conditions import Site
from vedette.analysis.program.containers import Operation
from vedette.analysis.program.frame import Frame
from vedette.analysis.program.heap import Object
from vedette.analysis.program.members import content
from vedette.analysis.program.values import (
    UNKNOWN,
    FunctionRef,
    Value,
    join,
    join_all,
)
from vedette.languages.views import DATA, FUNCTION
from vedette.model import form as forms

# Arguments by name that are all of the data.
_WHOLE = frozenset(("context", "data", "params"))
_MOST = 4
# What an operation does whose name is that of a decorator: the result goes to the template that it names.
_SHOWN = "render-result"
# The header that says what an answer is, as a key, and what browsers run scripts in.
_TYPE = "[content-type"
_PAGE = re.compile(r"html|xml|svg", re.IGNORECASE)
_LISTS = frozenset(("list", "tuple", "set"))


def is_no_page(frame: Frame, given: Object) -> bool:
    """Whether what a function gives with a status and headers is said there to be no page."""
    for key, part in given.fields.items():
        for _, thing in frame.things(part) if key else ():
            for name, value in thing.fields.items():
                if str(name).lower() == _TYPE and value.is_single and isinstance(value.only, str):
                    return _PAGE.search(value.only) is None
    return False


def _rendered(frame: Frame, site: Site) -> Value:
    """Render the template that the first text among the arguments names, with the data in those after it."""
    at = next((at for at, one in enumerate(site.arguments[:2]) if _texts(one)), 0)
    named = site.arguments[at] if site.arguments else site.named.get("template_name", UNKNOWN)
    names = _texts(named)[:_MOST]
    data = _data(frame, site, site.arguments[at + 1 : at + 3]) if names else UNKNOWN
    for name in names:
        _render(frame, site, name, data)
    return Value(names=("str",))


def _texts(value: Value) -> list[str]:
    return [one for one in value.consts or () if isinstance(one, str)]


def _render(frame: Frame, site: Site, name: str, data: Value) -> None:
    path = frame.world.imports.view(frame.path, name)
    module = frame.world.module(path) if path and path != frame.path else None
    for function in module.functions if module is not None else ():
        if function.path == FUNCTION:
            inner = Site(site.path, site.inside)
            inner.form, inner.pos, inner.end = ("called", site.form), site.pos, site.end
            inner.arguments, inner.written, inner.state = [data], [None], frame.state
            frame.world.invoke(frame, FunctionRef(path, function.number), inner)


def render_result(frame: Frame, decoration: Any, result: Value, pos: int) -> None:
    """A decorator names the template that a function's result is given to.

    Args:
        frame: in which the result's objects are.
        decoration: of the function; see `entries.Decoration`.
        result: of the function.
        pos: of the function.
    """
    names = [name for name in decoration.names if _SHOWN in frame.world.book.called(name).does]
    form = decoration.form
    if not names or form[0] != forms.CALL or not form[2] or form[2][0][0] != forms.CONST:
        return
    site = Site(frame.path, frame.function.path)
    site.form, site.pos, site.end = form, pos, pos
    if isinstance(form[2][0][1], str):
        _render(frame, site, form[2][0][1], _data(frame, site, [result]))


def _data(frame: Frame, site: Site, given: list[Value]) -> Value:
    """All that a template is given, as one object, and what the one has that asks for it."""
    own = frame.state.variables.get(DATA) if frame.function.path == FUNCTION else None
    made = Object("object")
    given = [*given, *(value for name, value in site.named.items() if name in _WHOLE)]
    for value in given:
        for _, thing in frame.things(value):
            for key, field in thing.fields.items():
                name = f".{key[1:]}" if isinstance(key, str) and key[0] == "[" else key
                made = made.with_field(name, field, sure=True)
            if thing.rest is not None:
                made = made.with_rest(thing.rest)
    for name, value in site.named.items():
        if name in _WHOLE:
            continue
        made = made.with_field(f".{name}", value, sure=True)
    data = frame.new(("rendered", site.pos), made)
    # What was given as a whole, or spread into it, has attributes of which nobody knows.
    known = any(thing.kind != "given" for one in given for _, thing in frame.things(one))
    loose = [] if known else [Value(one.taint).kept(one.whole) for one in given if one.taint]
    rest = [Value(made.rest.taint)] if made.rest is not None and made.rest.taint else []
    whole = join_all([data, *loose, *rest]) or data
    return whole if own is None else join(whole, own)


def _item_of(frame: Frame, site: Site) -> Value:
    """One of the items of a list; what is no list is there once."""
    value = site.arguments[0] if site.arguments else UNKNOWN
    inside = content(frame, value)
    is_list = any(thing.kind in _LISTS for _, thing in frame.things(value))
    return inside if is_list else join(inside, value)


RENDERING: dict[str, Operation] = {
    "render": _rendered,
    "item-or-itself": _item_of,
}
