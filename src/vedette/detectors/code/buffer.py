"""A text that is judged again and again while somebody edits it, as an editor's process holds it.

What is said of a text is what a run says that begins in it alone. Only what an edit has altered is read anew;
what cannot be told to be an edit within one function is read as a whole.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Sequence
from typing import Any

from msgspec.structs import replace

from vedette.analysis.program.interface import Hit, Solution
from vedette.analysis.program.parts import parts_of
from vedette.detectors.code.shapes import Seen
from vedette.detectors.code.ways import Ways
from vedette.detectors.interface import Program
from vedette.languages.forms import pack, unpack
from vedette.languages.text import decode
from vedette.model.facts import Text
from vedette.model.form import Function, Module


class Kept:
    """What was found of functions of a text that an edit of others leaves as it is.

    Attributes:
        near: what functions gave that were evaluated by themselves, by number; see `analysis.program.held`.
        seen: the shapes that functions have.
    """

    def __init__(self) -> None:
        self.near: dict[int, Any] = {}
        self.seen = Seen()

    def alter(self, path: str, functions: Iterable[Function]) -> None:
        """Some functions, one and those within it, are not as they were."""
        bits = parts_of(path, functions)
        for number, one in list(self.near.items()):
            if one.parts & bits:
                del self.near[number]


class Whole:
    """A text that is read as a whole, whatever was edited.

    Args:
        text: the file.
        module: its form.

    Attributes:
        is_placed: positions of the form are those of the text.
    """

    is_placed = True

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
        self._kept = Kept()
        self._is_read = False
        paths = {path, *(around.paths if around else ())}
        self.paths: Sequence[str] = sorted(paths)
        self.around: Sequence[str] = sorted({path, *(around.around if around else ())})

    def put(self, data: bytes) -> Text | None:
        """Takes the text as it is now; None where it is no text."""
        text = decode(self._path, data)
        if text is None:
            self._read = None
        elif self._read is None or text.data != self._read.text.data:
            read = self._edited(text)
            if read is None:
                self._begin(self._whole(text))
            else:
                for module in (self._read.module, read.module):
                    self._kept.alter(self._path, self._language.editing.within(module, read.altered))
                self._read = read
        return text

    def solve(self) -> tuple[Solution, list[tuple[str, ...]]]:
        """What an analysis finds from the text on, and the functions on the way of each hit."""
        self._is_read = False
        solution = self._solved()
        if self._is_read and not self._read.is_placed:
            # Somebody looked for a place of the form in the text.
            self._begin(self._language.editing.read(self._read.text))
            solution = self._solved()
        ways = Ways(self.load)
        placed = [(self._placed(hit), ways.through(hit) if hit.source else ()) for hit in solution.hits]
        placed.sort(key=lambda one: (one[0].path, one[0].pos, one[0].weakness, one[0].what))
        return replace(solution, hits=tuple(hit for hit, _ in placed)), [through for _, through in placed]

    def _solved(self) -> Solution:
        # What is found in other files rests on who asks for it first.
        kept = self._kept if self._around is None else None
        ((_, solution),) = self._language.solver(self, self.load, kept).solve([self._path])
        solved: Solution = solution
        return solved

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
            self._is_read = True
            text: Text = self._read.text
            return text
        return self._around.text(path) if self._around else None

    def earlier(self, start: str) -> Any:
        """See `Program.earlier`."""
        return self._around.earlier(start) if self._around else ()

    def _edited(self, text: Text) -> Any:
        """The text after an edit within one function; None after any other."""
        editing, before = self._language.editing, self._read
        return editing.again(before, text) if editing is not None and before is not None else None

    def _whole(self, text: Text) -> Any:
        if self._language.editing is not None:
            return self._language.editing.read(text)
        return Whole(text, unpack(pack(self._language.lower(text)), self._path))

    def _begin(self, read: Any) -> None:
        self._read, self._kept = read, Kept()

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
