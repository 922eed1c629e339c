"""Expressions other than calls: what value each has."""

from __future__ import annotations

from itertools import product
from typing import Any

from vedette.analysis.program import folding
from vedette.analysis.program.callbacks import kept
from vedette.analysis.program.composing import Composing, escaped, escapes, percent
from vedette.analysis.program.conditions import Site, hold
from vedette.analysis.program.containers import exact_items, with_pair
from vedette.analysis.program.frame import Frame
from vedette.analysis.program.heap import Object, with_shown
from vedette.analysis.program.members import attribute, content, item
from vedette.analysis.program.refine import is_trusted, refine
from vedette.analysis.program.rereading import read_again, shown
from vedette.analysis.program.stores import store
from vedette.analysis.program.translating import with_each
from vedette.analysis.program.values import (
    NUMBER,
    UNKNOWN,
    Constant,
    FunctionRef,
    Taint,
    Value,
    cleared,
    constant,
    constants,
    join,
    join_all,
    masked,
    merged,
    stepped,
)
from vedette.model import form as forms
from vedette.model.form import Form

# As many words has what tells of `request.query.name`: what it is told by, the variable, two attributes.
_PART_OF_PART = 4
_TEXTS = frozenset(("str",))
# What gives a number where one side is one.
_OF_NUMBERS = frozenset(("-", "/", "//", "**", "<<", ">>", "^", "&"))
_SETS = frozenset(("list", "set", "map"))


def const(_frame: Frame, form: Form) -> Value:
    """A constant."""
    return constant(form[1])


def local(frame: Frame, form: Form) -> Value:
    """A variable of the function."""
    value = frame.state.variables.get(form[1])
    if value is None:
        return frame.world.member(frame.path, form[1]) if frame.kind == "class" else UNKNOWN
    return frame.world.resolved(value) if value.refs else value


def free(frame: Frame, form: Form) -> Value:
    """A variable of an enclosing function."""
    return frame.free(form[1])


def global_(frame: Frame, form: Form) -> Value:
    """A variable of the module, or what is built in."""
    name = form[1]
    if frame.kind == "module":
        value = frame.state.variables.get(name)
        if value is not None:
            return frame.world.resolved(value)
    else:
        value = frame.state.variables.get("global " + name)
        if value is not None:
            return value
    return frame.world.member(frame.path, name)


def attr(frame: Frame, form: Form) -> Value:
    """An attribute."""
    value = attribute(frame, frame.value(form[1]), form[2], form[3])
    if value.taint:
        mask = frame.state.masks.get(shown(form), 0) if frame.state.masks else 0
        if frame.world.book.has_members:
            mask |= _read_before(frame, value, form)
        if mask:
            return cleared(value, masked(frame.state.deep_taint(value), mask))
    return value


def _read_before(frame: Frame, value: Value, form: Form) -> int:
    """What tests have shown of an attribute of something untrusted where it was read before."""
    fact, masks, mask = shown(form), frame.state.masks, 0
    if len(fact) < _PART_OF_PART or not fact[1] or not _TEXTS.issuperset(value.names):
        return 0
    fresh = [one for one in value.taint if one[0] == "source" and one[4] == form[3] and one not in masks]
    if fresh and masks:
        for origin, known in masks.items():
            if frame.read.get(origin) == fact:
                mask |= known
    frame.read.update(dict.fromkeys(fresh, fact))
    return mask


def item_(frame: Frame, form: Form) -> Value:
    """An item, or a slice."""
    base = frame.value(form[1])
    for origin in base.taint if frame.read else ():
        # What is shown of one of its items is shown of no other.
        frame.read.pop(origin, None)
    key = form[2]
    if key[0] == forms.SLICE:
        return _slice(frame, base, key, form[3])
    return read_again(frame, form, item(frame, base, frame.value(key), form[3]))


def slice_(frame: Frame, form: Form) -> Value:
    """Bounds by themselves."""
    return _spread_taint(frame, [frame.value(one) for one in form[1:4] if one])


def binary(frame: Frame, form: Form) -> Value:
    """An operator on two values."""
    sign, pos = form[1], form[4]
    left, right = frame.value(form[2]), frame.value(form[3])
    return operate(frame, sign, left, right, pos)


def operate(frame: Frame, sign: str, left: Value, right: Value, pos: int) -> Value:
    """The result of an operator."""
    if left.consts is not None and right.consts is not None and not left.refs and not right.refs:
        known = _folded(sign, left.consts, right.consts)
        if known is not None:
            return known
    if sign == "+" and (left.refs or right.refs):
        both = _concatenated(frame, left, right, pos)
        if both is not None:
            return both
    numbers = [one.harmless and not _is_text(one) for one in (left, right)]
    if any(numbers) and (sign in _OF_NUMBERS or all(numbers)):
        return NUMBER
    if sign == "&":
        both = _common(frame, left, right)
        if both is not None:
            return both
    if (sign in {"%", "+"} and escapes(frame, left)) or (sign == "+" and escapes(frame, right)):
        return escaped(frame, sign, left, right, pos)
    taint, begins, harmless = _put_together(frame, sign, left, right, pos)
    names: tuple[str, ...] = ("str",) if begins or _is_text(left) or _is_text(right) else ()
    if sign == "/" and left.names:
        # A path with a part added, which nobody has resolved yet.
        bases = frame.world.book.bases
        names = tuple(dict.fromkeys((bases(name) or [name])[0] for name in left.names))
    return Value(
        stepped(taint, frame.path, pos, "through", sign) if taint else None,
        begins=begins,
        names=names,
        harmless=harmless,
    )


def _common(frame: Frame, left: Value, right: Value) -> Value | None:
    """What two sets have in common is in the trusted one of them; None where neither is."""
    for one in (left, right):
        things = [thing for _, thing in frame.things(one)]
        if things and all(thing.kind in _SETS for thing in things) and is_trusted(frame, one):
            return one
    return None


def unary(frame: Frame, form: Form) -> Value:
    """A sign before a value."""
    value = frame.value(form[2])
    if form[1] == "not":
        truth = value.truth()
        return NUMBER if truth is None else constant(not truth)
    if value.consts is None:
        return NUMBER
    try:
        return constants([folding.unary(form[1], one) for one in value.consts])
    except folding.NotKnown:
        return NUMBER


def compare(frame: Frame, form: Form) -> Value:
    """A comparison: a truth, which carries nothing."""
    left, right = frame.value(form[2]), frame.value(form[3])
    if left.consts is None or right.consts is None or left.refs or right.refs:
        checks = frame.world.book.called(form[1]).checks
        if checks and left.consts is None and right.consts is None:
            _judge_comparison(frame, form, left, right)
        return NUMBER
    try:
        return constants([folding.compare(form[1], a, b) for a, b in product(left.consts, right.consts)])
    except folding.NotKnown:
        return NUMBER


def logic(frame: Frame, form: Form) -> Value:
    """One of several values, each evaluated as far as the ones before allow."""
    stop_at = form[1] != "and"
    found: list[Value] = []
    before = frame.state.copy()
    for number, one in enumerate(form[2]):
        value = frame.value(one)
        last = number == len(form[2]) - 1
        truth = value.truth()
        if truth is None or last or truth == stop_at:
            found.append(value)
        if truth == stop_at and form[1] != "??":
            break
        if not last:
            refine(frame, one, holds=not stop_at)
    masks = before.masks
    frame.state.masks = masks
    before.variables.update(
        {name: value for name, value in frame.state.variables.items() if name not in before.variables}
    )
    before.heap.update({key: thing for key, thing in frame.state.heap.items() if key not in before.heap})
    frame.state = before
    return join_all(found) or UNKNOWN


def pick(frame: Frame, form: Form) -> Value:
    """A conditional expression."""
    truth = frame.value(form[1]).truth()
    if truth is not None:
        return frame.value(form[2] if truth else form[3])
    before = frame.state.copy()
    refine(frame, form[1], holds=True)
    then = as_shown(frame, frame.value(form[2]))
    after = frame.state
    frame.state = before
    refine(frame, form[1], holds=False)
    otherwise = as_shown(frame, frame.value(form[3]))
    frame.state.join(after)
    return join(then, otherwise)


def text(frame: Frame, form: Form) -> Value:
    """An interpolated string."""
    made = Composing(frame)
    pieces: list[str] | None = []
    for part in form[1]:
        value = frame.value(part)
        piece = _written(value)
        if piece is not None:
            made.known(piece)
        else:
            made.add(value)
        pieces = None if pieces is None or piece is None else [*pieces, piece]
    if pieces is not None:
        return constant("".join(pieces))
    made.judge(form[2])
    taint = stepped(made.taint, frame.path, form[2], "through", "text") if made.taint else made.taint
    return Value(taint, begins=made.begins, names=("str",), harmless=made.harmless)


def sequence(frame: Frame, form: Form) -> Value:
    """A list, tuple or set."""
    items: list[Value] = []
    rest: Value | None = None
    for one in form[2]:
        if one[0] == forms.SPREAD:
            value = frame.value(one[1])
            more = exact_items(frame, value)
            if more is None:
                found = content(frame, value)
                rest = found if rest is None else join(rest, found)
            else:
                items += more
        else:
            items.append(frame.value(one))
    names = (form[1],)
    thing = Object(form[1], names=names).with_items(items)
    if rest is not None:
        thing = thing.with_rest(rest)
    return frame.made(form, thing)


def map_(frame: Frame, form: Form) -> Value:
    """A map, or an object that is written out."""
    is_object = len(form) > 2  # noqa: PLR2004 - as `model/form.py` has it
    sign = "." if is_object else "["
    thing = Object("object") if is_object else Object("map", names=("dict",))
    target = frame.target
    for key, one in form[1]:
        if key and key[0] == forms.CONST and isinstance(key[1], str):
            frame.target = key[1]
        value = frame.value(one)
        frame.target = target
        if key is None:
            for _, other in frame.things(value):
                for name, field in other.fields.items():
                    thing = thing.with_field(name, field, sure=True)
                if other.rest is not None:
                    thing = thing.with_rest(other.rest)
            if value.taint:
                thing = thing.with_rest(Value(value.taint, names=value.names))
            continue
        name = frame.value(key)
        if name.is_single and isinstance(name.only, str | int):
            only = name.only
            mask = frame.world.book.keyed.get(only)
            if mask and value.taint:
                value = value.tainted(masked(value.taint, mask))
            where = sign + str(only) if is_object or isinstance(only, str) else int(only)
            thing = thing.with_field(where, value, sure=True)
        else:
            thing = thing.with_entry(name, value)
    return frame.made(form, thing)


def each(frame: Frame, form: Form) -> Value:
    """A comprehension."""
    kind, element, clauses = form[1], form[2], form[3]
    possible = True
    for target, source, conditions in clauses:
        store(frame, target, content(frame, frame.value(source)), 0)
        for condition in conditions:
            if frame.value(condition).truth() is False:
                possible = False
            refine(frame, condition, holds=True)
    value = frame.value(element)
    if kind == "map":
        thing = Object("map", names=("dict",))
        return frame.made(form, with_each(frame, form, with_pair(frame, thing, value)) if possible else thing)
    thing = Object("list", names=("list",))
    return frame.made(form, thing.with_rest(value) if possible else thing)


def bind(frame: Frame, form: Form) -> Value:
    """An assignment that has a value."""
    value = frame.value(form[2])
    store(frame, form[1], value, 0)
    return value


def closure(frame: Frame, form: Form) -> Value:
    """A function made where it stands."""
    return Value(refs=(function_ref(frame, form[1]),))


def function_ref(frame: Frame, number: int) -> FunctionRef:
    """A reference to a function made in this frame, with the variables that it may use."""
    captured: dict[str, Value] = {}
    if frame.kind in {"function", "class"}:
        own = frame.state.variables if frame.kind == "function" else {}
        function = frame.world.module(frame.path).functions[number]
        words = frame.world.imports.free_words(frame.path, function)
        captured = {name: value for name, value in {**frame.captured, **own}.items() if name in words}
    return FunctionRef(frame.path, number, None, captured, frame.number if frame.kind == "function" else 0)


def await_(frame: Frame, form: Form) -> Value:
    """What is waited for."""
    return kept(frame, frame.value(form[1]))


def yield_(frame: Frame, form: Form) -> Value:
    """A generator's gift; what comes back is not known."""
    if form[1]:
        value = frame.value(form[1])
        frame.yields(content(frame, value) if form[2] else value)
    return UNKNOWN


def spread(frame: Frame, form: Form) -> Value:
    """All items of something."""
    return content(frame, frame.value(form[1]))


def other(frame: Frame, form: Form) -> Value:
    """Anything else: it holds what its parts hold."""
    return _spread_taint(frame, [frame.value(one) for one in form[1] if one])


def _judge_comparison(frame: Frame, form: Form, left: Value, right: Value) -> None:
    """A comparison is judged as a call of its operator."""
    site = Site(frame.path, frame.function.path)
    site.written, site.state, site.pos = form[2:4], frame.state, frame.at
    site.function = frame.function
    site.arguments = [_with_names_of_end(frame, form[2], left), _with_names_of_end(frame, form[3], right)]
    for check in frame.world.book.called(form[1]).checks:
        if hold(check.where, site, frame.world.book):
            frame.world.note(frame, check, form[1], frame.at, frame.at, site)


def _with_names_of_end(frame: Frame, form: Form, value: Value) -> Value:
    """A value to which a constant was only put in front, as what it is without that."""
    if form[0] == forms.BINARY and form[1] == "+" and form[2][0] == forms.CONST:
        return frame.value(form[3])
    return value


def _spread_taint(frame: Frame, values: list[Value]) -> Value:
    taint: Taint = {}
    for value in values:
        taint = merged(taint, frame.state.deep_taint(value))
    return Value(taint)


def _slice(frame: Frame, base: Value, form: Form, pos: int) -> Value:
    bounds = [frame.value(one) if one else constant(None) for one in form[1:4]]
    if base.is_single and all(bound.is_single for bound in bounds):
        try:
            return constant(folding.part(base.only, tuple(bound.only for bound in bounds)))
        except folding.NotKnown:
            pass
    items = exact_items(frame, base)
    if items is not None and (items or not base.taint) and all(bound.is_single for bound in bounds):
        try:
            low, high, stride = (bound.only for bound in bounds)
            cut = _cut(items, low, high, stride)
        except (TypeError, ValueError):
            cut = items
        return frame.made(form, Object("list", names=("list",)).with_items(cut))
    begins = base.begins if not form[1] and not form[2] else ""
    taint = stepped(frame.state.deep_taint(base), frame.path, pos, "through", "slice")
    found = Value(taint, names=("str",) if _is_text(base) else (), begins=begins)
    things = list(frame.things(base))
    return Value(taint, refs=base.refs, names=base.names) if things else found


def _cut(items: list[Value], low: Any, high: Any, stride: Any) -> list[Value]:
    return items[low:high:stride]


def _folded(sign: str, left: tuple[Constant, ...], right: tuple[Constant, ...]) -> Value | None:
    try:
        return constants([folding.binary(sign, a, b) for a, b in product(left, right)])
    except folding.NotKnown:
        return None


def _concatenated(frame: Frame, left: Value, right: Value, pos: int) -> Value | None:
    """Two lists after each other."""
    first, second = exact_items(frame, left), exact_items(frame, right)
    if first is not None and second is not None:
        return frame.new(pos, Object("list", names=("list",)).with_items([*first, *second]))
    if not (first is not None or second is not None):
        return None
    return frame.new(
        pos, Object("list", rest=join(content(frame, left), content(frame, right)), names=("list",))
    )


def _put_together(frame: Frame, sign: str, left: Value, right: Value, pos: int) -> tuple[Taint, str, bool]:
    """The taint of the result of an operator, how the text that it is begins, and whether it is harmless."""
    if sign == "+":
        made = Composing(frame)
        text = _is_text(left) or _is_text(right)
        made.add(left, text=text)
        made.add(right, text=text)
        made.judge(pos)
        return made.taint, made.begins, made.harmless
    taint = merged(frame.state.deep_taint(left), frame.state.deep_taint(right))
    if sign == "%" and left.is_single and isinstance(left.only, str):
        parts = exact_items(frame, right)
        filled = percent(frame, left.only, [right] if parts is None else parts)
        if filled is None:
            return taint, left.only.partition("%")[0], False
        filled.judge(pos)
        return filled.taint, filled.begins, filled.harmless
    return taint, "", left.harmless and right.harmless


def _written(value: Value) -> str | None:
    if not value.is_single or value.refs:
        return None
    try:
        return folding.text(value.only)
    except folding.NotKnown:
        return None


def _is_text(value: Value) -> bool:
    return "str" in value.names or any(isinstance(one, str) for one in value.consts or ())


def as_shown(frame: Frame, value: Value) -> Value:
    """A value with what tests have shown of it, since the state in which they hold ends here."""
    return with_shown(value, frame.state.masks)
