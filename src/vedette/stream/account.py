"""The account: every line that a source gives is read, counted at both ends."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from msgspec.structs import astuple

from vedette.languages.logs.interface import Rows
from vedette.languages.logs.redaction import redact
from vedette.model.kept import restored
from vedette.sources.logs.interface import Piece, Trouble
from vedette.stream.interface import Counts, Unreadable

_MOST_STREAMS = 10_000
_SAMPLES = 3
_SHOWN = 300
_OTHERS = "(other logs)"
_Kept = dict[str, Counts]


class Account:
    """Counts of each log: of this run, and since it was watched first."""

    def __init__(self) -> None:
        self.run: dict[str, Counts] = {}
        self._total: dict[str, Counts] = {}
        self.lines = self.unreadable = 0

    def take(self, piece: Piece, rows: Rows) -> Iterator[Unreadable]:
        """Counts a piece that was read; samples of what fits no format."""
        stream = piece.block.stream
        unreadable = len(rows.unreadable)
        before = self._of(self.run, stream).unreadable
        for table in (self._total, self.run):
            counts = self._of(table, stream)
            counts.given += piece.lines
            counts.read += rows.lines
            counts.unreadable += unreadable
            counts.blank += rows.blank
            counts.oversize += piece.oversize
            counts.cut += piece.cut
            counts.bytes += len(piece.block.data)
        self.lines += rows.lines
        self.unreadable += unreadable
        if unreadable and _shows(before, unreadable):
            yield from self._samples(piece, rows, before)

    def trouble(self, trouble: Trouble) -> None:
        """Counts what a source could not read."""
        for table in (self._total, self.run):
            counts = self._of(table, trouble.stream)
            counts.troubles += 1
            counts.lost += max(0, trouble.lines)

    def failed(self, piece: Piece) -> None:
        """Counts lines that a detector gave up on."""
        for table in (self._total, self.run):
            self._of(table, piece.block.stream).failed += piece.lines

    def known(self, stream: str) -> Counts:
        """What is known of a log since it was watched first."""
        return self._of(self._total, stream)

    def state(self) -> bytes:
        """All counts since the beginning."""
        return msgspec.msgpack.encode({stream: list(astuple(one)) for stream, one in self._total.items()})

    def restore(self, state: bytes) -> None:
        """Goes on counting from what `state` gave; from nothing, if it cannot be read."""
        kept = restored(state, dict[str, list[int]], {})
        names = Counts.__struct_fields__
        self._total = {
            stream: Counts(**dict(zip(names, numbers, strict=False))) for stream, numbers in kept.items()
        }

    def _of(self, table: dict[str, Counts], stream: str) -> Counts:
        found = table.get(stream)
        if found is None:
            if len(table) >= _MOST_STREAMS:
                stream = _OTHERS
            found = table.setdefault(stream, Counts())
        return found

    def _samples(self, piece: Piece, rows: Rows, before: int) -> Iterator[Unreadable]:
        block = piece.block
        lines = block.data.split(b"\n")
        for number, index in enumerate(rows.unreadable[: max(1, _SAMPLES - before)]):
            text = redact(lines[index][: 4 * _SHOWN])[:_SHOWN]
            yield Unreadable(block.stream, block.line + index, text, before + number + 1)


def _shows(before: int, more: int) -> bool:
    """The first ones are shown, and then one whenever their number has doubled."""
    return before < _SAMPLES or before.bit_length() != (before + more).bit_length()
