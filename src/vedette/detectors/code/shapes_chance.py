"""Shapes of functions that use random bytes badly, show the whole environment, or leave out a check."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vedette.analysis.program.interface import Hit
from vedette.analysis.program.walking import walk
from vedette.detectors.code.callers import callers
from vedette.detectors.code.shapes import CALL_SIZE, CALLS, VARIABLES, Around, Shape, called, is_const
from vedette.model import form as forms
from vedette.model.form import Form

_LANGUAGE = "javascript"
_BYTES = re.compile(r"^random(Bytes|Bits|Fill(Sync)?|Values)$|^getRandomValues$|^pseudoRandomBytes$")
_CHANCES = frozenset(("randomBytes", "randomBits", "getRandomValues", "randomFillSync", "pseudoRandomBytes"))
_OF_A_BYTE = 256
_BOUND = 100
_WRITES = frozenset(
    ("inspect", "stringify", "log", "error", "info", "warn", "debug", "dir", "write", "format")
)
_ENV = frozenset(("env",))
_ENVIRONMENT = re.compile(r"(?i)env(iron)?")
_ROUTES = frozenset(("get", "post", "put", "patch", "delete", "use", "all"))
_CHANGES = frozenset(("post", "put", "patch", "delete"))
_TOKEN = re.compile(r"(?i)csrf|xsrf|lusca")
# Calls from other programs have no cookies to be abused.
_MACHINES = re.compile(r"(?i)hook|callback|graphql|/api\b|notify|rpc")


def _biased(around: Around) -> Iterator[Hit]:
    """A random byte is taken for a number of a smaller range, of which some come more often."""
    if any(map(_is_bound, around.every())):
        return
    for one in around.every():
        if one[0] != forms.BINARY or one[1] not in {"%", "/"} or not _is_byte(around, one[2]):
            continue
        if not _divides(around, one[3], one[1]):
            yield around.hit("biased-random", one[4], one[1])
            return


def _is_byte(around: Around, form: Form) -> bool:
    """Whether an expression is one of several random bytes."""
    if form[0] != forms.ITEM or form[1][0] not in VARIABLES:
        return False
    values = callers(around.module).values(form[1][1], around.function.number)
    return any(_BYTES.match(called(one)) for value in values for one in walk(value) if one[0] in CALLS)


def _is_bound(form: Form) -> bool:
    """Whether an item is compared with a large number: bytes above are not used."""
    if form[0] != forms.COMPARE or form[1] not in {"<", "<=", ">", ">="}:
        return False
    return any(
        side[0] == forms.ITEM and not (is_const(other) and isinstance(other[1], int) and other[1] < _BOUND)
        for side, other in ((form[2], form[3]), (form[3], form[2]))
    )


def _divides(around: Around, form: Form, sign: str) -> bool:
    """Whether all numbers of a range come as often; also where nobody knows how large it is."""
    if form[0] == forms.ATTR and form[2] == "length" and form[1][0] in VARIABLES:
        values = callers(around.module).values(form[1][1], around.function.number)
        texts = [one[1] for one in values if is_const(one) and isinstance(one[1], str)]
        return len(values) != 1 or not texts or _OF_A_BYTE % max(len(texts[0]), 1) == 0
    if not is_const(form) or not isinstance(form[1], int | float) or form[1] <= 1:
        return True
    # Divided by 256 it is a share, which another makes a number of.
    return _OF_A_BYTE % form[1] == 0 or (sign == "/" and form[1] > _OF_A_BYTE - 2)


def _told(around: Around) -> Iterator[Hit]:
    """All variables of the environment, passwords among them, are written out."""
    meant = {
        id(part)
        for one in around.every()
        if one[0] in {forms.PICK, forms.BRANCH} and any(map(_asks, walk(one[1])))
        for part in walk(one[2:4])
    }
    for call in around.calls():
        if called(call) in _WRITES and id(call) not in meant and any(map(_is_environment, call[2])):
            yield around.hit("told-environment", call[4], "process.env")


def _is_environment(form: Form) -> bool:
    return bool(
        form[0] == forms.ATTR and form[2] == "env" and form[1][0] in VARIABLES and form[1][1] == "process"
    )


def _asks(form: Form) -> bool:
    """Whether a condition asks for something that is named after the environment: it is wanted so."""
    name = form[1] if form[0] in VARIABLES else form[2] if form[0] == forms.ATTR else ""
    return bool(_ENVIRONMENT.search(str(name)))


def _left_out(around: Around) -> Iterator[Hit]:
    """Some routes of a function ask for a token against forged requests, others that change data do not."""
    routes = [call for call in around.calls() if _is_route(call)]
    guarded = {call[1][1][1] for call in routes if _is_guarded(call) and called(call) != "use"}
    for call in routes:
        base = call[1][1][1]
        # What else stands in front of it may be that check, by a name that says less.
        if base not in guarded or called(call) not in _CHANGES or len(call[2]) != 2:  # noqa: PLR2004 - a path and what answers
            continue
        if not any(called(one) == "use" and one[1][1][1] == base and _is_guarded(one) for one in routes):
            path = call[2][0]
            if is_const(path) and isinstance(path[1], str) and not _MACHINES.search(path[1]):
                yield around.hit("csrf-left-out", call[4], called(call))


def _is_route(call: Form) -> bool:
    return bool(
        len(call) >= CALL_SIZE
        and called(call) in _ROUTES
        and call[1][0] == forms.ATTR
        and call[1][1][0] in VARIABLES
        and call[2]
    )


def _is_guarded(call: Form) -> bool:
    for one in walk(call[2]):
        name = one[1] if one[0] in VARIABLES else one[2] if one[0] == forms.ATTR else ""
        if _TOKEN.search(str(name)):
            return True
    return False


SHAPES = (
    Shape("biased-random", _biased, about=_CHANCES, opens=_CHANCES, language=_LANGUAGE),
    Shape("told-environment", _told, words=_ENV, opens=_ENV, language=_LANGUAGE, whole=True),
    Shape(
        "csrf-left-out",
        _left_out,
        words=_CHANGES,
        opens=frozenset(("csrf", "csurf")),
        language=_LANGUAGE,
        whole=True,
    ),
)
