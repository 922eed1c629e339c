"""Versions as RubyGems orders them: numbers and words, where a word leads up to a release."""

from __future__ import annotations

import re
from functools import cmp_to_key
from itertools import zip_longest
from typing import Any

_VERSION = re.compile(r"[0-9]+(?:\.[0-9A-Za-z]+)*(?:-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?")
_SEGMENT = re.compile(r"[0-9]{1,30}|[A-Za-z]+")
_LONGEST = 200

Segment = int | str


def key(text: str) -> Any:
    """What versions are ordered by.

    Args:
        text: such as `1.2.0.rc1`.

    Raises:
        ValueError: it is no version.
    """
    if len(text) > _LONGEST or not _VERSION.fullmatch(text):
        raise ValueError(text)
    found = _SEGMENT.findall(text.replace("-", ".pre."))
    return _ordered(_canonical([int(one) if one[0].isdigit() else one for one in found]))


def _canonical(segments: list[Segment]) -> list[Segment]:
    """Without the zeros at the end of the release, and at the end of the rest."""
    cut = next((at for at, one in enumerate(segments) if isinstance(one, str)), len(segments))
    return _trimmed(segments[:cut]) + _trimmed(segments[cut:])


def _trimmed(segments: list[Segment]) -> list[Segment]:
    end = len(segments)
    while end and segments[end - 1] == 0:
        end -= 1
    return segments[:end]


def _compared(left: list[Segment], right: list[Segment]) -> int:
    for one, other in zip_longest(left, right, fillvalue=0):
        if one == other:
            continue
        if isinstance(one, str) and isinstance(other, str):
            return -1 if one < other else 1
        if isinstance(one, str) or isinstance(other, str):
            return -1 if isinstance(one, str) else 1
        return -1 if one < other else 1
    return 0


_ordered = cmp_to_key(_compared)
