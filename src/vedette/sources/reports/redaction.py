"""Words of another tool made fit to keep: bounded, on one line, and without the secret it found."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from math import log2

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
    """Whether a rule, by its CWE numbers or its words, is about secrets, so that its messages may quote one."""
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
    pieces = _PIECE.findall(token)
    if any(len(piece) >= 16 and _mixed(piece) and _entropy(piece) >= 3.0 for piece in pieces):  # noqa: PLR2004 - bits a character: hexadecimal has up to 4, words of one kind of letter have no digits
        return True
    return len(token) >= 24 and _mixed(token) and _cases(token) and _entropy(token) >= 4.3  # noqa: PLR2004 - a random token of 24 characters in base64 has about 4.4, a path less


def _mixed(text: str) -> bool:
    digits = sum(char.isdigit() for char in text)
    return digits >= 2 and digits < len(text)  # noqa: PLR2004 - names such as `sha1` have one


def _cases(text: str) -> bool:
    return text.lower() != text and text.upper() != text


def _entropy(text: str) -> float:
    size = len(text)
    return -sum(number / size * log2(number / size) for number in Counter(text).values())
