"""Shapes of functions that unpack archives of their own reading."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vedette.analysis.program.interface import Hit
from vedette.detectors.code.shapes import Around, Shape, called, is_const, walk
from vedette.model import form as forms
from vedette.model.form import Form, Function

_LANGUAGE = "javascript"
_VARIABLES = frozenset((forms.LOCAL, forms.FREE, forms.GLOBAL))
_CALLS = frozenset((forms.CALL, forms.NEW))
_CALL_SIZE = 6
_DEEPEST = 8
_ENTRY = re.compile(r"(?i)^((zip|tar|archive)_?)?(entry|header|hdr|member)$")
_NAMES = frozenset(
    ("path", "entryName", "fileName", "filename", "name", "linkname", "linkpath", "relativePath")
)
_JOINS = frozenset(("join", "resolve"))
_ARCHIVES = frozenset(
    (
        *(
            "unzip",
            "unzipper",
            "untar",
            "unpack",
            "extract",
            "extractAllTo",
            "extractEntryTo",
            "Extract",
            "decompress",
        ),
        *("inflateRaw", "createInflateRaw", "entryName", "linkname", "linkpath", "extractAll"),
    )
)
# Only the last part of a path is left, or it was looked at.
_SHORTENS = re.compile(r"(?i)^basename$|sanit|safe|clean|strip|validate")
_CHECKS = re.compile(
    r"(?i)^(startsWith|relative|isPathInside|realpath\w*|isAbsolute)$|sanit|safe|traversal|zip_?slip|inside"
)
_UP = re.compile(r"(^|[\\/^(|])(\.\.|\\\.\\\.|\\\.\{2\})")


def _unpacked(around: Around) -> Iterator[Hit]:
    """The name that an entry of an archive has is put behind a folder as it stands."""
    if _JOINS.isdisjoint(around.words) or _NAMES.isdisjoint(around.words):
        return
    for call in around.calls():
        joins = called(call) in _JOINS and call[1][0] == forms.ATTR and len(call[2]) > 1
        if joins and any(_is_named(one, around, 0) for one in call[2][1:]):
            if not any(map(_is_checked, _with_outer(around))):
                yield around.hit("unpacked-entry", call[4], called(call))
            return


def _is_named(form: Form, around: Around, depth: int) -> bool:
    """Whether an expression holds the name of an entry."""
    if not form or depth > _DEEPEST or is_const(form):
        return False
    kind = form[0]
    if kind == forms.ATTR:
        return form[2] in _NAMES and form[1][0] in _VARIABLES and bool(_ENTRY.match(str(form[1][1])))
    if kind in _VARIABLES:
        values = [
            one[2]
            for one in around.every()
            if one[0] == forms.ASSIGN
            and any(target[0] in _VARIABLES and target[1] == form[1] for target in one[1])
        ]
        return any(_is_named(one, around, depth + 1) for one in values)
    if kind in _CALLS:
        receiver = form[1][1] if form[1][0] == forms.ATTR else None
        inner = [*form[2], receiver] if not _SHORTENS.search(called(form)) else []
        return any(_is_named(one, around, depth + 1) for one in inner)
    if kind in {forms.PICK, forms.BINARY}:
        return any(_is_named(one, around, depth + 1) for one in form[2:4])
    among = form[2] if kind == forms.LOGIC else form[1] if kind == forms.TEXT else ()
    return any(_is_named(one, around, depth + 1) for one in among)


def _with_outer(around: Around) -> Iterator[Function]:
    """The function and those around it, and small ones of the file that they call."""
    function = around.function
    while function.number:
        yield function
        function = around.module.functions[function.outer]
    names = {called(one) for one in around.calls()}
    yield from (one for one in around.module.functions[1:] if one.name in names)


def _is_checked(function: Function) -> bool:
    """Whether a function looks for dots in a path, or at where the path leads."""
    if any(map(_CHECKS.search, function.words)):
        return True
    for one in walk(function.body):
        if is_const(one) and isinstance(one[1], str) and _UP.search(one[1]):
            return True
        is_call = one[0] == forms.CALL and len(one) >= _CALL_SIZE and one[2]
        # Of a folder in a path.
        if is_call and called(one) == "indexOf" and one[2][0][0] in _VARIABLES | {forms.ATTR}:
            return True
    return False


SHAPES = (Shape("unpacked-entry", _unpacked, about=_ARCHIVES, opens=_ARCHIVES, language=_LANGUAGE),)
