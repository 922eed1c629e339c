"""What builtins do with functions that they are given, and with what these give back."""

from __future__ import annotations

from typing import Any

from vedette.analysis.program.conditions import Site
from vedette.analysis.program.containers import Operation, exact_items, first
from vedette.analysis.program.doors import each_shown
from vedette.analysis.program.frame import Frame
from vedette.analysis.program.heap import BARE, ME, MEMBERS, Object
from vedette.analysis.program.members import attribute, content
from vedette.analysis.program.values import (
    HARMLESS,
    NUMBER,
    UNKNOWN,
    FunctionRef,
    ObjectRef,
    Taint,
    Value,
    cleared,
    join,
    join_all,
    masked,
    merged,
    stepped,
)
from vedette.model import form as forms
from vedette.model.form import Form

# What is called when a promise is kept; the object that it refers to is what is kept.
KEEPING = "Promise.#keep"
_PROMISE = "promise"
PROMISED = "promised"


def called(
    frame: Frame, site: Site, function: Value, arguments: list[Value], named: dict[str, Value]
) -> Value:
    """Call a function that another was given.

    Args:
        frame: at hand.
        site: of the call that was given it.
        function: what is called.
        arguments: what it is given.
        named: what it is given by name.
    """
    inner = _inner(site, arguments, named)
    found = [frame.world.invoke(frame, ref, inner) for ref in function.refs if isinstance(ref, FunctionRef)]
    if KEEPING in function.names:
        keep(frame, function, arguments)
    if found:
        return join_all(found) or UNKNOWN
    taint: Taint = {}
    for value in arguments:
        taint = merged(taint, frame.state.deep_taint(value))
    # Of a function that is not of the program at least that is known: for which sinks its result is harmless.
    mask = 0
    for name in function.names:
        for sanitizer in frame.world.book.called(name).sanitizers:
            mask |= frame.world.book.mask(sanitizer.kinds) if not sanitizer.where else 0
    return NUMBER if mask == HARMLESS else Value(masked(taint, mask))


def keep(frame: Frame, function: Value, arguments: list[Value]) -> None:
    """Put what a promise is kept with where those who wait for it find it."""
    value = arguments[0] if arguments else UNKNOWN
    for ref, thing in frame.things(function):
        frame.state.heap[ref.id] = thing.with_rest(value)


def _inner(site: Site, arguments: list[Value], named: dict[str, Value]) -> Site:
    inner = Site(site.path, site.inside)
    inner.form, inner.pos, inner.end = ("called", site.form), site.pos, site.end
    inner.arguments, inner.named, inner.written = arguments, named, [None] * len(arguments)
    return inner


def _items_called(frame: Frame, site: Site) -> Value:
    """The function is called with each item of the receiver: what it gives back."""
    return called(frame, site, first(site), [_inside(frame, site), NUMBER], {})


def _inside(frame: Frame, site: Site) -> Value:
    return content(frame, site.receiver) if site.receiver is not None else UNKNOWN


def _list(frame: Frame, site: Site, inside: Value) -> Value:
    return frame.new((site.pos, "list"), Object("list", rest=inside, names=("list",)))


def _each(frame: Frame, site: Site) -> Value:
    _items_called(frame, site)
    return UNKNOWN


def _each_any(frame: Frame, site: Site) -> Value:
    """Whether the function holds for an item: then it has shown what it shows of what it asks with."""
    for holds, written, value, mask in _shown_by(frame, site, _inside(frame, site)):
        if holds and written is not None:
            frame.guarded.setdefault(id(site.form), []).append((True, written, value, mask))
    for written, mask in each_shown(frame, site, holds=False):
        frame.guarded.setdefault(id(site.form), []).append((False, written, UNKNOWN, mask))
    return NUMBER


def _each_all(frame: Frame, site: Site) -> Value:
    """Whether the function holds for all items: then it has shown what it shows of them all."""
    item = _inside(frame, site)
    for holds, _, value, mask in _shown_by(frame, site, item):
        if holds and value is item and site.receiver is not None:
            known = frame.guarded.setdefault(id(site.form), [])
            known.append((True, site.receiver_form, site.receiver, mask))
            written = site.receiver_form
            for one in written[2] if written and written[0] == forms.SEQUENCE else ():
                known.append((True, one, frame.value(one), mask))
    for written, mask in each_shown(frame, site, holds=True):
        frame.guarded.setdefault(id(site.form), []).append((True, written, UNKNOWN, mask))
    return NUMBER


def _shown_by(frame: Frame, site: Site, item: Value) -> list[tuple[bool, Form, Value, int]]:
    """What a test shows that is called with an item."""
    inner = _inner(site, [item, NUMBER], {})
    frame.guarded.pop(id(inner.form), None)
    for ref in first(site).refs:
        if isinstance(ref, FunctionRef):
            frame.world.invoke(frame, ref, inner)
    return frame.guarded.pop(id(inner.form), [])


def _each_map(frame: Frame, site: Site) -> Value:
    result = _items_called(frame, site)
    things = list(frame.things(site.receiver)) if site.receiver is not None else []
    if len(things) == 1 and things[0][1].exact and len(things[0][1].fields) == 1:
        # Of a list of one, the one result.
        return frame.new((site.pos, "list"), Object("list", names=("list",)).with_items([result]))
    return _list(frame, site, result)


def _from(frame: Frame, site: Site) -> Value:
    """A list of what is in the first argument, or of what a function makes of that."""
    if len(site.arguments) > 1:
        inside = content(frame, first(site))
        return _list(frame, site, called(frame, site, site.arguments[1], [inside, NUMBER], {}))
    items = exact_items(frame, first(site))
    if items is not None:
        return frame.new((site.pos, "list"), Object("list", names=("list",)).with_items(items))
    return _list(frame, site, content(frame, first(site)))


def _each_flat(frame: Frame, site: Site) -> Value:
    result = _items_called(frame, site)
    return _list(frame, site, content(frame, result) if result.refs else result)


def chosen(frame: Frame, site: Site) -> Value:
    """The items that a function chooses: harmless where it chooses by what shows that."""
    return _list(frame, site, _chosen(frame, site))


def _chosen(frame: Frame, site: Site) -> Value:
    item, function = _inside(frame, site), first(site)
    if not function.refs:
        for name in function.names:
            for guard in frame.world.book.called(name).guards:
                if guard.holds and not guard.where and guard.argument in {0, "receiver"}:
                    item = cleared(item, masked(item.taint, frame.world.book.mask(guard.kinds)))
        return item
    for holds, _, value, mask in _shown_by(frame, site, item):
        if holds and value is item:
            return cleared(item, masked(item.taint, mask))
    return item


def _each_folded(frame: Frame, site: Site) -> Value:
    """One value made of all items, each taken in by a function."""
    item = _inside(frame, site)
    so_far = site.arguments[1] if len(site.arguments) > 1 else item
    result = called(frame, site, first(site), [so_far, item, NUMBER], {})
    again = called(frame, site, first(site), [join(so_far, result), item, NUMBER], {})
    return join(result, again)


def _then(frame: Frame, site: Site) -> Value:
    """What is waited for is given to a function: what that gives is waited for next."""
    if site.receiver is None or not site.arguments:
        return site.receiver or UNKNOWN
    if len(site.arguments) > 1:
        called(frame, site, site.arguments[1], [UNKNOWN], {})
    return called(frame, site, first(site), [kept(frame, site.receiver)], {})


def kept(frame: Frame, value: Value) -> Value:
    """What is in a promise of which is known how it was made; of any other value itself."""
    if not value.refs:
        return value
    inside = [thing.rest or UNKNOWN for _, thing in frame.things(value) if thing.kind == _PROMISE]
    return join_all(inside) or UNKNOWN if inside else value


def _all(frame: Frame, site: Site) -> Value:
    """All that is waited for, in order."""
    items = exact_items(frame, first(site))
    if items is None:
        return _list(frame, site, kept(frame, content(frame, first(site))))
    found = [kept(frame, one) for one in items]
    return frame.new((site.pos, "list"), Object("list", names=("list",)).with_items(found))


def _any_of(frame: Frame, site: Site) -> Value:
    return kept(frame, content(frame, first(site)))


def _promised(_frame: Frame, site: Site) -> Value | None:
    """A function of a library that gives back what it gave to a function before."""
    function = first(site)
    return None if function.refs else Value(function.taint, names=function.names)


def _otherwise(frame: Frame, site: Site) -> Value:
    """A function that is called when something went wrong: what it gives may be what comes."""
    if site.receiver is None or not site.arguments:
        return site.receiver or UNKNOWN
    refused = _refused(frame, site.receiver)
    raised = frame.raised.get(site.pos)
    given = refused if raised is None else join(refused, raised)
    result = called(frame, site, first(site), [given], {})
    return join(site.receiver, result) if result.taint or result.refs else site.receiver


def _refused(frame: Frame, value: Value) -> Value:
    found = [one for _, thing in frame.things(value) if (one := thing.fields.get(".refused")) is not None]
    found = [thing.rest for one in found for _, thing in frame.things(one) if thing.rest is not None]
    return join_all(found) or UNKNOWN


def _inherit(frame: Frame, site: Site) -> Value:
    """Objects that the first function makes have what those of the second have."""
    if len(site.arguments) > 1:
        mine, others = (attribute(frame, one, MEMBERS, site.pos) for one in site.arguments[:2])
        for ref, thing in list(frame.things(mine)):
            new = thing
            for _, other in frame.things(others):
                for key, field in other.fields.items():
                    new = new if key in new.fields else new.with_field(key, field, sure=True)
            frame.state.heap[ref.id] = new
    return UNKNOWN


def _derive(frame: Frame, site: Site) -> Value:
    """A new object with what another has."""
    bare = first(site).is_single and first(site).only is None
    thing = Object("object", names=(BARE,) if bare else ())
    for _, other in frame.things(first(site)):
        thing = Object("object", {**thing.fields, **other.fields}, other.rest, made_of=other.made_of)
    return frame.new((site.pos, "derived"), thing)


def _finally(frame: Frame, site: Site) -> Value:
    called(frame, site, first(site), [], {})
    return site.receiver or UNKNOWN


def _promise(frame: Frame, site: Site) -> Value:
    """A promise: the function is called with what keeps it and what breaks it."""
    made = frame.new((site.pos, "promise"), Object(_PROMISE))
    broken = frame.new((site.pos, "broken"), Object(_PROMISE))
    keeper, breaker = (Value(refs=one.refs, names=(KEEPING,)) for one in (made, broken))
    called(frame, site, first(site), [keeper, breaker], {})
    for ref, thing in list(frame.things(made)):
        frame.state.heap[ref.id] = thing.with_field(".refused", broken, sure=True)
    return made


def _later(frame: Frame, site: Site) -> Value:
    """A function that is called later, with the arguments from the third on."""
    called(frame, site, first(site), site.arguments[2:], {})
    return UNKNOWN


def _bound(frame: Frame, site: Site) -> Value:
    """A function with what it is called on, and maybe its first argument."""
    function = site.receiver or UNKNOWN
    refs = []
    for ref in function.refs:
        if not isinstance(ref, FunctionRef) or ref.receiver is not None or not site.arguments:
            refs.append(ref)
            continue
        form = frame.world.module(ref.path).functions[ref.number]
        captured = {**ref.captured, ME: site.arguments[0]}
        given = site.arguments[0] if form.owner >= 0 else None
        if given is None and len(site.arguments) > 1:
            given = site.arguments[1]
        refs.append(FunctionRef(ref.path, ref.number, given, captured, ref.home, ref.way))
    return Value(function.taint, refs=tuple(refs), names=function.names)


def _replaced(frame: Frame, site: Site) -> Value | None:
    """A text with parts of it replaced, by another text or by what a function gives."""
    receiver = site.receiver or UNKNOWN
    if len(site.arguments) < 2:  # noqa: PLR2004 - pattern and text
        return None
    by = site.arguments[1]
    if by.refs or by.names:
        by = called(frame, site, by, [Value(frame.state.deep_taint(receiver))], {})
    taint = merged(frame.state.deep_taint(receiver), frame.state.deep_taint(by))
    return Value(
        stepped(taint, frame.path, site.pos, "through", "replace") if taint else None, names=("str",)
    )


def _listen(frame: Frame, site: Site) -> Value | None:
    """A function is kept by the receiver, to be called when something is told."""
    if len(site.arguments) > 1 and site.arguments[0].is_single:
        for ref, thing in frame.things(site.receiver) if site.receiver is not None else ():
            if thing.kind != "given":
                frame.state.heap[ref.id] = thing.with_field(_told(site), site.arguments[1], sure=False)
    return None


def _tell(frame: Frame, site: Site) -> Value | None:
    """Functions that the receiver keeps are called."""
    if not site.arguments or not site.arguments[0].is_single or site.receiver is None:
        return None
    for _, thing in list(frame.things(site.receiver)):
        kept = thing.fields.get(_told(site))
        if kept is not None:
            called(frame, site, kept, site.arguments[1:], {})
    return NUMBER


def _told(site: Site) -> str:
    """The field under which functions are kept for what the first argument names."""
    return ".on " + str(site.arguments[0].only)


def _keeping(frame: Frame, site: Site) -> Value:
    keep(frame, frame.value(site.form[1]), site.arguments)
    return UNKNOWN


def is_function(value: Value) -> bool:
    """Whether a value is a function, of the program or of a library."""
    return bool(value.names) or any(isinstance(ref, FunctionRef) for ref in value.refs)


def redirected(frame: Frame, callee: Value, site: Site) -> Value:
    """What is called in truth where a function is called by a method of its own."""
    form = site.form[1]
    if form[0] != forms.ATTR or callee.refs or callee.names or site.receiver is None:
        return callee
    does = frame.world.book.method(form[2]).does
    if ("call" not in does and "apply" not in does) or not is_function(site.receiver):
        return callee
    me = site.arguments[0] if site.arguments else UNKNOWN
    given, written = site.arguments[1:], list(site.written)[1:]
    if "apply" in does and given:
        things = list(frame.things(given[0]))
        if len(things) == 1 and things[0][1].exact:
            given = things[0][1].items()
        else:
            site.spread, site.rest, given = True, content(frame, given[0]), []
        written = [None] * len(given)
    callee = _on(frame, site.receiver, me)
    site.receiver, site.receiver_form = me, (site.form[2][0] if site.form[2] else None)
    site.arguments, site.written = given, written
    return callee


def _on(frame: Frame, function: Value, me: Value) -> Value:
    """A function as it is when it is called on something."""
    refs = tuple(_called_on(frame, ref, me) if isinstance(ref, FunctionRef) else ref for ref in function.refs)
    return Value(function.taint, refs=refs, names=function.names)


def _called_on(frame: Frame, ref: FunctionRef, me: Value) -> FunctionRef:
    if ref.receiver is None and ref.way != "static":
        form = frame.world.module(ref.path).functions[ref.number]
        if form.owner >= 0:
            return FunctionRef(ref.path, ref.number, me, ref.captured, ref.home, ref.way)
    return on(frame, ref, me)


def on(frame: Frame, ref: FunctionRef, me: Value) -> FunctionRef:
    """A function as it is when it is called on something: a method, or one that asks for that."""
    if ref.receiver is not None:
        return ref
    form = frame.world.module(ref.path).functions[ref.number]
    if "method" not in form.flags:
        return ref
    return FunctionRef(ref.path, ref.number, None, {**ref.captured, ME: me}, ref.home, ref.way)


def construct(frame: Frame, ref: FunctionRef, site: Site) -> Value:
    """Make an object by a function, with what was put into the function for all that it makes."""
    thing = Object("object")
    for _, shared in frame.things(attribute(frame, Value(refs=(ref,)), MEMBERS, site.pos)):
        thing = Object("object", shared.fields, shared.rest)
    made = frame.new((site.pos, "object", ref.path, ref.number), thing)
    result = frame.world.invoke(frame, on(frame, ref, made), site)
    # A function that fills the object, and gives back another, does that where it is called without `new`.
    if frame.state.heap[_identity(made)].fields or not any(isinstance(one, ObjectRef) for one in result.refs):
        return made
    return result


def _identity(made: Value) -> Any:
    return next(one.id for one in made.refs if isinstance(one, ObjectRef))


CALLBACKS: dict[str, Operation] = {
    "each": _each,
    "each-any": _each_any,
    "each-all": _each_all,
    "each-map": _each_map,
    "each-flat": _each_flat,
    "from": _from,
    "each-chosen": chosen,
    "each-first": _chosen,
    "each-folded": _each_folded,
    "then": _then,
    "otherwise": _otherwise,
    "finally": _finally,
    "promise": _promise,
    "all": _all,
    "any-of": _any_of,
    PROMISED: _promised,
    "later": _later,
    "bind": _bound,
    "replace": _replaced,
    "inherit": _inherit,
    "derive": _derive,
    "listen": _listen,
    "tell": _tell,
    "keep": _keeping,
}
