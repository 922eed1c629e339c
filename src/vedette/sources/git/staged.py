"""What a commit would record: staged blobs, as the index differs from HEAD. Never the work tree."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from functools import cached_property

from msgspec import Struct

from vedette.model.coverage import Skip
from vedette.model.errors import UsageError, WorldError
from vedette.model.facts import Entry, Origin
from vedette.sources.git.changes import Difference, differences
from vedette.sources.git.door import Door, DoorError
from vedette.sources.git.folder import listed
from vedette.sources.git.layout import Layout
from vedette.sources.git.listing import GITLINK, SYMLINK, list_index, list_sizes, of_index
from vedette.sources.git.reader import GitReader, Mounts
from vedette.sources.git.refs import read_head, read_merge_heads
from vedette.sources.interface import Change, Unexaminable
from vedette.sources.shared import Scope, failed, is_unsafe, not_applicable

# A path that is only meant to be added later has nothing staged yet.
_NOT_MEANT = "--ita-invisible-in-index"
_POLICY_BYTES = 16 * 1024 * 1024
# Below this nobody needs to know how large the blobs are before they are read.
_SIZES_FROM = 100


class StagedSource:
    """The staged changes of a repository, or those at or below a path.

    Attributes:
        root: absolute path of the work tree.
        identity: the normalised origin, else `path:` and the root.
        commit: of HEAD; "" when there is none yet.
        notes: what a person should know.
        within: the paths kept to; () for all.
    """

    def __init__(
        self,
        layout: Layout,
        max_file_bytes: int,
        *,
        scope: Iterable[str] = (),
        index: str = "index",
        timeout: float = 120.0,
    ) -> None:
        """Takes a repository with a work tree.

        Args:
            layout: where its parts are.
            max_file_bytes: a larger blob is a failed skip.
            scope: paths within the root to keep to; none for all.
            index: name of the index within the repository's own folder; "" when it is not known, and then
                nothing can be examined.
            timeout: seconds for one call of git.
        """
        self.root = layout.worktree
        self.identity = layout.identity
        self.commit, self._has_head = read_head(layout)
        self.notes: tuple[str, ...] = layout.notes
        self._layout = layout
        self._max_file_bytes = max_file_bytes
        self._scope = Scope(scope)
        self.within: tuple[str, ...] = self._scope.paths
        self._index = index
        self._timeout = timeout

    def entries(self) -> Iterator[Entry | Skip]:
        """Each path that is added, modified or renamed in the index, by name."""
        yield from self._staged.found

    def surroundings(self) -> Iterator[Entry]:
        """See `Surrounded.surroundings`: all that the commit would have."""
        if not (self._index and self._has_head and self._layout.gitdir):
            return
        with Door(self._layout, timeout=self._timeout) as door:
            try:
                yield from of_index(list_index(door, self._index))
            except (DoorError, OSError):
                return

    def reader(self) -> StagedReader:
        """A new reader."""
        return StagedReader(
            (("", self._layout),), self._max_file_bytes, self.commit, dict(self._staged.blobs)
        )

    def change(self, since: str | None) -> Change:
        """The change from HEAD to the index.

        Raises:
            UsageError: a revision was named; what is staged is compared with HEAD alone.
        """
        if since is not None:
            raise UsageError("what is staged is judged against HEAD", help="leave --since or --staged out")
        staged = self._staged
        described = "HEAD" if self.commit else "no commit yet: all that is staged is the change"
        return Change(
            base=self.commit,
            described=described,
            before=tuple(staged.before),
            touched=frozenset(thing.path for thing in staged.found if isinstance(thing, Entry)),
            renames=staged.renames,
        )

    @property
    def bare(self) -> bool:
        """See `Listing.bare`."""
        return False

    def listed(self, commit: str, folder: str) -> tuple[str, ...]:
        """See `Listing.listed`."""
        return listed(self._layout, commit, folder, self._timeout)

    def base_file(self, change: Change, path: str) -> bytes | None:
        """See `Source.base_file`.

        Raises:
            WorldError: it is there and cannot be read.
        """
        if not change.base:
            return None
        reader = StagedReader((("", self._layout),), _POLICY_BYTES, self.commit, {})
        try:
            return reader.read(Entry(path=path))
        except Unexaminable as error:
            if error.skip.reason == "absent":
                return None
            raise WorldError(f"{path} at HEAD cannot be read: {error.skip.reason}") from error
        finally:
            reader.close()

    @cached_property
    def _staged(self) -> _Staged:
        staged = _Staged()
        staged.found += self._layout.troubles
        if not self._index:
            detail = "GIT_INDEX_FILE names an index outside of this repository's own folder"
            staged.found.append(failed(".git/index", "index-unconfirmed", detail))
        elif not self._has_head:
            staged.found.append(failed(".git/HEAD", "commit-unreadable", "HEAD cannot be resolved"))
        elif self._layout.gitdir:
            with Door(self._layout, timeout=self._timeout) as door:
                self._look(door, staged)
        return staged

    def _look(self, door: Door, staged: _Staged) -> None:
        try:
            door.lay_index(self._index)
            found = differences(door, self.commit or _empty_tree(self._layout), None, _NOT_MEANT)
        except DoorError as error:
            staged.found.append(failed(".git/index", "staged-not-listed", f"{error.reason}: {error.detail}"))
            return
        except OSError as error:
            staged.found.append(failed(".git/index", "index-unreadable", error.strerror or ""))
            return
        found = self._without_merged(door, found, staged)
        conflicts = {item.path for item in found if item.status == "U"}
        sizes: dict[str, int] = {}
        if len(found) > _SIZES_FROM:
            blobs = [item.new_blob for item in found if item.status not in "DU" and item.new_mode != GITLINK]
            sizes = dict(zip(blobs, list_sizes(door, blobs), strict=True))
        detail = "resolve the conflict and stage the result"
        staged.found += (failed(path, "conflict", detail) for path in conflicts if path in self._scope)
        for item in found:
            if item.path in self._scope and item.path not in conflicts:
                self._take(item, staged, sizes)
        staged.found.sort(key=lambda thing: thing.path)
        if not any(isinstance(thing, Entry) for thing in staged.found):
            # Nothing came in, so that there is nothing to compare with what was there.
            staged.before.clear()

    def _without_merged(self, door: Door, found: list[Difference], staged: _Staged) -> list[Difference]:
        """What differs from every parent: what a merge brings in as it is was judged where it was made."""
        for parent in read_merge_heads(self._layout):
            try:
                differing = {item.path: item for item in differences(door, parent, None, _NOT_MEANT)}
            except DoorError:
                note = f"{parent[:12]}, which is being merged, cannot be read: compared with HEAD alone"
                self.notes += (note,)
                continue
            found = [item for item in found if item.path in differing]
            staged.before += [
                Entry(path=other.old_path, blob=other.old_blob, origin=Origin.blob, revision=parent)
                for item in found
                if (other := differing[item.path]).status != "A"
                and other.old_mode.startswith("100")
                and not is_unsafe(other.old_path)
                and item.path in self._scope
            ]
        return found

    def _take(self, item: Difference, staged: _Staged, sizes: dict[str, int]) -> None:
        path = item.path
        if item.status != "A" and item.old_mode.startswith("100") and not is_unsafe(item.old_path):
            staged.before.append(
                Entry(path=item.old_path, blob=item.old_blob, origin=Origin.blob, revision=self.commit)
            )
        if item.status == "R":
            staged.renames[path] = item.old_path
        if item.status == "D":
            staged.blobs[path] = ""
            return
        regular = item.new_mode.startswith("100")
        staged.blobs[path] = item.new_blob if regular else ""
        if is_unsafe(path):
            staged.found.append(failed(path, "unsafe-path", "git would not check it out"))
        elif item.new_mode == GITLINK:
            staged.found.append(not_applicable(path, "submodule", "it is examined in its own repository"))
        elif item.new_mode == SYMLINK:
            staged.found.append(not_applicable(path, "link"))
        else:
            size = sizes.get(item.new_blob, -1)
            staged.found.append(Entry(path=path, size=size, blob=item.new_blob, origin=Origin.blob))


class StagedReader(GitReader):
    """Reads staged blobs; a path that is not among them is read as it stands in HEAD, which is the same."""

    def __init__(self, mounts: Mounts, max_file_bytes: int, head: str, staged: dict[str, str]) -> None:
        super().__init__(mounts, max_file_bytes)
        self._head = head
        self._blobs = staged
        self._folders: dict[str, dict[str, str]] = {}

    def read(self, entry: Entry) -> bytes:
        """The entry's bytes, never those of the work tree.

        Raises:
            Unexaminable: see `Reader.read`; `absent` when the commit would not have such a file.
        """
        if entry.origin is Origin.blob:
            return super().read(entry)
        path = entry.path
        blob = self._blobs[path] if path in self._blobs else self._of_head(path)
        if not blob or is_unsafe(path):
            raise Unexaminable(not_applicable(path, "absent"))
        return super().read(Entry(path=path, blob=blob, origin=Origin.blob))

    def __getstate__(self) -> tuple[Mounts, int, str, dict[str, str]]:  # type: ignore[override] # of its own
        return (*super().__getstate__(), self._head, self._blobs)

    def _of_head(self, path: str) -> str:
        """Blob of a path in HEAD; one call of git answers for a whole folder."""
        folder, _, name = path.rpartition("/")
        if not self._head:
            return ""
        if folder not in self._folders:
            within = ("--", f"{folder}/") if folder else ()
            try:
                data = self._door(*self.mounts[-1]).run("ls-tree", "-z", "--full-tree", self._head, *within)
            except DoorError as error:
                raise Unexaminable(failed(path, "commit-unreadable", error.detail)) from error
            self._folders[folder] = dict(_regular(data))
        return self._folders[folder].get(name, "")


class _Staged(Struct):
    found: list[Entry | Skip] = []
    before: list[Entry] = []
    renames: dict[str, str] = {}
    blobs: dict[str, str] = {}


def _regular(listing: bytes) -> Iterator[tuple[str, str]]:
    for line in listing.split(b"\0"):
        head, _, path = line.partition(b"\t")
        if head.startswith(b"100"):
            yield os.fsdecode(path.rpartition(b"/")[2]), head.split()[2].decode("ascii")


def _empty_tree(layout: Layout) -> str:
    """Id of the tree without files: git knows it without its being stored."""
    return hashlib.new(layout.object_format, b"tree 0\0", usedforsecurity=False).hexdigest()
