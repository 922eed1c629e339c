"""Opens the cache of a run, or one that knows nothing and keeps nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from vedette.work.cache.cache import About, Cache
from vedette.work.cache.context import context
from vedette.work.cache.folder import Folder
from vedette.work.plan import Plan


class Keep(Struct, frozen=True, kw_only=True):
    """Where a run may keep things for later ones, and under which seal.

    Attributes:
        folder: the user's cache folder; "" to keep nothing.
        key: of the seals; b"" with no folder.
        outcomes: keep outcomes, and believe those of earlier runs; compiled patterns are kept in any case.
        few: so little is asked for that to read what is known of the project takes longer than to examine it.
        notes: why nothing is kept, where a person did not ask for that.
    """

    folder: str = ""
    key: bytes = b""
    outcomes: bool = True
    few: bool = False
    notes: tuple[str, ...] = ()


def outside(folder: str, root: str) -> bool:
    """Whether a folder lies outside the scanned tree, where nobody but the user puts anything."""
    return not Path(folder).resolve().is_relative_to(Path(root).resolve())


def open_cache(
    plan: Plan,
    keep: Keep,
    identity_key: bytes,
    classify: Callable[[str], str],
    *,
    moment: int = 0,
    past: bool = False,
) -> Cache:
    """The cache of one run.

    Args:
        plan: what the run is going to do.
        keep: where it may keep things.
        identity_key: of the ledger.
        classify: class of a path, as the run's detectors tell it.
        moment: nanoseconds since the epoch, before the source was opened; 0 to trust no file's times.
        past: many versions of each path are asked for.
    """
    configuration: dict[str, object] = {"max_file_bytes": plan.settings.scan.max_file_bytes}
    if plan.bills:
        # What is said of such a file when nobody names it is another thing.
        configuration["bills"] = sorted(plan.bills)
    about = About(
        root=plan.source.root,
        whole=not plan.source.within,
        past=past,
        context=context(plan.run.kinds, plan.run.rules, configuration, identity_key),
        moment=moment,
        few=keep.few,
    )
    folder, notes = None, list(keep.notes)
    if keep.folder and keep.outcomes:
        try:
            folder = Folder(keep.folder)
        except OSError as error:
            notes.append(f"nothing is cached: the cache folder cannot be used: {error.strerror or error}")
    cache = Cache(folder, keep.key, about, classify)
    cache.notes[:0] = notes
    return cache
