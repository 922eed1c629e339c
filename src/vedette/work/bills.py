"""Which of the files that a user named are bills of material: told by how they begin, when they are named."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from vedette.model.facts import Entry
from vedette.sources.interface import Source, Unexaminable

# Of other names nobody reads the beginning: a hook may name thousands of files.
_ENDINGS = frozenset({".json", ".xml", ".spdx", ".cdx", ".bom", ".sbom", ".tag", ".vex"})


def bills_of(source: Source, named: Iterable[Path]) -> frozenset[str]:
    """Paths, relative to the source's root, of those files named that are bills.

    Args:
        source: what is scanned; the bytes are read as it shows them.
        named: as the user gave them.
    """
    found = set()
    for path in named:
        inside = _inside(source, path)
        if inside and _is_bill(source, inside):
            found.add(inside)
    return frozenset(found)


def subjects(source: Source, bills: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """What each bill calls that which it is of."""
    from vedette.languages.sbom.reading import read
    from vedette.languages.sbom.statements import subject_names

    reader = source.reader()
    try:
        for path in sorted(bills):
            try:
                bom = read(reader.read(Entry(path=path)))
            except Unexaminable:
                continue  # the run itself says why
            yield subject_names(bom) if bom is not None else ()
    finally:
        reader.close()


def _inside(source: Source, path: Path) -> str:
    """The path in the source; "" for what is no file that may be a bill."""
    if path.suffix.lower() not in _ENDINGS or not path.is_file():
        return ""
    below = os.path.relpath(path.resolve(), Path(source.root).resolve())
    return "" if below.startswith("..") else Path(below).as_posix()


def _is_bill(source: Source, path: str) -> bool:
    from vedette.languages.sbom.reading import format_of

    reader = source.reader()
    try:
        return bool(format_of(reader.read(Entry(path=path))))
    except Unexaminable:
        return False  # the run itself says why
    finally:
        reader.close()
