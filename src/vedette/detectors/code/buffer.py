"""A text that is judged again and again while somebody edits it, as an editor's process holds it.

What is said of a text is what a run says that begins in it alone. Only what an edit has altered is read anew;
what cannot be told to be an edit within one function is read as a whole.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace

from vedette.analysis.program.interface import Hit, Solution
from vedette.detectors.code.ways import Ways
from vedette.detectors.interface import Program
from vedette.languages.forms import pack, unpack
from vedette.languages.text import decode
from vedette.model.facts import Text
from vedette.model.form import Module


class Whole:
    """A text that is read as a whole, whatever was edited.

    Args:
        text: the file.
        module: its form.
    """

    def __init__(self, text: Text, module: Module) -> None:
        self.text = text
        self.module = module

    def place(self, pos: int) -> int:
        """A position of the form as one of the text."""
        return pos


class Buffer:
    """A text that is edited.

    Args:
        path: of its file.
        language: as `detector` knows it.
        around: the other files of its project; None for a text by itself.
    """

    def __init__(self, path: str, language: Any, around: Program | None = None) -> None:
        self._path = path
        self._language = language
        self._around = around
        self._forms: dict[str, Module | None] = {}
        self._read: Any = None
        paths = {path, *(around.paths if around else ())}
        self.paths: Sequence[str] = sorted(paths)
        self.around: Sequence[str] = sorted({path, *(around.around if around else ())})

    def put(self, data: bytes) -> Text | None:
        """Takes the text as it is now; None where it is no text."""
        text = decode(self._path, data)
        if text is None:
            self._read = None
        elif self._read is None or text.data != self._read.text.data:
            self._read = self._edited(text)
        return text

    def solve(self) -> tuple[Solution, list[tuple[str, ...]]]:
        """What an analysis finds from the text on, and the functions on the way of each hit."""
        ((_, solution),) = self._language.solver(self, self.load).solve([self._path])
        ways = Ways(self.load)
        placed = [(self._placed(hit), ways.through(hit) if hit.source else ()) for hit in solution.hits]
        placed.sort(key=lambda one: (one[0].path, one[0].pos, one[0].weakness, one[0].what))
        return replace(solution, hits=tuple(hit for hit, _ in placed)), [through for _, through in placed]

    @property
    def module(self) -> Module:
        """The form of the text."""
        module: Module = self._read.module
        return module

    def load(self, path: str) -> Module | None:
        """The form of a file."""
        if path == self._path:
            return self.module
        if path not in self._forms:
            packed = self.form(path)
            self._forms[path] = unpack(packed, path) if packed else None
        return self._forms[path]

    def form(self, path: str) -> bytes | None:
        """See `Program.form`."""
        if path == self._path:
            return pack(self.module)
        return self._around.form(path) if self._around else None

    def text(self, path: str) -> Text | None:
        """See `Program.text`."""
        if path == self._path:
            text: Text = self._read.text
            return text
        return self._around.text(path) if self._around else None

    def earlier(self, start: str) -> Any:
        """See `Program.earlier`."""
        return self._around.earlier(start) if self._around else ()

    def _edited(self, text: Text) -> Any:
        editing = self._language.editing
        if editing is None:
            module = self._language.lower(text)
            return Whole(text, unpack(pack(module), self._path))
        before = self._read
        return (editing.again(before, text) if before is not None else None) or editing.read(text)

    def _placed(self, hit: Hit) -> Hit:
        place = self._read.place
        steps = tuple(
            replace(one, pos=place(one.pos)) if one.path == self._path else one for one in hit.steps
        )
        if hit.path != self._path:
            return replace(hit, steps=steps)
        return replace(hit, pos=place(hit.pos), end=place(hit.end) if hit.end else hit.end, steps=steps)


def editing_of(language: str) -> Any:
    """How forms of a language are made anew after an edit; None where all of a text is read each time."""
    try:
        return importlib.import_module(f"vedette.languages.{language}.editing")
    except ModuleNotFoundError:
        return None
