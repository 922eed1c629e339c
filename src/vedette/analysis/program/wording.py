"""What is known of routes in values and expressions: routers, paths, methods, names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias

from msgspec import Struct

from vedette.analysis.program.conditions import Site, variable
from vedette.analysis.program.covers import Cover
from vedette.analysis.program.heap import Object, State
from vedette.analysis.program.operations import MADE
from vedette.analysis.program.values import ObjectRef, Value
from vedette.languages.catalogue import Entry, Registration
from vedette.model import form as forms
from vedette.model.form import Form

# ("router" or "call", identity), ("module", path), ("class", path, number), ("function", path, number),
# ("pair", pattern, ways to it) or ("unknown", what is written).
Target: TypeAlias = tuple[Any, ...]


class Wrapped(Struct, frozen=True):
    """A target, and the expressions that wrap it where it is registered."""

    target: Target
    wrappers: tuple[tuple[Value, Form], ...] = ()


class Call(Struct, frozen=True, kw_only=True):
    """A call that has to do with routes.

    Attributes:
        path, pos: its place.
        function: number of the function in which it stands.
        routers: identities of what it is called on; none if that is unknown.
        loose: it is called on nothing known.
        prefix: path or part of one; None for none.
        known: whether all of that was known.
        targets: what it is given.
        methods: of HTTP; none if the call does not say.
        guards: arguments that may be guards, as values and expressions.
        identity: of its result.
        told: guards that it names: kinds and names.
        whole: whether all items of a list that it was given are known.
        end: where it ends; calls in a row begin at one place.
        order: calls that were met before.
        nth: which of several registrations it is that one call makes.
        covers, excepts: the routes before which its guards stand, where it says so itself.
    """

    path: str
    pos: int
    function: int
    spec: Any
    name: str
    routers: tuple[int, ...] = ()
    loose: bool = False
    prefix: str | None = None
    known: bool = True
    targets: tuple[Wrapped, ...] = ()
    methods: tuple[str, ...] = ()
    guards: tuple[tuple[Value, Form], ...] = ()
    identity: int = -1
    told: tuple[tuple[str, str], ...] = ()
    whole: bool = True
    end: int = 0
    order: int = 0
    nth: int = 0
    covers: tuple[Cover, ...] = ()
    excepts: tuple[Cover, ...] = ()


def identities(state: State, value: Value | None) -> list[int]:
    """By which the objects are known that a value may be."""
    found: list[int] = []
    for ref in value.refs if value is not None else ():
        thing = state.thing(ref) if isinstance(ref, ObjectRef) else None
        mark = thing.fields.get(MADE) if thing is not None else None
        if mark is not None:
            found += [one for one in mark.consts or () if isinstance(one, int)]
    return list(dict.fromkeys(found))


def is_of_all(call: Call) -> bool:
    """Whether a call puts something before the routes of other files."""
    return isinstance(call.spec, Registration) and bool(call.spec.over or call.spec.applies)


def spoken(form: Form) -> str:
    """An expression in short: the dotted name of what it calls or is."""
    if not form:
        return ""
    if form[0] == forms.CALL:
        callee = form[1]
        if callee[0] == forms.ATTR and callee[2] == "as_view":
            return spoken(callee[1])
        return spoken(callee)
    if form[0] == forms.ATTR:
        base = spoken(form[1])
        return f"{base}.{form[2]}" if base else str(form[2])
    name = variable(form)
    return "" if " " in name else name  # a name with a space is none of the source's


def spelled(form: Form, value: Value) -> str:
    """A text as far as it is known, and `{name}` for the rest."""
    if not form:
        return f"{value.begins}{{?}}"
    if form[0] == forms.CONST:
        return str(form[1])
    if form[0] == forms.TEXT:
        return "".join(spelled(one, Value()) for one in form[1])
    if form[0] == forms.BINARY and form[1] == "+":
        return spelled(form[2], Value()) + spelled(form[3], Value())
    return f"{{{variable(form) or '?'}}}"


def pair_of(thing: Object, items: list[Value]) -> str | None:
    """The path of a pair of a path and what answers it."""
    if thing.kind != "tuple" or len(items) < 2 or not items[0].is_single:  # noqa: PLR2004 - a pair
        return None
    return items[0].only if isinstance(items[0].only, str) else None


def methods(state: State, spec: Entry, site: Site) -> tuple[str, ...]:
    """The methods of HTTP that a registration is for; none if it does not say."""
    if spec.verb:
        return (spec.verb,)
    value = site.argument(list(spec.methods_argument)) if spec.methods_argument else None
    if value is None:
        return ("GET",) if spec.methods_argument else ()
    return texts(state, value) or ("ANY",)


def texts(state: State, value: Value) -> tuple[str, ...]:
    """Constant texts that a value is, or that are in it."""
    found = [one.upper() for one in constants_in(state, value)]
    return ("ANY",) if "*" in found else tuple(dict.fromkeys(found))


def constants_in(state: State, value: Value) -> list[str]:
    """Constant texts that a value is, or that are items of it."""
    known: list[Any] = list(value.consts or ())
    for ref in value.refs:
        thing = state.thing(ref) if isinstance(ref, ObjectRef) else None
        inside = thing.content() if thing is not None and thing.kind != "map" else None
        known += (inside.consts if inside is not None else None) or ()
    return [one for one in known if isinstance(one, str)]


def is_path(value: Value, form: Form) -> bool:
    """Whether an argument is a path, and nothing that answers: a text, known or not, or a pattern."""
    if value.refs and not value.consts:
        return False
    if value.consts:
        return any(isinstance(one, str) for one in value.consts)
    return bool(form) and (form[0] in {forms.TEXT, forms.NEW} or (form[0] == forms.BINARY and form[1] == "+"))


def takers_in(targets: Iterable[Wrapped]) -> Iterator[Target]:
    """Routers and modules that a router is given."""
    for one in targets:
        if one.target[0] == "pair":
            yield from takers_in(one.target[2])
        elif one.target[0] in {"made", "module"}:
            yield one.target
