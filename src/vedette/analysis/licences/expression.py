"""SPDX expressions, and what people write in their place."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from vedette.analysis.licences.families import family_of
from vedette.model.licence import Choice, Every, Expression, Family, Term

LONGEST = 4000
_DEEPEST = 30
_MOST_TERMS = 200
_TOKEN = re.compile(r"\s*(?:([()])|([A-Za-z0-9][A-Za-z0-9.:-]*\+?))")
_REFERENCE = re.compile(r"(?:DocumentRef-[A-Za-z0-9.-]+:)?LicenseRef-[A-Za-z0-9.-]+")
_SLASH = re.compile(r"(?<=[A-Za-z0-9])\s*/\s*(?=[A-Za-z])")
_SPLIT = re.compile(r"[\s,;_-]+")
_LISTS = Path(__file__).parent
# Of the GNU licences the list once had ids that did not say whether a later version may be chosen.
_OLD = re.compile(r"((?:A|L)?GPL-[0-9.]+|GFDL-1\.[123])")
_OLD_WITH = {
    "GPL-2.0-with-autoconf-exception": ("GPL-2.0-only", "Autoconf-exception-2.0"),
    "GPL-2.0-with-bison-exception": ("GPL-2.0-or-later", "Bison-exception-2.2"),
    "GPL-2.0-with-classpath-exception": ("GPL-2.0-only", "Classpath-exception-2.0"),
    "GPL-2.0-with-font-exception": ("GPL-2.0-only", "Font-exception-2.0"),
    "GPL-2.0-with-GCC-exception": ("GPL-2.0-or-later", "GCC-exception-2.0"),
    "GPL-3.0-with-autoconf-exception": ("GPL-3.0-only", "Autoconf-exception-3.0"),
    "GPL-3.0-with-GCC-exception": ("GPL-3.0-only", "GCC-exception-3.1"),
}


class _NoExpressionError(Exception):
    """The text is no expression."""


def parse(text: str) -> Expression | None:
    """The expression that a text is.

    Args:
        text: as metadata has it: an expression, an id in letters of whatever size, a usual name of a licence
            such as `Apache 2.0`, or a classifier of PyPI.

    Returns:
        The expression with the ids of SPDX's list; a text that is none of these is one term of an unknown
        family. None for an empty text, and for those that say that nobody knows.
    """
    text = " ".join(text.split())[:LONGEST].strip()
    if not text or text.upper() in {"NOASSERTION", "NONE", "UNKNOWN", "NULL", "N/A"}:
        return None
    try:
        return _Parser(text).whole()
    except _NoExpressionError:
        pass
    named = _named(text)
    if named is not None:
        return named
    if "/" in text and len(parts := _SLASH.split(text)) > 1:
        found = [_single(part) for part in parts]
        if all(found):
            return Choice(tuple(one for one in found if one is not None))
    return Term(text[:200])


def is_listed(name: str) -> bool:
    """The id is one of SPDX's list, letter by letter."""
    return _licences().get(name.lower()) == name


def _single(text: str) -> Term | None:
    name = text.strip().strip("()").strip()
    listed = _licences().get(name.lower())
    if listed:
        return _term(listed, later=False)
    return _named(name)


def _named(text: str) -> Term | None:
    """The licence that people call so."""
    key = text.rpartition("::")[2].strip().lower()
    key = key.removeprefix("the ").removesuffix(" (unlicense)")
    if key in _PROPRIETARY or key.startswith("see license in"):
        return Term(text[:200], family=Family.proprietary if key in _PROPRIETARY else Family.unknown)
    squeezed = _SPLIT.sub(" ", key.replace("licence", "license").replace("version ", "").replace('"', ""))
    name = _usual().get(squeezed.strip(" ."))
    return _term(name, later=False) if name else None


_PROPRIETARY = frozenset({"proprietary", "unlicensed", "other/proprietary license", "commercial", "closed"})


class _Parser:
    """Reads one expression, from left to right; its depth and length are bounded."""

    def __init__(self, text: str) -> None:
        self._tokens: list[str] = []
        at = 0
        while at < len(text):
            match = _TOKEN.match(text, at)
            if match is None or len(self._tokens) > 4 * _MOST_TERMS:
                raise _NoExpressionError
            self._tokens.append(match[1] or match[2])
            at = match.end()
        self._at = 0
        self._depth = 0

    def whole(self) -> Expression:
        found = self._choice()
        if self._at != len(self._tokens):
            raise _NoExpressionError
        return found

    def _next(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _choice(self) -> Expression:
        parts = [self._every()]
        while self._next().upper() == "OR":
            self._at += 1
            parts.append(self._every())
        return parts[0] if len(parts) == 1 else Choice(_flat(parts, Choice))

    def _every(self) -> Expression:
        parts = [self._one()]
        while self._next().upper() == "AND":
            self._at += 1
            parts.append(self._one())
        return parts[0] if len(parts) == 1 else Every(_flat(parts, Every))

    def _one(self) -> Expression:
        token = self._next()
        self._at += 1
        if token == "(":  # noqa: S105 - a bracket
            self._depth += 1
            if self._depth > _DEEPEST:
                raise _NoExpressionError
            found = self._choice()
            if self._next() != ")":
                raise _NoExpressionError
            self._at += 1
            self._depth -= 1
            return found
        exception = ""
        if self._next().upper() == "WITH":
            exception = _exceptions().get(self._tokens[self._at + 1].lower() if self._has_more() else "", "")
            if not exception:
                raise _NoExpressionError
            self._at += 2
        return self._licence(token, exception)

    def _has_more(self) -> bool:
        return self._at + 1 < len(self._tokens)

    def _licence(self, token: str, exception: str) -> Term:
        if _REFERENCE.fullmatch(token):
            return Term(token, exception=exception)
        exact = _licences().get(token.lower())
        if exact:
            return _term(exact, later=False, exception=exception)
        name = _licences().get(token.removesuffix("+").lower())
        if name is None:
            raise _NoExpressionError
        return _term(name, later=True, exception=exception)


def _flat(parts: list[Expression], kind: type[Every | Choice]) -> tuple[Expression, ...]:
    found: list[Expression] = []
    for part in parts:
        if isinstance(part, kind):
            found += part.parts
        else:
            found.append(part)
    return tuple(found)


def _term(name: str, *, later: bool, exception: str = "") -> Term:
    if name in _OLD_WITH:
        name, exception = _OLD_WITH[name]
    if _OLD.fullmatch(name.removesuffix("+")):
        or_later = later or name.endswith("+")
        name = f"{name.removesuffix('+')}-{'or-later' if or_later else 'only'}"
        later = False
    elif later and name.endswith("-only"):
        name, later = f"{name.removesuffix('-only')}-or-later", False
    return Term(name, later, exception, family_of(name, exception))


@cache
def _licences() -> dict[str, str]:
    return _list("ids.txt")


@cache
def _exceptions() -> dict[str, str]:
    return _list("exceptions.txt")


@cache
def _usual() -> dict[str, str]:
    lines = (_LISTS / "names.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.partition(" = ") for line in lines if line and not line.startswith("#"))
    return {name: listed for name, _, listed in pairs}


def _list(name: str) -> dict[str, str]:
    words = (_LISTS / name).read_text(encoding="ascii").split()
    return {word.lower(): word for word in words}
