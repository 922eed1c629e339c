"""Heads: what a pattern must begin with, as sequences of fixed width that one engine can look for at once.

The start of a match follows from the end of its head, since a head's width is known; so the engine need
not track starts, and the pattern itself is tried at that place only, never searched for.
"""

from __future__ import annotations

import math
import re
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

from msgspec import Struct

from vedette.detectors.secrets.candidates import MAX_REACH, MAX_WIDTH

_MAX_ALTERNATIVES = 160
_MAX_SPREAD = 3
_ALL = frozenset(range(256))
# A beginning of so many bits, with places of one letter among them, hardly stands anywhere by chance.
# Measured: compiled in a third of the time, with two fifths more places to try the patterns at.
_RARE = 72.0
_LITERAL = 4
_CASES = 2
_FAR = "(?#far)"
_GROUP = re.compile(r"\(\?P<\w+>")
_BITS = (0.0, *(math.log2(256 / size) for size in range(1, 257)))

Units = tuple[frozenset[int], ...]


class Head(Struct, frozen=True):
    """One beginning: for each of its places the bytes that may stand there."""

    units: Units

    @property
    def width(self) -> int:
        """Number of bytes."""
        return len(self.units)

    @property
    def expression(self) -> str:
        """The head as a regular expression that Python and Hyperscan read alike."""
        return "".join(_class(unit) for unit in self.units)

    def literal(self) -> tuple[int, bytes, bool]:
        """The longest run of places with one byte (or one letter in both cases).

        Returns:
            Its place in the head, the run in lower case if caseless, and whether it is caseless.
        """
        best = (0, 0)
        start = 0
        for at in range(self.width + 1):
            if at == self.width or len({bytes((unit,)).lower() for unit in self.units[at]}) != 1:
                if at - start > best[1] - best[0]:
                    best = (start, at)
                start = at + 1
        run = self.units[best[0] : best[1]]
        caseless = any(len(unit) > 1 for unit in run)
        text = bytes(max(unit) for unit in run)
        return best[0], text.lower() if caseless else text, caseless


def heads(pattern: str) -> tuple[Head, ...]:
    """The heads of a pattern: every match of the pattern begins with one of them.

    Args:
        pattern: a regular expression for bytes, ASCII only.
    """
    tree = _parser.parse(pattern.encode("ascii"), 0)
    caseless = bool(tree.state.flags & re.IGNORECASE)
    states = _sequence(tree, [((), True)], caseless=caseless)
    return tuple(Head(units) for units in dict.fromkeys(_enough(units) for units, _ in states))


def far(pattern: str) -> str:
    """What is looked for in one piece of a pattern whose head stands everywhere.

    Args:
        pattern: as of `heads`; what stands before `(?#far)` has no look-around, and no match of it begins
            within another.

    Returns:
        An expression that Python and Hyperscan read alike, or "" for a pattern of which heads are looked for.

    Raises:
        ValueError: it is longer than what windows of a text have in common.
    """
    begins, mark, _ = pattern.partition(_FAR)
    if mark and _parser.parse(begins).getwidth()[1] > MAX_REACH:
        raise ValueError(f"what stands before {_FAR} matches more than {MAX_REACH} bytes")
    return _GROUP.sub("(?:", begins) if mark else ""


def _enough(units: Units) -> Units:
    """A beginning as far as it is rare: to look for more of it costs, and rules out hardly anything."""
    bits = 0.0
    literal = 0
    for at, unit in enumerate(units, 1):
        bits += _BITS[len(unit)]
        literal += len(unit) <= _CASES
        if bits >= _RARE and literal >= _LITERAL:
            return units[:at]
    return units


# A state is a beginning so far, and whether what follows may still be added to it.
_State = tuple[Units, bool]


def _sequence(items: Any, states: list[_State], *, caseless: bool) -> list[_State]:
    for item in items:
        grown = _grow(item, states, caseless=caseless)
        if len(grown) > _MAX_ALTERNATIVES:
            return [(units, False) for units, _ in states]
        states = grown
        if not any(is_open for _, is_open in states):
            break
    return states


def _grow(item: Any, states: list[_State], *, caseless: bool) -> list[_State]:
    code, value = item
    if code in {op.AT, op.ASSERT, op.ASSERT_NOT}:
        return states
    if code is op.SUBPATTERN:
        inner = caseless or bool(value[1] & re.IGNORECASE)
        return _sequence(value[3], states, caseless=inner)
    if code is op.ATOMIC_GROUP:
        return _sequence(value, states, caseless=caseless)
    if code is op.BRANCH:
        branches = [_sequence(branch, states, caseless=caseless) for branch in value[1]]
        return list(dict.fromkeys(state for branch in branches for state in branch))
    if code in {op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT}:
        return _repeat(value, states, caseless=caseless)
    unit = frozenset(allowed(item, caseless=caseless))
    return [
        ((*units, unit), len(units) + 1 < MAX_WIDTH) if is_open else (units, False)
        for units, is_open in states
    ]


def _repeat(value: Any, states: list[_State], *, caseless: bool) -> list[_State]:
    low, high, body = value
    for _ in range(min(low, MAX_WIDTH)):
        states = _sequence(body, states, caseless=caseless)
    if high - low > _MAX_SPREAD:
        return [(units, False) for units, _ in states]
    grown = list(states)
    for _ in range(high - low):
        states = _sequence(body, states, caseless=caseless)
        grown += states
    return list(dict.fromkeys(grown))


def allowed(item: Any, *, caseless: bool) -> set[int]:
    """The bytes that one parsed item of width one may match.

    Args:
        item: an item of Python's own parse tree.
        caseless: whether letters match in both cases.

    Raises:
        ValueError: the item is of a kind that shipped patterns must not use.
    """
    code, value = item
    if code is op.LITERAL:
        found = {value}
    elif code is op.NOT_LITERAL:
        return set(_ALL) - _folded({value}, caseless=caseless)
    elif code is op.ANY:
        return set(_ALL) - {10}
    elif code is op.RANGE:
        found = set(range(value[0], value[1] + 1))
    elif code is op.CATEGORY:
        found = _category(value)
    elif code is op.IN:
        negated = value[0][0] is op.NEGATE
        found = set().union(*(allowed(one, caseless=caseless) for one in value[negated:]))
        return set(_ALL) - found if negated else found
    else:
        raise ValueError(f"a pattern must not use {code}")
    return _folded(found, caseless=caseless)


def _category(value: Any) -> set[int]:
    name = {
        op.CATEGORY_DIGIT: rb"\d",
        op.CATEGORY_NOT_DIGIT: rb"\D",
        op.CATEGORY_SPACE: rb"\s",
        op.CATEGORY_NOT_SPACE: rb"\S",
        op.CATEGORY_WORD: rb"\w",
        op.CATEGORY_NOT_WORD: rb"\W",
    }[value]
    test = re.compile(name)
    return {unit for unit in _ALL if test.match(bytes((unit,)))}


def _folded(units: set[int], *, caseless: bool) -> set[int]:
    if not caseless:
        return units
    raw = bytes(units)
    return set(raw.lower()) | set(raw.upper())


def _class(unit: frozenset[int]) -> str:
    if len(unit) == 1:
        return f"\\x{min(unit):02x}"
    ranges: list[list[int]] = []
    for value in sorted(unit):
        if ranges and ranges[-1][1] == value - 1:
            ranges[-1][1] = value
        else:
            ranges.append([value, value])
    return "[" + "".join(f"\\x{low:02x}-\\x{high:02x}" for low, high in ranges) + "]"
