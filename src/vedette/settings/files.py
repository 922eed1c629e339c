"""Where configuration files are: in the tree, and with the user."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath

from vedette.model.errors import UsageError, WorldError
from vedette.settings.layer import LARGEST, load_toml

File = tuple[bytes, str]
_NAMES = ("vedette.toml", "pyproject.toml")
_MARK = b"vedette"


def candidates(start: str = "") -> Iterator[str]:
    """Paths at which a tree's configuration may stand, nearest first, relative to the repository's root.

    Args:
        start: the folder that is scanned, relative to the root, `/` between parts; "" for the root itself.
    """
    folder = PurePosixPath(start or ".")
    for where in (folder, *folder.parents):
        for name in _NAMES:
            yield (where / name).as_posix()


def nearest_file(read: Callable[[str], bytes | None], start: str = "") -> File | None:
    """The nearest configuration file of a tree.

    Args:
        read: gives the content at a path relative to the root, None when there is none. It may read a work
            tree or a commit.
        start: as in `candidates`.

    Returns:
        Content and path; None when the tree has none. A `pyproject.toml` counts only if it speaks of us.
    """
    for path in candidates(start):
        data = read(path)
        if data is not None and (not path.endswith(_NAMES[1]) or _speaks_of_us(data)):
            return data, path
    return None


def same_settings(one: bytes, other: bytes, path: str, other_path: str) -> bool:
    """Whether two files at one path say the same; what else stands in a `pyproject.toml` does not count."""
    if path != other_path:
        return False
    if one == other or not path.endswith(_NAMES[1]):
        return one == other
    try:
        tables = [load_toml(data, path)[0]["tool"]["vedette"] for data in (one, other)]
    except (UsageError, KeyError, TypeError):
        return False
    return bool(tables[0] == tables[1])


def tree_reader(root: Path) -> Callable[[str], bytes | None]:
    """A `read` for `nearest_file` over a folder, which follows no link, not of a folder within it either."""

    def read(path: str) -> bytes | None:
        folders = PurePosixPath(path).parents
        if any((root / folder).is_symlink() for folder in folders if folder.parts):
            return None
        return read_regular(root / path, path, follow=False)

    return read


def user_path() -> Path:
    """Where the user's own configuration file is, if there is one.

    Raises:
        WorldError: the user has no home.
    """
    from platformdirs import user_config_path

    try:
        return user_config_path("vedette", appauthor=False) / "config.toml"
    except RuntimeError:
        raise WorldError("this user has no home folder", help="set HOME") from None


def user_file() -> File | None:
    """Content and path of the user's configuration file; None when there is none.

    Raises:
        UsageError: it is there and cannot be read.
    """
    try:
        path = user_path()
    except WorldError:
        return None
    data = read_regular(path, str(path), follow=True)
    return None if data is None else (data, str(path))


def read_regular(path: Path, name: str, *, follow: bool) -> bytes | None:
    """Content of a regular file, up to a byte more than a settings file may have; None when there is none.

    Args:
        path: of the file.
        name: for messages.
        follow: whether the last part of the path may be a link.

    Raises:
        UsageError: it is there and cannot be read.
    """
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | (0 if follow else getattr(os, "O_NOFOLLOW", 0))
    try:
        handle = os.open(path, flags)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise UsageError(
            f"the configuration file {name} cannot be read: {error.strerror}",
            help="make it a regular file that you may read; a link in a scanned tree is not followed",
        ) from None
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise UsageError(f"the configuration file {name} is not a regular file")
        return file.read(LARGEST + 1)


def _speaks_of_us(data: bytes) -> bool:
    """The cheap question first: most `pyproject.toml` need not be parsed."""
    if _MARK not in data:
        return False
    try:
        tool = load_toml(data, _NAMES[1])[0].get("tool", {})
    except UsageError:
        return b"tool.vedette" in data
    return isinstance(tool, dict) and "vedette" in tool
