"""Calls that put something before routes by their paths, or by the class of what answers."""

from __future__ import annotations

import re

from msgspec import Struct

from vedette.analysis.program.conditions import Site
from vedette.analysis.program.frame import Frame
from vedette.analysis.program.handing import opened, pairs
from vedette.analysis.program.patterns import normal, pattern
from vedette.analysis.program.values import ClassRef, Value
from vedette.languages.catalogue import Registration
from vedette.model import form as forms
from vedette.model.form import Form

# What stands for the rest of a path.
_OPEN_END = re.compile(r"\{?\*\w*\}?$|\(\.\*\)$")
_MOST_CALLS = 6


class Cover(Struct, frozen=True):
    """Routes that something runs before.

    Attributes:
        path: with what follows; "" for all.
        method: of HTTP, for the path itself alone; "" for any.
        owner: the class whose methods they are, by file and number; None for any.
    """

    path: str = ""
    method: str = ""
    owner: tuple[str, int] | None = None

    def covers(self, path: str, method: str, owner: tuple[str, int] | None) -> bool:
        """Whether a route is among them."""
        if self.owner is not None:
            return self.owner == owner
        if self.method and self.method not in {method, "ANY"} and method != "ANY":
            return False
        wanted, found = (normal(one).strip("/").split("/") for one in (self.path, path))
        *wanted, last = wanted
        wanted += [last] if last.strip("*") else []
        if len(found) < len(wanted) or (self.method and last.strip("*") and len(found) > len(wanted)):
            return False
        return all(a in (b, "*") or a[:1] == "{" for a, b in zip(wanted, found, strict=False))


class Applied(Struct, frozen=True):
    """What a call puts before routes.

    Attributes:
        guards: what is put there, as values and expressions.
        covers: the routes; none where some of them are not known.
        excepts: routes left out.
    """

    guards: tuple[tuple[Value, Form], ...]
    covers: tuple[Cover, ...]
    excepts: tuple[Cover, ...]


def applied(frame: Frame, spec: Registration, site: Site) -> Applied:
    """What methods called before in the same expression were given stands before the routes of the last."""
    guards: list[tuple[Value, Form]] = []
    excepts: list[Cover] = []
    form = site.receiver_form
    for _ in range(_MOST_CALLS):
        if not form or form[0] != forms.CALL or form[1][0] != forms.ATTR:
            break
        inner = opened(frame, [(frame.value(one), one) for one in form[2] if one[0] != forms.SPREAD])
        if form[1][2] == spec.applies:
            guards += inner
        elif form[1][2] == spec.excepts:
            excepts += filter(None, (covering(frame, value) for value, _ in inner))
        form = form[1][1]
    given = [covering(frame, value) for value, _ in opened(frame, pairs(site))]
    covers = [one for one in given if one is not None]
    return Applied(tuple(guards), tuple(covers) if len(covers) == len(given) else (), tuple(excepts))


def covering(frame: Frame, value: Value) -> Cover | None:
    """The routes that an argument stands for: a path, an object with path and method, or a class."""
    for ref in value.refs:
        if isinstance(ref, ClassRef):
            return Cover(owner=(ref.path, ref.number))
    path, method = value, None
    for _, thing in frame.things(value):
        path, method = thing.fields.get(".path", value), thing.fields.get(".method")
    texts = [one for one in path.consts or () if isinstance(one, str)]
    if len(texts) != 1:
        return None
    verb = next((name.rpartition(".")[2] for name in (method.names if method is not None else ())), "")
    return Cover(pattern(_OPEN_END.sub("*", texts[0])), "" if verb in {"ALL", "ANY"} else verb)
