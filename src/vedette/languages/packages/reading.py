"""Which reader a file has: found by looking at the folders of the families, imported when it is needed."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from fnmatch import translate
from functools import cache
from types import ModuleType
from typing import TypeAlias, cast

from vedette.languages import packages
from vedette.languages.packages.interface import Reader

_FILES = re.compile(rb"^FILES\b[^=\n]*=\s*(\([^)]*\))", re.MULTILINE)
_Tables: TypeAlias = tuple[
    dict[str, list[str]], dict[str, list[str]], list[tuple[re.Pattern[str], str]], re.Pattern[str]
]


def reader_of(path: str) -> Reader | None:
    """The reader of a file, by its path alone; None for what no format is.

    Costs two look-ups for most files. A reader's module is imported when a base name fits its `FILES`.
    Several that fit are asked in the order of family and format.
    """
    base = path[path.rfind("/") + 1 :].lower()
    for name in _candidates(base):
        reader = _reader(name)
        if reader.applies(path):
            return reader
    return None


def readers() -> list[Reader]:
    """All readers, imported; for tests and for whoever wants the names of all formats."""
    return [_reader(name) for name in _patterns()]


def _candidates(base: str) -> list[str]:
    exact, endings, globs, any_glob = _tables()
    found = list(exact.get(base, ()))
    dot = base.rfind(".")
    if dot >= 0:
        found += endings.get(base[dot:], ())
    if any_glob.match(base):
        found += [name for pattern, name in globs if pattern.match(base)]
    return found if len(found) < 2 else sorted(set(found))  # noqa: PLR2004 - nothing to sort


@cache
def _reader(name: str) -> Reader:
    module: ModuleType = importlib.import_module(name)
    return cast("Reader", module)


@cache
def _tables() -> _Tables:
    exact: dict[str, list[str]] = {}
    endings: dict[str, list[str]] = {}
    globs: list[tuple[re.Pattern[str], str]] = []
    for name, patterns in _patterns().items():
        for pattern in patterns:
            if not set("*?[") & set(pattern):
                exact.setdefault(pattern, []).append(name)
            elif re.fullmatch(r"\*\.[^.*?\[]+", pattern):
                endings.setdefault(pattern[1:], []).append(name)
            else:
                globs.append((re.compile(translate(pattern)), name))
    # One expression asks for all of them at once: most names fit none.
    joined = "|".join(sorted({pattern.pattern for pattern, _ in globs})) or r"(?!)"
    return exact, endings, globs, re.compile(joined)


@cache
def _patterns() -> dict[str, tuple[str, ...]]:
    """Module -> its `FILES`, read from its text, since importing sixty modules costs more than a scan has."""
    found: dict[str, tuple[str, ...]] = {}
    for family in sorted(pkgutil.iter_modules(packages.__path__), key=lambda item: item.name):
        if not family.ispkg:
            continue
        inside = f"{packages.__name__}.{family.name}"
        folder = [f"{place}/{family.name}" for place in packages.__path__]
        for item in sorted(pkgutil.iter_modules(folder), key=lambda item: item.name):
            source = pkgutil.get_data(inside, f"{item.name}.py") if not item.ispkg else None
            match = _FILES.search(source or b"")
            if match:
                found[f"{inside}.{item.name}"] = tuple(ast.literal_eval(match[1].decode()))
    return found
