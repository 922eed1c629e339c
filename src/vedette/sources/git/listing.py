"""What git knows of a work tree: tracked files with their state in the index, and untracked ones."""

from __future__ import annotations

import os
import re
import struct
from collections.abc import Iterable, Iterator
from itertools import islice
from operator import lt

from msgspec import Struct

from vedette.model.facts import Entry, Origin
from vedette.sources.git.door import Door, DoorError
from vedette.sources.shared import is_unsafe

GITLINK = "160000"
SYMLINK = "120000"
_TREE_FIELDS = 4
_MODES = {int(mode, 8).to_bytes(4, "big"): mode for mode in ("100644", "100755", SYMLINK, GITLINK)}
# Of an entry in the index file: ctime, mtime, (dev), ino, (mode), uid, gid, size. Then come id, flags, path.
_STAT = struct.Struct(">4I4xI4x3I")
# The same entry as a whole: stat, id, flags, path, padding.
_ENTRY = re.compile(rb"(.{40})(.{20})(..)([^\0]+)(\0{1,8})", re.DOTALL)
_ID, _FLAGS, _PATH = 40, 60, 62
_HEADER = 12
_SHA1_BYTES = 20
_LONG_NAME = 0xFFF
_MORE_FLAGS, _STAGE = 0x4000, 0x3000
# The first group is the whole, so that what is left over between two matches shows.
_DEBUG = re.compile(
    r"(([0-9]{6}) ([0-9a-f]{40,64}) ([0-3])\t([^\0]+)\0  (ctime: [0-9]+:[0-9]+\n  mtime: [0-9]+:[0-9]+\n)"
    r"  dev: [0-9]+\t(ino: [0-9]+\n  uid: [0-9]+\tgid: [0-9]+\n  size: [0-9]+\t)flags: ([0-9a-f]+)\n)"
)
_NUMBER = re.compile("[0-9]+")
_PLAIN = re.compile(r"(([0-9]{6}) ([0-9a-f]{40,64}) ([0-3])\t([^\0]+)\0()()())")
_ASSUME_UNCHANGED = 0x8000
_INTENT_TO_ADD = 1 << 29
_SKIP_WORKTREE = 1 << 30
# What git says when it passes over a folder, and then succeeds. It cuts the sentence for a very long path.
_CLOSED = re.compile(rb"could not open directory '([^\n]*?)(?:/?': ([^:\n]*))?$", re.MULTILINE)
_32 = 0xFFFFFFFF
_SECOND = 10**9  # nanoseconds


class Tracked(Struct, frozen=True):
    """One path of the index or of a commit's tree.

    Attributes:
        path: as in `Entry.path`.
        mode: six octal digits, as git writes them.
        blob: object id; "" where the path has no single one (a conflict, an intent to add).
        stat: what the index remembers of the file, as `remembered` has it; () for nothing.
        flags: of the index entry.
    """

    path: str
    mode: str
    blob: str
    stat: tuple[int, ...] = ()
    flags: int = 0

    @property
    def is_sparse(self) -> bool:
        """Left out of the work tree on purpose."""
        return bool(self.flags & _SKIP_WORKTREE)

    @property
    def is_watched(self) -> bool:
        """Whether git itself would compare the file with the index."""
        return not self.flags & (_ASSUME_UNCHANGED | _SKIP_WORKTREE | _INTENT_TO_ADD)


def of_index(tracked: Iterable[Tracked]) -> Iterator[Entry]:
    """Files as the index has them, to be read as blobs."""
    for item in tracked:
        if item.blob and item.mode.startswith("100") and not is_unsafe(item.path):
            yield Entry(path=item.path, blob=item.blob, origin=Origin.blob)


def list_index(door: Door, name: str = "index") -> list[Tracked]:
    """Every path of the index once, in the order of the index.

    Args:
        door: of the repository.
        name: of the index within the repository's own folder.

    Raises:
        DoorError: git cannot read the index.
        OSError: the index is no readable file.
    """
    index = door.lay_index(name)
    plain = plain_index(index) if door.object_format == "sha1" else None
    return list_by_git(door) if plain is None else plain


def list_by_git(door: Door) -> list[Tracked]:
    """As `list_index`, of the index that is laid, whatever its kind.

    Raises:
        DoorError: git cannot read it.
    """
    data = os.fsdecode(door.run("ls-files", "-s", "-z", "--debug"))
    found = _DEBUG.findall(data)
    if sum(len(item[0]) for item in found) != len(data):
        # The layout of --debug is not promised: without it nothing is proven, and everything is read.
        data = os.fsdecode(door.run("ls-files", "-s", "-z"))
        found = _PLAIN.findall(data)
        if sum(len(item[0]) for item in found) != len(data):
            raise DoorError("git-failed", "the index lists what is no path")
    listed: list[Tracked] = []
    for _, mode, blob, stage, path, times, rest, bits in found:
        if stage == "0":
            flags = int(bits, 16) if bits else 0
            stat = tuple(map(int, _NUMBER.findall(times + rest)))
            listed.append(Tracked(path, mode, "" if flags & _INTENT_TO_ADD else blob, stat, flags))
        elif not listed or listed[-1].path != path:
            listed.append(Tracked(path, mode, ""))
    return listed


def plain_index(data: bytes) -> list[Tracked] | None:
    """Every path of an index of the plain kind, which is read without git in a third of the time.

    See gitformat-index(5): version 2, SHA-1, one stage, in order, no entry or extension that changes what the
    others mean.

    Args:
        data: of the index file, its checksum known to be right.

    Returns:
        None for any other index, and for one with anything odd: that is for git to judge.
    """
    if data[:8] != b"DIRC\0\0\0\2":
        return None
    count = int.from_bytes(data[8:_HEADER], "big")
    listed = _even(data, count)
    return listed if listed is not None else _one_by_one(data, count)


def _even(data: bytes, count: int) -> list[Tracked] | None:
    """As `plain_index`, of one without any flag: by column, a third of the time that a loop takes."""
    found = _ENTRY.findall(data, _HEADER, len(data) - _SHA1_BYTES)[:count]
    if len(found) != count or not found:
        return None
    stats, blobs, flags, names, ends = zip(*found, strict=True)
    sizes = list(map(len, names))
    in_order = all(map(lt, names, islice(names, 1, None)))
    # A flag, or a name that is too long for its field, makes a number that is no length of a name.
    even = list(struct.unpack(f">{count}H", b"".join(flags))) == sizes and max(sizes) < _LONG_NAME
    # What was taken for padding may have been the zeros with which the next entry begins.
    if not (in_order and even and [8 - (_PATH + size) % 8 for size in sizes] == list(map(len, ends))):
        return None
    whole = b"".join(map(b"".join, found))
    at = _HEADER + len(whole)
    if not (data.startswith(whole, _HEADER) and _has_known_end(data, at)):
        return None
    try:
        modes = [_MODES[stat[24:28]] for stat in stats]
    except KeyError:
        return None
    paths = os.fsdecode(b"\0".join(names)).split("\0")
    return list(map(Tracked, paths, modes, map(bytes.hex, blobs), _STAT.iter_unpack(b"".join(stats))))


def _one_by_one(data: bytes, count: int) -> list[Tracked] | None:
    listed: list[Tracked] = []
    add, find, at, before = listed.append, data.find, _HEADER, b""
    try:
        for _ in range(count):
            start = at + _PATH
            end = find(b"\0", start)
            name, flags = data[start:end], data[at + _FLAGS] << 8 | data[at + _FLAGS + 1]
            odd = flags & (_MORE_FLAGS | _STAGE) or flags & _LONG_NAME != min(end - start, _LONG_NAME)
            if odd or name <= before:
                return None
            mode, blob = _MODES[data[at + 24 : at + 28]], data[at + _ID : at + _FLAGS].hex()
            stat, kept = _STAT.unpack_from(data, at), flags & _ASSUME_UNCHANGED
            add(Tracked(os.fsdecode(name), mode, blob, stat, kept))
            at += (end - at + 8) & ~7
            before = name
    except (KeyError, IndexError, struct.error):
        return None
    return listed if _has_known_end(data, at) else None


def list_untracked(
    door: Door, *, ignored: bool = False, folded: bool = False
) -> tuple[list[str], dict[str, str]]:
    """Paths that are not in the index; a nested repository ends in `/`.

    Args:
        door: with its index and lists laid.
        ignored: with those that the ignore files name.
        folded: for a folder without a tracked file only its path and `/`, whatever is in it.

    Returns:
        The paths; and each folder that could not be looked into, with the reason.

    Raises:
        DoorError: git cannot list them.
    """
    options = [*(() if ignored else ("--exclude-standard",)), *(("--directory",) if folded else ())]
    warned = bytearray()
    data = door.run("ls-files", "-z", "--others", *options, in_tree=True, warned=warned)
    closed = {
        os.fsdecode(found[1]).rstrip("/"): (found[2] or b"File name too long").decode()
        for found in _CLOSED.finditer(warned)
    }
    return [os.fsdecode(path) for path in data.split(b"\0") if path], closed


def list_tree(door: Door, commit: str) -> list[Tracked]:
    """Every path of a commit.

    Raises:
        DoorError: the commit or a tree of it is not there.
    """
    data = door.run("ls-tree", "-r", "-z", "--full-tree", commit)
    listed = []
    for line in data.split(b"\0"):
        words = line.split(None, 3)
        if len(words) == _TREE_FIELDS:
            path = os.fsdecode(line.partition(b"\t")[2])
            listed.append(Tracked(path, words[0].decode("ascii"), words[2].decode("ascii")))
    return listed


def list_sizes(door: Door, blobs: list[str]) -> list[int]:
    """Size of each blob in bytes, -1 for one that is missing; all -1 if they cannot be asked."""
    if not blobs:
        return []
    try:
        data = door.run(
            "cat-file",
            "--batch-check=%(objectsize)",
            "--buffer",
            stdin=("\n".join(blobs) + "\n").encode("ascii"),
        )
    except DoorError:
        return [-1] * len(blobs)
    lines = data.split(b"\n")[:-1]
    if len(lines) != len(blobs):
        return [-1] * len(blobs)
    return [int(line) if line.isdigit() else -1 for line in lines]


def remembered(status: os.stat_result) -> tuple[int, ...]:
    """What the index would remember of a file: times, inode, owner and size; numbers are cut to 32 bits."""
    changed, modified = status.st_ctime_ns, status.st_mtime_ns
    return (
        changed // _SECOND & _32,
        changed % _SECOND,
        modified // _SECOND & _32,
        modified % _SECOND,
        status.st_ino & _32,
        status.st_uid & _32,
        status.st_gid & _32,
        status.st_size & _32,
    )


def _has_known_end(data: bytes, at: int) -> bool:
    """Whether only extensions follow that git itself may ignore, and then the checksum of SHA-1's length."""
    last = len(data) - _SHA1_BYTES
    while at < last:
        name, size = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "big")
        if not b"A" <= name[:1] <= b"Z":
            return False
        at += 8 + size
    return at == last
