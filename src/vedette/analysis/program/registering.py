"""Names of the calls that have to do with routes, and files that may have some."""

from __future__ import annotations

from itertools import takewhile
from typing import Any

from vedette.analysis.program.starts import Start, last_word
from vedette.languages.catalogue import Catalogue

# Last words of registrations that many other calls have.
GENERIC = frozenset(("get", "post", "put", "patch", "delete", "head", "options", "path", "url", "view"))


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
        if entry.path_argument:
            pairs.append(([name.removesuffix("()") for name in entry.decorators], entry))
            pairs.append((entry.registered, entry))
    for names, spec in pairs:
        for name in names:
            found.setdefault(name, []).append(spec)
    return found


def library(name: str) -> frozenset[str]:
    """Words of the module that a name is in; none for a method of what is not known.

    Args:
        name: as a catalogue has it.
    """
    parts = name.split(".")[:-1]
    return frozenset(takewhile(lambda part: part.isidentifier() and part.islower(), parts))
