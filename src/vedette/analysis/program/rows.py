"""Objects that a mapper of a database gives: of the class that was asked for."""

from __future__ import annotations

from vedette.analysis.program.conditions import Site
from vedette.analysis.program.frame import Frame
from vedette.analysis.program.heap import ROW, Object
from vedette.analysis.program.values import ClassRef, Value
from vedette.model import form as forms
from vedette.model.form import Form

# Methods that give one object, and functions that do when they are given its class.
_ONE = frozenset(
    (
        *("get", "aget", "first", "afirst", "last", "latest", "earliest", "create", "acreate", "one"),
        *("one_or_none", "get_or_404", "first_or_404", "one_or_404", "get_or_none", "scalar_one"),
    )
)
_GIVEN_CLASS = frozenset(("get", "get_object_or_404", "aget_object_or_404", "get_or_404", "merge"))
_ALL = frozenset(("objects", "query", "_default_manager", "_base_manager"))
_LONGEST = 12


def row(frame: Frame, form: Form, site: Site) -> Value | None:
    """The object that a call gives if it asks a mapper for one; None for any other call.

    Args:
        frame: at hand.
        form: the call.
        site: its arguments.
    """
    callee = form[1]
    word = callee[2] if callee[0] == forms.ATTR else callee[1] if callee[0] == forms.GLOBAL else ""
    if word not in _ONE and word not in _GIVEN_CLASS:
        return None
    found = _class(site.arguments[0]) if word in _GIVEN_CLASS and site.arguments else None
    if found is None and word in _ONE and callee[0] == forms.ATTR:
        found = asked(frame, callee[1])
    if found is None:
        return None
    names = frame.world.class_names(found)
    return frame.new((site.pos, "row"), Object(ROW, made_of=found, names=names))


def asked(frame: Frame, form: Form) -> ClassRef | None:
    """The class that a chain such as `User.objects.filter(…)` or `session.query(User)` is about."""
    for _ in range(_LONGEST):
        if form[0] in {forms.CALL, forms.NEW}:
            if form[1][0] == forms.ATTR and form[1][2] == "query" and len(form[2]) == 1:
                return _named(frame, form[2][0])
            form = form[1]
        elif form[0] == forms.ATTR:
            if form[2] in _ALL:
                return _named(frame, form[1])
            form = form[1]
        else:
            break
    return None


def _named(frame: Frame, form: Form) -> ClassRef | None:
    if form[0] not in {forms.GLOBAL, forms.LOCAL, forms.FREE, forms.ATTR}:
        return None
    return _class(frame.value(form))


def _class(value: Value) -> ClassRef | None:
    found = [ref for ref in value.refs if isinstance(ref, ClassRef)]
    return found[0] if len(found) == 1 else None
