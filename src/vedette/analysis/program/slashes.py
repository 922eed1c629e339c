"""What a comparison says of the first signs of a text: that one slash leads to no other host."""

from __future__ import annotations

from vedette.model import form as forms
from vedette.model.form import Form

# Words for what is shown, each of which says nothing alone.
FIRST, SECOND = "first-slash", "second-sign"
_SIGNS = frozenset(("charAt", "at"))
_CUTS = frozenset(("slice", "substring", "substr"))
_CALL_SIZE = 6
_OF_CUT = 2


def told_by(sign: str, left: Form, right: Form) -> tuple[Form, str] | None:
    """The text that is asked about, and what is shown of it; None where nothing is.

    Args:
        sign: of a comparison that holds.
        left: one side.
        right: the other.
    """
    if right[0] != forms.CONST or sign not in {"==", "!="}:
        return None
    place = _place(left)
    if place is None:
        return None
    text, start, end = place
    asked = (start, end, right[1])
    if sign == "==":
        return (text, FIRST) if asked == (0, 1, "/") else None
    return (text, SECOND) if asked in {(1, 2, "/"), (0, 2, "//")} else None


def _place(form: Form) -> tuple[Form, object, object] | None:
    """A text, and from where to where signs are taken of it."""
    if form[0] == forms.ITEM and form[2][0] == forms.CONST:
        return form[1], form[2][1], _next(form[2][1])
    if form[0] != forms.CALL or len(form) != _CALL_SIZE or form[1][0] != forms.ATTR:
        return None
    numbers = [one[1] for one in form[2] if one[0] == forms.CONST]
    if form[1][2] in _SIGNS and len(numbers) == 1:
        return form[1][1], numbers[0], _next(numbers[0])
    if form[1][2] in _CUTS and len(numbers) == _OF_CUT:
        return form[1][1], numbers[0], numbers[1]
    return None


def _next(number: object) -> object:
    return number + 1 if isinstance(number, int) else None
