"""When a blob certainly is the file: what must hold before the file's bytes need not be looked at."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator

from msgspec import Struct

from vedette.sources.git.door import Door, DoorError
from vedette.sources.git.listing import Tracked, list_sizes, remembered
from vedette.sources.shared import read_regular

_ATTRIBUTES_BYTES = 1024 * 1024
_TREACHEROUS = (b"filter", b"encoding")
_ANSWER = 3


class Known(Struct):
    """What needs not be asked.

    Attributes:
        sizes: bytes of blobs, by id; `prove` leaves those of the blobs that it came across.
        filters: whether an attributes file speaks of filters or character sets; None if nobody looked.
        lacking: the size of a blob could not be had.
    """

    sizes: dict[str, int] = {}
    filters: bool | None = None
    lacking: bool = False


def prove(
    door: Door, tracked: list[Tracked], stats: list[os.stat_result | None], worktree: str, known: Known
) -> dict[str, int]:
    """The paths whose file has exactly the bytes of its blob, with their size.

    The index must remember the very file (times, inode, owner, size), and have been written later than the
    file, for a later change to show. Line ends, `$Id$` and character sets may be converted on the way
    between blob and file; all but filters and character sets change the size when they change anything, so
    the sizes of blob and file must be equal, and neither a filter nor a working-tree-encoding may apply.

    Args:
        door: with its index and lists laid.
        tracked: paths of the index.
        stats: of their files, in the same order.
        worktree: absolute path.
        known: what needs not be asked.

    Returns:
        The paths proven; in doubt a path is not.
    """
    written = door.index_time
    likely = [
        (item, status)
        for item, status in zip(tracked, stats, strict=True)
        if status is not None
        and stat.S_ISREG(status.st_mode)
        and item.blob
        and (not item.flags or item.is_watched)
        and status.st_mtime_ns < written
        and item.stat == remembered(status)
    ]
    sizes = _sizes(door, likely, known)
    same = {item.path: status.st_size for item, status in likely if sizes.get(item.blob) == status.st_size}
    filters = known.filters
    if filters is None:
        filters = mention_filters(door, worktree, _attributes_files(same))
        if filters is None:
            return {}
    return _without_filters(door, same) if filters else same


def mention_filters(door: Door, worktree: str, files: Iterable[str]) -> bool | None:
    """Whether an attributes file, or the repository's own list, speaks of filters or character sets.

    Args:
        door: with its lists laid.
        worktree: absolute path.
        files: where attributes may be written.

    Returns:
        None when one of the files cannot be read.
    """
    texts = [door.attributes]
    try:
        root = os.open(worktree, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        for path in files:
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


def _sizes(door: Door, likely: list[tuple[Tracked, os.stat_result]], known: Known) -> dict[str, int]:
    blobs = [item.blob for item, _ in likely]
    asked = [blob for blob in blobs if blob not in known.sizes]
    if asked:
        sizes = list_sizes(door, asked)
        known.lacking = min(sizes) < 0
        known.sizes = known.sizes | {blob: size for blob, size in zip(asked, sizes, strict=True) if size >= 0}
    if len(known.sizes) > 2 * len(blobs):
        known.sizes = {blob: known.sizes[blob] for blob in blobs if blob in known.sizes}
    return known.sizes


def _attributes_files(paths: Iterable[str]) -> Iterator[str]:
    """Where attributes of these paths may be written: in the root, and in each folder on the way."""
    folders: set[str] = {""}
    yield ".gitattributes"
    for path in paths:
        folder = path.rpartition("/")[0]
        while folder not in folders:
            folders.add(folder)
            yield f"{folder}/.gitattributes"
            folder = folder.rpartition("/")[0]


def _without_filters(door: Door, paths: dict[str, int]) -> dict[str, int]:
    given = b"\0".join(map(os.fsencode, paths)) + b"\0"
    try:
        data = door.run(
            "check-attr", "-z", "--stdin", "filter", "working-tree-encoding", stdin=given, in_tree=True
        )
    except DoorError:
        return {}
    words = data.split(b"\0")[:-1]
    if len(words) != 2 * _ANSWER * len(paths):
        return {}
    answers = zip(words[::_ANSWER], words[2::_ANSWER], strict=True)
    touched = {os.fsdecode(path) for path, value in answers if value not in {b"unspecified", b"unset"}}
    return {path: size for path, size in paths.items() if path not in touched}
