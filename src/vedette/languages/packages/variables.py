"""Variables in texts of manifests, put in within bounds."""

from __future__ import annotations

import re
from collections.abc import Callable

LONGEST = 1000
_ROUNDS = 6


def substituted(text: str, pattern: re.Pattern[str], value: Callable[[re.Match[str]], str | None]) -> str:
    """A text with its variables put in, also those that stand in the values of others.

    Args:
        text: as written.
        pattern: finds a variable.
        value: of a variable; None leaves it as it is.

    Returns:
        At most `LONGEST` characters; what would grow beyond that, or refers to itself, stays as it is.
    """
    for _ in range(_ROUNDS):
        following = _once(text, pattern, value)
        if following is None or following == text:
            break
        text = following
    return text[:LONGEST]


def _once(text: str, pattern: re.Pattern[str], value: Callable[[re.Match[str]], str | None]) -> str | None:
    if len(text) > LONGEST:
        return None
    parts: list[str] = []
    at = size = 0
    for match in pattern.finditer(text):
        found = value(match)
        if found is None:
            continue
        parts += (text[at : match.start()], found)
        at = match.end()
        size += len(found)
        if size > LONGEST:
            return None
    return "".join((*parts, text[at:]))
