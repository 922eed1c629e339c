"""Reasons to doubt a value: what is a placeholder, a reference, a word or a sample, and is no secret."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import math
import re
from collections import Counter

from vedette.detectors.secrets.samples import TEST_WALLETS

_REFERENCE = re.compile(
    rb"\$\{|\{\{|\{%|<%|%\(|#\{|\$\(|@\{|\[\[|^\$|^%\w*%?$|%[sdv](?![0-9A-Fa-f])|"
    rb"^<.*>$|^\{.*\}$|^\[.*\]$|<[\w :-]{2,40}>"
)
# Each begins with a letter or sign, in small letters, so that the engine of `re` skips what none begins with.
_STAND_IN = re.compile(
    rb"xxxxx|\*\*\*|\.\.\.|____|----|00000000|example|placeholder|redacted|change.?me|replace.?me|your[-_ .]|"
    rb"-your|_your|dummy|1234567|abcdefg|qwerty|deadbeef|insert.?(?:your|here)|\xe2\x80\xa6"
)
_REPEATED = re.compile(rb"[-_.:/](?=([0-9a-z]{3,}+)[-_.:/]\1(?![0-9a-z]))")
_WORDY = re.compile(
    rb"test|fake|foo|bar(?![a-z0-9])|sample|todo|fixme|default|enter|insecure|passw|secret|token|xxx|here|"
    rb"change|none|null|undefined|invalid|unknown|required|optional|true|false|string|dev|demo|mock|hidden|"
    rb"credential|some|^my|^the|api.?key",
    re.IGNORECASE,
)
# Words too long to stand in a random value by chance, but for one in ten thousand.
_WORDS = re.compile(
    rb"test|fake|sample|dummy|mock|your|token|secret|passw|credential|invalid|default|insert|change|api_?key|here_",
    re.IGNORECASE,
)
_DUMMIES = frozenset(
    (
        b"pass password passwd passwort pwd pw p secret user username root admin guest postgres mysql "
        b"mariadb mongo redis rabbitmq test testing example changeme foo bar baz qux spam eggs hunter2 "
        b"letmein token key apikey api_key access_token default none null mypassword mypass userpass "
        b"proxypass dbpass db_password my_password your_password passwd123 pass123 password1 password123 "
        b"123 1234 12345 123456 abc abc123 something anything x y z s3cr3t p4ssw0rd p@ssw0rd tiger scott "
        b"sa docker oauth2 x-oauth-basic redacted port "
    ).split()
)
# Words that only say whose or which password is meant.
_MODIFIERS = frozenset(
    b"custom my your some the new old word wrong good bad valid dummy fake demo sample".split()
)
_LONGEST_COUNT = 4
_LOCAL = re.compile(rb"^(?:localhost|127\.|0\.0\.0\.0|\[?::1|host\.docker\.internal)", re.IGNORECASE)
_RESERVED = re.compile(
    rb"(?:^|\.)(?:example(?:\.(?:com|org|net))?|test|invalid|localhost)(?::\d+)?$|^host", re.IGNORECASE
)
_NOT_GENERIC = re.compile(
    rb"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$|^(?:sha\d+|md5|blake\w+|pbkdf2\w*|bcrypt\w*|argon2\w*|"
    rb"scrypt)[:$_-]|^\$[0-9a-z]{1,10}\$|^-----|^ssh-|://|^[./~]|^[\w.-]+@[\w.-]+$|[\s(){}<>]|\\[xu0]|"
    rb"^[A-Za-z_$][\w$]*(?:(?:\.|::|->)[A-Za-z_$][\w$]*)+$|^arn:|^urn:|^vault:|^projects/|^ENC\[|^!",
    re.IGNORECASE,
)
_CHUNKS = re.compile(rb"[A-Z]?[a-z]+|[A-Z]+|[0-9]+|[^A-Za-z0-9]+")
_HEX = re.compile(rb"^[0-9a-f]+$|^[0-9A-F]+$")
_CONTROL = re.compile(rb"[\x00-\x1f\x7f]")
_HIGH = re.compile(rb"[\x80-\xff]")
_LONGEST_RUN = 6
_NEXT = bytes((unit + 1) % 256 for unit in range(256))
_LEAST_SERIES = 5
_MIN_LOGIN = 4
# SHA-256 (first 16 hex digits) of values that providers print in their own documentation and tools.
_KNOWN_SAMPLES = TEST_WALLETS | frozenset(
    {
        "0011cc25eb432071",
        "00cf4c781dc37003",
        "0b5dd075ccdd03c4",
        "2037abcaffb2b777",
        "27a9a42931dff7eb",
        "2cafc0970149a84f",
        "2ff8b0fb93aca981",
        "37f8f09bdf12c2f2",
        "3f370c9dd8225c63",
        "49f777db995e8260",
        "4c98242dcadc8b29",
        "584b27d64ebc1b33",
        "6c96130f130ab0d6",
        "731fa294d036e54f",
        "7f75367e78812551",
        "80f8b7c904d4a43f",
        "8731261cb72d8626",
        "a0702bc91d699f60",
        "a19f89ab3555eac1",
        "aa6547439583c3a2",
        "bb9b1163338b2a51",
        "ca7459e2b26776de",
        "cf4d418ed3de92d7",
        "da816f9f2c16e6c5",
        "dba72c00f41f4e4c",
        "dc0fcf046c61640c",
        "e4a5542bb7fd7b67",
        "ea9bb1082cf95663",
        "eb540d2b6ee2a0a4",
        "f2d6ca16515033e5",
    }
)


def entropy(value: bytes) -> float:
    """Shannon entropy in bits a byte, by the value's own frequencies."""
    total = len(value)
    return -sum(n / total * math.log2(n / total) for n in Counter(value).values()) if total else 0.0


def is_stand_in(value: bytes) -> bool:
    """Whether a value stands for another: a reference, a placeholder, a run or a known sample.

    Random values of any length pass, but for about one in ten thousand.
    """
    return bool(
        _REFERENCE.search(value)
        or _STAND_IN.search(value.lower())
        or (not value.isalnum() and _is_repeated(value.lower()))
        or _has_run(value, _LONGEST_RUN)
        or is_published(value)
    )


def _is_repeated(lower: bytes) -> bool:
    """Whether three equal pieces stand side by side, such as `abc-abc-abc`."""
    # From the piece in the middle, whose bounds are known: to look for the first one takes quadratic time.
    return any(lower.endswith(found[1], 0, found.start()) for found in _REPEATED.finditer(lower))


def is_published(value: bytes) -> bool:
    """Whether a value is one that a provider prints in its own documentation and tools."""
    return hashlib.sha256(value).hexdigest()[:16] in _KNOWN_SAMPLES


def is_dummy_password(value: bytes) -> bool:
    """Whether a password is one that people write where none is meant."""
    bare = value.strip(b"\"'")
    return bare.lower() in _DUMMIES or _is_of_dummies(bare) or is_stand_in(value)


def _is_of_dummies(value: bytes) -> bool:
    """Whether a value is stock words and short counts only, such as `customPass` or `secret1`."""
    chunks = [chunk.lower() for chunk in _CHUNKS.findall(value) if chunk.isalnum()]
    words = [chunk for chunk in chunks if not chunk.isdigit()]
    counts = [chunk for chunk in chunks if chunk.isdigit()]
    return (
        any(len(word) > 1 and word in _DUMMIES for word in words)
        and all(len(word) > 1 and (word in _DUMMIES or word in _MODIFIERS) for word in words)
        and all(len(count) <= _LONGEST_COUNT for count in counts)
    )


def is_trial_host(host: bytes) -> bool:
    """Whether a host is this machine, or a name reserved for examples."""
    return bool(_LOCAL.search(host) or _RESERVED.search(host))


def is_wordy(value: bytes) -> bool:
    """Whether a value under a secret's name is prose, an identifier, a hash, a path or a placeholder."""
    if not value.isascii() or _NOT_GENERIC.search(value) or _WORDY.search(value) or is_stand_in(value):
        return True
    return not any(48 <= unit <= 57 for unit in value) and value.translate(None, b"-_.:/ ,").isalpha()  # noqa: PLR2004 - digits


def is_of_words(value: bytes) -> bool:
    """Whether a value of a machine's format has a word in it that only people write."""
    return bool(_WORDS.search(value))


def is_random(value: bytes) -> bool:
    """Whether a value looks made by a machine: long, of high entropy, and not of words."""
    size = len(value)
    if size < 16:  # noqa: PLR2004 - shorter values cannot be told from words
        return False
    chunks = _CHUNKS.findall(value)
    digits = sum(chunk.isdigit() for chunk in chunks)
    bits = entropy(value)
    if _HEX.match(value):
        return size >= 32 and bits >= 3.0 and digits >= 3 and len(chunks) > 8  # noqa: PLR2004 - a digest's length
    if not digits:
        return False
    if value.lower() == value or value.upper() == value:
        return bits >= 3.3 and digits >= 3 and len(chunks) * 5 >= size  # noqa: PLR2004 - base 36
    return bits >= 3.4 and len(chunks) * 2.6 >= size  # noqa: PLR2004 - base 62 changes class every other letter


def is_series(value: bytes) -> bool:
    """Whether letters and digits that each follow the one before make a value, such as A1B2C3D4."""
    return any(_has_run(value[start::2], _LEAST_SERIES) for start in (0, 1))


def is_plain_words(value: bytes) -> bool:
    """Whether a value is made of small letters and separators only, which no token format is."""
    return value.islower() and value.translate(None, b"-_.").isalpha()


def is_mixed(value: bytes) -> bool:
    """Whether a value has small and capital letters in no order of words."""
    chunks = _CHUNKS.findall(value)
    return value.lower() != value and value.upper() != value and len(chunks) * 4.5 >= len(value)


def decodes(kind: str, value: bytes) -> bool:
    """Whether a value decodes to what its rule says.

    Args:
        kind: `basic` for user and password in base64, `jwt` for a token whose header names an algorithm.
        value: the value.
    """
    try:
        if kind == "basic":
            user, colon, password = base64.b64decode(value, validate=True).partition(b":")
            printable = user.isascii() and user.decode("ascii").isprintable() and _is_text(password)
            return (
                bool(colon and user)
                and printable
                and not is_dummy_password(password)
                and len(password) >= _MIN_LOGIN
            )
        header = json.loads(_unpadded(value.partition(b".")[0]))
        return isinstance(header, dict) and "alg" in header
    except (binascii.Error, ValueError, RecursionError):
        return False


def _is_text(value: bytes) -> bool:
    """Whether a value is text: in ASCII but for a character in eight, of whatever encoding."""
    return not _CONTROL.search(value) and 8 * len(_HIGH.findall(value)) <= len(value)


def _unpadded(value: bytes) -> bytes:
    return base64.urlsafe_b64decode(value + b"=" * (-len(value) % 4))


def _has_run(value: bytes, length: int) -> bool:
    """Whether so many bytes in a row are one byte, or each follow the one before."""
    count = len(value) - 1
    if count + 1 < length:
        return False
    zeros = bytes(length - 1)
    after = int.from_bytes(value[1:], "big")
    # Bytes that are as the one before, or one more, become zeros in the difference.
    if zeros in (after ^ int.from_bytes(value[:-1], "big")).to_bytes(count, "big"):
        return True
    return zeros in (after ^ int.from_bytes(value[:-1].translate(_NEXT), "big")).to_bytes(count, "big")
