"""What answers leave for those that start at later files: `Answer.left`, of a whole tree."""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import TypeAlias

from vedette.analysis.program.parts import rests

Left: TypeAlias = tuple[str, int, bytes]
_SIZE = 16


class Leavings:
    """What is left in one state of a tree."""

    def __init__(self) -> None:
        self._of: dict[str, tuple[Left, ...]] = {}
        self._in: dict[str, dict[str, list[Left]]] = {}
        self._order: list[str] | None = []

    def put(self, start: str, left: tuple[Left, ...]) -> None:
        """What the answer of a start leaves, in place of what it left before."""
        for path, _, _ in self._of.pop(start, ()):
            self._in.get(path, {}).pop(start, None)
        if left:
            self._of[start] = left
            for one in left:
                self._in.setdefault(one[0], {}).setdefault(start, []).append(one)
        self._order = None

    def before(self, start: str) -> Iterator[tuple[str, Left]]:
        """All that is left at a start, with who left it, in order."""
        if self._order is None:
            self._order = sorted(self._of)
        for giver in self._order[: bisect_left(self._order, start)]:
            for one in self._of[giver]:
                yield giver, one

    def seen(self, start: str, used: Iterable[str], parts: bytes) -> bytes:
        """Stands for what an answer rests on of all this; b"" for nothing.

        Args:
            start: of the answer.
            used: files that it rests on.
            parts: as in `detectors.interface.Answer.parts`.
        """
        met = [
            (giver, *one)
            for path in filter(self._in.__contains__, used)
            for giver, each in self._in[path].items()
            if giver < start
            for one in each
            if rests(parts, one[1])
        ]
        if not met:
            return b""
        digest = hashlib.blake2b(digest_size=_SIZE)
        for giver, path, number, data in sorted(met):
            head = f"{len(giver)} {len(path)} {number} {len(data)} {giver}{path}"
            digest.update(head.encode("utf-8", "surrogateescape") + data)
        return digest.digest()
