"""Pairs: two halves of one credential, reported once."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from functools import cached_property

from msgspec import Struct

from vedette.detectors.secrets import named

# Bytes between two halves at most, and values on either side that are asked whether they are the other half.
REACH = 400
_MOST_NEIGHBOURS = 16
_BOUNDS = "(?<![A-Za-z0-9_-])(?:{})(?![A-Za-z0-9_-])"


class Half(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, dict=True):
    """What belongs to a credential.

    Attributes:
        half: what it is called.
        rule: id of the rule that finds it, if it is one that is found by itself.
        value: else its format, as a named rule has it.
        names: names that it is given to, if its format alone says too little.
    """

    half: str
    rule: str = ""
    value: str = ""
    names: tuple[str, ...] = ()

    @cached_property
    def compiled(self) -> re.Pattern[bytes]:
        """The format as a regular expression with a group `secret`."""
        return re.compile(self.expression.encode("ascii"))

    @property
    def expression(self) -> str:
        """The format, among the names if there are any."""
        if self.names:
            return named.pattern(self.names, (), self.value)
        return f"(?P<secret>{_BOUNDS.format(named.expression(self.value))})"


class Mate(Struct, frozen=True):
    """The other half of a value.

    Attributes:
        half: what it is.
        start, end: byte range.
        index: of its sighting, -1 if it is none.
    """

    half: str
    start: int
    end: int
    index: int = -1


# (rule, start, end, whether it is believed by everybody)
Seen = tuple[str, int, int, bool]


def mates(data: bytes, seen: list[Seen], halves: Callable[[str], tuple[Half, ...]]) -> dict[int, Mate]:
    """The other half of each value that has one near it.

    Args:
        data: the text.
        seen: what was found in it, in order of place.
        halves: what may belong to a value of a rule.

    Returns:
        By index of a value its other half, each of which belongs to one value at most.
    """
    starts = [start for _, start, _, _ in seen]
    taken: set[int] = set()
    found: dict[int, Mate] = {}
    for index, (rule, start, end, believed) in enumerate(seen):
        if not believed or index in taken:
            continue
        near = [
            mate
            for half in halves(rule)
            for mate in (
                _neighbours(half, seen, starts, index) if half.rule else _beside(half, data, start, end)
            )
            if mate.index < 0 or (mate.index not in taken and mate.index not in found)
        ]
        if near:
            found[index] = best = min(near, key=lambda mate: max(mate.start - end, start - mate.end))
            taken.add(best.index)
    return found


def _neighbours(half: Half, seen: list[Seen], starts: list[int], index: int) -> Iterator[Mate]:
    _, start, end, _ = seen[index]
    first = max(bisect_left(starts, start - REACH), index - _MOST_NEIGHBOURS)
    for at in range(first, min(len(seen), index + _MOST_NEIGHBOURS)):
        rule, left, right, believed = seen[at]
        if left > end + REACH:
            return
        if rule == half.rule and believed and right > start - REACH:
            yield Mate(half.half, left, right, at)


def _beside(half: Half, data: bytes, start: int, end: int) -> Iterator[Mate]:
    for left, right in ((max(0, start - REACH), start), (end, end + REACH)):
        for found in half.compiled.finditer(data, left, right):
            yield Mate(half.half, *found.span("secret"))
