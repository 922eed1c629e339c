"""Opens what a user names: a repository at the path or above it, an archive, else the plain folder.

What a run does not need is not imported: a commit hook waits for each module.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from vedette.model.errors import NothingToExamineError, UsageError
from vedette.sources.git.layout import Layout, locate
from vedette.sources.interface import Memory, Source
from vedette.sources.shared import kind_of


def open_source(path: Path, *, max_file_bytes: int, memory: Memory | None = None) -> Source:
    """Opens the source that a path names.

    A folder or file within a repository is scanned alone, its paths relative to the repository's root.

    Args:
        path: a folder, a file or an archive; links in it are followed, as the user named them.
        max_file_bytes: a larger file is a failed skip.
        memory: keeps what the source wants to know again in the next run; None to keep nothing.

    Returns:
        An archive's content; a repository if there is one at the path or above it; else a plain folder.

    Raises:
        NothingToExamineError: there is no such path.
        WorldError: it is a repository and git is missing or too old.
    """
    full, is_folder = _resolved(path)
    if not is_folder:
        from vedette.sources.archive.form import form_of_file

        if form_of_file(str(full)):
            from vedette.sources.archive.source import ArchiveSource

            return ArchiveSource(str(full), max_file_bytes)
    folder = str(full if is_folder else full.parent)
    layout = locate(folder)
    if layout is None:
        from vedette.sources.tree import FolderSource

        return FolderSource(folder, max_file_bytes, only=() if is_folder else (full.name,))
    from vedette.sources.git.repository import GitSource

    scope = _inside(full, layout)
    return GitSource(layout, max_file_bytes, scope=(scope,) if scope else (), memory=memory)


def open_paths(paths: Sequence[Path], *, max_file_bytes: int, memory: Memory | None = None) -> Source:
    """Opens several paths as one source, each file of which is there once.

    Args:
        paths: folders and files of one repository, or of none; an archive among them stays one file.
        max_file_bytes: a larger file is a failed skip.
        memory: as for `open_source`; what several paths make together is not remembered.

    Raises:
        NothingToExamineError: one of them does not exist.
        UsageError: they lie in different repositories, or have no folder in common.
        WorldError: git is missing or too old.
    """
    if len(paths) == 1:
        return open_source(paths[0], max_file_bytes=max_file_bytes, memory=memory)
    named = [_resolved(path) for path in paths]
    layouts: dict[str, Layout | None] = {}
    for full, is_folder in named:
        folder = str(full if is_folder else full.parent)
        if folder not in layouts:
            layouts[folder] = locate(folder)
    roots = {(layout.worktree or layout.gitdir) if layout else "" for layout in layouts.values()}
    if len(roots) > 1:
        shown = " and ".join(sorted(root or "no repository" for root in roots)[:3])
        raise UsageError(f"the paths lie in {shown}", help="run once for each")
    layout = next(iter(layouts.values()))
    if layout is None:
        return _open_folders(named, max_file_bytes)
    from vedette.sources.git.repository import GitSource

    scopes = {_inside(full, layout) for full, _ in named}
    return GitSource(layout, max_file_bytes, scope=() if "" in scopes else tuple(sorted(scopes)))


def open_staged(path: Path, *, max_file_bytes: int, index_file: str = "") -> Source:
    """Opens what is staged in the repository at or above a path.

    Args:
        path: the repository, or the folder or file of it to keep to; a file need not exist any more.
        max_file_bytes: a larger blob is a failed skip.
        index_file: the index that git says it commits from (`GIT_INDEX_FILE`); "" for the usual one. One
            outside of the repository's own folder is not read.

    Raises:
        UsageError: there is no repository, or it has no work tree.
        WorldError: git is missing or too old.
    """
    from vedette.sources.git.staged import StagedSource

    full = _unfollowed(path)
    layout = locate(str(full if full.is_dir() and not full.is_symlink() else full.parent))
    if layout is None or not layout.worktree:
        raise UsageError(f"{path} lies in no git repository with a work tree", help="--staged needs one")
    index = _index_name(index_file, layout)
    scope = _inside(full, layout)
    return StagedSource(layout, max_file_bytes, scope=(scope,) if scope else (), index=index)


def open_text(name: Path, data: bytes, *, max_file_bytes: int) -> Source:
    """Opens a text as if it stood at a path.

    Args:
        name: the path; it need not exist.
        data: the text's bytes.
        max_file_bytes: a larger text is a failed skip.
    """
    from vedette.sources.single import SingleSource

    full = _unfollowed(name)
    folder = full.parent
    while not folder.is_dir() and folder != folder.parent:
        folder = folder.parent
    layout = locate(str(folder))
    if layout is None or not layout.worktree:
        return SingleSource(str(folder), full.relative_to(folder).as_posix(), data, max_file_bytes)
    return SingleSource(
        layout.worktree, _inside(full, layout), data, max_file_bytes, identity=layout.identity
    )


def _resolved(path: Path) -> tuple[Path, bool]:
    """The path without links, and whether it is a folder."""
    try:
        full = path.resolve(strict=True)
        return full, kind_of(full.stat().st_mode) == "folder"
    except (OSError, RuntimeError) as error:
        raise NothingToExamineError(f"{path} does not exist or cannot be reached") from error


def _unfollowed(path: Path) -> Path:
    """The path without links on the way; its last part is not followed and need not exist."""
    try:
        return path.resolve() if path.name in {"", ".."} else path.parent.resolve() / path.name
    except (OSError, RuntimeError, ValueError) as error:
        raise UsageError(f"{path} cannot be reached", help="name a file in a folder that exists") from error


def _inside(full: Path, layout: Layout) -> str:
    if not layout.worktree:
        return ""
    scope = os.path.relpath(full, layout.worktree)
    return "" if scope == "." else scope


def _open_folders(named: Sequence[tuple[Path, bool]], max_file_bytes: int) -> Source:
    from vedette.sources.tree import FolderSource

    root = os.path.commonpath([full if is_folder else full.parent for full, is_folder in named])
    if os.path.dirname(root) == root:
        raise UsageError("the paths have no folder in common", help="run once for each")
    inside = {os.path.relpath(full, root) for full, _ in named}
    return FolderSource(root, max_file_bytes, only=() if "." in inside else tuple(sorted(inside)))


def _index_name(given: str, layout: Layout) -> str:
    """Name of the index within the repository's own folder; "" for one that lies elsewhere."""
    if not given:
        return "index"
    gitdir = os.path.realpath(layout.gitdir) if layout.gitdir else ""
    folder, name = os.path.split(os.path.abspath(given))
    inside = bool(gitdir) and os.path.realpath(folder) == gitdir
    return name if inside and not os.path.islink(os.path.join(folder, name)) else ""
