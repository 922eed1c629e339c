"""Files that are routes by where they lie: what they export answers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from msgspec import Struct

from vedette.analysis.program.conditions import variable
from vedette.analysis.program.frame import Frame
from vedette.analysis.program.members import attribute
from vedette.analysis.program.values import Value
from vedette.languages.catalogue import Catalogue, Entry
from vedette.model import form as forms
from vedette.model.form import Form

# What some modules export as one.
_ALL = "module.exports"
_PARAMETER = re.compile(r"\[{1,2}(?:\.\.\.)?([^\[\]]+)\]{1,2}")
_BUT = re.compile(r"\(\?!([\w/|.-]+)\)")
_UNSEEN = re.compile(r"^(\(.*\)|@.*|index)$")


class Placed(Struct, frozen=True):
    """What a file exports that is an entry by the file's place.

    Attributes:
        entry: of the catalogue.
        name: under which it is exported.
        root: folder below which the paths of routes begin.
        path: of the route; None for none.
        value, form: what is exported, and the expression.
    """

    entry: Entry
    name: str
    root: str
    path: str | None
    value: Value
    form: Form


def is_placed(catalogue: Catalogue, path: str) -> bool:
    """Whether a file may be a route by where it lies, or run before some."""
    return any(
        one.file and (one.before or "(?P<path>" in one.file) and _compiled(one.file).search(path)
        for one in catalogue.entries
    )


def placed(world: Any, entries: Iterable[Entry], path: str) -> Iterator[Placed]:
    """What a file exports that answers, or that is an entry, because of where it lies.

    Args:
        world: the program.
        entries: of the catalogue.
        path: the file.
    """
    for entry in entries:
        found = _compiled(entry.file).search(path) if entry.file else None
        if found is None:
            continue
        groups = found.groupdict()
        for name in entry.exported:
            value = _exported(world, path, name)
            if value is not None:
                root = groups.get("root") or ""
                route = of_file(groups["path"] or "") if "path" in groups else None
                yield Placed(entry, name, root, route, value, _written(world, path, name))


def _exported(world: Any, path: str, name: str) -> Value | None:
    """What others get who ask a module for a name; None for nothing."""
    value: Value | None = world.member_of(path, name)
    whole = world.member_of(path, _ALL) if value is None else None
    if whole is not None:
        value = attribute(module_frame(world, path), whole, name, 0)
    return value


def of_file(path: str) -> str:
    """The path of a route from that of its file.

    >>> of_file("shop/(admin)/users/[id]/index")
    'shop/users/{id}'
    """
    parts = [one for one in path.split("/") if one and not _UNSEEN.match(one)]
    return "/".join(_PARAMETER.sub(r"{\1}", one) for one in parts)


def matched(text: str) -> tuple[str, tuple[str, ...]]:
    """The beginning of the paths that a matcher of routes means, and those that it leaves out.

    >>> matched("/shop/:path*")
    ('/shop/', ())
    >>> matched("/((?!api|_next).*)")
    ('/', ('api', '_next'))
    """
    found = _BUT.search(text)
    without = tuple(one for one in found[1].split("|") if one.isascii()) if found else ()
    prefix = text[: min(at for sign in (":", "(", "*", None) if (at := _at(text, sign)) >= 0)]
    return prefix, tuple(f"{prefix.strip('/')}/{one}".lstrip("/") for one in without)


def _at(text: str, sign: str | None) -> int:
    return len(text) if sign is None else text.find(sign)


def module_frame(world: Any, path: str) -> Frame:
    """An activation in which what a module says can be looked at again."""
    frame = Frame(world, path, world.module(path).functions[0], "module")
    frame.state.variables = dict(world.namespace(path))
    return frame


def _written(world: Any, path: str, name: str) -> Form:
    """The expression that a variable of a module is given, if it is given one only."""
    found = [
        statement[2]
        for statement in world.module(path).functions[0].body
        if statement[0] == forms.ASSIGN and any(variable(one) == name for one in statement[1])
    ]
    return found[0] if len(found) == 1 else None


@lru_cache(maxsize=64)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
