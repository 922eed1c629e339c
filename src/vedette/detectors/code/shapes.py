"""Weaknesses that the shape of one function shows: what it does, and what it leaves out.

Shapes are looked for in the form of one file at a time; nothing is evaluated.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from vedette.analysis.program.interface import Hit, Solution, Solver, Step
from vedette.analysis.program.starts import Start
from vedette.analysis.program.walking import walk
from vedette.model import form as forms
from vedette.model.form import COLUMN_BITS, Form, Function, Module
from vedette.model.rule import Confidence

_Made = TypeVar("_Made")
_NESTED = (list, tuple)
CALLS = frozenset((forms.CALL, forms.NEW))
# Items that a call has: what is shorter and begins with the same number is none.
CALL_SIZE = 6
VARIABLES = frozenset((forms.LOCAL, forms.GLOBAL, forms.FREE))


class Around(Struct, frozen=True):
    """A function, and what there is around it.

    Attributes:
        path: of the file.
        module, function: forms.
        words: of the function.
        together: the words in small letters, for a first look.
        seen: takes up its forms once somebody has asked for them.
        spoken: takes up its constant texts and names likewise.
        source: gives the bytes of the file, for the place of what forms have no place of.
    """

    path: str
    module: Module
    function: Function
    words: frozenset[str]
    together: str
    seen: list[Form] = []
    spoken: list[str] = []
    source: Callable[[], bytes] = bytes

    def every(self) -> list[Form]:
        """All forms in it, as `walk` gives them; gone through once, whoever asks."""
        if not self.seen:
            self.seen.extend(walk(self.function.body))
        return self.seen

    def said(self) -> str:
        """Its names and constant texts, one after the other: for a first look that costs little."""
        if not self.spoken:
            self.spoken.append(_said(self.function))
        return self.spoken[0]

    @property
    def texts(self) -> list[str]:
        """Constant texts in it."""
        return [one[1] for one in self.every() if one[0] == forms.CONST and _is_text(one)]

    @property
    def parameters(self) -> list[str]:
        """Names of its parameters, that of the object aside."""
        own = 1 if self.function.owner >= 0 else 0
        return [one.name for one in self.function.parameters[own:]]

    def class_name(self) -> str:
        """Name of the class whose method it is; "" for a function."""
        owner = self.function.owner
        return self.module.classes[owner].name if owner >= 0 else ""

    def calls(self) -> Iterator[Form]:
        """Calls in it."""
        return (one for one in self.every() if one[0] in CALLS and len(one) >= CALL_SIZE)

    def hit(self, weakness: str, pos: int, name: str, confidence: Confidence = Confidence.low) -> Hit:
        """What is wrong at a place in it."""
        return Hit(
            weakness=weakness,
            path=self.path,
            pos=pos,
            end=0,
            function=self.function.path,
            name=name,
            confidence=confidence,
            steps=(Step(self.path, pos, "sink", name),),
        )


class Shape(Struct, frozen=True):
    """A weakness that functions may have the shape of.

    Attributes:
        weakness: the word for it.
        judge: looks at one.
        words: one of them stands in such a function; none for any function.
        about: one of them stands in its file.
        opens: a file in which one of them stands is looked at for it alone.
        language: in which functions have it; "" for any.
        whole: the module's own statements may have it as well.
    """

    weakness: str
    judge: Callable[[Around], Iterator[Hit]]
    words: frozenset[str] = frozenset()
    about: frozenset[str] = frozenset()
    opens: frozenset[str] = frozenset()
    language: str = ""
    whole: bool = False


class WithShapes:
    """A solver that looks for shapes as well.

    Args:
        solver: finds all else.
        shapes: what is looked for.
        load: gives the form of a file.
        is_trial: whether a file is a test; nothing is looked for there.
        source: gives the bytes of a file.

    Attributes:
        seen: what functions were seen to have, where one file is looked at again and again.
    """

    def __init__(
        self,
        solver: Solver,
        shapes: Iterable[Shape],
        load: Callable[[str], Module | None],
        is_trial: Callable[[str], bool],
        source: Callable[[str], bytes],
    ) -> None:
        self.seen: Seen | None = None
        self._solver = solver
        self._source = source
        self._shapes = tuple(shapes)
        self._load = load
        self._is_trial = is_trial

    def solve(self, paths: Iterable[str]) -> Iterator[tuple[str, Solution]]:
        """See `Solver.solve`."""
        for path, solution in self._solver.solve(paths):
            yield path, self._with(path, solution)

    def _with(self, path: str, solution: Solution) -> Solution:
        module = None if self._is_trial(path) else self._load(path)
        known = {(hit.path, hit.weakness, hit.pos >> COLUMN_BITS) for hit in solution.hits}
        hits = []
        source = partial(self._source, path)
        for hit in looked(self._shapes, path, module, source, self.seen) if module is not None else ():
            key = (hit.path, hit.weakness, hit.pos >> COLUMN_BITS)
            if key not in known:
                known.add(key)
                hits.append(hit)
        if not hits:
            return solution
        every = sorted({*solution.hits, *hits}, key=lambda hit: (hit.path, hit.pos, hit.weakness, hit.what))
        return replace(solution, hits=tuple(every))


def looked(
    shapes: Iterable[Shape],
    path: str,
    module: Module,
    source: Callable[[], bytes] = bytes,
    seen: Seen | None = None,
) -> Iterator[Hit]:
    """What the functions of a file have the shape of."""
    whole = frozenset(word for function in module.functions for word in function.words)
    wanted = [
        shape for shape in shapes if not (known := shape.about or shape.words) or not known.isdisjoint(whole)
    ]
    if not wanted:
        return
    for function in module.functions:
        words = frozenset(function.words)
        together = " ".join(function.words).lower()
        around = Around(path, module, function, words, together, source=source)
        for shape in wanted:
            if (function.number or shape.whole) and not (shape.words and shape.words.isdisjoint(words)):
                yield from seen.judged(shape, around) if seen else shape.judge(around)


class Seen:
    """What functions of one file were seen to have the shape of, while it is edited."""

    def __init__(self) -> None:
        self._of: dict[tuple[int, int], tuple[Function, Shape, tuple[Hit, ...] | None]] = {}

    def judged(self, shape: Shape, around: Around) -> Iterable[Hit]:
        """What a function has the shape of; looked for once, unless the rest of its file has a say in it."""
        function = around.function
        key = function.number, id(shape)
        known = self._of.get(key)
        if known is None or known[0] is not function:
            watch = _Watch(around)
            alone: Any = replace(around, module=watch, source=watch.source)
            hits = tuple(shape.judge(alone))
            known = self._of[key] = function, shape, None if watch.asked else hits
        return shape.judge(around) if known[2] is None else known[2]


class _Watch:
    """A module, and the bytes of its file, that tell whether anything of them was asked for."""

    def __init__(self, around: Around) -> None:
        self.asked = False
        self._around = around

    def source(self) -> bytes:
        """The bytes of the file."""
        self.asked = True
        return self._around.source()

    def __getattr__(self, name: str) -> Any:
        self.asked = True
        return getattr(self._around.module, name)


def remembered(make: Callable[[Module], _Made]) -> Callable[[Module], _Made]:
    """A function of a module that keeps what it made last: functions of one file are asked about in a row."""
    last: list[tuple[Module, _Made]] = []

    def known(module: Module) -> _Made:
        if not last or last[0][0] is not module:
            last[:] = [(module, make(module))]
        return last[0][1]

    return known


def openings(shapes: Iterable[Shape]) -> dict[str, list[Start]]:
    """By a word, what makes a file one to look at."""
    start = Start((False, frozenset(), frozenset(), frozenset()), [""])
    return {word: [start] for shape in shapes for word in shape.opens}


def _said(function: Function) -> str:
    found: list[str] = []
    left: list[Form] = [function.body, [one.default for one in function.parameters]]
    while left:
        for part in left.pop():
            kind = part.__class__
            if kind is list or kind is tuple:
                left.append(part)
            elif kind is str:
                found.append(part)
            elif kind is bytes:
                found.append(part.decode("latin-1"))
    return "\0".join(found)


def expressions(statement: Form) -> Iterator[Form]:
    """What stands in a statement, not in the statements within it."""
    for part in statement[1:-1]:
        if part and isinstance(part, list | tuple) and isinstance(part[0], int) and part[0] < forms.ASSIGN:
            yield from walk(part)


def called(form: Form) -> str:
    """The last word of what a call calls."""
    callee = form[1]
    if not callee:
        return ""
    if callee[0] == forms.ATTR:
        return str(callee[2])
    return str(callee[1]) if callee[0] in VARIABLES else ""


def mentioned(form: Any) -> set[str]:
    """Variables and attributes in an expression."""
    found = set()
    for one in walk(form):
        if one[0] in VARIABLES:
            found.add(str(one[1]))
        elif one[0] == forms.ATTR:
            found.add(str(one[2]))
    return found


def root(form: Form) -> str:
    """The variable that a chain of attributes, items and calls begins with."""
    while form and form[0] in {forms.ATTR, forms.ITEM, *CALLS}:
        form = form[1]
    return str(form[1]) if form and form[0] in VARIABLES else ""


def is_const(form: Form) -> bool:
    """Whether an expression is a constant."""
    return bool(form) and form[0] == forms.CONST


def _is_text(form: Form) -> bool:
    return isinstance(form[1], str)
