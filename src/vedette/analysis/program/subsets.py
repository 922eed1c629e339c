"""Tests of sets: whether all items of something are in a collection."""

from __future__ import annotations

from collections.abc import Iterator

from vedette.model import form as forms
from vedette.model.form import Form

_SETS = frozenset(("set", "frozenset"))
# Whether the larger side stands on the left.
_ORDERS = {"<=": False, "<": False, ">=": True, ">": True}


def within(test: Form) -> Iterator[tuple[bool, Form, Form]]:
    """What an expression says of the items of something.

    Yields:
        Whether it says so where it is true, the expression whose items they are, and that of the collection
        in which they all are then.
    """
    kind = test[0]
    if kind == forms.COMPARE and test[1] in _ORDERS:
        less, more = (test[3], test[2]) if _ORDERS[test[1]] else (test[2], test[3])
        yield True, _whole(less), _whole(more)
    elif kind == forms.BINARY and test[1] == "-":
        yield False, _whole(test[2]), _whole(test[3])
    elif kind == forms.CALL and len(test[2]) == 1 and test[1][0] == forms.ATTR:
        callee, given = test[1], test[2][0]
        if callee[2] == "issubset":
            yield True, _whole(callee[1]), _whole(given)
        elif callee[2] == "issuperset":
            yield True, _whole(given), _whole(callee[1])
        elif callee[2] == "difference":
            yield False, _whole(callee[1]), _whole(given)


def _whole(form: Form) -> Form:
    """Of `set(data)` or `data.keys()` the data."""
    if form[0] == forms.CALL:
        callee, given = form[1], form[2]
        if callee[0] == forms.GLOBAL and callee[1] in _SETS and len(given) == 1:
            return _whole(given[0])
        if callee[0] == forms.ATTR and callee[2] == "keys" and not given:
            return callee[1]
    return form
