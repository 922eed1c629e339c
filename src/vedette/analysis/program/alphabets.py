"""Which characters a text may have that a pattern has matched, or in which it finds nothing any more."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from vedette.analysis.program.backtracking import ALPHABET, EVERY, PARSER, chars_of

_LONGEST = 400
_DEEPEST = 20
_REPEATS = frozenset(("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"))
_SINGLE = frozenset(("LITERAL", "NOT_LITERAL", "ANY", "IN"))
_NOTHING = frozenset(("AT", "ASSERT", "ASSERT_NOT", "GROUPREF"))
_MOST_BEGINNINGS = 8
_LONGEST_BEGINNING = 80
# What stands in a beginning for any sign that is neither a letter nor a digit, and for one that is.
_ANY_SIGN, _ANY_LETTER = "\ue000", "a"


class _UnknownError(Exception):
    """Something in a pattern of which nothing is said."""


@lru_cache(maxsize=2048)
def admits(pattern: str, by: str, allowed: str) -> bool:
    r"""Whether a pattern leaves only texts through all whose characters are allowed.

    Args:
        pattern: as it is written.
        by: `fullmatch`, `match` or `search`, of a text that it matched so; `found` of what it matched of a
            text; `gone` of one in which it finds nothing, as all that it matches was taken out.
        allowed: a regular expression of one character.
    """
    parsed = _parsed(pattern)
    if parsed is None:
        return False
    items, flags = parsed
    try:
        if by == "gone":
            left = EVERY & ~_removed(items, flags)
        elif not _is_held(items, flags, by):
            return False
        else:
            left = _within(items, flags, 0)
    except _UnknownError:
        return False
    bad = _bad(allowed)
    return left != EVERY and not left & bad


@lru_cache(maxsize=2048)
def begins_as(pattern: str, by: str, wanted: str) -> bool:
    """Whether all texts that a pattern matches begin as another regular expression says.

    Args:
        pattern: as it is written.
        by: see `admits`.
        wanted: is matched with the constant beginning, in which `a` stands for any letter or digit.
    """
    parsed = _parsed(pattern)
    if parsed is None or (by == "search" and not _is_at_start(parsed[0])):
        return False
    found = {_cut(one) for one in _beginnings(parsed[0], parsed[1])}
    return bool(found) and all(re.match(wanted, one) for one in found)


def _cut(text: str) -> str:
    return text.partition(_ANY_SIGN)[0]


def _parsed(pattern: str) -> tuple[list[Any], int] | None:
    if not pattern or len(pattern) > _LONGEST:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            parsed = PARSER.parse(pattern)
    except (re.error, RecursionError, OverflowError, ValueError):
        return None
    return list(parsed), parsed.state.flags


@lru_cache(maxsize=64)
def _bad(allowed: str) -> int:
    fits = re.compile(allowed)
    return sum(1 << number for number, one in enumerate(ALPHABET) if not fits.fullmatch(one))


def _is_held(items: Sequence[Any], flags: int, by: str) -> bool:
    """Whether a match is one of the whole text."""
    if by in {"fullmatch", "found"}:
        return True
    if len(items) == 1 and str(items[0][0]) in {"BRANCH", "SUBPATTERN"}:
        ways = items[0][1][1] if str(items[0][0]) == "BRANCH" else [items[0][1][3]]
        return all(_is_held(list(way), flags, by) for way in ways)
    if not items or (by == "search" and not _is_at_start(items)):
        return False
    operator, value = items[-1]
    at = str(value) if str(operator) == "AT" else ""
    return at == "AT_END_STRING" or (at == "AT_END" and not flags & re.MULTILINE)


def _is_at_start(items: Sequence[Any]) -> bool:
    return bool(items) and str(items[0][0]) == "AT" and "BEGINNING" in str(items[0][1])


def _within(items: Sequence[Any], flags: int, depth: int) -> int:
    """All characters that what is matched may have."""
    if depth > _DEEPEST:
        raise _UnknownError
    found = 0
    for operator, value in items:
        name = str(operator)
        if name == "ANY":
            return EVERY
        if name in _SINGLE:
            found |= chars_of(name, value, flags)
            continue
        for inner in _inner(name, value):
            found |= _within(inner, flags, depth + 1)
    return found


def _inner(name: str, value: Any) -> Iterator[Sequence[Any]]:
    """The parts of an item that is no single character."""
    if name in _REPEATS:
        yield value[2]
    elif name == "SUBPATTERN":
        yield value[3]
    elif name == "ATOMIC_GROUP":
        yield value
    elif name == "BRANCH":
        yield from value[1]
    elif name == "GROUPREF_EXISTS":
        yield value[1]
        yield value[2] or []
    elif name not in _NOTHING:
        raise _UnknownError


def _removed(items: Sequence[Any], flags: int) -> int:
    """Characters that no text has any more in which nothing is found."""
    sure = [one for one in items if not (str(one[0]) in _REPEATS and one[1][0] == 0)]
    if len(sure) != 1:
        return 0
    name, value = str(sure[0][0]), sure[0][1]
    if name in _SINGLE:
        return 0 if name == "ANY" else chars_of(name, value, flags)
    if name in _REPEATS:
        return _removed(value[2], flags) if value[0] == 1 else 0
    if name in {"BRANCH", "SUBPATTERN"}:
        found = 0
        for way in _inner(name, value):
            found |= _removed(way, flags)
        return found
    return 0


def _beginnings(items: Sequence[Any], flags: int) -> list[str]:
    """How what is matched may begin; what is not known is `_ANY_SIGN`, after which nothing counts."""
    found = [""]
    for operator, value in items:
        name = str(operator)
        if name == "AT":
            continue
        found = [one + more for one in found for more in _ways(name, value, flags)]
        if len(found) > _MOST_BEGINNINGS or len(found[0]) > _LONGEST_BEGINNING:
            break
        if all(_ANY_SIGN in one for one in found):
            break
    return found


def _ways(name: str, value: Any, flags: int) -> list[str]:
    if name == "LITERAL" and not flags & re.IGNORECASE:
        return [chr(value)]
    if name in _SINGLE:
        chars = EVERY if name == "ANY" else chars_of(name, value, flags)
        if name == "LITERAL":
            return [chr(value)]
        return [_ANY_SIGN] if chars & _bad(r"[\w-]") else [_ANY_LETTER]
    if name in _REPEATS and value[0] == 0 and value[1] == 1:
        return ["", *_beginnings(value[2], flags)]
    if name in _REPEATS and value[0] > 0:
        ways = _beginnings(value[2], flags)
        single = len(value[2]) == 1 and ways == [_ANY_LETTER]
        return ways if single or value[0] == value[1] == 1 else [one + _ANY_SIGN for one in ways]
    if name == "SUBPATTERN":
        return _beginnings(value[3], flags)
    if name == "BRANCH":
        return [one for way in value[1] for one in _beginnings(way, flags)][: _MOST_BEGINNINGS + 1]
    return [_ANY_SIGN]
