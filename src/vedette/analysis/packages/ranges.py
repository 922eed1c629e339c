"""Ranges of versions as people write them, by the order of each ecosystem.

`1.2.3`, `>=1.2,<2`, `>=1.2 <2`, `!=1.3`, `1.2.*`, `^1.2`, `~1.2`, `~>1.2`, `~=1.4.2`, `[1.0,2.0)`, and
several joined by `||`. What `^` and its kin mean is the same everywhere: see `docs/deployments.md`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from operator import eq, ge, gt, le, lt, ne
from typing import Any

from msgspec import Struct

from vedette.analysis.packages.matching import Answer
from vedette.analysis.packages.versions import NoOrderError, key

_LONGEST = 500
_MOST = 50
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    ">=": ge,
    "<=": le,
    ">": gt,
    "<": lt,
    "!=": ne,
    "==": eq,
}
_TERM = re.compile(r"(>=|<=|===?|!=|~>|~=|>|<|=|\^|~)?\s*([^\s,<>=!~^|()\[\]]+)")
_INTERVAL = re.compile(r"([\[(])\s*([^\s,\[\]()]*)\s*(,?)\s*([^\s,\[\]()]*)\s*([\])])")
_NUMBERS = re.compile(r"v?[0-9]+(\.[0-9]+)*")
_WILD = re.compile(r"(v?[0-9]+(?:\.[0-9]+)*)(?:\.[*xX])+")
_VERSION = re.compile(r"[\w.+:/@%-]*[A-Za-z0-9][\w.+:/@%*-]*")
_ANY = frozenset({"*", "x", "X", "latest", "any"})


class RangeError(ValueError):
    """A text that is no range."""


class Bound(Struct, frozen=True):
    """One comparison: a sign of `>=`, `<=`, `>`, `<`, `==`, `!=`, and a version."""

    sign: str
    version: str


class Range(Struct, frozen=True):
    """What is asked for: any of some groups of bounds, of which all hold; no group is everything."""

    groups: tuple[tuple[Bound, ...], ...] = ()

    def has(self, ecosystem: str, version: str) -> Answer:
        """Whether a version is in it; unknown where it, or a bound, has no place in the order.

        Args:
            ecosystem: whose order counts.
            version: as locked; "" for one that is not known.

        Raises:
            WorldError: the order needs a package that is not installed.
        """
        if not self.groups or () in self.groups:
            return Answer.yes
        answers = [_all(group, ecosystem, version) for group in self.groups]
        if Answer.yes in answers:
            return Answer.yes
        return Answer.unknown if Answer.unknown in answers else Answer.no


def parse(text: str) -> Range:
    """Read a range.

    Args:
        text: as people write it; "" for every version.

    Raises:
        RangeError: it is none.
    """
    text = text.strip()
    if not text:
        return Range()
    parts = text.split("||")
    if len(text) > _LONGEST or len(parts) > _MOST or not text.isascii():
        raise RangeError(f"{text[:80]!r} is no range of versions")
    return Range(tuple(_group(part.strip()) for part in parts))


def _all(group: Sequence[Bound], ecosystem: str, version: str) -> Answer:
    answers = [_holds(bound, ecosystem, version) for bound in group]
    if Answer.no in answers:
        return Answer.no
    return Answer.unknown if Answer.unknown in answers else Answer.yes


def _holds(bound: Bound, ecosystem: str, version: str) -> Answer:
    if version and version == bound.version:
        return Answer.yes if bound.sign in {"==", ">=", "<="} else Answer.no
    try:
        holds = _COMPARE[bound.sign](key(ecosystem, version), key(ecosystem, bound.version))
    except NoOrderError:
        return Answer.unknown
    return Answer.yes if holds else Answer.no


def _group(text: str) -> tuple[Bound, ...]:
    if not text:
        raise RangeError("a part of the range is empty")
    if text[0] in "[(":
        return _interval(text)
    bounds: list[Bound] = []
    at = 0
    while at < len(text):
        found = _TERM.match(text, at)
        if found is None:
            raise RangeError(f"{text[at:][:80]!r} is no range of versions")
        bounds += _term(found[1] or "", found[2])
        at = found.end()
        rest = text[at:].lstrip(" ,")
        if rest and rest == text[at:] and rest[0] not in "<>=!~^":
            raise RangeError(f"{rest[:80]!r} is no range of versions")
        at = len(text) - len(rest)
    return tuple(bounds)


def _interval(text: str) -> tuple[Bound, ...]:
    found = _INTERVAL.fullmatch(text)
    if found is None or not (found[2] or found[4]) or (found[2] and not found[3] and found[4]):
        raise RangeError(f"{text[:80]!r} is no range of versions")
    low, comma, high = found[2], found[3], found[4]
    if not comma:
        return (Bound("==", low or high),)
    bounds = [Bound(">=" if found[1] == "[" else ">", low)] if low else []
    return tuple([*bounds, Bound("<=" if found[5] == "]" else "<", high)] if high else bounds)


def _term(sign: str, version: str) -> list[Bound]:
    if version in _ANY:
        return []
    if not _VERSION.fullmatch(version):
        raise RangeError(f"{version[:80]!r} is no version")
    wild = _WILD.fullmatch(version)
    if wild:
        if sign in {"", "=", "=="}:
            return _within(wild[1], _numbers(wild[1]))
        version = wild[1]
    if sign in {"", "=", "==", "==="}:
        return [Bound("==", version)]
    if sign in _COMPARE:
        return [Bound(sign, version)]
    numbers = _numbers(version)
    if sign == "^":
        first = next((at for at, number in enumerate(numbers) if number), len(numbers) - 1)
        return _within(version, numbers[: first + 1])
    if sign == "~":
        return _within(version, numbers[:2])
    return _within(version, numbers[: max(len(numbers) - 1, 1)])


def _within(low: str, kept: Sequence[int]) -> list[Bound]:
    """From a version on, as long as some first numbers are the same."""
    top = ".".join(map(str, (*kept[:-1], kept[-1] + 1)))
    lead = "v" if low.startswith("v") else ""
    return [Bound(">=", low), Bound("<", f"{lead}{top}")]


def _numbers(version: str) -> list[int]:
    found = _NUMBERS.match(version)
    if found is None:
        raise RangeError(f"{version[:80]!r} does not begin with numbers")
    return [int(number[:18]) for number in found[0].lstrip("v").split(".")]
