"""A request judged: what attacks its values show. A log, a probe and a test suite's traffic ask alike."""

from __future__ import annotations

import pkgutil
import re
from collections.abc import Callable, Collection, Iterable
from functools import cache, lru_cache, partial
from importlib import import_module
from types import ModuleType
from typing import NamedTuple, cast

from msgspec import Struct

from vedette.detectors.web import attacks
from vedette.detectors.web.decoding import peel
from vedette.detectors.web.memo import Memo
from vedette.detectors.web.parts import raws
from vedette.detectors.web.value import Attack, Judge
from vedette.model.traffic import Request

_MOST = 6
_MOST_SPOTS = 32
_NAME = 132
# Numbers and the shortest of words: most values of most requests.
_DULL = re.compile(rb"\d{0,20}|[A-Za-z0-9_]{1,3}", re.ASCII)
_MOST_ASKED = 1024
# What shows tools and climbing stands beside attacks of every class.
_ALWAYS = frozenset({"path", "scanner"})
# Classes whose attacks have patterns of another in their stead: what one of them is to do with goes to both.
_ALIKE: dict[str, frozenset[str]] = {
    "code": frozenset({"command", "html", "sql", "template"}),
    "command": frozenset({"code", "path", "redirect", "sql", "template", "xpath"}),
    "exploit": frozenset({"command", "path"}),
    "expression": frozenset({"command", "redirect", "ssrf", "template"}),
    "header": frozenset({"command"}),
    "html": frozenset({"command", "redirect"}),
    "ldap": frozenset({"command", "xpath"}),
    "nosql": frozenset({"command", "sql"}),
    "path": frozenset({"command", "redirect", "ssrf"}),
    "redirect": frozenset({"command", "path", "ssrf"}),
    "scanner": frozenset({"html"}),
    "sql": frozenset({"command", "html", "nosql", "xpath"}),
    "ssrf": frozenset({"command", "path", "redirect"}),
    "template": frozenset({"command", "html"}),
    "xpath": frozenset({"sql"}),
}
_Take = Callable[[str, bytes, bytes], tuple[Attack, ...]]


class Sighting(Struct, frozen=True):
    """An attack and where it is.

    Attributes:
        where: part of the request, such as `query q`, `path` or `cookie id`; names are bounded, not redacted.
        attack: what it is.
    """

    where: str
    attack: Attack


class Spots(Struct, frozen=True):
    """Where in a line patterns of the gate end: in a value, in its name, or right behind it.

    Attributes:
        line: as logged.
        ends: offsets in it.
        aims: weaknesses of the rules that have those patterns; None for any.
    """

    line: bytes
    ends: tuple[int, ...]
    aims: frozenset[str] | None = None

    def tell(self, request: Request) -> bool:
        """Whether values stand in the line as they stand in the request, so that they can be found there."""
        if not self.ends or len(self.ends) > _MOST_SPOTS or b"\\" in self.line:
            return False
        return all(
            part in self.line for part in (request.target, request.referer, request.agent, request.body)
        )

    def near(self, raw: bytes) -> bool:
        """Whether a pattern ends in such a value or next to it."""
        size = len(raw)
        return any(raw in self.line[max(0, end - size - 1) : end + size + _NAME] for end in self.ends)


class _Asked(NamedTuple):
    """Who is asked: of whole targets, and of all other values."""

    targets: tuple[Judge, ...]
    values: tuple[Judge, ...]


@cache
def judges() -> tuple[Judge, ...]:
    """`judge` of each file in `attacks/`, in order of name."""
    return _asked(None).values


@lru_cache(maxsize=_MOST_ASKED)
def _asked(aims: frozenset[str] | None) -> _Asked:
    """The judges of some weaknesses, each named as its file is, and of those that look alike."""
    if aims is None:
        named = _modules()
    else:
        names = aims.union(_ALWAYS, *(_ALIKE.get(aim, ()) for aim in aims))
        named = [module for module in _modules() if module.__name__.rpartition(".")[2] in names]
    # Whole targets are for few; to the others the parts come by themselves.
    return _Asked(
        targets=tuple(cast("Judge", one.judge) for one in named if getattr(one, "TARGETS", False)),
        values=tuple(cast("Judge", one.judge) for one in named),
    )


@cache
def _modules() -> list[ModuleType]:
    names = sorted(module.name for module in pkgutil.iter_modules(attacks.__path__))
    return [import_module(f"{attacks.__name__}.{name}") for name in names]


def judge_request(request: Request) -> list[Sighting]:
    """What a request shows: each rule at most once, the surest and best placed sighting of it."""
    return _sightings(request, partial(_judged, None), None)


class Judging:
    """The same with a memory, for a stream of requests; not to be shared between threads."""

    def __init__(self, rules: Collection[str]) -> None:
        """Begin.

        Args:
            rules: ids of those that are switched on.
        """
        judges()
        self._rules = frozenset(rules)
        self._memo = Memo()

    def judge(self, request: Request, spots: Spots | None = None) -> list[Sighting]:
        """As `judge_request`, of the rules that are switched on.

        Args:
            request: to judge.
            spots: where the gate opened, so that values far from there need no look; None when that is not
                known.
        """
        aims = spots.aims if spots else None
        return _sightings(request, partial(self._remembered, aims), self._rules, spots)

    def _remembered(
        self, aims: frozenset[str] | None, where: str, name: bytes, raw: bytes
    ) -> tuple[Attack, ...]:
        key = hash((aims, where, name, raw))
        known = self._memo.get(key)
        if known is None:
            known = _judged(aims, where, name, raw)
            self._memo.put(key, known)
        return known


def _judged(aims: frozenset[str] | None, where: str, name: bytes, raw: bytes) -> tuple[Attack, ...]:
    asked = _asked(aims).targets if where == "target" else _asked(aims).values
    if not asked:
        return ()
    value = peel(where, name, raw)
    return tuple(attack for judge in asked for attack in judge(value))


def _sightings(
    request: Request, take: _Take, rules: Collection[str] | None, spots: Spots | None = None
) -> list[Sighting]:
    found: dict[str, Sighting] = {}
    if spots is not None and not spots.tell(request):
        spots = None
    for where, name, raw in raws(request):
        if _DULL.fullmatch(raw) and b"$" not in name:
            continue
        if spots is not None and where != "target" and not spots.near(raw):
            continue
        for attack in take(where, name, raw):
            if rules is not None and attack.rule not in rules:
                continue
            known = found.get(attack.rule)
            if known is None or _better(attack, name, known):
                found[attack.rule] = Sighting(_placed(where, name), attack)
    return _chosen(found.values())


def _chosen(found: Iterable[Sighting]) -> list[Sighting]:
    several = sorted(found, key=lambda one: not one.attack.sure)
    return several[:_MOST]


def _better(attack: Attack, name: bytes, known: Sighting) -> bool:
    if attack.sure != known.attack.sure:
        return attack.sure
    return known.where == "target" or (bool(name) and " " not in known.where)


def _placed(where: str, name: bytes) -> str:
    return f"{where} {name[:64].decode('utf-8', 'replace')}" if name and name != b"segment" else where
