r"""Regular expressions whose time doubles with each character, by how they are written.

A repeated group is ambiguous where what ends one round may as well begin the next: `(\w+\s*)+` matches a
word of ten letters in 512 ways. All are tried once what comes after the group does not match.
"""

from __future__ import annotations

import importlib
import re
import warnings
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, TypeAlias

# The parser of the interpreter; it is the same for all versions that are supported.
_PARSER = importlib.import_module("re._parser")
_LONGEST = 1000
_DEEPEST = 12
_MANY = 10
_ALPHABET = [*map(chr, range(128)), "\u00e9"]
_Chars: TypeAlias = frozenset[str]
_CATEGORIES = {
    "CATEGORY_DIGIT": r"\d",
    "CATEGORY_NOT_DIGIT": r"\D",
    "CATEGORY_SPACE": r"\s",
    "CATEGORY_NOT_SPACE": r"\S",
    "CATEGORY_WORD": r"\w",
    "CATEGORY_NOT_WORD": r"\W",
}
_REPEATS = frozenset(("MAX_REPEAT", "MIN_REPEAT"))


@lru_cache(maxsize=4096)
def doubles(pattern: str) -> bool:
    """Whether the time that a pattern takes may double with each character of the text.

    Args:
        pattern: as it is written; one that can't be read is not slow.
    """
    if len(pattern) > _LONGEST or not any(sign in pattern for sign in ("+)", "*)", "}", "?)", ")+", ")*")):
        return False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            parsed = _PARSER.parse(pattern)
    except (re.error, RecursionError, OverflowError, ValueError):
        return False
    return _slow(list(parsed), fails=False, depth=0)


def _slow(items: Sequence[Any], *, fails: bool, depth: int) -> bool:
    """Whether something among items is ambiguous; `fails` if what follows them may not match."""
    if depth > _DEEPEST:
        return False
    for number, (operator, value) in enumerate(items):
        name = str(operator)
        after = fails or any(not _is_empty(one) for one in items[number + 1 :])
        if name in _REPEATS:
            low, high, body = value
            inner = list(body)
            if after and high >= _MANY and high > low and _ambiguous(inner):
                return True
            if _slow(inner, fails=after, depth=depth + 1):
                return True
        elif name == "BRANCH":
            if any(_slow(list(one), fails=after, depth=depth + 1) for one in value[1]):
                return True
        elif name == "SUBPATTERN" and _slow(list(value[3]), fails=after, depth=depth + 1):
            return True
    return False


def _ambiguous(body: list[Any]) -> bool:
    """Whether the end of one round of a repeated body may as well be the beginning of the next."""
    ends = list(_outer(body[::-1], 0, back=True))
    begins = list(_outer(body, 0, back=False))
    if any(end & begin for end in ends for begin in begins):
        return True
    single = body[0][1][3] if len(body) == 1 and str(body[0][0]) == "SUBPATTERN" else body
    if len(single) != 1 or str(single[0][0]) != "BRANCH":
        return False
    sets = [_chars(one[0]) for one in single[0][1][1] if len(one) == 1]
    return any(a & b for number, a in enumerate(sets) for b in sets[number + 1 :])


def _outer(items: Sequence[Any], depth: int, *, back: bool) -> Iterator[_Chars]:
    """Characters of the repeats at one end of a body."""
    if depth > _DEEPEST:
        return
    for operator, value in items:
        name = str(operator)
        if name in _REPEATS:
            low, high, body = value
            inner = list(body)
            if len(inner) == 1 and (chars := _chars(inner[0])) and high >= _MANY and high > low:
                yield chars
            else:
                yield from _outer(inner[::-1] if back else inner, depth + 1, back=back)
        elif name == "SUBPATTERN":
            inner = list(value[3])
            yield from _outer(inner[::-1] if back else inner, depth + 1, back=back)
        elif name == "BRANCH":
            for one in value[1]:
                inner = list(one)
                yield from _outer(inner[::-1] if back else inner, depth + 1, back=back)
        elif name in {"ASSERT", "ASSERT_NOT"}:
            return  # what a look ahead refuses is not followed
        if not _may_be_empty((operator, value)):
            return


def _may_be_empty(item: Any) -> bool:
    name, value = str(item[0]), item[1]
    if name in _REPEATS or name == "POSSESSIVE_REPEAT":
        return bool(value[0] == 0) or all(_may_be_empty(one) for one in value[2])
    if name == "SUBPATTERN":
        return all(_may_be_empty(one) for one in value[3])
    if name == "BRANCH":
        return any(all(_may_be_empty(one) for one in way) for way in value[1])
    return name in {"AT", "ASSERT", "ASSERT_NOT", "GROUPREF", "ATOMIC_GROUP"}


def _is_empty(item: Any) -> bool:
    """Whether an item always matches: what may be nothing, an end of the text aside."""
    return _may_be_empty(item) and not (str(item[0]) == "AT" and "END" in str(item[1]))


def _chars(item: Any) -> _Chars:
    """The characters that an item for one character stands for; none for any other item."""
    name, value = str(item[0]), item[1]
    if name == "LITERAL":
        return frozenset((chr(value),))
    if name == "NOT_LITERAL":
        return frozenset(_ALPHABET) - {chr(value)}
    if name == "ANY":
        return frozenset(_ALPHABET) - {"\n"}
    if name == "SUBPATTERN" and len(value[3]) == 1:
        return _chars(value[3][0])
    return _of_set(value) if name == "IN" else frozenset()


def _of_set(items: Sequence[Any]) -> _Chars:
    found: set[str] = set()
    negated = False
    for operator, value in items:
        name = str(operator)
        if name == "NEGATE":
            negated = True
        elif name == "LITERAL":
            found.add(chr(value))
        elif name == "RANGE":
            found |= {one for one in _ALPHABET if value[0] <= ord(one) <= value[1]}
        elif name == "CATEGORY":
            found |= _category(_CATEGORIES.get(str(value), ""))
    return frozenset(_ALPHABET) - found if negated else frozenset(found)


@lru_cache(maxsize=16)
def _category(written: str) -> _Chars:
    return frozenset(one for one in _ALPHABET if written and re.match(written, one))
