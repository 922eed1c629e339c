"""Versions as Maven orders them (its `ComparableVersion`): nested lists of numbers and qualifiers."""

from __future__ import annotations

import re
from functools import cmp_to_key
from itertools import zip_longest
from typing import Any

Item = int | str | list[Any]

_PIECE = re.compile(r"[0-9]+|[^0-9.-]+|[.-]")
_LONGEST = 200
_QUALIFIERS = ("alpha", "beta", "milestone", "rc", "snapshot", "", "sp")
_RELEASE = _QUALIFIERS.index("")
_ALIASES = {"ga": "", "final": "", "release": "", "cr": "rc"}
_SHORT = {"a": "alpha", "b": "beta", "m": "milestone"}


def key(text: str) -> Any:
    """What versions are ordered by.

    Args:
        text: any; to Maven everything is a version.

    Raises:
        ValueError: it is empty, or too long to be one.
    """
    if not text or len(text) > _LONGEST:
        raise ValueError(text)
    return _ordered(_parsed(text.lower()))


def _parsed(text: str) -> list[Any]:
    """The nested lists: a hyphen, and each border between digits and letters, opens one."""
    lists: list[list[Any]] = [[]]
    before = ""
    pieces = _PIECE.findall(text)
    for at, piece in enumerate(pieces):
        if piece in ".-":
            if before in ("", ".", "-"):
                lists[-1].append(0)
            if piece == "-":
                _open(lists)
        else:
            if before not in ("", ".", "-"):
                _open(lists)
            after = pieces[at + 1] if at + 1 < len(pieces) else ""
            lists[-1].append(_item(piece, before_digit=after[:1].isdigit()))
        before = piece
    for one in reversed(lists):
        _normalise(one)
    return lists[0]


def _open(lists: list[list[Any]]) -> None:
    inner: list[Any] = []
    lists[-1].append(inner)
    lists.append(inner)


def _item(piece: str, *, before_digit: bool) -> int | str:
    if piece.isdigit():
        return int(piece)
    if before_digit:
        piece = _SHORT.get(piece, piece)
    return _ALIASES.get(piece, piece)


def _normalise(items: list[Any]) -> None:
    """Takes away what says nothing: zeros, releases and empty lists at the end, or before a list there."""
    for at in range(len(items) - 1, -1, -1):
        if items[at] in (0, "", []):
            del items[at]
        elif not isinstance(items[at], list):
            break


def _compared(left: Item | None, right: Item | None) -> int:
    if left is None or right is None:
        if left is None and right is None:
            return 0
        return -_to_nothing(right) if left is None else _to_nothing(left)
    if isinstance(left, list) and isinstance(right, list):
        for one, other in zip_longest(left, right):
            if result := _compared(one, other):
                return result
        return 0
    ranks = _rank(left), _rank(right)
    if ranks[0] != ranks[1]:
        return -1 if ranks[0] < ranks[1] else 1
    if isinstance(left, str) and isinstance(right, str):
        return _sign(_qualifier(left), _qualifier(right))
    return _sign(left, right)


def _to_nothing(item: Any) -> int:
    if isinstance(item, list):
        return next((result for one in item if (result := _to_nothing(one))), 0)
    if isinstance(item, int):
        return _sign(item, 0)
    return _sign(_qualifier(item), (_RELEASE, ""))


def _rank(item: Item) -> int:
    """`1-x` < `1-1` < `1.1`."""
    return 2 if isinstance(item, int) else 1 if isinstance(item, list) else 0


def _qualifier(word: str) -> tuple[int, str]:
    return (_QUALIFIERS.index(word), "") if word in _QUALIFIERS else (len(_QUALIFIERS), word)


def _sign(left: Any, right: Any) -> int:
    return int(left > right) - int(left < right)


_ordered = cmp_to_key(_compared)
