"""An SQL statement put together from texts and values, as a constant one with a parameter for each value.

Only what is plain is taken: a constant text with values after a comparison, or within quotes. A value
anywhere else (a name, a list, a number of rows) may mean something that no parameter can.
"""

from __future__ import annotations

import re
from collections.abc import Callable

# Stands for a value in the text of a statement.
HOLE = "\ue000"
_VERBS = re.compile(r"\s*(?:select|insert|update|delete|replace)\b", re.IGNORECASE)
_COMPARED = re.compile(r"(?:[=<>]|\b(?:i?like))\s*\Z", re.IGNORECASE)
_QUOTED = re.compile(f"'([^'{HOLE}]*){HOLE}([^'{HOLE}]*)'")
_SPARE = re.compile(r"--|/\*|[;\\]")


class NotPlainError(Exception):
    """What stands there is not sure to mean the same with its values bound."""


def constant(text: str) -> str:
    """A constant part of a statement.

    Raises:
        NotPlainError: it has the sign that stands for values.
    """
    if HOLE in text:
        raise NotPlainError
    return text


def joined(parts: list[tuple[str, list[str]]]) -> tuple[str, list[str]]:
    """Texts with their values, one behind the other."""
    return "".join(text for text, _ in parts), [value for _, values in parts for value in values]


def bind(
    text: str, values: list[str], placeholder: str, around: Callable[[str, str, str], str]
) -> tuple[str, list[str]]:
    """A statement with parameters, and the values for them in order.

    Args:
        text: of the statement, with a hole for each value.
        values: as they are written.
        placeholder: that stands for a value; for `%s` signs of percent are doubled, `$` is numbered.
        around: how a value within quotes is written, with the constant texts before and behind it there.

    Raises:
        NotPlainError: that is not sure to be the same.
    """
    if not _VERBS.match(text) or _SPARE.search(text) or text.count(HOLE) != len(values):
        raise NotPlainError
    if placeholder in {"?", "$"} and placeholder in text:
        raise NotPlainError
    told: list[str] = []
    left = iter(values)

    def quoted(found: re.Match[str]) -> str:
        told.append(around(found[1], next(left), found[2]))
        return HOLE

    out: list[str] = []
    at = 0
    # Quotes are read from the left, so that a hole is known to stand within a text or not.
    for found in re.finditer(f"'[^']*'|{HOLE}", text):
        out.append(text[at : found.start()])
        at = found.end()
        if found[0] == HOLE:
            _compared("".join(out), text[at:])
            told.append(next(left))
            out.append(HOLE)
        elif HOLE in found[0]:
            if not _QUOTED.fullmatch(found[0]):
                raise NotPlainError
            out.append(_QUOTED.sub(quoted, found[0]))
        else:
            out.append(found[0])
    out.append(text[at:])
    statement = "".join(out)
    # A doubled quote in a text is one text, which was read as two.
    if '"' in statement or "''" in text or text.count("'") % 2:
        raise NotPlainError
    if placeholder == "%s":
        statement = statement.replace("%", "%%")
    if placeholder == "$":
        first, *others = statement.split(HOLE)
        return first + "".join(f"${at}{one}" for at, one in enumerate(others, start=1)), told
    return statement.replace(HOLE, placeholder), told


def _compared(before: str, after: str) -> None:
    """A value that stands alone is one if it is compared or assigned, and nothing is joined to it."""
    if not _COMPARED.search(before) or (after[:1] and after[:1] not in " \t\r\n),"):
        raise NotPlainError
