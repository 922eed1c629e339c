"""Checksums that providers and formats put into their credentials."""

from __future__ import annotations

import base64
import binascii
import hashlib
import string
import zlib
from functools import cache
from pathlib import Path

_BASE62 = string.digits + string.ascii_uppercase + string.ascii_lowercase
_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_WIDTH = 6
_DOUBLE_SHA = 4
_WORD_BITS = 11
# In words: 128 to 256 bits of entropy and a bit of checksum for each 32 of them.
_PHRASES = frozenset({12, 15, 18, 21, 24})


def crc62(text: str) -> str:
    """CRC-32 of an ASCII text in six digits of base 62, as GitHub and npm write it."""
    value = zlib.crc32(text.encode("ascii"))
    digits = ""
    while value:
        value, digit = divmod(value, 62)
        digits = _BASE62[digit] + digits
    return digits.rjust(_WIDTH, "0")


def base58check(payload: bytes) -> str:
    """A payload and the first four bytes of its double SHA-256 in base 58, as Bitcoin writes keys.

    Args:
        payload: version bytes and key.
    """
    whole = payload + _twice(payload)
    value = int.from_bytes(whole, "big")
    digits = ""
    while value:
        value, digit = divmod(value, 58)
        digits = _BASE58[digit] + digits
    return "1" * (len(whole) - len(whole.lstrip(b"\0"))) + digits


def crc16(payload: bytes) -> bytes:
    """CRC-16 (XModem) in two bytes, the low one first, as Stellar and NATS append it."""
    return binascii.crc_hqx(payload, 0).to_bytes(2, "little")


def phrase(entropy: bytes) -> str:
    """The words of BIP-39 for some entropy, with its checksum in the last one.

    Args:
        entropy: 16 to 32 bytes, a multiple of 4.
    """
    spare = len(entropy) // 4
    total = len(entropy) * 8 + spare
    value = int.from_bytes(entropy, "big") << spare | hashlib.sha256(entropy).digest()[0] >> (8 - spare)
    words = tuple(_words())
    return " ".join(
        words[value >> (total - _WORD_BITS * (at + 1)) & 0x7FF] for at in range(total // _WORD_BITS)
    )


def holds(kind: str, value: bytes) -> bool:
    """Whether a value's own checksum is right.

    Args:
        kind: `crc62`: the last six characters are the checksum of those since the last `_`. `base58`: as
            `base58check` writes it. `crc16`: base 32 that ends as `crc16` says. `words`: a phrase of BIP-39.
        value: the whole token.

    Raises:
        ValueError: there is no such kind of checksum.
    """
    if kind not in _KINDS:
        raise ValueError(f"no checksum is called {kind}")
    return value.isascii() and _KINDS[kind](value.decode("ascii"))


def _holds_crc62(value: str) -> bool:
    body = value.rpartition("_")[2]
    return crc62(body[:-_WIDTH]) == body[-_WIDTH:]


def _holds_base58(value: str) -> bool:
    number = 0
    for letter in value:
        digit = _BASE58.find(letter)
        if digit < 0:
            return False
        number = number * 58 + digit
    whole = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return len(whole) > _DOUBLE_SHA and _twice(whole[:-_DOUBLE_SHA]) == whole[-_DOUBLE_SHA:]


def _holds_crc16(value: str) -> bool:
    try:
        whole = base64.b32decode(value + "=" * (-len(value) % 8))
    except binascii.Error:
        return False
    return crc16(whole[:-2]) == whole[-2:]


def _holds_words(value: str) -> bool:
    known = _words()
    numbers = [known.get(word, -1) for word in value.split()]
    if len(numbers) not in _PHRASES or min(numbers) < 0:
        return False
    total = 0
    for number in numbers:
        total = total << _WORD_BITS | number
    spare = len(numbers) // 3
    entropy = (total >> spare).to_bytes(spare * 4, "big")
    return phrase(entropy).split() == value.split()


_KINDS = {"crc62": _holds_crc62, "base58": _holds_base58, "crc16": _holds_crc16, "words": _holds_words}


def _twice(payload: bytes) -> bytes:
    return hashlib.sha256(hashlib.sha256(payload).digest()).digest()[:_DOUBLE_SHA]


@cache
def _words() -> dict[str, int]:
    """The 2,048 English words of BIP-39 and their numbers."""
    text = Path(__file__).with_name("bip39_english.txt").read_text(encoding="ascii")
    return {word: number for number, word in enumerate(text.split())}
