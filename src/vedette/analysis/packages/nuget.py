"""Versions as NuGet orders them: up to four numbers, labels without regard to case."""

from __future__ import annotations

import re

from vedette.analysis.packages.semver import Identifier, identifiers

_VERSION = re.compile(
    r"[vV]?(?P<release>[0-9]{1,30}(?:\.[0-9]{1,30}){0,3})"
    r"(?:-(?P<pre>[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+[0-9A-Za-z.-]*)?"
)
_PARTS = 4


def key(text: str) -> tuple[tuple[int, ...], int, tuple[Identifier, ...]]:
    """What versions are ordered by.

    Args:
        text: such as `4.3.0.1-Beta.2+abc`.

    Raises:
        ValueError: it is no version.
    """
    found = _VERSION.fullmatch(text)
    if found is None:
        raise ValueError(text)
    parts = [int(part) for part in found["release"].split(".")]
    release = tuple(parts + [0] * (_PARTS - len(parts)))
    pre = found["pre"]
    return (release, 1, ()) if pre is None else (release, 0, identifiers(pre.lower()))
