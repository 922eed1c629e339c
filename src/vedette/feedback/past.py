"""Where a finding of history came from and what still leads to it, in words."""

from __future__ import annotations

from vedette.feedback import neutral
from vedette.feedback.headline import plural
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


def audience(finding: Finding) -> str:
    """Who could have seen a finding of history: a clause, "" where nobody looked. Names are neutralised."""
    trail = finding.trail
    known = trail.exposure if trail else None
    if known is None:
        return ""
    refs = [plural(known.branches, "branch", "branches")] if known.branches else []
    refs += [plural(known.tags, "tag")] if known.tags else []
    names = f" ({', '.join(map(_name, known.names))})" if known.names else ""
    parts = [f"whoever has {' or '.join(refs)}{names}" if refs else "nobody by a branch or tag that is here"]
    if known.remotes:
        where = f", {_name(known.origin)}: if that is public, everybody" if known.origin else ""
        parts.append(f"it was pushed to {', '.join(map(_name, known.remotes))}{where}")
    else:
        parts.append("no branch of a remote that is known here has it")
    built = plural(known.people, "author has", "authors have")
    parts.append(f"{built} made that commit or ones on top of it")
    return "; ".join((*parts, "forks, other clones and caches are not known here"))


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
        "couldHaveSeen": audience(finding),
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
