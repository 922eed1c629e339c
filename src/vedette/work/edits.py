"""Files that are not as they were when an answer was found, and what of them an answer rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache

from vedette.detectors.interface import Edit, ProgramDetector, RepeatingDetector, Rests
from vedette.work.given import Givens
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
        givens: what functions were given.
        sees: whether an answer that rests on some files and parts sees what other answers left.
    """

    def __init__(
        self,
        kind: str,
        tree: Tree,
        detector: ProgramDetector,
        files: Sequence[tuple[str, str]],
        givens: Givens,
        sees: Callable[[Iterable[str], bytes], bool],
    ) -> None:
        self._kind = kind
        self._tree = tree
        self._detector = detector
        self._files = files
        self._givens = givens
        self._sees = sees
        self._left = _MOST
        self._spares = cache(self._compared)
        self._repeats = cache(self._repeated)

    def path(self, number: int) -> str:
        """Path of a file."""
        return self._files[number][0]

    def now(self, number: int) -> tuple[str, str]:
        """Path and mark of a file as it is now."""
        path = self.path(number)
        return path, self._tree.mark(path)

    def spares(self, numbers: Sequence[int], parts: bytes, made: bytes) -> Rests | None:
        """Whether what has changed of some files is nothing to an answer that rests on some parts.

        Args:
            numbers: of the files.
            parts: on which it rests.
            made: of what its findings are made, if they name places in these files; else b"".

        Returns:
            What it rests on from now on; None if it is to be found anew.
        """
        if not made and all(self._spares(number)(parts) for number in numbers):
            return Rests(parts=parts)
        if len(numbers) > 1:
            return None  # functions are compared in trees that differ for the answer in nothing else
        rests = self._repeats(numbers[0])(parts, made)
        if rests is not None and any(self._tree.faults(path) for path in rests.used):
            return None
        return rests

    def carry(self, numbers: Iterable[int]) -> None:
        """Some answers that rested on these files rest on them as they are now."""
        for number in numbers:
            self._givens.carry((self._kind, *self._files[number]), (self._kind, *self.now(number)))

    def _compared(self, number: int) -> Callable[[bytes], bool]:
        path, _ = self._files[number]
        self._left -= 1
        forms = self._forms(number) if self._left >= 0 else None
        return self._detector.spares(path, *forms) if forms else _nothing

    def _repeated(self, number: int) -> Callable[[bytes, bytes], Rests | None]:
        path, mark = self._files[number]
        forms = self._forms(number)
        if forms is None or not isinstance(self._detector, RepeatingDetector):
            return _never
        old, new = forms
        given = self._givens.of((self._kind, path, mark))
        return self._detector.repeats(
            self._tree, Edit(path=path, old=old, new=new, given=given, sees=self._sees)
        )

    def _forms(self, number: int) -> tuple[bytes, bytes] | None:
        """Of a file as it was and as it is; None if they say nothing of each other."""
        path, mark = self._files[number]
        content, _, lies = mark.partition(" ")
        if lies != self._tree.lies(path):
            return None
        old, new = self._tree.former(content), self._tree.form(path)
        return (old, new) if old and new and not self._tree.faults(path) else None


def _nothing(_parts: bytes) -> bool:
    return False


def _never(_parts: bytes, _made: bytes) -> Rests | None:
    return None
