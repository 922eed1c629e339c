"""Words of another tool made fit to keep: bounded, on one line, and without the secret it found."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from math import log2

# Hexadecimal has up to 4 bits a character; base64 of 24 characters about 4.4, a path of that length less.
_SHORT, _BITS = 16, 3.0
_LONG, _MORE_BITS = 24, 4.3
# Random letters have a quarter, words of six letters in camel case a sixth.
_JUMPS = 0.17
REDACTED = "[redacted]"
# Weaknesses whose reports quote the secret itself.
_SECRET_WEAKNESSES = frozenset({256, 259, 260, 312, 321, 522, 523, 540, 547, 615, 798})
_SECRET_WORDS = re.compile(r"secret|passw|credential|token|api.?key|private.?key", re.IGNORECASE)
_MOST_READ = 20_000

_TOKEN = re.compile(r"[A-Za-z0-9_+/=.~%-]{16,}")
_PIECE = re.compile(r"[A-Za-z0-9+=]+")
_USERINFO = re.compile(r"(://[^\s/:@]{0,200}):[^\s/@]{1,500}@")
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"|`[^`]*`|\u2018[^\u2019]*\u2019|\u201c[^\u201d]*\u201d")
_AFTER_SIGN = re.compile(r"([:=]\s*)(?!\[redacted\])\S{4,}")


def one_line(text: str, most: int) -> str:
    """The text on one line, control characters as spaces, cut to `most` characters."""
    line = " ".join("".join(char if char.isprintable() else " " for char in text[:_MOST_READ]).split())
    return line if len(line) <= most else f"{line[: most - 3]}..."


def about_secrets(weaknesses: Iterable[int], rule: str) -> bool:
    """Whether a rule is about secrets, by its CWE numbers or words: its messages may quote one."""
    return not _SECRET_WEAKNESSES.isdisjoint(weaknesses) or _SECRET_WORDS.search(rule) is not None


def redacted(text: str, *, secret: bool = False) -> str:
    """The text without what looks like a secret.

    Args:
        text: at most what `one_line` gives.
        secret: the text is about a secret, so that anything it quotes or assigns may be the secret.

    Returns:
        The text; passwords in addresses and long random tokens are replaced.
    """
    text = _USERINFO.sub(rf"\1:{REDACTED}@", text)
    if secret:
        text = _QUOTED.sub(REDACTED, text)
        text = _AFTER_SIGN.sub(rf"\1{REDACTED}", text)
    return _TOKEN.sub(lambda match: REDACTED if _random(match[0]) else match[0], text)


def _random(token: str) -> bool:
    """Whether a token looks drawn at random; words, paths and dotted names do not."""
    pieces = [piece for piece in _PIECE.findall(token) if len(piece) >= _SHORT]
    if any((_mixed(piece) and _entropy(piece) >= _BITS) or _jumps(piece) for piece in pieces):
        return True
    return len(token) >= _LONG and _mixed(token) and _cases(token) and _entropy(token) >= _MORE_BITS


def _jumps(text: str) -> bool:
    """Small letters are followed by capitals more often than in names made of words."""
    jumps = sum(left.islower() and right.isupper() for left, right in pairwise(text))
    return jumps >= len(text) * _JUMPS


def _mixed(text: str) -> bool:
    digits = sum(char.isdigit() for char in text)
    return digits >= 2 and digits < len(text)  # noqa: PLR2004 - names such as `sha1` have one


def _cases(text: str) -> bool:
    return text.lower() != text and text.upper() != text


def _entropy(text: str) -> float:
    size = len(text)
    return -sum(number / size * log2(number / size) for number in Counter(text).values())
