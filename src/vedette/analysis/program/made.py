"""What an expression is made of, as it is written: the variable that is tested, or that a call was given."""

from __future__ import annotations

from vedette.analysis.program.frame import Frame
from vedette.analysis.program.stores import statements_of
from vedette.model import form as forms
from vedette.model.form import Form

_VARIABLES = {forms.LOCAL, forms.GLOBAL}
# What gives the ending of a path: that it is known says nothing of the rest.
_ENDINGS = frozenset(("extname", "splitext"))
_MOST_WRAPPINGS = 3


def made_of(frame: Frame, form: Form, *, between: bool) -> Form:
    """The variable or attribute of which a call makes something, or the only call assigned to a variable.

    Args:
        frame: at hand.
        form: the call, or the other variable.
        between: it says how one place leads to a second; else the call has one argument. Of a method that is
            given constants alone it is what that is a method of.
    """
    call = form if form and form[0] == forms.CALL else made(frame, form)
    if call is None or call[0] != forms.CALL:
        return None
    given = call[2]
    if given and all(one[0] == forms.CONST for one in given):
        # The parts of a text, or the text in another case.
        given = [call[1][1]] if call[1][0] == forms.ATTR else []
    elif len(given) != (2 if between else 1):
        return None
    return given[-1] if given and given[-1][0] in {*_VARIABLES, forms.ATTR} else None


def first_of(frame: Frame, form: Form) -> Form | None:
    """What an expression is the first item of."""
    if form[0] in _VARIABLES:
        for one in statements_of(frame.function.body, loops=True):
            target = one[1][0] if one[0] == forms.ASSIGN and len(one[1]) == 1 else None
            items = target[2] if target and target[0] == forms.SEQUENCE else ()
            if items and [*items[0][:2]] == [*form[:2]]:
                return one[2]
        form = made(frame, form) or form
    is_first = form[0] == forms.ITEM and form[2][0] == forms.CONST and form[2][1] == 0
    return form[1] if is_first else None


def made(frame: Frame, form: Form) -> Form | None:
    """The only expression that is assigned to a variable; None if there is none."""
    if not form or form[0] not in _VARIABLES:
        return None
    found = [
        one[2]
        for one in statements_of(frame.function.body, loops=True)
        if one[0] == forms.ASSIGN and any([*target[:2]] == [*form[:2]] for target in one[1])
    ]
    return found[0] if len(found) == 1 else None


def subject(form: Form) -> Form:
    """The variable that is tested: of `str(path)` or `os.path.realpath(path)` that is the path."""
    for _ in range(_MOST_WRAPPINGS):
        if not form or form[0] not in {forms.CALL, forms.NEW}:
            break
        callee = form[1]
        if callee[0] == forms.ATTR and callee[2] in _ENDINGS:
            break
        if len(form[2]) == 1:
            form = form[2][0]
        elif callee[0] == forms.ATTR and (not form[2] or callee[1][0] in _VARIABLES):
            form = callee[1]
        else:
            break
    return form
