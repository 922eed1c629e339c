"""What a program is made of for who analyses it, and what comes out: hits with their paths."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol, runtime_checkable

from msgspec import Struct

from vedette.model.form import Module
from vedette.model.rule import Confidence


class Layout(Protocol):
    """How a language finds modules: `languages/LANGUAGE/layout.py` has `create(paths) -> Layout`."""

    def module(self, path: str) -> str:
        """The dotted name by which a file is known from its package's root; "" for none."""
        ...

    def find(self, importer: str, module: str, level: int) -> str:
        """The path of the file that an import leads to, "" when it is none of the tree's.

        Args:
            importer: path of the file that imports.
            module: dotted name as written, without the leading dots.
            level: number of leading dots.
        """
        ...

    def inner(self, importer: str, module: str, name: str, level: int) -> str:
        """The path of the file that a name of a module stands for if the module has no such variable."""
        ...

    def name(self, module: str, name: str) -> str:
        """What a catalogue calls a name of a module that is not of the tree; of the module itself for ""."""
        ...


@runtime_checkable
class ReadingLayout(Protocol):
    """A layout that asks files of the tree where imports lead."""

    def read_by(self, load: Callable[[str], Module | None]) -> None:
        """Use this to read them."""
        ...


@runtime_checkable
class StartingLayout(Protocol):
    """A layout that knows with which files programs start."""

    def starters(self, path: str) -> list[str]:
        """Files with which a program may start that a file is part of, the nearest first."""
        ...


class Loader(Protocol):
    """Gives the form of a file when it is asked for; None when it cannot be had."""

    def __call__(self, path: str) -> Module | None:
        """The form of the file at a path of the tree."""
        ...


class Step(Struct, frozen=True, array_like=True):
    """One step of a path.

    Attributes:
        path: file.
        pos: position as in `model/form.py`.
        note: one of `source`, `assign`, `store`, `argument`, `return`, `through`, `sink`, and `passed` for
            through what is not known.
        name: of the variable, function or call at hand.
    """

    path: str
    pos: int
    note: str
    name: str = ""


class Hit(Struct, frozen=True, kw_only=True):
    """Untrusted data that reaches a dangerous place, or a call that is a weakness by itself.

    Attributes:
        weakness: what the catalogue calls it: the kind of the sink, such as `sql`, or that of a check.
        path: file of the place.
        pos, end: positions of the call or assignment.
        function: path of the enclosing function (`Class.method`), "" for the module.
        name: the catalogue's name of what is called, such as `sqlite3.Cursor.execute`.
        confidence: what the catalogue and the path allow.
        source: kind of the source, such as `web`; "" for a check.
        what: what the source is in words, such as `the query string`; "" for a check.
        steps: from source to sink, both included; one step for a check.
        value: the constant that made a check hold, such as `md5`, in short; never a secret.
    """

    weakness: str
    path: str
    pos: int
    end: int
    function: str
    name: str
    confidence: Confidence = Confidence.high
    source: str = ""
    what: str = ""
    steps: tuple[Step, ...] = ()
    value: str = ""


class Budget(Struct, frozen=True):
    """How far an analysis goes before it says that it stopped.

    Attributes:
        depth: calls within calls.
        contexts: ways in which one function is evaluated.
        steps: forms evaluated for one starting function.
        blocks: of memory for a whole program; see `room`.
    """

    depth: int = 24
    contexts: int = 4
    steps: int = 200_000
    blocks: int = 24_000_000


class Cut(Struct, frozen=True):
    """What was not followed: file, function, and why (`depth`, `budget`, `recursion`)."""

    path: str
    function: str
    reason: str


class Solution(Struct, frozen=True, kw_only=True):
    """What an analysis found from the functions of one file on.

    Attributes:
        hits: in order of place.
        cuts: what was not followed.
        used: every file that the result rests on.
        missing: imports that led nowhere, as `importer module level`: were they there, all could differ.
        parts: bits of what was looked at in these files; see `parts.part`; -1 for all.
        left: what those see that start later; see `leavings.packed`.
        given: what functions were evaluated for, by file; see `given`.
    """

    hits: tuple[Hit, ...] = ()
    cuts: tuple[Cut, ...] = ()
    used: frozenset[str] = frozenset()
    missing: frozenset[str] = frozenset()
    parts: int = -1
    left: tuple[tuple[str, int, bytes], ...] = ()
    given: tuple[tuple[str, bytes], ...] = ()


class Solver(Protocol):
    """Evaluates programs."""

    def solve(self, paths: Iterable[str]) -> Iterable[tuple[str, Solution]]:
        """What there is to say starting at each of some files."""
        ...
