"""Where a repository is, found by looking at files: git is not run for it, and nothing of it is believed."""

from __future__ import annotations

import os
import stat
from urllib.parse import urlsplit

from msgspec import Struct
from msgspec.structs import replace

from vedette.model.coverage import Skip
from vedette.sources.git.configuration import parse
from vedette.sources.git.stores import check_store
from vedette.sources.shared import failed, read_regular

_POINTER_BYTES = 64 * 1024
_CONFIG_BYTES = 1024 * 1024
_PORTS = {22, 80, 443, 9418}
# What git itself keeps at the top of a bare repository; anything beside it is not ours to pass over silently.
_BARE_NAMES = frozenset(
    {
        "HEAD",
        "FETCH_HEAD",
        "ORIG_HEAD",
        "MERGE_HEAD",
        "COMMIT_EDITMSG",
        "branches",
        "config",
        "config.worktree",
        "description",
        "gc.log",
        "gc.pid",
        "gitdir",
        "commondir",
        "hooks",
        "index",
        "info",
        "lfs",
        "logs",
        "modules",
        "objects",
        "packed-refs",
        "refs",
        "reftable",
        "shallow",
        "svn",
        "worktrees",
    }
)


class Layout(Struct, frozen=True, kw_only=True):
    """The parts of a repository.

    Attributes:
        worktree: absolute path of the work tree; "" for a bare repository.
        gitdir: what belongs to this work tree (HEAD, index); "" when it cannot be used.
        common: what all work trees share (refs, config); the same as `gitdir` mostly.
        objects: the object store; "" when it cannot be used.
        object_format: `sha1` or `sha256`.
        origin: URL of the remote `origin`, as it stands in the config; it may hold credentials.
        troubles: what is wrong, as skips that the source has to report.
        notes: what a person should know.
    """

    worktree: str
    gitdir: str
    common: str = ""
    objects: str = ""
    object_format: str = "sha1"
    origin: str = ""
    troubles: tuple[Skip, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def identity(self) -> str:
        """The normalised origin, else the path."""
        return normalise_origin(self.origin) or f"path:{self.worktree or self.gitdir}"


def locate(start: str) -> Layout | None:
    """The repository at a path or above it.

    Args:
        start: absolute path of a folder.

    Returns:
        The nearest repository; None if there is none.
    """
    if not os.path.lexists(os.path.join(start, ".git")) and _is_gitdir(start):
        return _bare(start)
    folder = start
    while True:
        found = at(folder)
        above = os.path.dirname(folder)
        if found or above == folder:
            return found
        folder = above


def at(folder: str) -> Layout | None:
    """The repository whose work tree is exactly this folder; None if it is none."""
    dotgit = os.path.join(folder, ".git")
    try:
        mode = os.stat(dotgit).st_mode
    except (OSError, ValueError):
        return None
    if stat.S_ISDIR(mode):
        if not os.access(dotgit, os.R_OK | os.X_OK):
            return Layout(worktree=folder, gitdir="", troubles=(_trouble("`.git` cannot be read"),))
        if not _is_gitdir(dotgit):
            return None
        return (
            _confirmed(folder, os.path.realpath(dotgit))
            if os.path.islink(dotgit)
            else _layout(folder, dotgit)
        )
    if stat.S_ISREG(mode):
        return _follow(folder, dotgit)
    return Layout(worktree=folder, gitdir="", troubles=(_trouble("`.git` is neither a folder nor a file"),))


def normalise_origin(url: str) -> str:
    """`host/path` of a remote URL: no scheme, credentials, query, usual port or `.git`; "" if it has no host.

    >>> normalise_origin("ssh://git@Example.ORG:22/team/shop.git")
    'example.org/team/shop'
    >>> normalise_origin("git@example.org:team/shop.git")
    'example.org/team/shop'
    """
    url = "".join(char for char in url.strip() if char.isprintable() and not char.isspace())
    if "://" not in url:
        host, colon, path = url.partition(":")
        if not colon or "/" in host:
            return ""
        host = host.rpartition("@")[2].lower()
    else:
        try:
            parts = urlsplit(url)
            host, port = (parts.hostname or "").lower(), parts.port
        except ValueError:
            return ""
        path = parts.path
        if port and port not in _PORTS:
            host = f"{host}:{port}"
    path = path.split("?")[0].split("#")[0].strip("/").removesuffix(".git").strip("/")
    return f"{host}/{path}" if host and path else ""


def _is_gitdir(folder: str) -> bool:
    common = os.path.isfile(os.path.join(folder, "commondir"))
    return os.path.lexists(os.path.join(folder, "HEAD")) and (
        common or all(os.path.isdir(os.path.join(folder, name)) for name in ("objects", "refs"))
    )


def _bare(folder: str) -> Layout:
    """A git folder that was named itself: a bare clone, or the `.git` of a work tree or submodule."""
    layout = _layout("", folder)
    known = os.path.basename(folder) == ".git" or "/.git/" in folder
    beside = [] if known else sorted(set(os.listdir(folder)) - _BARE_NAMES)
    skips = [failed(name, "beside-repository", "it is no part of a bare repository") for name in beside]
    return replace(layout, troubles=(*layout.troubles, *skips))


def _follow(folder: str, dotgit: str) -> Layout:
    try:
        text = os.fsdecode(read_regular(dotgit, _POINTER_BYTES))
    except OSError:
        return Layout(worktree=folder, gitdir="", troubles=(_trouble("`.git` cannot be read"),))
    target = text.removeprefix("gitdir:").strip()
    gitdir = os.path.normpath(os.path.join(folder, target))
    if not text.startswith("gitdir:") or "\0" in target or not _is_gitdir(gitdir):
        detail = (
            "the folder that `.git` points to is no repository: mend the link, or run `git worktree repair`"
        )
        return Layout(worktree=folder, gitdir="", troubles=(_trouble(detail),))
    return _confirmed(folder, gitdir)


def _confirmed(folder: str, gitdir: str) -> Layout:
    if _points_back(gitdir, folder):
        return _layout(folder, gitdir)
    # Without this, a hostile tree could have another repository's content scanned as its own.
    detail = (
        "`.git` points to a repository that does not point back: if it is yours, set `core.worktree` in that "
        "repository's config, or run `git worktree repair`"
    )
    return Layout(worktree=folder, gitdir="", troubles=(failed(".git", "repository-unconfirmed", detail),))


def _points_back(gitdir: str, folder: str) -> bool:
    folder = os.path.realpath(folder)
    if os.path.realpath(gitdir).startswith(folder + "/"):
        return True
    backlink = _line(os.path.join(gitdir, "gitdir"))
    named = [os.path.dirname(os.path.join(gitdir, backlink))] if backlink else []
    for name in ("config", "config.worktree"):
        value = _config(os.path.join(gitdir, name)).get(("core", "", "worktree"))
        if value:
            named.append(os.path.join(gitdir, value))
    return any(os.path.realpath(path) == folder for path in named)


def _layout(worktree: str, gitdir: str) -> Layout:
    common, troubles = _common(gitdir)
    config = _config(os.path.join(common, "config"))
    objects = os.path.join(common, "objects")
    wrong = check_store(objects)
    if wrong:
        troubles.append(failed(".git/objects", "objects-unreadable", wrong))
    object_format = config.get(("extensions", "", "objectformat"), "sha1").lower()
    if object_format not in {"sha1", "sha256"}:
        troubles.append(failed(".git/config", "object-format-unknown", "neither sha1 nor sha256"))
    notes = []
    if common != gitdir:
        notes.append("a linked work tree: refs and objects are read from the main repository")
    if any(key[0] == "remote" and key[2] in {"promisor", "partialclonefilter"} for key in config):
        notes.append("a partial clone: blobs that are not here are not fetched")
    return Layout(
        worktree=worktree,
        gitdir=gitdir,
        common=common,
        objects="" if wrong else objects,
        object_format=object_format,
        origin=config.get(("remote", "origin", "url"), ""),
        troubles=tuple(troubles),
        notes=tuple(notes),
    )


def _common(gitdir: str) -> tuple[str, list[Skip]]:
    """The folder that a linked work tree shares; only one that holds this very `worktrees/NAME`."""
    shared = _line(os.path.join(gitdir, "commondir"))
    if not shared:
        return gitdir, []
    common = os.path.normpath(os.path.join(gitdir, shared))
    if os.path.dirname(os.path.realpath(gitdir)) == os.path.join(os.path.realpath(common), "worktrees"):
        return common, []
    detail = "`commondir` points to a repository that this work tree does not belong to"
    return gitdir, [failed(".git/commondir", "repository-unconfirmed", detail)]


def _trouble(detail: str) -> Skip:
    return failed(".git", "repository-unreadable", detail)


def _line(path: str) -> str:
    try:
        line = os.fsdecode(read_regular(path, _POINTER_BYTES)).strip()
    except (OSError, ValueError):
        return ""
    return "" if "\0" in line else line


def _config(path: str) -> dict[tuple[str, str, str], str]:
    try:
        return parse(read_regular(path, _CONFIG_BYTES).decode("utf-8", "replace"))
    except (OSError, ValueError):
        return {}
