"""A program of which one file is evaluated again and again while it is edited.

Most functions of a file are evaluated by themselves, without following their calls. What one of them gives
stays as it is where neither the function nor anything that it looked at was altered.
"""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from vedette.analysis.program.interface import Hit
from vedette.analysis.program.leavings import Left
from vedette.analysis.program.solver import Program
from vedette.analysis.program.values import FunctionRef
from vedette.model.form import Function


class Near(Struct, frozen=True):
    """What a function gave that was evaluated by itself.

    Attributes:
        function: as it was, known by its identity.
        before: what evaluations before it had left where it may see it.
        hits: by what they are known by.
        parts: bits of what was looked at; see `parts.part`.
        files, missing: as in a solution.
    """

    function: Function
    before: Left
    hits: dict[Any, Hit]
    parts: int
    files: frozenset[str]
    missing: frozenset[str]


class Held(Program):
    """A `Program` that keeps what functions gave that were evaluated by themselves.

    Attributes:
        near: by the number of the function; whoever alters one takes out all that looked at it.
    """

    near: dict[int, Near]

    def by_itself(self, ref: FunctionRef) -> None:
        """Evaluate a function without following its calls, or say again what it gave."""
        module = self.module(ref.path)
        function, before = module.functions[ref.number], self.record.left()
        known = self.near.pop(ref.number, None)
        if known is not None and known.function is function and known.before == before:
            self.near[ref.number] = known
            self.record.take(known.hits, known.parts, known.files, known.missing)
            return
        asked = self.calling.asked
        with self.record.recording() as one:
            super().by_itself(ref)
        # What others give may depend on who asked them first, and what it makes is looked at by itself.
        alone = self.calling.asked == asked and not (function.outer or one.left or one.cuts)
        if alone and not any(inner.outer == ref.number for inner in module.functions):
            files, missing = self.record.files(one), self.record.missing(one)
            self.near[ref.number] = Near(function, before, dict(one.hits), one.parts, files, missing)
