"""Formats: which one each log has, found by looking, and found again when lines stop fitting."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from msgspec.structs import replace

from vedette.languages.logs.envelopes import Begun, envelope_of, opened
from vedette.languages.logs.interface import Format, Rows
from vedette.model.traffic import Block, Request
from vedette.stream.interface import Recognised, Recogniser

_SAMPLE = 64 * 1024
_FEW = 8
_NONE = "unknown"


class Formats:
    """The format of each log.

    Args:
        recogniser: tells formats.
    """

    def __init__(self, recogniser: Recogniser) -> None:
        self._recogniser = recogniser
        self._known: dict[str, _Known] = {}
        self._patience: dict[str, int] = {}

    def read(self, block: Block) -> tuple[Block, Format, Rows, Iterator[Recognised]]:
        """A block without envelopes, in columns by the format that its log has; and what was recognised."""
        known = self._known.get(block.stream)
        if known is None:
            known = self._known[block.stream] = self._looked(block)
            bare, rows = known.rows(block)
            return bare, known.format, rows, iter((Recognised(block.stream, known.name),))
        bare, rows = known.rows(block)
        if self._fits(bare, rows):
            return bare, known.format, rows, iter(())
        again = self._looked(block)
        if again.format.name == _NONE or again.name == known.name:
            return bare, known.format, rows, iter(())
        others = again.rows(block)
        if len(others[1].unreadable) >= len(rows.unreadable):
            return bare, known.format, rows, iter(())
        self._known[block.stream] = again
        return others[0], again.format, others[1], iter((Recognised(block.stream, again.name),))

    def _looked(self, block: Block) -> _Known:
        """Envelope and format of a log, by this block of it."""
        sample = block.data
        if len(sample) > _SAMPLE:
            end = sample.rfind(b"\n", 0, _SAMPLE)
            sample = sample[: end + 1] if end > 0 else sample[:_SAMPLE]
        envelope = envelope_of(sample)
        if envelope:
            sample = opened(envelope, sample).data
        found = self._recogniser.recognise(block.stream, sample)
        return _Known(envelope, found or UnknownFormat(), {})

    def _fits(self, block: Block, rows: Rows) -> bool:
        """Half of some lines do; a log that never fits is looked at again ever more seldom."""
        bad = len(rows.unreadable)
        if bad * 2 <= rows.lines or (rows.lines < _FEW and bad < rows.lines):
            self._patience.pop(block.stream, None)
            return True
        tried = self._patience.get(block.stream, 0) + 1
        self._patience[block.stream] = tried
        return tried & (tried - 1) != 0


class _Known(NamedTuple):
    """How a log is read: what is around its lines ("" for nothing), their format, lines that have begun."""

    envelope: str
    format: Format
    begun: Begun

    @property
    def name(self) -> str:
        """Both in a word."""
        return f"{self.envelope}/{self.format.name}" if self.envelope else self.format.name

    def rows(self, block: Block) -> tuple[Block, Rows]:
        """A block without envelopes, and in columns; moments are the envelopes' where lines have none."""
        if not self.envelope:
            return block, _rows(self.format, block.data)
        whole = opened(self.envelope, block.data, self.begun)
        rows = _rows(self.format, whole.data)
        if not any(rows.moments):
            rows.moments = [whole.moments[index] for index in rows.index]
        return replace(block, data=whole.data), rows


def _rows(reads: Format, data: bytes) -> Rows:
    """A block in columns; where a format fails, which is a bug, its lines are unreadable."""
    try:
        return reads.rows(data)
    except Exception:  # noqa: BLE001 - one line must not end the watch of all others
        return UnknownFormat().rows(data)


class UnknownFormat:
    """As `Format`, for a log that fits none: every line is counted as such."""

    name = _NONE

    def rows(self, data: bytes) -> Rows:
        """As `Format.rows`."""
        lines = data.split(b"\n")
        if not lines[-1]:
            lines.pop()
        unreadable = [index for index, line in enumerate(lines) if line.strip()]
        return Rows(lines=len(lines), unreadable=unreadable, blank=len(lines) - len(unreadable))

    def request(self, line: bytes) -> Request | None:
        """As `Format.request`: a line that cannot be read tells of nothing."""
        del line
        return None

    def moment(self, text: bytes) -> float:
        """As `Format.moment`."""
        del text
        return 0.0
