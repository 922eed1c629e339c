"""Shapes of functions that unpack archives of their own reading."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vedette.analysis.program.interface import Hit
from vedette.analysis.program.walking import walk
from vedette.detectors.code.callers import callers
from vedette.detectors.code.given_forms import enclosing, parts
from vedette.detectors.code.shapes import CALL_SIZE, CALLS, VARIABLES, Around, Shape, called, is_const
from vedette.model import form as forms
from vedette.model.form import Form, Function

_LANGUAGE = "javascript"
_ENTRY = re.compile(r"(?i)^((zip|tar|archive)_?)?(entry|header|hdr|member)$")
# Variables that may be anything, but by these names of their attributes are entries in a file about archives.
_ANY = re.compile(r"^(x|f|file|item|one|e)$")
_OF_ENTRIES = frozenset(("path", "entryName", "fileName", "relativePath", "linkname", "linkpath"))
_TABLE = re.compile(r"(?i)zip|archive|tar")
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
        *("decompressTar", "decompressUnzip", "JSZip", "jszip", "loadAsync"),
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
    if _JOINS.isdisjoint(around.words) or (_NAMES | {"files"}).isdisjoint(around.words):
        return
    for call in around.calls():
        joins = called(call) in _JOINS and call[1][0] == forms.ATTR and len(call[2]) > 1
        if joins and any(_is_named(one, around, set()) for one in call[2][1:]):
            if not any(map(_is_checked, _with_outer(around))):
                yield around.hit("unpacked-entry", call[4], called(call))
            return


def _is_named(form: Form, around: Around, seen: set[str]) -> bool:
    """Whether an expression holds the name of an entry; variables that were `seen` are not followed again."""
    left = [form]
    while left:
        one = left.pop()
        if not one or is_const(one):
            continue
        kind = one[0]
        if kind == forms.ATTR:
            base = str(one[1][1]) if one[1][0] in VARIABLES else ""
            if one[2] in _NAMES and _ENTRY.match(base):
                return True
            # A parameter is told each of them one after another.
            if one[2] in _OF_ENTRIES and _ANY.match(base) and base in around.parameters:
                return True
            if one[2] == "files" and _TABLE.search(base):
                return True
        elif kind in VARIABLES and one[1] not in seen:
            seen.add(one[1])
            left += callers(around.module).values(one[1], around.function.number)
        elif kind in CALLS and not _SHORTENS.search(called(one)):
            left += [*one[2], *([one[1][1]] if one[1][0] == forms.ATTR else [])]
        elif kind not in VARIABLES | CALLS:
            left += parts(one)
    return False


def _with_outer(around: Around) -> Iterator[Function]:
    """The function, those around it and within it, and small ones of the file that it calls."""
    yield from enclosing(around.module, around.function)
    within = {around.function.number}
    for one in around.module.functions:
        if one.number and one.outer in within:
            within.add(one.number)
            yield one
    names = {called(one) for one in around.calls()}
    yield from (one for one in around.module.functions[1:] if one.name in names)


def _is_checked(function: Function) -> bool:
    """Whether a function looks for dots in a path, or at where the path leads."""
    if any(map(_CHECKS.search, function.words)):
        return True
    for one in walk(function.body):
        if is_const(one) and isinstance(one[1], str) and _UP.search(one[1]):
            return True
        is_call = one[0] == forms.CALL and len(one) >= CALL_SIZE and one[2]
        # Of a folder in a path.
        if is_call and called(one) == "indexOf" and one[2][0][0] in VARIABLES | {forms.ATTR}:
            return True
    return False


SHAPES = (Shape("unpacked-entry", _unpacked, about=_ARCHIVES, opens=_ARCHIVES, language=_LANGUAGE),)
