"""The sockets of the room: what a source of files is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol, runtime_checkable

from msgspec import Struct

from vedette.model.coverage import Skip
from vedette.model.facts import Entry
from vedette.model.finding import Trail


class Unexaminable(Exception):  # noqa: N818 - it is a result, not an error
    """Raised by a reader instead of bytes: this entry cannot be examined, and why."""

    def __init__(self, skip: Skip) -> None:
        super().__init__(skip.reason)
        self.skip = skip


class Reader(Protocol):
    """Reads entries. Picklable before its first `read`: each worker opens its own."""

    def read(self, entry: Entry) -> bytes:
        """The entry's bytes, never through a link and never outside the root.

        Raises:
            Unexaminable: it is not a regular file, is too large, cannot be read, or vanished.
        """
        ...

    def close(self) -> None:
        """Frees what reading took; safe to call twice."""
        ...


class Memory(Protocol):
    """Keeps what a source wants to know again in the next run; what it gives back is what this user kept."""

    def recall(self, subject: str, root: str) -> bytes | None:
        """What was kept last; None if there is nothing, or nothing to be believed.

        Args:
            subject: what it is.
            root: absolute path of what is scanned.
        """
        ...

    def keep(self, subject: str, root: str, data: bytes) -> None:
        """Keeps it in place of what was kept before; not being able to is no fault."""
        ...


class Change(Struct, frozen=True, kw_only=True):
    """What differs between the base and what is scanned.

    Attributes:
        base: commit id of the merge base; "" when the change is the whole tree (no parent). Where `known` is
            false, the tip of the branch that the change is to go to: policy is taken from there; "" without.
        described: how the base was chosen, for people, such as `merge base with main`.
        before: the base's versions of the files that were changed, renamed or removed.
        touched: paths of the head that are not the same blob in the base at the same path.
        renames: path in the head -> path in the base.
        known: false when the base is not there to compare with (a shallow clone); what the change introduced
            cannot be told then, and `touched` holds every path, or what differs from that tip.
        interim: versions of files that commits of the change added and that neither the base nor what is
            scanned has: entries of the past, and skips for what could not be had.
        trails: how each of them came in, by blob.
    """

    base: str
    described: str
    before: tuple[Entry, ...] = ()
    touched: frozenset[str] = frozenset()
    renames: Mapping[str, str] = {}
    known: bool = True
    interim: tuple[Entry | Skip, ...] = ()
    trails: Mapping[str, Trail] = {}


@runtime_checkable
class Surrounded(Protocol):
    """A source that may be asked for a part of a tree, and knows the rest."""

    def surroundings(self) -> Iterator[Entry]:
        """Files around those asked for: they are not examined, but what is examined may lead there."""
        ...


@runtime_checkable
class Committed(Protocol):
    """A source that knows what of it is not as its commit has it."""

    def altered(self) -> frozenset[str] | None:
        """Paths that differ from the commit checked out, untracked and removed ones too; None if unknown."""
        ...


@runtime_checkable
class Listing(Protocol):
    """A source that knows what its commits hold."""

    commit: str

    @property
    def bare(self) -> bool:
        """Whether there is no work tree."""
        ...

    def listed(self, commit: str, folder: str) -> tuple[str, ...]:
        """Paths of the files directly in a folder of a commit.

        Raises:
            WorldError: the commit cannot be read.
        """
        ...


class Source(Protocol):
    """A tree of files.

    Attributes:
        root: absolute path of the root, for people.
        identity: what the project is known by when its configuration gives no id.
        commit: the commit checked out; "" when there is none.
        notes: what a person should know about this source, such as "shallow clone".
        within: the files and folders asked for, when that is not the whole; () for all of it.
    """

    root: str
    identity: str
    commit: str
    notes: tuple[str, ...]
    within: tuple[str, ...]

    def entries(self) -> Iterator[Entry | Skip]:
        """Everything asked for, in a stable order; what cannot be examined at all is a Skip already."""
        ...

    def reader(self) -> Reader:
        """A new reader."""
        ...

    def change(self, since: str | None) -> Change | None:
        """The change under judgement; None when the source has no history (a plain folder).

        Args:
            since: a revision named by the user; None to choose the merge base with the default branch,
                or the first parent when the default branch itself is checked out.

        Raises:
            UsageError: the revision does not exist.
        """
        ...

    def base_file(self, change: Change, path: str) -> bytes | None:
        """Content of a file at the base of the change (policy is read from there); None if absent."""
        ...


class Unchanging:
    """What sources share that are not a change under judgement: folders, archives, texts, whole histories."""

    def change(self, since: str | None) -> Change | None:
        """None."""
        del since
        return None

    def base_file(self, change: Change, path: str) -> bytes | None:
        """None."""
        del change, path
        return None
