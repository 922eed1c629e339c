"""Where the database of advisories is; apart from all that opens it, since every scan asks."""

from __future__ import annotations

import os

from vedette.model.errors import WorldError


def default_path() -> str:
    """`intel.db` in the user's data folder.

    Raises:
        WorldError: the user has no home.
    """
    import platformdirs

    try:
        return os.path.join(platformdirs.user_data_dir("vedette", appauthor=False), "intel.db")
    except RuntimeError:
        raise WorldError(
            "this user has no home folder to keep advisories in", help="set HOME, or VEDETTE_INTEL"
        ) from None
