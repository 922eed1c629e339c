"""Statements: each changes the state, and says whether what follows is reached."""

from __future__ import annotations

from vedette.analysis.program.conditions import variable
from vedette.analysis.program.content_types import answers_no_page
from vedette.analysis.program.doors import same_as, show_each
from vedette.analysis.program.every import is_stored, pieces_of, shown_of
from vedette.analysis.program.expressions import as_shown, function_ref, operate
from vedette.analysis.program.frame import Danger, Frame
from vedette.analysis.program.heap import State
from vedette.analysis.program.kept import keep, may_show
from vedette.analysis.program.members import content
from vedette.analysis.program.refine import refine, shows_of_all
from vedette.analysis.program.stores import store
from vedette.analysis.program.values import HARMLESS, UNKNOWN, Origin, Value, join, stepped
from vedette.model import form as forms
from vedette.model.form import Form
from vedette.model.rule import Confidence

_MAX_ROUNDS = 3
_PAGE = "html"
_CALLS = frozenset((forms.CALL, forms.NEW, forms.AWAIT))


def assign(frame: Frame, form: Form) -> bool:
    """An assignment."""
    targets = form[1]
    before = frame.target
    frame.target = variable(targets[0])
    value = frame.value(form[2])
    frame.target = before
    for target in targets:
        store(frame, target, value, form[3], form[2])
        if target[0] == forms.LOCAL and (frame.tests or may_show(frame, form[2])):
            keep(frame, target[1], form[2], form[3])
        if target[0] == forms.LOCAL and frame.state.masks:
            same_as(frame, target[1], form[2])
    return True


def augment(frame: Frame, form: Form) -> bool:
    """An assignment of what was there and something more."""
    target, sign = form[1], form[2]
    old = frame.value(target)
    value = frame.value(form[3])
    store(frame, target, operate(frame, sign.removesuffix("="), old, value, form[4]), form[4], form[3])
    return True


def evaluate(frame: Frame, form: Form) -> bool:
    """An expression for what it does."""
    frame.gone = False
    frame.value(form[1])
    if frame.gone and form[1][0] == forms.LOGIC:
        # Of `fits(text) or fail()` the first holds from here on.
        sign, before = form[1][1], form[1][2][:-1]
        refine(frame, (forms.LOGIC, sign, before), holds=sign == "or")
        return True
    return not (frame.gone and form[1][0] in _CALLS)


def branch(frame: Frame, form: Form) -> bool:
    """Two ways, one of which is taken."""
    truth = frame.value(form[1]).truth()
    if truth is not None:
        refine(frame, form[1], holds=truth)
        return frame.run(form[2] if truth else form[3])
    other = frame.state.copy()
    refine(frame, form[1], holds=True)
    then = frame.run(form[2])
    after = frame.state
    frame.state = other
    refine(frame, form[1], holds=False)
    otherwise = frame.run(form[3])
    if then and otherwise:
        frame.state.join(after)
    elif then:
        frame.state = after
    return then or otherwise


def loop(frame: Frame, form: Form) -> bool:
    """A block that is run any number of times."""
    target, source, body, otherwise = form[1], form[2], form[3], form[4]
    outer_left, outer_next = frame.left, frame.next
    frame.left = []
    endless, after = False, None
    given = frame.value(source) if target is not None else UNKNOWN
    items = content(frame, given) if target is not None else None
    for _ in range(_MAX_ROUNDS):
        entry = frame.state.copy()
        frame.next = []
        if items is None:
            truth = frame.value(source).truth()
            endless = truth is True
            if truth is False:
                frame.state = entry
                break
            refine(frame, source, holds=True)
        else:
            store(frame, target, items, form[5])
        alive = frame.run(body)
        after = frame.state if alive else None
        for state in frame.next:
            after = _either(after, state)
        changed = entry.join(after) if after is not None else False
        frame.state = entry
        if not changed:
            break
    if items is not None:
        _show_items(frame, form, given, items, after)
        show_each(frame, form, given)
    elif not endless:
        frame.value(source)
        refine(frame, source, holds=False)
    reached = not endless and frame.run(otherwise)
    final = frame.state if reached else None
    for state in frame.left:
        final = _either(final, state)
    frame.left, frame.next = outer_left, outer_next
    if final is None:
        return False
    frame.state = final
    return True


def return_(frame: Frame, form: Form) -> bool:
    """The way out, with a value."""
    value = frame.value(form[1]) if form[1] else UNKNOWN
    if frame.ends and form[1] and value.taint | frame.state.deep_taint(value):
        _judge_result(frame, value, form)
    if value.taint:
        value = as_shown(frame, value)
        value = value.tainted(stepped(value.taint, frame.path, form[2], "return", frame.function.name))
    frame.returned.append((value, frame.state))
    note_truths(frame, form[1], value)
    return False


def note_truths(frame: Frame, form: Form, value: Value) -> None:
    """Remember what is harmless when the function returns something true, and when something false.

    Args:
        frame: of the function.
        form: what it returns; None for nothing, as at its end.
        value: of it.
    """
    truth = value.truth() if form else False
    for holds in (True, False):
        if truth is not None and truth != holds:
            continue
        if form and truth is None:
            kept = frame.state
            frame.state = kept.copy()
            refine(frame, form, holds=holds)
            masks = frame.state.masks
            frame.state = kept
        else:
            masks = frame.state.masks
        known = frame.truths[holds]
        frame.truths[holds] = dict(masks) if known is None else _common(known, masks)


def throw(frame: Frame, form: Form) -> bool:
    """The way out, without one."""
    if form[1]:
        value = frame.value(form[1])
        frame.thrown = value if frame.thrown is None else join(frame.thrown, value)
    return False


def try_(frame: Frame, form: Form) -> bool:
    """A block that may be left anywhere, and what is done then."""
    body, handlers, otherwise, last = form[1], form[2], form[3], form[4]
    before = frame.state.copy()
    outer, frame.thrown = frame.thrown, None
    alive = frame.run(body)
    thrown, frame.thrown = frame.thrown, outer
    during = before.copy()
    during.join(frame.state)
    if alive:
        alive = frame.run(otherwise)
    final: State | None = frame.state if alive else None
    for types, name, block in handlers:
        frame.state = during.copy()
        if types:
            frame.value(types)
        if name:
            frame.state.variables[name] = thrown or UNKNOWN
        if frame.run(block):
            final = _either(final, frame.state)
    if final is None:
        if last:
            frame.state = during
            frame.run(last)
        return False
    frame.state = final
    return frame.run(last)


def with_(frame: Frame, form: Form) -> bool:
    """A block within which something is open."""
    value = frame.value(form[1])
    if form[2] is not None:
        store(frame, form[2], frame.world.entered(frame, value), form[4])
    return frame.run(form[3])


def function(frame: Frame, form: Form) -> bool:
    """The definition of a function."""
    ref = function_ref(frame, form[1])
    store(frame, form[2], frame.world.define(frame, ref), 0)
    return True


def class_(frame: Frame, form: Form) -> bool:
    """The definition of a class."""
    store(frame, form[2], frame.world.define_class(frame, form[1]), 0)
    return True


def import_(frame: Frame, form: Form) -> bool:
    """An import."""
    module, name, target, level = form[1], form[2], form[3], form[4]
    if name == "*":
        frame.world.star(frame, module, level)
        return True
    store(frame, target, frame.world.imported(frame.path, module, name, level, variable(target)), 0)
    return True


def delete(frame: Frame, form: Form) -> bool:
    """A variable that is no more."""
    if form[1][0] == forms.LOCAL:
        frame.state.variables.pop(form[1][1], None)
    return True


def leave(frame: Frame, _form: Form) -> bool:
    """Out of the loop."""
    frame.left.append(frame.state)
    return False


def next_(frame: Frame, _form: Form) -> bool:
    """On with the next round of the loop."""
    frame.next.append(frame.state)
    return False


def unread(frame: Frame, _form: Form) -> bool:
    """What could not be read of a function that was left for later."""
    frame.world.record.cut(frame.path, frame.function.path, "mistake")
    return True


def _show_items(frame: Frame, form: Form, given: Value, items: Value, after: State | None) -> None:
    """What is shown of each item with which a round of a loop came to its end is shown of all of them."""
    target, body = form[1], form[3]
    if frame.left or after is None or not items.taint:
        return
    if pieces_of(form[2]) is None:
        known = {origin: mask for origin in items.taint if (mask := after.masks.get(origin, 0))}
        frame.state.masks = {**frame.state.masks, **known}
    if target[0] != forms.LOCAL:
        return
    before, frame.state = frame.state, after
    shown = shown_of(frame, target)
    frame.state = before
    if shown and not is_stored(body, target[1]):
        shows_of_all(frame, form[2], given, shown)


def _either(a: State | None, b: State) -> State:
    if a is None:
        return b.copy()
    a.join(b)
    return a


def _judge_result(frame: Frame, value: Value, form: Form) -> None:
    shown = frame.ends in frame.world.book.shown
    taint = frame.world.result_taint(frame, value) if shown else frame.state.deep_taint(value)
    if taint and not (frame.ends == _PAGE and answers_no_page(frame.function)):
        danger = Danger(frame.ends, "return", Confidence.high, frame, form[2], form[2])
        frame.reach(danger, taint)


def _common(a: dict[Origin, int], b: dict[Origin, int]) -> dict[Origin, int]:
    return {
        origin: mask & b[origin] for origin, mask in a.items() if origin in b and mask & b[origin] & HARMLESS
    }
