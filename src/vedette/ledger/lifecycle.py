"""The life of a finding: what being seen, or not being seen, does to its state. Pure."""

from __future__ import annotations

from vedette.ledger.interface import Seen
from vedette.model.finding import Finding, State


def seen_again(state: State) -> tuple[State, bool]:
    """State of a known finding that is seen, and whether that re-opens it."""
    if state is State.fixed:
        return State.open, True
    return state, False


def closes(finding: Finding, state: State, seen: Seen) -> bool:
    """Whether a run that did not see a finding shows that it is fixed.

    What was accepted or dismissed stays so. What lies in history (its place has a revision) is not mended
    by a change to the tree, so silence about the tree does not close it.

    Args:
        finding: as it was last seen.
        state: its state.
        seen: what the run looked at.
    """
    if state is not State.open or not seen.complete or finding.kind not in seen.kinds:
        return False
    if finding.place.revision:
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
