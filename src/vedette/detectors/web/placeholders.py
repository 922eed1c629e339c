"""Placeholders of template and expression languages in a text: what stands between their signs."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

_PAIRS: tuple[tuple[bytes, bytes], ...] = (
    (b"{{", b"}}"),
    (b"{%", b"%}"),
    (b"${", b"}"),
    (b"#{", b"}"),
    (b"*{", b"}"),
    (b"@{", b"}"),
    (b"~{", b"}"),
    (b"%{", b"}"),
    (b"$!{", b"}"),
    (b"<%", b"%>"),
    (b"[[", b"]]"),
    (b"[(", b")]"),
    (b"@(", b")"),
    (b"<#", b">"),
    (b"[#", b"]"),
    (b"{#", b"}"),
    (b"<?=", b"?>"),
    (b"{=", b"}"),
    (b"{", b"}"),
)
_MOST = 12
_LONGEST = 1_500


class Placeholder(Struct, frozen=True):
    """One placeholder.

    Attributes:
        opener: its first sign, such as `{{`.
        inner: what it holds, bounded.
        start: offset of the opener.
        closed: it has its end.
    """

    opener: bytes
    inner: bytes
    start: int
    closed: bool


def placeholders(text: bytes) -> Iterator[Placeholder]:
    """The first placeholders of each language in a text, whichever language that may be."""
    for opener, closer in _PAIRS:
        at = text.find(opener)
        for _ in range(_MOST):
            if at < 0:
                break
            begin = at + len(opener)
            end = _end(text, begin, opener, closer)
            stop = min(end if end >= 0 else len(text), begin + _LONGEST)
            yield Placeholder(opener, text[begin:stop], at, end >= 0)
            at = text.find(opener, begin if end < 0 else end)


def _end(text: bytes, begin: int, opener: bytes, closer: bytes) -> int:
    """The end that belongs to the opener: braces inside are skipped."""
    end = text.find(closer, begin, begin + _LONGEST)
    if closer != b"}" or opener == b"{":
        return end
    for _ in range(_MOST):
        if end < 0 or text.count(b"{", begin, end) <= text.count(b"}", begin, end):
            return end
        end = text.find(closer, end + 1, begin + _LONGEST)
    return end
