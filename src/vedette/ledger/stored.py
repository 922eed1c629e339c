"""Stored text: JSON that takes any string a hostile file name can make, and gives it back unchanged.

UTF-8 holds no lone surrogates, which is how bytes that are no UTF-8 arrive here, and PostgreSQL no zero
character. They are written as U+FDD0 (a character reserved for internal use) and four hexadecimal digits.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeVar

import msgspec

_T = TypeVar("_T")
_MARK = "\ufdd0"
_MARK_BYTES = _MARK.encode()
_UNSTORABLE = re.compile("[\0\ud800-\udfff\ufdd0]")
_ESCAPED = re.compile("\ufdd0([0-9a-f]{4})")
_encoder = msgspec.json.Encoder()


def encode(value: Any) -> bytes:
    """JSON bytes of a struct or builtin, valid UTF-8 whatever its strings hold."""
    try:
        data = _encoder.encode(value)
    except UnicodeEncodeError:
        data = _MARK_BYTES
    if _MARK_BYTES in data:
        return _encoder.encode(_walk(msgspec.to_builtins(value), escape))
    return data


def decode(data: bytes | msgspec.Raw, type_: type[_T]) -> _T:
    """What `encode` was given.

    Raises:
        msgspec.MsgspecError: it is not bytes of JSON, or not of this type.
        UnicodeDecodeError: the bytes are not UTF-8.
    """
    if not isinstance(data, (bytes, msgspec.Raw)):
        raise msgspec.ValidationError("this was not stored as bytes")
    plain = bytes(data)
    if _MARK_BYTES in plain:
        return msgspec.convert(_walk(msgspec.json.decode(plain), unescape), type_)
    return msgspec.json.decode(plain, type=type_)


def escape(text: str) -> str:
    """A string that UTF-8 and every database can hold."""
    if text.isascii() and "\0" not in text:
        return text
    return _UNSTORABLE.sub(lambda found: f"{_MARK}{ord(found[0]):04x}", text)


def held(text: str) -> str:
    """A string that `escape` wrote, maybe before it knew that PostgreSQL holds no zero character."""
    return text.replace("\0", f"{_MARK}0000") if "\0" in text else text


def is_plain(text: str) -> bool:
    """Whether a stored string, or several joined, was stored as it is."""
    return _MARK not in text


def unescape(text: str) -> str:
    """The string that `escape` was given.

    Raises:
        msgspec.ValidationError: it was not stored as a string.
    """
    if not isinstance(text, str):
        raise msgspec.ValidationError("this was not stored as a string")
    if text.isascii():
        return text
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def _walk(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {change(key): _walk(item, change) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_walk(item, change) for item in value]
    return value
