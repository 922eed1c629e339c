"""Simple commands in a text, cut where a shell cuts them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

_MOST = 24
_OPERATOR = re.compile(rb"\$\(|`|<\(|>\(|\|\||&&|%0a|[;|&\n\r]")
_LONGEST = 400


class Command(Struct, frozen=True):
    """What follows an operator.

    Attributes:
        operator: what begins it.
        start: offset of the operator.
        text: the command with its arguments, up to the next operator, bounded.
        last: nothing follows it but the end or a comment.
    """

    operator: bytes
    start: int
    text: bytes
    last: bool = False


def commands(text: bytes) -> Iterator[Command]:
    """What follows each operator of a text, the first ones only."""
    found = []
    for operator in _OPERATOR.finditer(text):
        found.append(operator)
        if len(found) > _MOST:
            break
    for number, operator in enumerate(found):
        stop = found[number + 1].start() if number + 1 < len(found) else len(text)
        piece = text[operator.end() : min(stop, operator.end() + _LONGEST)]
        yield Command(operator[0], operator.start(), piece, stop == len(text))


def before(text: bytes) -> bytes:
    """What stands before the first operator; all of the text when there is none."""
    operator = _OPERATOR.search(text)
    return text if operator is None else text[: operator.start()]


_SPACE = re.compile(rb"\$\{?IFS\}?(?:\$\d|\$@)?|\$\{IFS%\?\?\}|%09|\t|\$IFS\$?\d?", re.IGNORECASE)
_NOTHING = re.compile(
    rb"\$@|\$\*|\$\{?[a-z]{0,3}[!@*]\}?|``|\$\(\)|''|\"\"|\\\n|\$\{[^}]{0,3}\}|\$[0-9u](?=\w)"
)
_INSIDE = re.compile(
    rb"(?<=\w)['\"\\^](?=\w)|(?<=[\s;|&/'\"])['\"\\^](?=\w{1,3}['\"\\^])|(?<=\w)['\"](?=['\"\s]|$)|"
    rb"(?<=\w)[\"'](?=/)"
)


def plain(command: bytes) -> tuple[bytes, bool]:
    """A command in lower case as the shell reads it: quotes in words, empty expansions, `$IFS` resolved.

    Returns:
        The command, and whether there was something in it that only hides a word.
    """
    text = command
    hidden = False
    if b"$" in text or b"\t" in text or b"`" in text or b"''" in text or b'""' in text or b"%09" in text:
        without = _NOTHING.sub(b"", _SPACE.sub(b" ", text))
        hidden = b"IFS" in text.upper() or (b"$@" in text or b"$*" in text or b"$u" in text)
        text = without
    brace = re.match(rb"\s*\{([\w./-]{1,40}),([^}]{0,200})\}", text)
    if brace:
        text, hidden = brace[1] + b" " + brace[2].replace(b",", b" "), True
    head = text.split(None, 1)[0] if text.split() else b""
    if head.count(b"'") == 1 and not any(sign in head for sign in (b'"', b"\\", b"^")):
        return text.strip().lower(), hidden  # a quote that nothing closes hides no word: an apostrophe
    joined = _INSIDE.sub(b"", text)
    if joined != text and any(sign in head for sign in (b"'", b'"', b"\\", b"^")):
        hidden = hidden or re.search(rb"\w['\"\\^]+\w", head) is not None
    return joined.strip().lower(), hidden
