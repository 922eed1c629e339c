"""What an earlier run saw of a work tree, believed for as long as nothing can have altered it.

To list untracked files git opens every folder, which is a quarter of a run in which nothing changed. A name
that comes into a folder or leaves it alters the folder's times; so a listing holds while all folders that it
went through, and all ignore files that it went by, are the very same.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter

import msgspec
from msgspec import Struct

from vedette.sources.git.listing import GITLINK, Tracked
from vedette.sources.interface import Memory

_FORM = b"2"
_SUBJECT = "git listing 2"
# Within this time a folder may change without its times showing it, on the coarsest file systems.
_RACY_NS = 2_000_000_000
_MOST_FOLDERS = 500_000
# Folders of untracked files that are gone through to be remembered; past it nothing is.
_MOST_UNTRACKED = 20_000
# Folders that differ and are looked through one by one; past it git lists all anew.
_MOST_ALTERED = 200
_ATTRIBUTES = ".gitattributes"
_RULES = (".gitignore", _ATTRIBUTES)

Stamp = tuple[int, int, int, int, int]
_of_status = attrgetter("st_mtime_ns", "st_ctime_ns", "st_ino", "st_dev", "st_size")
_NOWHERE: Stamp = (0, 0, 0, 0, 0)
_NEVER: Stamp = (-1, 0, 0, 0, 0)


class Walk(Struct, frozen=True, array_like=True):
    """One listing of untracked files, with all that it depended on.

    Attributes:
        basis: digest of the tracked paths and of the lists in the repository's own folder.
        folders: every folder gone through, relative to the root; "" is the root itself.
        stamps: of the folders, in the same order.
        rules: every ignore and attributes file in them, relative to the root.
        rule_stamps: of these files, in the same order.
        untracked: what was found.
        filters: whether one of the attributes files speaks of filters.
    """

    basis: bytes
    folders: list[str]
    stamps: list[Stamp]
    rules: list[str]
    rule_stamps: list[Stamp]
    untracked: list[str]
    filters: bool


class _Record(Struct, array_like=True):
    walk: Walk | None = None


class Recollection:
    """What is remembered of one work tree."""

    def __init__(self, memory: Memory, root: str, moment: int) -> None:
        """Recalls it.

        Args:
            memory: where it is kept.
            root: absolute path of the work tree.
            moment: nanoseconds since the epoch, before anything was looked at.
        """
        self._memory = memory
        self._root = root
        self._moment = moment
        self._kept = memory.recall(_SUBJECT, root)
        self._record = _decoded(self._kept)
        self._known = self._record.walk
        # What is scanned once and never again need not pay for being remembered.
        self._is_first = self._kept is None
        self._basis = b""
        self._folders: list[str] = []
        self._stamps: list[Stamp] = []
        self._rules: list[str] = []
        self._rule_stamps: list[Stamp] = []

    def walk(self, names: bytes, tracked: Sequence[Tracked], lists: Iterable[bytes]) -> Walk | None:
        """The remembered listing, if it must still be right.

        Args:
            names: digest of the tracked paths, and of which are repositories.
            tracked: paths of the index.
            lists: texts of the exclude and attributes lists in the repository's own folder.
        """
        self._basis = _basis(names, tracked, lists)
        known = self._record.walk
        if known is None or known.basis != self._basis or not self._basis:
            self._record.walk = None
            return None
        if _stamps(self._root, known.rules) != known.rule_stamps:
            return None
        self._stamps = _stamps(self._root, known.folders)
        if self._stamps == known.stamps:
            return known
        self._record.walk = self._mended(known, tracked)
        return self._record.walk

    def begin(self, tracked: Sequence[Tracked]) -> list[str] | None:
        """Looks at the folders of tracked files, before git goes through them.

        Returns:
            Attributes files in them; None if the listing that follows cannot be remembered.
        """
        self._record.walk = None
        if self._is_first or not self._basis:
            return None
        folders = _folders_of(tracked)
        if len(folders) > _MOST_FOLDERS:
            return None
        # Stamped first: what comes in while it is looked at shows next time.
        self._folders, self._stamps, self._rules, self._rule_stamps = (
            folders,
            _stamps(self._root, folders),
            [],
            [],
        )
        self._add_rules(folders)
        return [path for path in self._rules if path.endswith(_ATTRIBUTES)]

    def begin_untracked(self, folders: Iterable[str]) -> bool:
        """As `begin`, of folders without a tracked file and all below them."""
        found: list[str] = []
        todo = list(folders)
        while todo:
            folder = todo.pop()
            found.append(folder)
            self._stamps.append(_stamp(self._root, folder))
            try:
                with os.scandir(f"{self._root}/{folder}") as listing:
                    for item in listing:
                        if item.name == ".git":
                            return False
                        if item.is_dir(follow_symlinks=False):
                            todo.append(f"{folder}/{item.name}")
            except OSError:
                return False
            if len(found) > _MOST_UNTRACKED:
                return False
        self._folders += found
        self._add_rules(found)
        return True

    def learn(self, untracked: list[str], *, filters: bool) -> None:
        """Remembers the listing that was begun.

        Args:
            untracked: what git listed, without any trouble.
            filters: whether an attributes file speaks of filters.
        """
        self._record.walk = Walk(
            basis=self._basis,
            folders=self._folders,
            stamps=self._settled(self._stamps),
            rules=self._rules,
            rule_stamps=self._settled(self._rule_stamps),
            untracked=untracked,
            filters=filters,
        )

    def save(self) -> None:
        """Keeps what there is to keep; not being able to is no fault."""
        if not self._is_first and self._record.walk is self._known:
            return
        record = _Record() if self._is_first else self._record
        try:
            data = msgspec.msgpack.encode(record)
        except UnicodeEncodeError:
            return
        if data != self._kept:
            self._memory.keep(_SUBJECT, self._root, data)

    def _settled(self, stamps: list[Stamp]) -> list[Stamp]:
        latest = self._moment - _RACY_NS
        return [stamp if stamp[0] < latest and stamp[1] < latest else _NEVER for stamp in stamps]

    def _add_rules(self, folders: list[str]) -> None:
        found = list(_rules_in(self._root, folders))
        self._rules += found
        self._rule_stamps += _stamps(self._root, found)

    def _mended(self, known: Walk, tracked: Sequence[Tracked]) -> Walk | None:
        """The listing, if names only left the folders that differ, or came back."""
        altered = [
            folder
            for folder, stamp, before in zip(known.folders, self._stamps, known.stamps, strict=True)
            if stamp != before
        ]
        if len(altered) > _MOST_ALTERED:
            return None
        files = {item.path for item in tracked if item.mode != GITLINK}.union(known.untracked)
        links = {item.path for item in tracked if item.mode == GITLINK}
        # What was a link is a file, and may lie where tracked paths want a folder.
        folders, rules = set(known.folders) - files, set(known.rules)
        for folder in altered:
            try:
                with os.scandir(f"{self._root}/{folder}") as listing:
                    for item in listing:
                        path = f"{folder}/{item.name}" if folder else item.name
                        is_folder = item.is_dir(follow_symlinks=False)
                        if path == ".git" or path in links:
                            continue
                        if item.name in _RULES and path not in rules:
                            return None
                        if path not in (folders if is_folder else files):
                            return None
            except OSError:
                return None
        return msgspec.structs.replace(
            known,
            stamps=self._settled(self._stamps),
            untracked=[path for path in known.untracked if os.path.lexists(f"{self._root}/{path}")],
        )


def _decoded(kept: bytes | None) -> _Record:
    if kept is None:
        return _Record()
    try:
        return msgspec.msgpack.decode(kept, type=_Record)
    except msgspec.MsgspecError:
        return _Record()


def _basis(names: bytes, tracked: Sequence[Tracked], lists: Iterable[bytes]) -> bytes:
    """The digest; b"" where an ignore file may count that is not in the work tree."""
    if any(item.is_sparse for item in tracked if item.flags):
        return b""
    digest = hashlib.sha256(_FORM + names)
    for part in lists:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.digest()


def _folders_of(tracked: Sequence[Tracked]) -> list[str]:
    """The root and every folder that leads to a tracked file."""
    found = {"": None}
    for item in tracked:
        folder = item.path.rpartition("/")[0]
        while folder not in found:
            found[folder] = None
            folder = folder.rpartition("/")[0]
    return list(found)


def _rules_in(root: str, folders: Iterable[str]) -> Iterator[str]:
    access = os.access
    for folder in folders:
        before = f"{folder}/" if folder else ""
        for name in _RULES:
            # Most folders have none: asking does without the exception that looking would cost.
            if access(f"{root}/{before}{name}", os.F_OK, follow_symlinks=False):
                yield before + name


def _stamps(root: str, paths: list[str]) -> list[Stamp]:
    try:
        # No bytecode for each of ten thousands of paths.
        return list(map(_of_status, map(os.lstat, map(f"{root}/".__add__, paths))))
    except (OSError, ValueError):
        return [_stamp(root, path) for path in paths]


def _stamp(root: str, path: str) -> Stamp:
    try:
        found: Stamp = _of_status(os.lstat(f"{root}/{path}"))
    except (OSError, ValueError):
        return _NOWHERE
    return found
