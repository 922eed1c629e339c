"""A line's layout as nginx (`log_format`) or Apache (`LogFormat`) declares it, made to expressions."""

from __future__ import annotations

import re

from vedette.languages.logs.interface import Format
from vedette.languages.logs.moments import Moments
from vedette.languages.logs.shared import ROLES, PatternFormat
from vedette.model.errors import UsageError

_VARIABLE = re.compile(r"\$\{?([a-z0-9_]+)\}?|%[<>]?(?:\{([^}]{1,64})\})?[<>]?([a-zA-Z])")
# Variables of nginx and directives of Apache -> fields.
_NAMES = {
    "remote_addr": "client", "remote_user": "user", "time_local": "moment", "time_iso8601": "moment",
    "msec": "moment", "body_bytes_sent": "size", "bytes_sent": "size", "http_referer": "referer",
    "http_user_agent": "agent", "request_time": "took", "http_host": "host", "server_name": "host",
    "request_method": "method", "request_uri": "target", "uri": "target", "request_body": "body",
    "h": "client", "a": "client", "u": "user", "r": "request", "s": "status", "b": "size", "O": "size",
    "B": "size", "v": "host", "V": "host", "D": "took_us", "T": "took", "m": "method",
    "i:referer": "referer", "i:user-agent": "agent", "i:host": "host",
}  # fmt: skip
_KNOWN = {*ROLES, "request", "size", "took", "took_ms", "took_us", "referer", "body"}
# Escapes are taken one by one, so that no backslash ends a value too early.
_QUOTED = rb"[^\"\\\n]*+(?>\\[^\n][^\"\\\n]*+)*+"
_REQUEST = rb"(?P<method>[A-Z]++) (?P<target>[^ \"\\\n]++(?>\\[^\n][^ \"\\\n]*+)*+) HTTP/[0-9.]++"
_SHAPES = {
    "status": (rb"[0-9]{3}", rb"[0-9]{3}|-"),
    "size": (rb"[0-9]++|-", rb"[0-9]++|-"),
    "user": (rb"[^ \"\n]++", rb"(?!- [^\[])[^\[\n:]*?"),
    # A chain of proxies may stand for the client.
    "client": (rb"[^ \"\n]++", rb"(?!<)[^ \n]++(?>(?<=,) [^ \n]++)*+"),
}
_ANY = (rb"[^ \"\n]++", rb"[^ \n]*+")


def from_template(name: str, template: str, moments: Moments | None = None, *, loose: bool = False) -> Format:
    """A format of a layout.

    Args:
        name: of the format.
        template: with variables of nginx, directives of Apache, or fields (`$client $user [$moment] ...`);
            `...` at the end for whatever follows.
        moments: reads the moments.
        loose: also takes lines whose request has quotes that its server did not escape.

    Raises:
        UsageError: neither a status nor a moment is in it.
    """
    fast, exact, names = _expressions(template)
    need = next((one for one in ("status", "moment", "target") if one in names), "")
    if not need:
        raise UsageError(
            f"the log layout {template!r} tells neither status nor time nor target",
            help="write it as nginx's log_format or Apache's LogFormat has it",
        )
    exacts = [exact]
    if loose:
        head = exact.partition(rb'"(?P<request>')[0]
        tail = rb'(?P<rest> ".*)' if template.endswith("...") else b""
        exacts.append(head + rb'(?>"(?P<request>.*)" (?P<status>[0-9]{3}) (?P<size>[0-9]++|-))' + tail)
    return PatternFormat(name, fast, exacts, need=need, moments=moments)


def _expressions(template: str) -> tuple[bytes, bytes, set[str]]:
    body = template.removesuffix("...")
    fast, exact = b"", b""
    names: set[str] = set()
    end = 0
    for found in _VARIABLE.finditer(body):
        between = _literal(body[end : found.start()])
        end = found.end()
        field = _field(found)
        quotes = (body[: found.start()][-1:] or " ") + body[end : end + 1]
        if field == "moment" and quotes != "[]" and found[3] == "t":
            one = (rb"\[(?P<moment>[^\]\n]++)\]",) * 2
        else:
            one = _expression(field if field not in names else "", quotes)
        names.add(field)
        fast, exact = fast + between + one[0], exact + between + one[1]
    fast, exact = fast + _literal(body[end:]), exact + _literal(body[end:])
    if body != template:
        fast, exact = fast + rb"(?: [^\n]*+)?", exact + rb"(?P<rest>(?: .*)?)"
    return fast, exact, names


def _field(found: re.Match[str]) -> str:
    if found[1]:
        name = _NAMES.get(found[1], found[1])
        return f"header_{name[5:]}" if name.startswith("http_") else name
    if found[3] == "t":
        return "moment"
    if found[2]:
        header = found[2].lower()
        known = _NAMES.get(f"{found[3]}:{header}")
        return known or (f"header_{re.sub('[^a-z0-9]', '_', header)}" if found[3] == "i" else "")
    return _NAMES.get(found[3], "")


def _expression(field: str, around: str) -> tuple[bytes, bytes]:
    if field == "request":
        return _REQUEST, rb"(?P<request>" + _QUOTED + rb")"
    if around == '""':
        fast = exact = _QUOTED
    elif around == "[]":
        fast, exact = rb"[^\]\n]++", rb"[^\]\n]*+"
    elif (after := around[1:]) not in {"", " "}:
        fast = exact = rb"[^ \"\n%b]*+" % re.escape(after.encode())
    else:
        fast, exact = _SHAPES.get(field, _ANY)
    named = field in _KNOWN or field.startswith("header_")
    return (
        b"(?P<%b>%b)" % (field.encode(), fast) if field in ROLES else b"(?:%b)" % fast,
        b"(?P<%b>%b)" % (field.encode(), exact) if named else b"(?:%b)" % exact,
    )


def _literal(text: str) -> bytes:
    return re.escape(text.encode())
