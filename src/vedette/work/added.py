"""What users add to catalogues and rules, once it is checked."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import Struct

from vedette import index

# Of one file in bytes, and of files in one folder.
LARGEST = 256 * 1024
MOST_FILES = 50


class Own(Struct, frozen=True, kw_only=True):
    """What users add.

    Attributes:
        rules: entries as those of the shipped data files, by id.
        cases: by rule id, the programs in which it is found and those in which it is not.
        entries: by language, entries of a catalogue by the name of their table.
        files: that it was read from.
    """

    rules: Mapping[str, Mapping[str, Any]] = {}
    cases: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}
    entries: Mapping[str, Mapping[str, list[Any]]] = {}
    files: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.rules or self.entries)

    def joined(self, language: str) -> bytes:
        """A language's catalogue in JSON, with what users add to it."""
        shipped = index.catalogue(language)
        own = self.entries.get(language)
        if not own:
            return shipped
        whole = msgspec.json.decode(shipped)
        for name, items in own.items():
            whole[name] = [*whole.get(name, ()), *items]
        return msgspec.json.encode(whole)

    def digest(self) -> str:
        """SHA-256 (hex) of all that may change what is found; "" for nothing."""
        if not self:
            return ""
        content = msgspec.msgpack.encode([self.rules, self.entries], order="deterministic")
        return hashlib.sha256(content).hexdigest()
