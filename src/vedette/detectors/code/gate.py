"""The cheap question before a text is parsed: does it mention anything at which an analysis may start?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from vedette.analysis.program.starts import Start

# Words are cut out of one window at a time: all of a large text at once would be many times as large.
_WINDOW = 256 * 1024
_WORD = frozenset(b"_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
_SPACES = bytes(sign if sign in _WORD or sign >= 0x80 else 32 for sign in range(256))  # noqa: PLR2004 - beyond ASCII


class Gate:
    """Chooses texts by their words.

    Args:
        starts: by a word, what makes a text that has it one to look at; see `analysis/program/starts.py`.
    """

    def __init__(self, *starts: Mapping[str, Sequence[Start]]) -> None:
        self._starts: dict[bytes, list[_Demand]] = {}
        for one in starts:
            for word, demands in one.items():
                known = self._starts.setdefault(word.encode(), [])
                known += [_Demand(demand) for demand in demands]
        self._words = frozenset(self._starts)

    def chooses(self, data: bytes) -> bool:
        """Whether a text has the words of one of the starts, in time linear in its length."""
        words = self._words_of(data)
        return any(demand.met_by(words) for word in words & self._words for demand in self._starts[word])

    def _words_of(self, data: bytes) -> set[bytes]:
        words: set[bytes] = set()
        start = 0
        while start < len(data):
            window = data[start : start + _WINDOW].translate(_SPACES)
            # A window ends between words, so that none is cut; a word as long as that is none.
            end = window.rfind(b" ") + 1 if start + _WINDOW < len(data) else 0
            words.update(window[: end or len(window)].split())
            start += end or len(window)
        return words


class _Demand:
    """What else must stand in a text; of a root with several words, as `@scope/name`, all of them."""

    __slots__ = ("_needed", "_parts", "_roots")

    def __init__(self, start: Start) -> None:
        self._needed = frozenset(
            word for one in start.needed | start.along if _WORD.issuperset(word := one.encode())
        )
        roots = [] if "" in start.roots else [word.encode() for word in start.roots]
        self._roots = frozenset(roots)
        self._parts = [
            frozenset(one.translate(_SPACES).split()) for one in roots if not _WORD.issuperset(one)
        ]

    def met_by(self, words: set[bytes]) -> bool:
        if not self._needed <= words:
            return False
        return (
            not self._roots or not self._roots.isdisjoint(words) or any(one <= words for one in self._parts)
        )
