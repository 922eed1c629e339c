"""Show the cache of earlier results, or clear it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

from vedette.apps.cli import options as shared
from vedette.apps.cli import terminal
from vedette.feedback.paper import Style
from vedette.model.errors import WorldError
from vedette.work.cache.folder import DEFAULT_BYTES, Folder
from vedette.work.places import cache_dir

_T = TypeVar("_T")
_MIB = 1024 * 1024


@click.group("cache")
def command() -> None:
    """Show the cache of earlier results, or clear it."""


@command.command("show")
def show() -> int:
    """Where the cache is, what lies in it, and how large it may grow."""
    shared.standing().judges = False
    path = _existing()
    sheet = terminal.paper()
    if path is None:
        sheet.line("there is no cache: `vedette scan` makes one")
    else:
        contents = _tried(path, lambda: Folder(str(path)).contents())
        databases = sum(size for _, size in _databases(path))
        sheet.line((Style.place, contents.path))
        sheet.line(f"  snapshots  {contents.snapshots:>7,}  one for each project and rule set")
        sheet.line(
            f"  store      {contents.store_bytes / _MIB:>7.1f} MiB  other branches and earlier versions"
        )
        sheet.line(
            f"  together   {contents.total_bytes / _MIB:>7.1f} MiB  of {DEFAULT_BYTES // _MIB} at most"
        )
        sheet.line(f"  compiled   {databases / _MIB:>7.1f} MiB  pattern databases")
    terminal.show(sheet)
    return 0


@command.command("clear")
def clear() -> int:
    """Remove everything from the cache: the next run examines every file."""
    shared.standing().judges = False
    path = _existing()
    freed = 0 if path is None else _tried(path, lambda: _clear(path))
    sheet = terminal.paper()
    sheet.line(f"{freed / _MIB:,.1f} MiB freed")
    terminal.show(sheet)
    return 0


def _existing() -> Path | None:
    folder = cache_dir()
    return Path(folder) if folder and os.path.isdir(folder) else None  # noqa: PTH112 - a string


def _clear(path: Path) -> int:
    freed = Folder(str(path)).clear()
    for file, size in _databases(path):
        file.unlink(missing_ok=True)
        freed += size
    return freed


def _databases(path: Path) -> list[tuple[Path, int]]:
    return [(file, file.lstat().st_size) for file in path.glob("*.hsdb")]


def _tried(path: Path, action: Callable[[], _T]) -> _T:
    try:
        return action()
    except OSError as error:
        raise WorldError(
            f"the cache {path} cannot be used: {error.strerror or error}",
            help="give yourself access to it, or move it aside: a scan works without it",
        ) from error
