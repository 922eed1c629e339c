"""Tests whose answer is kept in a variable: a branch on the variable shows what the test shows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from vedette.analysis.program.frame import Frame
from vedette.analysis.program.subsets import within
from vedette.analysis.program.values import HARMLESS
from vedette.model import form as forms
from vedette.model.form import Form

_FACT = "test"
_DEEPEST = 8
_AS_TRUTH = frozenset(("bool", "Boolean"))
_VARIABLES = frozenset((forms.LOCAL, forms.FREE, forms.GLOBAL))


def keep(frame: Frame, name: str, value: Form, pos: int) -> None:
    """Remember the test that a variable is given the answer of, and forget what the assignment makes untrue.

    Args:
        frame: at hand; the value was evaluated in it just now.
        name: of the variable.
        value: what it is given.
        pos: of the assignment.
    """
    masks = frame.state.masks
    stale = {key for key in masks if key in frame.tests and (key[1] == name or name in frame.tests[key][1])}
    mentioned = frozenset(_mentioned(value)) if may_show(frame, value) else frozenset()
    # A test of the variable's own old value says nothing of its new one.
    shows = bool(mentioned) and name not in mentioned
    if not (stale or shows):
        return
    masks = {key: mask for key, mask in masks.items() if key not in stale}
    if shows:
        key = (_FACT, name, pos)
        frame.tests[key] = (value, mentioned)
        masks[key] = HARMLESS
    frame.state.masks = masks


def kept(frame: Frame, name: str) -> list[Form]:
    """The tests of which a variable holds the answer."""
    if not frame.tests:
        return []
    return [frame.tests[key][0] for key in frame.state.masks if key in frame.tests and key[1] == name]


def may_show(frame: Frame, value: Form) -> bool:
    """Whether an expression is a test that may show something of a value."""
    kind = value[0]
    if kind == forms.COMPARE:
        return True
    if kind == forms.UNARY:
        return bool(value[1] == "not" and may_show(frame, value[2]))
    if kind == forms.LOGIC:
        return any(may_show(frame, one) for one in value[2])
    if kind == forms.CALL and (id(value) in frame.guarded or as_truth(value) is not None):
        return True
    return next(within(value), None) is not None


def as_truth(test: Form) -> Form | None:
    """What a call that only says whether something is true is asked about; None for any other call."""
    callee = test[1]
    is_asked = callee and callee[0] == forms.GLOBAL and callee[1] in _AS_TRUTH and len(test[2]) == 1
    return test[2][0] if is_asked else None


def _mentioned(form: Any, depth: int = 0) -> Iterator[str]:
    if depth > _DEEPEST or not form:
        return
    if form[0].__class__ is int and form[0] in _VARIABLES and len(form) > 1:
        yield str(form[1])
        return
    for part in form:
        if isinstance(part, list | tuple):
            yield from _mentioned(part, depth + 1)
