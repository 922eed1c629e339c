"""Shapes of functions that fill objects by keys they are given, which may lead to the prototype of all."""

from __future__ import annotations

from collections.abc import Iterator

from vedette.analysis.program.interface import Hit
from vedette.analysis.program.walking import walk
from vedette.detectors.code.callers import callers
from vedette.detectors.code.given_forms import enclosing
from vedette.detectors.code.merging import Merging, called_by, is_key, statements, targets
from vedette.detectors.code.shapes import CALL_SIZE, CALLS, Around, Shape, called, is_const, remembered
from vedette.model import form as forms
from vedette.model.form import Form, Function, Module

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
    ends = [(one[1][1], one[3]) for one in targets(around.function) if one[1][0] in _VARIABLES]
    merging = _merging(around.module)
    ends = ends or merging.puts(around.function)
    if not ends:
        return
    names = {name for name, _ in ends}
    followed = {
        target[1]
        for function in merging.within(around.function)
        for store in (around.every() if function is around.function else walk(function.body))
        if store[0] in _STORES
        for target in (store[1] if store[0] == forms.ASSIGN else [store[1]])
        if target[0] in _VARIABLES
        and target[1] in names
        and any(_is_below(one, target[1]) for one in walk(store[2]))
    }
    end = next((pos for name, pos in ends if name in followed), 0)
    if end and not merging.refuses(around.function):
        yield around.hit("merged-keys", end, called_by(around.function))


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


def _reduced(around: Around) -> Iterator[Hit]:
    """A way of keys is followed by a function that is called for each of them."""
    for call in around.calls():
        if called(call) not in _REDUCES or not call[2] or call[2][0][0] != forms.CLOSURE:
            continue
        by = around.module.functions[call[2][0][1]]
        if len(by.parameters) < _PAIR:
            continue
        inner, key = by.parameters[0].name, by.parameters[1].name
        puts = [one for one in targets(by) if _is_item(one, inner, key)]
        back = (one[1] for one in walk(by.body) if one[0] == forms.RETURN and one[1])
        if not puts or not any(_is_item(_inmost(one), inner, key) for one in back):
            continue
        if _puts_value(by, inner, key) or _puts_at_end(around, call):
            if not _merging(around.module).refuses(around.function):
                yield around.hit("merged-keys", puts[0][3], called_by(around.function))
            return


def _inmost(form: Form) -> Form:
    """What an expression gives that also assigns."""
    return form[1] if form[0] == forms.BIND else form


def _is_item(form: Form, name: str, key: str) -> bool:
    return bool(
        form[0] == forms.ITEM
        and form[1][0] in _VARIABLES
        and form[2][0] in _VARIABLES
        and (form[1][1], form[2][1]) == (name, key)
    )


def _puts_value(function: Function, name: str, key: str) -> bool:
    """Whether something of another's is put under a key, and not only a new object."""
    for store in walk(function.body):
        if store[0] != forms.ASSIGN or not any(_is_item(target, name, key) for target in store[1]):
            continue
        if any(one[0] in _NAMES and one[1] not in {name, key} for one in walk(store[2])):
            return True
    return False


def _puts_at_end(around: Around, call: Form) -> bool:
    """Whether something is put under a key of what the way led to."""
    for store in around.every():
        if store[0] != forms.ASSIGN:
            continue
        if any(one is call for one in walk(store[2])):
            names = {target[1] for target in store[1] if target[0] in _VARIABLES}
            return any(one[1][0] in _VARIABLES and one[1][1] in names for one in targets(around.function))
    return False


def _handed(around: Around) -> Iterator[Hit]:
    """What is below a key is made by a function that is told, of what is below it in two objects."""
    told = {one.name for function in enclosing(around.module, around.function) for one in function.parameters}
    for store in around.every():
        if store[0] != forms.ASSIGN or store[2][0] != forms.CALL or len(store[2]) < CALL_SIZE:
            continue
        call = store[2]
        if call[1][0] not in _VARIABLES or call[1][1] not in told:
            continue
        given = [one for one in call[2] if one[0] == forms.ITEM and one[2][0] in _VARIABLES]
        for target in store[1]:
            if target[0] != forms.ITEM or target[1][0] not in _VARIABLES or target[2][0] not in _VARIABLES:
                continue
            name, key = target[1][1], target[2][1]
            others = [one for one in given if one[1][0] in _VARIABLES and one[2][1] == key]
            if {name} < {one[1][1] for one in others} and not _merging(around.module).refuses(
                around.function
            ):
                yield around.hit("merged-keys", target[3], called_by(around.function))
                return


def _read(around: Around) -> Iterator[Hit]:
    """Tables of a table are filled under keys that were taken out of a text, both of them."""
    below: dict[str, str] = {}
    stores = [one for one in around.every() if one[0] in _STORES]
    for store in stores:
        for target in store[1] if store[0] == forms.ASSIGN else [store[1]]:
            for one in walk(store[2]) if target[0] in _VARIABLES else ():
                if one[0] == forms.ITEM and one[1][0] in _NAMES and _is_taken(one[2], around):
                    below[target[1]] = one[1][1]
    for target in targets(around.function) if below else ():
        base = below.get(target[1][1]) if target[1][0] in _VARIABLES else None
        if base and base != target[1][1] and _is_taken(target[2], around):
            merging = _merging(around.module)
            if not merging.refuses(around.function) and not merging.is_bare(base, around.function):
                yield around.hit("merged-keys", target[3], called_by(around.function))
            return


def _is_taken(key: Form, around: Around) -> bool:
    """Whether a key is a part of a text that was matched or split."""
    for _ in range(4):
        if key[0] in _VARIABLES:
            values = callers(around.module).values(key[1], around.function.number)
            if len(values) != 1:
                return False
            key = values[0]
        elif key[0] == forms.ITEM and is_const(key[2]):
            key = key[1]
        elif (
            key[0] == forms.CALL
            and len(key) >= CALL_SIZE
            and called(key) in {"trim", "toLowerCase", "pop", "shift"}
        ):
            key = key[1][1] if key[1][0] == forms.ATTR else key
        else:
            break
    return key[0] in CALLS and len(key) >= CALL_SIZE and called(key) in _TAKES


def _is_below(form: Form, name: str) -> bool:
    """Whether an expression is an item of a variable, under a key that is not known."""
    return form[0] == forms.ITEM and form[1][0] in _VARIABLES and form[1][1] == name and is_key(form[2])


_WAYS = frozenset(("split", "path", "paths", "keys", "parts", "segments", "props", "keyPath", "shift", "pop"))
_REDUCES = frozenset(("reduce", "reduceRight"))
_TAKES = frozenset(("match", "exec", "split"))
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
    Shape("merged-keys", _reduced, words=_REDUCES, about=_WAYS, language=_LANGUAGE),
    Shape("merged-keys", _handed, opens=frozenset(("merge", "extend", "reduce")), language=_LANGUAGE),
    Shape("merged-keys", _read, about=_TAKES, opens=frozenset(("section", "exec")), language=_LANGUAGE),
)
