"""The folder in which the door lays its private repository."""

from __future__ import annotations

import os
import tempfile

from vedette.model.errors import WorldError

_SYSTEM = ("/tmp", "/var/tmp", "/usr/tmp")  # noqa: S108 - only compared with
_NAMED = ("TMPDIR", "TEMP", "TMP")
_HELP = "set TMPDIR to a folder with room for some megabytes"

# All that git is to know in there: nothing of it runs a program or leaves the machine.
CONFIG = """\
[core]
\trepositoryformatversion = 1
\tbare = false
\thooksPath = /dev/null
\tfsmonitor = false
\tattributesFile = /dev/null
\texcludesFile = /dev/null
\tcommitGraph = false
\tmultiPackIndex = false
\tuntrackedCache = false
\tbigFileThreshold = 32m
\tpager = cat
[extensions]
\tobjectFormat = {object_format}
[gc]
\tauto = 0
[credential]
\thelper =
"""


def private_folder() -> str:
    """A new folder that only this user can read.

    Raises:
        WorldError: no folder for temporary files can be had. Python would fall back to the current folder,
            which may be the scanned tree, so that does not count as one.
    """
    try:
        if _fallen_back(tempfile.gettempdir()):
            raise WorldError("no folder for temporary files can be had but the current one", help=_HELP)
        return tempfile.mkdtemp(prefix="vedette-git-")
    except OSError as error:
        message = f"no folder for temporary files can be had: {error.strerror}"
        raise WorldError(message, help=_HELP) from error


def _fallen_back(chosen: str) -> bool:
    named = [os.environ[name] for name in _NAMED if os.environ.get(name)]
    real = os.path.realpath(chosen)
    return real == os.path.realpath(os.curdir) and real not in map(os.path.realpath, (*_SYSTEM, *named))
