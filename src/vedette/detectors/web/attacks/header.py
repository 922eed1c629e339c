"""Line breaks that end a header and begin another, a body, or a second request."""

from __future__ import annotations

import re
from collections.abc import Iterable

from vedette.detectors.web.excerpt import excerpt, layers
from vedette.detectors.web.value import Attack, Value

_RULE = "web-header-split"
_ANY = re.compile(
    rb"[\r\n]|\xe5\x98[\x8a\x8d]|\xc4[\x8a\x8d]|\\r\\n|\\n|%0[ad]|\xe2\x80[\xa8\xa9]|%u000",
    re.IGNORECASE,
)
_BREAK = rb"(?:[\r\n](?:0[ad])?|\xe5\x98[\x8a\x8d]|\xc4[\x8a\x8d]|\\r\\n|%0[ad]|%u000[ad])"
_FIELD = re.compile(
    _BREAK
    + (
        rb"{1,6}[ \t]{0,4}(?:(set-cookie2?|location|content-(?:type|length|encoding|disposition|"
        rb"security-policy|location|language)|"
        rb"transfer-encoding|refresh|x-[a-z-]{2,40}|access-control-[a-z-]{3,40}|cache-control|"
        rb"last-modified|link|server|"
        rb"via|status|host|cookie|referer|user-agent|connection|proxy-[a-z-]{3,30}|"
        rb"www-authenticate|authorization|vary|pragma|expires|etag|upgrade|date|p3p|crlf|header|"
        rb"[a-z-]{0,20}inject[a-z-]{0,20}|strict-transport-security)"
        rb"\s{0,2}(?::|=|%3a)|(http/[12](?:\.\d)?\s{1,4}\d{3})|((?:get|post|put|head|delete|options|patch|"
        rb"connect|trace)\s{1,4}\S{1,400}\s{1,4}http/\d))"
    ),
    re.IGNORECASE,
)
_MAIL = re.compile(
    _BREAK
    + (
        rb"{1,4}[ \t]{0,4}(?:b?cc|to|from|reply-to|subject|mime-version|"
        rb"content-transfer-encoding)\s{0,2}:\s{0,4}\S"
    ),
    re.IGNORECASE,
)
_BODY = re.compile(_BREAK + rb"{3,8}\s{0,8}<(?:script|html|svg|body|img|iframe|h1)", re.IGNORECASE)
_FIRST = re.compile(rb"^[\w-]{1,40}:\s|^(?:GET|POST|PUT|HEAD|DELETE|PATCH|OPTIONS|curl)\s|^HTTP/")
_ADDRESS = re.compile(rb"^[\w.+-]{1,80}@[\w.-]{1,80}\s{0,4}$|^[\w.+%-]{0,40}$")
_SMTP = re.compile(
    _BREAK
    + rb"{1,4}(?:mail from:|rcpt to:|data"
    + _BREAK
    + rb"|quit|helo |ehlo |flushall|config set|slaveof|set \w+ \d)",
    re.IGNORECASE,
)
_FEW_WORDS = 4
_LONGEST = 4_096
_WORDS = frozenset(b"date link server via status location host expires upgrade header connection".split())


def judge(value: Value) -> Iterable[Attack]:
    """A value that would become two headers, or a header and a page, where it is written into one."""
    for layer in layers(value):
        if _ANY.search(layer) is None:
            continue
        found = _look(layer[:_LONGEST], value)
        if found is not None:
            return (found,)
    return ()


def _look(text: bytes, value: Value) -> Attack | None:
    field = _FIELD.search(text)
    if field is not None and _single(text, field.start(), value) and _meant(text, field):
        sure = bool(field[1] or field[2]) and (
            b"\r" in text or value.where in ("path", "query", "cookie", "referer")
        )
        return _attack(
            text, field.start(), "a line break and after it a header, a status or a request", sure=sure
        )
    body = _BODY.search(text)
    if body is not None and _single(text, body.start(), value) and value.where != "body":
        return _attack(
            text, body.start(), "line breaks that end the headers, and a page after them", sure=False
        )
    mail = _MAIL.search(text)
    if mail is not None and _ADDRESS.match(text[: mail.start()]):
        return _attack(text, mail.start(), "a line break and after it a header of a mail")
    protocol = _SMTP.search(text)
    if protocol is not None and _single(text, protocol.start(), value):
        return _attack(text, protocol.start(), "a line break and after it a command of another protocol")
    return None


def _meant(text: bytes, field: re.Match[bytes]) -> bool:
    """Whether a field whose name is also a word of forms and letters stands in a header."""
    if field[1] is None or field[1].lower() not in _WORDS:
        return True
    return b"\r" in text and len(text[: field.start()].split(None, 2)) <= 1


def _single(text: bytes, at: int, value: Value) -> bool:
    """Whether what stands before the break is one short value, and no pasted message of several headers."""
    lead = text[:at].strip()
    if _FIRST.match(lead) or b"\n" in lead:
        return False
    limit = _FEW_WORDS if value.where in ("body", "header") else 2 * _FEW_WORDS
    ends = (b":", b";", b"{", b",", b"!", b".") if b" " in lead else (b":", b";", b"{", b",", b"!")
    return len(lead.split(None, limit + 1)) <= limit and not lead.endswith(ends)


def _attack(text: bytes, start: int, reason: str, *, sure: bool = True) -> Attack:
    return Attack(rule=_RULE, shown=excerpt(text, start), reason=reason, sure=sure)
