"""Logs whose records are one line each, whatever is in them: by a formatter or filter of the program."""

from __future__ import annotations

from typing import Any

from vedette.analysis.program.frame import Frame
from vedette.analysis.program.values import ClassRef, ImportRef, ModuleRef
from vedette.languages.later import ready
from vedette.model import form as forms

_MAKERS = frozenset(("logging.Formatter", "logging.Filter", "logging.Handler", "logging.LoggerAdapter"))
_METHODS = frozenset(("format", "formatMessage", "filter", "emit", "process", "formatException"))
_ATTACHES = frozenset(("setFormatter", "addFilter", "addHandler", "dictConfig", "LoggerAdapter", "handlers"))
_REPLACES = frozenset(("replace", "sub", "translate", "split", "splitlines", "dumps", "isprintable"))
# What stands for line ends where they are taken out, or for all that is not to be seen.
_ENDS = ("\n", "\r", "\\n", "\\r", "\\x00", "\\s", "[^")
_WHOLE = frozenset(("dumps", "splitlines", "isprintable"))
_MOST_MODULES = 40
_DEEPEST = 12


def is_one_line(frame: Frame) -> bool:
    """Whether the file at hand, or one that it imports, makes and attaches what keeps records on one line."""
    world = frame.world
    paths = {frame.path: None}
    for value in list(world.namespace(frame.path).values()):
        paths.update({ref.path: None for ref in value.refs if isinstance(ref, ImportRef | ModuleRef)})
    return any(_attaches(frame, path) for path in [*paths][:_MOST_MODULES])


def _attaches(frame: Frame, path: str) -> bool:
    module = frame.world.module(path)
    if _METHODS.isdisjoint(one.name for one in module.functions):
        return False
    words = {word for one in module.functions for word in one.words}
    if _ATTACHES.isdisjoint(words):
        return False
    for one in module.functions:
        if one.name in _METHODS and one.owner >= 0 and not _REPLACES.isdisjoint(one.words):
            names = frame.world.classes.info(ClassRef(path, one.owner)).names
            if not _MAKERS.isdisjoint(names) and module.classes[one.owner].path in words:
                frame.world.record.looked(path, one.path)
                return not _WHOLE.isdisjoint(one.words) or _has_ends(ready(one).body, 0)
    return False


def _has_ends(form: Any, depth: int) -> bool:
    """Whether line ends, or a class of signs, stand in some statements."""
    if not isinstance(form, list | tuple) or not form or depth > _DEEPEST:
        return False
    if form[0] == forms.CONST and len(form) > 1 and isinstance(form[1], str):
        return any(end in form[1] for end in _ENDS)
    return any(_has_ends(one, depth + 1) for one in form)
