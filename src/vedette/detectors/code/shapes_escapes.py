"""Shapes of functions that make a text harmless by halves."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vedette.analysis.program.interface import Hit
from vedette.analysis.program.walking import walk
from vedette.detectors.code.callers import callers
from vedette.detectors.code.shapes import CALLS, VARIABLES, Around, Shape, called, is_const
from vedette.detectors.code.shapes_commands import OWN
from vedette.model import form as forms
from vedette.model.form import Form

_LANGUAGE = "javascript"
_REPLACES = frozenset(("replace", "replaceAll"))
# A quote, alone or in a set of signs without the backslash, and a backslash with it in its place.
_QUOTE = re.compile(r"""^\(?(\\?["'`]|\[[^\]\\]*["'`][^\]\\]*\])\)?$""")
_ESCAPED = re.compile(r"""^\\(["'`]|\$[&1])$""")
_SIGN = re.compile(r"^\\?([\[\](){}<>\"'`&$])$")
# What may be put together anew by what stood around it, once it is gone.
_TOKENS = re.compile(
    r"""(?i)^[(\[]*(\\?/|\(\\/\)\?|\[\\*/\\*\])?[)?]*(\\\.\\\.|\\\.\{2\}|\[\.\]\{2\})(\\/|\\\\|\[[\\/]+\])|"""
    r"^<\(?(\\/)?[?]?\(?(script|iframe|style|object|embed|svg|!--(?!.*[A-Za-z]{3}))|^\(?(javascript|vbscript|data):|^\\bon\\w\+=|^on\\w\+="
)
_TOKEN = re.compile(r"(?i)^(\.\.[\\/]|<script|</script>|<!--|javascript:)")
_PARTS = 2
# Signs that mean something to a shell, those of them that no list lacks, and what stands for a line end.
_SHELL_SIGNS = frozenset(";|&`$<>()")
_FIRST_SIGNS = frozenset(";|&")
_LINE_END = re.compile(r"\n|\\[nsWDR]|\\x0a|\\u000a|\[\^", re.IGNORECASE)
_MOST_SIGNS = 60


def _halved(around: Around) -> Iterator[Hit]:
    """A backslash is put before a quote, and what stands there as a backslash takes it away again."""
    if OWN.search(around.path):
        return
    for call in around.calls():
        if called(call) not in _REPLACES or len(call[2]) != _PARTS or call[1][0] != forms.ATTR:
            continue
        wanted, other = _wanted(_kept(around, call[2][0])), call[2][1]
        if wanted is None or not is_const(other) or not isinstance(other[1], str):
            continue
        same = _SIGN.match(wanted)
        is_quote = _QUOTE.match(wanted) and _ESCAPED.match(other[1])
        if (same and other[1] == same[1]) or (is_quote and not _is_backslash_done(around, call)):
            yield around.hit("half-escaped", call[4], called(call))


def _kept(around: Around, form: Form) -> Form:
    """What is looked for: of a variable what it is given, if that is one thing."""
    if form[0] not in VARIABLES:
        return form
    values = callers(around.module).values(form[1], around.function.number)
    return values[0] if len(values) == 1 else form


def _wanted(form: Form) -> str | None:
    """The text or pattern for which something is put wherever it stands; None for anything else."""
    if is_const(form):
        return re.escape(form[1]) if isinstance(form[1], str) else None
    if form[0] not in CALLS or called(form) != "RegExp" or not form[2] or not is_const(form[2][0]):
        return None
    return form[2][0][1] if isinstance(form[2][0][1], str) else None


def _is_backslash_done(around: Around, call: Form) -> bool:
    """Whether backslashes are looked after in the function, before or in some other way."""
    for one in around.calls():
        if one is call:
            continue
        name = called(one)
        if name == "stringify":
            return True
        if name in _REPLACES and one[2] and "\\\\" in (_wanted(one[2][0]) or ""):
            return True
    return False


def _removed(around: Around) -> Iterator[Hit]:
    """What must not be in a text is taken out of it once, and what is left may be that again."""
    if OWN.search(around.path):
        return
    again = {id(part) for one in around.every() if one[0] == forms.LOOP for part in walk([one[1], one[3]])}
    for call in around.calls():
        if called(call) not in _REPLACES or len(call[2]) != _PARTS or id(call) in again:
            continue
        wanted, other = _kept(around, call[2][0]), call[2][1]
        if not is_const(other) or other[1] != "":
            continue
        pattern = _wanted(wanted)
        plain = wanted[1] if is_const(wanted) and isinstance(wanted[1], str) else ""
        if (pattern and not is_const(wanted) and _TOKENS.search(pattern)) or _TOKEN.match(plain):
            yield around.hit("removed-once", call[4], called(call))


def _listed(around: Around) -> Iterator[Hit]:
    """The signs of a shell are taken out of a text one by one, but not the end of a line."""
    if OWN.search(around.path) or not any(sign in around.said() for sign in _FIRST_SIGNS):
        return
    signs, first = set[str](), 0
    for call in around.calls():
        if called(call) not in _REPLACES or len(call[2]) != _PARTS or call[1][0] != forms.ATTR:
            continue
        wanted, other = _wanted(_kept(around, call[2][0])), call[2][1]
        if wanted is None:
            continue
        if _LINE_END.search(wanted):
            return
        if is_const(other) and isinstance(other[1], str) and not _SHELL_SIGNS & {*other[1]}:
            signs |= _signs(wanted)
            first = first or call[4]
    if signs >= _FIRST_SIGNS and signs & {"`", "$"}:
        yield around.hit("sign-list", first, around.function.name)


def _signs(pattern: str) -> set[str]:
    """The signs that a pattern of one sign, or of a set of them, matches."""
    inner = pattern.removeprefix("(").removesuffix(")").removesuffix("+")
    if inner.startswith("[") and inner.endswith("]") and len(inner) < _MOST_SIGNS:
        return {one for one in inner if not (one.isalnum() or one == "\\")}
    plain = inner.replace("\\", "")
    return {plain} if len(plain) == 1 else set(plain.split("|")) if "|" in plain[1:-1] else set()


SHAPES = (
    Shape("sign-list", _listed, words=_REPLACES, language=_LANGUAGE),
    Shape("half-escaped", _halved, words=_REPLACES, language=_LANGUAGE),
    Shape("removed-once", _removed, words=_REPLACES, opens=_REPLACES, language=_LANGUAGE),
)
