"""What a test of each item shows of all of them, and of the text that they are the pieces of."""

from __future__ import annotations

from typing import Any

from vedette.analysis.program.frame import Frame
from vedette.analysis.program.heap import Object
from vedette.analysis.program.values import HARMLESS, Value, mask_of, masked
from vedette.model import form as forms
from vedette.model.form import Form

_SPLITTING = frozenset(("split", "rsplit"))
_PIECES = "parts"
_CONTAINERS = frozenset(("list", "set", "tuple"))
_STORING = frozenset((forms.ASSIGN, forms.AUGMENT, forms.DELETE, forms.BIND, forms.LOOP, forms.WITH))
_DEEPEST = 40


def shown_of(frame: Frame, target: Form) -> int:
    """The kinds of sinks for which a variable is harmless by now."""
    value = frame.state.variables.get(target[1]) if target[0] == forms.LOCAL else None
    if value is None:
        return 0
    mask = HARMLESS
    for origin, (known, _) in frame.state.deep_taint(value).items():
        mask &= known | mask_of(frame.state.masks, origin)
    return mask


def mask_items(frame: Frame, value: Value, mask: int) -> None:
    """Each item of a container is harmless for the kinds of a mask."""
    for ref, thing in list(frame.things(value)):
        if thing.kind in _CONTAINERS:
            frame.state.heap[ref.id] = Object(
                thing.kind,
                {key: one.tainted(masked(one.taint, mask)) for key, one in thing.fields.items()},
                thing.rest and thing.rest.tainted(masked(thing.rest.taint, mask)),
                exact=thing.exact,
                made_of=thing.made_of,
                names=thing.names,
            )


def pieces_of(form: Form) -> Form | None:
    """The text of which something is the pieces, as in `path.split("/")` and `Path(path).parts`."""
    if not form:
        return None
    if form[0] == forms.CALL and form[1][0] == forms.ATTR and form[1][2] in _SPLITTING:
        return form[1][1] if len(form[2]) == 1 and _is_slash(form[2][0]) else None
    if form[0] == forms.ATTR and form[2] == _PIECES:
        made = form[1]
        return made[2][0] if made[0] in {forms.CALL, forms.NEW} and len(made[2]) == 1 else made
    return None


def is_stored(block: Any, name: str, depth: int = 0) -> bool:
    """Whether something in a block gives a variable another value."""
    if depth > _DEEPEST:
        return True
    for form in block:
        if not isinstance(form, list | tuple) or not form:
            continue
        if form[0].__class__ is int and form[0] in _STORING and _names(form, name):
            return True
        if is_stored(form, name, depth + 1):
            return True
    return False


def _is_slash(form: Form) -> bool:
    if form[0] == forms.CONST:
        return bool(form[1] == "/")
    return bool(form[0] == forms.ATTR and form[2] == "sep")


def _names(form: Form, name: str) -> bool:
    """Whether a variable is among the targets of a form."""
    targets = form[2] if form[0] == forms.WITH else form[1]
    left = list(targets) if form[0] == forms.ASSIGN else [targets]
    while left:
        one = left.pop()
        if not one:
            continue
        if one[0] == forms.SEQUENCE:
            left += one[2]
        elif one[0] == forms.SPREAD:
            left.append(one[1])
        elif one[0] == forms.LOCAL and one[1] == name:
            return True
    return False
