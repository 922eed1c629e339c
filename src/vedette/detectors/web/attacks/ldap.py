"""LDAP injection: values that close the comparison of a search filter and add others.

A filter is brackets all the way: `(&(uid=VALUE)(active=1))`. A value of words has none to close; one that
closes more than it opens and opens again with a comparison or `|`, `&`, `!` changes the filter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from vedette.detectors.web.value import Attack, Value

_RULE = "web-ldap-filter"
_LONGEST = 16_384
_ATTRIBUTE = rb"[a-zA-Z][\w;.:-]{0,60}"
_COMPARISON = _ATTRIBUTE + rb"\s{0,4}(?:=|~=|>=|<=|:=)"
# Closes, then opens with what only a filter has.
_GOES_ON = re.compile(
    rb"\)\s{0,8}(?:\x00\s{0,8})?\(\s{0,8}(?:[|&!]\s{0,8}(?:\(|"
    + _ATTRIBUTE
    + rb"=)|[|&!]\s{0,4}\)?\s{0,4}$|"
    + _COMPARISON
    + rb")"
)
_OPENS = re.compile(
    rb"^\s{0,4}\*?\s{0,4}(?:\(\s{0,4}[|&!]\s{0,8}\(\s{0,4}" + _COMPARISON + rb"|\(\s{0,4}[|&]\s{0,4}$)"
)
_STAR = re.compile(rb"\*\s{0,4}\){1,6}\s{0,4}(?:\(|%00|\x00|[|&]|$)")
_EMPTY = re.compile(
    rb"\)\s{0,4}\(\s{0,4}[&|]\s{0,4}\)|\)\s{0,4}[|&]\s{0,4}\(\s{0,4}" + _ATTRIBUTE + rb"\s{0,4}="
)
_SIGNS = re.compile(rb"[\s*()|&!'\"\\=]{5,24}")
_ESCAPED_NULL = re.compile(rb"\){1,6}\s{0,4}(?:\x00|\\00)")
_KNOWN = re.compile(
    rb"\(\s*(?:uid|cn|sn|mail|objectclass|objectcategory|userpassword|samaccountname|userprincipalname|memberof|ou|dc|"
    rb"givenname|department|telephonenumber|directory|password|pass|user|username|admin|member|description)\s*[~<>:]?=",
    re.IGNORECASE,
)


def judge(value: Value) -> Iterable[Attack]:
    """At most one attack."""
    if value.where in ("target", "agent", "referer") and not value.name:
        return
    for at in range(len(value.layers) - 1, max(-1, len(value.layers) - 4), -1):
        text = value.layers[at][:_LONGEST]
        if b"(" not in text and b")" not in text:
            continue
        reason, sure = _shown(text)
        if reason:
            yield Attack(rule=_RULE, shown=text[:200], reason=reason, sure=sure)
            return


def _shown(text: bytes) -> tuple[str, bool]:
    closing = _closes_more(text)
    if closing and (_GOES_ON.search(text) or _EMPTY.search(text)):
        sure = bool(_KNOWN.search(text) or b"*" in text or b"(|" in text or b"(&" in text or b"(!" in text)
        return "It closes the comparison of a filter and opens another.", sure
    if closing and _STAR.search(text) and len(text) < _SHORT:
        return "It closes the comparison of a filter behind a star that matches all.", False
    if closing and _ESCAPED_NULL.search(text) and len(text) < _SHORT:
        return "It closes the comparison of a filter and cuts the rest with a null.", False
    if _SIGNS.fullmatch(text) and all(sign in text for sign in b"*()") and (b"|" in text or b"&" in text):
        return "It has nothing but the signs of a filter, to see whether one is built of it.", False
    if _OPENS.search(text) and (_KNOWN.search(text) or text.lstrip()[:1] == b"*"):
        return "It is a filter of its own, where a plain value is expected.", False
    return "", False


_SHORT = 64


def _closes_more(text: bytes) -> bool:
    """Whether somewhere a bracket is closed that the value has not opened."""
    depth = 0
    for byte in text:
        if byte == 0x28:  # noqa: PLR2004 - (
            depth += 1
        elif byte == 0x29:  # noqa: PLR2004 - )
            depth -= 1
            if depth < 0:
                return True
    return False
