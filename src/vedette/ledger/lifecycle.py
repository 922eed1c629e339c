"""The life of a finding: what being seen, or not being seen, does to its state. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from vedette.ledger.interface import Seen
from vedette.model.finding import Finding, State


def seen_again(state: State) -> tuple[State, bool]:
    """State of a known finding that is seen, and whether that re-opens it."""
    if state is State.fixed:
        return State.open, True
    return state, False


def closes(places: Iterable[Finding], state: State, seen: Seen) -> bool:
    """Whether a run that did not see a finding shows that it is fixed.

    What was accepted or dismissed stays so. Gone from one place is not gone: every place has to be shown.

    Args:
        places: the finding at each place where it was last seen.
        state: its state.
        seen: what the run looked at.
    """
    return state is State.open and all(shows_gone(finding, seen) for finding in places)


def shows_gone(finding: Finding, seen: Seen) -> bool:
    """Whether a run that did not see a finding at its place shows that it is not there any more.

    What lies in history (its place has a revision) is not mended by a change to the tree, so silence about
    the tree says nothing of it.
    """
    if not seen.complete or finding.kind not in seen.kinds or finding.place.revision:
        return False
    return finding.place.path in seen.examined or is_gone(finding.place.path, seen)


def is_gone(path: str, seen: Seen) -> bool:
    """Whether a run shows that a path does not exist any more."""
    if not seen.complete or path in seen.present:
        return False
    if not seen.within:
        return True
    return any(_lies_within(path, root) for root in seen.within)


def _lies_within(path: str, root: str) -> bool:
    root = root.rstrip("/")
    return root in {"", "."} or path == root or path.startswith(root + "/")
