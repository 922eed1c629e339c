"""Shapes of functions that fill objects by keys they are given, which may lead to the prototype of all."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vedette.analysis.program.interface import Hit
from vedette.detectors.code.shapes import Around, Shape, called, walk
from vedette.model import form as forms
from vedette.model.form import Form

# Of languages in which an object's keys reach what all objects share.
_LANGUAGE = "javascript"
_VARIABLES = frozenset((forms.LOCAL, forms.FREE))
_STORES = frozenset((forms.ASSIGN, forms.BIND))
# What refuses such keys is mostly a function of its own.
_REFUSES = re.compile(
    r"(?i)(un)?safe_?(key|prop)|proto|pollut|forbid|dangerous|disallow|denied|blocked|is_?(valid|allowed)_?(key|prop|path)"
)


def _merged(around: Around) -> Iterator[Hit]:
    """An object is merged into another, and what is below a key into what is below the same key."""
    if _is_guarded(around):
        return
    names = set(around.function.path.split("."))
    # A function that is told its key goes down one way, and through no keys of another object.
    told = () if around.function.name.startswith("<") else around.parameters
    merged = {
        place
        for call in around.calls()
        if called(call) in names
        for argument in call[2]
        if (place := _place(argument)) is not None and place[1] not in told
    }
    for target in _targets(around):
        if _place(target) in merged:
            yield around.hit("merged-keys", target[3], called_by(around))
            return


def _walked(around: Around) -> Iterator[Hit]:
    """A way of keys is followed into an object, and something is put at its end."""
    if _is_guarded(around):
        return
    followed = {
        target[1]
        for store in walk(around.function.body)
        if store[0] in _STORES
        for target in (store[1] if store[0] == forms.ASSIGN else [store[1]])
        if target[0] in _VARIABLES and any(_is_below(one, target[1]) for one in walk(store[2]))
    }
    for target in _targets(around):
        if target[1][0] in _VARIABLES and target[1][1] in followed:
            yield around.hit("merged-keys", target[3], called_by(around))
            return


def called_by(around: Around) -> str:
    """The name by which people know a function: that of the one around a function without a name."""
    named = [one for one in around.function.path.split(".") if not one.startswith("<")]
    return named[-1] if named else around.function.name


def _is_guarded(around: Around) -> bool:
    """Whether it looks at such keys, or what it fills has no prototype."""
    if any("__proto__" in text or "prototype" in text for text in around.texts):
        return True
    words = around.words
    return "__proto__" in words or "Map" in words or any(map(_REFUSES.search, words))


def _targets(around: Around) -> Iterator[Form]:
    """Items that are assigned to, under keys that are variables."""
    for store in walk(around.function.body):
        if store[0] in _STORES:
            targets = store[1] if store[0] == forms.ASSIGN else [store[1]]
            for target in targets:
                if target[0] == forms.ITEM and _is_key(target[2]):
                    yield target


def _is_key(form: Form) -> bool:
    """Whether a key is a variable, or an item of a list of keys."""
    return form[0] in _VARIABLES or (form[0] == forms.ITEM and form[1][0] in _VARIABLES)


def _place(form: Form) -> tuple[str, str] | None:
    """The variables of an item `object[key]`."""
    if form[0] == forms.ITEM and form[1][0] in _VARIABLES and form[2][0] in _VARIABLES:
        return form[1][1], form[2][1]
    return None


def _is_below(form: Form, name: str) -> bool:
    """Whether an expression is an item of a variable, under a key that is not known."""
    return form[0] == forms.ITEM and form[1][0] in _VARIABLES and form[1][1] == name and _is_key(form[2])


_WAYS = frozenset(("split", "path", "paths", "keys", "parts", "segments", "props", "keyPath", "shift", "pop"))
# A file that does nothing else is looked at for these.
_OPENS = frozenset(
    (
        *("merge", "deepMerge", "mergeDeep", "extend", "deepExtend", "mixin", "defaultsDeep", "assignDeep"),
        *("isObject", "isPlainObject", "hasOwnProperty", "setPath", "setValue", "setIn", "keyPath", "split"),
    )
)

SHAPES = (
    Shape("merged-keys", _merged, opens=_OPENS, language=_LANGUAGE),
    Shape("merged-keys", _walked, words=_WAYS, language=_LANGUAGE),
)
