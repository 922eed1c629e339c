"""Versions as Composer orders them: four numbers, a stability and its numbers."""

from __future__ import annotations

import re

_VERSION = re.compile(
    r"v?(?P<release>[0-9]{1,20}(?:\.[0-9]{1,20}){0,3})"
    r"(?:[._-]?(?P<word>stable|beta|b|rc|alpha|a|patch|pl|p)(?P<numbers>(?:[.-]?[0-9]{1,20})*))?"
    r"(?P<dev>[.-]?dev)?(?:\+[0-9A-Za-z.+-]*)?",
    re.IGNORECASE,
)
_PARTS = 4
_DEV, _ALPHA, _BETA, _CANDIDATE, _RELEASE, _PATCH = range(6)
_STABILITY = {
    **dict.fromkeys(("alpha", "a"), _ALPHA),
    **dict.fromkeys(("beta", "b"), _BETA),
    **dict.fromkeys(("patch", "pl", "p"), _PATCH),
    "rc": _CANDIDATE,
    "stable": _RELEASE,
}


def key(text: str) -> tuple[tuple[int, ...], int, tuple[int, ...], int]:
    """What versions are ordered by.

    Args:
        text: such as `v5.4.0-RC1`. Branches (`dev-main`, `1.x-dev`) have no place in the order.

    Raises:
        ValueError: it is no version.
    """
    found = _VERSION.fullmatch(text)
    if found is None:
        raise ValueError(text)
    parts = [int(part) for part in found["release"].split(".")]
    word, dev = (found["word"] or "").lower(), bool(found["dev"])
    # `1.0-dev` leads up to 1.0 and its alphas, `1.0-beta1-dev` to its own beta.
    stability = _STABILITY[word] if word else _DEV if dev else _RELEASE
    numbers = tuple(int(one) for one in re.findall("[0-9]+", found["numbers"] or ""))
    if stability == _RELEASE:
        numbers = ()
    return tuple(parts + [0] * (_PARTS - len(parts))), stability, numbers, 0 if dev else 1
