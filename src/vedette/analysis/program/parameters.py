"""Which value each parameter of a function gets."""

from __future__ import annotations

from vedette.analysis.program.conditions import Site
from vedette.analysis.program.frame import Frame
from vedette.analysis.program.heap import Object
from vedette.analysis.program.members import attribute
from vedette.analysis.program.values import UNKNOWN, Value, constant, join_all
from vedette.model import form as forms
from vedette.model.form import Form, Function


def bind(
    frame: Frame, function: Function, receiver: Value | None, site: Site, path: str = ""
) -> dict[str, tuple[Value, Form]]:
    """The values that a call gives, by parameter, and the expressions that they are.

    Args:
        frame: of the caller.
        function: called.
        receiver: what it is bound to.
        site: the call.
        path: file of the function, in which its defaults are looked up.
    """
    given: list[tuple[Value, Form]] = []
    if receiver is not None:
        given.append((receiver, site.receiver_form))
    written = list(site.written) + [None] * (len(site.arguments) - len(site.written))
    given += zip(site.arguments, written, strict=False)
    named = dict(site.named)
    result: dict[str, tuple[Value, Form]] = {}
    at = 0
    for parameter in function.parameters:
        if parameter.kind == "plain" and at < len(given):
            result[parameter.name] = given[at]
            at += 1
        elif parameter.kind == "rest":
            items = [value for value, _ in given[at:]]
            thing = Object("tuple", names=("tuple",)).with_items(items)
            if site.rest is not None:
                thing = thing.with_rest(site.rest)
            result[parameter.name] = (frame.new((site.pos, parameter.name), thing), None)
            at = len(given)
        elif parameter.kind == "named-rest":
            result[parameter.name] = (_rest_by_name(frame, site, parameter.name, named), None)
        elif parameter.name in named:
            result[parameter.name] = (named.pop(parameter.name), site.written_named.get(parameter.name))
        else:
            result[parameter.name] = (_missing(frame, parameter.default, site, path), None)
    return result


def _rest_by_name(frame: Frame, site: Site, name: str, named: dict[str, Value]) -> Value:
    thing = Object("map", {"[" + key: value for key, value in named.items()}, names=("dict",))
    if site.rest is not None:
        thing = thing.with_rest(site.rest)
    return frame.new((site.pos, name), thing)


def _named(frame: Frame, form: Form, path: str) -> Value | None:
    """A default that is a name of the module, or an attribute of one."""
    names: list[str] = []
    while form[0] == forms.ATTR:
        names.append(form[2])
        form = form[1]
    if form[0] != forms.GLOBAL:
        return None
    value = frame.world.resolved(frame.world.member(path, form[1]))
    for name in reversed(names):
        value = attribute(frame, value, name, 0)
    return value.tainted({})


def _missing(frame: Frame, default: Form, site: Site, path: str) -> Value:
    values = []
    if default and default[0] == forms.CONST:
        values.append(constant(default[1]))
    elif default and path and (known := _named(frame, default, path)) is not None:
        values.append(known)
    if site.spread and site.rest is not None:
        values.append(site.rest)
        values.append(UNKNOWN)
    return join_all(values) or UNKNOWN if default or values else frame.world.unknown
