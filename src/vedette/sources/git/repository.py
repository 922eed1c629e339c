"""A git repository as a source: what its index and work tree hold, dirty and untracked files included."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from vedette.model.coverage import Skip
from vedette.model.errors import WorldError
from vedette.model.facts import Entry, Origin
from vedette.sources.git.base import Base, choose_base, named
from vedette.sources.git.changes import Comparer, Comparison, Difference, IndexDifferences, differences
from vedette.sources.git.door import Door, DoorError
from vedette.sources.git.folder import listed
from vedette.sources.git.interim import Interim, Span, interim
from vedette.sources.git.layout import Layout, at
from vedette.sources.git.listing import GITLINK, SYMLINK, Tracked, of_index
from vedette.sources.git.reach import short
from vedette.sources.git.reader import GitReader, Mounts
from vedette.sources.git.refs import read_refs
from vedette.sources.git.snapshot import Snapshot, is_gone, look_at_commit, look_at_worktree
from vedette.sources.interface import Change, Memory, Unexaminable
from vedette.sources.shared import Scope, blob_id, failed, is_unsafe, kind_of, not_applicable, stamp

_MAX_DEPTH = 5
_POLICY_BYTES = 16 * 1024 * 1024
_MOST_APART = 100


class GitSource:
    """A repository, or the part of it below a path.

    Attributes:
        root: absolute path of the work tree; of the repository when it is bare.
        identity: the normalised origin, else `path:` and the root.
        commit: the commit checked out; "" when there is none.
        notes: what a person should know; it may grow when the change is asked for.
        within: the paths kept to; () for all.
    """

    def __init__(
        self,
        layout: Layout,
        max_file_bytes: int,
        *,
        scope: Iterable[str] = (),
        depth: int = 0,
        timeout: float = 120.0,
        memory: Memory | None = None,
    ) -> None:
        """Takes a repository.

        Args:
            layout: where its parts are.
            max_file_bytes: a larger file is a failed skip.
            scope: paths within the root to keep to; none for all.
            depth: how many repositories this one is nested in.
            timeout: seconds for one call of git.
            memory: keeps what the next look at the whole of it need not find out again.
        """
        self._memory = memory
        self.root = layout.worktree or layout.gitdir
        self.identity = layout.identity
        self._layout = layout
        self._max_file_bytes = max_file_bytes
        self._scope = Scope(scope)
        self.within: tuple[str, ...] = self._scope.paths
        self._depth = depth
        self._timeout = timeout
        self._refs = read_refs(layout)
        self.commit = self._refs.head
        self.notes = (*layout.notes, *self._refs.notes)
        if layout.common and os.path.exists(os.path.join(layout.common, "shallow")):
            self.notes += ("a shallow clone: history before its boundary is not known",)

    def entries(self) -> Iterator[Entry | Skip]:
        """Tracked files in the order of the index, then untracked ones, nested repositories in place."""
        yield from self._listed.found

    def surroundings(self) -> Iterator[Entry]:
        """See `Surrounded.surroundings`: what is tracked, as the index has it."""
        if self._scope:
            yield from of_index(item for item in self._snapshot.tracked if item.path not in self._scope)

    def reader(self) -> GitReader:
        """A new reader."""
        return GitReader(self._mounts(), self._max_file_bytes)

    def change(self, since: str | None) -> Change:
        """See `Source.change`. Uncommitted and untracked work is always part of the change.

        Raises:
            UsageError: the revision does not exist.
        """
        with self._open() as door:
            door.lay_refs(self._refs)
            base = choose_base(door, self._refs, since)
        compared = None
        judging = base.commit or base.tip
        if judging:
            try:
                compared = self._compare(judging)
            except DoorError as error:
                described = f"not known: {judging[:12]} cannot be compared ({error.detail})"
                judging, base = "", Base(commit="", described=described, known=False, notes=(described,))
        if compared is None:
            compared = Comparison(touched=set(self._paths))
        self.notes += tuple(note for note in base.notes if note not in self.notes)
        between = self._between(base)
        change = Change(
            base=judging,
            described=base.described,
            known=base.known,
            interim=between.things,
            trails=between.trails,
        )
        return self._narrowed(compared, change)

    def is_dirty(self) -> bool:
        """Whether the work tree, untracked files included, differs from the commit checked out."""
        if not self.commit:
            return bool(self._paths)
        try:
            compared = self._compare(self.commit)
        except DoorError:
            return True
        return bool(compared.touched or compared.before)

    def resolve(self, revision: str) -> str:
        """Full id of a commit.

        Args:
            revision: as a user names it.

        Raises:
            UsageError: there is no such revision.
        """
        with self._open() as door:
            door.lay_refs(self._refs)
            return named(door, self._refs, revision)

    @property
    def bare(self) -> bool:
        """See `Listing.bare`."""
        return not self._layout.worktree

    def listed(self, commit: str, folder: str) -> tuple[str, ...]:
        """See `Listing.listed`."""
        return listed(self._layout, commit, folder, self._timeout)

    def altered(self) -> frozenset[str] | None:
        """See `Committed.altered`."""
        if not self.commit:
            return self._paths
        try:
            compared = self._compare(self.commit)
        except DoorError:
            return None
        return frozenset(compared.touched).union(compared.before)

    def base_file(self, change: Change, path: str) -> bytes | None:
        """See `Source.base_file`; what lies in a submodule, and a link, counts as absent.

        Raises:
            WorldError: it is there and cannot be read.
        """
        if not change.base or is_unsafe(path):
            return None
        help_ = "make a full clone, or fetch the base of the change"
        try:
            with self._open() as door:
                line = door.run("ls-tree", "-z", "--full-tree", change.base, "--", path)
        except DoorError as error:
            raise WorldError(f"{path} at the base cannot be read: {error.detail}", help=help_) from error
        head, _, name = line.rstrip(b"\0").partition(b"\t")
        if name != os.fsencode(path) or not head.startswith(b"100"):
            return None
        blob = head.split()[2].decode("ascii")
        reader = GitReader((("", self._layout),), _POLICY_BYTES)
        try:
            return reader.read(Entry(path=path, blob=blob, origin=Origin.blob, revision=change.base))
        except Unexaminable as error:
            raise WorldError(f"{path} at the base cannot be read: {error.skip.reason}", help=help_) from error
        finally:
            reader.close()

    def _open(self) -> Door:
        return Door(self._layout, timeout=self._timeout)

    @cached_property
    def _snapshot(self) -> Snapshot:
        with self._open() as door:
            if not self._layout.worktree:
                return look_at_commit(door, self.commit)
            return look_at_worktree(door, self.root, self._scope, self._memory)

    @cached_property
    def _listed(self) -> _Listed:
        listed = _Listed()
        listed.found += self._layout.troubles
        listed.found += self._snapshot.troubles
        states, proven, add = self._snapshot.states, self._snapshot.proven, listed.found.append
        for item in self._snapshot.tracked:
            path = item.path
            size = proven.get(path)
            if size is not None:
                add(Entry(path=path, size=size, blob=item.blob))
            elif path in states:
                # It was looked at, and so is a safe path in scope, and no link or repository of its own.
                add(self._tracked(item))
            elif item.path in self._scope:
                self._list_tracked(item, listed)
        for path in self._snapshot.untracked:
            if path.endswith("/"):
                self._list_nested(path[:-1], "", listed)
            else:
                listed.found.append(self._untracked(path))
        return listed

    def _list_tracked(self, item: Tracked, listed: _Listed) -> None:
        if is_unsafe(item.path):
            listed.found.append(failed(item.path, "unsafe-path", "git would not check it out"))
        elif item.mode == GITLINK:
            self._list_nested(item.path, item.blob, listed)
        elif item.mode == SYMLINK:
            listed.found.append(not_applicable(item.path, "link"))
        elif self._layout.worktree:
            listed.found.append(self._tracked(item))
        else:
            entry = Entry(path=item.path, blob=item.blob, origin=Origin.blob, revision=self.commit)
            listed.found.append(entry)

    def _tracked(self, item: Tracked) -> Entry | Skip:
        state = self._snapshot.states[item.path]
        if isinstance(state, int):
            if not is_gone(state):
                return failed(item.path, "unreadable", os.strerror(state), item.blob)
            if item.is_sparse:
                return Entry(path=item.path, blob=item.blob, origin=Origin.blob)
            return not_applicable(item.path, "deleted", "it is tracked, and not in the work tree")
        kind = kind_of(state.st_mode)
        if kind:
            return not_applicable(item.path, "deleted" if kind == "folder" else kind)
        if item.path in self._snapshot.proven:
            return Entry(path=item.path, size=state.st_size, blob=item.blob)
        return Entry(path=item.path, size=state.st_size, stamp=stamp(state))

    def _untracked(self, path: str) -> Entry | Skip:
        try:
            status = os.lstat(f"{self.root}/{path}")
        except OSError as error:
            return failed(path, "unreadable", error.strerror or "")
        kind = kind_of(status.st_mode)
        if kind:
            return not_applicable(path, kind)
        return Entry(path=path, size=status.st_size, stamp=stamp(status))

    def _list_nested(self, path: str, commit: str, listed: _Listed) -> None:
        """A repository within this one: a submodule (with its commit), or one that nobody tracks."""
        folder = os.path.join(self.root, path)
        if os.path.realpath(folder) != os.path.join(os.path.realpath(self.root), path):
            listed.found.append(not_applicable(path, "link", "it is, or lies behind, a link"))
            return
        layout = at(folder) if self._layout.worktree else None
        if layout is None:
            listed.found.append(_without_repository(path, commit))
        elif self._depth >= _MAX_DEPTH:
            detail = f"repositories are nested more than {_MAX_DEPTH} deep"
            listed.found.append(failed(path, "too-deep", detail))
        else:
            nested = GitSource(layout, self._max_file_bytes, depth=self._depth + 1, timeout=self._timeout)
            listed.nested.append(_Nested(prefix=f"{path}/", source=nested))
            listed.found += (_prefixed(item, f"{path}/") for item in nested.entries())

    def _mounts(self) -> Mounts:
        below = [
            (f"{nested.prefix}{prefix}", layout)
            for nested in self._listed.nested
            for prefix, layout in nested.source._mounts()  # noqa: SLF001 - of our own class
        ]
        return (*sorted(below, key=lambda mount: -len(mount[0])), ("", self._layout))

    @cached_property
    def _paths(self) -> frozenset[str]:
        return frozenset(item.path for item in self._listed.found if isinstance(item, Entry))

    def _compare(self, base: str) -> Comparison:
        snapshot = self._snapshot
        with self._open() as door:
            comparer = Comparer(door, base, snapshot, self._hash)
            comparer.add_trees(self._differences(door, base))
        if self._layout.worktree:
            comparer.add_worktree()
        for nested in self._listed.nested:
            old = comparer.base_of(nested.prefix[:-1])
            nested.add_to(comparer.result, old[1] if old and old[0] == GITLINK else "")
        return comparer.result

    def _differences(self, door: Door, base: str) -> list[Difference]:
        """Between a commit and the index; the commit checked out where there is no work tree."""
        if not self._layout.worktree:
            return differences(door, base, self.commit)
        return self._of_index.of(door, base) if self._snapshot.has_index else differences(door, base, None)

    @cached_property
    def _of_index(self) -> IndexDifferences:
        return IndexDifferences(self._memory, self.root, self._snapshot.index)

    @cached_property
    def _hashes(self) -> dict[str, str]:
        return {}

    def _hash(self, path: str) -> str:
        if path not in self._hashes:
            reader = GitReader((("", self._layout),), self._max_file_bytes)
            try:
                data = reader.read(Entry(path=path))
                self._hashes[path] = blob_id(data, self._layout.object_format)
            except Unexaminable:
                self._hashes[path] = ""
            finally:
                reader.close()
        return self._hashes[path]

    def _between(self, base: Base) -> Interim:
        """What the commits of the change added for a time; submodules keep theirs to themselves."""
        if not (base.known and self.commit) or base.commit == self.commit:
            return Interim()
        span = Span(base=base.commit, head=self.commit, ref=short(self._refs.branch) or "HEAD")
        with self._open() as door:
            door.lay_refs(self._refs)
            return interim(door, span, self._scope, self._standing, lambda: self._apart(door))

    def _apart(self, door: Door) -> list[str] | None:
        """Files of the commit checked out that may not be examined as they were committed; None if many."""
        if not (self._layout.worktree and self._snapshot.has_index):
            return None
        try:
            found = [item.old_path for item in self._differences(door, self.commit)[: _MOST_APART + 1]]
        except DoorError:
            return None
        proven = self._snapshot.proven
        for item in self._snapshot.tracked:
            if len(found) > _MOST_APART:
                return None
            if item.path not in proven and item.mode.startswith("100") and not self._is_as_tracked(item):
                found.append(item.path)
        return found

    def _standing(self, blobs: Collection[str]) -> set[str]:
        """Those of the blobs that are examined as a file of what is scanned."""
        tracked = self._snapshot.tracked
        return {item.blob for item in tracked if item.blob in blobs and self._is_as_tracked(item)}

    def _is_as_tracked(self, item: Tracked) -> bool:
        if item.path not in self._scope:
            return False
        if not self._layout.worktree or item.path in self._snapshot.proven:
            return True
        state = self._snapshot.states.get(item.path)
        if isinstance(state, int):
            return item.is_sparse and is_gone(state)
        return self._hash(item.path) == item.blob

    def _narrowed(self, compared: Comparison, change: Change) -> Change:
        touched = frozenset(compared.touched & self._paths)
        renames = {new: old for new, old in compared.renames.items() if new in touched}
        old = set(renames.values())
        before = (
            entry for path, entry in sorted(compared.before.items()) if path in self._scope or path in old
        )
        return replace(change, before=tuple(before), touched=touched, renames=renames)


class _Listed(Struct):
    found: list[Entry | Skip] = []
    nested: list[_Nested] = []


class _Nested(Struct):
    prefix: str
    source: GitSource

    def add_to(self, result: Comparison, base: str) -> None:
        """Adds what this repository differs in from the commit that the base names; all of it without one."""
        try:
            compared = self.source._compare(base) if base else None  # noqa: SLF001 - of the same module
        except DoorError:
            compared = None
        if compared is None:
            compared = Comparison(touched=set(self.source._paths))  # noqa: SLF001 - of the same module
        for path, entry in compared.before.items():
            result.before[self.prefix + path] = replace(entry, path=self.prefix + path)
        result.touched |= {self.prefix + path for path in compared.touched}
        result.renames |= {self.prefix + new: self.prefix + old for new, old in compared.renames.items()}


def _prefixed(item: Entry | Skip, prefix: str) -> Entry | Skip:
    return replace(item, path=prefix + item.path)


def _without_repository(path: str, commit: str) -> Skip:
    if not commit:
        return failed(path, "nested-repository-unreadable", "git takes it for a repository, and it is none")
    detail = "run `git submodule update --init` to have it examined"
    return failed(path, "submodule-not-checked-out", detail, commit)
