"""The code detector: untrusted data that reaches a dangerous place, and calls that are wrong as such.

A gate asks for words, a front end lowers what it lets through, `analysis/program` evaluates it; what is
found there are hits, and rules make findings of them.
"""

from __future__ import annotations

import gc
import importlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, partial
from types import MappingProxyType
from typing import Any

import msgspec
from msgspec.structs import replace

from vedette.analysis.program.interface import Budget, Cut, Layout, Loader, ReadingLayout, Solution
from vedette.analysis.program.parts import change, packed
from vedette.analysis.program.room import Room
from vedette.analysis.program.starts import openings, starts
from vedette.detectors.code import canary as canaries
from vedette.detectors.code import (
    shapes_addresses,
    shapes_archives,
    shapes_chance,
    shapes_commands,
    shapes_escapes,
    shapes_files,
    shapes_given,
    shapes_left,
    shapes_library,
    shapes_objects,
    shapes_pages,
    shapes_paths,
    shapes_patterns,
    shapes_secrets,
    shapes_statements,
    shapes_trust,
    shapes_web,
)
from vedette.detectors.code.buffer import Buffer, Kept, editing_of
from vedette.detectors.code.findings import finding
from vedette.detectors.code.gate import Gate
from vedette.detectors.code.repeating import Repeating, Told, made_of
from vedette.detectors.code.rulebook import Rulebook
from vedette.detectors.code.shapes import WithShapes
from vedette.detectors.code.shapes import openings as opened_by
from vedette.detectors.code.ways import Ways
from vedette.detectors.interface import (
    Answer,
    Canary,
    Edit,
    Fault,
    Form,
    Program,
    ProgramDetector,
    Rests,
    Setup,
)
from vedette.languages.catalogue import Catalogue
from vedette.languages.forms import pack, unpack
from vedette.languages.places import PlaceClass, place_class
from vedette.languages.requests import ANSWER
from vedette.languages.views import PAGES, TEMPLATES, is_view
from vedette.model.facts import Text
from vedette.model.finding import Finding
from vedette.model.form import COLUMN_BITS, MADE, Gap, Module

# Language of a file by the end of its name.
_LANGUAGES = MappingProxyType(
    {
        **dict.fromkeys(("py", "pyw"), "python"),
        **dict.fromkeys(
            ("js", "mjs", "cjs", "jsx", "ts", "mts", "cts", "tsx", "vue", "svelte"), "javascript"
        ),
        # A page has scripts, and a template has expressions like those of that language.
        **dict.fromkeys((*TEMPLATES, *PAGES), "javascript"),
    }
)
# Files by their whole name that say where imports lead.
_SETTINGS = frozenset(("tsconfig.json", "jsconfig.json", "package.json"))
_CANARY = "python"
# Languages of whose tests only those functions are read that are asked for.
_OUTLINED = frozenset(("python",))
# What functions may have the shape of.
SHAPES = (
    *shapes_web.SHAPES,
    *shapes_files.SHAPES,
    *shapes_secrets.SHAPES,
    *shapes_objects.SHAPES,
    *shapes_trust.SHAPES,
    *shapes_paths.SHAPES,
    *shapes_commands.SHAPES,
    *shapes_escapes.SHAPES,
    *shapes_library.SHAPES,
    *shapes_pages.SHAPES,
    *shapes_chance.SHAPES,
    *shapes_statements.SHAPES,
    *shapes_addresses.SHAPES,
    *shapes_archives.SHAPES,
    *shapes_given.SHAPES,
    *shapes_left.SHAPES,
    *shapes_patterns.SHAPES,
)
# Weaknesses for which routes are looked at.
ROUTES = frozenset(("unguarded-route", "silent-security-event"))
# Of one file so many parts that could not be lowered are told.
_MOST_FAULTS = 5
# Bytes of forms, twenty times as many in memory: those of some 800,000 lines.
_MOST_FORMS = 40_000_000
# Of these so many stay read; reading them again costs less than what they take.
_MOST_AT_HAND = 6_000_000
# Once in so many files it is asked whether memory is left: that takes long where much is in use.
_SELDOM = 16
_CUT = {
    "depth": "calls within calls were not followed further",
    "budget": "it was not evaluated to the end",
    "mistake": "not all of it could be read",
}


def create_program(setup: Setup) -> ProgramDetector:
    """Make the detector.

    Args:
        setup: rules, their definitions and the catalogues.

    Raises:
        msgspec.ValidationError: a definition or a catalogue lacks what it needs.
    """
    return CodeDetector(setup)


class CodeDetector:
    """Finds weaknesses of programs; one for each process.

    Attributes:
        needs: the tree is enough.
    """

    needs = ()

    def __init__(self, setup: Setup) -> None:
        self._book = Rulebook(setup.rules, setup.definitions)
        self._languages = {
            language: _Language(language, data, self._book) for language, data in setup.catalogues.items()
        }
        for one in self._languages.values():
            one.others = tuple(self._languages.values())

    def applies(self, path: str) -> bool:
        """Files of a language that has a catalogue."""
        return _language(path) in self._languages

    def path_class(self, path: str) -> str:
        """The language."""
        return _language(path)

    def lower(self, text: Text, *, wanted: bool = False) -> Form:
        """See `ProgramDetector.lower`."""
        language = self._languages[_language(text.path)]
        chosen = not _is_settings(text.path.rpartition("/")[2]) and language.gate.chooses(text.data)
        if not (chosen or wanted):
            return Form()
        module = language.lower(text)
        faults = tuple(_gap(text.path, gap) for gap in module.gaps[:_MOST_FAULTS])
        return Form(pack(module), chosen, faults)

    def judge(self, program: Program, starts: Iterable[str]) -> Iterator[Answer]:
        """See `ProgramDetector.judge`."""
        solvers: dict[str, Any] = {}
        forms = _Forms(program)
        room = Room(Budget().blocks)
        for count, start in enumerate(starts):
            name = _language(start)
            if name not in solvers:
                solvers[name] = self._languages[name].solver(program, forms)
            for path, solution in solvers[name].solve([start]):
                ways = Ways(forms)
                through = [ways.through(hit) if hit.source else () for hit in solution.hits]
                yield self._answer(path, solution, through, program)
            if forms.size > _MOST_FORMS or (not count % _SELDOM and room.is_full()):
                # What is known of so many files is not worth its memory: those ahead lie elsewhere.
                solvers, forms = {}, _Forms(program)
                gc.collect()
                room = Room(Budget().blocks)

    def buffer(self, path: str, around: Program | None = None) -> Callable[[bytes], Answer]:
        """Judges a text again and again, as `judge` does where it stands among other files.

        Args:
            path: of its file, to which the kind applies.
            around: the other files of its project; None for a text by itself.

        Returns:
            What is to be said of a text; no finding of one at which no analysis would start. Answers are
            not to be kept.
        """
        language = self._languages[_language(path)]
        held = Buffer(path, language, around)

        def judge(data: bytes) -> Answer:
            text = held.put(data)
            if text is None or _is_settings(path.rpartition("/")[2]) or not language.gate.chooses(text.data):
                return Answer(start=path)
            answer = self._answer(path, *held.solve(), held)
            gaps = tuple(_gap(path, gap) for gap in held.module.gaps[:_MOST_FAULTS])
            return replace(answer, faults=tuple(dict.fromkeys((*gaps, *answer.faults))))

        return judge

    def leads(self, paths: Sequence[str], importing: Iterable[str]) -> frozenset[str]:
        """See `ProgramDetector.leads`."""
        layouts: dict[str, Layout] = {}
        found = set()
        for one in importing:
            importer, module, level = one.rsplit(" ", 2)
            name = _language(importer)
            if name not in layouts:
                layouts[name] = self._languages[name].layout(paths)
            if layouts[name].find(importer, module, int(level)):
                found.add(one)
        return frozenset(found)

    def spares(self, path: str, old: bytes, new: bytes) -> Callable[[bytes], bool]:
        """See `ProgramDetector.spares`."""
        return change(path, unpack(old, path), unpack(new, path)).spares

    def repeats(self, program: Program, edit: Edit) -> Callable[[bytes, bytes], Rests | None]:
        """See `RepeatingDetector.repeats`."""
        name = _language(edit.path)
        tell = partial(self._told, program, name)
        return Repeating(program, edit, self._languages[name].repeated, tell).rests

    def canary(self) -> Canary:
        """See `ProgramDetector.canary`."""
        return canaries.canary(self._languages[_CANARY].catalogue, self._book)

    def holds(self, form: Form, canary: Canary) -> bool:
        """See `ProgramDetector.holds`."""
        symbol, path = canary.token.partition(" ")[0], canary.text.path
        return form.chosen and any(one.path == symbol for one in unpack(form.packed, path).functions)

    def token(self, found: Finding) -> str:
        """See `ProgramDetector.token`."""
        return canaries.token(found.symbol, found.subject)

    def _answer(
        self, start: str, solution: Solution, through: Sequence[tuple[str, ...]], program: Program
    ) -> Answer:
        told = list(zip(solution.hits, through, strict=True))
        faults = [_cut(cut) for cut in solution.cuts if cut.reason in _CUT]
        return Answer(
            start=start,
            findings=self._told(program, _language(start), told),
            faults=tuple(dict.fromkeys(faults)),
            used=solution.used | {start},
            missing=solution.missing,
            parts=packed(solution.parts) if len(solution.used | {start}) > 1 else b"",
            left=solution.left,
            given=solution.given,
            made=made_of(told, start),
        )

    def _told(self, program: Program, language: str, hits: Iterable[Told]) -> tuple[Finding, ...]:
        found = (finding(hit, self._book, program.text, language, way) for hit, way in hits)
        return tuple(one for one in found if one is not None)


class _Forms:
    """Forms of a program, each read once while it is among the last ones.

    Attributes:
        size: bytes that all that were asked for have as they are kept.
    """

    def __init__(self, program: Program) -> None:
        self.size = 0
        self._program = program
        self._known: dict[str, Module | None] = {}
        self._met: set[str] = set()
        self._at_hand = 0

    def __call__(self, path: str) -> Module | None:
        if path not in self._known:
            packed = self._program.form(path)
            size = len(packed or b"")
            self.size += 0 if path in self._met else size
            self._met.add(path)
            self._at_hand += size
            if self._at_hand > _MOST_AT_HAND:
                self._known, self._at_hand = {}, size
            self._known[path] = unpack(packed, path, whole=not _is_trial(path)) if packed else None
        return self._known[path]


class _Language:
    """One language: its catalogue, and its front end, imported when the first file asks for it.

    Attributes:
        others: all languages, in which routes may be written that a page of this one asks.
    """

    def __init__(self, name: str, data: bytes, rules: Rulebook) -> None:
        self.others: tuple[_Language, ...] = ()
        self._name = name
        self._data = data
        self._last: tuple[Sequence[str], Layout] | None = None
        self._flows = rules.flows()
        self._leading = rules.leading()
        self._judges_routes = rules.reports(ROUTES)
        self._shapes = [one for one in SHAPES if one.language in {"", name} and rules.reports({one.weakness})]

    @cached_property
    def catalogue(self) -> Catalogue:
        """What its libraries mean."""
        return msgspec.json.decode(self._data, type=Catalogue)

    @cached_property
    def gate(self) -> Gate:
        """The gate of its files."""
        return Gate(
            starts(self.catalogue, self._leading.__contains__),
            openings(self.catalogue),
            opened_by(self._shapes),
        )

    def lower(self, text: Text) -> Module:
        """The form of a text."""
        if _is_trial(text.path) and self._name in _OUTLINED:
            # What reads it takes the rest of it for granted, or asks for it.
            outlined: Module = self._part("outline").outlined(text)
            return outlined
        module: Module = self._part("lower").lower(text)
        return module

    def layout(self, paths: Sequence[str]) -> Layout:
        """How its modules lie in a tree."""
        if self._last is not None and self._last[0] is paths:
            return self._last[1]
        layout: Layout = self._part("layout").create(
            [path for path in paths if _language(path) == self._name or is_view(path)]
        )
        if not isinstance(layout, ReadingLayout):
            self._last = paths, layout  # one that reads files is of one program
        return layout

    def solver(self, program: Program, load: Loader, kept: Kept | None = None) -> Any:
        """Evaluates a program; `kept` is of the one file that is evaluated again and again."""
        layout = self.layout(program.paths)
        name, made = ("solver", "Program") if kept is None else ("held", "Held")
        make = getattr(importlib.import_module(f"vedette.analysis.program.{name}"), made)
        world = make(layout, self._book, load, Budget(), _is_trial, program.earlier)
        plain = WithShapes(
            world,
            self._shapes,
            load,
            _is_trial,
            lambda path: text.data if (text := program.text(path)) is not None else b"",
        )
        if kept is not None:
            plain.seen, world.near, world.calling.given.keeps = kept.seen, kept.near, False
        plain = self._with_answers(plain, program, load)
        if not self._judges_routes:
            return plain
        routes = importlib.import_module("vedette.detectors.code.routes")
        routing = importlib.import_module("vedette.analysis.program.routing")
        return routes.WithRoutes(plain, lambda: routing.Routing(layout, self.catalogue, load))

    def _with_answers(self, plain: Any, program: Program, load: Loader) -> Any:
        """What is told of answers that pages get, where a page of this language may ask."""
        if not any(one.kind == ANSWER for one in self.catalogue.sources):
            return plain
        answers = importlib.import_module("vedette.detectors.code.answers")
        return answers.WithAnswers(plain, program, load, [one.side(program, load) for one in self.others])

    def side(self, program: Program, load: Loader) -> Any:
        """How its routes are found, and evaluated for what they answer."""
        solver = importlib.import_module("vedette.analysis.program.solver")
        routing = importlib.import_module("vedette.analysis.program.routing")
        answers = importlib.import_module("vedette.detectors.code.answers")
        return answers.Side(
            self._name,
            self,
            lambda: routing.Routing(self.layout(program.paths), self.catalogue, load),
            lambda book: solver.Program(self.layout(program.paths), book, load, Budget(), _is_trial),
        )

    def repeated(self, program: Program, load: Loader, for_routes: bool) -> Any:
        """Evaluates functions of a program once more, as if nothing were left by others."""
        layout = self.layout(program.paths)
        if for_routes:
            return importlib.import_module("vedette.analysis.program.routing").Routing(
                layout, self.catalogue, load
            )
        solver = importlib.import_module("vedette.analysis.program.solver")
        return solver.Program(layout, self._book, load, Budget(), _is_trial)

    @cached_property
    def _book(self) -> Any:
        book = importlib.import_module("vedette.analysis.program.book")
        return book.Book(self.catalogue, self._flows, self._leading)

    @cached_property
    def editing(self) -> Any:
        """How its forms are made anew after an edit; None where all of a text is read each time."""
        return editing_of(self._name)

    def _part(self, part: str) -> Any:
        return importlib.import_module(f"vedette.languages.{self._name}.{part}")


def _language(path: str) -> str:
    name = path.rpartition("/")[2]
    if _is_settings(name):
        return "javascript"
    return _LANGUAGES.get(name.rpartition(".")[2].lower(), "") if "." in name else ""


def _is_settings(name: str) -> bool:
    """Whether a file says where imports of a language lead: it is read, and nothing starts in it."""
    return name in _SETTINGS or (name.startswith("tsconfig.") and name.endswith(".json"))


def _is_trial(path: str) -> bool:
    return place_class(path) is PlaceClass.test


def _gap(path: str, gap: Gap) -> Fault:
    if gap.reason == MADE:
        return Fault(path, gap.reason, gap.detail, declared=True)
    return Fault(path, gap.reason, f"line {gap.start >> COLUMN_BITS}: {gap.detail}")


def _cut(cut: Cut) -> Fault:
    return Fault(cut.path, f"{cut.reason}-reached", f"{cut.function or 'the module'}: {_CUT[cut.reason]}")
