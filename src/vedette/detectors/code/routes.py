"""Weaknesses of routes: one without the guard that its siblings have, one that leaves no trace.

Only routes that are registered in the file at hand are compared, so that an answer rests on that file and on
what it reaches, as all others do.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from vedette.analysis.program.answering import Answer
from vedette.analysis.program.interface import Hit, Solution, Solver
from vedette.analysis.program.routes import NO_GUARDS, Leaf, Routes
from vedette.analysis.program.routing import Routing
from vedette.analysis.program.values import ClassRef, FunctionRef, ModuleRef, Value
from vedette.detectors.code.before_routes import BeforeRoutes
from vedette.languages.places import PlaceClass, place_class
from vedette.model.form import Function
from vedette.model.rule import Confidence

UNGUARDED = "unguarded-route"
SILENT = "silent-security-event"

_SIBLINGS = 4
_MAJORITY = 0.75
_DEEPEST = 3
_MOST_FUNCTIONS = 60
_CHANGING = frozenset(("POST", "PUT", "PATCH", "DELETE"))
_CHANGES = re.compile(
    r"(?i)(^|_)(delete|remove|update|edit|add|create|new|set|save|change|reset|cancel|approve|refund|transfer|"
    r"grant|revoke|enable|disable|import|upload|send|pause|resume|clear)(_|$)"
)
_ADMIN = re.compile(
    r"(?i)(^|[/_-])admin(istration|istrator)?([/_-]|$)|(^|[/_-])(backoffice|staff|superuser)([/_-]|$)"
)
# Routes that are meant for everybody, or that prove in another way who asks.
_OPEN = re.compile(
    r"(?i)log_?(in|out|on|off)|sign_?(in|out|up|on|off)|auth(?!or)|oauth|sso|saml|register|registration|health|ping|"
    r"(^|[/_-])(ready|live|alive|status|metrics|robots|favicon|static|assets?|media|index|home|about|contact|"
    r"docs?|openapi|schema|public|error|search|feed)([/_.-]|$)|webhook|callback|hook|notify|bounce|forgot|"
    r"reset|recover|confirm|activat|verif|unsubscribe|csrf|token|captcha|invit|accept|session|tracking|badge"
)
_EVENT = re.compile(
    r"(?i)(^|[/_-])(log_?in|sign_?in|authenticate|pay|payments?|checkout|refund|charge|purchase|transfer|"
    r"(change|set|reset|update|forgot(ten)?)?_?password|admin)([/_-]|$)"
)
_TRACE = re.compile(
    r"(?i)^(_?log(ger|gers|ging|ged)?|audit\w*|\w*_(log|logger|audit)|log_\w+|record_(event|audit|activity)|"
    r"structlog|loguru|syslog|getLogger|capture_(message|event|exception)|security_event|track_event|"
    r"\w*(Audit|Activity|Security)Log\w*|LogEntry|signal_\w+|user_logged_in|user_login_failed)$"
)


class _Met(Struct, frozen=True):
    leaf: Leaf
    answer: Answer
    path: str

    @property
    def key(self) -> tuple[str, int]:
        """One function is one sibling, whatever it answers."""
        return self.answer.file, self.answer.line


class WithRoutes:
    """A solver that judges the routes of each file as well.

    Args:
        solver: finds all else.
        make: the same program, to be evaluated for its routes.
    """

    def __init__(self, solver: Solver, make: Callable[[], Routing]) -> None:
        self._solver = solver
        self._make = make
        self._before: BeforeRoutes | None = None

    def solve(self, paths: Iterable[str]) -> Iterator[tuple[str, Solution]]:
        """See `Solver.solve`."""
        for path, solution in self._solver.solve(paths):
            yield path, self._with(path, solution)

    def _with(self, path: str, solution: Solution) -> Solution:
        if place_class(path) is PlaceClass.test:
            return solution  # nobody reaches the routes of a test
        if self._before is None:
            self._before = BeforeRoutes(self._make())
        world = self._before.world
        solution = self._before.without(path, solution)
        if not world.registers(path):
            return solution
        with world.record.recording() as seen:
            world.collect([path])
            met = list(_met(Routes(world, [path], only=path)))
            hits = [*_unguarded_still(self._before, path, met), *_silent(world, met)]
        used = solution.used | world.record.files(seen)
        # Where there are routes, the words of functions are looked at that are not evaluated.
        parts = -1 if met else solution.parts | seen.parts
        given = (*solution.given, *world.calling.given.told(for_routes=True))
        if not hits:
            return replace(solution, used=used, parts=parts, given=given)
        every = sorted({*solution.hits, *hits}, key=lambda hit: (hit.path, hit.pos, hit.weakness, hit.what))
        return replace(solution, hits=tuple(every), used=used, parts=parts, given=given)


def _met(routes: Routes) -> Iterator[_Met]:
    for leaf in routes.leaves:
        for answer, path in routes.answers(leaf):
            if answer.line and answer.file:
                yield _Met(leaf, answer, path)


def _unguarded_still(before: BeforeRoutes, path: str, met: list[_Met]) -> list[Hit]:
    """Routes without the guard of their siblings, though the files were asked that start the program."""
    hits, world = list(_unguarded(met)), before.world
    starters = [one for one in before.starters(path) if one != path and world.registers(one)] if hits else []
    if not starters:
        return hits
    for one in starters:
        before.collect(one)
    again = list(_unguarded(list(_met(Routes(world, [path], only=path, also=starters)))))
    return [hit for hit in hits if hit in again]


def _unguarded(met: list[_Met]) -> Iterator[Hit]:
    groups: dict[Any, list[_Met]] = defaultdict(list)
    for one in met:
        groups[one.leaf.call.routers].append(one)
    for group in groups.values():
        handlers: dict[tuple[str, int], set[str]] = defaultdict(set)
        for one in group:
            handlers[one.key] |= {guard.kind for guard in one.answer.guards} - NO_GUARDS
        told = set()
        for one in group:
            others = [kinds for key, kinds in handlers.items() if key != one.key]
            if one.key in told or len(others) < _SIBLINGS or _is_open(one) or not _matters(one):
                continue
            kind = _lacks(one, handlers[one.key], others)
            if kind:
                told.add(one.key)
                yield _hit(UNGUARDED, one, kind)


def _lacks(one: _Met, own: set[str], others: list[set[str]]) -> str:
    """The kind of guard that most siblings have and this one has not; "" for none."""
    if any(guard.kind == "none" for guard in one.answer.guards):
        return ""  # open on purpose, and said so
    guarded = sum(bool(kinds) for kinds in others)
    if not own and guarded >= _MAJORITY * len(others):
        return "no guard"
    authorized = sum("authorization" in kinds for kinds in others)
    if "authorization" not in own and authorized >= _MAJORITY * len(others) and own == {"authentication"}:
        return "authentication, and no authorization"
    return ""


def _is_open(one: _Met) -> bool:
    return any(map(_OPEN.search, (one.answer.function, one.path)))


def _matters(one: _Met) -> bool:
    name = one.answer.function.rpartition(".")[2]
    return (
        one.answer.method in _CHANGING
        or any(map(_ADMIN.search, (name, one.path)))
        or (one.answer.method == "ANY" and _CHANGES.search(name) is not None)
    )


def _silent(world: Routing, met: list[_Met]) -> Iterator[Hit]:
    told = set()
    for one in met:
        name = one.answer.function.rpartition(".")[2]
        if one.answer.number < 0 or one.key in told or one.answer.method not in {*_CHANGING, "ANY"}:
            continue
        event = next((found[2] for text in (name, one.path) if (found := _EVENT.search(text))), "")
        if event and not _leaves_trace(world, one.answer.file, one.answer.number):
            told.add(one.key)
            yield replace(_hit(SILENT, one, event), confidence=Confidence.low)


def _hit(weakness: str, one: _Met, name: str) -> Hit:
    return Hit(
        weakness=weakness,
        path=one.answer.file,
        pos=one.answer.pos,
        end=0,
        function=one.answer.function,
        name=name,
        confidence=Confidence.medium,
        value=f"{one.answer.method} {one.path}",
    )


def _leaves_trace(world: Routing, path: str, number: int) -> bool:
    """Whether a function, or one that it calls, mentions a log."""
    left = [(path, number, 0)]
    seen = {(path, number)}
    while left and len(seen) <= _MOST_FUNCTIONS:
        at, which, depth = left.pop()
        function = world.module(at).functions[which]
        if any(map(_TRACE.match, function.words)):
            return True
        if depth < _DEEPEST:
            for key in _called(world, at, which, function):
                if key not in seen:
                    seen.add(key)
                    left.append((*key, depth + 1))
    # What is too much to look at is not said to be silent.
    return bool(left)


def _called(world: Routing, path: str, number: int, function: Function) -> Iterator[tuple[str, int]]:
    """Functions of the program that are mentioned in one."""
    for inner in world.module(path).functions:
        if inner.outer == number and number:
            yield path, inner.number
    for decoration in world.entries.decorations.get((path, number), ()):
        yield from _functions(world, decoration.value, function.words)
    space = world.namespace(path)
    for word in function.words:
        if word in space:
            yield from _functions(world, world.member(path, word), function.words)
        elif function.owner >= 0:
            member = world.class_member(ClassRef(path, function.owner), word)
            if member is not None:
                yield from _functions(world, member, ())


def _functions(world: Routing, value: Value, words: Iterable[str]) -> Iterator[tuple[str, int]]:
    for ref in value.refs:
        if isinstance(ref, FunctionRef):
            yield ref.path, ref.number
        elif isinstance(ref, ModuleRef):
            for word in words:
                found = world.member_of(ref.path, word)
                if found is not None:
                    yield from _functions(world, found, ())
        elif isinstance(ref, ClassRef):
            for word in ("__init__", *words):
                found = world.class_member(ref, word)
                if found is not None:
                    yield from _functions(world, found, ())
