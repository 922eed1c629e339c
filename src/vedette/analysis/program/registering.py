"""Names of the calls that have to do with routes, and files that may have some."""

from __future__ import annotations

from itertools import takewhile
from typing import Any

from vedette.analysis.program.book import Book
from vedette.analysis.program.starts import Start, last_word
from vedette.languages.catalogue import Catalogue, Check, Operation

# The weakness of what is no weakness, but has to do with routes.
CHECK = "route"
# Last words of registrations that many other calls have.
GENERIC = frozenset(
    ("get", "post", "put", "patch", "delete", "all", "head", "options", "path", "url", "view")
)


def mentions(catalogue: Catalogue) -> dict[str, list[Start]]:
    """By a word, what makes a file one that may have to do with routes, decorators aside.

    Args:
        catalogue: of a language.
    """
    none: frozenset[str] = frozenset()
    found: dict[str, list[Start]] = {}
    for name in specs(catalogue):
        word = last_word(name)
        along = library(name) if word in GENERIC else none
        found.setdefault(word, []).append(Start((True, none, none, along), [""]))
    for table in catalogue.tables:
        for word in filter(None, (table.variable, table.setting)):
            found.setdefault(word, []).append(Start((True, none, none, none), [""]))
    return found


def specs(catalogue: Catalogue) -> dict[str, list[Any]]:
    """By the name of a call that has to do with routes, what a catalogue says of it.

    Args:
        catalogue: of a language.
    """
    found: dict[str, list[Any]] = {}
    pairs: list[tuple[list[str], Any]] = [(one.names, one) for one in catalogue.routers]
    pairs += [(one.names, one) for one in catalogue.registrations]
    pairs += [(one.names, one) for one in catalogue.mounts]
    for entry in catalogue.entries:
        if entry.path_argument or entry.chain >= 0:
            pairs.append(([name.removesuffix("()") for name in entry.decorators], entry))
            pairs.append((entry.registered, entry))
    for names, spec in pairs:
        for name in names:
            found.setdefault(name, []).append(spec)
    return found


# One for each language; a catalogue is known by its identity while its book holds it.
_MOST_BOOKS = 8
_books: dict[int, tuple[Catalogue, Book]] = {}


def book_of(catalogue: Catalogue) -> Book:
    """What the routes of a catalogue are evaluated by, made once for all its programs."""
    known = _books.get(id(catalogue))
    if known is None or known[0] is not catalogue:
        if len(_books) >= _MOST_BOOKS:
            _books.clear()
        known = _books[id(catalogue)] = catalogue, Book(for_routes(catalogue, list(specs(catalogue))))
    return known[1]


def for_routes(catalogue: Catalogue, names: list[str]) -> Catalogue:
    """A catalogue in which each call that has to do with routes is known as a check, and nothing else is.

    Args:
        catalogue: of a language.
        names: of those calls.
    """
    makers = [name for router in catalogue.routers for name in router.names]
    makers += [name for mount in catalogue.mounts if mount.gives for name in mount.names]
    makers += [name for entry in catalogue.entries if entry.path_argument for name in entry.registered]
    makers += [name for one in catalogue.registrations if one.path_argument for name in one.names]
    told = {name for one in catalogue.operations for name in one.names}
    makers = [name for name in makers if name not in told]
    guardians = [name for guardian in catalogue.guardians for name in guardian.names]
    guardians += [f"{name}()" for name in guardians]
    views = [f"{base}.as_view" for entry in catalogue.entries for base in entry.bases]
    return Catalogue(
        types=catalogue.types,
        operations=[
            *catalogue.operations,
            Operation(names=makers, does="made"),
            Operation(names=["*.as_view", *dict.fromkeys(views)], does="receiver"),
        ],
        entries=catalogue.entries,
        checks=[Check(weakness=CHECK, names=names), Check(weakness="guard", names=guardians)],
    )


def library(name: str) -> frozenset[str]:
    """Words of the module that a name is in; none for a method of what is not known.

    Args:
        name: as a catalogue has it.
    """
    parts = name.split(".")[:-1]
    return frozenset(takewhile(lambda part: part.isidentifier() and part.islower(), parts))
