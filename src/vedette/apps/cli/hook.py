"""The git hook that `vedette init --hook` writes: where it goes, what it says, what it never touches."""

from __future__ import annotations

import os
import shlex
import stat
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from vedette.model.errors import UsageError, WorldError
from vedette.sources.git.configuration import parse
from vedette.sources.git.layout import Layout, locate
from vedette.sources.shared import read_regular

# For a hook that is somebody else's: stops for a blocked gate and for nothing else.
LINE = "vedette scan --staged || [ $? -ne 1 ] || exit 1"
_NAME = "pre-commit"
_MODE = 0o755
_BYTES = 1024 * 1024
_INCLUDES = (
    "git's configuration includes files that were not read: if `git rev-parse --git-path hooks` names another"
    " folder, git does not see this hook"
)
_MARK = b"# vedette: "
# The interpreter comes before PATH, and with -P: neither `node_modules/.bin` nor a module of the tree is run.
# Python itself ends with 1 when it cannot import what it needs, so a 1 is asked again before it counts.
_SCRIPT = """\
#!/bin/sh
# vedette: pre-commit hook, written by `vedette init --hook`. Remove this file to be rid of it.
# It stops a commit that the gate blocks (exit code 1), or an interrupted one. If vedette is missing or
# broken, it says so and lets the commit through: CI judges the change again.
python={python}

examine() {{
    if [ -x "$python" ]; then
        "$python" -P -m vedette scan --staged "$@"
    else
        vedette scan --staged "$@"
    fi
}}

examine
code=$?
case $code in
    0) exit 0 ;;
    1) examine --help >/dev/null 2>&1 && exit 1 ;;
    130) exit 130 ;;
esac
echo "vedette: warning: no verdict on this commit (exit code $code), and it goes through" >&2
echo "vedette: help: run 'vedette doctor', or remove this hook and run 'vedette init --hook' again" >&2
exit 0
"""


class Installed(Struct, frozen=True):
    """The hook as it stands.

    Attributes:
        path: where it is.
        fresh: it was written now, and was not there before.
        note: what the owner should check; "" for nothing.
    """

    path: Path
    fresh: bool
    note: str = ""


def install(path: Path, python: str = sys.executable) -> Installed:
    """Writes the hook of the repository at or above a path; one that is there is never changed.

    Args:
        path: a folder in a work tree.
        python: the interpreter that has this package.

    Raises:
        UsageError: there is no work tree, another hook is there, or hooks are kept where only their owner
            should write; the help says which line to add.
        WorldError: it cannot be written.
    """
    layout = locate(os.path.abspath(path))  # noqa: PTH100 - `resolve` would follow links
    if layout is None or not layout.worktree:
        raise UsageError(
            f"{path} is in no work tree of git", help="run `git init` first, or name a folder in one"
        )
    if not layout.gitdir:
        detail = "; ".join(skip.detail for skip in layout.troubles)
        raise UsageError(f"the repository of {path} cannot be used: {detail}")
    folder, note = _folder(layout)
    _refuse_links(folder, Path(layout.common))
    target = folder / _NAME
    wanted = os.fsencode(_SCRIPT.format(python=shlex.quote(python)))
    if os.path.lexists(target):
        _compare(target, wanted)
        return Installed(target, fresh=False, note=note)
    try:
        folder.mkdir(exist_ok=True)
        _write(target, wanted)
    except OSError as error:
        raise WorldError(f"{target} could not be written: {error.strerror}") from error
    return Installed(target, fresh=True, note=note)


def _folder(layout: Layout) -> tuple[Path, str]:
    """The folder that git looks for hooks in, and a note if that is not certain."""
    configured: str | None = None
    note = ""
    for values in _configurations(layout):
        configured = values.get(("core", "", "hookspath"), configured)
        if any(section in {"include", "includeif"} for section, _, _ in values):
            note = _INCLUDES
    if configured is None:
        return Path(layout.common) / "hooks", note
    named = Path(os.path.normpath(Path(layout.worktree) / os.path.expanduser(configured)))  # noqa: PTH111 - may fail
    if _is_within(named, Path(layout.common)):
        return named, ""
    # What husky keeps in `.husky/_` is made anew by each install; its users write one folder above.
    place = named.parent / _NAME if named.parts[-2:] == (".husky", "_") else named / _NAME
    raise UsageError(
        f"core.hooksPath is {configured}: hooks are kept outside of the repository's own folder",
        help=f"add this line to {place}: {LINE}",
    )


def _configurations(layout: Layout) -> Iterator[dict[tuple[str, str, str], str]]:
    """What git would read, the last word last: machine, user, repository, work tree."""
    if not os.environ.get("GIT_CONFIG_NOSYSTEM"):
        yield _read(Path("/etc/gitconfig"))
    given = os.environ.get("GIT_CONFIG_GLOBAL")
    if given is not None:
        yield _read(Path(given))
    else:
        home = Path(os.path.expanduser("~"))  # noqa: PTH111 - `home` raises where there is none
        yield _read(Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config") / "git" / "config")
        yield _read(home / ".gitconfig")
    own = _read(Path(layout.common) / "config")
    yield own
    if own.get(("extensions", "", "worktreeconfig"), "").lower() in {"true", "yes", "on", "1"}:
        yield _read(Path(layout.gitdir) / "config.worktree")


def _read(path: Path) -> dict[tuple[str, str, str], str]:
    with suppress(OSError, ValueError):
        return parse(os.fsdecode(read_regular(str(path), _BYTES)))
    return {}


def _is_within(path: Path, folder: Path) -> bool:
    real, top = os.path.realpath(path), os.path.realpath(folder)
    return real != top and os.path.commonpath((real, top)) == top


def _refuse_links(folder: Path, common: Path) -> None:
    for part in (folder, *folder.parents):
        if part == common:
            return
        if part.is_symlink():
            raise UsageError(
                f"{part} is a link, and a hook is not written through a link",
                help=f"add this line to the {_NAME} hook where the link leads: {LINE}",
            )


def _compare(target: Path, wanted: bytes) -> None:
    """Whether the hook that is there is this very one.

    Raises:
        UsageError: it is another one.
    """
    there = b""
    usable = False
    with suppress(OSError, ValueError):
        status = target.lstat()
        if stat.S_ISREG(status.st_mode):
            there = read_regular(str(target), _BYTES)
            usable = bool(status.st_mode & stat.S_IXUSR) or os.name == "nt"
    if there == wanted and usable:
        return
    if there == wanted:
        raise UsageError(
            f"{target} is there, and git passes it by", help=f"chmod 755 {shlex.quote(str(target))}"
        )
    if _MARK in there:
        message = f"{target} is a hook of another vedette, or was changed, and was left as it is"
        raise UsageError(message, help="remove it and run `vedette init --hook` again")
    help_ = f"add this line to it: {LINE}"
    if b"pre-commit.com" in there:
        help_ = "name vedette in .pre-commit-config.yaml: docs/ci.md shows how"
    raise UsageError(f"{target} is there already and was left as it is", help=help_)


def _write(target: Path, data: bytes) -> None:
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), _MODE)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            if hasattr(os, "fchmod"):
                os.fchmod(file.fileno(), _MODE)
    except BaseException:
        target.unlink(missing_ok=True)
        raise
