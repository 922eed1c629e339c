"""What builtins do to containers: words that catalogues use in `does`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from vedette.analysis.program.conditions import Site
from vedette.analysis.program.frame import Frame
from vedette.analysis.program.heap import KEYS, Object, texts_of
from vedette.analysis.program.members import content, item, item_key
from vedette.analysis.program.stores import absorb
from vedette.analysis.program.values import (
    NUMBER,
    UNKNOWN,
    Taint,
    Value,
    constant,
    join,
    join_all,
    merged,
)

Operation = Callable[[Frame, Site], Value | None]
_PAIR = 2


def objects_of(frame: Frame, site: Site) -> list[Any]:
    """The objects that the receiver may be, with what each is referred to by."""
    return [] if site.receiver is None else list(frame.things(site.receiver))


def first(site: Site) -> Value:
    """The first argument."""
    return site.arguments[0] if site.arguments else next(iter(site.named.values()), UNKNOWN)


def _add(frame: Frame, site: Site, value: Value, *, last: bool) -> Value:
    """Put something into the receiver."""
    things = objects_of(frame, site)
    for ref, thing in things:
        if thing.exact and last and len(things) == 1:
            frame.state.heap[ref.id] = thing.with_items([*thing.items(), value])
        else:
            frame.state.heap[ref.id] = thing.with_rest(value)
    if not things and site.receiver_form:
        absorb(frame, site.receiver_form, value)
    return UNKNOWN


def _append(frame: Frame, site: Site) -> Value:
    return _add(frame, site, first(site), last=True)


def _insert(frame: Frame, site: Site) -> Value:
    value = site.arguments[1] if len(site.arguments) > 1 else UNKNOWN
    things = objects_of(frame, site)
    index = first(site)
    if len(things) == 1 and things[0][1].exact and index.is_single and isinstance(index.only, int):
        items = things[0][1].items()
        items.insert(index.only, value)
        frame.state.heap[things[0][0].id] = things[0][1].with_items(items)
        return UNKNOWN
    return _add(frame, site, value, last=False)


def _extend(frame: Frame, site: Site) -> Value:
    value = first(site)
    more = exact_items(frame, value)
    if more is not None:
        for one in more:
            _add(frame, site, one, last=True)
        return UNKNOWN
    return _add(frame, site, content(frame, value), last=False)


def _pop(frame: Frame, site: Site) -> Value | None:
    things = objects_of(frame, site)
    if len(things) != 1 or site.receiver is None:
        return None
    ref, thing = things[0]
    if thing.kind == "map":
        return _get(frame, site)
    key = first(site) if site.arguments else constant(-1)
    if thing.exact and key.is_single and isinstance(key.only, int):
        items: list[Value] = thing.items()
        try:
            value = items.pop(key.only)
        except IndexError:
            return UNKNOWN
        frame.state.heap[ref.id] = thing.with_items(items)
        return value
    if thing.kind == "given":
        return item(frame, site.receiver, key, site.pos)
    return thing.content() or UNKNOWN


def _pop_first(frame: Frame, site: Site) -> Value | None:
    inner = Site(site.path, site.inside)
    inner.receiver, inner.receiver_form, inner.pos = site.receiver, site.receiver_form, site.pos
    inner.arguments = [constant(0)]
    return _pop(frame, inner)


def _get(frame: Frame, site: Site) -> Value | None:
    if site.receiver is None:
        return None
    value = item(frame, site.receiver, first(site), site.pos)
    if len(site.arguments) > 1:
        value = join(value, site.arguments[1])
    elif "default" in site.named:
        value = join(value, site.named["default"])
    things = objects_of(frame, site)
    if value.consts is not None and len(site.arguments) == 1 and not site.named:
        known = [thing.place(item_key(thing, first(site))) in thing.fields for _, thing in things]
        # Who asks for what may not be there gets nothing.
        value = value if known and all(known) else join(value, constant(None))
    if value is UNKNOWN and not things:
        return None
    return value


def _set_default(frame: Frame, site: Site) -> Value | None:
    if len(site.arguments) > 1:
        _add(frame, site, site.arguments[1], last=False)
    return _get(frame, site)


def _update(frame: Frame, site: Site) -> Value:
    for value in (*site.arguments, *([site.rest] if site.rest else [])):
        for _, other in frame.things(value):
            for ref, thing in objects_of(frame, site):
                new = thing
                for key, field in other.fields.items():
                    new = new.with_field(key, field, sure=True)
                if other.rest is not None:
                    new = new.with_rest(other.rest)
                frame.state.heap[ref.id] = new
        if value.taint:
            _add(frame, site, Value(value.taint), last=False)
    for key, value in site.named.items():
        for ref, thing in objects_of(frame, site):
            frame.state.heap[ref.id] = thing.with_field("[" + key, value, sure=True)
    return UNKNOWN


def _put(frame: Frame, site: Site) -> Value | None:
    """Set under a key of several parts: all arguments but the last."""
    key = _compound(site.arguments[:-1])
    things = objects_of(frame, site)
    if not site.arguments or not things:
        return _absorb(frame, site)
    for ref, thing in things:
        value = site.arguments[-1]
        frame.state.heap[ref.id] = thing.with_field(key, value, sure=True) if key else thing.with_rest(value)
    return UNKNOWN


def _fetch(frame: Frame, site: Site) -> Value | None:
    key = _compound(site.arguments)
    found = []
    for _, thing in objects_of(frame, site):
        value = thing.fields.get(key) if key else thing.content()
        found.append(value or thing.rest)
    known = [value for value in found if value is not None]
    return join_all(known) if known and len(known) == len(found) else None


def _compound(values: list[Value]) -> str:
    if not values or not all(value.is_single for value in values):
        return ""
    return "[" + "\0".join(str(value.only) for value in values)


def _items(frame: Frame, site: Site) -> Value | None:
    found = []
    for _, thing in objects_of(frame, site):
        if thing.kind == "given":
            return None
        for key, value in thing.fields.items():
            if not str(key).startswith("."):
                name = constant(key[1:] if isinstance(key, str) else key)
                found.append(_pair(frame, site, (key, name), value))
        if thing.rest is not None:
            keys = thing.fields.get(KEYS) or Value(thing.rest.taint)
            found.append(_pair(frame, site, (None, keys), thing.rest))
    if not found:
        return None
    return frame.new((site.pos, "items"), Object("list", rest=join_all(found), names=("list",)))


def _pair(frame: Frame, site: Site, key: tuple[Any, Value], value: Value) -> Value:
    return frame.new(
        (site.pos, "pair", key[0]), Object("tuple", names=("tuple",)).with_items([key[1], value])
    )


def _values(frame: Frame, site: Site) -> Value | None:
    found = [thing.content() for _, thing in objects_of(frame, site) if thing.kind != "given"]
    known = [value for value in found if value is not None]
    if not known:
        return None
    return frame.new((site.pos, "values"), Object("list", rest=join_all(known), names=("list",)))


def _keys(frame: Frame, site: Site) -> Value | None:
    """The keys of a map, which say nothing of what is under them."""
    things = objects_of(frame, site)
    if site.receiver is None or not things or any(thing.kind != "map" for _, thing in things):
        return None
    inside = content(frame, site.receiver)
    return frame.new((site.pos, "keys"), Object("list", rest=inside, names=("list",)))


def _copy(frame: Frame, site: Site) -> Value | None:
    """A new container with the same items; of the receiver, or of the first argument."""
    value = first(site) if site.arguments else site.receiver
    if value is None:
        return frame.new((site.pos, "copy"), Object("list", names=("list",)).with_items([]))
    exact = exact_items(frame, value)
    if exact is not None:
        return frame.new((site.pos, "copy"), Object("list", names=("list",)).with_items(exact))
    things = list(frame.things(value))
    if len(things) == 1 and things[0][1].kind == "map":
        return frame.new((site.pos, "copy"), things[0][1])
    return frame.new((site.pos, "copy"), Object("list", rest=content(frame, value), names=("list",)))


def _reorder(frame: Frame, site: Site) -> Value | None:
    """The items in an order that is not known."""
    value = first(site) if site.arguments else site.receiver
    if value is None:
        return None
    return frame.new((site.pos, "order"), Object("list", rest=content(frame, value), names=("list",)))


def _make_map(frame: Frame, site: Site) -> Value:
    thing = Object("map", names=("dict",))
    for value in site.arguments[:1]:
        for _, other in frame.things(value):
            if other.kind == "map":
                thing = Object("map", other.fields, other.rest, names=("dict",))
            elif (inside := other.content()) is not None:
                thing = with_pair(frame, thing, inside, alone=False)
        if value.taint:
            thing = thing.with_rest(Value(value.taint))
    for key, value in site.named.items():
        thing = thing.with_field("[" + key, value, sure=True)
    return frame.new((site.pos, "map"), thing)


def _make(frame: Frame, site: Site) -> Value:
    """An object of another's class whose content is followed."""
    callee = frame.value(site.form[1])
    names = tuple(result for name in callee.names if (result := frame.world.book.result(name)))
    thing = Object("object", names=names)
    for value in (*site.arguments, *site.named.values()):
        taint = frame.state.deep_taint(value)
        if taint:
            thing = thing.with_rest(Value(taint))
    return frame.new((site.pos, "made"), thing)


def _record(frame: Frame, site: Site) -> Value | None:
    """A kind of tuple whose items have names: a text of them, or a list, is the second argument."""
    given = site.arguments[1] if len(site.arguments) > 1 else None
    if given is None:
        return None
    if given.is_single and isinstance(given.only, str):
        fields = [constant(name) for name in given.only.replace(",", " ").split()]
    else:
        fields = exact_items(frame, given) or []
    return frame.new((site.pos, "record"), Object("record").with_items(fields)) if fields else None


def filled(frame: Frame, record: Object, site: Site) -> Value:
    """A tuple of a kind whose items have names."""
    thing = Object("object")
    for index, name in enumerate(record.items()):
        field = name.only if isinstance(name.only, str) else ""
        value = site.argument([index, field])
        if value is None:
            value = site.rest
        if value is not None:
            thing = thing.with_field(index, value, sure=True)
            thing = thing.with_field("." + field, value, sure=True)
    return frame.new((site.pos, "filled"), thing)


def _absorb(frame: Frame, site: Site) -> Value | None:
    """The receiver holds from now on what it was given."""
    taint: Taint = {}
    for value in (*site.arguments, *site.named.values()):
        taint = merged(taint, frame.state.deep_taint(value))
    if taint:
        _add(frame, site, Value(taint), last=False)
    return None


def _element(frame: Frame, site: Site) -> Value:
    """One of the items of the first argument."""
    return content(frame, first(site))


def _enumerate(frame: Frame, site: Site) -> Value:
    pair = frame.new(
        (site.pos, "pair"),
        Object("tuple", names=("tuple",)).with_items([NUMBER, content(frame, first(site))]),
    )
    return frame.new((site.pos, "list"), Object("list", rest=pair, names=("list",)))


def _zip(frame: Frame, site: Site) -> Value:
    items = [content(frame, value) for value in site.arguments]
    row = frame.new((site.pos, "row"), Object("tuple", names=("tuple",)).with_items(items))
    return frame.new((site.pos, "list"), Object("list", rest=row, names=("list",)))


def exact_items(frame: Frame, value: Value | None) -> list[Value] | None:
    """The items of a list that is known to the last, or of one of several such; None for others."""
    things = [thing for _, thing in frame.things(value)] if value is not None else []
    if value is None or not things or len(things) != len(value.refs):
        return None
    if not all(one.exact and len(one.fields) == len(things[0].fields) for one in things):
        return None
    return [join_all(items) or UNKNOWN for items in zip(*(one.items() for one in things), strict=True)]


def with_pair(frame: Frame, thing: Object, pair: Value, *, alone: bool = True) -> Object:
    """A map with a key and a value more: where it may only be one of some constants, those are its keys.

    Args:
        frame: at hand.
        thing: the map.
        pair: both, in a tuple.
        alone: what is no such tuple is a value; else nobody knows what of it is one.
    """
    items = exact_items(frame, pair)
    if items is None or len(items) != _PAIR:
        return thing.with_rest(pair if alone else Value(frame.state.deep_taint(pair)))
    key, value = items
    if texts_of(key):
        return thing.with_one_of(texts_of(key), value)
    return thing.with_entry(key, value)


CONTAINERS: dict[str, Operation] = {
    "append": _append,
    "insert": _insert,
    "extend": _extend,
    "pop": _pop,
    "pop-first": _pop_first,
    "get": _get,
    "set-default": _set_default,
    "update": _update,
    "put": _put,
    "fetch": _fetch,
    "items": _items,
    "values": _values,
    "keys": _keys,
    "copy": _copy,
    "reorder": _reorder,
    "make-map": _make_map,
    "make": _make,
    "absorb": _absorb,
    "record": _record,
    "element": _element,
    "enumerate": _enumerate,
    "zip": _zip,
}
