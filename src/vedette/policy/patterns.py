"""Path patterns in gitignore syntax, as owners, services and exclusions use them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from vedette.model.errors import UsageError

T = TypeVar("T")

# What `re` may try on one name grows by a power with each star: two stay cheap on the longest name there is.
_CHEAP_STARS = 2
# No path is longer than a few of these; compiling a pattern recurses with its length.
_LONGEST = 1000


def matcher(patterns: Sequence[str]) -> Callable[[str], bool]:
    """Compile patterns once.

    Args:
        patterns: in gitignore syntax, of which the last that matches counts; `!` negates.

    Returns:
        A function from a path (relative, `/` between parts) to whether it matches.

    Raises:
        UsageError: a pattern is not valid, or longer than 1,000 characters.
    """
    if not patterns:
        return lambda _path: False
    for pattern in patterns:
        if len(pattern) > _LONGEST:
            raise UsageError(
                f"the pattern {pattern[:40]!r}… has {len(pattern)} characters",
                help=f"a path pattern may have {_LONGEST} at most",
            )
    # Costs 40 ms to import, so only those who write patterns pay for it.
    from pathspec import GitIgnoreSpec

    # The best back end is linear, and takes some milliseconds to compile a single pattern.
    backend = "best" if any(map(is_costly, patterns)) else "simple"
    try:
        return GitIgnoreSpec.from_lines(patterns, backend=backend).match_file
    except (ValueError, RecursionError) as error:
        raise UsageError("a path pattern is not valid", help=f"it says: {error}") from error


def is_costly(pattern: str) -> bool:
    """Whether a pattern has so many stars that matching it plainly could take very long."""
    return pattern.replace("**", "*").count("*") > _CHEAP_STARS


def last_match(table: Iterable[tuple[Callable[[str], bool], T]], path: str) -> T | None:
    """The value of the last entry whose matcher accepts the path; None when there is none."""
    found = None
    for matches, value in table:
        if matches(path):
            found = value
    return found
