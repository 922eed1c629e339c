"""What edits would make of the files of a tree, and making it so, or leaving all as it was."""

from __future__ import annotations

import importlib
from bisect import bisect_left, insort
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path

from msgspec import Struct

from vedette.apps.cli import rewriting
from vedette.apps.cli.rewriting import Held, UnchangeableError
from vedette.languages.text import decode
from vedette.model.edit import Edit, digest_of
from vedette.model.facts import Text
from vedette.model.finding import Finding

# More are never put in at one place.
_NEAR = 16
_SCRIPTS = (".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx", ".vue", ".svelte")
_LANGUAGES: Mapping[str, str] = {
    ".py": "python",
    ".pyw": "python",
    **dict.fromkeys(_SCRIPTS, "javascript"),
}


class Mended(Struct, frozen=True):
    """One file that edits mend.

    Attributes:
        held: as it was read.
        text: of it.
        edits: apart from one another, in order.
        findings: that they mend.
        data: the bytes that the file is to have.
    """

    held: Held
    text: Text
    edits: tuple[Edit, ...]
    findings: tuple[Finding, ...]
    data: bytes


class Left(Struct, frozen=True):
    """A finding that is not mended, and why."""

    finding: Finding
    why: str


class Plan(Struct, frozen=True):
    """What is mended, and what is left."""

    files: tuple[Mended, ...]
    left: tuple[Left, ...]


def plan(root: Path, findings: Iterable[Finding]) -> Plan:
    """What edits would make of the files. Nothing is written.

    Args:
        root: absolute path of the tree.
        findings: to be mended, where they have edits.
    """
    by_path: dict[str, list[Finding]] = {}
    left = []
    for finding in findings:
        if finding.edits:
            by_path.setdefault(finding.edits[0].path, []).append(finding)
        else:
            left.append(Left(finding, "no edit of it is sure to be right"))
    files = []
    for path, those in sorted(by_path.items()):
        try:
            file, rest = _file(rewriting.read(root, path), those)
        except UnchangeableError as error:
            left += [Left(finding, str(error)) for finding in those]
            continue
        left += [Left(finding, "its edit overlaps another; run again") for finding in rest]
        files.append(file)
    return Plan(tuple(files), tuple(sorted(left, key=lambda one: (one.finding.place, one.finding.rule))))


class Rewriting:
    """Files that are rewritten together: all stay as they are if `undo` is called.

    Args:
        root: absolute path of the tree.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._done: list[tuple[Mended, Held]] = []

    def apply(self, files: Sequence[Mended]) -> list[Left]:
        """Writes the files.

        Returns:
            What is left of them, since they changed meanwhile or cannot be written.
        """
        left = []
        for file in files:
            try:
                self._done.append((file, rewriting.write(self._root, file.held, file.data)))
            except UnchangeableError as error:
                left += [Left(finding, str(error)) for finding in file.findings]
        return left

    @property
    def findings(self) -> list[Finding]:
        """Those that the written files were to mend."""
        return [finding for file, _ in self._done for finding in file.findings]

    def undo(self) -> list[str]:
        """Writes back what was there.

        Returns:
            Paths of files that were changed by somebody else since, and are left alone.
        """
        kept = []
        while self._done:
            file, now = self._done.pop()
            try:
                rewriting.write(self._root, now, file.held.data)
            except UnchangeableError:
                kept.append(file.held.name)
        return kept


def _file(held: Held, findings: list[Finding]) -> tuple[Mended, list[Finding]]:
    text = decode(held.name, held.data)
    if text is None or not held.data.endswith(text.data):
        raise UnchangeableError("it is not written in UTF-8")
    digest = digest_of(text.data)
    chosen: list[Edit] = []
    mended, rest = [], []
    for finding in findings:
        if any(edit.digest != digest or edit.path != held.name for edit in finding.edits):
            raise UnchangeableError("it changed meanwhile")
        new = [edit for edit in finding.edits if edit not in _near(edit, chosen)]
        if all(_is_apart(edit, _near(edit, chosen)) for edit in new):
            for edit in new:
                insort(chosen, edit)
            mended.append(finding)
        else:
            rest.append(finding)
    # Of several that are put in at one place each is a whole argument, so that their order is free.
    edits = tuple(chosen)
    if any(after.start < before.end for before, after in pairwise(edits)):
        raise UnchangeableError("its edits overlap")
    after = Text(path=text.path, data=applied(text.data, edits), encoding=text.encoding)
    if _gaps(after) > _gaps(text):
        raise UnchangeableError("it could not be read any more")
    head = held.data[: len(held.data) - len(text.data)]
    return Mended(held, text, edits, tuple(mended), head + after.data), rest


def applied(data: bytes, edits: Sequence[Edit]) -> bytes:
    """A text with edits made, which are apart from one another and in order."""
    pieces, at = [], 0
    for edit in edits:
        pieces += [data[at : edit.start], edit.new.encode()]
        at = edit.end
    return b"".join([*pieces, data[at:]])


def _near(edit: Edit, others: list[Edit]) -> list[Edit]:
    """Neighbours among edits that are in order and apart: no other can touch it."""
    at = bisect_left(others, edit)
    return others[max(at - _NEAR, 0) : at + _NEAR]


def _is_apart(edit: Edit, others: Iterable[Edit]) -> bool:
    return all(
        edit.end < other.start
        or other.end < edit.start
        or (edit.end == other.start and other.start < other.end and edit.start < edit.end)
        or (other.end == edit.start and edit.start < edit.end and other.start < other.end)
        or (edit.start == edit.end == other.start == other.end and _is_argument(edit, other))
        for other in others
    )


def _is_argument(*edits: Edit) -> bool:
    return all(edit.new.startswith(", ") for edit in edits)


def _gaps(text: Text) -> int:
    language = _LANGUAGES.get(Path(text.path).suffix.lower())
    if language is None:
        return 0
    found: int = importlib.import_module(f"vedette.languages.{language}.written").gaps(text)
    return found
