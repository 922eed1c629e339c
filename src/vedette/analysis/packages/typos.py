"""Names of packages that are one slip of the fingers from one that everybody knows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources

from vedette.languages.packages.names import compared

_FOLDER = "popular"
_FILES: Mapping[str, str] = {"PyPI": "pypi.txt", "npm": "npm.txt"}
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_LOOKALIKES = (("0", "o"), ("1", "l"), ("1", "i"), ("rn", "m"), ("vv", "w"), ("cl", "d"), ("5", "s"))
_SEPARATORS = "-._"
_ADDED = re.compile(r"^(?:python3?|node|js)[-_.]|[-_.](?:python3?|node|js)$|(?<=[a-z])js$")
# What is shorter is one letter from too much.
_SHORTEST, _LONGEST = 5, 60
_OTHERS = "!"


def resembles(ecosystem: str, name: str) -> str:
    """The well-known package that a name is one slip from; "" for none, and for what is known itself.

    A letter too many, too few, another or two swapped; other signs between words; a sign that looks like
    another; what languages are put before or behind a name for (`-js`, `python-`).

    Args:
        ecosystem: as OSV calls it; those without a list of names resemble nothing.
        name: in any spelling.
    """
    if ecosystem not in _FILES or len(name) > _LONGEST:
        return ""
    name = compared(ecosystem, name)
    popular, others = _names(ecosystem)
    if name in popular or name in others:
        return ""
    return next((one for one in slips(name) if one != name and one in popular), "")


def slips(name: str) -> Iterator[str]:
    """Every name that may be meant by one, itself among them perhaps; about 70 for each of its letters."""
    if len(name) >= _SHORTEST:
        yield from _swapped(name)
        yield from _edited(name)
    yield from _separated(name)
    for sign, like in _LOOKALIKES:
        yield from _replaced(name, sign, like)
        yield from _replaced(name, like, sign)
    if "python3" in name:
        yield name.replace("python3", "python", 1)
    bare = _ADDED.sub("", name, count=1)
    if len(bare) >= _SHORTEST:
        yield bare


def _swapped(name: str) -> Iterator[str]:
    for at in range(len(name) - 1):
        yield name[:at] + name[at + 1] + name[at] + name[at + 2 :]


def _edited(name: str) -> Iterator[str]:
    # Nobody takes a name for one that begins otherwise.
    for at in range(1, len(name)):
        left, sign, right = name[:at], name[at], name[at + 1 :]
        # Digits and signs between words tell packages of one family apart.
        if sign.isalpha():
            yield left + right
            for letter in _LETTERS:
                yield left + letter + right
        for letter in _LETTERS:
            yield left + letter + sign + right
    for letter in _LETTERS:
        yield name + letter


def _separated(name: str) -> Iterator[str]:
    plain = re.sub(r"[-_.]", "", name)
    if len(plain) < _SHORTEST:
        return
    yield plain
    for sign in _SEPARATORS:
        yield re.sub(r"[-_.]", sign, name)
        if plain == name:
            for at in range(2, len(name) - 1):
                yield name[:at] + sign + name[at:]


def _replaced(name: str, sign: str, like: str) -> Iterator[str]:
    at = name.find(sign)
    while at >= 0:
        yield name[:at] + like + name[at + len(sign) :]
        at = name.find(sign, at + 1)


@cache
def _names(ecosystem: str) -> tuple[frozenset[str], frozenset[str]]:
    """Those that everybody knows; and those that only look like one, and are in wide use themselves."""
    text = resources.files(__package__).joinpath(_FOLDER, _FILES[ecosystem]).read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    popular = frozenset(line for line in lines if not line.startswith(_OTHERS))
    return popular, frozenset(line[1:] for line in lines if line.startswith(_OTHERS))
