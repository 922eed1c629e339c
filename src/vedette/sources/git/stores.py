"""Object stores are looked over before git opens them: a FIFO in their place would make it wait for ever."""

from __future__ import annotations

import os

from vedette.sources.shared import read_regular

_ALTERNATES_BYTES = 64 * 1024
_MAX_STORES = 50


def check_store(objects: str) -> str:
    """Looks over an object store and those that its `info/alternates` name.

    Alternates are honoured, as clones with `--shared` and `--reference` need them: they name object stores
    and nothing else, and what is read from one is addressed by its content.

    Args:
        objects: absolute path of a folder `objects`.

    Returns:
        What is wrong, for people; "" when nothing is.
    """
    seen: set[str] = set()
    pending = [objects]
    while pending:
        store = pending.pop()
        real = os.path.realpath(store)
        if real in seen:
            continue
        seen.add(real)
        if len(seen) > _MAX_STORES:
            return f"more than {_MAX_STORES} object stores are chained by alternates"
        wrong = _irregular(store)
        if wrong:
            return wrong
        try:
            pending += _alternates(store)
        except OSError:
            return "the object store's `info/alternates` cannot be read"
    return ""


def _irregular(store: str) -> str:
    for name in ("", "info", "pack", "info/commit-graphs"):
        folder = os.path.join(store, name)
        try:
            with os.scandir(folder) as listing:
                odd = [item.name for item in listing if not (item.is_file() or item.is_dir())]
        except FileNotFoundError:
            continue
        except (OSError, ValueError):
            return f"the object store's folder `{name or 'objects'}` cannot be read"
        # A dangling link is harmless: git passes it over.
        odd = [name for name in odd if os.path.exists(os.path.join(folder, name))]
        if odd:
            return f"the object store holds something that is neither file nor folder: {min(odd)}"
    return ""


def _alternates(store: str) -> list[str]:
    try:
        text = os.fsdecode(read_regular(os.path.join(store, "info", "alternates"), _ALTERNATES_BYTES))
    except FileNotFoundError:
        return []
    lines = [line for line in text.split("\n") if line and not line.startswith("#") and "\0" not in line]
    return [os.path.join(store, line) for line in lines]
