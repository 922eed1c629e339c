"""Whether two names are visibly those of one person. Pure; that two names are not alike proves nothing."""

from __future__ import annotations

import re
import unicodedata

from msgspec import Struct

_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"'@]+@[^\s<>()\[\],;:\"'@]+")
_WORD = re.compile(r"\w[\w.'-]*")
# How an address is announced.
_LEADS = frozenset({"mailto", "e-mail", "email"})


class _Person(Struct, frozen=True):
    """What a name consists of: words in any order, addresses, and what stands before their `@`."""

    words: frozenset[str]
    addresses: frozenset[str]
    logins: frozenset[str]


def is_same_person(one: str, other: str) -> bool:
    """Whether two names are spellings of one: `Jane Doe <jane@example.org>`, `JANE@example.org`, `@jane`.

    Case, space, the order of words, other forms of the same letter, and what follows a `+` in an address do
    not count. A login is the same as an address that begins with it; two addresses are the same as a whole
    only. What names nobody, such as a dash, is whoever the other is.

    Args:
        one: a name, login or address, or several of that.
        other: the same.
    """
    first, second = _person(one), _person(other)
    nobody = _Person(frozenset(), frozenset(), frozenset())
    return bool(
        nobody in (first, second)
        or (first.words and first.words == second.words)
        or first.addresses & second.addresses
        or _is_login(first, second)
        or _is_login(second, first)
    )


def _is_login(bare: _Person, full: _Person) -> bool:
    return len(bare.words) == 1 and not bare.addresses and bare.words <= full.logins


def _person(name: str) -> _Person:
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    parts = [address.strip(".").partition("@") for address in _ADDRESS.findall(plain)]
    found = [(local.partition("+")[0], domain) for local, _, domain in parts]
    words = {word.strip(".'-_") for word in _WORD.findall(_ADDRESS.sub(" ", plain))}
    return _Person(
        words=frozenset(words - _LEADS - {""}),
        addresses=frozenset(f"{local}@{domain}" for local, domain in found),
        logins=frozenset(local for local, _ in found),
    )
