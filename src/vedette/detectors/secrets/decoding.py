"""Decoding: the readings of a text in layers, each made of what the gates of the layer before let through.

A layer is one buffer of all readings of the one before it, so that one pass looks through them all. No
reading is longer than what it was read from, and all layers together are no longer than the text and some
more: no input can make them grow.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from msgspec import Struct

from vedette.detectors.secrets.encodings import Reading, read
from vedette.detectors.secrets.gates import BINARY

# Encodings within encodings are followed so far.
DEPTH = 4
# Readings of one text at most, in all layers.
MOST_READINGS = 50_000
_SPARE = 1 << 16
_TIMES = 2
# No pattern reaches across: neither blanks nor anything but blanks is all of it.
_BETWEEN = b"\n\0\n"
_SETTINGS = re.compile(
    rb"(?>[ \t]*(?:#[^\n]{0,400}|(?:export )?[A-Za-z_][\w.-]{0,80}[ \t]{0,8}[=:][^\n;{]{0,4000})?"
    rb"\r?(?:\n|\Z))++"
)


class Room(Struct):
    """What may still be read in a text.

    Attributes:
        readings: how many.
        size: bytes of them.
    """

    readings: int
    size: int

    @classmethod
    def of(cls, data: bytes) -> Room:
        """The room of a text: some times its length."""
        return cls(MOST_READINGS, len(data) * _TIMES + _SPARE)

    @property
    def spent(self) -> bool:
        """Whether something was left unread."""
        return self.readings < 0 or self.size < 0


class Opener:
    """Reads what the gates of one text let through, given in the order of their places."""

    def __init__(self, data: bytes, room: Room | None = None) -> None:
        self.room = room = room or Room.of(data)
        self.readings: list[Reading] = []
        self.binary: list[bool] = []
        self._data = data
        self._reached: dict[str, int] = {}

    def offer(self, at: int, gate: str) -> None:
        """A gate whose match ends at an offset."""
        low = self._reached.get(gate, 0)
        if at <= low or self.room.spent:
            return
        self._reached[gate], reading = read(gate, self._data, at, low)
        if reading is None:
            return
        self.room.readings -= 1
        self.room.size -= len(reading.data) + len(_BETWEEN)
        if not self.room.spent:
            self.readings.append(reading)
            self.binary.append(gate == BINARY)


class Layer:
    """All readings of one text in one buffer.

    Attributes:
        data: the buffer.
        outer: the layer they were read from; None for the text itself.
        opener: for the layer after this one; None if no gate was seen.
    """

    def __init__(self, opener: Opener, outer: Layer | None) -> None:
        self.outer = outer
        self._readings = opener.readings
        self._starts: list[int] = []
        at = 0
        for reading in self._readings:
            self._starts.append(at)
            at += len(reading.data) + len(_BETWEEN)
        self._settings = [
            bool(_SETTINGS.fullmatch(reading.data)) if binary else None
            for reading, binary in zip(self._readings, opener.binary, strict=True)
        ]
        self.data = _BETWEEN.join(reading.data for reading in self._readings)
        self._room = opener.room
        self.opener: Opener | None = None

    def open(self) -> Opener:
        """The opener of this layer, made when its first gate is seen."""
        self.opener = self.opener or Opener(self.data, self._room)
        return self.opener

    def settings(self, at: int) -> bool | None:
        """Whether the reading at an offset is a file of settings; None where the file it is in says so."""
        return self._settings[self._index(at)]

    def origin(self, start: int, end: int) -> tuple[int, int, int, str] | None:
        """Where a range of the buffer comes from.

        Returns:
            Its range in the text itself, the start of the outermost reading there, and the encodings,
            innermost first; None for a range that is not within one reading.
        """
        index = self._index(start)
        reading, base = self._readings[index], self._starts[index]
        if end - base > len(reading.data) or end <= start:
            return None
        first, last = reading.within(start - base, end - base)
        if self.outer is None:
            return first, last, reading.start, reading.how
        further = self.outer.origin(first, last)
        return (*further[:3], f"{reading.how} in {further[3]}") if further else None

    def _index(self, at: int) -> int:
        return max(bisect_right(self._starts, at) - 1, 0)


def layers(opener: Opener) -> Iterator[Layer]:
    """The layers under a text, outermost first. Each is to be looked through, its opener offered the gates.

    Args:
        opener: of the text itself, with its readings.
    """
    outer = None
    for _ in range(DEPTH):
        if not opener.readings:
            return
        layer = Layer(opener, outer)
        yield layer
        if layer.opener is None:
            return
        outer, opener = layer, layer.opener
