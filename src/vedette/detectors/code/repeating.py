"""After an edit: which of the functions that it altered do what they did, for all that they were given."""

from __future__ import annotations

import importlib
import operator
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, reduce
from typing import Any, TypeAlias

import msgspec
from msgspec.structs import replace

from vedette.analysis.program.interface import Hit, Loader
from vedette.analysis.program.parts import Change, change, is_within, packed, part, unpacked, untold
from vedette.detectors.interface import Edit, Program, Rests
from vedette.languages.forms import unpack
from vedette.model.finding import Finding
from vedette.model.form import Module

# A hit, and the functions on its way.
Told: TypeAlias = tuple[Hit, tuple[str, ...]]
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(list[Told]).decode


def made_of(told: Iterable[Told], start: str) -> bytes:
    """Hits as they are kept to be told again, where they name places in other files than the one at hand."""
    every = list(told)
    return _encode(every) if any(_is_elsewhere(hit, start) for hit, _ in every) else b""


def _is_elsewhere(hit: Hit, start: str) -> bool:
    return hit.path != start or any(one.path != start for one in hit.steps)


def told_of(made: bytes) -> list[Told]:
    """What `made_of` made bytes of."""
    return _decode(made)


class Repeating:
    """Compares an edited file with what it was, once the first answer asks.

    Args:
        program: the tree as it is.
        edit: of one of its files.
        make: a new `solver.Program` of the tree that gets its forms from a loader, for its routes or not.
        tell: makes findings of hits, each with the functions on its way.
    """

    def __init__(
        self,
        program: Program,
        edit: Edit,
        make: Callable[[Program, Loader, bool], Any],
        tell: Callable[[Iterable[Told]], tuple[Finding, ...]],
    ) -> None:
        self._program = program
        self._edit = edit
        self._make = make
        self._tell = tell

    def rests(self, parts: bytes, made: bytes) -> Rests | None:
        """See `RepeatingDetector.repeats`."""
        if not parts:
            return None
        bits, change = unpacked(parts), self._change
        if change.parts < 0 or change.others & bits:
            return None
        asked = [name for name in change.altered if bits & part(self._edit.path, name)]
        if any(bits & self._untold[name] for name in asked) or any(
            name not in self._repeated for name in asked
        ):
            return None
        each = [self._repeated[name] for name in asked]
        told = self._moved(made) if made else []
        if told is None or (made and not all(one.is_told(self._places) for one in each)):
            return None
        now = reduce(operator.or_, (one.parts for one in each), bits)
        return Rests(
            parts=parts if now == bits else packed(now),
            used=frozenset().union(*(one.used for one in each)),
            missing=frozenset().union(*(one.missing for one in each)),
            findings=self._tell(told) if made else None,
        )

    def _moved(self, made: bytes) -> list[Told] | None:
        """Hits with their places as they are now; None where one of them is not known."""
        moved = []
        for hit, through in told_of(made):
            steps = [
                replace(one, pos=self._places.get(one.pos, -1)) if one.path == self._edit.path else one
                for one in hit.steps
            ]
            place = (hit.pos, hit.end)
            if hit.path == self._edit.path:
                place = self._places.get(hit.pos, -1), self._places.get(hit.end, -1)
            if min(*place, *(one.pos for one in steps)) < 0:
                return None
            moved.append((replace(hit, pos=place[0], end=place[1], steps=tuple(steps)), through))
        return moved

    @cached_property
    def _places(self) -> dict[int, int]:
        return importlib.import_module("vedette.analysis.program.moving").places(*self._forms)  # type: ignore[no-any-return]

    @cached_property
    def _change(self) -> Change:
        return change(self._edit.path, *self._forms)

    @cached_property
    def _untold(self) -> dict[str, int]:
        """By altered function what an answer rests on that gave what can't be told to it, or to one in it."""
        path, functions = self._edit.path, self._forms[0].functions
        return {
            name: reduce(
                operator.or_, (part(path, untold(one)) for one in functions if is_within(one.path, name)), 0
            )
            for name in self._change.altered
        }

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
