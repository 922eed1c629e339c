"""Edits: a change of one text that mends a finding, made for that text and no other."""

from __future__ import annotations

import hashlib

from msgspec import Struct

from vedette.model.facts import Position


class Edit(Struct, frozen=True, order=True):
    """A part of a text, and what is to stand in its place.

    Attributes:
        path: relative to the root, as in `Entry.path`.
        start, end: byte offsets into `Text.data`, the end exclusive; equal where something is put in.
        digest: SHA-256 (hex) of the whole text that the edit was made for: what is put in proves nothing by
            the bytes it replaces, and an edit that is right in one text may be wrong in another.
        new: what is to stand there, ASCII.
        begins, ends: the same places as positions.
    """

    path: str
    start: int
    end: int
    digest: str
    new: str
    begins: Position
    ends: Position


def digest_of(data: bytes) -> str:
    """The digest of a text, as edits carry it."""
    return hashlib.sha256(data).hexdigest()
