"""Every blob that a repository holds, each once: what any commit had, and what no commit has any more."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from vedette.model.coverage import Skip
from vedette.model.errors import UsageError, WorldError
from vedette.model.facts import Entry, Origin
from vedette.sources.git.door import Door, DoorError
from vedette.sources.git.layout import Layout, locate, normalise_origin
from vedette.sources.git.listing import GITLINK, list_tree
from vedette.sources.git.reach import Reached
from vedette.sources.git.reader import GitReader
from vedette.sources.git.refs import Refs, read_refs
from vedette.sources.git.trails import Traced, Tracer
from vedette.sources.git.walk import Step, Unwalked, walk
from vedette.sources.git.witnesses import witnesses
from vedette.sources.interface import Source, Unchanging
from vedette.sources.shared import Scope, failed, is_unsafe, not_applicable

_LIST = ("cat-file", "--batch-all-objects", "--unordered", "--buffer")
_FIELDS = "--batch-check=%(objectname) %(objecttype) %(objectsize)"
_MOST_SUBMODULES = 1_000
_MOST_KNOWN = 1_000_000
Wanted = Callable[[str], bool]


class History(Unchanging):
    """The history of a repository as a source, or the part of it that stood below some paths.

    Attributes:
        root, identity, commit, notes, within: those of the repository.
    """

    def __init__(
        self, tree: Source, layout: Layout, max_file_bytes: int, wanted: Wanted = lambda _: True
    ) -> None:
        """Takes a repository.

        Args:
            tree: the repository as it is open already.
            layout: where its parts are.
            max_file_bytes: a larger blob is a failed skip.
            wanted: of a blob's paths one is chosen for which this holds, if there is one.
        """
        self.root, self.identity, self.commit = tree.root, tree.identity, tree.commit
        self.notes, self.within = tree.notes, tree.within
        self._layout = layout
        self._max_file_bytes = max_file_bytes
        self._wanted = wanted
        self._scope = Scope(tree.within)
        self._refs: Refs = read_refs(layout)

    def entries(self) -> Iterator[Entry | Skip]:
        """Every blob, in the order in which the store reads them fastest, with a path at which it stood.

        Raises:
            WorldError: the objects cannot be listed.
        """
        with self._open() as door:
            store = _list(door)
            paths, skips = self._paths(door, store.commits)
            yield from self._layout.troubles
            yield from skips
            yield from self._end_of_history(door)
        for blob, size in store.sizes.items():
            path = paths.pop(blob, None)
            if path is None and not self._scope:
                # No commit names it: it was staged once, or hangs in a tree that was thrown away.
                path = f".git/objects/{blob[:2]}/{blob[2:]}"
            if path is not None:
                yield Entry(path=path, size=size, blob=blob, origin=Origin.history)
        for blob, path in paths.items():
            detail = "the object is not in this clone; fetch it, or make a full clone"
            yield failed(f"{path}@{blob}", "blob-missing", detail, blob)

    def reader(self) -> GitReader:
        """A new reader."""
        return GitReader((("", self._layout),), self._max_file_bytes)

    def trace(self, groups: Sequence[frozenset[str]]) -> list[list[Traced]]:
        """Where and when something that several blobs hold came in and went.

        Args:
            groups: for each thing the blobs that hold it.

        Returns:
            For each of them the paths at which it stood; one that was renamed is there once.
        """
        with self._open() as door:
            tracer = Tracer(groups, Reached(door, self._refs), self._current(door))
            for step in walk(door, _list(door).commits):
                if isinstance(step, Step):
                    tracer.take(step)
            traced = [
                [trace for trace in traces if not trace.path or trace.path in self._scope]
                for traces in tracer.traces()
            ]
            return self._with_witnesses(door, traced)

    def _with_witnesses(self, door: Door, traced: list[list[Traced]]) -> list[list[Traced]]:
        """The traces with who could have seen them."""
        commits = {trace.revision for traces in traced for trace in traces if trace.revision}
        found = witnesses(door, self._refs, normalise_origin(self._layout.origin), commits)
        return [
            [
                replace(trace, trail=replace(trace.trail, exposure=found[trace.revision]))
                if trace.revision in found
                else trace
                for trace in traces
            ]
            for traces in traced
        ]

    def _open(self) -> Door:
        door = Door(self._layout)
        door.lay_refs(self._refs)
        return door

    def _current(self, door: Door) -> dict[str, str]:
        try:
            tracked = list_tree(door, self._refs.head) if self._refs.head else []
        except DoorError:
            return {}
        return {item.path: item.blob for item in tracked}

    def _paths(self, door: Door, commits: Sequence[str]) -> tuple[dict[str, str], list[Skip]]:
        """A path for each blob that a commit brought, and what could not be looked at."""
        chosen = _Chosen(self._scope, self._wanted)
        skips: list[Skip] = []
        for step in walk(door, commits):
            if isinstance(step, Unwalked):
                what = "" if step.number == 1 else f" and {step.number - 1:,} more commits"
                detail = f"what it{what} altered cannot be told: {step.detail}"
                skips.append(failed(f"commit {step.commit}", "commit-unreadable", detail))
                continue
            for altered in step.altered:
                if altered.mode.startswith(b"1") and any(altered.new.strip(b"0")):
                    chosen.take(altered.path, altered.new, altered.mode)
        skips += (
            not_applicable(path, "submodule", "it has a history of its own: scan it by its own path")
            for path in sorted(chosen.submodules)
        )
        return chosen.paths, skips

    def _end_of_history(self, door: Door) -> Iterator[Skip]:
        if door.shallow:
            detail = "a shallow clone: what was before is not here; run `git fetch --unshallow`"
            yield failed(".git/shallow", "history-ends", detail)


def open_history(tree: Source, max_file_bytes: int, wanted: Wanted) -> History:
    """Opens the history of a repository that is open as a tree.

    Args:
        tree: the repository; what it keeps to, its history keeps to.
        max_file_bytes: a larger blob is a failed skip.
        wanted: see `History`.

    Raises:
        UsageError: it is no repository, or its objects cannot be used.
    """
    layout = locate(tree.root) if os.path.isdir(tree.root) else None
    if layout is None or not layout.objects:
        raise UsageError(f"{tree.root} has no history", help="--history needs a git repository")
    return History(tree, layout, max_file_bytes, wanted)


class _Store(Struct):
    """The blobs of a store with their sizes, and the commits, both in its own order."""

    sizes: dict[str, int] = {}
    commits: list[str] = []


def _list(door: Door) -> _Store:
    store = _Store()
    held = b""
    try:
        for piece in door.stream(*_LIST, _FIELDS):
            *lines, held = (held + piece).split(b"\n")
            for line in lines:
                oid, what, size = line.decode("ascii").split(" ")
                if what == "blob":
                    store.sizes[oid] = int(size)
                elif what == "commit":
                    store.commits.append(oid)
    except (DoorError, ValueError) as error:
        raise WorldError(
            f"the objects of the repository cannot be listed: {error}", help="run `git fsck`"
        ) from error
    return store


class _Chosen:
    """Chooses one path for each blob."""

    def __init__(self, scope: Scope, wanted: Wanted) -> None:
        self.paths: dict[str, str] = {}
        self.submodules: set[str] = set()
        self._scope, self._wanted = scope, wanted
        self._known: dict[bytes, tuple[str, bool] | None] = {}

    def take(self, raw: bytes, oid: bytes, mode: bytes) -> None:
        if raw not in self._known:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            path = os.fsdecode(raw)
            in_scope = path in self._scope and not is_unsafe(path)
            self._known[raw] = (path, self._wanted(path)) if in_scope else None
        known = self._known[raw]
        if known is None:
            return
        path, is_wanted = known
        if mode == GITLINK.encode():
            if len(self.submodules) < _MOST_SUBMODULES:
                self.submodules.add(path)
            return
        blob = oid.decode("ascii")
        before = self.paths.setdefault(blob, path)
        if is_wanted and before != path and not self._wanted(before):
            self.paths[blob] = path
