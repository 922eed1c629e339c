"""Who of those that history names can be asked to mend something: neither a machine nor somebody who left."""

from __future__ import annotations

import re
from collections.abc import Callable
from fnmatch import translate

from vedette.policy.interface import Asking

# The names under which services and their machines commit.
_BOTS = re.compile(
    r"""
    .*\[bot\] | bot | .*[-_]bot
    | .*(?:dependabot|renovate|github-actions|greenkeeper|mergify|allcontributors).*
    | (?:project|group)_\d+_bot.* | (?:gitlab|pre-commit|snyk|semantic-release|copybara|weblate|jenkins).{0,9}
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_MOST_SIGNS = 300


def can_be_asked(asking: Asking) -> Callable[[str, str], bool]:
    """A function from name and address, as a commit gives them, to whether this is somebody to ask.

    Args:
        asking: names and addresses to leave out.
    """
    given = [re.compile(translate(one.lower())) for one in (*asking.bots, *asking.departed)]

    def is_one(name: str, address: str) -> bool:
        name, address = name.strip()[:_MOST_SIGNS], address.strip()[:_MOST_SIGNS]
        local = address.partition("@")[0]
        if not name or _BOTS.fullmatch(name) or _BOTS.fullmatch(local):
            return False
        return not any(one.match(text.lower()) for one in given for text in (name, address))

    return is_one
