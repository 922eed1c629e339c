"""Formats: which one each log has, found by looking, and found again when lines stop fitting."""

from __future__ import annotations

from collections.abc import Iterator

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
        self._known: dict[str, Format] = {}
        self._patience: dict[str, int] = {}

    def read(self, block: Block) -> tuple[Format, Rows, Iterator[Recognised]]:
        """A block in columns, by the format that its log has; and what was recognised."""
        known = self._known.get(block.stream)
        if known is None:
            known = self._known[block.stream] = self._recognised(block) or UnknownFormat()
            return known, _rows(known, block.data), iter((Recognised(block.stream, known.name),))
        rows = _rows(known, block.data)
        if self._fits(block, rows):
            return known, rows, iter(())
        again = self._recognised(block)
        if again is None or again.name == known.name:
            return known, rows, iter(())
        others = _rows(again, block.data)
        if len(others.unreadable) >= len(rows.unreadable):
            return known, rows, iter(())
        self._known[block.stream] = again
        return again, others, iter((Recognised(block.stream, again.name),))

    def _recognised(self, block: Block) -> Format | None:
        sample = block.data
        if len(sample) > _SAMPLE:
            end = sample.rfind(b"\n", 0, _SAMPLE)
            sample = sample[: end + 1] if end > 0 else sample[:_SAMPLE]
        return self._recogniser.recognise(block.stream, sample)

    def _fits(self, block: Block, rows: Rows) -> bool:
        """Half of some lines do; a log that never fits is looked at again ever more seldom."""
        bad = len(rows.unreadable)
        if bad * 2 <= rows.lines or (rows.lines < _FEW and bad < rows.lines):
            self._patience.pop(block.stream, None)
            return True
        tried = self._patience.get(block.stream, 0) + 1
        self._patience[block.stream] = tried
        return tried & (tried - 1) != 0


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
