"""Watching: how far logs are read, and what one checkpoint of a watch writes together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from vedette.model.alert import Alert


class Mark(Struct, frozen=True, kw_only=True):
    """How far one file of a log is read, and how to know that file again.

    A file is known by where it is kept, and by what its first and its last bytes read are: so it is found
    again when it was renamed, copied or compressed meanwhile.

    Attributes:
        stream: the log.
        part: the file, as `Block.part` names it.
        turn: the how many-th file of the log it is; later files have a higher one.
        device, inode: where the file was kept when it was last read; 0 where the system tells none.
        head, head_size: hash of its first bytes, at most 1 KiB, and how many these are.
        tail, tail_size: hash of the last bytes before `offset`, and how many these are.
        offset: of the first byte that is not examined yet, after decompression.
        line: how many lines come before it.
        touched: when the file was last altered, in seconds since 1970 (UTC).
        done: nothing more is expected of it.
    """

    stream: str
    part: str
    turn: int = 0
    device: int = 0
    inode: int = 0
    head: bytes = b""
    head_size: int = 0
    tail: bytes = b""
    tail_size: int = 0
    offset: int = 0
    line: int = 0
    touched: float = 0.0
    done: bool = False


class Saved(Struct, frozen=True, kw_only=True):
    """What the last checkpoint of a watch left.

    Attributes:
        marks: how far each file is read, at most a few for each log.
        states: what the parts of the watch remember, by their names.
        turn: how many checkpoints there were; 0 for none.
    """

    marks: tuple[Mark, ...] = ()
    states: Mapping[str, bytes] = {}
    turn: int = 0


class News(Struct, frozen=True):
    """An alert after a change: `opened` and `raised` are told; `held`, `grown` and `quiet` only written."""

    alert: Alert
    what: str


class Point(Struct, frozen=True, kw_only=True):
    """What one checkpoint writes, all of it or nothing.

    Attributes:
        turn: number of this checkpoint, one more than that of the last: if another has that number, somebody
            else writes the same watch.
        at: when, in seconds since 1970 (UTC).
        marks: positions that changed; a mark replaces the one with the same stream and part.
        gone: (stream, part) of files that need not be known any more.
        states: what changed of what the parts of the watch remember, by their names.
        news: alerts that are new or changed.
    """

    turn: int
    at: float
    marks: Sequence[Mark] = ()
    gone: Sequence[tuple[str, str]] = ()
    states: Mapping[str, bytes] = {}
    news: Sequence[News] = ()


class Letter(Struct, frozen=True, kw_only=True):
    """Something to be told, waiting in the outbox until it is delivered.

    Attributes:
        channel: who carries it, as the user's settings name it.
        key: what makes it unique: put twice, it is told once.
        body: as the channel reads it.
        not_before: when it may be told, in seconds since 1970 (UTC).
    """

    channel: str
    key: str
    body: bytes
    not_before: float = 0.0
