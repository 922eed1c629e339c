"""What an earlier run made of an index and of the files that it lists, kept by column.

Taking an index apart and comparing each file with it is a fifth of a run in which nothing changed. All that
comes of it follows from the index, from the states of the files and from the sizes of blobs, which never
change. Where index and state are the same, so is what follows; files whose state is another are looked at
anew.
"""

from __future__ import annotations

import hashlib
import os
import struct
from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import compress, count
from operator import attrgetter, ne
from types import SimpleNamespace

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from vedette.sources.git.door import Door
from vedette.sources.git.listing import GITLINK, SYMLINK, Tracked, list_by_git, plain_index
from vedette.sources.git.proof import Known, prove
from vedette.sources.interface import Memory
from vedette.sources.shared import is_unsafe

_SUBJECT = "git index 1"
_NO_FILES = frozenset({GITLINK, SYMLINK})
# What tells one state of a file from another. Owner and rights have no say in what its bytes are.
_STATE = ("st_mtime_ns", "st_ctime_ns", "st_ino", "st_size", "st_mode")
_STAT = struct.Struct("8I")
_ID_DIGITS = 40
# Files that are looked at anew, run after run, before all is kept as it is now.
_MOST_ALTERED = 100


_NOWHERE = SimpleNamespace(**dict.fromkeys(_STATE, 0))
_path, _flags = attrgetter("path"), attrgetter("flags")


class _Columns(Struct, frozen=True, array_like=True):
    """An index of the plain kind, item by item, and its files: items that are no links, with safe paths.

    Attributes:
        index: SHA-256 of the index file.
        written: when it was written, as in `Door.index_time`.
        names: as `names_of` gives it.
        paths: of the items.
        modes: those that there are.
        mode: number of each item's.
        blobs: ids, 20 bytes each.
        unsafe: paths that are not looked at.
        stats: what the index remembers of each file, as `Tracked.stat` has it.
        states: a column for each of `_STATE`, 8 bytes for each file; zeros for one that was not there.
        proven: for each file 1 if it was exactly its blob, else 0.
        sizes: of the files' blobs, 8 bytes for each file; -1 where it is not known.
        filters: whether filters might apply when that was found.
    """

    index: bytes
    written: int
    names: bytes
    paths: list[str]
    modes: list[str]
    mode: bytes
    blobs: bytes
    unsafe: list[str]
    stats: bytes
    states: list[bytes]
    proven: bytes
    sizes: bytes
    filters: bool


class _Record(Struct, frozen=True, array_like=True):
    """What is kept: an image, or the sizes of blobs alone where there can be none."""

    columns: _Columns | None = None
    sizes: dict[str, int] = {}


_decode = msgspec.msgpack.Decoder(_Record).decode


class Image:
    """The index of one work tree with its files, as an earlier run kept it and as it is now.

    Args:
        memory: where it is kept; None where nothing may be.
        root: absolute path of the work tree.
    """

    def __init__(self, memory: Memory | None, root: str) -> None:
        self._memory = memory
        self._root = root
        self._data = None if memory is None else memory.recall(_SUBJECT, root)
        self._known = self._kept = _decoded(self._data)
        self._now = b""
        self._written = 0
        self._tracked: list[Tracked] = []
        self._is_plain = False
        self._same: _Columns | None = None  # what was kept, if it is of the index as it is now

    @property
    def digest(self) -> bytes:
        """Of the index, once it is listed; b"" for one that is not of the plain kind, or not to be kept."""
        return self._now if self._is_plain and self._memory is not None else b""

    def listed(self, door: Door) -> list[Tracked]:
        """As `list_index`; what the index remembers of files is left out where it is as it was.

        Raises:
            DoorError, OSError: see there.
        """
        data = door.lay_index(known=self._knows)
        self._written = door.index_time
        same = self._same
        if same is not None and same.written == self._written:
            self._is_plain = True
            self._tracked = list(map(Tracked, same.paths, _modes(same), _ids(same)))
            return self._tracked
        self._same = None
        plain = plain_index(data) if door.object_format == "sha1" else None
        self._is_plain = plain is not None and not any(map(_flags, plain))
        self._tracked = list_by_git(door) if plain is None else plain
        return self._tracked

    def files(self, tracked: Iterable[Tracked]) -> list[Tracked]:
        """Those that are looked at: no links, no repositories of their own, no path that leads astray."""
        files = [item for item in tracked if item.mode not in _NO_FILES]
        if self._same is None:
            return [item for item in files if not is_unsafe(item.path)]
        unsafe = frozenset(self._same.unsafe)
        return [item for item in files if item.path not in unsafe] if unsafe else files

    def names(self, tracked: Sequence[Tracked]) -> bytes:
        """As `names_of`."""
        return self._same.names if self._same is not None else names_of(tracked)

    def prove(
        self, door: Door, files: list[Tracked], stats: list[os.stat_result | None], filters: bool | None
    ) -> dict[str, int]:
        """As `proof.prove`, of all files.

        Args:
            door: with its index and lists laid.
            files: as `files` gives them.
            stats: of the files, in the same order.
            filters: as `Known` has it.
        """
        same, states = self._same, [] if self._data is None else _states(stats)
        if same is not None and states and filters is same.filters is False:
            return self._proven_again(door, files, stats, states)
        known = Known(self._sizes(), filters)
        files = self._with_stats(files)
        proven = prove(door, files, stats, self._root, known)
        if same is not None and filters in {None, same.filters}:
            return proven
        self._kept = _Record(sizes=known.sizes)
        if states and self._is_plain and filters is not None and not known.lacking:
            self._kept = _Record(self._columns(files, states, proven, known))
        return proven

    def save(self) -> None:
        """Keeps what there is to keep; not being able to is no fault."""
        # What is scanned once and never again need not pay for being remembered.
        record = _Record() if self._data is None else self._kept
        if self._memory is None or (self._data is not None and record is self._known):
            return
        try:
            data = msgspec.msgpack.encode(record)
        except UnicodeEncodeError:
            return
        if data != self._data:
            self._memory.keep(_SUBJECT, self._root, data)

    def _knows(self, data: bytes) -> bool:
        """Whether an index is the one of which something was kept, and so sound."""
        self._now = hashlib.sha256(data).digest()
        known = self._known.columns
        self._same = known if known is not None and known.index == self._now else None
        return self._same is not None

    def _sizes(self) -> dict[str, int]:
        """Sizes of blobs that an earlier run asked for."""
        known = self._known.columns
        if known is None:
            return self._known.sizes
        tracked = map(Tracked, known.paths, _modes(known), _ids(known))
        unsafe = frozenset(known.unsafe)
        files = (one for one in tracked if one.mode not in _NO_FILES and one.path not in unsafe)
        return {one.blob: size for one, size in zip(files, _numbers(known.sizes), strict=True) if size >= 0}

    def _with_stats(self, files: list[Tracked]) -> list[Tracked]:
        if self._same is None:
            return files
        stats = _STAT.iter_unpack(self._same.stats)
        return [Tracked(one.path, one.mode, one.blob, stat) for one, stat in zip(files, stats, strict=True)]

    def _proven_again(
        self, door: Door, files: list[Tracked], stats: list[os.stat_result | None], states: list[bytes]
    ) -> dict[str, int]:
        """As `prove`, where the index is as it was: files in the same state are proven as they were."""
        same = self._same
        assert same is not None  # noqa: S101 - asked only then
        sizes, proven = _numbers(same.sizes), bytearray(same.proven)
        altered = _altered(same.states, states)
        for at in altered:
            proven[at] = 0
        found = {one.path: size for one, size in compress(zip(files, sizes, strict=True), proven)}
        if not altered:
            return found
        known = Known({files[at].blob: sizes[at] for at in altered if sizes[at] >= 0}, filters=False)
        anew = [replace(files[at], stat=_STAT.unpack_from(same.stats, at * _STAT.size)) for at in altered]
        found |= prove(door, anew, [stats[at] for at in altered], self._root, known)
        if len(altered) > _MOST_ALTERED and not known.lacking:
            for at in altered:
                proven[at] = files[at].path in found
                sizes[at] = known.sizes.get(files[at].blob, -1)
            columns = replace(same, states=states, proven=bytes(proven), sizes=sizes.tobytes())
            self._kept = _Record(columns)
        return found

    def _columns(
        self, files: list[Tracked], states: list[bytes], proven: dict[str, int], known: Known
    ) -> _Columns:
        tracked, looked_at = self._tracked, {one.path for one in files}
        modes = list(dict.fromkeys(one.mode for one in tracked))
        return _Columns(
            index=self._now,
            written=self._written,
            names=names_of(tracked),
            paths=[one.path for one in tracked],
            modes=modes,
            mode=bytes(modes.index(one.mode) for one in tracked),
            blobs=bytes.fromhex("".join(one.blob for one in tracked)),
            unsafe=[one.path for one in tracked if one.mode not in _NO_FILES and one.path not in looked_at],
            stats=b"".join(_STAT.pack(*one.stat) for one in files),
            states=states,
            proven=bytes(one.path in proven for one in files),
            sizes=array("q", [known.sizes.get(one.blob, -1) for one in files]).tobytes(),
            filters=known.filters is not False,
        )


def names_of(tracked: Sequence[Tracked]) -> bytes:
    """Digest of the paths and of which are repositories: what a listing of other paths depends on of them."""
    links = (one.path for one in tracked if one.mode == GITLINK)
    digest = hashlib.sha256()
    for names in (map(_path, tracked), links):
        part = os.fsencode("\0".join(names))
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.digest()


def _decoded(data: bytes | None) -> _Record:
    try:
        return _Record() if data is None else _decode(data)
    except msgspec.MsgspecError:
        return _Record()


def _modes(known: _Columns) -> Iterator[str]:
    return map(known.modes.__getitem__, known.mode)


def _ids(known: _Columns) -> list[str]:
    digits = known.blobs.hex()
    return [digits[at : at + _ID_DIGITS] for at in range(0, len(digits), _ID_DIGITS)]


def _numbers(column: bytes) -> array[int]:
    numbers = array("q")
    numbers.frombytes(column)
    return numbers


def _states(stats: Sequence[object]) -> list[bytes]:
    """A column for each of `_STATE`; none at all where a number is too large for one."""
    try:
        # No bytecode for each of ten thousands of files.
        return [array("q", map(attrgetter(name), stats)).tobytes() for name in _STATE]
    except AttributeError:
        return _states([_NOWHERE if one is None else one for one in stats])
    except OverflowError:
        return []


def _altered(before: list[bytes], now: list[bytes]) -> list[int]:
    """Positions at which a column is not as it was."""
    found: set[int] = set()
    for one, other in zip(before, now, strict=True):
        if one != other:
            differs = map(ne, _numbers(one), _numbers(other))
            found.update(compress(count(), differs))
    return sorted(found)
