"""A catalogue made ready for look-ups by name, millions of which a run makes."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from functools import cached_property, reduce
from operator import or_

from vedette.analysis.program.alphabets import LONGEST, admits, begins_as, refuses
from vedette.analysis.program.starts import starts
from vedette.analysis.program.values import HARMLESS
from vedette.languages.alphabets import Alphabet
from vedette.languages.catalogue import (
    Catalogue,
    Check,
    Entry,
    Guard,
    Sanitizer,
    Sink,
    Source,
)
from vedette.languages.requests import Proof

_SEGMENT = re.compile(r"\.(?![^()\[\]]*[\])])|(?=\(\))|(?=\[\])")
# So many characters are plain ones.
_PLAIN = 128
_LONGEST_NAME = 160
_MOST_SEEN = 4096
# Kinds of sinks for which a text is harmless.
_OF_OBJECTS = ("nosql-object",)
# U+E000 is a text that is not known, as `composing` writes it.
_AFTER_UNKNOWN = re.compile("\ue000((://[^/?#@\\\\]+)?[/?#]|&?[\\w.-]+=)")
_ANY = "*."
# What makes a value harmless for one kind of sink makes it so for another.
_ALIKE = {"html": ("error-page", "composed-markup"), "redirect": ("redirect-to-path",)}
# The result of an entry may be an address as well as a page; that is a text whatever names it has.
_ADDRESSES = frozenset(("redirect",))
# What a sanitizer says of a text that counts at no sink, but for what decoding it brings back.
DECODED = "encoded-slash"
# What is harmless for a kind of sink if all of these were shown, each of which says nothing alone.
_TOGETHER = {"redirect": ("first-slash", "second-sign")}
_STATES = frozenset((DECODED, *(state for states in _TOGETHER.values() for state in states)))
# Its bases are the attributes of a form under which checked data is found.
_CHECKED = "form.Checked"
# A text put together of parts, as if that were a call.
_TEXT = "<text>"
# What operations of this name say holds for the whole language.
_ALL = "*"


class Meaning:
    """All that a catalogue says of one name when it is called.

    Attributes:
        sources, sinks, sanitizers, guards, checks: entries.
        does: operations.
    """

    __slots__ = ("checks", "does", "guards", "sanitizers", "sinks", "sources")

    def __init__(self) -> None:
        self.sources: list[Source] = []
        self.sinks: list[Sink] = []
        self.sanitizers: list[Sanitizer] = []
        self.guards: list[Guard] = []
        self.checks: list[Check] = []
        self.does: list[str] = []


NOTHING = Meaning()


class Setting:
    """What a catalogue says of one name when it is assigned to."""

    __slots__ = ("checks", "sanitizers", "sinks")

    def __init__(self) -> None:
        self.sanitizers: list[Sanitizer] = []
        self.sinks: list[Sink] = []
        self.checks: list[Check] = []


class Book:
    """A catalogue by names.

    Args:
        catalogue: the catalogue.
        flows: for each kind of source the kinds of sinks that a rule reports it for; None for all.
        far: kinds of sources that are followed wherever they begin; the others are where the way leads
            past them. None for all.

    Attributes:
        bits: for each kind of sink its bit in masks.
        entries: all, in the catalogue's order.
        decorated: entries by the name of a decorator.
        registered: entries by the name of the call that is given the function.
        derived: entries by a base of the class.
        marked: entries by the name of the first parameter, each with the names of the first ones.
        placed: entries by the place of their file.
        directed: entries by a directive.
        objects: mask of what a text is harmless for.
        checked: names of the attributes of a form that hold its data once it was checked.
        shown: kinds of sinks to which a framework gives the result of an entry.
        has_sources: it says where data comes from.
        hands_over: what an unknown function is given it may call.
        has_members: functions have attributes, and an object for all that they make.
        may_lack: what has no item under a key gives nothing for it, and goes on.
        defines: names of calls that make a model of a database.
        gives, takes: words of methods of models and rows that give rows, or are given what is stored.
        outside: kinds of sources of which what is stored is untrusted where it is read back.
        raises: what a function raises is followed to where it is caught.
        counts: attributes of texts and lists that are numbers.
        made_by: names of what methods of something unknown give.
        keyed: keys of maps under which a value is harmless, with the mask of the kinds of sinks.
        proofs: what a call tells of a request, by its name.
        confirming: words by which the outcome of such checks is asked for.
        texts: sinks that a text is once it is put together, with what its constant parts look
            like, or the name of what it is given to.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        flows: Mapping[str, Collection[str]] | None = None,
        far: Collection[str] | None = None,
    ) -> None:
        self.entries, self._flows, self._far = tuple(catalogue.entries), flows, far
        self._numbers = {id(entry): number for number, entry in enumerate(self.entries)}
        returned = frozenset(filter(None, (entry.returns for entry in catalogue.entries)))
        self.shown = returned - _ADDRESSES
        kinds = sorted({sink.kind for sink in catalogue.sinks} | returned | _STATES)
        self.bits = {kind: 1 << index for index, kind in enumerate(kinds)}
        self._types: dict[str, str] = {way: one.name for one in catalogue.types for way in one.of}
        self._bases: dict[str, list[str]] = defaultdict(list)
        for one in catalogue.types:
            self._bases[one.name] += one.bases
        self._calls: dict[str, Meaning] = defaultdict(Meaning)
        self._reads: dict[str, list[Source]] = defaultdict(list)
        self._mentions: dict[str, list[Check]] = defaultdict(list)
        self._settings: dict[str, Setting] = defaultdict(Setting)
        self.decorated: dict[str, list[Entry]] = defaultdict(list)
        self.registered: dict[str, list[Entry]] = defaultdict(list)
        self.derived: dict[str, list[Entry]] = defaultdict(list)
        self.marked: dict[str, list[tuple[list[str], Entry]]] = defaultdict(list)
        self.proofs: dict[str, list[Proof]] = defaultdict(list)
        for proof in catalogue.proofs:
            for name in proof.names:
                self.proofs[name].append(proof)
        self.defines = frozenset(name for one in catalogue.stores for name in one.defines)
        self.gives = frozenset(word for one in catalogue.stores for word in one.gives)
        self.takes = frozenset(word for one in catalogue.stores for word in one.takes)
        self.outside = frozenset(word for one in catalogue.stores for word in one.outside)
        self.confirming = frozenset(word for proof in catalogue.proofs for word in proof.confirmed)
        self.placed = tuple(entry for entry in catalogue.entries if entry.file)
        self.directed = tuple(entry for entry in catalogue.entries if entry.says)
        self._addresses: dict[str, list[re.Pattern[str]]] = defaultdict(list)
        for sink in catalogue.sinks:
            if "://" in sink.unless_begins:
                self._addresses[sink.kind].append(re.compile(sink.unless_begins))
        self.objects = self.mask(_OF_OBJECTS)
        self.checked = frozenset(
            name for one in catalogue.types if one.name == _CHECKED for name in one.bases
        )
        self._seen_beginnings: dict[str, int] = {}
        self._enter(catalogue)
        everything = self._calls[_ALL].does
        self.has_sources = bool(catalogue.sources)
        self.hands_over = "hand-over" in everything
        self.has_members = "members" in everything
        self.may_lack = "lack" in everything
        self.raises = "raise" in everything
        self.counts = frozenset(
            name.removeprefix(_ANY)
            for one in catalogue.operations
            if one.does == "count"
            for name in one.names
        )
        self.keyed: dict[str | int, int] = {
            name[1:-1]: self.mask(one.kinds)
            for one in catalogue.sanitizers
            for name in one.names
            if name[0] == "{"
        }
        self.texts = [
            (re.compile(condition.named or condition.matches), bool(condition.named), sink)
            for sink in self._calls[_TEXT].sinks
            for condition in sink.where
        ]
        self._prefixes = set(self._all_prefixes(catalogue))
        self._seen_attributes: dict[tuple[str, str], str] = {}
        self._seen_calls: dict[str, str] = {}
        self._seen_stars: dict[str, list[str]] = {}
        self._seen_imports: dict[str, str] = {}
        self._methods = {name.removeprefix(_ANY) for name in self._calls if name.startswith(_ANY)}
        # What a method of that name gives, whatever it is a method of.
        self.made_by = _made_by(self._types)
        self.starts = starts(catalogue, self._begins)

    @cached_property
    def together(self) -> dict[str, int]:
        """For some kinds of sinks the mask of what makes a value harmless if all of it was shown."""
        masks = {kind: self.mask(states) for kind, states in _TOGETHER.items()}
        return {one: mask for kind, mask in masks.items() for one in (kind, *_ALIKE.get(kind, ()))}

    def reported(self, kind: str) -> int:
        """The mask that data of a kind of source has from the start: no rule asks for it at those sinks."""
        if self._flows is None:
            return 0
        wanted = self._flows.get(kind, ())
        return sum(bit for sink, bit in self.bits.items() if sink not in wanted and sink not in _STATES)

    def let_through(self, pattern: str, by: str) -> int:
        """The mask of the kinds of sinks for which a text is harmless that a regular expression lets through.

        Args:
            pattern: as it is written.
            by: see `alphabets.admits`.
        """
        if not 0 < len(pattern) <= LONGEST:
            return 0
        return reduce(or_, (mask for mask, one in self._alphabets if _is_of(one, pattern, by)), 0)

    def left_with(self, text: str) -> int:
        """The mask of the kinds of sinks for which a text is harmless by the characters that it has."""
        return reduce(
            or_,
            (
                mask
                for mask, one in self._alphabets
                if one.admits and not one.refuses and re.fullmatch(f"(?:{one.admits})*", text)
            ),
            0,
        )

    def without(self, signs: frozenset[str]) -> int:
        """The mask of the kinds of sinks for which a text is harmless that has none of some characters."""
        mask = 0
        for known, one in self._alphabets:
            if one.admits[:2] == "[^" and not (one.refuses or one.starts or one.written):
                refused = {sign for sign in map(chr, range(_PLAIN)) if not re.fullmatch(one.admits, sign)}
                mask |= known if refused <= signs else 0
        return mask

    def number_of(self, entry: Entry) -> int:
        """Which of `entries` one is."""
        return self._numbers[id(entry)]

    def mask(self, kinds: Iterable[str]) -> int:
        """The mask of some kinds of sinks; `*` for all, those aside that come after it with a dash."""
        mask = 0
        for kind in kinds:
            if kind == "*":
                mask = HARMLESS
                continue
            if kind.startswith("-"):
                mask &= ~self.bits.get(kind[1:], 0)
                continue
            for one in (kind, *_ALIKE.get(kind, ())):
                mask |= self.bits.get(one, 0)
        return mask

    def mask_after(self, begins: str) -> int:
        """The kinds of sinks for which all is harmless that comes after a beginning of an address.

        Args:
            begins: as `composing` writes it; after a text that is not known, a path does not change the host.
        """
        if not begins:
            return 0
        known = self._seen_beginnings.get(begins)
        if known is None:
            if len(self._seen_beginnings) > _MOST_SEEN:
                self._seen_beginnings.clear()
            kinds = {
                kind
                for kind, patterns in self._addresses.items()
                if _AFTER_UNKNOWN.match(begins) or any(one.match(begins) for one in patterns)
            }
            known = self.mask(kinds)
            if begins != "/":
                # What stands behind something else is no beginning with two slashes.
                known |= self.bits.get("redirect-to-path", 0)
            self._seen_beginnings[begins] = known
        return known

    def attribute(self, name: str, attribute: str) -> str:
        """The name of an attribute; "" when the catalogue knows nothing that begins so."""
        if name[:1] == "#":
            return ""
        key = (name, attribute)
        known = self._seen_attributes.get(key)
        if known is None:
            known = self._seen_attributes[key] = self._resolved(name, attribute)
        return known

    def item(self, name: str) -> str:
        """The name of an item; one of several rows is one of the same model."""
        if name[:1] == "#":
            return name
        return self._known(f"{name}[]")

    def result(self, name: str) -> str:
        """The name of what a call gives: an instance, when the name is that of a class."""
        known = self._seen_calls.get(name)
        if known is None:
            way = f"{name}()"
            known = self._known(way)
            if not known and name.rpartition(".")[2][:1].isupper():
                known = name
            self._seen_calls[name] = known
        return known

    def imported(self, name: str) -> str:
        """The name of what is imported by it."""
        known = self._seen_imports.get(name)
        if known is None:
            known = self._seen_imports[name] = self._known(name) or self._by_beginning(name)
        return known

    def names_in(self, module: str) -> list[str]:
        """Names that a module has as far as the catalogue knows, for an import of all."""
        known = self._seen_stars.get(module)
        if known is None:
            start = f"{module}."
            names = {name[len(start) :] for name in self._prefixes if name.startswith(start)}
            known = self._seen_stars[module] = sorted(filter(str.isidentifier, names))
        return known

    def bases(self, name: str) -> list[str]:
        """Names whose members a name has as well."""
        return self._bases.get(name, [])

    def called(self, name: str) -> Meaning:
        """What it means to call a name."""
        return self._calls.get(name, NOTHING)

    def method(self, name: str) -> Meaning:
        """What it means to call a method of that name of something unknown."""
        return self._calls.get(_ANY + name, NOTHING) if name in self._methods else NOTHING

    def read(self, name: str) -> list[Source]:
        """Sources that a name is when it is read, or that its call gives when it ends with `()`."""
        return self._reads.get(name, [])

    def mentioned(self, name: str) -> list[Check]:
        """Checks of the mere mention of a name."""
        return self._mentions.get(name, [])

    def setting(self, name: str) -> Setting | None:
        """What it means to assign to a name."""
        return self._settings.get(name)

    def is_a(self, name: str, wanted: str) -> bool:
        """Whether a name is another, or has it among its bases."""
        return name == wanted or any(self.is_a(base, wanted) for base in self._bases.get(name, []))

    def _by_beginning(self, name: str) -> str:
        """The name of a part of a module that goes by several names."""
        parts = name.split(".")
        for size in range(len(parts) - 1, 0, -1):
            found = self._types.get(".".join(parts[:size]))
            if found:
                for part in parts[size:]:
                    found = self.attribute(found, part) if found else ""
                return found
        return ""

    def _known(self, way: str) -> str:
        name = self._types.get(way)
        if name:
            return name
        return way if way in self._prefixes and len(way) <= _LONGEST_NAME else ""

    def _resolved(self, name: str, attribute: str) -> str:
        found = self._known(f"{name}.{attribute}")
        if found:
            return found
        for base in self._bases.get(name, []):
            found = self.attribute(base, attribute)
            if found:
                return found
        if self.has_members and attribute not in self._methods and attribute not in self.counts:
            # Where objects are maps, an attribute that nobody knows is an item.
            return self.item(name)
        return ""

    def _enter(self, catalogue: Catalogue) -> None:
        self._alphabets = [(self.mask(one.kinds), one) for one in catalogue.alphabets]
        for source in catalogue.sources:
            for name in source.names:
                self._reads[name].append(source)
        for sink in catalogue.sinks:
            for name in sink.names:
                self._calls[name].sinks.append(sink)
            for name in sink.sets:
                self._settings[name].sinks.append(sink)
        self._enter_shown(catalogue)
        for operation in catalogue.operations:
            for name in operation.names:
                self._calls[name].does.append(operation.does)
        self._enter_checks(catalogue)
        self._enter_entries(catalogue)

    def _enter_shown(self, catalogue: Catalogue) -> None:
        for sanitizer in catalogue.sanitizers:
            for name in sanitizer.names:
                self._calls[name].sanitizers.append(sanitizer)
            for name in sanitizer.sets:
                self._settings[name].sanitizers.append(sanitizer)
        for guard in catalogue.guards:
            for name in guard.names:
                self._calls[name].guards.append(guard)

    def _enter_checks(self, catalogue: Catalogue) -> None:
        for check in catalogue.checks:
            for name in check.names:
                self._calls[name].checks.append(check)
            for name in check.sets:
                self._settings[name].checks.append(check)
            for name in check.reads:
                self._mentions[name].append(check)

    def _enter_entries(self, catalogue: Catalogue) -> None:
        for entry in catalogue.entries:
            for name in entry.decorators:
                self.decorated[name].append(entry)
            for name in entry.bases:
                self.derived[name].append(entry)
            for name in entry.registered:
                self.registered[name].append(entry)
            for name in entry.first:
                mark = name.replace(" ", "").split(",")
                self.marked[mark[0]].append((mark, entry))

    def _all_prefixes(self, catalogue: Catalogue) -> Iterable[str]:
        names = [*self._types, *self._calls, *self._reads, *self._mentions, *self._settings]
        names += [*self.decorated, *self.derived, *self.registered, *self.proofs, *self.defines]
        names += [one.name for one in catalogue.types]
        names += [base for one in catalogue.types for base in one.bases]
        names += [name for entry in catalogue.entries for name in entry.types]
        where = [condition for sink in catalogue.sinks for condition in sink.where]
        where += [condition for check in catalogue.checks for condition in check.where]
        where += [condition for one in catalogue.sanitizers for condition in one.where]
        where += [condition for guard in catalogue.guards for condition in guard.where]
        names += [condition.type for condition in where if condition.type]
        for name in names:
            yield name
            for cut in _SEGMENT.finditer(name):
                yield name[: cut.start()]

    def _begins(self, kind: str) -> bool:
        """Whether an analysis goes out from a kind of source."""
        return self._far is None or kind in self._far


def _made_by(types: Mapping[str, str]) -> dict[str, str]:
    """By the name of a method of whatever, what it gives."""
    return {
        way[2:-2]: name
        for way, name in types.items()
        if way.startswith(_ANY) and way.endswith("()") and way.count("(") == 1
    }


def _is_of(alphabet: Alphabet, pattern: str, by: str) -> bool:
    """Whether all that an alphabet says is so of the texts that a regular expression lets through."""
    return (
        bool(not alphabet.written or re.search(alphabet.written, pattern))
        and (not alphabet.admits or admits(pattern, by, alphabet.admits))
        and (not alphabet.starts or begins_as(pattern, by, alphabet.starts))
        and (not alphabet.refuses or refuses(pattern, by, tuple(alphabet.refuses)))
    )
