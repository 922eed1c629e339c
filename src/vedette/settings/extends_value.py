"""What `extends` and `[allow]` may say."""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec import Struct

_SHA256 = re.compile(r"[0-9a-f]{64}")
# No user or password: the address is shown.
_URL = re.compile(r"https://[^/@\x00-\x20\x7f-\U0010ffff]{1,300}(?:/[\x21-\x7e]{0,2000})?")
_LONGEST = 1000
_PART = re.compile(r'"[^"]*"|[^."]+')
_RULE = re.compile(r'rules(?:\.(?:"[^"\x00-\x1f]{1,200}"|[A-Za-z0-9_-]{1,200}))?')


class Extends(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Another settings file that one builds on: a path, or an address with the digest of what is there.

    Attributes:
        path: `/` between parts; relative to the file that names it.
        url: HTTPS; only `vedette config fetch` asks for it.
        sha256: of the file's bytes, hexadecimal.
    """

    path: str | None = None
    url: str | None = None
    sha256: str | None = None


def read_extends(value: object) -> dict[str, str]:
    """The fields of `Extends` from a path, or from a table with an address and its digest.

    Raises:
        ValueError: it is neither.
    """
    if isinstance(value, str):
        value = {"path": value}
    if not isinstance(value, dict) or not all(isinstance(item, str) for item in value.values()):
        raise ValueError(value)
    if value.keys() == {"path"}:
        path = value["path"]
        if path and path.isprintable() and len(path) <= _LONGEST and "\\" not in path:
            return value
    elif value.keys() == {"url", "sha256"} and _URL.fullmatch(value["url"]):
        digest = value["sha256"].lower()
        if _SHA256.fullmatch(digest):
            return {"url": value["url"], "sha256": digest}
    raise ValueError(value)


def read_loosen(value: object, keys: Iterable[str]) -> list[str]:
    """What `[allow] loosen` may list: keys, tables of keys, `rules`, and single rules.

    Raises:
        ValueError: one of them is nothing of that.
    """
    names = set(keys)
    names |= {name.rpartition(".")[0] for name in names if "." in name}
    if not isinstance(value, list):
        raise ValueError(value)  # noqa: TRY004 - all that is wrong with a value is a ValueError here
    for one in value:
        if not isinstance(one, str) or not (one in names or _RULE.fullmatch(one)):
            raise ValueError(one)
    return value


def is_allowed(key: str, loosen: Iterable[str]) -> bool:
    """Whether a list of what may be loosened has a key, or a table that the key is in."""
    parts = _parts(key)
    return any(parts[: len(given)] == given for given in map(_parts, loosen))


def _parts(key: str) -> list[str]:
    """The parts of a key as `dotted` joins them: a quoted one may hold dots; quotes are no part."""
    return [part.strip('"') for part in _PART.findall(key)]
