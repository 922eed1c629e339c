"""Where the places of a file went with an edit: what is told of them is told again where they are now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from vedette.analysis.program.parts import PLACES, Bare
from vedette.model import form as forms
from vedette.model.form import Class, Form, Function, Module

_GONE = -1


def places(old: Module, new: Module) -> dict[int, int]:
    """Where places went, as far as that is certain.

    Args:
        old: the form of the file as it was.
        new: as it is.

    Returns:
        By a position of the old form that of the same thing in the new one. Of statements that were put in or
        taken out of a block, those before and behind are paired, and what is between only if it is as many.
    """
    pairing = _Pairing(old, new)
    pairing.pair(old.functions[0].body, new.functions[0].body)
    return {was: now for was, now in pairing.found.items() if now != _GONE}


class _Pairing:
    """Two forms of one file, and where places went from the one to the other."""

    def __init__(self, old: Module, new: Module) -> None:
        self.found: dict[int, int] = {0: 0}
        self._old = old
        self._new = new
        self._bare = Bare(old), Bare(new)

    def pair(self, old: Any, new: Any) -> None:
        both = isinstance(old, list | tuple) and isinstance(new, list | tuple) and old and new
        if not both:
            return
        if type(old[0]) is not int:
            self._block(old, new)
        elif type(new[0]) is int and old[0] == new[0] and len(old) == len(new):
            self._form(old, new)

    def _function(self, old: Function, new: Function) -> None:
        if old.path != new.path:
            return
        self._place(old.start, new.start)
        self._place(old.end, new.end)
        for was, now in zip(old.parameters, new.parameters, strict=False):
            self.pair(was.default, now.default)
            self.pair(was.annotation, now.annotation)
        self.pair(old.decorators, new.decorators)
        self.pair(old.returns, new.returns)
        self.pair(old.body, new.body)

    def _class(self, old: Class, new: Class) -> None:
        self._place(old.start, new.start)
        self._place(old.end, new.end)
        self.pair(old.bases, new.bases)
        self.pair([form for _, form in old.named], [form for _, form in new.named])
        self.pair(old.decorators, new.decorators)
        self.pair(old.body, new.body)

    def _place(self, was: int, now: int) -> None:
        if self.found.setdefault(was, now) != now:
            self.found[was] = _GONE

    def _form(self, old: Form, new: Form) -> None:
        kind = old[0]
        if kind == forms.CONST:
            return
        if kind in {forms.CLOSURE, forms.FUNCTION}:
            self._function(self._old.functions[old[1]], self._new.functions[new[1]])
        elif kind == forms.CLASS:
            self._class(self._old.classes[old[1]], self._new.classes[new[1]])
        at = (len(old) - 1,) if kind >= forms.ASSIGN else PLACES.get(kind, ())
        for index in range(1, len(old)):
            if index in at:
                self._place(old[index], new[index])
            else:
                self.pair(old[index], new[index])

    def _block(self, old: Sequence[Form], new: Sequence[Form]) -> None:
        if len(old) != len(new):
            was, now = (
                [bare.bare(one) for one in each] for bare, each in zip(self._bare, (old, new), strict=True)
            )
            most = min(len(was), len(now))
            head = next((at for at in range(most) if was[at] != now[at]), most)
            tail = next((at for at in range(most - head) if was[-1 - at] != now[-1 - at]), most - head)
            for pair in zip(old[:head], new[:head], strict=True):
                self.pair(*pair)
            old, new = old[len(old) - tail :], new[len(new) - tail :]
        for pair in zip(old, new, strict=True):
            self.pair(*pair)
