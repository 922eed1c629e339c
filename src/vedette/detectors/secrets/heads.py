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
from vedette.detectors.secrets.starts import NEXT, REPEATS, ZERO_WIDTH, Starts, allowed, byte_class, starts

_MAX_ALTERNATIVES = 160
_MAX_SPREAD = 3
# A beginning of so many bits, with places of one letter among them, hardly stands anywhere by chance.
# Measured: compiled in a third of the time, with two fifths more places to try the patterns at.
_RARE = 72.0
_LITERAL = 4
_CASES = 2
_FAR = "(?#far)"
_NEAR = "(?#near)"
_GROUP = re.compile(r"\(\?P<\w+>")
_BITS = (0.0, *(math.log2(256 / size) for size in range(1, 257)))

Units = tuple[frozenset[int], ...]


class Head(Struct, frozen=True):
    """One beginning: for each of its places the bytes that may stand there.

    Attributes:
        units: the places.
        after: what must come next, as a regular expression for `NEXT` bytes; "" for anything.
    """

    units: Units
    after: str = ""

    @property
    def width(self) -> int:
        """Number of bytes."""
        return len(self.units) + (NEXT if self.after else 0)

    @property
    def expression(self) -> str:
        """The head as a regular expression that Python and Hyperscan read alike."""
        return "".join(byte_class(unit) for unit in self.units) + self.after

    def literal(self) -> tuple[int, bytes, bool]:
        """The longest run of places with one byte (or one letter in both cases).

        Returns:
            Its place in the head, the run in lower case if caseless, and whether it is caseless.
        """
        best = (0, 0)
        start = 0
        for at in range(len(self.units) + 1):
            if at == len(self.units) or len({bytes((unit,)).lower() for unit in self.units[at]}) != 1:
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
    states = _sequence(tree, [((), None)], _Way(caseless, _NEAR in pattern))
    return tuple(Head(*head) for head in dict.fromkeys(_enough(*state) for state in states))


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


def _enough(units: Units, after: str | None) -> tuple[Units, str]:
    """A beginning as far as it is rare: to look for more of it costs, and rules out hardly anything."""
    bits = 0.0
    literal = 0
    for at, unit in enumerate(units, 1):
        bits += _BITS[len(unit)]
        literal += len(unit) <= _CASES
        if bits >= _RARE and literal >= _LITERAL:
            return units[:at], ""
    return units, after or ""


# A state is a beginning so far, and how it goes on: None while what follows may still be added to it, "" for
# whatever follows, or an expression of `NEXT` bytes.
_State = tuple[Units, str | None]


class _Way(Struct, frozen=True):
    """What is around an item.

    Attributes:
        caseless: whether letters match in both cases.
        rest: the items after it in its own sequence.
        outer: of the sequence that this one stands in; None for the whole pattern.
        told: whether a beginning is told what must come after it, which costs when patterns are compiled.
    """

    caseless: bool
    told: bool
    rest: Any = ()
    outer: _Way | None = None

    def within(self, *, caseless: bool = False) -> _Way:
        """What is around a sequence in the item's place."""
        return _Way(self.caseless or caseless, self.told, (), self)

    def after(self) -> Starts:
        """What comes after the item."""
        return starts(self.rest, caseless=self.caseless).then(self.outer.after() if self.outer else Starts())


def _sequence(items: Any, states: list[_State], way: _Way) -> list[_State]:
    for at, item in enumerate(items):
        grown = _grow(item, states, _Way(way.caseless, way.told, items[at + 1 :], way.outer))
        if len(grown) > _MAX_ALTERNATIVES:
            return _closed(states)
        states = grown
        if all(after is not None for _, after in states):
            break
    return states


def _grow(item: Any, states: list[_State], way: _Way) -> list[_State]:
    code, value = item
    if code in ZERO_WIDTH:
        return states
    if code is op.SUBPATTERN:
        return _sequence(value[3], states, way.within(caseless=bool(value[1] & re.IGNORECASE)))
    if code is op.ATOMIC_GROUP:
        return _sequence(value, states, way.within())
    if code is op.BRANCH:
        branches = [_sequence(branch, states, way.within()) for branch in value[1]]
        return list(dict.fromkeys(state for branch in branches for state in branch))
    if code in REPEATS:
        return _repeat(item, states, way)
    unit = frozenset(allowed(item, caseless=way.caseless))
    return [
        ((*units, unit), None if len(units) + 1 < MAX_WIDTH else "") if after is None else (units, after)
        for units, after in states
    ]


def _repeat(item: Any, states: list[_State], way: _Way) -> list[_State]:
    low, high, body = item[1]
    # After one round another may come.
    once = _Way(way.caseless, told=False)
    for _ in range(min(low, MAX_WIDTH)):
        states = _sequence(body, states, once)
    if high - low > _MAX_SPREAD:
        if not way.told:
            return _closed(states)
        further = (op.MAX_REPEAT, (0, high - low, body))
        return _closed(states, starts([further], caseless=way.caseless).then(way.after()).expression)
    grown = list(states)
    for _ in range(high - low):
        states = _sequence(body, states, once)
        grown += states
    return list(dict.fromkeys(grown))


def _closed(states: list[_State], after: str = "") -> list[_State]:
    return [(units, after if known is None else known) for units, known in states]
