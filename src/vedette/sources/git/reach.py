"""Which commits the branches and tags of a repository lead to."""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntEnum

from vedette.sources.git.door import Door, DoorError
from vedette.sources.git.refs import Refs

_STASH = "refs/stash"
_PREFIXES = ("refs/heads/", "refs/tags/", "refs/remotes/")


class Level(IntEnum):
    """How near a commit is, nearest first."""

    head = 0
    ref = 1
    stash = 2
    nothing = 3


class Reached:
    """The commits that something leads to.

    Args:
        door: with its refs laid.
        refs: of the repository.
    """

    def __init__(self, door: Door, refs: Refs) -> None:
        self._head_name = short(refs.branch) or "the commit checked out"
        self._head: set[bytes] = set()
        self._others: dict[bytes, str] = {}
        self._stash: set[bytes] = set()
        self.whole = True
        if refs.head:
            self._head = {oid for oid, _ in self._log(door, "HEAD")}
        named = self._log(door, "--exclude=refs/stash", "--all", *(("--not", "HEAD") if refs.head else ()))
        names: dict[str, str] = {}
        for oid, name in named:
            self._others[oid] = names.setdefault(name, name)
        if _STASH in refs.by_name:
            self._stash = {
                oid for oid, _ in self._log(door, _STASH, "--not", "--exclude=refs/stash", "--all")
            }

    def of(self, commit: str) -> tuple[Level, str]:
        """What leads to a commit: how near, and the name of one branch or tag.

        Args:
            commit: full id.
        """
        oid = bytes.fromhex(commit)
        if oid in self._head:
            return Level.head, self._head_name
        name = self._others.get(oid)
        if name is not None:
            return Level.ref, name
        return (Level.stash, "stash") if oid in self._stash else (Level.nothing, "")

    def _log(self, door: Door, *revisions: str) -> Iterator[tuple[bytes, str]]:
        held = b""
        options = ("--no-show-signature", "--ignore-missing", "--source", "--format=format:%H %S")
        try:
            for piece in door.stream("log", *options, *revisions, "--"):
                *lines, held = (held + piece).split(b"\n")
                for line in lines:
                    yield _parsed(line)
            if held:
                yield _parsed(held)
        except DoorError:
            # A branch whose history is not all there: what was told is true all the same.
            self.whole = False


def short(name: str) -> str:
    """A ref's name as people say it."""
    for prefix in _PREFIXES:
        if name.startswith(prefix):
            return name.removeprefix(prefix)
    return name


def _parsed(line: bytes) -> tuple[bytes, str]:
    oid, _, name = line.partition(b" ")
    return bytes.fromhex(oid.decode("ascii")), short(name.decode("utf-8", "surrogateescape"))
