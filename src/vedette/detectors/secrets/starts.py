"""Starts: the first bytes with which a part of a pattern may go on, each with those that may come next."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from re import _constants as op  # type: ignore[attr-defined]
from typing import Any

from msgspec import Struct

# Bytes that are told.
NEXT = 2
REPEATS = frozenset({op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT})
ZERO_WIDTH = frozenset({op.AT, op.ASSERT, op.ASSERT_NOT})
_ALL = frozenset(range(256))
# Of so many pairs of bytes, or fewer, one is seldom there by chance.
_TELLING = 1 << 14


class Starts(Struct, frozen=True):
    """What may come first.

    Attributes:
        empty: it may be that nothing comes.
        one: bytes after which it may be at its end.
        two: by its first byte those that may come next.
    """

    empty: bool = True
    one: frozenset[int] = frozenset()
    two: Mapping[int, frozenset[int]] = {}

    def then(self, other: Starts) -> Starts:
        """This, and after it another."""
        first = other.one | other.two.keys()
        whole = Starts(empty=False, one=self.one if other.empty else frozenset(), two=self.two)
        pairs = Starts(empty=False, two=dict.fromkeys(self.one, first) if first else {})
        return _either([whole, pairs, *([other] if self.empty else ())])

    @property
    def expression(self) -> str:
        """A regular expression for `NEXT` bytes, for Python and Hyperscan; "" where it would say little."""
        alike: defaultdict[frozenset[int], set[int]] = defaultdict(set)
        for first, second in self.two.items():
            alike[second].add(first)
        if self.empty or self.one or sum(len(second) for second in self.two.values()) > _TELLING:
            return ""
        pairs = (byte_class(frozenset(first)) + byte_class(second) for second, first in alike.items())
        return f"(?:{'|'.join(sorted(pairs))})"


def starts(items: Any, *, caseless: bool) -> Starts:
    """What a sequence may start with.

    Args:
        items: of Python's own parse tree.
        caseless: whether letters match in both cases.
    """
    found = Starts()
    for item in items:
        found = found.then(_of(item, caseless=caseless))
        if not found.empty and not found.one:
            break
    return found


def _of(item: Any, *, caseless: bool) -> Starts:
    code, value = item
    if code in ZERO_WIDTH:
        return Starts()
    if code in REPEATS:
        low, high, body = value
        once = starts(body, caseless=caseless)
        found = Starts()
        for at in range(min(high, NEXT)):
            found = found.then(once if at < low else _either([once, Starts()]))
        return found
    if code is op.SUBPATTERN:
        return starts(value[3], caseless=caseless or bool(value[1] & re.IGNORECASE))
    if code is op.ATOMIC_GROUP:
        return starts(value, caseless=caseless)
    if code is op.BRANCH:
        return _either([starts(branch, caseless=caseless) for branch in value[1]])
    return Starts(empty=False, one=frozenset(allowed(item, caseless=caseless)))


def _either(many: list[Starts]) -> Starts:
    two: defaultdict[int, frozenset[int]] = defaultdict(frozenset)
    for each in many:
        for first, second in each.two.items():
            two[first] |= second
    one = frozenset[int]().union(*(each.one for each in many))
    return Starts(any(each.empty for each in many), one, two)


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


def byte_class(unit: frozenset[int]) -> str:
    """A regular expression for one byte of a set, that Python and Hyperscan read alike."""
    if len(unit) == 1:
        return f"\\x{min(unit):02x}"
    ranges: list[list[int]] = []
    for value in sorted(unit):
        if ranges and ranges[-1][1] == value - 1:
            ranges[-1][1] = value
        else:
            ranges.append([value, value])
    return "[" + "".join(f"\\x{low:02x}-\\x{high:02x}" for low, high in ranges) + "]"
