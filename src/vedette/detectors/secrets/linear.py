"""Proof that a pattern costs no more than a bounded number of steps at one place.

Python's `re` tries ways to match until one works. A repeat opens another way at each of its lengths only
where what follows it may begin with a byte that the repeat also takes; elsewhere the first byte decides.
So the ways are at most the product of the lengths of such open repeats, and each way is no longer than the
widest match. Both are bounded here, before a pattern is shipped.
"""

from __future__ import annotations

from re import _constants as op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

from vedette.detectors.secrets.starts import allowed

MAX_WIDTH = 20_000
MAX_WAYS = 20_000
# A repeat of a group that itself varies is allowed a few times only.
_MAX_NESTED = 8
_REPEATS = frozenset({op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT})
_ZERO_WIDTH = frozenset({op.AT, op.ASSERT, op.ASSERT_NOT})

Bytes = frozenset[int]


class NotLinearError(ValueError):
    """The pattern cannot be shown to be cheap, and why."""


def prove(pattern: str) -> int:
    """Bound the ways in which a pattern may be tried at one place.

    Args:
        pattern: a regular expression for bytes.

    Returns:
        The bound, at most `MAX_WAYS`.

    Raises:
        NotLinearError: it is wider, or may be tried in more ways, than is allowed.
    """
    tree = _parser.parse(pattern.encode("ascii"), 0)
    width = tree.getwidth()[1]
    if width > MAX_WIDTH:
        raise NotLinearError(f"a match may be {width} bytes wide; {MAX_WIDTH} are allowed")
    ways = _ways(list(tree), frozenset())
    if ways > MAX_WAYS:
        raise NotLinearError(f"there are {ways} ways to try it; {MAX_WAYS} are allowed")
    return ways


def _ways(items: list[Any], follow: Bytes) -> int:
    ways = 1
    for at, item in enumerate(items):
        ways *= _item_ways(item, _first(items[at + 1 :], follow))
    return ways


def _item_ways(item: Any, rest: Bytes) -> int:
    code, value = item
    if code in _REPEATS:
        return _repeat_ways(item, rest)
    if code is op.SUBPATTERN:
        return _ways(list(value[3]), rest)
    if code is op.ATOMIC_GROUP:
        return _ways(list(value), rest)
    if code is op.BRANCH:
        return _branch_ways([list(branch) for branch in value[1]], rest)
    if code in {op.ASSERT, op.ASSERT_NOT}:
        return _ways(list(value[1]), frozenset())
    return 1


def _branch_ways(branches: list[list[Any]], rest: Bytes) -> int:
    """The dearest branch; branches that may begin alike are added up."""
    firsts = [_first(branch, rest) for branch in branches]
    costs = [_ways(branch, rest) for branch in branches]
    alike = [
        sum(cost for cost, other in zip(costs, firsts, strict=True) if first & other or not first)
        for first in firsts
    ]
    return max([*alike, 1])


def _repeat_ways(item: Any, rest: Bytes) -> int:
    code, (low, high, body) = item
    inside = list(body)
    if low == high:
        return int(_ways(inside, rest) ** min(low, _MAX_NESTED + 1)) if _varies(inside) else 1
    begin = _first(inside, frozenset())
    once = _ways(inside, begin | rest)
    if _varies(inside):
        if high > _MAX_NESTED:
            raise NotLinearError(
                f"a group that varies is repeated up to {high} times; {_MAX_NESTED} are allowed"
            )
        once = int(once**high)
    if code is op.POSSESSIVE_REPEAT or not begin & rest:
        return once
    return once * int(high - low + 1)


def _varies(items: list[Any]) -> bool:
    for code, value in items:
        if code in _REPEATS:
            varies = value[0] != value[1] or _varies(list(value[2]))
        elif code is op.SUBPATTERN:
            varies = _varies(list(value[3]))
        else:
            varies = code is op.BRANCH and any(_varies(list(branch)) for branch in value[1])
        if varies:
            return True
    return False


def _first(items: list[Any], follow: Bytes) -> Bytes:
    """The bytes with which a sequence may begin; what follows it counts if it may be empty."""
    found: set[int] = set()
    for item in items:
        begin, empty = _begins(item)
        found |= begin
        if not empty:
            return frozenset(found)
    return frozenset(found | follow)


def _begins(item: Any) -> tuple[set[int], bool]:
    """The bytes with which one item may begin, and whether it may be empty."""
    code, value = item
    if code in _ZERO_WIDTH:
        return set(), True
    if code in _REPEATS:
        begin, empty = _sequence_begins(list(value[2]))
        return begin, empty or value[0] == 0
    if code is op.SUBPATTERN:
        return _sequence_begins(list(value[3]))
    if code is op.ATOMIC_GROUP:
        return _sequence_begins(list(value))
    if code is op.BRANCH:
        each = [_sequence_begins(list(branch)) for branch in value[1]]
        return set().union(*(begin for begin, _ in each)), any(empty for _, empty in each)
    # Both cases, whatever the flags say: more bytes can only make the bound larger.
    return allowed(item, caseless=True), False


def _sequence_begins(items: list[Any]) -> tuple[set[int], bool]:
    found: set[int] = set()
    for item in items:
        begin, empty = _begins(item)
        found |= begin
        if not empty:
            return found, False
    return found, True
