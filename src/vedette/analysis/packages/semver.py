"""Versions by Semantic Versioning 2.0: npm, Go, crates.io, Hex, GitHub Actions."""

from __future__ import annotations

import re

Identifier = tuple[int, int, str]
Key = tuple[tuple[int, ...], int, tuple[Identifier, ...]]

_VERSION = re.compile(
    r"[vV=]?(?P<release>[0-9]{1,30}(?:\.[0-9]{1,30}){0,7})"
    r"(?:-(?P<pre>[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+[0-9A-Za-z.+-]*)?"
)
# How Go names its own releases: `go1.21rc2` is 1.21.0-rc.2.
_TOOLCHAIN = re.compile(
    r"go(?P<release>[0-9]{1,9}(?:\.[0-9]{1,9}){1,2})(?:(?P<word>rc|beta)(?P<number>[0-9]{1,9}))?"
)
_PARTS = 3


def key(text: str) -> Key:
    """What versions are ordered by. Build metadata counts for nothing; parts that are left out are 0.

    Args:
        text: such as `1.2.3-rc.1+build`, with or without `v`.

    Raises:
        ValueError: it is no version.
    """
    found = _VERSION.fullmatch(text)
    if found is None:
        return _toolchain(text)
    pre = found["pre"]
    # A release comes after all that leads up to it.
    return (
        (_release(found["release"]), 1, ())
        if pre is None
        else (_release(found["release"]), 0, identifiers(pre))
    )


def identifiers(text: str) -> tuple[Identifier, ...]:
    """Keys of dotted identifiers: numbers by value and before words, words by ASCII."""
    return tuple((0, int(one), "") if one.isdigit() else (1, 0, one) for one in text.split("."))


def _release(text: str) -> tuple[int, ...]:
    parts = [int(part) for part in text.split(".")]
    parts += [0] * (_PARTS - len(parts))
    while len(parts) > _PARTS and not parts[-1]:
        parts.pop()
    return tuple(parts)


def _toolchain(text: str) -> Key:
    found = _TOOLCHAIN.fullmatch(text)
    if found is None:
        raise ValueError(text)
    release = _release(found["release"])
    return (
        (release, 0, ((1, 0, found["word"]), (0, int(found["number"]), "")))
        if found["word"]
        else (release, 1, ())
    )
