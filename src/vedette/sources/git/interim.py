"""What the commits of a change added, and a later one of them took away again: it is out all the same."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Sequence

from msgspec import Struct
from msgspec.structs import replace

from vedette.model.coverage import Skip
from vedette.model.facts import Entry, Origin
from vedette.model.finding import Reach, Trail
from vedette.sources.git.door import Door, DoorError
from vedette.sources.git.listing import list_sizes, list_tree
from vedette.sources.git.trails import iso
from vedette.sources.git.walk import Step, Unwalked, walk
from vedette.sources.shared import Scope, failed, is_unsafe

MOST_COMMITS = 5_000
MOST_BLOBS = 5_000
# Of what git tells of their paths: more than two million.
_MOST_BYTES = 256 * 1024 * 1024
Standing = Callable[[Collection[str]], Collection[str]]


class Interim(Struct, frozen=True, kw_only=True):
    """What lies between the base and what is scanned.

    Attributes:
        things: a blob of the past for each version that is in neither; skips for what could not be had.
        trails: by blob.
    """

    things: tuple[Entry | Skip, ...] = ()
    trails: dict[str, Trail] = {}


class Span(Struct, frozen=True, kw_only=True):
    """The commits of a change.

    Attributes:
        base: commit id; "" if it has no base, and everything up to the head is the change.
        head: commit id.
        ref: name of what is checked out, for people.
    """

    base: str
    head: str
    ref: str


def interim(
    door: Door, span: Span, scope: Scope, standing: Standing, apart: Callable[[], Sequence[str] | None]
) -> Interim:
    """Finds the versions that came and went within a change, at most `MOST_BLOBS` of `MOST_COMMITS`.

    Args:
        door: with its refs laid.
        span: the commits.
        scope: paths to keep to.
        standing: those of some blobs that are in what is scanned, and so examined there.
        apart: paths of the head that are not certainly among them, None for any; asked only if that spares
            the walk of all.
    """
    name = f"{span.base[:12]}..{span.head[:12]}"
    try:
        commits = _commits(door, span)
    except DoorError as error:
        detail = f"its commits cannot be listed: {error.detail}"
        return Interim(things=(failed(name, "change-unreadable", detail),))
    paths: Sequence[str] = ()
    if len(commits) == 1 and not span.base:
        # A first commit brought every file there is: only of these may something have gone.
        alone = apart()
        if alone is not None and not alone:
            return Interim()
        paths = alone or ()
    found = Brought(span.ref, scope)
    skips: list[Skip] = []
    for step in walk(door, commits[:MOST_COMMITS], _MOST_BYTES, paths):
        if isinstance(step, Unwalked):
            skips.append(failed(f"commit {step.commit}", "commit-unreadable", step.detail))
        else:
            found.take(step)
    if len(commits) > MOST_COMMITS:
        detail = f"it has more than {MOST_COMMITS:,} commits: the older ones were not looked at"
        skips.append(failed(name, "change-too-long", detail))
    entries = found.left(standing)
    if entries:
        before = _tree(door, span.base)
        entries = [entry for entry in entries if entry.blob not in before]
    if len(entries) > MOST_BLOBS:
        detail = f"{len(entries):,} versions of files came and went, {MOST_BLOBS:,} were examined"
        skips.append(failed(f"{name} versions", "change-too-long", detail))
        entries = entries[:MOST_BLOBS]
    sizes = list_sizes(door, [entry.blob for entry in entries])
    sized = [replace(entry, size=size) for entry, size in zip(entries, sizes, strict=True)]
    sized.sort(key=lambda entry: (entry.path, entry.blob))
    return Interim(things=(*skips, *sized), trails={entry.blob: found.trail(entry.blob) for entry in entries})


class Brought:
    """Versions that the commits of a change brought, newest commit first.

    Args:
        ref: name of what leads to the commits, for people.
        scope: paths to keep to.
    """

    def __init__(self, ref: str, scope: Scope) -> None:
        self._ref, self._scope = ref, scope
        self._came: dict[str, tuple[str, Step]] = {}
        self._went: dict[str, Step] = {}

    def take(self, step: Step) -> None:
        """Takes what the next older commit altered."""
        for altered in step.altered:
            new = altered.new.decode("ascii")
            for old in altered.old:
                # Newest first: what a newer commit brought back, this one did not take away for good.
                if old != altered.new and old.decode("ascii") not in self._came:
                    self._went.setdefault(old.decode("ascii"), step)
            path = os.fsdecode(altered.path)
            if altered.mode.startswith(b"100") and path in self._scope and not is_unsafe(path):
                # The commits come newest first: what stays is the one that brought it.
                self._came[new] = (path, step)

    def left(self, standing: Standing) -> list[Entry]:
        """The versions that are not among those standing, each with the commit that brought it."""
        there = standing(self._came.keys())
        return [
            Entry(path=path, blob=blob, origin=Origin.history, revision=step.commit)
            for blob, (path, step) in self._came.items()
            if blob not in there
        ]

    def trail(self, blob: str) -> Trail:
        """How one of the versions came in and went."""
        came, went = self._came[blob][1], self._went.get(blob)
        return Trail(
            since=iso(came.time),
            reach=Reach.ref,
            ref=self._ref,
            author=came.author,
            removed=went.commit if went else "",
            removed_on=iso(went.time) if went else "",
        )


def _commits(door: Door, span: Span) -> Sequence[str]:
    past = (f"^{span.base}",) if span.base else ()
    out = door.run("rev-list", f"--max-count={MOST_COMMITS + 1}", span.head, *past, "--")
    return out.decode("ascii").split()


def _tree(door: Door, commit: str) -> frozenset[str]:
    try:
        return frozenset(item.blob for item in list_tree(door, commit)) if commit else frozenset()
    except DoorError:
        # What stood at the base is examined once more, and told of as if it had not.
        return frozenset()
