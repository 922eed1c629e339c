"""The difference that edits make, as people read it: unified, secrets masked, neutral."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence

from msgspec import Struct

from vedette.feedback import neutral
from vedette.feedback.paper import Paper, Style
from vedette.model.edit import Edit

_AROUND = 3
_WIDEST = 400


class _Block(Struct):
    """Lines of the text that become others: from, up to (exclusive), and the edits in them."""

    first: int
    last: int
    edits: list[Edit]


def show(sheet: Paper, path: str, data: bytes, edits: Sequence[Edit], mask: Callable[[str], str]) -> None:
    """Writes what edits change in a text.

    Args:
        sheet: to write on.
        path: of the text.
        data: the text before.
        edits: of it, apart from one another, in order.
        mask: hides what of a line nobody may see.
    """
    starts = [0, *(at + 1 for at in _feeds(data)), len(data) + 1]
    sheet.line((Style.strong, f"--- a/{path}"))
    sheet.line((Style.strong, f"+++ b/{path}"))
    shift = 0
    for hunk in _hunks(_blocks(edits, starts), len(starts) - 1):
        shift = _hunk(sheet, hunk, _Lines(data, starts, mask), shift)


class _Lines:
    def __init__(self, data: bytes, starts: list[int], mask: Callable[[str], str]) -> None:
        self._data, self.starts, self._mask = data, starts, mask
        ends_in_feed = data.endswith(b"\n") or not data
        self.count = len(starts) - 1 - ends_in_feed

    def old(self, first: int, last: int) -> list[str]:
        return [
            self._shown(self._data[self.starts[line] : self.starts[line + 1] - 1])
            for line in range(first, min(last, self.count))
        ]

    def new(self, block: _Block) -> list[str]:
        start, end = self.starts[block.first], self.starts[block.last] - 1
        pieces, at = [], start
        for edit in block.edits:
            pieces += [self._data[at : edit.start], edit.new.encode()]
            at = edit.end
        whole = b"".join([*pieces, self._data[at:end]])
        return [self._shown(line) for line in whole.split(b"\n")]

    def _shown(self, line: bytes) -> str:
        text = line.removesuffix(b"\r")[:_WIDEST].decode("utf-8", "replace")
        return self._mask(neutral.visible(text.replace("\t", "    ")))


def _feeds(data: bytes) -> list[int]:
    found, at = [], data.find(b"\n")
    while at >= 0:
        found.append(at)
        at = data.find(b"\n", at + 1)
    return found


def _blocks(edits: Sequence[Edit], starts: list[int]) -> list[_Block]:
    blocks: list[_Block] = []
    for edit in edits:
        first = bisect_right(starts, edit.start) - 1
        last = bisect_right(starts, edit.end) - 1
        if edit.start == edit.end == starts[first] and edit.new.endswith("\n"):
            last = first - 1  # whole lines, which leave the one after them as it is
        if blocks and first < blocks[-1].last:
            blocks[-1].edits.append(edit)
            blocks[-1].last = max(blocks[-1].last, last + 1)
        else:
            blocks.append(_Block(first, min(last + 1, len(starts) - 1), [edit]))
    return blocks


def _hunks(blocks: list[_Block], count: int) -> list[list[_Block]]:
    hunks: list[list[_Block]] = []
    for block in blocks:
        block.last = min(block.last, count)
        if hunks and block.first - hunks[-1][-1].last <= 2 * _AROUND:
            hunks[-1].append(block)
        else:
            hunks.append([block])
    return hunks


def _hunk(sheet: Paper, blocks: list[_Block], lines: _Lines, shift: int) -> int:
    first = max(blocks[0].first - _AROUND, 0)
    last = min(blocks[-1].last + _AROUND, lines.count)
    told: list[tuple[str, str]] = []
    at = first
    for block in blocks:
        told += [(" ", line) for line in lines.old(at, block.first)]
        before, after = lines.old(block.first, block.last), lines.new(block)
        if len(before) < block.last - block.first or block.first == block.last:
            after = after[:-1] if after[-1] == "" else after
        # What is put in beside a line leaves that line as it is.
        same = 0
        while same < min(len(before), len(after)) and before[-1 - same] == after[-1 - same]:
            same += 1
        told += [("-", line) for line in before[: len(before) - same]]
        told += [("+", line) for line in after[: len(after) - same]]
        told += [(" ", line) for line in before[len(before) - same :]]
        at = block.last
    told += [(" ", line) for line in lines.old(at, last)]
    old = sum(sign != "+" for sign, _ in told)
    new = sum(sign != "-" for sign, _ in told)
    sheet.line((Style.place, f"@@ -{first + 1},{old} +{first + 1 + shift},{new} @@"))
    styles = {"-": Style.alarm, "+": Style.good, " ": Style.plain}
    for sign, line in told:
        sheet.line((styles[sign], f"{sign}{line}"))
    return shift + new - old
