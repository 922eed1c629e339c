"""What differs between a commit and what is scanned."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

from msgspec import Struct

from vedette.model.facts import Entry, Origin
from vedette.sources.git.door import Door, DoorError
from vedette.sources.git.listing import GITLINK, SYMLINK
from vedette.sources.git.snapshot import Snapshot

Hasher = Callable[[str], str]


class Comparison(Struct, kw_only=True):
    """The difference; see `Change` for the meaning of the fields."""

    before: dict[str, Entry] = {}
    touched: set[str] = set()
    renames: dict[str, str] = {}


class Difference(Struct, frozen=True):
    """One line of git's raw difference between a commit and an index or another commit."""

    old_mode: str
    new_mode: str
    old_blob: str
    status: str
    old_path: str
    path: str
    new_blob: str = ""


def differences(door: Door, base: str, commit: str | None, *more: str) -> list[Difference]:
    """Compares trees by their ids, with renames where their blobs are there.

    Args:
        door: with its index laid, if `commit` is None.
        base: commit id.
        commit: commit id; None for the index.
        more: options of git.

    Raises:
        DoorError: the base or a tree of it is not there.
    """
    command = ("diff-tree", "-r") if commit else ("diff-index", "--cached")
    options = (
        "-z",
        "--raw",
        "--no-abbrev",
        "--no-ext-diff",
        "--no-textconv",
        "--ignore-submodules=none",
        *more,
    )
    named = (base, commit) if commit else (base,)
    try:
        return list(_parse(door.run(*command, *options, "-M", *named, "--")))
    except DoorError:
        # Similar files are found by their blobs, and a partial clone may lack them.
        return list(_parse(door.run(*command, *options, "--no-renames", *named, "--")))


class Comparer:
    """Joins the trees' differences with the state of the work tree."""

    def __init__(self, door: Door, base: str, snapshot: Snapshot, hasher: Hasher) -> None:
        """Takes what there is to compare.

        Args:
            door: of the repository.
            base: commit id.
            snapshot: of the repository now.
            hasher: blob id of a work tree file's bytes; "" if it cannot be read.
        """
        self.result = Comparison()
        self._door = door
        self._base = base
        self._snapshot = snapshot
        self._hash = hasher
        self._of_base: dict[str, tuple[str, str] | None] = {}
        self._tracked = {item.path: item for item in snapshot.tracked}

    def base_of(self, path: str) -> tuple[str, str] | None:
        """Mode and object id of a path at the base; None if it was not there."""
        if path in self._of_base:
            return self._of_base[path]
        item = self._tracked.get(path)
        return (item.mode, item.blob) if item else None

    def add_trees(self, found: list[Difference]) -> None:
        """Takes the differences between the base and the index."""
        for item in found:
            old: tuple[str, str] | None = (item.old_mode, item.old_blob)
            if item.status == "U":
                old = self._look_up(item.path)
            elif item.status in "AC":
                old = None
            if item.status in "RC":
                self._of_base[item.path] = None
            self._of_base.setdefault(item.old_path, old)
            if item.status == "R":
                self.result.renames[item.path] = item.old_path
            self._remember(item.old_path)
            if item.status != "D" and item.new_mode not in {GITLINK, SYMLINK}:
                self.result.touched.add(item.path)

    def add_worktree(self) -> None:
        """Takes what differs between the index and the files."""
        gone: dict[str, str] = {}
        for item in self._snapshot.tracked:
            state = self._snapshot.states.get(item.path)
            if state is None or item.path in self._snapshot.proven:
                continue
            if isinstance(state, int):
                if not item.is_sparse:
                    self._remember(item.path)
                    gone[item.blob] = item.path
            elif not item.blob or self._hash(item.path) != item.blob:
                self._remember(item.path)
                self.result.touched.add(item.path)
        for path in self._snapshot.untracked:
            if not path.endswith("/"):
                self._add_untracked(path, gone)

    def _add_untracked(self, path: str, gone: dict[str, str]) -> None:
        old = self.base_of(path)
        if old or gone:
            blob = self._hash(path)
            if old and old[1] == blob:
                self.result.before.pop(path, None)
                return
            if not old and blob in gone and self.base_of(gone[blob]):
                self.result.renames[path] = gone.pop(blob)
        self._remember(path)
        self.result.touched.add(path)

    def _remember(self, path: str) -> None:
        old = self.base_of(path)
        if old and old[1] and old[0].startswith("100"):
            self.result.before[path] = Entry(path=path, blob=old[1], origin=Origin.blob, revision=self._base)

    def _look_up(self, path: str) -> tuple[str, str] | None:
        try:
            words = self._door.run("ls-tree", "-z", "--full-tree", self._base, "--", path).split(None, 3)
        except DoorError:
            return None
        return (words[0].decode("ascii"), words[2].decode("ascii")) if len(words) > 2 else None  # noqa: PLR2004 - mode, type, id


def _parse(data: bytes) -> Iterator[Difference]:
    words = iter(data.split(b"\0"))
    for head in words:
        if not head.startswith(b":"):
            continue
        old_mode, new_mode, old_blob, new_blob, status = head[1:].decode("ascii").split(" ")
        old_path = path = os.fsdecode(next(words))
        if status[0] in "RC":
            path = os.fsdecode(next(words))
        yield Difference(old_mode, new_mode, old_blob, status[0], old_path, path, new_blob)
