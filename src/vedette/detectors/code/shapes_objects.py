"""Shapes of functions that fill objects by keys they are given, which may lead to the prototype of all."""

from __future__ import annotations

from collections.abc import Iterator

from vedette.analysis.program.interface import Hit
from vedette.detectors.code.merging import Merging, called_by, is_key, statements, targets
from vedette.detectors.code.shapes import Around, Shape, remembered, walk
from vedette.model import form as forms
from vedette.model.form import Form, Module

# Of languages in which an object's keys reach what all objects share.
_LANGUAGE = "javascript"
_VARIABLES = frozenset((forms.LOCAL, forms.FREE))
_NAMES = _VARIABLES | {forms.GLOBAL}
_PAIR = 2
_STORES = frozenset((forms.ASSIGN, forms.BIND))


@remembered
def _merging(module: Module) -> Merging:
    return Merging(module)


def _merged(around: Around) -> Iterator[Hit]:
    """An object is merged into another, and what is below a key into what is below the same key."""
    pos = _merging(around.module).merges(around.function)
    if pos:
        yield around.hit("merged-keys", pos, called_by(around.function))


def _walked(around: Around) -> Iterator[Hit]:
    """A way of keys is followed into an object, and something is put at its end."""
    ends = [target for target in targets(around.function) if target[1][0] in _VARIABLES]
    if not ends:
        return
    names = {target[1][1] for target in ends}
    followed = {
        target[1]
        for store in around.every()
        if store[0] in _STORES
        for target in (store[1] if store[0] == forms.ASSIGN else [store[1]])
        if target[0] in _VARIABLES
        and target[1] in names
        and any(_is_below(one, target[1]) for one in walk(store[2]))
    }
    end = next((target for target in ends if target[1][1] in followed), None)
    if end and not _merging(around.module).refuses(around.function):
        yield around.hit("merged-keys", end[3], called_by(around.function))


def _tabled(around: Around) -> Iterator[Hit]:
    """A table of tables is filled under two keys that the function is told."""
    told = {one.name for one in around.function.parameters}
    if len(told) < _PAIR:
        return
    stores = (one for one in statements(around.function.body) if one[0] == forms.ASSIGN)
    items = (target for store in stores for target in store[1] if target[0] == forms.ITEM)
    for target in items:
        base, key = target[1], target[2]
        if base[0] != forms.ITEM or base[1][0] not in _NAMES:
            continue
        if base[2][0] != forms.LOCAL or key[0] != forms.LOCAL:
            continue
        if {base[2][1], key[1]} <= told and base[2][1] != key[1]:
            merging = _merging(around.module)
            if not merging.refuses(around.function) and not merging.is_bare(base[1][1], around.function):
                yield around.hit("merged-keys", target[3], called_by(around.function))
            return


def _is_below(form: Form, name: str) -> bool:
    """Whether an expression is an item of a variable, under a key that is not known."""
    return form[0] == forms.ITEM and form[1][0] in _VARIABLES and form[1][1] == name and is_key(form[2])


_WAYS = frozenset(("split", "path", "paths", "keys", "parts", "segments", "props", "keyPath", "shift", "pop"))
# A file that does nothing else is looked at for these.
_OPENS = frozenset(
    (
        *("merge", "deepMerge", "mergeDeep", "extend", "deepExtend", "mixin", "defaultsDeep", "assignDeep"),
        *("isObject", "isPlainObject", "hasOwnProperty", "setPath", "setValue", "setIn", "keyPath", "split"),
        *(
            "forIn",
            "forOwn",
            "isExtendable",
            "isObjectLike",
            "deepAssign",
            "mergeOptions",
            "deepCopy",
            "mixinDeep",
        ),
    )
)

SHAPES = (
    Shape("merged-keys", _merged, opens=_OPENS, language=_LANGUAGE),
    Shape(
        "merged-keys", _tabled, opens=frozenset(("cache", "cached", "memo", "memoize")), language=_LANGUAGE
    ),
    Shape("merged-keys", _walked, words=_WAYS, language=_LANGUAGE),
)
