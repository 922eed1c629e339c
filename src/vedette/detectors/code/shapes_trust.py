"""Shapes of functions that trust a host, a log or a peer too much."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vedette.analysis.program.interface import Hit
from vedette.detectors.code.shapes import Around, Shape, called, is_const
from vedette.detectors.code.shapes_secrets import comparisons
from vedette.detectors.code.shapes_texts import template
from vedette.model import form as forms
from vedette.model.form import Form

# Hosts that are looked for anywhere in an address.
_HOST = re.compile(
    r"(?:^|\0)(?:https?://)?(?:[a-z0-9-]+\.)+(?:com|org|net|io|dev|app|cloud|gov|edu|me|co|ai)(?:\0|$)"
)
_ADDRESSES = frozenset(
    (
        *(
            "url",
            "uri",
            "netloc",
            "host",
            "hostname",
            "domain",
            "origin",
            "referer",
            "referrer",
            "href",
            "next",
        ),
        *(
            "next_url",
            "redirect_url",
            "redirect_uri",
            "redirect",
            "target",
            "callback_url",
            "return_to",
            "link",
        ),
    )
)


def _contained(around: Around) -> Iterator[Hit]:
    """A host is taken for one's own because its address has a name in it somewhere."""
    if not _HOST.search(around.said()):
        return
    for one in around.every():
        if not forms.ASSIGN <= one[0] <= forms.NEXT:
            continue
        for sign, left, right in (inner[1:4] for inner in comparisons(one)):
            if "in" in sign and is_const(left) and _is_host(left[1]) and _is_address(right):
                yield around.hit("loose-host", one[-1], left[1])


def _is_host(value: object) -> bool:
    return isinstance(value, str) and _HOST.match(value) is not None


def _is_address(form: Form) -> bool:
    return form[0] in {forms.ATTR, forms.LOCAL, forms.FREE} and _last(form) in _ADDRESSES


# What holds secrets among other things, written to a log as a whole.
_WHOLE = re.compile(
    r"(?i)^((request|req|http|response|resp|auth|all|new|user)_)?(headers|credentials?|cookies?|environ|auth|"
    r"auth_?(data|info|params|config)|connection_?(string|params|info)|passwords|secrets|login_?(data|params)|token_?(data|response|info))$"
)
_TELLS = frozenset(("debug", "info", "warning", "warn", "error", "exception", "critical", "log"))


def _logged_whole(around: Around) -> Iterator[Hit]:
    """Headers, cookies or credentials are logged as they are."""
    if _TELLS.isdisjoint(around.words):
        return
    for one in around.calls():
        if called(one) not in _TELLS or one[1][0] != forms.ATTR or not _is_logger(one[1][1]):
            continue
        inner = [part for argument in one[2] for part in _parts_of(argument)]
        name = next((_last(part) for part in inner if _is_whole(part)), "")
        if name:
            yield around.hit("told-secret", one[4], name)


def _is_logger(form: Form) -> bool:
    return form[0] in {forms.ATTR, forms.GLOBAL, forms.LOCAL, forms.FREE} and "log" in _last(form).lower()


def _parts_of(form: Form) -> list[Form]:
    made = template(form)
    return list(made[1].values()) if made else [form]


def _is_whole(form: Form) -> bool:
    return form[0] in {forms.ATTR, forms.LOCAL, forms.FREE} and _WHOLE.match(_last(form)) is not None


# Certificates that are looked at only if somebody asks for it.
_VERIFIES = re.compile(
    r"(?i)^(verify(_?(ssl|tls|certs?|certificates?|https|peer|hostname))?|(ssl|tls|cert)_?verify|validate_?certs?|"
    r"check_?(cert|certificate|hostname|ssl)s?|ssl_validation)$"
)


_OPEN_TLS = frozenset(("verify", "verify_ssl", "ssl_verify", "verify_certs", "verify_cert", "validate_certs"))
_CONNECTS = frozenset(
    ("requests", "session", "Session", "host", "url", "base_url", "port", "endpoint", "httpx", "ssl")
)


def _unchecked(around: Around) -> Iterator[Hit]:
    """A parameter that says whether certificates are checked is off unless somebody sets it."""
    for one in around.function.parameters:
        if not one.default or not is_const(one.default) or one.default[1] is not False:
            continue
        # What verifies something else than a peer has no connection.
        if _VERIFIES.match(one.name) and (one.name != "verify" or not _CONNECTS.isdisjoint(around.words)):
            yield around.hit("tls-unverified", around.function.start, one.name)


def _last(form: Form) -> str:
    return str(form[2] if form[0] == forms.ATTR else form[1])


SHAPES = (
    Shape("loose-host", _contained, words=_ADDRESSES, language="python"),
    Shape("told-secret", _logged_whole, words=_TELLS, language="python"),
    Shape("tls-unverified", _unchecked, opens=_OPEN_TLS, language="python"),
)
