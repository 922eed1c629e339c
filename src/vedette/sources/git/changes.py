"""What differs between a commit and what is scanned."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cached_property

import msgspec
from msgspec import Struct

from vedette.model.facts import Entry, Origin
from vedette.sources.git.door import Door, DoorError
from vedette.sources.git.listing import GITLINK, SYMLINK, Tracked
from vedette.sources.git.snapshot import Snapshot
from vedette.sources.interface import Memory

Hasher = Callable[[str], str]


_OPTIONS = ("-z", "--raw", "--no-abbrev", "--no-ext-diff", "--no-textconv", "--ignore-submodules=none")
_SUBJECT = "git differences 1"
_MOST_KEPT = 10_000
_MOST_COMMITS = 4


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


class _Kept(Struct, frozen=True, array_like=True):
    index: bytes = b""
    found: dict[str, list[Difference]] = {}


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
    try:
        return _raw(door, base, commit, *more, "-M")
    except DoorError:
        # Similar files are found by their blobs, and a partial clone may lack them.
        return _raw(door, base, commit, *more, "--no-renames")


class IndexDifferences:
    """How an index differs from commits: asked once for as long as the index is the same.

    Args:
        memory: where it is kept; None to keep nothing.
        root: absolute path of the work tree.
        index: digest of an index of the plain kind; b"" for any other, of which nothing is kept.
    """

    def __init__(self, memory: Memory | None, root: str, index: bytes) -> None:
        self._memory = memory if index else None
        self._root = root
        self._index = index
        data = self._memory.recall(_SUBJECT, root) if self._memory is not None else None
        known = _decoded(data)
        self._found = known.found if known.index == index else {}

    def of(self, door: Door, commit: str) -> list[Difference]:
        """As `differences`, of the index.

        Raises:
            DoorError: the commit or a tree of it is not there, or the index cannot be read.
        """
        if commit in self._found:
            return self._found[commit]
        try:
            index = door.lay_index()
        except OSError as error:
            raise DoorError("git-failed", "the index cannot be read") from error
        try:
            found = _raw(door, commit, None, "-M")
        except DoorError:
            # What lacks today may be there tomorrow.
            return differences(door, commit, None)
        if len(found) <= _MOST_KEPT and hashlib.sha256(index).digest() == self._index:
            self._keep(commit, found)
        return found

    def _keep(self, commit: str, found: list[Difference]) -> None:
        if self._memory is None:
            return
        last = dict([*self._found.items(), (commit, found)][-_MOST_COMMITS:])
        self._found = last
        with suppress(UnicodeEncodeError):
            self._memory.keep(_SUBJECT, self._root, msgspec.msgpack.encode(_Kept(self._index, last)))


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

    @cached_property
    def _tracked(self) -> dict[str, Tracked]:
        return {item.path: item for item in self._snapshot.tracked}

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
        proven, states = self._snapshot.proven, self._snapshot.states
        for item in self._snapshot.tracked:
            if item.path in proven:
                continue
            state = states.get(item.path)
            if state is None:
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


def _raw(door: Door, base: str, commit: str | None, *more: str) -> list[Difference]:
    command = ("diff-tree", "-r") if commit else ("diff-index", "--cached")
    named = (base, commit) if commit else (base,)
    return list(_parse(door.run(*command, *_OPTIONS, *more, *named, "--")))


def _decoded(data: bytes | None) -> _Kept:
    try:
        return _Kept() if data is None else msgspec.msgpack.decode(data, type=_Kept)
    except msgspec.MsgspecError:
        return _Kept()


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
