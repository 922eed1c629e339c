"""All forms within one, as they are written; nothing is evaluated."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from vedette.model import form as forms
from vedette.model.form import Form

_DEEPEST = 60
# For what has to see all: deeper than any front end reads.
BOTTOM = 10_000


def walk(form: Any, deepest: int = _DEEPEST) -> Iterator[Form]:
    """All forms within one, from the outside in, in the order in which they stand.

    Args:
        form: a form, or any nesting of lists of forms.
        deepest: in how many lists at most.
    """
    left = [iter((form,))]
    while left:
        for one in left[-1]:
            kind = one.__class__
            if (kind is not tuple and kind is not list) or not one:
                continue
            if type(one[0]) is int and len(one) > 1:
                yield one
                if one[0] == forms.CONST:
                    continue
            if len(left) <= deepest:
                left.append(iter(one))
                break
        else:
            left.pop()
