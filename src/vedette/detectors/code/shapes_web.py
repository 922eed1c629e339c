"""Shapes of functions that answer requests, judge addresses and hold headers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vedette.analysis.program.interface import Hit
from vedette.analysis.program.walking import walk
from vedette.detectors.code.shapes import CALL_SIZE, Around, Shape, called, is_const, mentioned, root
from vedette.model import form as forms
from vedette.model.form import Form, Function

# Containers of headers.
_HEADERS = re.compile(r"(?i)headers?_?(dict|map|set|list|container|multi\w*|property|s)?$")
_SETTERS = frozenset(
    ("__setitem__", "append", "add", "set", "replace", "insert", "add_header", "set_header", "append_header")
)
_SENDERS = frozenset(("add_header", "set_header", "putheader", "send_header", "append_header"))
_HOLDERS = frozenset(
    ("Headers", "HeaderDict", "HTTPHeaders", "HTTPHeaderDict", "HeadersDict", "HeaderSet", *_SENDERS)
)
_STORING = frozenset(("append", "add", "insert", "setdefault", "write", "replace", "extend"))
_CHECKING = re.compile(
    r"(?i)valid|check|sanit|clean|escape|quote|reject|illegal|forbid|control|strip|splitlines|crlf|newline|safe|"
    r"super|encode_header|isprintable"
)
_LINE_END = re.compile(r"[\r\n]|\\r|\\n|\\x0|\^\[")

# Judging addresses.
_JUDGES = re.compile(
    r"(?i)(^|_)(is|check|valid\w*|verify|allow\w*|safe|same|internal|local|trusted|good|ok)_?\w*"
    r"(url|uri|redirect|host|origin|portal|domain|next|link)|"
    r"(url|uri|redirect|host|link|next)_?\w*(is_|valid|allowed|safe|ok$|local|internal|trusted|in_?portal)|"
    r"url\w*in\w*(portal|site)"
)
_SPLITTERS = frozenset(("urlparse", "urlsplit", "url_parse"))
_HOSTS = frozenset(("netloc", "hostname", "host"))
# A path that one's own router knows is no address of another kind.
_ROUTERS = frozenset(("resolve", "resolve_url", "url_map", "url_adapter"))
_SCHEMES = re.compile(r"(?i)javascript|^https?\b|^://$|^//$")

# Changing by a link.
_CHANGES = re.compile(
    r"(?i)^(delete|remove|destroy|publish|unpublish|revert|restore|reset|revoke|activate|deactivate|enable|disable|"
    r"approve|reject|cancel|toggle|change|update|move|copy|rename|set|clear|purge|wipe|archive|merge|promote|ban|"
    r"unban|lock|unlock|kill|stop|restart|shutdown|grant|transfer|empty|flush|regenerate|rotate|import|mark)(_|$)"
    r"|_(delete|remove|destroy|reset|revoke|toggle|cancel|approve)$"
)
_DOES = re.compile(
    r"(?i)^(delete|remove|destroy|save|commit|execute|unlink|rmtree|kill|terminate|shutdown|restart|publish|unpublish|"
    r"revert|revoke|activate|deactivate|enable|disable|toggle|approve|cancel|move|rename|reset|clear|flush|purge|"
    r"create|update|bulk_\w+|set_password)(_\w+)?$"
)
# A page of somebody else's must not log its visitor out here.
_LEAVES = re.compile(r"(?i)(log|sign)_?(out|off)")
_ENDS = re.compile(r"^(auth_)?logout$")
_ASKS_METHOD = re.compile(
    r"(?i)^(method|is_post|require_\w+|http_method\w*|validate_on_submit|is_submitted|is_valid|validate|csrf\w*|"
    r"check_csrf\w*|xsrf\w*|verify_token|FILES|get_json|json|forms?|\w*Form|content_type|allow|not_allowed|"
    r"HttpResponseNotAllowed|post|put|patch|HTTPMethodNotAllowed|request_method|hmac|signature|loads|webhook\w*)$"
)
_ANSWERS = re.compile(
    r"^(HttpResponse\w*|JsonResponse|redirect|render\w*|get_object_or_404|HTTPFound|HTTPSeeOther|jsonify|"
    r"RedirectResponse|abort)$"
)
_NO_VIEW = frozenset(("queryset", "obj", "form", "formset", "instance", "change", "sender", "using"))
_UNSAFE = frozenset(("POST", "PUT", "PATCH", "DELETE"))
_ROUTES = frozenset(("route", "get", "add_url_rule"))
_FRAMEWORKS = frozenset(("flask", "quart", "django", "cherrypy", "bottle", "sanic"))


def _headers(around: Around) -> Iterator[Hit]:
    """A container of headers stores what it is given, line ends and all."""
    function, parameters = around.function, around.parameters
    setters = _SETTERS if _HEADERS.search(around.class_name()) else _SENDERS
    if not around.class_name() or function.name not in setters or not parameters:
        return
    value = parameters[1] if len(parameters) > 1 else parameters[0]
    if any(map(_CHECKING.search, around.words)) or any(_refuses(around, one) for one in _reached(around)):
        return
    pos = next((at for at, what in _stored(function) if value in mentioned(what)), 0)
    if pos:
        yield around.hit("header-line-ends", pos, f"{around.class_name()}.{function.name}")


def _stored(function: Function) -> Iterator[tuple[int, Form]]:
    """What is put into the object at hand: place and expression."""
    me = function.parameters[0].name
    for one in walk(function.body):
        if one[0] == forms.ASSIGN and any(
            target[0] in {forms.ATTR, forms.ITEM} and root(target) == me for target in one[1]
        ):
            yield one[-1], one[2]
        elif (
            one[0] == forms.CALL and len(one) >= CALL_SIZE and called(one) in _STORING and root(one[1]) == me
        ):
            yield one[4], one[2]


def _reached(around: Around) -> Iterator[Function]:
    """The function, and those of its file that it calls."""
    names = {called(one) for one in around.calls()}
    yield around.function
    for other in around.module.functions:
        if other.name in names and other.number != around.function.number:
            yield other


def _refuses(around: Around, function: Function) -> bool:
    if function.number != around.function.number and any(
        map(_CHECKING.search, (function.name, *function.words))
    ):
        return True
    return any(
        isinstance(one[1], str | bytes)
        and _LINE_END.search(one[1] if isinstance(one[1], str) else one[1].decode("latin-1"))
        for one in walk(function.body)
        if one[0] == forms.CONST
    )


def _address(around: Around) -> Iterator[Hit]:
    """A function that tells whether an address is a good one looks at the host, and not at the scheme."""
    function = around.function
    if not _JUDGES.search(function.name) or "scheme" in around.words or not around.parameters:
        return
    if not _ROUTERS.isdisjoint(around.words):
        return
    if any(_SCHEMES.search(text.strip()) for text in around.texts) or not _answers_truth(function):
        return
    for one in walk(function.body):
        if one[0] != forms.ASSIGN or one[2][0] != forms.CALL or called(one[2]) not in _SPLITTERS:
            continue
        target = one[1][0]
        unpacked = (
            target[0] == forms.SEQUENCE and target[2] and target[2][0][0] in {forms.LOCAL, forms.GLOBAL}
        )
        ignored = unpacked and str(target[2][0][1]).startswith("_")
        if ignored or (not unpacked and not _HOSTS.isdisjoint(around.words)):
            yield around.hit("address-scheme", one[-1], function.name)
            return


def _answers_truth(function: Function) -> bool:
    truths = {forms.COMPARE, forms.LOGIC, forms.UNARY}
    return any(
        one[0] == forms.RETURN
        and len(one) == 3  # noqa: PLR2004 - as a return has
        and one[1]
        and (one[1][0] in truths or (is_const(one[1]) and isinstance(one[1][1], bool)))
        for one in walk(function.body)
    )


def _by_link(around: Around) -> Iterator[Hit]:
    """What answers a link changes something."""
    function = around.function
    leaves = _LEAVES.search(function.name) and "request" in around.parameters[:1]
    # Asked first, since the name of hardly any function says so.
    if not leaves and not _CHANGES.search(function.name):
        return
    if any(map(_ASKS_METHOD.match, around.words)):
        return
    decorators = [one for form in function.decorators for one in _words_of(form)]
    told = {
        one[1] for form in function.decorators if form[0] == forms.CALL for one in form[2] if is_const(one)
    }
    if any(map(_ASKS_METHOD.match, decorators)) or not (_is_routed(function) or _is_view(around)):
        return
    if not _UNSAFE.isdisjoint(told) or function.name.upper() in _UNSAFE:
        return
    for one in around.calls():
        name = called(one)
        if _ENDS.match(name) if leaves else _DOES.match(name):
            yield around.hit("change-by-link", function.start, function.path)
            return


def _words_of(form: Form) -> set[str]:
    return mentioned(form[1] if form[0] == forms.CALL else form)


def _is_routed(function: Function) -> bool:
    """By a decorator that lets GET through."""
    for form in function.decorators:
        if form[0] != forms.CALL or called(form) not in _ROUTES or form[1][0] != forms.ATTR:
            continue
        methods = next((value for name, value in form[3] if name == "methods"), None)
        if methods is None:
            return True
        named = {str(one[1]).upper() for one in walk(methods) if is_const(one)}
        if "GET" in named:
            return True
    return any("expose" in _words_of(form) for form in function.decorators)


def _is_view(around: Around) -> bool:
    """A function that Django calls, by its first parameter and what it gives back."""
    names = around.parameters
    if not names or names[0] != "request" or around.function.name.startswith("_"):
        return False
    return _NO_VIEW.isdisjoint(names) and any(map(_ANSWERS.match, around.words))


SHAPES = (
    Shape("header-line-ends", _headers, about=_HOLDERS, opens=_HOLDERS),
    Shape("address-scheme", _address, words=_SPLITTERS, opens=_SPLITTERS),
    Shape("change-by-link", _by_link, about=_FRAMEWORKS),
)
