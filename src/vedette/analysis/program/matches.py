"""What a regular expression has found: each part is as harmless as a text that it matches as a whole."""

from __future__ import annotations

import re
from functools import lru_cache

from vedette.analysis.program.alphabets import literal
from vedette.analysis.program.conditions import Site
from vedette.analysis.program.containers import Operation, first
from vedette.analysis.program.frame import Frame
from vedette.analysis.program.heap import Object
from vedette.analysis.program.proofs import of_pattern
from vedette.analysis.program.values import UNKNOWN, Taint, Value, constant, masked, stepped

_TEXT = ("str",)
_MOST_GROUPS = 20
_NAMED = re.compile(r"\(\?<([A-Za-z_$][\w$]*)>")


@lru_cache(maxsize=1024)
def groups(pattern: str) -> tuple[tuple[int, str, str], ...]:
    """What a pattern finds: for the whole, 0, and each group its number, its name and a pattern of it alone.

    Args:
        pattern: as it is written, between slashes; flags may follow.
    """
    parts = literal(pattern)
    if parts is None:
        return ()
    body, flags = parts
    found = [(0, "", f"/^(?:{body})$/{flags}")]
    opened: list[tuple[int, int, str]] = []
    number = at = 0
    while at < len(body):
        sign = body[at]
        if sign == "\\":
            at += 1
        elif sign == "[":
            at = _end_of_set(body, at)
        elif sign == "(":
            named = _NAMED.match(body, at)
            plain = body[at + 1 : at + 2] == "?" and named is None
            number += not plain
            start = named.end() if named else at + 1
            opened.append((-1 if plain else number, start, named[1] if named else ""))
        elif sign == ")" and opened:
            which, start, name = opened.pop()
            if 0 < which <= _MOST_GROUPS:
                found.append((which, name, f"/^(?:{body[start:at]})$/{flags}"))
        at += 1
    return tuple(sorted(found))


def _end_of_set(text: str, start: int) -> int:
    at = start + 1
    while at < len(text) and text[at] != "]":
        at += 2 if text[at] == "\\" else 1
    return at


def _found(frame: Frame, site: Site) -> Value | None:
    """What is found of the first argument by the receiver, a pattern."""
    return _of(frame, site, site.receiver or UNKNOWN, first(site))


def _found_in(frame: Frame, site: Site) -> Value | None:
    """What is found of the receiver by the first argument, a pattern."""
    return _of(frame, site, first(site), site.receiver or UNKNOWN)


def _each_found(frame: Frame, site: Site) -> Value | None:
    """One after another; see `_found_in`."""
    one = _found_in(frame, site)
    return frame.new((site.pos, "each found"), Object("list", rest=one, names=("list",))) if one else None


def _of(frame: Frame, site: Site, pattern: Value, text: Value) -> Value | None:
    taint = frame.state.deep_taint(text)
    if not taint or pattern.taint:
        return None
    written = pattern.only if pattern.is_single else pattern.begins
    parts = groups(written) if isinstance(written, str) else ()
    if not parts or not isinstance(written, str):
        return None
    taint = stepped(taint, frame.path, site.pos, "through", str(site.form[1][2]))
    if "g" in written.rpartition("/")[2] and site.form[1][2] == "match":
        # All that is found, without groups.
        one = _part(frame, taint, parts[0][2])
        return frame.new((site.pos, "found"), Object("list", rest=one, names=("list",)))
    items = {number: _part(frame, taint, alone) for number, _, alone in parts}
    named = {f".{name}": items[number] for number, name, _ in parts if name}
    if len(items) != parts[-1][0] + 1:
        return None
    thing = Object("list", items, exact=True, names=("list",))
    if named:
        inside = frame.new((site.pos, "groups"), Object("object", named))
        thing = Object("list", {**items, ".groups": inside}, names=("list",))
    return frame.new((site.pos, "found"), thing)


def _part(frame: Frame, taint: Taint, alone: str) -> Value:
    return Value(masked(taint, of_pattern(frame, constant(alone))), names=_TEXT)


MATCHES: dict[str, Operation] = {
    "found": _found,
    "found-in": _found_in,
    "each-found": _each_found,
}
