"""What a source may keep for later runs, beside the outcomes that are cached."""

from __future__ import annotations

from contextlib import suppress

from vedette.ledger.keys import cache_key
from vedette.ledger.place import default_path
from vedette.model.errors import WorldError
from vedette.sources.interface import Memory
from vedette.work.cache.shelf import Shelf
from vedette.work.places import cache_dir
from vedette.work.plan import Request


def memory_of(request: Request) -> Memory | None:
    """None if the user wants no cache, or there is no folder or key; a text or what is staged needs none."""
    folder = "" if request.no_cache or request.staged or request.text is not None else cache_dir()
    if folder:
        with suppress(WorldError):
            return Shelf(folder, cache_key(default_path()))
    return None
