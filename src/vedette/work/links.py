"""Links that have the name of a manifest: what lies behind them may tell of packages, and is not read."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from vedette.model.coverage import Skip, SkipClass
from vedette.model.facts import Entry

_WHY = "it is a link, and links are not followed: the packages that it names are not known"


def unread(skips: Iterable[Skip], entries: Iterable[Entry], root: str) -> Iterator[Skip]:
    """Links that keep a manifest from being read, as failures.

    One that leads to a file which is read by its own name keeps nothing back.

    Args:
        skips: of the run.
        entries: that are examined.
        root: of the tree.
    """
    links = [skip for skip in skips if skip.reason == "link" and skip.cls is SkipClass.not_applicable]
    if not links:
        return
    from vedette.languages.packages.reading import reader_of

    named = [skip for skip in links if reader_of(skip.path) is not None]
    read = {entry.path for entry in entries if reader_of(entry.path) is not None} if named else set()
    base = os.path.realpath(root)
    for skip in named:
        behind = os.path.relpath(os.path.realpath(f"{base}/{skip.path}"), base)
        if behind.replace(os.sep, "/") not in read:
            yield Skip(path=skip.path, cls=SkipClass.failed, reason="link", detail=_WHY, blob=skip.blob)
