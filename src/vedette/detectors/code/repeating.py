"""After an edit: which of the functions that it altered do what they did, for all that they were given."""

from __future__ import annotations

import importlib
import operator
from collections.abc import Callable, Iterator
from functools import cached_property, reduce
from typing import Any

from vedette.analysis.program.interface import Loader
from vedette.analysis.program.parts import Change, change, packed, part, unpacked
from vedette.detectors.interface import Edit, Program, Rests
from vedette.languages.forms import unpack
from vedette.model.form import Module


class Repeating:
    """Compares an edited file with what it was, once the first answer asks.

    Args:
        program: the tree as it is.
        edit: of one of its files.
        make: a new `solver.Program` of the tree that gets its forms from a loader, for its routes or not.
    """

    def __init__(self, program: Program, edit: Edit, make: Callable[[Program, Loader, bool], Any]) -> None:
        self._program = program
        self._edit = edit
        self._make = make

    def rests(self, parts: bytes) -> Rests | None:
        """See `RepeatingDetector.repeats`."""
        if not parts:
            return None
        bits, change = unpacked(parts), self._change
        if not change.altered or change.others & bits:
            return None
        asked = [name for name in change.altered if bits & part(self._edit.path, name)]
        if any(name not in self._repeated for name in asked):
            return None
        each = [self._repeated[name] for name in asked]
        now = reduce(operator.or_, (one.parts for one in each), bits)
        return Rests(
            parts=parts if now == bits else packed(now),
            used=frozenset().union(*(one.used for one in each)),
            missing=frozenset().union(*(one.missing for one in each)),
        )

    @cached_property
    def _change(self) -> Change:
        return change(self._edit.path, *self._forms)

    @cached_property
    def _forms(self) -> tuple[Module, Module]:
        path = self._edit.path
        return unpack(self._edit.old, path), unpack(self._edit.new, path)

    @cached_property
    def _repeated(self) -> dict[str, Any]:
        """Functions that do what they did."""
        return {one.name: one for one in self._compared()} if self._edit.given is not None else {}

    def _compared(self) -> Iterator[Any]:
        comparing = importlib.import_module("vedette.analysis.program.comparing")
        known: dict[str, Module | None] = {}

        def load(path: str) -> Module | None:
            if path not in known:
                data = self._program.form(path)
                known[path] = unpack(data, path) if data else None
            return known[path]

        edited = self._edit.path

        def make(form: Module, for_routes: bool) -> Any:
            return self._make(self._program, lambda path: form if path == edited else load(path), for_routes)

        for one in comparing.alike(edited, self._forms, make, self._edit.given or (), self._change.altered):
            if not self._edit.sees(one.used, packed(one.parts)):
                yield one
