"""At which functions an analysis starts: by the words in them, before anything is evaluated."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple, TypeAlias

import msgspec

from vedette.languages.catalogue import Catalogue, Check, Condition, Entry
from vedette.model.form import ATTR, COMPARE, FREE, GLOBAL, LOCAL, Form

_BUILTIN_TYPES = frozenset(("str", "bytes", "list", "dict", "set", "tuple", "object", "int", "bool", "URL"))
_NOWHERE = frozenset(("*", "global", "class")) | _BUILTIN_TYPES
_SPECIAL = frozenset(("receiver", "value", "key", "result", ""))
_NONE: frozenset[str] = frozenset()
_VARIABLES = frozenset((LOCAL, FREE, GLOBAL))
_NAME = 2
_Key: TypeAlias = tuple[bool, frozenset[str], frozenset[str], frozenset[str]]
# How a word is said: as what is called, as a variable of a class or of a module, or anyhow.
CALLED, OF_CLASS, OF_MODULE, ANYHOW = "called", "class", "module", ""


class Use(NamedTuple):
    """What a check, or a registration, asks of a word in a function.

    Attributes:
        how: it is said.
        where: its conditions.
    """

    how: str
    where: Sequence[Condition]


class Start:
    """What makes a function one at which an analysis starts, when a word stands in it.

    Attributes:
        far: calls are followed from there on, where there are uses if one of them is plain to see; else the
            function is judged by itself.
        method: only a method, of a class that has one of these catalogue names; none for any function.
        needed: words that must stand in it as well.
        along: words that must stand in its module as well.
        roots: words one of which must stand in its module; "" for no such demand.
        read: it is an attribute of what has this name, and of nothing else; "" for no such demand.
        uses: what is asked of the word, one of which must be met; none for no such demand.
    """

    __slots__ = ("along", "far", "method", "needed", "read", "roots", "uses")

    def __init__(self, key: _Key, roots: Iterable[str], read: str = "", uses: Sequence[Use] = ()) -> None:
        self.far, self.method, self.needed, self.along = key
        self.roots = frozenset(roots)
        self.read = read
        self.uses = uses


def reads(body: Form, base: str, name: str) -> bool:
    """Whether a function reads an attribute of what has a name, or does something else with that.

    Args:
        body: its statements.
        base: last word of what has the attribute.
        name: of the attribute.
    """
    left = [body]
    while left:
        form = left.pop()
        if len(form) > _NAME and form[0] == ATTR and _last(form[1]) == base:
            if form[2] == name:
                return True
            left.append(form[1][1:])  # another attribute of it
        elif form and type(form[0]) is int and _last(form) == base:
            return True
        elif form and form[0] == COMPARE:
            # Nothing is had of what is compared.
            left += [one for one in form[2:4] if len(one) > _NAME or _last(one) != base]
        else:
            left += [one for one in form if type(one) is tuple or type(one) is list]
    return False


def _last(form: Form) -> str:
    """The last word of a variable or an attribute."""
    if not form or len(form) < _NAME:
        return ""
    word = form[2] if form[0] == ATTR else form[1] if form[0] in _VARIABLES else ""
    return word if isinstance(word, str) else ""


def starts(catalogue: Catalogue, begins: Callable[[str], bool]) -> dict[str, list[Start]]:
    """By a word, what makes a function in which it stands a start.

    Args:
        catalogue: of a language.
        begins: whether an analysis goes out from a kind of source.
    """
    return _Collector(catalogue).collect(begins)


def openings(catalogue: Catalogue) -> dict[str, list[Start]]:
    """By a word, what makes a file one in which a framework may find entries.

    Args:
        catalogue: of a language.
    """
    found: dict[str, list[Start]] = defaultdict(list)
    for entry in catalogue.entries:
        for name in (*entry.decorators, *entry.bases, *entry.registered):
            found[last_word(name)].append(Start((True, _NONE, _NONE, _middle(name)), [_first_word(name)]))
        for name in entry.first:
            first, *others = name.replace(" ", "").split(",")
            found[first].append(Start((True, _NONE, frozenset(others), _NONE), entry.imports or [""]))
        for name in entry.exported:
            found[name].append(Start((True, _NONE, _NONE, _NONE), ["export", "exports"]))
        for name in (entry.says or " ").split()[1:]:
            found[name].append(Start((True, _NONE, frozenset(entry.says.split()), _NONE), [""]))
    return dict(found)


class _Collector:
    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._ways: dict[str, list[str]] = defaultdict(list)
        below: dict[str, list[str]] = defaultdict(list)
        for one in catalogue.types:
            self._ways[one.name] += one.of
            for base in one.bases:
                below[base].append(one.name)
        self._kinds = {name: _all_below(name, below) for name in self._ways}
        self._read: list[tuple[str, Start]] = []
        self._found: dict[str, dict[_Key, set[str]]] = defaultdict(lambda: defaultdict(set))
        self._uses: dict[tuple[str, _Key], list[Use]] = defaultdict(list)
        # Registrations, by a word and what is asked of the call.
        self._given: dict[tuple[str, frozenset[str], bytes], tuple[set[str], Entry]] = {}

    def collect(self, begins: Callable[[str], bool]) -> dict[str, list[Start]]:
        for source in self._catalogue.sources:
            if begins(source.kind):
                for name in source.names:
                    if source.beside:
                        before = frozenset(_words(name)[:-1])
                        key = (True, _NONE, before, _NONE)
                        self._add(last_word(name), key, set(source.beside))
                    else:
                        self._ambient(name) if source.ambient else self._source(name)
        for check in self._catalogue.checks:
            needed = _named_arguments(check)
            for name in (*check.names, *check.sets, *check.reads):
                use = Use(_how(check, name), check.where)
                # What makes a thing of a kind goes by the name of the kind as well.
                ways = [way for way in self._ways.get(name, ()) if way.endswith("()") and "." in way]
                for one in dict.fromkeys((name, *ways)):
                    key = (False, _NONE, needed, self._along(one))
                    self._add(last_word(one), key, self._roots(one))
                    self._uses[last_word(one), key].append(use)
        for entry in self._catalogue.entries:
            for name in entry.registered:
                asked = last_word(name), self._along(name), msgspec.json.encode(entry.where)
                self._given.setdefault(asked, (set(), entry))[0].update(self._roots(name))
        found = {
            word: [
                Start(key, roots, uses=tuple(self._uses.get((word, key), ()))) for key, roots in kinds.items()
            ]
            for word, kinds in self._found.items()
        }
        for word, start in (*self._read, *self._registering()):
            found.setdefault(word, []).append(start)
        return found

    def _registering(self) -> Iterator[tuple[str, Start]]:
        """Calls that give functions to a framework: of an event that nobody waits for nothing comes."""
        for (word, along, _), (roots, entry) in self._given.items():
            uses = [Use(CALLED, entry.where)] if entry.where else []
            yield word, Start((True, _NONE, _NONE, along), roots, uses=uses)

    def _ambient(self, name: str) -> None:
        *before, last = _words(name)
        key = (True, _NONE, frozenset(before), _NONE)
        self._read.append((last, Start(key, [before[0]], before[-1])))

    def _source(self, name: str) -> None:
        """A source stands in a function together with what leads to the object that it is read from."""
        roots = self._roots(name)
        owner = self._owner(name)
        if not owner:
            self._add(last_word(name), (True, _NONE, _NONE, _NONE), roots)
            return
        parts = frozenset(_words(name[len(owner) :]))
        leads = {self._lead(way) for way in self._ways_to(owner)}
        leads |= {(last_word(kind), _NONE) for kind in self._kinds[owner]}
        for lead, known in leads:
            self._add(lead, (True, _NONE, parts | known, _NONE), roots)
        self._add(last_word(name), (True, frozenset(self._kinds[owner]), parts, _NONE), roots)

    def _along(self, name: str) -> frozenset[str]:
        """What stands in a file that has a name which begins at no known type: the words in its middle."""
        return _NONE if self._owner(name) else _middle(name)

    def _lead(self, way: str) -> tuple[str, frozenset[str]]:
        """The last word of a way, and the one before it where that is an attribute of a known type."""
        last = last_word(way)
        before = way[: way.rindex(last)].rstrip(".([")
        if before in self._ways or not self._owner(before):
            return last, _NONE
        return last, frozenset((last_word(before),))

    def _owner(self, name: str) -> str:
        """The type that a name begins with."""
        for size in range(len(name) - 1, 0, -1):
            if name[size] in ".([" and name[:size] in self._ways:
                return name[:size]
        return ""

    def _roots(self, name: str) -> set[str]:
        roots = {_first_word(name)}
        owner = self._owner(name)
        if owner:
            roots |= {_first_word(way) for way in self._ways_to(owner)}
            roots |= {_first_word(kind if "." in kind else f"{kind}.") for kind in self._kinds[owner]}
        return roots

    def _ways_to(self, owner: str) -> list[str]:
        """Ways to an object of a type, or of one that has its members as well."""
        return [way for kind in self._kinds[owner] for way in self._ways[kind] if "." in way]

    def _add(self, word: str, key: _Key, roots: set[str]) -> None:
        self._found[word][key] |= roots


def _all_below(name: str, below: dict[str, list[str]]) -> list[str]:
    found = [name]
    for one in found:
        found += [inner for inner in below[one] if inner not in found]
    return found


def last_word(name: str) -> str:
    """The last identifier of a name."""
    return name.replace("()", "").replace("[]", "").rpartition(".")[2]


def _words(part: str) -> list[str]:
    return [word for word in part.replace("()", "").replace("[]", "").split(".") if word]


def _middle(name: str) -> frozenset[str]:
    return frozenset(_words(name)[1:-1])


def _first_word(name: str) -> str:
    """The first identifier of a name; "" for a builtin and for what is asked of something unknown."""
    first, dot, _ = name.replace("()", "").replace("[]", "").partition(".")
    return first if dot and first not in _NOWHERE else ""


def _how(check: Check, name: str) -> str:
    """How a word is said that a check goes by."""
    if name not in check.sets:
        return CALLED if name not in check.reads else ANYHOW
    return {"class": OF_CLASS, "global": OF_MODULE}.get(name.partition(".")[0], ANYHOW)


def _named_arguments(check: Check) -> frozenset[str]:
    """Arguments that must be given by name for a check to hold."""
    return frozenset(
        one.argument
        for one in check.where
        if isinstance(one.argument, str)
        and one.argument not in _SPECIAL
        and not (one.absent or one.unseen)
        and one.argument.isidentifier()
    )
