"""Shapes of functions that tell secrets, or compare them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vedette.analysis.program.interface import Hit
from vedette.detectors.code.shapes import Around, Shape, expressions, is_const
from vedette.detectors.code.shapes_texts import FIELD, composed
from vedette.model import form as forms
from vedette.model.form import Form

_SECRET = re.compile(
    r"(?i)^((user|new|old|current|db|admin|raw|plain|login|root|smtp|\w+)_)?(passw(or)?d|passwd|passphrase|secret_?key|"
    r"private_?key|(access|api|auth|refresh|bearer|session)_?(key|token)|token)$"
)
_PASSWORD = re.compile(
    r"(?i)^((user|new|old|current|db|admin|raw|plain|login|root|smtp)_?)?(passw(or)?d|passwd|passphrase)$"
)
_HINTS = ("passw", "passphrase", "token", "_key", "apikey")
_SENTENCE = re.compile(r"[A-Za-z']+ +[a-z']+ +[a-z']+ ")
_STATEMENT = re.compile(
    r"(?i)^\W*(select|insert|update|alter|create|grant|set|echo|mysql|psql|sudo|printf|exec)\b|identified by|"
    r"password '|--\w|://|\$\{|="
)
_REQUESTED = re.compile(r"^(https?://[^@]*|/[\w.%{}/-]*)$")
_ASKED = re.compile(r"(?i)[?&](access_?token|api_?key|apikey|key|token|auth|password|passwd|secret)=$")
_SEND = re.compile(
    r"(?i)^(get|post|put|delete|head|request|fetch|urlopen|make_\w*request|\w*_request|connect|send)$"
)
_COMPARED = re.compile(
    r"(?i)^((\w+_)?(passw(or)?d|passwd|passphrase|password_?hash|hashed_?password)|basic_?auth|hash_value|"
    r"(\w+_)?(secret|api|auth|access|csrf|xsrf|session|reset|bearer|signing|webhook|shared)_?(key|token|secret)|"
    r"(\w+_)?(hmac|signature|secret))$"
)
_LISTED = re.compile(
    r"(?i)^(\w+_)?(passw(or)?d|basic_?auth|(secret|api|auth|access|bearer|webhook)_?(key|token))$"
)
_TYPED_TWICE = re.compile(
    r"(?i)confirm|repeat|again|retype|(^|_)(old|previous|prev|last|default|empty|no|len)(_|$)|[12]$"
)
_COMPARABLE = (
    "passw",
    "passphrase",
    "secret",
    "hmac",
    "signature",
    "_auth",
    "_key",
    "_token",
    "hash_value",
    "apikey",
)
_FILES = frozenset(("password", "passwd", "basic_auth", "hash_value"))
_EQUAL = frozenset(("==", "!=", "in", "not in"))


def comparisons(statement: Form) -> Iterator[Form]:
    """Comparisons in the expressions of a statement, not in the statements within it."""
    return (one for one in expressions(statement) if one[0] == forms.COMPARE and len(one) == 4)  # noqa: PLR2004 - as a comparison has


def _told(around: Around) -> Iterator[Hit]:
    """A password becomes part of a sentence, or a token part of an address that is logged."""
    if not any(word in around.together for word in _HINTS):
        return
    for template, forms_put_in, pos in composed(around):
        fields = {number: _name(form) for number, form in forms_put_in.items()}
        secret = next((name for name in fields.values() if _PASSWORD.match(name)), "")
        if secret and _SENTENCE.search(template) and not _STATEMENT.search(template):
            yield around.hit("told-secret", pos, secret)
            continue
        if "quote" not in around.words and not any(map(_SEND.match, around.words)):
            continue
        for before, name in _with_beginnings(template, fields):
            if _SECRET.match(name) and (
                _ASKED.search(before) or (_REQUESTED.match(before) and before.count("/") > 1)
            ):
                yield around.hit("told-secret", pos, name)
                break


def _with_beginnings(template: str, fields: dict[int, str]) -> Iterator[tuple[str, str]]:
    for number, found in enumerate(FIELD.finditer(template)):
        if number in fields:
            yield template[: found.start()], fields[number]


def _name(form: Form) -> str:
    """The name of a variable, attribute or key; of nothing that is made of one."""
    if form[0] in {forms.LOCAL, forms.GLOBAL, forms.FREE}:
        return str(form[1])
    if form[0] == forms.ATTR:
        return str(form[2])
    if form[0] == forms.ITEM and is_const(form[2]):
        return str(form[2][1])
    return ""


def _compared(around: Around) -> Iterator[Hit]:
    """A secret is compared by a comparison that ends at the first difference."""
    if not any(hint in around.together for hint in _COMPARABLE):
        return
    if around.function.name in {"__eq__", "__ne__"}:
        return
    for one in around.every():
        at = one[-1] if forms.ASSIGN <= one[0] <= forms.NEXT else 0
        if at:
            for inner in comparisons(one):
                if _is_compared(inner, set(around.parameters)):
                    yield around.hit("timing-comparison", at, inner[1])


def _is_compared(form: Form, parameters: set[str]) -> bool:
    sign, left, right = form[1:4]
    if sign not in _EQUAL or is_const(left) or is_const(right) or right[0] in {forms.SEQUENCE, forms.MAP}:
        return False
    names = [_name(left), _name(right)]
    if any(map(_TYPED_TWICE.search, names)):
        return False
    if "in" in sign:
        return _LISTED.match(names[0]) is not None
    # One side is what somebody gives, the other what is known here.
    both = sum(bool(_COMPARED.match(name)) for name in names)
    return both == 2 or (both == 1 and right[0] != forms.CLOSURE and _is_kept(left, right, parameters))  # noqa: PLR2004 - both sides


def _is_kept(left: Form, right: Form, parameters: set[str]) -> bool:
    """Whether one side stands in an object, in a map or comes from a call, and the other is given."""
    kept = {forms.ATTR, forms.ITEM, forms.CALL}
    plain = [one for one in (left, right) if one[0] == forms.LOCAL and one[1] in parameters]
    return len(plain) == 1 and any(one[0] in kept for one in (left, right))


SHAPES = (
    Shape("told-secret", _told),
    Shape("timing-comparison", _compared, opens=_FILES),
)
