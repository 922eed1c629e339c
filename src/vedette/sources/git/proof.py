"""When a blob certainly is the file: what must hold before the file's bytes need not be looked at."""

from __future__ import annotations

import os
from collections.abc import Iterator

from vedette.sources.git.door import Door, DoorError
from vedette.sources.git.listing import Tracked, list_sizes, remembered
from vedette.sources.shared import read_regular

_ATTRIBUTES_BYTES = 1024 * 1024
_TREACHEROUS = (b"filter", b"encoding")
_ANSWER = 3


def prove(door: Door, worktree: str, tracked: list[Tracked], stats: list[os.stat_result | None]) -> set[str]:
    """The paths whose file has exactly the bytes of its blob.

    The index must remember the very file (times, inode, owner, size), and have been written later than the
    file, for a later change to show. Line ends, `$Id$` and character sets may be converted on the way
    between blob and file; all but filters and character sets change the size when they change anything, so
    the sizes of blob and file must be equal, and neither a filter nor a working-tree-encoding may apply.

    Args:
        door: with its index and lists laid.
        worktree: absolute path.
        tracked: paths of the index.
        stats: of their files, in the same order.

    Returns:
        The paths proven; in doubt a path is not.
    """
    written = door.index_time
    likely = [
        (item, status)
        for item, status in zip(tracked, stats, strict=True)
        if status is not None
        and item.blob
        and (not item.flags or item.is_watched)
        and status.st_mtime_ns < written
        and item.stat == remembered(status)
    ]
    sizes = list_sizes(door, [item.blob for item, _ in likely])
    same = [item.path for (item, status), size in zip(likely, sizes, strict=True) if size == status.st_size]
    filters = _mentions_filters(door, worktree, same)
    if filters is None:
        return set()
    return _without_filters(door, same) if filters else set(same)


def _mentions_filters(door: Door, worktree: str, paths: list[str]) -> bool | None:
    """Whether an attributes file speaks of filters; None when one cannot be read."""
    texts = [door.attributes]
    try:
        root = os.open(worktree, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        for path in _attributes_files(paths):
            # Most folders have none: asking does without the exception that reading would cost.
            if not os.access(path, os.F_OK, dir_fd=root, follow_symlinks=False):
                continue
            try:
                texts.append(read_regular(os.path.join(worktree, path), _ATTRIBUTES_BYTES))
            except FileNotFoundError:
                continue
            except OSError:
                return None
    finally:
        os.close(root)
    return any(word in text for text in texts for word in _TREACHEROUS)


def _attributes_files(paths: list[str]) -> Iterator[str]:
    """Where attributes of these paths may be written: in the root, and in each folder on the way."""
    folders: set[str] = {""}
    yield ".gitattributes"
    for path in paths:
        folder = path.rpartition("/")[0]
        while folder not in folders:
            folders.add(folder)
            yield f"{folder}/.gitattributes"
            folder = folder.rpartition("/")[0]


def _without_filters(door: Door, paths: list[str]) -> set[str]:
    given = b"\0".join(map(os.fsencode, paths)) + b"\0"
    try:
        data = door.run(
            "check-attr", "-z", "--stdin", "filter", "working-tree-encoding", stdin=given, in_tree=True
        )
    except DoorError:
        return set()
    words = data.split(b"\0")[:-1]
    if len(words) != 2 * _ANSWER * len(paths):
        return set()
    answers = zip(words[::_ANSWER], words[2::_ANSWER], strict=True)
    touched = {os.fsdecode(path) for path, value in answers if value not in {b"unspecified", b"unset"}}
    return set(paths) - touched
