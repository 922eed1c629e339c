"""Redaction: how values are shown without being shown."""

from __future__ import annotations

import re
from bisect import bisect_right

from vedette.detectors.secrets.rulebook import Definition, Shape
from vedette.detectors.secrets.sightings import Sighting
from vedette.model.facts import Position, Text, code_points
from vedette.model.finding import Excerpt

# Bytes of a line that are looked at on either side of a place, and code points that are shown.
_REACH = 800
_SHOWN = 160
_LEAD = 60
_MIN_VALUE = 4
_LONGEST = 8192
# Values looked for anywhere in a line; of more than these only whole words are.
_SOUGHT = 200
_WORD = re.compile(rb"[^\s\"'`=:,;<>(){}\[\]|&?]+")


def evidence(raw: bytes, definition: Definition) -> str:
    """A value as it may be printed: what is public of it, and its length.

    Args:
        raw: the value as it stands in the text.
        definition: the rule that found it.
    """
    if definition.shape is Shape.block:
        first = raw.partition(b"-----\n" if b"-----\n" in raw else b"\\n")[0].strip(b"-")
        label = first.decode("ascii", "replace") if len(first) < 60 and first.startswith(b"BEGIN ") else ""  # noqa: PLR2004
        return f"-----{label}-----… ({len(raw)} characters)" if label else f"… ({len(raw)} characters)"
    public = raw[: definition.shown].decode("ascii", "replace")
    return f"{public}… ({len(raw.decode('utf-8', 'surrogateescape'))} characters)"


def shown(one: Sighting, data: bytes, definition: Definition) -> str:
    """A sighting as it may be printed, with the encoding that it was seen through.

    Args:
        one: the sighting.
        data: the text.
        definition: the rule that found it.
    """
    plain = evidence(one.plain or data[one.start : one.end], definition)
    return f"{plain} in {one.how}" if one.how else plain


class Cursor:
    """Positions of offsets that only grow, in time linear in the text even if it is one long line."""

    def __init__(self, text: Text) -> None:
        self._text = text
        self._offset = 0
        self._at = Position(1, 1)

    def position(self, offset: int) -> Position:
        """As `Text.position`; an offset before the last one is answered by that."""
        if offset < self._offset:
            return self._text.position(offset)
        data = self._text.data
        lines = data.count(b"\n", self._offset, offset)
        start = data.rfind(b"\n", self._offset, offset) + 1
        tail = code_points(data, max(start, self._offset), offset)
        column = tail + 1 if lines else self._at.column + tail
        self._offset, self._at = offset, Position(self._at.line + lines, column)
        return self._at


class Redactor:
    """Shows lines of one text with every secret value of that text replaced."""

    def __init__(self, text: Text, sightings: list[Sighting], rules: dict[str, Definition]) -> None:
        self._text = text
        self._spans = [one.cover for one in sightings]
        self._shown = [shown(one, text.data, rules[one.rule]) for one in sightings]
        self._starts = [start for start, _ in self._spans]
        values = {
            value: shown
            for one, shown in zip(sightings, self._shown, strict=True)
            for value in {text.data[one.start : one.end], one.plain}
        }
        self._values = sorted(
            (
                (value, shown.encode())
                for value, shown in values.items()
                if len(value) >= _MIN_VALUE and b"\n" not in value
            ),
            key=lambda pair: (-len(pair[0]), pair[0]),
        )
        self._words = dict(self._values)
        self._longest = max((len(value) for value, _ in self._values), default=0)

    def excerpt(self, index: int, where: Position) -> Excerpt:
        """The first line of a sighting, cut around it.

        Args:
            index: of the sighting in the list given.
            where: position of its first byte.
        """
        start, _ = self._spans[index]
        line = where.line
        first, last = self._text.line_bounds(line)
        # A value may begin before what is shown: reach further than is shown, then cut.
        reach = _REACH + min(self._longest, _LONGEST)
        left, right = max(first, start - reach), min(last, start + reach)
        before, mark, after = self._pieces(index, left, right)
        return _cut(line, before, mark, after, whole=(left == first, right == last))

    def name(self, name: str) -> str:
        """A variable's name; "" for one that is itself a secret value, as a key id in a mapping is."""
        return name if self._without_values(name.encode()) == name.encode() else ""

    def _pieces(self, index: int, left: int, right: int) -> tuple[str, str, str]:
        """Text before the sighting, its replacement, and the text after, everything redacted."""
        data = self._text.data
        pieces: list[bytes] = []
        before = b""
        at = left
        first = bisect_right(self._starts, left)
        first -= bool(first) and self._spans[first - 1][1] > left
        for one in range(first, len(self._spans)):
            start, end = self._spans[one]
            if start >= right:
                break
            pieces.append(self._without_values(data[at : max(start, at)]))
            if one == index:
                before, pieces = b"".join(pieces), []
            else:
                pieces.append(self._shown[one].encode())
            at = min(end, right)
        pieces.append(self._without_values(data[at:right]))
        return _decode(before), self._shown[index], _decode(b"".join(pieces))

    def _without_values(self, piece: bytes) -> bytes:
        for value, shown in self._values[:_SOUGHT]:
            if value in piece:
                piece = piece.replace(value, shown)
        if len(self._values) > _SOUGHT:
            piece = _WORD.sub(lambda word: self._words.get(word[0], word[0]), piece)
        return piece


def _cut(line: int, before: str, mark: str, after: str, *, whole: tuple[bool, bool]) -> Excerpt:
    """About 160 code points: some before the mark, the mark, and the rest after it."""
    if len(before) + len(mark) + len(after) <= _SHOWN and all(whole):
        return Excerpt(line, before + mark + after, (len(before), len(before) + len(mark)))
    lead = before[-_LEAD:]
    if len(lead) < len(before) or not whole[0]:
        lead = "…" + lead
    room = max(_SHOWN - len(lead) - len(mark), 0)
    tail = after[:room] + ("…" if len(after) > room or not whole[1] else "")
    return Excerpt(line, lead + mark + tail, (len(lead), len(lead) + len(mark)))


def _decode(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")
