"""Files that are not as they were when an answer was found, and what of them an answer rests on."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from vedette.detectors.interface import ProgramDetector
from vedette.work.tree import Tree

# After so many edited files, such as of another branch, comparing costs more than it saves.
_MOST = 200


class Edits:
    """Files that are not as they were.

    Args:
        kind: that judges them.
        tree: as it is now.
        detector: of the kind.
        files: path and mark as they were, by number.
    """

    def __init__(
        self, kind: str, tree: Tree, detector: ProgramDetector, files: Sequence[tuple[str, str]]
    ) -> None:
        self._kind = kind
        self._tree = tree
        self._detector = detector
        self._files = files
        self._spares: dict[int, Callable[[bytes], bool]] = {}
        self._left = _MOST

    def path(self, number: int) -> str:
        """Path of a file."""
        return self._files[number][0]

    def now(self, number: int) -> tuple[str, str]:
        """Path and mark of a file as it is now."""
        path = self.path(number)
        return path, self._tree.mark(path)

    def spares(self, number: int, parts: bytes) -> bool:
        """Whether what has changed of a file is nothing to an answer that rests on some parts."""
        known = self._spares.get(number)
        if known is None:
            known = self._spares[number] = self._compared(number)
        return known(parts)

    def _compared(self, number: int) -> Callable[[bytes], bool]:
        path, mark = self._files[number]
        content, _, lies = mark.partition(" ")
        self._left -= 1
        if self._left < 0 or lies != self._tree.lies(path):
            return _nothing
        old, new = self._tree.former(content), self._tree.form(path)
        if not old or not new or self._tree.faults(path):
            return _nothing
        return self._detector.spares(path, old, new)


def _nothing(_parts: bytes) -> bool:
    return False
