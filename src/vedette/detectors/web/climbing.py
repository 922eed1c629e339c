"""Dots and slashes as lenient servers read them: what stands for `../` where no `../` is to be seen.

Decoders that skip checks make a dot or a slash of bytes that are none in any encoding: the second byte of an
overlong form taken for itself, its upper bits dropped, digits beyond `f` taken for hexadecimal ones, code
points of private use that old code pages map to a slash, control characters that are dropped, and question
marks that file systems take for any character. All of them become plain here, for the judge of paths alone.
"""

from __future__ import annotations

import re

_MAY = re.compile(rb"[\xc0\xc1\xe0\xe2\xee\xef\xf0\xf8\xfc]|0x[25]|[\x01-\x1f?]|\.\.[%2]|%[25]%|\\\.|\.\\")
_BROKEN = re.compile(rb"[\xc0\xc1](?:%[0-9a-zA-Z]{2}|[\x00-\xff])", re.DOTALL)
_SIGNS = {
    b"\xee\xbf\x88": b"/",  # U+EFC8
    b"\xef\x80\xa5": b"/",  # U+F025
    b"\xe2\x88\x95": b"/",
    b"\xe2\x81\x84": b"/",
    b"\xe2\x88\x96": b"\\",
    b"\xef\xbc\x8f": b"/",
    b"\xef\xbc\xbc": b"\\",
    b"\xef\xbc\x8e": b".",
}
_SIGN = re.compile(b"|".join(_SIGNS))
_LITERAL = re.compile(rb"0x(?:2([eEfF])|5[cC])")
_DROPPED = re.compile(rb"(?<=\.)[\x01-\x1f]{1,4}(?=[/\\.])")
_LONG = re.compile(rb"(?:\xe0|\xf0\x80|\xf8\x80\x80|\xfc\x80\x80\x80)(?:(\x80\xae)|(\x80\xaf)|\x81\x9c)")
_PARTED = re.compile(rb"%([25])%([eEfFcC])")
_ESCAPED = re.compile(rb"(?<!\.)\.\\{1,2}(?=\.[/\\])|\\(?=\.\\?[./\\])")
_LEFT = re.compile(rb"(?:\.\.|\?[.?]|\.\?)(?:%[0-9a-zA-Z]{2}|2[fF](?=\.\.|\w)){1,4}")
_ANY_TWO = re.compile(rb"(?:(?<=^)|(?<=[/\\]))(?:\?[.?]|\.\?)(?=[/\\])")


def plain(text: bytes) -> bytes:
    """A path with every disguise of dots and slashes taken off; the same object when there is none."""
    if _MAY.search(text) is None:
        return text
    folded = _LONG.sub(lambda found: b"." if found[1] else b"/" if found[2] else b"\\", text)
    folded = _PARTED.sub(lambda found: bytes.fromhex((found[1] + found[2]).decode()), folded)
    folded = _BROKEN.sub(_mended, folded)
    folded = _SIGN.sub(lambda found: _SIGNS[found[0]], folded)
    folded = _LITERAL.sub(_from_literal, folded)
    folded = _DROPPED.sub(b"", folded)
    folded = _ESCAPED.sub(lambda found: found[0][:1] if found[0][:1] == b"." else b"", folded)
    folded = _LEFT.sub(b"../", folded)
    folded = _ANY_TWO.sub(b"..", folded)
    return text if folded == text else folded


def _mended(found: re.Match[bytes]) -> bytes:
    """What a decoder without checks makes of a byte that begins no character, and of what follows it."""
    lead, rest = found[0][0], found[0][1:]
    if len(rest) > 1:
        return b"/"
    kept = bytes(((lead & 0x1F) << 6 & 0xFF | rest[0] & 0x3F,))
    for reading in (kept, rest, bytes((rest[0] & 0x3F,))):
        if reading in (b".", b"/", b"\\"):
            return reading
    return b"?"


def _from_literal(found: re.Match[bytes]) -> bytes:
    digit = (found[1] or b"c").lower()
    return {b"e": b".", b"f": b"/"}.get(digit, b"\\")
