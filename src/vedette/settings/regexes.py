"""Whether a regular expression that came with a tree is cheap enough to be tried on its texts. Pure.

`re` tries ways to match until one works. Here the ways are bounded from the form of the pattern alone: those
of a sequence multiply, those of a branch add up, a repeat has one for each of its lengths.
"""

from __future__ import annotations

import re
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

LONGEST = 300
# Texts are cut at so many characters before a pattern is tried on them.
_SUBJECT = 4096
_MOST_ANYWHERE = 1_000
_MOST_ANCHORED = 1 << 16
_REPEATS = frozenset({op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT})
_ONE = frozenset({op.LITERAL, op.NOT_LITERAL, op.IN, op.ANY, op.CATEGORY, op.RANGE})
_STARTS = frozenset({op.AT_BEGINNING, op.AT_BEGINNING_STRING})


def fault(pattern: str, *, whole: bool = False) -> str:
    """What is wrong with a pattern; "" when nothing is.

    Args:
        pattern: as somebody wrote it.
        whole: it is tried on a whole text, from its first character.
    """
    if len(pattern) > LONGEST:
        return f"it has more than {LONGEST} characters"
    try:
        re.compile(pattern)
        items = list(_parser.parse(pattern))
    except (re.error, RecursionError, OverflowError, ValueError) as error:
        return f"it is no regular expression: {error}"
    anchored = whole or (bool(items) and items[0][0] is op.AT and items[0][1] in _STARTS)
    try:
        ways = _ways(items)
    except _DearError as error:
        return str(error)
    if ways <= (_MOST_ANCHORED if anchored else _MOST_ANYWHERE):
        return ""
    if anchored:
        return "there are too many ways to try it: repeat less, or say how often, such as {0,20} instead of *"
    return "it may be tried in too many ways: begin it with ^, or say how often, such as {0,20} instead of *"


class _DearError(Exception):
    """Why a pattern cannot be bounded."""


def _ways(items: list[Any]) -> int:
    ways = 1
    for item in items:
        ways *= _item(item)
        if ways > _MOST_ANCHORED:
            return ways
    return ways


def _item(item: Any) -> int:
    code, value = item
    if code in _REPEATS:
        return _repeat(value)
    if code is op.SUBPATTERN:
        return _ways(list(value[3]))
    if code is op.ATOMIC_GROUP:
        return _ways(list(value))
    if code is op.BRANCH:
        return sum(_ways(list(branch)) for branch in value[1])
    if code in {op.ASSERT, op.ASSERT_NOT}:
        return _ways(list(value[1]))
    if code in {op.GROUPREF, op.GROUPREF_EXISTS}:
        raise _DearError("it refers back to a group, which is not taken here")
    return 1


def _repeat(value: Any) -> int:
    low, high, body = value
    inside = list(body)
    most = _SUBJECT if high is op.MAXREPEAT else int(high)
    if len(inside) == 1 and inside[0][0] in _ONE:
        return max(most - int(low), 0) + 1
    ways = _ways(inside)
    if high is op.MAXREPEAT or most > _SUBJECT:
        raise _DearError("it repeats a group without an end: say how often, such as {0,5}")
    # Each round may match in any way, and the number of rounds is one more choice.
    return int(min((ways + 1) ** min(most, 64), _MOST_ANCHORED + 1)) if most else 1
