"""Shapes of functions that refuse addresses by a list of schemes, or get programs without encryption."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vedette.analysis.program.interface import Hit
from vedette.detectors.code.shapes import VARIABLES, Around, Shape, expressions, is_const
from vedette.detectors.code.shapes_patterns import placed
from vedette.model import form as forms
from vedette.model.form import Form
from vedette.model.rule import Confidence

_LANGUAGE = "javascript"
_SCHEMES = frozenset(("javascript", "vbscript", "data"))
# What refuses all schemes but a few knows no bad ones.
_GOOD = re.compile(r"(?i)\bhttps?\b|mailto")
# The address of a link that does something else than lead somewhere.
_RUNS = re.compile(r"javascript:\s*(void\b|return\b|;|//|\w+\()")
_COMPARES = frozenset((forms.COMPARE, forms.CALL, forms.SEQUENCE, forms.NEW))
_PROGRAM = re.compile(
    r"(?i)^http://(?!localhost\b|127\.|0\.0\.0\.0|192\.168\.|10\.|example\.|\[::1)[\w.-]+(:\d+)?/[^\s'\"<>]*"
    r"\.(exe|msi|dmg|pkg|deb|rpm|appimage|jar|apk|dll|node|so|phar|sh|ps1|zip|7z|tgz|tar\.(gz|bz2|xz))(\?\S*)?$"
)


def _judged(around: Around) -> Iterator[Hit]:
    """Addresses are refused by a list of schemes that leaves out one which runs script."""
    if "javascript" not in around.said():
        return
    compared = [(pos, text, _named(text)) for pos, text in _compared(around)]
    named = {one for _, _, schemes in compared for one in schemes}
    # By itself it is the name of a language.
    told = [pos for pos, text, schemes in compared if schemes and (len(named) > 1 or ":" in text)]
    is_refused = "javascript" in named and not named.issuperset(_SCHEMES)
    if told and is_refused and not any(_GOOD.search(text) for _, text, _ in compared):
        yield around.hit("scheme-list", told[0], ", ".join(sorted(named)))


def _named(text: str) -> set[str]:
    """The schemes that a text or pattern is about; none where it is an address or about something else."""
    plain = text.strip().lower()
    if plain.rstrip(":") in _SCHEMES:
        return {plain.rstrip(":")}
    if _RUNS.match(plain):
        return set()
    is_pattern = any(sign in plain for sign in "^|(")
    return (
        {one for one in _SCHEMES if is_pattern and re.search(rf"\b{one}\b", plain)} if ":" in plain else set()
    )


def _compared(around: Around) -> Iterator[tuple[int, str]]:
    """Texts with which something is compared: as arguments, in lists and in patterns."""
    for statement in _statements(around):
        for one in expressions(statement):
            if one[0] not in _COMPARES or _is_attribute(one):
                continue
            for part in one[2] if one[0] != forms.COMPARE else one[2:4]:
                if part and is_const(part) and isinstance(part[1], str):
                    yield statement[-1], part[1]


def _is_attribute(form: Form) -> bool:
    """Whether a call stands for the attribute of an element: a link that runs something is written there."""
    callee = form[1] if form[0] == forms.CALL else None
    return bool(callee and callee[0] == forms.ATTR and callee[1][0] in VARIABLES and callee[1][1] == "JSX")


def _statements(around: Around) -> Iterator[Form]:
    return (one for one in around.every() if one[0] >= forms.ASSIGN and isinstance(one[-1], int))


def _fetched(around: Around) -> Iterator[Hit]:
    """The address of a program or an archive without encryption."""
    if not any(map(_PROGRAM.match, around.said().split("\0"))):
        return
    for statement in _statements(around):
        for one in expressions(statement):
            if is_const(one) and isinstance(one[1], str) and _PROGRAM.match(one[1]):
                pos = placed(around.source().split(b"\n"), one[1], statement[-1])
                yield around.hit("plain-download", pos, "http:", Confidence.medium)


SHAPES = (
    Shape("scheme-list", _judged, opens=frozenset(("vbscript",)), language=_LANGUAGE),
    Shape(
        "plain-download",
        _fetched,
        opens=frozenset(("exe", "msi", "dmg", "tgz")),
        language=_LANGUAGE,
        whole=True,
    ),
)
