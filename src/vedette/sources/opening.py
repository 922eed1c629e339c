"""Opens what a user names: a repository at the path or above it, else the plain folder."""

from __future__ import annotations

import os
from pathlib import Path

from vedette.model.errors import NothingToExamineError
from vedette.sources.git.layout import locate
from vedette.sources.git.repository import GitSource
from vedette.sources.interface import Source
from vedette.sources.shared import kind_of
from vedette.sources.tree import FolderSource


def open_source(path: Path, *, max_file_bytes: int) -> Source:
    """Opens the source that a path names.

    A folder or file within a repository is scanned alone, its paths relative to the repository's root.

    Args:
        path: a folder or a file; links in it are followed, as the user named them.
        max_file_bytes: a larger file is a failed skip.

    Returns:
        A repository if there is one at the path or above it, else a plain folder.

    Raises:
        NothingToExamineError: there is no such path.
        WorldError: it is a repository and git is missing or too old.
    """
    try:
        full = path.resolve(strict=True)
        status = full.stat()
    except (OSError, RuntimeError) as error:
        raise NothingToExamineError(f"{path} does not exist or cannot be reached") from error
    is_folder = kind_of(status.st_mode) == "folder"
    folder = str(full if is_folder else full.parent)
    layout = locate(folder)
    if layout is None:
        return FolderSource(folder, max_file_bytes, only="" if is_folder else full.name)
    scope = ""
    if layout.worktree:
        scope = os.path.relpath(full, layout.worktree)
    return GitSource(layout, max_file_bytes, scope="" if scope == "." else scope)
