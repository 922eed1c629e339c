"""Where a finding of history came from and what still leads to it, in words."""

from __future__ import annotations

from vedette.feedback import neutral
from vedette.model.finding import Finding, Reach, Trail

_MOST_NAME = 80
_ADVICE = "; revoke it, and if the branch has not been pushed, rewrite it so that the commit never leaves"


def words(finding: Finding, *, introduced: bool = False) -> str:
    """One clause without a full stop; "" for a finding of the current tree. Names in it are neutralised.

    Args:
        finding: any finding.
        introduced: the change under judgement made the commit.
    """
    trail = finding.trail
    if trail is None:
        return ""
    if not trail.since:
        return f"in no commit, only in the object store as blob {finding.place.revision[:12]}"
    by = f" by {_name(trail.author)}" if trail.author else ""
    was = f" as {_name(trail.was)}" if trail.was else ""
    commit = f"commit {finding.place.revision[:12]}"
    if introduced:
        gone = f"removed again in commit {trail.removed[:12]}" if trail.removed else "no longer in the tree"
        return f"in {commit} of this change{by}, {gone}{_ADVICE}"
    return f"in history since {trail.since[:10]}, {commit}{by}{was}; {_now(trail)}"


def fields(finding: Finding) -> dict[str, str]:
    """The trail as properties of a report; {} for a finding of the current tree."""
    trail = finding.trail
    if trail is None:
        return {}
    return {
        "committed": trail.since,
        "author": trail.author,
        "committedAs": trail.was,
        "reach": str(trail.reach),
        "ref": trail.ref,
        "removedBy": trail.removed,
        "removed": trail.removed_on,
    }


def _now(trail: Trail) -> str:
    if trail.reach is Reach.tree:
        return "still in the current tree"
    removed = f"removed on {trail.removed_on[:10]} in commit {trail.removed[:12]}" if trail.removed else ""
    if trail.reach is Reach.ref:
        return f"{removed or 'not in the current tree'}, but reachable from {_name(trail.ref)}"
    if trail.ref:
        return f"only the {_name(trail.ref)} leads to it"
    return "unreachable: no branch or tag leads to it"


def _name(text: str) -> str:
    return neutral.clip(neutral.visible(text), _MOST_NAME)
