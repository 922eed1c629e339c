"""One look at a repository: what is tracked, what is not, how its files stand to their blobs."""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Callable

from msgspec import Struct

from vedette.model.coverage import Skip
from vedette.sources.git.door import Door, DoorError
from vedette.sources.git.image import Image
from vedette.sources.git.listing import (
    Tracked,
    list_tree,
    list_untracked,
)
from vedette.sources.git.proof import mention_filters
from vedette.sources.git.recollection import Recollection
from vedette.sources.interface import Memory
from vedette.sources.shared import Scope, failed

_GONE = {errno.ENOENT, errno.ENOTDIR}


class Snapshot(Struct, frozen=True, kw_only=True):
    """What was seen.

    Attributes:
        tracked: every path of the index; of the commit in a bare repository.
        untracked: other paths in scope that no ignore file names; a nested repository ends in `/`.
        states: of each tracked file in the work tree: its status, or the number of the error it gave.
        proven: paths whose file is exactly its blob, with the size.
        has_index: the index could be read (one that does not exist yet is empty).
        index: digest of the index, as `IndexDifferences` takes it.
        troubles: what went wrong, as skips to report.
    """

    tracked: list[Tracked]
    untracked: list[str] = []
    states: dict[str, os.stat_result | int] = {}
    proven: dict[str, int] = {}
    has_index: bool = True
    index: bytes = b""
    troubles: list[Skip] = []


def is_gone(state: os.stat_result | int) -> bool:
    """Whether there is no such file any more."""
    return isinstance(state, int) and state in _GONE


def look_at_commit(door: Door, commit: str) -> Snapshot:
    """The snapshot of a bare repository."""
    if not commit:
        return Snapshot(tracked=[])
    try:
        return Snapshot(tracked=list_tree(door, commit))
    except DoorError as error:
        return Snapshot(tracked=[], troubles=[failed(".", "commit-unreadable", error.detail)])


def look_at_worktree(door: Door, root: str, scope: Scope, memory: Memory | None = None) -> Snapshot:
    """The snapshot of a work tree.

    Args:
        door: of the repository.
        root: absolute path of the work tree.
        scope: what to keep to.
        memory: where to keep what the next look need not find out again.
    """
    # Nothing of a part, and nothing on Windows: no time shows there that another was set back.
    memory = None if scope or os.name == "nt" else memory
    past = None if memory is None else Recollection(memory, root, time.time_ns())
    image = Image(memory, root)
    troubles: list[Skip] = []
    tracked, has_index = _index(door, troubles, image)
    door.lay_lists()
    files = [item for item in image.files(tracked) if not scope or item.path in scope]
    walk = past.walk(image.names(tracked), tracked, (door.exclude, door.attributes)) if past else None
    if past and walk:
        states, stats = _look(root, files)
        proven, untracked = image.prove(door, files, stats, walk.filters), list(walk.untracked)
    else:
        filters = _begin(past, door, root, tracked)
        # Not for the hook, which looks at no work tree.
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(1) as beside:
            asked = beside.submit(_listed, door, past, filters)
            states, stats = _look(root, files)
            proven = image.prove(door, files, stats, filters)
            untracked = _untracked(asked.result, scope, troubles)
    if past:
        past.save()
        image.save()
    listed = (*untracked, *(item.path for item in tracked)) if scope else ()
    found = {scope.covering(path.rstrip("/")) for path in listed}
    left = Scope(path for path in scope.paths if path not in found)
    if left:
        # What is named is wanted, though an ignore file names it too.
        untracked += _untracked(lambda: list_untracked(door, ignored=True), left, troubles)
    return Snapshot(
        tracked=tracked,
        untracked=untracked,
        states=states,
        proven=proven,
        has_index=has_index,
        index=image.digest,
        troubles=troubles,
    )


def _begin(past: Recollection | None, door: Door, root: str, tracked: list[Tracked]) -> bool | None:
    """Prepares to remember the listing; whether filters may apply, None if it is not to be remembered."""
    files = past.begin(tracked) if past else None
    return None if files is None else mention_filters(door, root, files)


def _listed(door: Door, past: Recollection | None, filters: bool | None) -> tuple[list[str], dict[str, str]]:
    """Untracked paths as `list_untracked` has them, remembered where that was prepared."""
    if past is None or filters is None:
        return list_untracked(door)
    paths, closed = list_untracked(door, folded=True)
    folded = [path.rstrip("/") for path in paths if path.endswith("/")]
    sound = past.begin_untracked(folded)
    if folded:
        paths, closed = list_untracked(door)
    if sound and not closed:
        past.learn(list(paths), filters=filters)
    return paths, closed


def _index(door: Door, troubles: list[Skip], image: Image) -> tuple[list[Tracked], bool]:
    try:
        return image.listed(door), True
    except DoorError as error:
        reason, detail = error.reason, error.detail
    except OSError as error:
        reason, detail = "git-failed", error.strerror or "it cannot be read"
    door.drop_index()
    what = "index-timed-out" if reason == "timed-out" else "index-unreadable"
    troubles.append(failed(".git/index", what, f"{detail}; every file is taken as untracked"))
    return [], False


def _untracked(
    listed: Callable[[], tuple[list[str], dict[str, str]]], scope: Scope, troubles: list[Skip]
) -> list[str]:
    try:
        paths, closed = listed()
    except DoorError as error:
        troubles.append(failed(".", "untracked-not-listed", f"{error.reason}: {error.detail}"))
        return []
    known = {trouble.path for trouble in troubles}
    troubles += (
        failed(path, "unreadable", f"the folder cannot be looked into: {reason}")
        for path, reason in closed.items()
        if path in scope and path not in known
    )
    return [path for path in paths if path.rstrip("/") in scope]


def _look(
    root: str, files: list[Tracked]
) -> tuple[dict[str, os.stat_result | int], list[os.stat_result | None]]:
    """State of each file by path, and its status in the order of the files, None where there is none."""
    paths = [item.path for item in files]
    try:
        # No bytecode for each of ten thousands of files: of such loops a warm run is made.
        found = list(map(os.lstat, map(f"{root}/".__add__, paths)))
    except (OSError, ValueError):
        return _look_closely(root, paths)
    return dict(zip(paths, found, strict=True)), [*found]


def _look_closely(
    root: str, paths: list[str]
) -> tuple[dict[str, os.stat_result | int], list[os.stat_result | None]]:
    states: dict[str, os.stat_result | int] = {}
    stats: list[os.stat_result | None] = []
    look, add, prefix = os.lstat, stats.append, f"{root}/"
    for path in paths:
        try:
            states[path] = status = look(prefix + path)
            add(status)
        except OSError as error:
            states[path] = error.errno or errno.EIO
            add(None)
        except ValueError:
            states[path] = errno.ENOENT
            add(None)
    return states, stats
