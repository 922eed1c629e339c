"""What was judged before, in bounded memory."""

from __future__ import annotations

from vedette.detectors.web.value import Attack

_MOST = 1 << 16


class Memo:
    """Answers of judges by the hash of what was judged, the ones asked for least lately forgotten first.

    Two halves: what is asked for moves to the young one; when that is full it becomes the old one, and the
    old one is forgotten. Keys are 64-bit hashes with the interpreter's random seed, so that nobody can make
    two values meet on purpose.
    """

    def __init__(self, most: int = _MOST) -> None:
        """Begin empty; at most twice `most` answers are held."""
        self._most = most
        self._young: dict[int, tuple[Attack, ...]] = {}
        self._old: dict[int, tuple[Attack, ...]] = {}

    def get(self, key: int) -> tuple[Attack, ...] | None:
        """The answer; None when it is not known."""
        found = self._young.get(key)
        if found is None:
            found = self._old.get(key)
            if found is not None:
                self.put(key, found)
        return found

    def put(self, key: int, answer: tuple[Attack, ...]) -> None:
        """Remember an answer."""
        if len(self._young) >= self._most:
            self._old, self._young = self._young, {}
        self._young[key] = answer
