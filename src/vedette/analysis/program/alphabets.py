"""What texts a regular expression lets through: their characters, how they begin, and which they are not.

All is told by how the pattern is written; the interpreter runs none.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Sequence
from functools import lru_cache, reduce
from operator import or_
from typing import Any

from vedette.analysis.program.backtracking import ALPHABET, EVERY, PARSER, chars_of, respelled
from vedette.analysis.program.finding import is_found

# Characters of a pattern, of which nothing is said if it has more.
LONGEST = 400
_DEEPEST = 20
_REPEATS = frozenset(("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"))
_SINGLE = frozenset(("LITERAL", "NOT_LITERAL", "ANY", "IN"))
_NOTHING = frozenset(("AT", "ASSERT", "ASSERT_NOT", "GROUPREF"))
_MOST_BEGINNINGS = 32
# What stands in a beginning for any sign that is neither a letter nor a digit, and for one that is.
_ANY_SIGN, _ANY_LETTER = "\ue000", "a"
_LITERAL = re.compile(r"/(.*)/([a-z]*)", re.DOTALL)
_FLAGS = {"i": re.IGNORECASE, "m": re.MULTILINE, "s": re.DOTALL}


class _UnknownError(Exception):
    """Something in a pattern of which nothing is said."""


@lru_cache(maxsize=2048)
def admits(pattern: str, by: str, allowed: str) -> bool:
    r"""Whether a pattern leaves only texts through all whose characters are allowed.

    Args:
        pattern: as it is written.
        by: `fullmatch`, `match` or `search`, of a text that it matched so; `test` as `search`, of a pattern
            between slashes, with its flags behind; `found` of what it matched of a text; `gone` of one in
            which it finds nothing, as all that it matches was taken out.
        allowed: a regular expression of one character.
    """
    parsed = _parsed(pattern, by)
    if parsed is None:
        return False
    items, flags = parsed
    try:
        if by == "gone":
            left = EVERY & ~_removed(items, flags)
        elif not _is_whole(items, flags, by):
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
    parsed = _parsed(pattern, by)
    if parsed is None or not _begins_with_text(*parsed, by):
        return False
    found = {_cut(one) for one in _beginnings(parsed[0], parsed[1])}
    return bool(found) and all(re.match(wanted, one) for one in found)


@lru_cache(maxsize=2048)
def refuses(pattern: str, by: str, texts: tuple[str, ...]) -> bool:
    """Whether a pattern that looks at a text from its beginning on is found in none of some texts.

    Args:
        pattern: as it is written.
        by: see `admits`; nothing is said of `found` and `gone`.
        texts: short ones of one line, of ASCII.
    """
    parsed = _parsed(pattern, by)
    if parsed is None or by in {"found", "gone"} or not _begins_with_text(*parsed, by):
        return False
    return not any(is_found(parsed[0], text, parsed[1]) for text in texts)


def literal(pattern: str) -> tuple[str, str] | None:
    """What stands between the slashes of a pattern, and its flags; None for any other or a long one."""
    found = _LITERAL.fullmatch(pattern) if len(pattern) <= LONGEST else None
    return (found[1], found[2]) if found else None


def _cut(text: str) -> str:
    return text.partition(_ANY_SIGN)[0]


@lru_cache(maxsize=512)
def _parsed(pattern: str, by: str) -> tuple[list[Any], int] | None:
    """The items of a pattern, and its flags."""
    flags = 0
    if by == "test":
        body, letters = literal(pattern) or ("", "")
        for letter in letters:
            flags |= _FLAGS.get(letter, 0)
        pattern = respelled(body.replace("\\/", "/"))
    if not pattern or len(pattern) > LONGEST:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            parsed = PARSER.parse(pattern, flags)
    except (re.error, RecursionError, OverflowError, ValueError):
        return None
    return list(parsed), parsed.state.flags


@lru_cache(maxsize=64)
def _bad(allowed: str) -> int:
    fits = re.compile(allowed)
    return sum(1 << number for number, one in enumerate(ALPHABET) if not fits.fullmatch(one))


def _is_whole(items: Sequence[Any], flags: int, by: str) -> bool:
    """Whether a match is one of the whole text."""
    if by in {"fullmatch", "found"}:
        return True
    return _begins_with_text(items, flags, by) and _is_held(items, flags, "END")


def _begins_with_text(items: Sequence[Any], flags: int, by: str) -> bool:
    return by not in {"search", "test"} or _is_held(items, flags, "BEGINNING")


def _is_held(items: Sequence[Any], flags: int, where: str, depth: int = 0) -> bool:
    """Whether what matches begins, or ends, where the text does, whichever way it matches."""
    if not items or depth > _DEEPEST:
        return False
    operator, value = items[0 if where == "BEGINNING" else -1]
    name = str(operator)
    if name == "AT":
        return where in str(value) and (not flags & re.MULTILINE or str(value).endswith("STRING"))
    if name == "SUBPATTERN":
        return _is_held(value[3], (flags | value[1]) & ~value[2], where, depth + 1)
    return name == "BRANCH" and all(_is_held(way, flags, where, depth + 1) for way in value[1])


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


def _removed(items: Sequence[Any], flags: int, depth: int = 0) -> int:
    """Characters that no text has any more in which nothing is found."""
    sure = [one for one in items if not (str(one[0]) in _REPEATS and one[1][0] == 0)]
    if len(sure) != 1 or depth > _DEEPEST:
        return 0
    name, value = str(sure[0][0]), sure[0][1]
    if name in _SINGLE:
        return 0 if name == "ANY" else chars_of(name, value, flags)
    if name in _REPEATS:
        return _removed(value[2], flags, depth + 1) if value[0] == 1 else 0
    if name in {"BRANCH", "SUBPATTERN"}:
        return reduce(or_, (_removed(way, flags, depth + 1) for way in _inner(name, value)), 0)
    return 0


def _beginnings(items: Sequence[Any], flags: int, depth: int = 0) -> list[str]:
    """How what is matched may begin; what is not known is `_ANY_SIGN`, after which nothing counts."""
    found = [""]
    for operator, value in items:
        if str(operator) == "AT":
            continue
        ways = _ways(str(operator), value, flags, depth + 1) if depth <= _DEEPEST else [_ANY_SIGN]
        if len(found) * len(ways) > _MOST_BEGINNINGS:
            return [one + _ANY_SIGN for one in found]
        found = [one + more for one in found for more in ways]
        if all(_ANY_SIGN in one for one in found):
            break
    return found


def _ways(name: str, value: Any, flags: int, depth: int) -> list[str]:
    if name == "LITERAL":
        return [chr(value)]
    if name in _SINGLE:
        chars = EVERY if name == "ANY" else chars_of(name, value, flags)
        return [_ANY_SIGN] if chars & _bad(r"[\w-]") else [_ANY_LETTER]
    if name in _REPEATS and value[0] == 0 and value[1] == 1:
        return ["", *_beginnings(value[2], flags, depth)]
    if name in _REPEATS and value[0] > 0:
        ways = _beginnings(value[2], flags, depth)
        single = len(value[2]) == 1 and ways == [_ANY_LETTER]
        return ways if single or value[0] == value[1] == 1 else [one + _ANY_SIGN for one in ways]
    if name == "SUBPATTERN":
        return _beginnings(value[3], flags, depth)
    if name == "BRANCH":
        return [one for way in value[1] for one in _beginnings(way, flags, depth)]
    return [_ANY_SIGN]
