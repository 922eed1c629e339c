"""Lines of a program as they may be shown: literals that may be secrets are masked, and lines cut.

The detector of credentials may not have run, so that this decides by itself, and masks too much rather
than too little.
"""

from __future__ import annotations

import re
from itertools import pairwise

from vedette.model.facts import Text
from vedette.model.finding import Excerpt

_SHOWN = 160
_LEAD = 60
_REACH = 1_600
_LITERAL = re.compile(r"(\"\"\"|'''|\"|')((?:\\.|(?!\1)[^\\])*)(\1|$)")
_NAMED = re.compile(
    r"(?:pass(?:wd|word|phrase)?|pwd|secret|token|credential|api_?key|auth|private|salt|signature|key)\w*\W*$",
    re.IGNORECASE,
)
_RANDOM = re.compile(r"[A-Za-z0-9+/=_.-]{16,}")
_FEW = 4
_NAME = 40


def excerpt(text: Text, line: int, columns: tuple[int, int], *, secret: bool = False) -> Excerpt:
    """A line with a part of it marked.

    Args:
        text: of the program.
        line: from 1.
        columns: byte offsets in the line at which the part begins and ends; the end may lie behind it.
        secret: every literal of the line is masked, whatever it looks like.
    """
    first, last = text.line_bounds(line)
    left = max(first, first + columns[0] - _REACH)
    right = min(last, left + 2 * _REACH)
    start = min(max(first + columns[0], left), right)
    end = min(max(first + columns[1], start), right)
    bounds = ((left, start), (start, end), (end, right))
    pieces = [text.data[a:b].decode("utf-8", "replace") for a, b in bounds]
    whole = "".join(pieces)
    masked, marks = _masked(whole, (len(pieces[0]), len(pieces[0]) + len(pieces[1])), secret=secret)
    return _cut(line, masked, marks, whole=left == first and right == last)


def masked(line: str, *, secret: bool = False) -> str:
    """A line without what may be a secret."""
    return _masked(line, (0, 0), secret=secret)[0]


def _masked(line: str, marks: tuple[int, int], *, secret: bool) -> tuple[str, tuple[int, int]]:
    """The line masked, and where the marks are now."""
    pieces: list[str] = []
    moved = list(marks)
    at = 0
    for start, end in _spans(line, secret=secret):
        mask = f"…({end - start})"
        for place, mark in enumerate(marks):
            if mark >= end:
                moved[place] += len(mask) - (end - start)
            elif mark > start:
                moved[place] += start - mark
        pieces += [line[at:start], mask]
        at = end
    return "".join([*pieces, line[at:]]), (moved[0], moved[1])


def _spans(line: str, *, secret: bool) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    for literal in _LITERAL.finditer(line):
        start, end = literal.span(2)
        before = line[max(0, literal.start() - _NAME) : literal.start()]
        if end - start >= _FEW and (secret or _NAMED.search(before)):
            spans.append((start, end))
    covered = list(spans)
    for run in _RANDOM.finditer(line):
        start, end = run.span()
        if _is_random(run[0]) and not any(a < end and start < b for a, b in covered):
            spans.append((start, end))
    return sorted(spans)


def _is_random(word: str) -> bool:
    """Whether letters and digits alternate as they do in no name."""
    kinds = [sign.isdigit() for sign in word if sign.isalnum()]
    changes = sum(a != b for a, b in pairwise(kinds))
    return changes >= max(3, len(word) // 8)


def _cut(line: int, text: str, marks: tuple[int, int], *, whole: bool) -> Excerpt:
    if len(text) <= _SHOWN and whole:
        return Excerpt(line, text, marks)
    start = max(0, min(marks[0], len(text)) - _LEAD)
    shown = text[start : start + _SHOWN]
    lead = "…" if start else ""
    tail = "…" if start + _SHOWN < len(text) or not whole else ""
    moved = tuple(min(max(mark - start, 0), len(shown)) + len(lead) for mark in marks)
    return Excerpt(line, f"{lead}{shown}{tail}", (moved[0], moved[1]))
