"""Whether a regular expression matches the beginning of a short text, in bounded time.

The interpreter tries one way after the other, and a pattern of a scanned tree may have any number of them.
Here each part of a pattern is looked at once from each place of the text, and tells where it may end.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from vedette.analysis.program.backtracking import EVERY, chars_of

_DEEPEST = 20
_REPEATS = frozenset(("MAX_REPEAT", "MIN_REPEAT"))
_SINGLE = frozenset(("LITERAL", "NOT_LITERAL", "IN"))
_LINE = EVERY & ~(1 << ord("\n"))


class _UnknownError(Exception):
    """Something in a pattern of which nothing is said."""


def is_found(items: Sequence[Any], text: str, flags: int) -> bool:
    """Whether some beginning of a text, or nothing of it, is matched; true where that is not known.

    Args:
        items: of a pattern, as the interpreter's parser makes them.
        text: of ASCII, without line ends.
        flags: of the pattern.
    """
    try:
        return bool(_Text(text).ends(items, {0}, flags))
    except _UnknownError:
        return True


class _Text:
    """A text, and where each part of a pattern may end that begins at a place of it."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._known: dict[tuple[int, int], set[int]] = {}
        self._depth = 0

    def ends(self, items: Iterable[Any], starts: set[int], flags: int) -> set[int]:
        """Where items that follow each other may end."""
        if self._depth > _DEEPEST:
            raise _UnknownError
        self._depth += 1
        for item in items:
            starts = set().union(*(self._of(item, start, flags) for start in starts))
        self._depth -= 1
        return starts

    def _of(self, item: Any, start: int, flags: int) -> set[int]:
        """Where an item ends; the same item has the same flags whenever it is asked."""
        key = (id(item), start)
        if key not in self._known:
            self._known[key] = self._one(str(item[0]), item[1], start, flags)
        return self._known[key]

    def _one(self, name: str, value: Any, start: int, flags: int) -> set[int]:
        if name == "ANY" or name in _SINGLE:
            dots = EVERY if flags & re.DOTALL else _LINE
            chars = dots if name == "ANY" else chars_of(name, value, flags)
            return {start + 1} if start < len(self._text) and chars >> ord(self._text[start]) & 1 else set()
        if name in _REPEATS:
            return self._repeated(value, start, flags)
        if name == "SUBPATTERN":
            return self.ends(value[3], {start}, (flags | value[1]) & ~value[2])
        if name == "BRANCH":
            return set().union(*(self.ends(way, {start}, flags) for way in value[1]))
        if name in {"ASSERT", "ASSERT_NOT"} and value[0] == 1:
            return {start} if bool(self.ends(value[1], {start}, flags)) == (name == "ASSERT") else set()
        if name == "AT":
            return {start} if self._is_at(str(value), start) else set()
        raise _UnknownError

    def _repeated(self, value: Any, start: int, flags: int) -> set[int]:
        low, high, body = value
        # In more rounds than there are signs one was empty, and so may any other be.
        most = 2 * len(self._text) + 2
        now = {start}
        for _ in range(min(low, most)):
            now = self.ends(body, now, flags)
        found = set(now)
        for _ in range(min(high - low, most)):
            now = self.ends(body, now, flags) - found
            if not now:
                break
            found |= now
        return found

    def _is_at(self, where: str, start: int) -> bool:
        if "BOUNDARY" in where:
            sides = [one for one in (start - 1, start) if 0 <= one < len(self._text)]
            words = sum(bool(re.match(r"\w", self._text[one])) for one in sides)
            return (words == 1) == (where == "AT_BOUNDARY")
        return start == (0 if "BEGINNING" in where else len(self._text))
