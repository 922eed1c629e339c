"""What a page gets from a route of the same program, and puts into itself as markup.

What a page asks for is no source by itself. Where the address that it asks is that of a route, the function
that answers is evaluated for what it answers with: rows of a database, which others have filled, or parts of
the request where the page sends some. Nothing is asked before a page was seen to make markup of an answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from vedette.analysis.program.book import Book
from vedette.analysis.program.interface import Hit, Loader, Solution, Solver, StartingLayout
from vedette.analysis.program.routes import Routes
from vedette.analysis.program.routing import Routing
from vedette.detectors.interface import Program
from vedette.languages.catalogue import Catalogue, Sink, Source
from vedette.languages.places import PlaceClass, place_class
from vedette.languages.requests import ANSWER
from vedette.model import form as forms
from vedette.model.form import Form, Module
from vedette.model.rule import Confidence

_DATABASES = frozenset(("sql", "nosql", "nosql-object"))
_DATABASE, _MARKUP = "database", "html"
# Kinds of what others have filled in.
_KEPT = frozenset((_DATABASE, "stored"))
_UNKNOWN = "{}"
_MOST_FILES, _MOST_ASKED = 40, 60
_MOST_FORMS = 4000
_MOST_DEEP = 8
_LONGEST_TEXT = 1 << 20
_VERBS = {"getjson": "GET", "get": "GET", "post": "POST", "put": "PUT", "patch": "PATCH", "delete": "DELETE"}
_REGISTERS = re.compile(
    rb"[.@](get|post|put|patch|delete|all|route|use|register\w*|add_\w*route\w*|Get|Post|Put|Patch|Delete)\s*\("
    rb"|\b(path|url|re_path)\("
)
_HOST = re.compile(r"^(https?:)?//[^/]*")
# Segments with which addresses of many routes begin.
_COMMON = frozenset(("api", "rest", "ajax", "v1", "v2", "v3"))
_SIGNS = (b"'", b'"', b"`")
_LONGEST_PATH = 200
# What stands before a path: not what names a module; what has no slash must be given to something.
_MODULE = re.compile(rb"\b(require|import|from)\s*\(?\s*$")
_GIVEN = re.compile(
    rb"([(\[]|\b(path|url|prefix|url_prefix|rule)['\"]?\s*[:=])\s*[rfbu]{0,2}$", re.IGNORECASE
)
_BEFORE = 24
# Signs of a parameter, and of a part that may be absent or several.
_LOOSE, _OPEN = frozenset(":<{*[($?"), frozenset("*?([")


class Side(Struct, frozen=True):
    """A language in which routes may be written.

    Attributes:
        language: its name.
        has: its catalogue, in `has.catalogue`.
        routing: makes the program to be evaluated for its routes.
        answering: makes the program to be evaluated by a book.
    """

    language: str
    has: Any
    routing: Callable[[], Routing]
    answering: Callable[[Book], Solver]


class Asked(Struct, frozen=True):
    """What a page asks for: the segments of an address, `{}` for what is not known, and a method of HTTP.

    Attributes:
        segments: of the path.
        open: more may stand before them.
        method: of HTTP.
        sends: it sends something that is not known.
    """

    segments: tuple[str, ...]
    open: bool
    method: str
    sends: bool


class _Answerer(Struct, frozen=True):
    """A function that answers: its language, file and number, and the route."""

    side: int
    path: str
    number: int
    route: str


class WithAnswers:
    """A solver that follows what pages get into the routes that answer.

    Args:
        solver: finds all else, and where answers become markup.
        program: the tree.
        load: gives forms.
        sides: languages of routes.
    """

    def __init__(self, solver: Solver, program: Program, load: Loader, sides: Sequence[Side]) -> None:
        self._solver = solver
        self._program = program
        self._load = load
        self._sides = sides
        self._worlds: dict[int, Routing] = {}
        self._found: dict[Asked, list[_Answerer]] = {}
        self._answers: dict[_Answerer, tuple[tuple[Hit, ...], frozenset[str]]] = {}

    def solve(self, paths: Iterable[str]) -> Iterator[tuple[str, Solution]]:
        """See `Solver.solve`."""
        for path, solution in self._solver.solve(paths):
            if any(hit.source == ANSWER for hit in solution.hits):
                yield path, self._followed(path, solution)
            else:
                yield path, solution

    def _followed(self, path: str, solution: Solution) -> Solution:
        used = set(solution.used)
        hits = []
        for hit in solution.hits:
            if hit.source != ANSWER:
                hits.append(hit)
            elif place_class(path) is not PlaceClass.test:
                told = self._told(hit, used)
                hits += [told] if told is not None else []
        return replace(solution, hits=tuple(hits), used=frozenset(used), parts=-1)

    def _told(self, hit: Hit, used: set[str]) -> Hit | None:
        """A hit with the way on which its data came to be the answer; None where none is known."""
        first = hit.steps[0]
        module = self._load(first.path)
        asked = asked_at(module, first.pos) if module is not None else None
        answerers = self._answering(asked) if asked is not None else []
        if asked is None or len(answerers) != 1:
            return None
        found, files = self._answer_of(answerers[0])
        used |= files
        for one in sorted(found, key=lambda each: len(each.steps)):
            if one.source in _KEPT or asked.sends:
                answer = replace(one.steps[-1], note="through", name=answerers[0].route)
                steps = (*one.steps[:-1], answer, *hit.steps[1:])
                what = f"{one.what}, by {answerers[0].route}"
                return replace(hit, what=what, confidence=Confidence.low, steps=steps)
        return None

    def _answering(self, asked: Asked) -> list[_Answerer]:
        """The functions that answer what is asked, those whose paths are known best."""
        if asked not in self._found and len(self._found) < _MOST_ASKED:
            best: dict[int, list[_Answerer]] = {}
            for side in range(len(self._sides)):
                for length, one in self._routes_for(side, asked):
                    best.setdefault(length, []).append(one)
            self._found[asked] = list(dict.fromkeys(best[max(best)])) if best else []
        return self._found.get(asked, [])

    def _routes_for(self, side: int, asked: Asked) -> Iterator[tuple[int, _Answerer]]:
        world = self._worlds.get(side)
        if world is None:
            world = self._worlds[side] = self._sides[side].routing()
        files = list(self._mentioning(world, self._sides[side].language, asked))
        if not files:
            return
        layout = world.imports.layout
        above = (
            [one for path in files for one in layout.starters(path)]
            if isinstance(layout, StartingLayout)
            else []
        )
        world.collect(dict.fromkeys((*above, *files)))
        routes = Routes(world, files)
        for leaf in routes.leaves:
            for answer, path in routes.answers(leaf):
                length = _alike(asked, answer.method, path)
                if length and answer.number >= 0:
                    route = f"{answer.method} {path}"
                    yield length, _Answerer(side, answer.file, answer.number, route)

    def _mentioning(self, world: Routing, language: str, asked: Asked) -> Iterator[str]:
        """Files that write a path which may be part of what is asked for, and may register routes."""
        count = 0
        for path in self._registering:
            text = self._program.text(path)
            if text is None or not is_written(asked, text.data):
                continue
            module = self._load(path)
            if module is not None and module.language == language and world.registers(path):
                yield path
                count += 1
                if count == _MOST_FILES:
                    return

    @cached_property
    def _registering(self) -> list[str]:
        """Files that look as if they registered something."""
        found = []
        for path in self._program.paths:
            text = self._program.text(path) if place_class(path) is not PlaceClass.test else None
            if text is not None and len(text.data) <= _LONGEST_TEXT and _REGISTERS.search(text.data):
                found.append(path)
        return found

    def _answer_of(self, one: _Answerer) -> tuple[tuple[Hit, ...], frozenset[str]]:
        """What is untrusted in what a function answers, and the files that this rests on."""
        known = self._answers.get(one)
        if known is None:
            side = self._sides[one.side]
            book = Book(for_answers(side.has.catalogue))
            # An answer of any shape is one, not only a text.
            book.shown = frozenset()
            ((_, solution),) = side.answering(book).solve([one.path])
            module = self._load(one.path)
            function = module.functions[one.number] if module is not None else None
            hits = tuple(
                hit
                for hit in solution.hits
                if function is not None and hit.path == one.path and function.start <= hit.pos <= function.end
            )
            known = self._answers[one] = hits, solution.used | {one.path}
        return known


def for_answers(catalogue: Catalogue) -> Catalogue:
    """A catalogue in which what a route answers with is a sink, and what a database gives a source."""
    asking = [one for one in catalogue.sinks if one.kind in _DATABASES]
    rows = [name for one in catalogue.exchanges for name in one.rows]
    given = frozenset([*rows, *(name for one in asking for name in one.names)])
    answers = [name for one in catalogue.exchanges for name in one.answers]
    sets = [name for one in catalogue.exchanges for name in one.sets]
    return replace(
        catalogue,
        sinks=[Sink(kind=_MARKUP, names=answers), Sink(kind=_MARKUP, sets=sets, arguments=["value"])],
        checks=[],
        sources=[
            *(one for one in catalogue.sources if one.kind in {"web", _DATABASE}),
            Source(names=[f"{name}()" for name in rows], kind=_DATABASE, what="a database"),
            *(
                Source(
                    names=[f"{name}()" for name in one.names],
                    kind=_DATABASE,
                    what="a database",
                    where=one.where,
                )
                for one in asking
                if "<text>" not in one.names
            ),
        ],
        sanitizers=[
            replace(one, names=[name for name in one.names if name not in given])
            for one in catalogue.sanitizers
        ],
        entries=[
            replace(one, returns=_MARKUP if one.returns or (one.decorators and one.path_argument) else "")
            for one in catalogue.entries
        ],
    )


def asked_at(module: Module, pos: int) -> Asked | None:
    """What the call at a place asks for; None if nothing is known of the address."""
    for function in module.functions:
        if not function.number or function.start <= pos <= function.end:
            for form in _calls(function.body):
                if form[4] == pos and form[2] and _is_first(form[1]):
                    return _asked(module, form)
    return None


def is_written(asked: Asked, data: bytes) -> bool:
    """Whether a text writes a path, or a part of one, that may be what is asked for.

    Args:
        asked: what a page asks for; one of its segments is known.
        data: the text of a file.
    """
    at = max(at for at, one in enumerate(asked.segments) if one != _UNKNOWN)
    word = re.escape(asked.segments[at].encode())
    for found in re.finditer(rb"(?<=['\"`/])" + word + rb"(?=['\"`/<{:?])", data):
        line = data.rfind(b"\n", max(0, found.start() - _LONGEST_PATH), found.start()) + 1
        begin = max(
            data.rfind(one, max(line, found.start() - _LONGEST_PATH), found.start()) for one in _SIGNS
        )
        end = (
            data.find(data[begin : begin + 1], found.end(), found.end() + _LONGEST_PATH) if begin >= 0 else -1
        )
        if end >= 0:
            path = data[begin + 1 : end].decode("utf-8", "replace")
            if _leads(path, data[max(0, begin - _BEFORE) : begin], asked, at):
                return True
    return False


def _leads(path: str, before: bytes, asked: Asked, at: int) -> bool:
    """Whether a text is part of a path that is asked for; `at`: its last segment that is known."""
    if path.startswith(".") or _MODULE.search(before) or ("/" not in path and not _GIVEN.search(before)):
        return False
    parts = [one for one in path.split("/") if one]
    for which, one in enumerate(parts):
        if re.split(r"[<{:?]", one, maxsplit=1)[0] != asked.segments[at]:
            continue
        after, above = parts[which + 1 :], parts[:which]
        if len(after) > len(asked.segments) - at - 1 and _OPEN.isdisjoint("".join(after)):
            continue
        if len(above) > at and not asked.open:
            continue
        pairs = zip(reversed(above), reversed(asked.segments[:at]), strict=False)
        if all(mine in (other, _UNKNOWN) or not _LOOSE.isdisjoint(other) for other, mine in pairs):
            return True
    return False


def _is_first(callee: Form) -> bool:
    """Whether what is called is no method of what another call gives: calls in a row begin at one place."""
    while callee[0] == forms.ATTR:
        callee = callee[1]
    return callee[0] not in {forms.CALL, forms.NEW, forms.AWAIT}


def _asked(module: Module, form: Form) -> Asked | None:
    address, given = form[2][0], form[2][form[2][0][0] != forms.MAP :]
    name = form[1][2] if form[1][0] == forms.ATTR else form[1][1]
    method = _VERBS.get(str(name).lower(), "")
    options = [one for one in form[2] if one[0] == forms.MAP]
    if address[0] == forms.MAP:
        address = _under(options, "url") or (forms.CONST, "")
    written = _under(options, "method") or _under(options, "type")
    if written is not None:
        method = str(written[1]).upper() if written[0] == forms.CONST else "ANY"
    text = _spelled(module, address)
    path, _, query = _HOST.sub("", text).partition("?")
    is_open = path.startswith(_UNKNOWN) or not path.startswith("/")
    segments = tuple(
        _UNKNOWN if _UNKNOWN in one else one for one in path.removeprefix(_UNKNOWN).split("/") if one
    )
    if not segments or (_UNKNOWN in segments and _COMMON.union((_UNKNOWN,)).issuperset(segments)):
        return None
    sends = _UNKNOWN in query or _UNKNOWN in segments or not all(map(_is_known, given))
    return Asked(segments, is_open, method or "GET", sends)


def _is_known(form: Form) -> bool:
    """Whether an argument sends nothing but constants: a function is called with the answer."""
    if form[0] == forms.MAP:
        return all(pair[0] and _is_known(pair[1]) for pair in form[1])
    return form[0] in {forms.CONST, forms.CLOSURE}


def _under(options: list[Form], key: str) -> Form | None:
    for one in options:
        for pair in one[1]:
            if pair[0] and pair[0][0] == forms.CONST and pair[0][1] == key:
                return pair[1]
    return None


def _spelled(module: Module, form: Form, depth: int = 0) -> str:
    """An address as far as it is constant, `{}` for the rest."""
    if form[0] == forms.CONST:
        return str(form[1])
    if form[0] == forms.TEXT:
        return "".join(_spelled(module, one, depth + 1) for one in form[1])
    if form[0] == forms.BINARY and form[1] == "+" and depth < _MOST_DEEP:
        return _spelled(module, form[2], depth + 1) + _spelled(module, form[3], depth + 1)
    if form[0] in {forms.GLOBAL, forms.LOCAL, forms.FREE} and depth < _MOST_DEEP:
        for statement in module.functions[0].body:
            if (
                statement[0] == forms.ASSIGN
                and statement[2][0] == forms.CONST
                and statement[1][0][1:] == form[1:]
            ):
                return str(statement[2][1])
    return _UNKNOWN


def _calls(body: Any) -> Iterator[Form]:
    """Calls in some statements, as far as those are not very large."""
    left, count = [body], 0
    while left and count < _MOST_FORMS:
        form = left.pop()
        count += 1
        if form and type(form[0]) is int and form[0] in {forms.CALL, forms.NEW} and len(form) == 6:  # noqa: PLR2004 - a call
            yield form
        left += [one for one in form if isinstance(one, list | tuple)]


def _alike(asked: Asked, method: str, path: str) -> int:
    """How many segments of a route's path are those that are asked for; 0 if it is another."""
    if method not in {asked.method, "ANY"} and asked.method != "ANY":
        return 0
    found = [one for one in path.split("/") if one]
    wanted = list(asked.segments)
    if len(found) != len(wanted):
        # A part that stands before all is not known on one of both sides.
        if len(found) < len(wanted) or not asked.open:
            return 0
        found = found[len(found) - len(wanted) :]
    pairs = list(zip(wanted, found, strict=True))
    if not all(a in (b, _UNKNOWN) or b[:1] == "{" for a, b in pairs):
        return 0
    return sum(a == b for a, b in pairs)
