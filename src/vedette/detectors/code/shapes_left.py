"""Shapes of functions that leave something out: steps in a path, markup in a cell, the sites of a cookie."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vedette.analysis.program.interface import Hit
from vedette.analysis.program.walking import walk
from vedette.detectors.code.shapes import Around, Shape, called, is_const, root
from vedette.detectors.code.shapes_files import root_is_path
from vedette.model import form as forms
from vedette.model.form import Form

_STRIPPING = frozenset(("strip", "lstrip", "removeprefix"))
_SLASHES = frozenset(("/", "\\/", "/\\"))
_OPENING = frozenset(
    ("open", "isfile", "exists", "read_text", "read_bytes", "write_text", "write_bytes", "mkdir", "makedirs")
)
# What looks at where a path leads, or makes names of which that is known.
_LOOKING = re.compile(
    r"(?i)^(relative_to|is_relative_to|relpath|commonpath|commonprefix|basename|secure_filename|isabs|pardir|"
    r"\w*safe\w*|\w*sanit\w*|\w*valid\w*|\w*travers\w*|\w*inside\w*|\w*within\w*)$"
)


def _stripped(around: Around) -> Iterator[Hit]:
    """A path from elsewhere is put behind a folder once its first slash is gone, whatever steps it has."""
    if _OPENING.isdisjoint(around.words) or any(map(_LOOKING.match, around.words)):
        return
    if any(".." in text for text in around.texts) or any(map(_asks, around.every())):
        return
    own = set(around.parameters)
    for one in around.every():
        if one[0] == forms.LOOP and one[1] and root(one[2]) in own:
            own |= {str(part[1]) for part in walk(one[1]) if part[0] == forms.LOCAL}
    for one in around.every():
        part, pos = _behind(one)
        if part and part[0] == forms.CALL and called(part) in _STRIPPING and root(part) in own:
            given = part[2]
            if len(given) == 1 and is_const(given[0]) and given[0][1] in _SLASHES:
                yield around.hit("path-of-name", pos, root(part))
                return


def _asks(form: Form) -> bool:
    """Whether an expression is the folders that a path lies in; to `mkdir` that word is a name alone."""
    return bool(form[0] == forms.ATTR and form[2] == "parents")


def _behind(form: Form) -> tuple[Form, int]:
    """What is put behind a folder, and where that is done."""
    if form[0] == forms.CALL and called(form) == "join" and root_is_path(form) and len(form[2]) > 1:
        return form[2][-1], form[4]
    if form[0] == forms.BINARY and form[1] == "/" and len(form) > 4:  # noqa: PLR2004 - as a division has
        made = form[2]
        if made[0] == forms.CALL and called(made).endswith("Path"):
            return form[3], form[4]
    return (), 0


# Methods that give the markup of a table's cell.
_CELLS = frozenset(("renderCell", "getLinkContent"))
_ESCAPING = re.compile(r"(?i)escap|quote|sanit|clean|safe_?html|markup|transform|render(?!Cell)|template")
_KEPT = re.compile(
    r"(?i)^((full|display|user|group|last|first)_?name|title|description|e?mail|comment|label)$"
)
_READING = frozenset(("getProperty", "getattr", "get", "Title", "Description"))


def _cell(around: Around) -> Iterator[Hit]:
    """What somebody called a thing, or themselves, goes into a table's cell as it is."""
    function = around.function
    if function.name not in _CELLS or function.owner < 0 or any(map(_ESCAPING.search, around.words)):
        return
    for one in around.calls():
        name = called(one)
        said = next((str(each[1]) for each in one[2] if is_const(each)), "") if name in _READING else ""
        if name in {"Title", "Description"} or _KEPT.match(said):
            yield around.hit("unescaped-markup", one[4], said or name)
            return


_SESSION = re.compile(r"^SESSION_COOKIE_(NAME|SECURE|HTTPONLY|PATH|DOMAIN)$")
_SITES = re.compile(rb"(?i)SAMESITE|csrf|SeaSurf|Talisman")
_NO_FLASK = re.compile(rb"(?i)django|sanic|pyramid")


def _sites(around: Around) -> Iterator[Hit]:
    """The cookie of a session is set up, and sent along with the requests of any other site."""
    first = next(
        (
            one
            for one in around.every()
            if one[0] == forms.ASSIGN and one[1][0][0] == forms.ITEM and _is_session(one[1][0])
        ),
        None,
    )
    if first is None:
        return
    source = around.source()
    if b"flask" in source.lower() and not _SITES.search(source) and not _NO_FLASK.search(source):
        yield around.hit("cross-site-cookie", first[3], str(first[1][0][2][1]))


def _is_session(target: Form) -> bool:
    base, key = target[1], target[2]
    is_config = base[0] == forms.ATTR and base[2] == "config"
    return is_config and is_const(key) and isinstance(key[1], str) and _SESSION.match(key[1]) is not None


SHAPES = (
    Shape("path-of-name", _stripped, words=_OPENING, opens=frozenset(("lstrip",)), language="python"),
    Shape("unescaped-markup", _cell, opens=_CELLS, language="python"),
    Shape(
        "cross-site-cookie",
        _sites,
        words=frozenset(("config",)),
        opens=frozenset(("SESSION_COOKIE_NAME", "SESSION_COOKIE_SECURE")),
        language="python",
        whole=True,
    ),
)
