"""Did you mean: the known name nearest to one that is not known."""

from __future__ import annotations

from collections.abc import Iterable

_LONGEST = 100  # difflib is quadratic, and the word may come from a hostile file


def nearest(word: str, choices: Iterable[str], cutoff: float = 0.6) -> str:
    """The choice most like a word.

    Args:
        word: what somebody wrote.
        choices: what they could have meant.
        cutoff: how alike it must be, from 0 to 1.

    Returns:
        The choice; "" when none is near.
    """
    if len(word) > _LONGEST:
        return ""
    # Only for a mistake: a commit hook waits for each module.
    from difflib import get_close_matches

    spelled = {choice.lower(): choice for choice in choices}
    found = get_close_matches(word.lower(), list(spelled), n=1, cutoff=cutoff)
    return spelled[found[0]] if found else ""


def did_you_mean(word: str, choices: Iterable[str], otherwise: str = "") -> str:
    """A help sentence for a word that is not known; `otherwise` when no choice is near it."""
    found = nearest(word, choices)
    return f'did you mean "{found}"?' if found else otherwise
