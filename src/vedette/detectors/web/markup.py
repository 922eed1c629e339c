"""Start tags in a text, cut as a browser's tokeniser cuts them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from msgspec import Struct

_LONGEST_TAG = 4_096
_MOST_TAGS = 64
_MOST_ATTRIBUTES = 40

# `\s` has the vertical tab too, which old browsers took for a space.
_OPEN = re.compile(rb"<[/?!]?([a-zA-Z][^\s/>]{0,80})")
_GAP = re.compile(rb"[\s/]{0,4096}")
_NAME = re.compile(rb"=?[^\s/>=]{0,4096}")
_EQUALS = re.compile(rb"\s{0,256}=\s{0,256}")
_BARE = re.compile(rb"[^\s>]{0,4096}")


class Tag(Struct, frozen=True):
    """One tag.

    Attributes:
        name: local name in lower case.
        attributes: names in lower case, values with character references resolved.
        start: offset of `<`.
        end: offset after the tag.
        torn: a quoted value has no end: what follows on the page becomes part of it.
    """

    name: bytes
    attributes: tuple[tuple[bytes, bytes], ...]
    start: int
    end: int
    torn: bool = False


def tags(text: bytes) -> Iterator[Tag]:
    """Every tag, one begun inside another too: a filter that removes the outer one leaves it.

    Args:
        text: bounded by the caller; at most a few dozen tags of it are read.
    """
    at = -1
    for _ in range(_MOST_TAGS):
        at = text.find(b"<", at + 1)
        if at < 0:
            return
        opened = _OPEN.match(text, at)
        if opened is None:
            continue
        name = opened[1].lower().rpartition(b":")[2]
        pairs, end, torn = attributes(text, opened.end())
        yield Tag(name, pairs, at, end, torn)


def attributes(text: bytes, at: int) -> tuple[tuple[tuple[bytes, bytes], ...], int, bool]:
    """Attributes from an offset on, up to the `>` that ends them, or as far as the text goes.

    Returns:
        Pairs of name and value, the offset after them, and whether a quote is left open.
    """
    pairs: list[tuple[bytes, bytes]] = []
    stop = min(len(text), at + _LONGEST_TAG)
    torn = False
    while at < stop and len(pairs) < _MOST_ATTRIBUTES:
        at = _end(_GAP, text, at)
        if at >= stop or text[at : at + 1] == b">":
            at += 1
            break
        end = _end(_NAME, text, at)
        name, at = text[at:end].lower(), end
        equals = _EQUALS.match(text, at)
        value = b""
        if equals is not None:
            value, at, torn = _value(text, equals.end(), stop)
        pairs.append((name, value))
    return tuple(pairs), min(at, len(text)), torn


def _end(pattern: re.Pattern[bytes], text: bytes, at: int) -> int:
    found = pattern.match(text, at)
    return at if found is None else found.end()


def _value(text: bytes, at: int, stop: int) -> tuple[bytes, int, bool]:
    quote = text[at : at + 1]
    if quote in (b'"', b"'", b"`"):
        close = text.find(quote, at + 1, stop)
        if close < 0:
            return plain(text[at + 1 : stop]), stop, True
        return plain(text[at + 1 : close]), close + 1, False
    end = _end(_BARE, text, at)
    return plain(text[at:end]), end, False


def plain(value: bytes) -> bytes:
    """An attribute's value with its character references resolved, as a browser does."""
    if b"&" not in value:
        return value
    return unescape(value.decode("latin-1")).encode("latin-1", "replace")
