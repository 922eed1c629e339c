"""What the readers of both dialects share: lines, words, bounds."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vedette.model.owners import Problem

# GitHub reads no larger file; of GitLab no limit is documented, and none is needed beyond this.
MOST_BYTES = 3 * 1024 * 1024
# No path is longer than a few of these, and a pattern need not be longer than a path.
LONGEST_PATTERN = 1000
LONGEST_OWNER = 300
MOST_OWNERS = 100
MOST_PROBLEMS = 100

EMAIL = re.compile(r"[^@\s<>]{1,100}@[^@\s<>]{1,190}")
# Possessive: what was taken is never tried again, so that it is linear.
_WORD = re.compile(r"(?>[^\\ \t]|\\.?)*+")

_STARS = re.compile(r"(\\.)|\*\*+", re.DOTALL)


class Problems:
    """Gathers problems, the first hundred of them."""

    def __init__(self) -> None:
        self._found: list[Problem] = []
        self._left_out = 0

    def add(self, line: int, what: str) -> None:
        """Notes what is wrong with a line."""
        if len(self._found) < MOST_PROBLEMS:
            self._found.append(Problem(line, what))
        else:
            self._left_out += 1

    def told(self) -> tuple[Problem, ...]:
        """All of them, in order."""
        more = (Problem(0, f"{self._left_out:,} more lines have problems"),) if self._left_out else ()
        return (*self._found, *more)


def lines(data: bytes) -> Iterator[tuple[int, str]]:
    """The lines that are neither empty nor a comment, with their numbers, outer blanks removed.

    Args:
        data: the file's bytes; UTF-8, and UTF-16 with a mark is understood. What is not valid stays as it
            would in a path.
    """
    for number, line in enumerate(_text(data).split("\n"), 1):
        stripped = line.strip(" \t\r\f\v")
        if stripped and not stripped.startswith("#"):
            yield number, stripped


def first_word(line: str) -> tuple[str, str]:
    """The word before the first blank that no backslash stands before, and the rest."""
    word = _WORD.match(line)
    end = word.end() if word else 0
    return line[:end], line[end:].strip()


def one_star(part: str) -> str:
    """A part of a pattern in which several stars in a row are one."""
    return _STARS.sub(lambda found: found[1] or "*", part)


def shown(text: str) -> str:
    """A piece of a line, short enough for a message."""
    return text if len(text) <= 40 else f"{text[:39]}…"  # noqa: PLR2004


def _text(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    return data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape")
