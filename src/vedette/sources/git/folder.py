"""What stands directly in a folder of a commit."""

from __future__ import annotations

import os

from vedette.model.errors import WorldError
from vedette.sources.git.door import Door, DoorError
from vedette.sources.git.layout import Layout

_MOST = 1_000


def listed(layout: Layout, commit: str, folder: str, timeout: float) -> tuple[str, ...]:
    """Paths of the regular files in a folder, at most 1,000.

    Args:
        layout: of the repository.
        commit: full id.
        folder: relative to the root.
        timeout: seconds for git.

    Raises:
        WorldError: the commit cannot be read.
    """
    try:
        with Door(layout, timeout=timeout) as door:
            found = door.run("ls-tree", "-z", "--full-tree", commit, "--", f"{folder}/")
    except DoorError as error:
        raise WorldError(
            f"{folder}/ at {commit[:12]} cannot be read: {error.detail}",
            help="make a full clone, or fetch the base of the change",
        ) from error
    lines = (line.partition(b"\t") for line in found.split(b"\0") if line)
    paths = [os.fsdecode(name) for head, _, name in lines if head.startswith(b"100")]
    return tuple(paths[:_MOST])
