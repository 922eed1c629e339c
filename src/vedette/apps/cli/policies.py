"""The policy that a verb tries: the one in force, or a file on trial."""

from __future__ import annotations

from pathlib import Path

import click

from vedette.apps.cli import options as shared
from vedette.model.errors import UsageError
from vedette.rulebook import known_names
from vedette.settings.extends import of_tree, of_user
from vedette.settings.files import nearest_file, tree_reader, user_file
from vedette.settings.interface import Settings
from vedette.settings.layer import LARGEST
from vedette.settings.merge import TreeFile, resolve

policy_option = click.option(
    "--policy",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Try this settings file in place of the project's own; nothing else changes.",
)


def on_trial(path: Path | None) -> TreeFile | None:
    """A settings file that the user names; None when none is named.

    Raises:
        UsageError: it cannot be read.
    """
    if path is None:
        return None
    try:
        with path.open("rb") as file:
            return of_user((file.read(LARGEST + 1), str(path)))
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise UsageError(f"{path} cannot be read: {why}", help="name a settings file") from None


def effective(path: Path, trial: TreeFile | None) -> tuple[Settings, str]:
    """The settings for a path as the work tree has them, or with a file on trial in its place.

    Args:
        path: a folder or file; must exist.
        trial: as `on_trial` gives it.

    Returns:
        The settings, and where the policy is from, for people.

    Raises:
        UsageError: the path does not exist, or a file is wrong.
    """
    shared.must_exist(path)
    tree = trial
    if tree is None:
        tree = work_tree_file(*root_of(path))
    settings = resolve(
        cli={},
        env=shared.environment(),
        tree=tree,
        user=of_user(user_file()),
        known=known_names(),
    )
    return settings, tree.origin if tree else "the default policy"


def root_of(path: Path) -> tuple[Path, str]:
    """The root of the repository that a path is in, and the path's folder relative to it."""
    folder = Path(path.resolve())
    folder = folder if folder.is_dir() else folder.parent
    root = next((one for one in (folder, *folder.parents) if (one / ".git").exists()), folder)
    return root, folder.relative_to(root).as_posix()


def work_tree_file(root: Path, start: str) -> TreeFile | None:
    """The settings file that counts in a folder of a work tree, with what it extends."""
    read = tree_reader(root)
    found = nearest_file(read, start)
    return of_tree(found and TreeFile(*found), read)
