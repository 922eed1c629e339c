"""Addresses that a server is made to ask: itself, its cloud's metadata, its own network, other protocols."""

from __future__ import annotations

import re
from collections.abc import Iterable

from vedette.detectors.web.address import Address, read
from vedette.detectors.web.excerpt import excerpt, layers
from vedette.detectors.web.value import Attack, Value

_RULE = "web-request-forgery"
_ANY = re.compile(rb"://|:/|//|\\\\|^\s?[a-z]{3,6}:[\d\w]|169\.254|metadata", re.IGNORECASE)
_ODD_SCHEMES = frozenset(
    (
        b"gopher",
        b"dict",
        b"tftp",
        b"ldap",
        b"ldaps",
        b"ldapi",
        b"netdoc",
        b"jar",
        b"rmi",
        b"sftp",
        b"redis",
        b"memcache",
        b"smb",
        b"unix",
        b"tcp",
        b"imap",
        b"smtp",
        b"gophers",
    )
)
_WEB = frozenset((b"http", b"https", b"", b"ftp", b"ws", b"wss", b"url"))
_BACK = re.compile(
    rb"redirect|callback|return|next|origin|referr?er|continue|back|^state$|^ref$", re.IGNORECASE
)
_TEXTUAL = re.compile(
    rb"^(?:q|query|search|s|text|message|comment|body|content|description|title|note|keyword|keywords|term)$",
    re.IGNORECASE,
)
_INSIDE_PATH = re.compile(rb"/(https?|gopher|dict|file|ftp):/{1,2}(\S{1,200})", re.IGNORECASE)
_SERVICE = re.compile(
    rb":(?:2[0-5]|110|135|139|143|389|445|1433|1521|2375|2379|3306|3389|5432|5900|5984|6379|8500|9200|"
    rb"9300|10250|11211|27017)(?:/|\s|$)|//(?:0\.0\.0\.0|127\.(?!0\.0\.1))|/(?:admin|server-status|"
    rb"manager|actuator)\b",
    re.IGNORECASE,
)
_FEW = 3
_BARE_METADATA = re.compile(
    rb"^\s?(?:169\.254\.169\.254|metadata\.google\.internal|100\.100\.100\.200)(?::\d+)?/", re.IGNORECASE
)
_INSIDE = re.compile(
    rb"(?:169\.254\.169\.254|metadata\.google\.internal|169\.254\.170\.2)(?::\d+)?/(?:latest|"
    rb"computemetadata|metadata|v2|opc|openstack|user-?data)",
    re.IGNORECASE,
)


def judge(value: Value) -> Iterable[Attack]:
    """An address in a value that leads a server to what only it can reach."""
    if value.where in ("referer", "agent", "target"):
        return ()
    for layer in layers(value):
        if _ANY.search(layer) is None:
            continue
        found = _look(layer, value)
        if found is not None:
            return (found,)
    return ()


def _look(text: bytes, value: Value) -> Attack | None:
    if value.where == "path":
        inside = _INSIDE_PATH.search(text)
        if inside is None:
            return None
        text = inside[1] + b"://" + inside[2].lstrip(b"/")
    if _BARE_METADATA.match(text) or (_INSIDE.search(text) and len(text.split(None, 4)) <= _FEW):
        return _attack(text, "the address of a cloud's metadata service")
    whole = text.strip().strip(b"\"'")
    if re.search(rb"\s\S+\s", whole):
        return None
    address = read(whole)
    return None if address is None else _of_address(address, text, value)


def _of_address(address: Address, text: bytes, value: Value) -> Attack | None:
    if address.scheme in _ODD_SCHEMES and (address.host or address.rest):
        sure = not address.scheme.startswith((b"sftp", b"tcp", b"smb", b"redis", b"unix", b"ldap"))
        return _attack(text, "an address of a protocol that no page is fetched by", sure=sure)
    if address.scheme == b"file" and not _TEXTUAL.match(value.name):
        return _attack(text, "an address of a file on the server", sure=False)
    if address.scheme not in _WEB:
        return None
    if address.kind == "metadata":
        return _attack(text, "the address of a cloud's metadata service")
    if address.kind in ("loopback", "rebinding") and (address.odd or address.user):
        if address.kind == "rebinding" and _BACK.search(value.name):
            return None
        return _attack(text, "an address of the server itself in a notation that hides it")
    if address.kind and address.odd:
        return _attack(text, "an address of a private network in a notation that hides it", sure=False)
    if _BACK.search(value.name) or (_TEXTUAL.match(value.name) and _is_usual(text)):
        return None
    if address.kind == "loopback" and address.scheme:
        return _attack(text, "an address of the server itself", sure=False)
    if address.kind == "private" and (address.scheme or address.odd):
        return _attack(text, "an address within a private network", sure=False)
    return None


def _is_usual(text: bytes) -> bool:
    """Whether people write such an address too: a web server of their own, at a port of web servers."""
    return _SERVICE.search(text) is None


def _attack(text: bytes, reason: str, *, sure: bool = True) -> Attack:
    return Attack(rule=_RULE, shown=excerpt(text), reason=reason, sure=sure)
