"""The `.mailmap` of a commit: by it git knows people by one name, whatever name a commit of theirs has."""

from __future__ import annotations

from vedette.sources.git.door import Door, DoorError

_MOST_BYTES = 1024 * 1024


def mailmap_option(door: Door, commit: str) -> tuple[str, ...]:
    """What to give git before its command; () without such a file. A link is none, and is not followed.

    Args:
        door: to the repository.
        commit: whose file counts; never the work tree's.
    """
    try:
        told = door.run("ls-tree", "-z", "-l", "--full-tree", commit, "--", ".mailmap")
        mode, _, blob, size = told.partition(b"\t")[0].decode("ascii").split()
        usable = mode.startswith("100") and int(size) <= _MOST_BYTES
    except (DoorError, ValueError):
        return ()
    return ("-c", f"mailmap.blob={blob}") if usable else ()
