"""Manifests, and what they take in, as texts."""

from __future__ import annotations

from vedette.languages.packages.interface import LARGEST
from vedette.languages.text import decode
from vedette.model.facts import Entry, Text
from vedette.sources.interface import Reader, Unexaminable


def text_of(reader: Reader, entry: Entry | None) -> Text | None:
    """A file as text, up to the bound of manifests; None where it is not there, not read, or no text.

    Args:
        reader: of the source.
        entry: of the file; None for one that is not there.
    """
    try:
        return decode(entry.path, reader.read(entry)[: LARGEST + 1]) if entry else None
    except Unexaminable:
        return None
