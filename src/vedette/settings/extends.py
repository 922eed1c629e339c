"""Organisation policy: the files that a settings file extends, read without asking any network."""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from pathlib import Path

from msgspec.structs import replace

from vedette.model.errors import UsageError, WorldError
from vedette.settings import extends_store
from vedette.settings.extends_value import Extends
from vedette.settings.files import File, read_regular
from vedette.settings.layer import Value, parse
from vedette.settings.merge import TreeFile

DEEPEST = 5
Read = Callable[[str], bytes | None]
_WORD = b"extends"


class NotStoredError(WorldError):
    """A remote policy that is not in the user's cache.

    Attributes:
        extends: its address and digest.
        origin: file and line that name it.
        so_far: the file, with those that it extends up to here.
    """

    def __init__(self, extends: Extends, origin: str, so_far: TreeFile) -> None:
        super().__init__(
            f"the policy {extends.url}, which {origin} extends, is not here yet",
            help="`vedette config fetch` brings it; a run asks no network for it",
        )
        self.extends = extends
        self.origin = origin
        self.so_far = so_far


def of_tree(file: TreeFile | None, read: Read) -> TreeFile | None:
    """A tree's settings file with what it extends.

    Args:
        file: its origin is its path relative to the root.
        read: gives the content at such a path, None if there is none; it may read a commit.

    Raises:
        UsageError: a file is wrong or not there or outside of the tree; they go in a circle or too deep.
        NotStoredError: a remote one was not fetched yet.
    """
    return file and _with_parents(file, read, from_tree=True)


def of_user(file: File | None) -> TreeFile | None:
    """The user's settings file with what it extends, which may lie anywhere.

    Raises:
        UsageError, NotStoredError: as `of_tree`.
    """
    return file and _with_parents(
        TreeFile(*file), lambda path: read_regular(Path(path), path, follow=True), from_tree=False
    )


def _with_parents(file: TreeFile, read: Read, *, from_tree: bool) -> TreeFile:
    here, seen = file, {file.origin}
    parents: list[TreeFile] = []
    while (wish := _wish(here, from_tree=from_tree or bool(parents))) is not None:
        if len(parents) == DEEPEST:
            raise UsageError(f"{wish.origin}: more than {DEEPEST} files extend one another")
        if wish.value.url:
            here = _stored(wish, replace(file, parents=tuple(parents)))
        else:
            here = _local(wish, here.origin, read, from_tree=from_tree)
        if here.origin in seen:
            raise UsageError(
                f"{wish.origin}: {here.origin} extends itself in the end", help="break the circle"
            )
        seen.add(here.origin)
        parents.append(here)
    return replace(file, parents=tuple(parents))


def _wish(file: TreeFile, *, from_tree: bool) -> Value | None:
    """What a file extends; most extend nothing, and are not parsed twice."""
    if _WORD not in file.text and b"\\" not in file.text:
        return None
    return parse(file.text, file.origin, from_tree=from_tree).values.get("extends")


def _stored(wish: Value, so_far: TreeFile) -> TreeFile:
    data = extends_store.load(wish.value.sha256)
    if data is None:
        raise NotStoredError(wish.value, wish.origin, so_far)
    return TreeFile(data, wish.value.url)


def _local(wish: Value, origin: str, read: Read, *, from_tree: bool) -> TreeFile:
    path: str = wish.value.path
    if "://" in origin:
        raise UsageError(
            f'{wish.origin}: a policy from the network extends "{path}"',
            help="it may only extend another address, with its digest",
        )
    inside = not posixpath.isabs(path)
    where = posixpath.normpath(posixpath.join(posixpath.dirname(Path(origin).as_posix()), path))
    if from_tree and (not inside or where.split("/")[0] == ".."):
        raise UsageError(
            f'{wish.origin}: "{path}" lies outside of the repository',
            help="keep the file in the repository, name it in the user's own settings, or give an address "
            "with its digest",
        )
    data = read(where)
    if data is None:
        raise UsageError(
            f"{where}, which {wish.origin} extends, cannot be read",
            help="a path is relative to the file that names it, and leads to a file: none behind a link",
        )
    return TreeFile(data, where)
