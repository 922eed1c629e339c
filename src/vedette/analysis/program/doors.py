"""What is shown of the parts of a request: of those that a list names, and by what stands in its way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from vedette.analysis.program.conditions import Site
from vedette.analysis.program.containers import Operation, exact_items, first
from vedette.analysis.program.frame import Frame
from vedette.analysis.program.refine import refine
from vedette.analysis.program.rereading import shown
from vedette.analysis.program.values import (
    UNKNOWN,
    FunctionRef,
    Origin,
    Value,
)
from vedette.analysis.program.walking import BOTTOM, walk
from vedette.languages.later import ready
from vedette.model import form as forms
from vedette.model.form import Form, Function

# The name of what a function calls to hand a request on.
ON = "Request.#on"
_FACT = "shown"
_MOST_NAMES = 8
_MOST_TESTS = 6
# The word, the variable and an attribute of it.
_LEAST = 3
_LEAVING = frozenset((forms.RETURN, forms.THROW))


def each_shown(frame: Frame, site: Site, *, holds: bool) -> Iterator[tuple[Form, int]]:
    """What a test shows of parts by their names that is made with each name of a list.

    Args:
        frame: in which the call stands.
        site: of the call, whose receiver is the list and whose first argument is the test.
        holds: what the test says of each.

    Yields:
        The part, as it is written, and the kinds of sinks for which it is harmless.
    """
    names = _names(exact_items(frame, site.receiver) if site.receiver is not None else None)
    ref = next((one for one in first(site).refs if isinstance(one, FunctionRef)), None)
    if not names or ref is None:
        return
    function = frame.world.module(ref.path).functions[ref.number]
    body = ready(function).body
    if len(body) != 1 or body[0][0] != forms.RETURN or not body[0][1] or not function.parameters:
        return
    # Variables of the function around it are those at hand.
    around = {**ref.captured, **(frame.state.variables if ref.home == frame.number else {})}
    inner = Frame(frame.world, ref.path, function, depth=frame.depth + 1, captured=around)
    for name in names:
        inner.state = frame.state.copy()
        inner.state.masks = {}
        inner.state.variables = {function.parameters[0].name: name}
        inner.value(body[0][1])
        refine(inner, body[0][1], holds=holds)
        for fact, mask in inner.state.masks.items():
            if fact[0] == _FACT and len(fact) >= _LEAST:
                yield _written(fact), mask


def show_each(frame: Frame, form: Form, given: Value) -> None:
    """What a loop through names has shown of parts by each of them, once it has come to its end."""
    target, body = form[1], form[3]
    if not target or target[0] != forms.LOCAL or frame.left:
        return
    tests = [
        one[1] for one in body[:_MOST_TESTS] if one[0] == forms.BRANCH and _leaves(one[2]) and not one[3]
    ]
    names = _names(exact_items(frame, given)) if tests else []
    masks = dict(frame.state.masks)
    for name in names:
        before, frame.state = frame.state, frame.state.copy()
        frame.state.variables[target[1]] = name
        for test in tests:
            frame.value(test)
            refine(frame, test, holds=False)
        masks |= {fact: mask for fact, mask in frame.state.masks.items() if fact[0] == _FACT}
        frame.state = before
    frame.state.masks = masks


def same_as(frame: Frame, name: str, form: Form) -> None:
    """What was shown of the parts of what a variable is given is shown of the variable's parts."""
    fact = shown(form) if form and form[0] == forms.ATTR else ("", "")
    if not fact[1]:
        return
    masks = frame.state.masks
    more = {
        (_FACT, name, *one[len(fact) :]): mask
        for one, mask in masks.items()
        if len(one) > len(fact) and one[: len(fact)] == fact
    }
    if more:
        frame.state.masks = {**masks, **more}


def passed(frame: Frame, ref: FunctionRef, at: int, names: tuple[str, ...]) -> dict[tuple[str, ...], int]:
    """What a function shows of the parts of a request wherever it hands that on.

    Args:
        frame: at hand, where the function is given to a framework.
        ref: the function.
        at: which of its parameters is the request.
        names: of the request.

    Returns:
        By the way to a part the kinds of sinks for which it is harmless.
    """
    function = frame.world.module(ref.path).functions[ref.number]
    if len(function.parameters) <= at + 2 or not _only_calls(frame, ref, function):
        return {}
    inner = Frame(frame.world, ref.path, function, depth=frame.depth + 1, captured=dict(ref.captured))
    inner.state.heap = dict(frame.state.heap)
    for parameter in function.parameters:
        inner.state.variables[parameter.name] = UNKNOWN
    request, on = function.parameters[at].name, function.parameters[-1].name
    inner.state.variables[request] = Value(names=names)
    inner.state.variables[on] = Value(names=(ON,))
    inner.passed = []
    with frame.world.record.recording():
        inner.run(ready(function).body)
    found: dict[Origin, int] | None = None
    for masks in inner.passed:
        facts = {fact: mask for fact, mask in masks.items() if fact[:2] == (_FACT, request)}
        found = (
            facts if found is None else {key: one & facts[key] for key, one in found.items() if key in facts}
        )
    return {tuple(map(str, fact[2:])): mask for fact, mask in (found or {}).items() if mask}


def _hand_on(frame: Frame, site: Site) -> Value:
    """A request is handed on, unless something is told that went wrong."""
    if frame.passed is not None and not site.arguments:
        frame.passed.append(dict(frame.state.masks))
    return UNKNOWN


def _only_calls(frame: Frame, ref: FunctionRef, function: Function) -> bool:
    """Whether the last parameter is called where the function itself stands, and used nowhere else."""
    name, calls, uses = function.parameters[-1].name, 0, 0
    for one in frame.world.module(ref.path).functions:
        if ref.number == one.outer and name in one.words and not any(p.name == name for p in one.parameters):
            return False
    for form in walk(ready(function).body, BOTTOM):
        calls += form[0] == forms.CALL and [*form[1][:2]] == [forms.LOCAL, name]
        uses += form[0] == forms.LOCAL and form[1] == name
    return bool(calls) and calls == uses


def _names(items: Iterable[Value] | None) -> list[Value]:
    """Constant texts; none where there are others among them."""
    found = list(items or ())
    known = all(one.is_single and isinstance(one.only, str) for one in found)
    return found if known and len(found) <= _MOST_NAMES else []


def _leaves(block: Form) -> bool:
    return bool(block) and block[-1][0] in _LEAVING


def _written(fact: Origin) -> Form:
    """The expression by which a part is read."""
    form: Form = (forms.LOCAL, fact[1])
    for word in fact[2:]:
        form = (forms.ATTR, form, word, 0)
    return form


DOORS: dict[str, Operation] = {"hand-on": _hand_on}
