"""What texts a regular expression admits, by the characters in it and by texts that it refuses."""

from __future__ import annotations

import importlib
import re
import warnings
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from vedette.analysis.program.backtracking import CATEGORIES, doubles, respelled

# The parser of the interpreter; it is the same for all versions that are supported.
_PARSER = importlib.import_module("re._parser")
_LONGEST = 400
_DEEPEST = 20
_MOST_GROUPS = 20
_ASCII = [*map(chr, range(128))]
_EVERY = frozenset(_ASCII)
_LINES = frozenset("\r\n")
_REPEATS = frozenset(("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"))
_LITERAL = re.compile(r"/(.*)/([a-z]*)", re.DOTALL)
_NAMED = re.compile(r"\(\?<([A-Za-z_$][\w$]*)>")


@lru_cache(maxsize=4096)
def spells(pattern: str, allowed: str) -> bool:
    """Whether a whole text in which a pattern is found has no other characters than some.

    Args:
        pattern: as it is written, between slashes; flags may follow.
        allowed: a pattern of one character. Characters beyond ASCII are not looked at.
    """
    parsed = _parsed(pattern)
    if parsed is None or not (_is_held(parsed[0], "BEGINNING") and _is_held(parsed[0], "END")):
        return False
    found = _chars(parsed[0], folds=parsed[1], depth=0)
    return found is not None and found <= _allowed(allowed)


@lru_cache(maxsize=4096)
def refuses(pattern: str, texts: tuple[str, ...]) -> bool:
    """Whether a pattern that looks at a text from its beginning on is found in none of some texts.

    Args:
        pattern: as it is written, between slashes; flags may follow.
        texts: short ones.
    """
    parsed = _parsed(pattern)
    if parsed is None or not _is_held(parsed[0], "BEGINNING") or doubles(pattern):
        return False
    compiled: re.Pattern[str] = parsed[2]
    return not any(compiled.search(text) for text in texts)


@lru_cache(maxsize=1024)
def groups(pattern: str) -> tuple[tuple[int, str, str], ...]:
    """What a pattern finds: for the whole, 0, and each group its number, its name and a pattern of it alone.

    Args:
        pattern: as it is written, between slashes; flags may follow.
    """
    literal = _LITERAL.fullmatch(pattern[:_LONGEST])
    if literal is None:
        return ()
    body, flags = literal[1], literal[2]
    found = [(0, "", f"/^(?:{body})$/{flags}")]
    opened: list[tuple[int, int, str]] = []
    number = at = 0
    while at < len(body):
        sign = body[at]
        if sign == "\\":
            at += 1
        elif sign == "[":
            at = _end_of_set(body, at)
        elif sign == "(":
            named = _NAMED.match(body, at)
            plain = body[at + 1 : at + 2] == "?" and named is None
            number += not plain
            start = named.end() if named else at + 1
            opened.append((-1 if plain else number, start, named[1] if named else ""))
        elif sign == ")" and opened:
            which, start, name = opened.pop()
            if 0 < which <= _MOST_GROUPS:
                found.append((which, name, f"/^(?:{body[start:at]})$/{flags}"))
        at += 1
    return tuple(sorted(found))


def _end_of_set(text: str, start: int) -> int:
    at = start + 1
    while at < len(text) and text[at] != "]":
        at += 2 if text[at] == "\\" else 1
    return at


@lru_cache(maxsize=1024)
def _parsed(pattern: str) -> tuple[Sequence[Any], bool, re.Pattern[str]] | None:
    """The items of a pattern between slashes, whether case does not count, and the pattern itself."""
    literal = _LITERAL.fullmatch(pattern[:_LONGEST])
    if literal is None or "m" in literal[2]:
        return None
    flags = (re.IGNORECASE if "i" in literal[2] else 0) | (re.DOTALL if "s" in literal[2] else 0) | re.ASCII
    written = respelled(literal[1].replace("\\/", "/"))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return list(_PARSER.parse(written, flags)), "i" in literal[2], re.compile(written, flags)
    except (re.error, RecursionError, OverflowError, ValueError):
        return None


def _is_held(items: Sequence[Any], where: str, depth: int = 0) -> bool:
    """Whether what matches begins, or ends, where the text does, whichever way it matches."""
    if not items or depth > _DEEPEST:
        return False
    operator, value = items[0 if where == "BEGINNING" else -1]
    name = str(operator)
    if name == "AT":
        return where in str(value)
    if name == "SUBPATTERN":
        return _is_held(list(value[3]), where, depth + 1)
    return name == "BRANCH" and all(_is_held(list(way), where, depth + 1) for way in value[1])


def _chars(items: Sequence[Any], *, folds: bool, depth: int) -> frozenset[str] | None:
    """All characters of ASCII that may be in what items match; None where that is not known."""
    found: frozenset[str] = frozenset()
    for operator, value in items if depth <= _DEEPEST else ():
        one = _chars_of(str(operator), value, folds=folds, depth=depth + 1)
        if one is None:
            return None
        found |= one
    return found if depth <= _DEEPEST else None


def _chars_of(name: str, value: Any, *, folds: bool, depth: int) -> frozenset[str] | None:
    if name in {"AT", "ASSERT", "ASSERT_NOT", "GROUPREF"}:
        return frozenset()
    if name in {"LITERAL", "NOT_LITERAL"}:
        one = _folded(chr(value)) if folds else frozenset(chr(value))
        return one & _EVERY if name == "LITERAL" else _EVERY - one
    if name == "ANY":
        return _EVERY - _LINES
    if name == "IN":
        return _of_set(value, folds=folds)
    if name in _REPEATS:
        return _chars(value[2], folds=folds, depth=depth)
    if name == "SUBPATTERN":
        return _chars(value[3], folds=folds, depth=depth)
    if name == "BRANCH":
        ways = [_chars(way, folds=folds, depth=depth) for way in value[1]]
        known = [one for one in ways if one is not None]
        return frozenset().union(*known) if len(known) == len(ways) else None
    return None


def _of_set(items: Sequence[Any], *, folds: bool) -> frozenset[str] | None:
    found: set[str] = set()
    negated = False
    for operator, value in items:
        name = str(operator)
        if name == "NEGATE":
            negated = True
        elif name == "LITERAL":
            found |= _folded(chr(value)) if folds else {chr(value)}
        elif name == "RANGE":
            inside = {one for one in _ASCII if value[0] <= ord(one) <= value[1]}
            found |= {each for one in inside for each in _folded(one)} if folds else inside
        elif name == "CATEGORY" and str(value) in CATEGORIES:
            found |= _allowed(CATEGORIES[str(value)])
        else:
            return None
    return (_EVERY - found) if negated else frozenset(found) & _EVERY


def _folded(char: str) -> frozenset[str]:
    return frozenset((char, char.lower(), char.upper()))


@lru_cache(maxsize=64)
def _allowed(written: str) -> frozenset[str]:
    compiled = re.compile(written, re.ASCII)
    return frozenset(one for one in _ASCII if compiled.fullmatch(one))
