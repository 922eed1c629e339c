"""Who is at the keyboard, or started the job: a login name."""

from __future__ import annotations

import getpass
import os

from vedette.model.errors import UsageError

_VARIABLES = ("VEDETTE_ACTOR", "GITHUB_ACTOR", "GITLAB_USER_LOGIN")
_MOST = 100


def actor() -> str:
    """The name by `VEDETTE_ACTOR`, else what CI says, else the user of this machine.

    What follows an `@` is left out: an address is nobody's name.

    Raises:
        UsageError: nobody can be named.
    """
    names = [os.environ.get(name, "") for name in _VARIABLES]
    name = next((name.strip() for name in names if name.strip()), "") or user()
    name = name.lstrip("@").partition("@")[0].strip()[:_MOST]
    if not name or not name.isprintable():
        raise UsageError("nobody can be named who answers for this", help="set VEDETTE_ACTOR to your login")
    return name


def user() -> str:
    """The user of this machine; "" when no account has its number."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):  # usual in containers
        return ""
