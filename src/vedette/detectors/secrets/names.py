"""What a variable's name says about its value."""

from __future__ import annotations

import re
import string
from functools import lru_cache

_SCAN = 64
_IN_NAMES = (string.ascii_letters + string.digits + "_-.$").encode()
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
# With one of these among its words a name means something near a secret, but not a secret.
_HARMLESS_WORDS = """
csrf xsrf public pub max min num count next prev page continuation pagination sync cursor forgot show
hide missing authenticity no eos bos pad unk mask sep cls special
stop error err incorrect field type name label placeholder url uri path file length hint help
text title message msg regex pattern format hash hashed digest id lang locale syntax lexer
parser grammar site sitekey publishable html css markdown has is use require requires with
comment keyword operator string punctuation i18n non invalid wrong incorrect malformed bogus mismatch
mismatched nonmatching
"""
_CHANGED = re.compile(r"salted|hashed|encrypted|encoded|masked|cipher", re.IGNORECASE)
_HARMLESS = frozenset(_HARMLESS_WORDS.split())
# What a provider gives besides credentials: names of things, digests and places.
_IDENTIFYING_WORDS = """
id ids uuid guid sha md5 hash hashed digest checksum crc etag fingerprint thumbprint commit revision rev ref
version public pub url uri path file trace span color colour image img cache integrity sitekey publishable
"""
_IDENTIFYING = frozenset(_IDENTIFYING_WORDS.split())
_ASSIGNED = re.compile(
    rb"([A-Za-z_][A-Za-z0-9_.$-]{0,63})[\"'\]]{0,2}\s{0,8}"
    rb"(?::\s{0,2}[A-Za-z]{1,12}\s{0,2}=|=>|:=|=|:|,)\s{0,8}"
    rb"(?:[A-Za-z]{1,16}\()?(?:[bru]?[\"'`]{1,3})?(?:[A-Za-z0-9+]{1,12}[ :/]{1,3})?$"
)


def assigned(data: bytes, at: int) -> str:
    """Name of the variable or key that the value at an offset is given to.

    Args:
        data: the text.
        at: byte offset of the value's first byte.

    Returns:
        The name as written; "" when there is none on the line.
    """
    start = max(data.rfind(b"\n", max(at - 200, 0), at) + 1, at - 200, 0)
    found = _ASSIGNED.search(data, start, at)
    return found[1].decode("ascii") if found else ""


def whole(data: bytes, start: int, end: int) -> str:
    """A name grown to the left, from the keyword that was found in it.

    Args:
        data: the text.
        start: byte offset where the keyword starts.
        end: byte offset where it ends.
    """
    before = data[max(start - _SCAN, 0) : start]
    first = start - len(before) + len(before.rstrip(_IN_NAMES))
    return data[first:end].decode("latin-1").lstrip("-.$0123456789")


@lru_cache(maxsize=1024)
def harmless(name: str) -> bool:
    """Whether a name that ends like a secret's is none, such as `csrf_token` or `max_tokens`."""
    return bool(_CHANGED.search(name)) or any(word.lower() in _HARMLESS for word in _WORDS.findall(name))


def identifying(name: bytes) -> bool:
    """Whether a provider's name is that of a digest, an id or a place, such as `datadog_trace_id`."""
    return any(word.lower() in _IDENTIFYING for word in _WORDS.findall(name.decode("latin-1")))
