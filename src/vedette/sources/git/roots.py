"""The commits that a history begins with: what two clones of one project share, whatever their addresses."""

from __future__ import annotations

from vedette.model.errors import WorldError
from vedette.sources.git.door import Door, DoorError
from vedette.sources.git.layout import locate
from vedette.sources.git.refs import read_refs

_SECONDS = 30.0
_MOST = 16


def roots(folder: str) -> tuple[str, ...]:
    """Ids of the first commits of what is checked out, at most 16.

    Args:
        folder: absolute path of a folder of the repository.

    Returns:
        In order; () where there is no history, or not all of it is here: where it was cut is no beginning.
    """
    layout = locate(folder)
    if layout is None or not layout.gitdir or not layout.objects:
        return ()
    try:
        with Door(layout, timeout=_SECONDS) as door:
            door.lay_refs(read_refs(layout))
            if door.shallow:
                return ()
            found = door.run("rev-list", "--max-parents=0", f"--max-count={_MOST}", "HEAD")
    except (DoorError, WorldError, OSError):
        return ()
    return tuple(sorted(found.decode("ascii", "replace").split()))
