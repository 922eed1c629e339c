"""Which functions of a file merge one object into another, key by key, and all that lies below the keys.

A function counts together with those without a name in it, as are handed to `forEach`. It merges if it puts
something under a key of an object, itself or by a small function, and calls itself, by others too, on what
lies under that key.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property

from vedette.analysis.program.backtracking import components
from vedette.analysis.program.walking import walk
from vedette.detectors.code.shapes import CALL_SIZE, CALLS, called, is_const
from vedette.model import form as forms
from vedette.model.form import Form, Function, Module

_VARIABLES = frozenset((forms.LOCAL, forms.FREE))
_NAMES = _VARIABLES | {forms.GLOBAL}
_STORES = frozenset((forms.ASSIGN, forms.BIND))
_PAIR = 2
# What refuses such keys is mostly a function of its own.
_REFUSES = re.compile(
    r"(?i)(un)?safe_?(key|prop)|proto(?!type$)|pollut|forbid|dangerous|disallow|denied|blocked|"
    r"is_?(valid|allowed)_?(key|prop|path)"
)
_OWNS = frozenset(("hasOwnProperty", "hasOwn", "has", "call", "own"))
_Place = tuple[str, str]


class Merging:
    """The functions of a file, by what they merge.

    Args:
        module: its form.
    """

    def __init__(self, module: Module) -> None:
        self._module = module
        self._names = _names(module)
        self._roots = _roots(module, self._names)
        self._members: dict[int, list[Function]] = defaultdict(list)
        for one in module.functions[1:]:
            self._members[self._roots[one.number]].append(one)
        self._by_name: dict[str, set[int]] = defaultdict(set)
        for number, names in self._names.items():
            for name in names:
                self._by_name[name].add(self._roots[number])
        self._following: dict[int, set[int]] = {}
        self._reach: dict[int, set[int]] = {}
        self._filled: dict[int, tuple[int, int] | None] = {}

    def merges(self, function: Function) -> int:
        """Where a function puts what it has merged; 0 if it merges nothing, or refuses keys."""
        root = function.number
        if self._roots[root] != root or not (back := self._leading_to(root)):
            return 0
        stores: dict[_Place, int] = {}
        for place, pos in self._stores(root):
            stores[place] = min(pos, stores.get(place, pos))
        if not stores:
            return 0
        aliases = self._aliases(root)
        told = set() if function.name.startswith("<") else {one.name for one in function.parameters}
        for call in self._calls(root):
            if not self._is_back(call, root, back):
                continue
            places = [place for argument in call[2] for place in _places(argument, aliases)]
            for place in places:
                if place in stores and self._goes_down(place, places, told) and not self._owns(root, place):
                    return 0 if self.refuses(function) else stores[place]
        return 0

    def refuses(self, function: Function) -> bool:
        """Whether a function looks at such keys, itself or by another of the file, or by a list of them."""
        root = self._roots[function.number]
        for one in self._members[root] or [function]:
            words = frozenset(one.words)
            if "__proto__" in words or any(map(_REFUSES.search, words)) or _says(one.body):
                return True
            if any(_says(other.body) for other in self._called(one)):
                return True
            if any(_says(value) for value in _module_values(self._module, words)):
                return True
        return False

    def puts(self, function: Function) -> list[tuple[str, int]]:
        """The variables of which a function, or one without a name in it, fills items, and where."""
        return [(place[0], pos) for place, pos in self._stores(self._roots[function.number])]

    def within(self, function: Function) -> list[Function]:
        """A function and those without a name in it."""
        return self._members[self._roots[function.number]] or [function]

    def is_bare(self, name: str, function: Function) -> bool:
        """Whether a variable is an object without a prototype, or a map, as far as is seen from there."""
        return any(
            _is_bare(store[2])
            for one in (self._module.functions[0], *self._members[self._roots[function.number]])
            for store in walk(one.body)
            if store[0] == forms.ASSIGN
            and any(target[0] in _NAMES and target[1] == name for target in store[1])
        )

    def _goes_down(self, place: _Place, places: list[_Place], told: set[str]) -> bool:
        """Whether keys of another object lead the way: one that is told its key goes down one way only."""
        if place[1] not in told:
            return True
        return place[0] == "this" or any(other[1] == place[1] and other[0] != place[0] for other in places)

    def _is_back(self, call: Form, root: int, back: set[str]) -> bool:
        """Whether a call leads to the function again: by its name, or by that of a parameter given for it."""
        name = called(call)
        if name in back or call[1][0] not in _VARIABLES:
            return name in back
        names = [one.name for one in self._module.functions[root].parameters]
        return name in names and self._is_given(root, names.index(name))

    def _is_given(self, root: int, at: int) -> bool:
        """Whether a function gets for a parameter one from which calls lead to it."""
        return any(
            len(call[2]) > at and call[2][at][0] in _NAMES and self._reaches(call[2][at][1], root)
            for function in self._module.functions
            for call in _calls(function)
            if called(call) in self._names[root]
        )

    def _reaches(self, name: str, root: int) -> bool:
        return any(root in self._reached(number) for number in self._by_name.get(name, ()))

    def _leading_to(self, root: int) -> set[str]:
        """Names of the functions that it calls and that call it again, its own too; none if none may."""
        circle = self._circles.get(root, ())
        if not circle and root not in self._handed:
            return set()
        return {name for one in (root, *circle) for name in self._names[one]}

    @cached_property
    def _circles(self) -> dict[int, list[int]]:
        """For each function those that lead to each other and it, if any do."""
        edges = {root: self._follow(root) for root in self._members}
        found = components(edges)
        return {
            one: circle
            for circle in found
            if len(circle) > 1 or circle[0] in edges[circle[0]]
            for one in circle
        }

    @cached_property
    def _handed(self) -> set[int]:
        """Functions that are mentioned where another mentions itself: it may be handed over to them."""
        return {one for root in self._members if root in self._follow(root) for one in self._follow(root)}

    def _reached(self, root: int) -> set[int]:
        known = self._reach.get(root)
        if known is None:
            known = self._reach[root] = set()
            left = [root]
            while left:
                following = self._follow(left.pop()) - known
                known |= following
                left += following
        return known

    def _follow(self, root: int) -> set[int]:
        known = self._following.get(root)
        if known is None:
            words = {word for one in self._members[root] for word in one.words}
            known = {number for word in words & self._by_name.keys() for number in self._by_name[word]}
            self._following[root] = known
        return known

    def _stores(self, root: int) -> Iterator[tuple[_Place, int]]:
        for one in self._members[root]:
            for target in targets(one):
                place = _place(target)
                if place:
                    yield place, target[3]
            for call in _calls(one):
                put = self._put_by(call)
                if put:
                    yield put, call[4]

    def _put_by(self, call: Form) -> _Place | None:
        """The place that a call fills: of a small function of the file, its parameters `object` and `key`."""
        if len(call[2]) < _PAIR:
            return None
        if called(call) == "assign" and call[2][0][0] in _VARIABLES and call[2][1][0] == forms.MAP:
            keys = [key[1] for key, _ in call[2][1][1] if key and key[0] in _VARIABLES]
            return (call[2][0][1], keys[0]) if keys else None
        if call[1][0] not in _NAMES:
            return None
        for number in self._by_name.get(called(call), ()):
            at = self._fills(number)
            if at and max(at) < len(call[2]):
                first, second = call[2][at[0]], call[2][at[1]]
                if first[0] in _VARIABLES and second[0] in _VARIABLES:
                    return first[1], second[1]
        return None

    def _fills(self, number: int) -> tuple[int, int] | None:
        if number not in self._filled:
            self._filled[number] = None
            function = self._module.functions[number]
            names = [one.name for one in function.parameters]
            if len(names) >= _PAIR:
                places = [place for target in targets(function) if (place := _place(target))]
                places += [place for call in _calls(function) if (place := self._put_by(call))]
                for base, key in places:
                    if base in names and key in names:
                        self._filled[number] = names.index(base), names.index(key)
        return self._filled[number]

    def _aliases(self, root: int) -> dict[str, set[_Place]]:
        """Variables, and the items that they are."""
        found: dict[str, set[_Place]] = defaultdict(set)
        for _ in range(2):
            for one in self._members[root]:
                for store in walk(one.body):
                    if store[0] in _STORES:
                        for target in store[1] if store[0] == forms.ASSIGN else [store[1]]:
                            if target[0] in _VARIABLES:
                                found[target[1]].update(_places(store[2], found))
        return found

    def _owns(self, root: int, place: _Place) -> bool:
        """Whether only keys that the object has itself are followed, or it has no prototype."""
        for call in self._calls(root):
            given = [argument[1] for argument in call[2] if argument[0] in _VARIABLES]
            if call[1][0] == forms.ATTR and call[1][1][0] in _VARIABLES:
                given.insert(0, call[1][1][1])
            if called(call) in _OWNS and given[-2:] == [*place]:
                return True
        return self.is_bare(place[0], self._module.functions[root])

    def _calls(self, root: int) -> Iterator[Form]:
        for one in self._members[root]:
            yield from _calls(one)

    def _called(self, function: Function) -> Iterator[Function]:
        for call in _calls(function):
            for number in self._by_name.get(called(call), ()):
                if number != self._roots[function.number] and call[1][0] in _NAMES:
                    yield self._module.functions[number]


def targets(function: Function) -> Iterator[Form]:
    """Items that a function assigns to, under keys that are variables."""
    for store in walk(function.body):
        if store[0] in _STORES:
            for target in store[1] if store[0] == forms.ASSIGN else [store[1]]:
                if target[0] == forms.ITEM and is_key(target[2]):
                    yield target


def statements(block: Form) -> Iterator[Form]:
    """The statements of a block and of those within it, from the outside in."""
    left = [block]
    while left:
        for one in left.pop():
            yield one
            kind = one[0]
            if kind == forms.BRANCH:
                left += [one[2], one[3]]
            elif kind == forms.LOOP:
                left += [one[3], one[4]]
            elif kind == forms.TRY:
                left += [one[1], *(handler[2] for handler in one[2]), one[3], one[4]]
            elif kind == forms.WITH:
                left.append(one[3])


def is_key(form: Form) -> bool:
    """Whether a key is a variable, or an item of a list of keys."""
    return form[0] in _VARIABLES or (form[0] == forms.ITEM and form[1][0] in _VARIABLES)


def called_by(function: Function) -> str:
    """The name by which people know a function: that of the one around a function without a name."""
    named = [one for one in function.path.split(".") if not one.startswith("<")]
    return named[-1] if named else function.name


def _place(form: Form) -> _Place | None:
    """The variables of an item `object[key]`."""
    if form[0] == forms.ITEM and form[1][0] in _VARIABLES and form[2][0] in _VARIABLES:
        return form[1][1], form[2][1]
    return None


def _places(form: Form, aliases: dict[str, set[_Place]]) -> set[_Place]:
    """Items that an expression may be."""
    kind = form[0] if form else -1
    if kind == forms.ITEM:
        place = _place(form)
        return {place} if place else set()
    if kind in _VARIABLES:
        return set(aliases.get(form[1], ()))
    inner = form[2] if kind == forms.LOGIC else form[2:4] if kind == forms.PICK else ()
    inner = [form[2]] if kind == forms.BIND else inner
    return {place for one in inner for place in _places(one, aliases)}


def _calls(function: Function) -> Iterator[Form]:
    return (one for one in walk(function.body) if one[0] in CALLS and len(one) >= CALL_SIZE)


def _says(body: Form) -> bool:
    """Whether a key that leads to a prototype is written there."""
    return any(
        is_const(one) and isinstance(one[1], str) and ("__proto__" in one[1] or one[1] == "prototype")
        for one in walk(body)
    )


def _module_values(module: Module, words: frozenset[str]) -> Iterator[Form]:
    """What the variables of a module are that a function mentions."""
    for one in module.functions[0].body:
        if one[0] == forms.ASSIGN and any(target[0] in _NAMES and target[1] in words for target in one[1]):
            yield one[2]


def _roots(module: Module, names: dict[int, set[str]]) -> list[int]:
    """For each function the one with which it counts: that around it, if it has no name, or itself."""
    roots = list(range(len(module.functions)))
    for one in module.functions[1:]:
        if one.outer and not names.get(one.number):
            roots[one.number] = roots[one.outer]
    return roots


def _names(module: Module) -> dict[int, set[str]]:
    """By what names functions are called."""
    found: dict[int, set[str]] = defaultdict(set)
    for one in module.functions[1:]:
        if not one.name.startswith("<"):
            found[one.number].add(one.name)
    for function in module.functions:
        for store in statements(function.body):
            number = _made(store[2]) if store[0] == forms.ASSIGN else 0
            for target in store[1] if number else ():
                if target[0] in _NAMES:
                    found[number].add(str(target[1]))
                elif target[0] == forms.ATTR:
                    found[number].add(str(target[2]))
    return found


def _is_bare(form: Form) -> bool:
    """Whether an expression makes an object without a prototype, or a map."""
    return any(
        one[0] in CALLS and len(one) >= CALL_SIZE and called(one) in {"create", "Map"} for one in walk(form)
    )


def _made(form: Form) -> int:
    """The function that is assigned, to several variables one after another too; 0 for anything else."""
    while form and form[0] == forms.BIND:
        form = form[2]
    return int(form[1]) if form and form[0] == forms.CLOSURE else 0
