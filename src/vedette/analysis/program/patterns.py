"""Paths as frameworks write them, with their parameters as `{name}`."""

from __future__ import annotations

import re

_ANGLES = re.compile(r"<(?:[^<>:]*:)?([^<>:]*)(?::[^<>]*)?>")
_CONVERTED = re.compile(r"<(?:[a-z_]\w*(?:\([^()]*\))?:)?([A-Za-z_]\w*)>")
_TYPES = "int|str|string|float|path|slug|uuid|alpha|ymd|ext|re"
_BOTTLE = re.compile(rf"<(?!(?:{_TYPES}|any|default):)([A-Za-z_]\w*):(?:{_TYPES})(?::[^<>]*)?>")
_BRACES = re.compile(r"\{([A-Za-z_]\w*):[^{}]*\}")
_COLON = re.compile(r"(?:(?<=[/.~-])|^):([A-Za-z_]\w*)(?:\((?:[^()\\]|\\.)*\))?[?+*]?")
_REGEX = re.compile(r"[\\^$]|\(\?|\(|\[")
_NAMED = re.compile(r"\(\?P<(\w+)>")
_SLASHES = re.compile(r"/{2,}")
_LONGEST = 500


def normal(path: str) -> str:
    """A whole path: one slash at the front, none twice.

    >>> normal("api//items/")
    '/api/items/'
    """
    return _SLASHES.sub("/", f"/{path}")[:_LONGEST]


def pattern(text: str) -> str:
    """A path, or a part of one, with parameters as `{name}`.

    >>> pattern("items/<int:item>/")
    'items/{item}/'
    >>> pattern("/items/{item:path}")
    '/items/{item}'
    >>> pattern(r"^items/(?P<item>[0-9]{4})/$")
    'items/{item}/'
    """
    text = text[:_LONGEST]
    if "(?P<" not in text:
        text = _CONVERTED.sub(r"{\1}", _BOTTLE.sub(r"{\1}", text))
        text = _ANGLES.sub(r"{\1}", text) if "<" in text and "(" not in text else text
    text = _BRACES.sub(r"{\1}", text)
    if "(?" not in text and text[:1] != "^":
        text = _COLON.sub(r"{\1}", text)
    if _REGEX.search(text):
        return _of_regex(text)
    return text


def _of_regex(text: str) -> str:
    found: list[str] = []
    at = number = 0
    while at < len(text):
        sign = text[at]
        if sign == "(":
            end = _closing(text, at)
            named = _NAMED.match(text, at)
            if named:
                found.append(f"{{{named[1]}}}")
            elif not text.startswith(("(?=", "(?!", "(?<"), at):
                number += 1
                found.append(f"{{{number}}}")
            at = end + 1
        elif sign == "\\" and at + 1 < len(text):
            if text[at + 1] not in "AZbBdDwWsS":
                found.append(text[at + 1])
            at += 2
        elif sign in "^$?*+|":
            at += 1
        elif sign == "[":
            at = _end_of_set(text, at) + 1
            found.append("{}")
        else:
            found.append(sign)
            at += 1
    return "".join(found)


def _closing(text: str, start: int) -> int:
    depth, at = 0, start
    while at < len(text):
        if text[at] == "\\":
            at += 1
        elif text[at] == "[":
            at = _end_of_set(text, at)
        elif text[at] == "(":
            depth += 1
        elif text[at] == ")":
            depth -= 1
            if not depth:
                return at
        at += 1
    return len(text)


def _end_of_set(text: str, start: int) -> int:
    at = start + 1
    if text[at : at + 1] == "^":
        at += 1
    if text[at : at + 1] == "]":
        at += 1
    while at < len(text) and text[at] != "]":
        at += 2 if text[at] == "\\" else 1
    return at
