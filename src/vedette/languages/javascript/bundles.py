"""Which texts a program made out of others: minified, bundled, compiled, or copied from a release."""

from __future__ import annotations

import re

from vedette.languages.places import PlaceClass, place_class

_HEAD, _TAIL = 1 << 14, 400
# A text with so many bytes a line was made smaller by a program; nobody reads its findings.
_DENSE, _SHORT, _LONG_LINE = 300, 2_000, 4_000
_ENDS = (".min.js", ".min.mjs", ".min.cjs", ".bundle.js", "-min.js", ".d.ts", ".d.mts", ".d.cts")
# What bundlers write near the beginning of what they make.
_MARKS = (
    b"webpackJsonp",
    b"__webpack_require__",
    b"/*! For license information",
    b"System.register([",
    b"parcelRequire",
    b"(function(){function r(e,n,t){function o(i,f)",
    b"(function e(t,n,r){function s(o,u)",
    b"var __getOwnPropNames = Object.getOwnPropertyNames;",
)
_BEGINS = (b"!function(", b"(function (global, factory) {\n")
# Pictures and the like, written out: their length says nothing of the code around them.
_DATA = re.compile(rb"[A-Za-z0-9+/=%\\@*_.-]{400,}")
_MAPPED = b"\n//# sourceMappingURL="
# A comment that tools keep, with the name and the number of a release, where people put what others made.
_RELEASE = re.compile(rb"\s*(?:/\*[!*]|//!|/\*\s*\n)[^/]{0,300}?\bv?\d{1,3}\.\d{1,3}\.\d{1,3}\b")
_ASIDE = re.compile(
    r"(?:^|/)(?:vendors?|third[-_]?party|external|static|public|assets|wwwroot)/", re.IGNORECASE
)


def is_made(path: str, data: bytes) -> bool:
    """Whether a program made a text out of others. Such are declared, and left out.

    Args:
        path: relative to the root.
        data: the text, as UTF-8.
    """
    if path.endswith(_ENDS) or place_class(path) is PlaceClass.generated:
        return True
    if len(data) < _SHORT:
        return False
    if _is_dense(data) and _is_dense(_DATA.sub(b"", data)):
        return True
    if data.startswith(_BEGINS):
        return True
    head = data[:_HEAD]
    return (
        any(mark in head for mark in _MARKS)
        or _is_mapped(data[-_TAIL:])
        or (_is_long(head) and _is_long(_DATA.sub(b"", head)))
        or (_RELEASE.match(head) is not None and _ASIDE.search(path) is not None)
    )


def _is_dense(data: bytes) -> bool:
    return len(data) // (data.count(b"\n") + 1) > _DENSE


def _is_long(head: bytes) -> bool:
    """Whether some line is longer than people write them."""
    return max(map(len, head.split(b"\n"))) > _LONG_LINE


def _is_mapped(tail: bytes) -> bool:
    """Whether the last line says where the map of a made text is."""
    at = tail.rfind(_MAPPED)
    return at >= 0 and b"\n" not in tail[at + 1 :].strip()
