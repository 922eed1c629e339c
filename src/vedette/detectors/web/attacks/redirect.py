"""Addresses in redirecting parameters that look like this site's and lead to another."""

from __future__ import annotations

import re
from collections.abc import Iterable

from vedette.detectors.web.address import read
from vedette.detectors.web.excerpt import excerpt, layers
from vedette.detectors.web.value import Attack, Value

_RULE = "web-open-redirect"
_NAMES = re.compile(
    rb"^(?:\w{0,16}[_-]?(?:redirect|redir|return|continue|forward|goto|callback)[\w-]{0,12}|"
    rb"next\w{0,8}|dest(?:ination)?|"
    rb"\w{0,8}ur[li]|to|out|target|back\w{0,6}|ref|rurl|ret|r|u|go|link|view|from\w{0,4}|"
    rb"success\w{0,8}|checkout_url|image_url|path|page|domain|site|host|rit|service|login|logout|"
    rb"navto|location|jump|domain|returnpath|relaystate)$",
    re.IGNORECASE,
)
_HOST = (
    rb"(?:[\w\x80-\xff-]{1,63}(?:\.|\xe3\x80\x82|%e3%80%82|%2e)){1,8}[a-z\x80-\xff]{2,24}|"
    rb"\d{1,3}(?:\.\d{1,3}){3}|\d{8,10}|0x[0-9a-f]{8}|\[[0-9a-f:.]{3,40}\]|localhost"
)
# Two slashes of any kind, or a scheme without its slashes: browsers read both as another host.
_FORMS = re.compile(
    rb"^(?:[\x00-\x20]{0,8}(?:[/\\]{0,4}(?:[\t\r\n\x0b\x0c;]|%09|%0[ad]|\\t)[/\\]{0,4}|[/\\]{2,8}|"
    rb"/\.[/\\]{0,4}|[/\\]{1,2}%(?:2f|5c)|%2f%2f|%5c%5c|\\?/\\?/|\.{1,2}/{2,4}|///+;@|<>//|"
    rb"/?\xe3\x80\x82/?|//;@?|https?:(?![/\\]{2})[/\\]{0,1}|https?:/{3,6}|https?:[/\\]{0,3}\\|"
    rb"https?:;//|[/\\]{0,2}\.[/\\]{2})[/\\]{0,4})"
    rb"(?:[^\s/@]{0,80}@)?(" + _HOST + rb")(?:[/?#:%\\&]|$|\.\.)",
    re.IGNORECASE,
)
_USER = re.compile(rb"^(?:https?:)?[/\\]{2,4}([^/?#@\s]{1,120})(?:[?#]|\\)?@(" + _HOST + rb")", re.IGNORECASE)
_USER_HOST = re.compile(rb"^[\w-]{1,60}(?:\.[\w-]{1,60}){1,4}(?::[^@]{0,40})?$")
_PATH = re.compile(
    rb"^(?:/{2,6}|/\\|/%5c|/%09/|/\.\\)(?:[^/\s]{0,60}@)?("
    + _HOST
    + rb")(?:/%2e%2e|/\.\.|/%2f\.\.|%2f\.\.|//?$|/?%0|/{1,4}\.\.|$)",
    re.IGNORECASE,
)
_SCRIPT = re.compile(rb"^[/\\\s;]{0,8}(?:javascript|vbscript|data):\S", re.IGNORECASE)
# An address within a path, one that climbs at once, one whose host ends in a backslash, digits of no address.
_DECEIVES = re.compile(
    rb"^/{1,2}https?:/{1,3}[^/]|^/{0,2}https?:/{2,3}[^/\s]{1,80}/{1,2}(?:\.\.|%2e)|^https?://[\w.-]{3,80}[\\&][\w]|"
    rb"^/{0,2}https?:/{3,}|^https?:/{0,4}(?:\[::|0x|0\d|\d{8,10}(?:[/?#]|$)|(?:[3-9]\d\d\.){1,3})|"
    rb"^/{0,2}https?:/{0,4}[\x00-\x20\\]{1,8}[/\\]{0,4}[\w.-]|^https?:/{0,2}[^/?#@\s]{0,80}[<>\"`^\\][^/?#@\s]{0,80}@|"
    rb"^/?(?:\xe3\x80\xb5|\xe3\x82\x9d|\xe3\x83\xbc|\xe3\x80\xb1)\w|^[jJ]\\|^\\[jJ]\\",
    re.IGNORECASE,
)
_CODED_HOST = re.compile(rb"^/?https?(?::|%3a)//(?:%[4-7][0-9a-f]){2}", re.IGNORECASE)
_FILE = re.compile(
    rb"\.(?:php|html?|js|css|aspx?|jsp|txt|xml|png|jpe?g|gif|ico|svg|json|env|zip|sql|bak|map|woff2?|"
    rb"do|action|cgi)$",
    re.IGNORECASE,
)


def judge(value: Value) -> Iterable[Attack]:
    """An address that a careless check takes for one of this site."""
    if value.where == "path":
        return _of_path(value)
    if value.where in ("agent", "referer") or not _NAMES.match(value.name):
        return ()
    for layer in layers(value):
        if b"/" not in layer and b"\\" not in layer and b":" not in layer:
            continue
        form = _FORMS.match(layer)
        if form is not None and not _FILE.search(form[1]):
            if _FILE.search(layer.partition(b"?")[0]):
                continue
            plain = re.match(rb"^//[\w.-]{3,80}(?::\d+)?(?:/|$)", layer) is not None
            reason = "an address of another host, written so that it passes for a path of this one"
            return (_attack(layer, reason, sure=not plain),)
        user = _USER.match(layer)
        if user is not None and _USER_HOST.match(user[1]):
            return (_attack(layer, "what looks like the host is the user, and the host follows it"),)
        if _SCRIPT.match(layer):
            return (_attack(layer, "an address that runs script, behind what passes for a path"),)
        if _DECEIVES.match(layer) or _hides(layer) or _CODED_HOST.match(value.raw):
            return (_attack(layer, "an address that hides which host it leads to", sure=False),)
    return ()


def _hides(text: bytes) -> bool:
    """Whether the host is a number in a notation that nobody writes, or another name stands before it."""
    address = read(text.strip())
    if address is None or address.scheme not in (b"http", b"https", b""):
        return False
    return bool(address.user) or ((address.odd and address.host[:1].isdigit()) or address.host[:1] == b"[")


def _of_path(value: Value) -> Iterable[Attack]:
    for layer in layers(value):
        if not layer.startswith((b"//", b"/\\", b"/%", b"/.")):
            continue
        found = _PATH.match(layer)
        if found is not None and not _FILE.search(found[1]):
            return (_attack(layer, "a path that browsers take for the address of another host", sure=False),)
    return ()


def _attack(text: bytes, reason: str, *, sure: bool = True) -> Attack:
    return Attack(rule=_RULE, shown=excerpt(text), reason=reason, sure=sure)
