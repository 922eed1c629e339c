"""What was shown of what is read anew each time: an attribute, an item, the answer of a method."""

from __future__ import annotations

from vedette.analysis.program.frame import Frame
from vedette.analysis.program.values import Origin, Value, cleared, masked
from vedette.model import form as forms
from vedette.model.form import Form

_VARIABLES = frozenset((forms.LOCAL, forms.GLOBAL, forms.FREE))
_GET = "get"


def shown(form: Form) -> Origin:
    """The fact that something was shown of what is read anew each time, by how it is written.

    Its second word is "" where it is no part of a variable.
    """
    words: list[str] = []
    while True:
        if form[0] == forms.ATTR:
            words.append(form[2])
            form = form[1]
            continue
        word, base = _asked(form)
        if not word:
            break
        words.append(word)
        form = base
    return ("shown", str(form[1]) if form[0] in _VARIABLES else "", *reversed(words))


def is_reading(form: Form) -> bool:
    """Whether an expression asks a part of a variable for what goes by a constant name."""
    if not form or form[0] not in {forms.ITEM, forms.CALL}:
        return False
    word, base = _asked(form)
    return bool(word and base) and (base[0] == forms.ATTR or form[0] == forms.CALL)


def read_again(frame: Frame, form: Form, value: Value) -> Value:
    """What was read just now, with what was shown of it where it was read before."""
    if not frame.state.masks or not value.taint or not is_reading(form):
        return value
    mask = frame.state.masks.get(shown(form), 0)
    return cleared(value, masked(value.taint, mask)) if mask else value


def _asked(form: Form) -> tuple[str, Form]:
    """By which word something is asked for, and what is asked; "" for any other expression."""
    if form[0] == forms.ITEM and _is_name(form[2]):
        return "[" + form[2][1], form[1]
    if form[0] != forms.CALL or form[1][0] != forms.ATTR or not form[2] or not _is_name(form[2][0]):
        return "", None
    if any(one[0] != forms.CONST for one in form[2][1:]) or form[3]:
        return "", None
    method, name = form[1][2], form[2][0][1]
    return "[" + name if method == _GET else f"{method}({name}", form[1][1]


def _is_name(form: Form) -> bool:
    return bool(form[0] == forms.CONST and isinstance(form[1], str))
