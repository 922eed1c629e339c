"""The main line of a repository: what landed on it commit by commit, told from objects alone."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from vedette.model.coverage import Skip
from vedette.model.errors import UsageError, WorldError
from vedette.model.facts import Entry, Origin
from vedette.model.finding import Trail
from vedette.sources.git.changes import Difference, differences
from vedette.sources.git.door import Door, DoorError
from vedette.sources.git.interim import MOST_BLOBS, MOST_COMMITS, Brought
from vedette.sources.git.layout import Layout, locate
from vedette.sources.git.listing import list_sizes, list_tree
from vedette.sources.git.mailmap import mailmap_option
from vedette.sources.git.reach import short
from vedette.sources.git.reader import GitReader
from vedette.sources.git.refs import Refs, read_refs
from vedette.sources.git.walk import Step, walk
from vedette.sources.interface import Change, Source, Unchanging
from vedette.sources.shared import Scope, failed, is_unsafe

_FORMAT = "--format=format:%H%x00%P%x00%ct%x00%aN%x00%s"
_FIELDS = 5
_OPTIONS = ("-z", "--no-show-signature", "--encoding=UTF-8")
_LOG_BYTES = 256 * 1024 * 1024
_MOST_SIDE_COMMITS = 100_000
_MOST_NAME = 80
_MOST_NAMES = 20
_MOST_TITLE = 120
Tell = Callable[[int, int], None]


class Landed(Struct, frozen=True, kw_only=True):
    """One commit of the main line, as the change that it was.

    Attributes:
        commit: its id.
        base: its first parent; "" for the first commit of all.
        time: seconds since 1970 when it was committed, as it says itself.
        title: the first line of its message, cut; hostile like all text of a repository.
        names: authors of the commits that came with it, in order; names by `.mailmap`, never addresses.
        is_merge: it has more than one parent.
        after: versions of files that it brought.
        before: versions of the same files, and of those it removed, in the base.
        removed: paths of the base that are no file any more.
        renames: path after -> path before.
        between: versions that its commits brought and that neither the base nor the commit itself has.
        trails: how each of those came in, by blob.
        trouble: why it could not be looked at in full; "" if it could.
    """

    commit: str
    base: str
    time: int
    title: str
    names: tuple[str, ...]
    is_merge: bool
    after: tuple[Entry, ...] = ()
    before: tuple[Entry, ...] = ()
    removed: tuple[str, ...] = ()
    renames: dict[str, str] = {}
    between: tuple[Entry, ...] = ()
    trails: dict[str, Trail] = {}
    trouble: str = ""

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All that has to be examined to judge it; sizes are not known here."""
        return (*self.before, *self.after, *self.between)

    @property
    def change(self) -> Change:
        """The same as a change under judgement."""
        return Change(
            base=self.base,
            described=f"the first parent of {self.commit[:12]}",
            before=self.before,
            touched=frozenset(entry.path for entry in self.after),
            renames=self.renames,
            trails=self.trails,
        )


class Mainline(Unchanging):
    """The last commits of the main line as a source; its entries are all versions that they touch.

    Attributes:
        root, identity, commit, within: those of the repository.
        notes: what a person should know.
        landed: what landed, oldest first.
    """

    def __init__(self, tree: Source, max_file_bytes: int, last: int, tell: Tell | None = None) -> None:
        """Walks the line.

        Args:
            tree: the repository as it is open already; bare or not, no work tree is read.
            max_file_bytes: a larger blob is a failed skip.
            last: so many commits, counted from the one checked out along first parents.
            tell: hears how many of how many commits are looked at.

        Raises:
            UsageError: it is no repository, or has no commit.
            WorldError: its commits cannot be listed.
        """
        layout = locate(tree.root) if os.path.isdir(tree.root) else None
        if layout is None or not layout.objects:
            raise UsageError(f"{tree.root} has no history", help="name a git repository")
        self.root, self.identity, self.commit = tree.root, tree.identity, tree.commit
        self.within: tuple[str, ...] = ()
        self._layout: Layout = layout
        self._max_file_bytes = max_file_bytes
        refs = read_refs(layout)
        if not refs.head:
            raise UsageError(f"{tree.root} has no commit yet", help="commit something first")
        notes: list[str] = []
        with Door(layout) as door:
            door.lay_refs(refs)
            walked = _Walk(door, refs, last, notes)
            self.landed: tuple[Landed, ...] = tuple(walked.landed(tell or (lambda _done, _of: None)))
            blobs = sorted({entry.blob for one in self.landed for entry in one.entries})
            self._sizes = dict(zip(blobs, list_sizes(door, blobs), strict=True))
        self.notes: tuple[str, ...] = tuple(notes)

    def entries(self) -> Iterator[Entry | Skip]:
        """Every version that some commit of the line brought, had before it or let out, each path once."""
        seen: set[tuple[str, str]] = set()
        for one in self.landed:
            for entry in one.entries:
                key = (entry.path, entry.blob)
                if key not in seen:
                    seen.add(key)
                    yield replace(entry, size=self._sizes[entry.blob])

    def beginning(self) -> Beginning:
        """What stood before the first change, as a source of its own."""
        return Beginning(self, self._layout)

    def reader(self) -> GitReader:
        """A new reader."""
        return GitReader((("", self._layout),), self._max_file_bytes)


class Beginning(Unchanging):
    """The tree before a main line's first change, less what the line's own entries hold of it.

    Attributes:
        root, identity, commit, within, notes: those of the line.
    """

    def __init__(self, line: Mainline, layout: Layout) -> None:
        self.root, self.identity, self.commit = line.root, line.identity, line.commit
        self.within, self.notes = line.within, line.notes
        self._line, self._layout = line, layout

    def entries(self) -> Iterator[Entry | Skip]:
        """Every file; a base that is not here is a skip."""
        first = self._line.landed[0].base if self._line.landed else ""
        if not first:
            return
        known = {(entry.path, entry.blob) for one in self._line.landed for entry in one.entries}
        try:
            with Door(self._layout) as door:
                listed = [
                    item
                    for item in list_tree(door, first)
                    if item.mode.startswith("100") and (item.path, item.blob) not in known
                ]
                sizes = list_sizes(door, [item.blob for item in listed])
        except DoorError as error:
            yield failed(first[:12], "base-unreadable", f"the tree before the line: {error.detail}")
            return
        for item, size in zip(listed, sizes, strict=True):
            if not is_unsafe(item.path):
                yield replace(_entry(item.path, item.blob, first), size=size)

    def reader(self) -> GitReader:
        """A new reader."""
        return self._line.reader()


class _Commit(NamedTuple):
    oid: str
    parents: tuple[str, ...]
    time: int
    author: str
    title: str


class _Walk:
    def __init__(self, door: Door, refs: Refs, last: int, notes: list[str]) -> None:
        self._door, self._notes, self._scope = door, notes, Scope(())
        self._ref = short(refs.branch) or "HEAD"
        self._mailmap = mailmap_option(door, refs.head)
        self._line = self._log(f"--max-count={last}", "--first-parent", refs.head)
        if self._line and self._line[-1].oid in door.shallow:
            # Its parents are not here: everything in it would look new.
            self._line.pop()
            notes.append(
                "a shallow clone: the line ends where its history does; `git fetch --unshallow` mends it"
            )
        self._line.reverse()

    def landed(self, tell: Tell) -> Iterator[Landed]:
        if not self._line:
            return
        sides = self._sides()
        standing = self._standing(self._line[0])
        for number, commit in enumerate(self._line, 1):
            tell(number, len(self._line))
            mine = sides.get(commit.oid, [])
            yield self._one(commit, mine, standing)

    def _log(self, *arguments: str) -> list[_Commit]:
        try:
            pieces = self._door.stream(
                *self._mailmap, "log", *_OPTIONS, _FORMAT, *arguments, "--", most=_LOG_BYTES
            )
            text = b"".join(pieces).decode("utf-8", "replace")
        except DoorError as error:
            raise WorldError(
                f"the commits of the repository cannot be listed: {error.detail}", help="run `git fsck`"
            ) from error
        words = text.split("\0")
        return [_commit(words[at : at + _FIELDS]) for at in range(0, len(words) - _FIELDS + 1, _FIELDS)]

    def _sides(self) -> dict[str, list[_Commit]]:
        """For each commit of the line all commits that came with it, itself among them, newest first."""
        first = self._line[0]
        past = (f"^{first.parents[0]}",) if first.parents else ()
        every = self._log(f"--max-count={_MOST_SIDE_COMMITS}", self._line[-1].oid, *past)
        if len(every) == _MOST_SIDE_COMMITS:
            self._notes.append(f"only the newest {_MOST_SIDE_COMMITS:,} commits of merged branches count")
        by_id = {commit.oid: commit for commit in every}
        owner: dict[str, str] = {}
        for commit in self._line:
            pending = [commit.oid]
            while pending:
                oid = pending.pop()
                if oid in by_id and oid not in owner:
                    owner[oid] = commit.oid
                    pending += by_id[oid].parents
        sides: dict[str, list[_Commit]] = {}
        for side in every:
            if side.oid in owner:
                sides.setdefault(owner[side.oid], []).append(side)
        return sides

    def _standing(self, first: _Commit) -> Counter[str]:
        """How many files have each blob before the line begins."""
        if not first.parents:
            return Counter()
        try:
            return Counter(item.blob for item in list_tree(self._door, first.parents[0]))
        except DoorError:
            return Counter()

    def _one(self, commit: _Commit, mine: Sequence[_Commit], standing: Counter[str]) -> Landed:
        names = dict.fromkeys(side.author for side in reversed(mine) if len(side.parents) < 2)  # noqa: PLR2004 - no merge
        told = Landed(
            commit=commit.oid,
            base=commit.parents[0] if commit.parents else "",
            time=commit.time,
            title=commit.title,
            names=tuple(names or {commit.author: None})[:_MOST_NAMES],
            is_merge=len(commit.parents) > 1,
        )
        try:
            found = self._differences(commit)
        except DoorError as error:
            return replace(told, trouble=f"what it altered cannot be told: {error.detail}")
        was = {item.old_blob for item in found}
        standing.subtract(item.old_blob for item in found if item.status != "A")
        standing.update(item.new_blob for item in found if item.status != "D")
        told = self._compared(told, found)
        if len(mine) < 2:  # noqa: PLR2004 - nothing came but the commit itself
            return told
        return self._with_between(told, mine, lambda blob: blob in was or standing[blob] > 0)

    def _differences(self, commit: _Commit) -> list[Difference]:
        if commit.parents:
            return differences(self._door, commit.parents[0], commit.oid)
        listed = list_tree(self._door, commit.oid)
        return [Difference("0", item.mode, "", "A", item.path, item.path, item.blob) for item in listed]

    def _compared(self, told: Landed, found: Sequence[Difference]) -> Landed:
        usable = [item for item in found if not is_unsafe(item.path) and not is_unsafe(item.old_path)]
        after = [item for item in usable if item.status != "D" and item.new_mode.startswith("100")]
        before = [item for item in usable if item.status != "A" and item.old_mode.startswith("100")]
        stay = {item.path for item in after}
        return replace(
            told,
            after=tuple(_entry(item.path, item.new_blob, told.commit) for item in after),
            before=tuple(_entry(item.old_path, item.old_blob, told.base) for item in before),
            removed=tuple(sorted({item.old_path for item in before} - stay)),
            renames={item.path: item.old_path for item in after if item.status == "R"},
        )

    def _with_between(self, told: Landed, mine: Sequence[_Commit], stands: Callable[[str], bool]) -> Landed:
        brought = Brought(self._ref, self._scope)
        trouble = ""
        for step in walk(self._door, [side.oid for side in mine[:MOST_COMMITS]]):
            if isinstance(step, Step):
                brought.take(step)
            else:
                trouble = f"what commit {step.commit[:12]} altered cannot be told: {step.detail}"
        entries = brought.left(lambda blobs: {blob for blob in blobs if stands(blob)})
        if len(entries) > MOST_BLOBS or len(mine) > MOST_COMMITS:
            trouble = "more versions came and went with it than are looked at"
        entries = entries[:MOST_BLOBS]
        return replace(
            told,
            between=tuple(entries),
            trails={entry.blob: brought.trail(entry.blob) for entry in entries},
            trouble=trouble,
        )


def _entry(path: str, blob: str, commit: str) -> Entry:
    return Entry(path=path, blob=blob, origin=Origin.history, revision=commit)


def _commit(words: Sequence[str]) -> _Commit:
    oid, parents, time, author, title = words
    seconds = int(time) if time.isdigit() and len(time) < 12 else 0  # noqa: PLR2004 - later than year 9999
    # Some put their address where the name belongs.
    name = author.partition("@")[0][:_MOST_NAME]
    return _Commit(oid.strip("\n"), tuple(parents.split()), seconds, name, title[:_MOST_TITLE])
