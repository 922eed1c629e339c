"""What methods of lists and tables do to them: more words that catalogues use in `does`."""

from __future__ import annotations

from typing import Any

from vedette.analysis.program.conditions import Site
from vedette.analysis.program.containers import Operation, exact_items, first, objects_of
from vedette.analysis.program.frame import Frame
from vedette.analysis.program.heap import Key, Object
from vedette.analysis.program.members import attribute, content
from vedette.analysis.program.refine import WITHOUT, is_trusted
from vedette.analysis.program.stores import absorb
from vedette.analysis.program.values import (
    HARMLESS,
    NUMBER,
    UNKNOWN,
    ProofRef,
    Taint,
    Value,
    constant,
    constants,
    join,
    join_all,
    merged,
    stepped,
)
from vedette.model.form import Form

_TABLE = "table"
# What has no other parts than those that were declared is harmless for these.
_CLOSED = ("mass-assignment",)
_MOST_PAIRS = 8


def _append_all(frame: Frame, site: Site) -> Value:
    """Put all arguments into the receiver."""
    things = objects_of(frame, site)
    for ref, thing in things:
        new = thing
        if thing.exact and len(things) == 1 and not site.spread:
            new = thing.with_items([*thing.items(), *site.arguments])
        else:
            for value in site.arguments:
                new = new.with_rest(value)
        if site.rest is not None:
            new = new.with_rest(site.rest)
        frame.state.heap[ref.id] = new
    if not things and site.receiver_form:
        for value in (*site.arguments, *([site.rest] if site.rest is not None else [])):
            absorb(frame, site.receiver_form, value)
    return NUMBER


def _prepend_all(frame: Frame, site: Site) -> Value:
    for ref, thing in objects_of(frame, site):
        new = thing
        if thing.exact and not site.spread:
            new = thing.with_items([*site.arguments, *thing.items()])
        else:
            for value in (*site.arguments, *([site.rest] if site.rest is not None else [])):
                new = new.with_rest(value)
        frame.state.heap[ref.id] = new
    return NUMBER


def _sorted(frame: Frame, site: Site) -> Value | None:
    """The receiver, its items in an order that is not known."""
    for ref, thing in objects_of(frame, site):
        if thing.exact:
            frame.state.heap[ref.id] = Object(thing.kind, rest=thing.content(), names=thing.names)
    return site.receiver


def _cut(frame: Frame, site: Site) -> Value | None:
    """A part of a list, or of a text."""
    receiver = site.receiver
    if receiver is None:
        return None
    items = exact_items(frame, receiver)
    bounds: list[Any] = [one.only for one in site.arguments[:2] if one.is_single]
    if items is not None and len(bounds) == len(site.arguments) and all(type(one) is int for one in bounds):
        low, high = (*bounds, None, None)[:2]
        return frame.new((site.pos, "cut"), Object("list", names=("list",)).with_items(items[low:high]))
    if list(frame.things(receiver)):
        return frame.new((site.pos, "cut"), Object("list", rest=content(frame, receiver), names=("list",)))
    taint = stepped(frame.state.deep_taint(receiver), frame.path, site.pos, "through", "slice")
    return Value(taint, names=receiver.names if receiver.names == ("str",) else ())


def _spliced(frame: Frame, site: Site) -> Value | None:
    """Items taken out of the receiver, others put in their place."""
    if site.receiver is None:
        return None
    inside = content(frame, site.receiver)
    for ref, thing in objects_of(frame, site):
        new = Object(thing.kind, rest=thing.content(), names=thing.names) if thing.exact else thing
        for value in (*site.arguments[2:], *([site.rest] if site.rest is not None else [])):
            new = new.with_rest(value)
        frame.state.heap[ref.id] = new
    return frame.new((site.pos, "spliced"), Object("list", rest=inside, names=("list",)))


def _concatenated(frame: Frame, site: Site) -> Value | None:
    """A list followed by others, or by single items."""
    receiver = site.receiver
    if receiver is None or not list(frame.things(receiver)):
        return None
    found: list[Value] | None = exact_items(frame, receiver)
    rest = None if found is not None else content(frame, receiver)
    for value in (*site.arguments, *([site.rest] if site.rest is not None else [])):
        more = exact_items(frame, value)
        if found is not None and (more is not None or (not value.refs and not value.taint)):
            found += [value] if more is None else more
        else:
            inside = content(frame, value) if value.refs else value
            rest = inside if rest is None else join(rest, inside)
    if rest is None:
        return frame.new((site.pos, "joined"), Object("list", names=("list",)).with_items(found or []))
    rest = join_all([*(found or []), rest]) or rest
    return frame.new((site.pos, "joined"), Object("list", rest=rest, names=("list",)))


def _make_table(frame: Frame, site: Site) -> Value:
    """A table of pairs of a key and a value."""
    thing = Object(_TABLE, names=("Map",))
    given = first(site) if site.arguments else None
    pairs = exact_items(frame, given)
    for pair in pairs or ():
        thing = _with_pair(frame, thing, pair)
    if given is not None and pairs is None:
        for _, other in frame.things(given):
            if other.kind == _TABLE:
                thing = Object(_TABLE, other.fields, other.rest, names=("Map",))
        taint = frame.state.deep_taint(given)
        thing = thing.with_rest(Value(taint)) if taint else thing
    return frame.new((site.pos, "table"), thing)


def _with_pair(frame: Frame, thing: Object, pair: Value) -> Object:
    both = exact_items(frame, pair)
    if both is None or len(both) != 2:  # noqa: PLR2004 - key and value
        taint = frame.state.deep_taint(pair)
        return thing.with_rest(Value(taint)) if taint else thing
    return _with(thing, both[0], both[1], "[")


def _with(thing: Object, key: Value, value: Value, sign: str) -> Object:
    if key.is_single:
        return thing.with_field(sign + _named(key), value, sure=True)
    return thing.with_rest(value)


def _named(key: Value) -> str:
    """A constant as the name of a field."""
    return str(key.only)


def _set_in(frame: Frame, site: Site) -> Value | None:
    if len(site.arguments) < 2 or site.receiver is None:  # noqa: PLR2004 - key and value
        return None
    things = objects_of(frame, site)
    for ref, thing in things:
        frame.state.heap[ref.id] = _with(thing, site.arguments[0], site.arguments[1], "[")
    if not things and site.receiver_form:
        absorb(frame, site.receiver_form, site.arguments[1])
    return site.receiver


def _look_up(frame: Frame, site: Site) -> Value | None:
    """The value under a key: what the key holds is not in it."""
    if site.receiver is None:
        return None
    key, found = first(site), []
    for _, thing in objects_of(frame, site):
        value = thing.fields.get("[" + _named(key)) if key.is_single else thing.content()
        found += [one for one in (value, thing.rest if key.is_single else None) if one is not None]
    return join_all([*found, constant(None)]) if found else Value(site.receiver.taint)


def _pairs(frame: Frame, site: Site) -> Value:
    """Pairs of the keys and values of an object."""
    found: list[Value] = []
    for key, value in _parts(frame, site):
        pair = Object("tuple", names=("tuple",)).with_items([key, value])
        found.append(frame.new((site.pos, "pair", len(found)), pair))
    return frame.new((site.pos, "pairs"), Object("list", names=("list",), rest=join_all(found)))


def _keys_of(frame: Frame, site: Site) -> Value:
    keys = join_all([key for key, _ in _parts(frame, site)])
    return frame.new((site.pos, "keys"), Object("list", rest=keys, names=("list",)))


def _values_of(frame: Frame, site: Site) -> Value:
    values = join_all([value for _, value in _parts(frame, site)])
    return frame.new((site.pos, "values"), Object("list", rest=values, names=("list",)))


def _parts(frame: Frame, site: Site) -> list[tuple[Value, Value]]:
    """Keys and values of the first argument, or of the receiver where there is none."""
    value = first(site) if site.arguments else site.receiver or UNKNOWN
    found: list[tuple[Value, Value]] = []
    for _, thing in frame.things(value):
        fields = [(one, field) for one, field in thing.fields.items() if not _is_hidden(one)]
        if fields:
            names = constants([one[1:] if isinstance(one, str) else one for one, _ in fields])
            if len(fields) <= _MOST_PAIRS:
                found += [
                    (constant(one[1:] if isinstance(one, str) else one), field) for one, field in fields
                ]
            else:
                found.append((names, join_all([field for _, field in fields]) or UNKNOWN))
        if thing.rest is not None:
            found.append((Value(thing.rest.taint), thing.rest))
    declared = _declared(frame, value)
    if declared:
        return found + declared
    if value.taint:
        inside = content(frame, value)
        found.append((Value(inside.taint or value.taint), inside if inside.taint else Value(value.taint)))
    return found


def _declared(frame: Frame, value: Value) -> list[tuple[Value, Value]]:
    """Keys and values of what was proven to have no parts but those that were declared."""
    proofs = [ref.proof for ref in value.refs if isinstance(ref, ProofRef)]
    closed = frame.world.book.mask(_CLOSED)
    if len(proofs) != 1 or not closed & proofs[0][0]:
        return []
    names = [name for name, _ in proofs[0][1]]
    inside = join_all([attribute(frame, value, name, frame.at) for name in names])
    # One pair for all, since what a list of several is taken apart into is not known one by one.
    return [(constants(names), inside or UNKNOWN)] if names else []


def _is_hidden(key: Key) -> bool:
    return isinstance(key, str) and key.startswith((".on ", ".#", ".refused"))


def _merge(frame: Frame, site: Site) -> Value | None:
    """The first argument takes in what is in the others."""
    if not site.arguments:
        return None
    target = first(site)
    taint: Taint = {}
    for value in (*site.arguments[1:], *([site.rest] if site.rest is not None else [])):
        others = list(frame.things(value))
        for ref, thing in list(frame.things(target)):
            new = thing
            for _, other in others:
                for key, field in other.fields.items():
                    new = new.with_field(new.place(key) or key, field, sure=True)
                new = new.with_rest(other.rest) if other.rest is not None else new
            if value.taint:
                new = new.with_rest(Value(value.taint))
            frame.state.heap[ref.id] = new
        taint = merged(taint, value.taint)
    if list(frame.things(target)):
        return target
    return Value(merged(target.taint, taint), refs=target.refs, names=target.names)


def _from_pairs(frame: Frame, site: Site) -> Value:
    """An object of pairs of a key and a value."""
    made = Object("object")
    given = first(site)
    pairs = exact_items(frame, given)
    for pair in pairs or ():
        both = exact_items(frame, pair)
        if both is not None and len(both) == 2:  # noqa: PLR2004 - key and value
            made = _with(made, both[0], both[1], ".")
        else:
            made = made.with_rest(Value(frame.state.deep_taint(pair)))
    if pairs is None:
        inside = content(frame, given)
        both = exact_items(frame, inside)
        made = made.with_rest(both[1] if both is not None and len(both) > 1 else inside)
    return frame.new((site.pos, "object"), made)


def _contains(frame: Frame, site: Site) -> Value:
    """Whether the receiver has something in it."""
    if site.receiver is not None and site.arguments:
        written = site.written[0] if site.written else None
        _show(frame, site, (site.receiver_form, site.receiver), (written, site.arguments[0]))
    return NUMBER


def _contains_first(frame: Frame, site: Site) -> Value:
    """Whether the first argument has the second in it."""
    if len(site.arguments) > 1 and len(site.written) > 1:
        container, item = zip(site.written[:2], site.arguments[:2], strict=True)
        _show(frame, site, container, item)
    return NUMBER


def _show(frame: Frame, site: Site, container: tuple[Form, Value], item: tuple[Form, Value]) -> None:
    """What such a test shows: an item of a trusted collection is fit, a text without a sign may be."""
    known = frame.guarded.setdefault(id(site.form), [])
    if item[1].taint and is_trusted(frame, container[1]):
        known.append((True, *item, HARMLESS))
    elif container[1].taint and item[1].is_single and isinstance(item[1].only, str):
        mask = frame.world.book.mask(WITHOUT.get(item[1].only, ()))
        if mask:
            known.append((False, *container, mask))


def _make_set(frame: Frame, site: Site) -> Value:
    given = first(site) if site.arguments else None
    items = [] if given is None else exact_items(frame, given)
    thing = Object("set", names=("Set",))
    thing = (
        thing.with_items(items) if items is not None else thing.with_rest(content(frame, given or UNKNOWN))
    )
    return frame.new((site.pos, "set"), thing)


TABLES: dict[str, Operation] = {
    "append-all": _append_all,
    "prepend-all": _prepend_all,
    "sort": _sorted,
    "cut": _cut,
    "splice": _spliced,
    "concatenate": _concatenated,
    "make-table": _make_table,
    "contains": _contains,
    "contains-first": _contains_first,
    "make-set": _make_set,
    "set-in": _set_in,
    "look-up": _look_up,
    "pairs-of": _pairs,
    "keys-of": _keys_of,
    "values-of": _values_of,
    "merge": _merge,
    "from-pairs": _from_pairs,
}
