"""Assignments: where a value is put, and what that means when the place is dangerous."""

from __future__ import annotations

from collections.abc import Iterator

from vedette.analysis.program.conditions import Site, hold, is_excepted, settled
from vedette.analysis.program.frame import Danger, Frame
from vedette.analysis.program.heap import BARE, MEMBERS, Object, texts_of
from vedette.analysis.program.members import NOTHING, attributes_of, content, item, item_key
from vedette.analysis.program.rereading import shown
from vedette.analysis.program.stored import set_on
from vedette.analysis.program.values import (
    UNKNOWN,
    ClassRef,
    FunctionRef,
    Value,
    cleared,
    constant,
    join_all,
    masked,
    stepped,
)
from vedette.model import form as forms
from vedette.model.form import Form

_MOST_WRAPPED = 3


def store(frame: Frame, target: Form, value: Value, pos: int, written: Form = None) -> None:
    """Put a value where a target says.

    Args:
        frame: at hand.
        target: a form.
        value: the value.
        pos: position of the assignment; 0 for one that is no step of a path.
        written: the expression that the value comes from, for conditions.
    """
    kind = target[0]
    if kind in {forms.LOCAL, forms.GLOBAL, forms.FREE}:
        _store_variable(frame, kind, target[1], value, pos, written)
    elif kind == forms.ATTR:
        _store_attribute(frame, target, value, pos, written)
    elif kind == forms.ITEM:
        _store_item(frame, target, value, pos, written)
    elif kind == forms.SEQUENCE:
        _unpack(frame, target[2], value, pos)
    elif kind == forms.SPREAD:
        store(
            frame,
            target[1],
            frame.made(target, Object("list", rest=content(frame, value), names=("list",))),
            pos,
        )


def statements_of(block: list[Form], *, loops: bool = False) -> Iterator[Form]:
    """The statements of a block, of those that tests and attempts stand around, and of loops if asked."""
    left = [block]
    while left:
        for one in left.pop():
            yield one
            if one[0] == forms.BRANCH:
                left += one[2:4]
            elif one[0] == forms.TRY:
                left.append(one[1])
            elif one[0] == forms.LOOP and loops:
                left.append(one[3])


def _store_variable(frame: Frame, kind: int, name: str, value: Value, pos: int, written: Form) -> None:
    if pos and value.taint:
        value = value.tainted(stepped(value.taint, frame.path, pos, "assign", name))
    if kind == forms.GLOBAL and frame.kind != "module":
        frame.world.share(frame, name, value)
        frame.state.variables["global " + name] = value
        return
    frame.state.variables[name] = value
    if kind == forms.LOCAL and frame.kind == "class":
        _judge_setting(frame, (f"class.{name}",), Site(frame.path, frame.inside), value, pos, written)
    if kind == forms.GLOBAL:
        _judge_setting(frame, (f"global.{name}",), Site(frame.path, frame.function.path), value, pos, written)


def _store_attribute(frame: Frame, target: Form, value: Value, pos: int, written: Form) -> None:
    base = frame.value(target[1])
    name = target[2]
    if value.taint:
        value = value.tainted(stepped(value.taint, frame.path, pos or target[3], "store", name))
    _put(frame, base, "." + name, value)
    set_on(frame, base, name, value)
    if frame.state.masks and shown(target) in frame.state.masks:
        frame.state.masks = {key: mask for key, mask in frame.state.masks.items() if key != shown(target)}
    for entry in frame.world.book.registered.get(f"*.{name}", ()) if base.refs else ():
        # A function is given to its framework by a mark that is set on it.
        frame.world.register(entry, [(base, NOTHING)])
    names = tuple(full for one in base.names if (full := frame.world.book.attribute(one, name)))
    site = Site(frame.path, frame.function.path, name)
    site.receiver, site.receiver_form = base, target[1]
    _judge_setting(frame, names or (f"*.{name}",), site, value, pos or target[3], written)


def _store_item(frame: Frame, target: Form, value: Value, pos: int, written: Form) -> None:
    base = frame.value(target[1])
    key = frame.value(target[2]) if target[2][0] != forms.SLICE else Value()
    if value.taint:
        value = value.tainted(stepped(value.taint, frame.path, pos or target[3], "store", ""))
    found = False
    for ref, thing in frame.things(base):
        found = True
        where = thing.place(item_key(thing, key))
        if where is None and thing.kind == "map" and texts_of(key):
            frame.state.heap[ref.id] = thing.with_one_of(texts_of(key), value)
        elif where is None:
            frame.state.heap[ref.id] = thing.with_entry(key, value)
        else:
            frame.state.heap[ref.id] = thing.with_field(where, value, sure=len(base.refs) == 1)
    if not found and (value.taint or value.refs):
        absorb(frame, target[1], value)
    names = tuple(full for one in base.names if (full := frame.world.book.item(one)))
    site = Site(frame.path, frame.function.path, "")
    site.receiver, site.receiver_form, site.key = base, target[1], key
    outer = _outer_key(frame, target[1]) if not key.is_single else None
    if outer is not None:
        site.outer = frame.value(outer)
    _judge_setting(frame, names or ("*[]",), site, value, pos or target[3], written)


def _outer_key(frame: Frame, form: Form) -> Form | None:
    """The key of an item in which an item is set, that of a variable which was given the item as well."""
    if form[0] == forms.LOCAL and frame.world.book.has_members:
        made = _given(frame.function.body, form[1])
        form = made[0] if len(made) == 1 else form
    for _ in range(_MOST_WRAPPED):
        if form[0] == forms.LOGIC:
            form = form[2][0]
        elif form[0] == forms.BIND:
            form = form[1] if form[1][0] == forms.ITEM else form[2]
    if form[0] != forms.ITEM or form[2][0] == forms.SLICE or BARE in frame.value(form[1]).names:
        return None
    return form[2]


def _given(body: list[Form], name: str) -> list[Form]:
    """What a variable is given by the statements of a function."""
    return [
        one[2]
        for one in statements_of(body)
        if one[0] == forms.ASSIGN and any(to[0] == forms.LOCAL and to[1] == name for to in one[1])
    ]


def _put_on(frame: Frame, ref: FunctionRef | ClassRef, key: str, value: Value) -> None:
    """A function, or a class, gets an attribute, or all that it makes get attributes."""
    whole = key == "." + MEMBERS
    place = attributes_of(frame, ref, MEMBERS) if whole else attributes_of(frame, ref)
    thing = frame.state.thing(place) or Object("object")
    if not whole:
        thing = thing.with_field(key, value, sure=True)
    for _, other in frame.things(value) if whole else ():
        for name, field in other.fields.items():
            thing = thing.with_field(name, field, sure=True)
    frame.state.heap[place.id] = thing


def _put(frame: Frame, base: Value, key: str, value: Value) -> None:
    for one in base.refs if frame.world.book.has_members else ():
        if isinstance(one, FunctionRef | ClassRef):
            _put_on(frame, one, key, value)
    for ref, thing in frame.things(base):
        setter = None
        if thing.made_of is not None and frame.world.book.has_members:
            setter = frame.world.class_member(thing.made_of, f"set {key[1:]}")
        if setter is not None:
            _set(frame, setter, Value(refs=(ref,), names=base.names), value)
            continue
        frame.state.heap[ref.id] = thing.with_field(key, value, sure=len(base.refs) == 1)
        if thing.made_of is not None:
            frame.world.remember(thing.made_of, key, value)


def _set(frame: Frame, setter: Value, me: Value, value: Value) -> None:
    """A method is called with what an attribute is set to."""
    site = Site(frame.path, frame.function.path)
    site.form, site.pos, site.arguments, site.written = ("set", None), frame.at, [value], [None]
    for one in setter.refs:
        if isinstance(one, FunctionRef):
            frame.world.invoke(frame, FunctionRef(one.path, one.number, me, one.captured, one.home), site)


def absorb(frame: Frame, target: Form, value: Value) -> None:
    """Let a variable hold, besides what it holds, what was put into it."""
    taint = frame.state.deep_taint(value)
    if taint and target[0] in {forms.ITEM, forms.ATTR}:
        _absorb_part(frame, target, Value(taint))
    if not taint or target[0] not in {forms.LOCAL, forms.GLOBAL}:
        return
    name = target[1] if target[0] == forms.LOCAL or frame.kind == "module" else "global " + target[1]
    old = frame.state.variables.get(name)
    if old is None:
        return
    united = dict(taint)
    united.update(old.taint)
    frame.state.variables[name] = Value(united, None, old.refs, old.names, "")


def _absorb_part(frame: Frame, target: Form, value: Value) -> None:
    """Let a container or an object hold what was put into a part of it of which nothing is known."""
    found = False
    for ref, thing in frame.things(frame.value(target[1])):
        found = True
        if target[0] == forms.ITEM:
            frame.state.heap[ref.id] = thing.with_rest(value)
            continue
        frame.state.heap[ref.id] = thing.with_field("." + target[2], value, sure=False)
        if thing.made_of is not None:
            frame.world.remember(thing.made_of, "." + target[2], value)
    if not found:
        absorb(frame, target[1], value)


def _unpack(frame: Frame, targets: list[Form], value: Value, pos: int) -> None:
    things = list(frame.things(value))
    starred = [index for index, target in enumerate(targets) if target[0] == forms.SPREAD]
    if len(things) == 1 and len(value.refs) == 1 and things[0][1].exact:
        items = things[0][1].items()
        if not starred and len(items) == len(targets):
            for target, one in zip(targets, items, strict=True):
                store(frame, target, one, pos)
            return
        if len(starred) == 1 and len(items) >= len(targets) - 1:
            _unpack_starred(frame, targets, items, starred[0], pos)
            return
    named = any(frame.world.book.item(name) for name in value.names)
    for index, target in enumerate(targets):
        known = _given_item(frame, value, index)
        if known is None:
            known = item(frame, value, constant(index), pos) if named else content(frame, value)
        store(frame, target, known, pos)


def _given_item(frame: Frame, value: Value, index: int) -> Value | None:
    """An item of a tuple whose items are known one by one though it may be one of several."""
    found = [
        thing.fields.get(index) or (UNKNOWN if thing.exact else None) for _, thing in frame.things(value)
    ]
    if not found or len(found) != len(value.refs) or any(one is None for one in found):
        return None
    return join_all(one for one in found if one is not None)


def _unpack_starred(frame: Frame, targets: list[Form], items: list[Value], at: int, pos: int) -> None:
    after = len(targets) - at - 1
    for target, one in zip(targets[:at], items, strict=False):
        store(frame, target, one, pos)
    middle = items[at : len(items) - after]
    store(frame, targets[at][1], frame.made(targets, Object("list", names=("list",)).with_items(middle)), pos)
    for target, one in zip(targets[at + 1 :], items[len(items) - after :], strict=False):
        store(frame, target, one, pos)


def _clear_receiver(frame: Frame, site: Site, mask: int) -> None:
    """What has an attribute set is harmless for the kinds of a mask from here on."""
    form, value = site.receiver_form, site.receiver
    if form and form[0] == forms.LOCAL and value is not None:
        current = frame.state.variables.get(form[1])
        if current is not None and current.taint:
            frame.state.variables[form[1]] = cleared(current, masked(current.taint, mask))
    for ref, thing in frame.things(frame.value(form[1])) if form and form[0] == forms.ATTR else ():
        field = thing.fields.get(f".{form[2]}")
        if field is not None and field.taint:
            field = cleared(field, masked(field.taint, mask))
            frame.state.heap[ref.id] = thing.with_field(f".{form[2]}", field, sure=True)


def _judge_setting(
    frame: Frame, names: tuple[str, ...], site: Site, value: Value, pos: int, written: Form
) -> None:
    book = frame.world.book
    site.value, site.value_form, site.state = value, written, frame.state
    site.function = frame.function
    for name in names:
        setting = book.setting(name)
        if setting is None:
            continue
        for sanitizer in setting.sanitizers:
            if hold(sanitizer.where, site, book):
                _clear_receiver(frame, site, book.mask(sanitizer.kinds))
        for check in setting.checks:
            if hold(check.where, site, book):
                frame.world.note(frame, settled(check, site, book), name, pos, pos, site)
        for sink in setting.sinks:
            if not hold(sink.where, site, book):
                continue
            for which in sink.arguments:
                one = value if which in {0, "value", "*"} else site.argument(which)
                if one is not None and not one.harmless and not is_excepted(sink, one):
                    danger = Danger(sink.kind, name, sink.confidence, frame, pos, pos)
                    shown = sink.kind in book.shown
                    taint = frame.world.result_taint(frame, one) if shown else frame.state.deep_taint(one)
                    frame.reach(danger, taint)
