"""A change to the policy is itself a finding."""

from __future__ import annotations

import hashlib

from vedette.model.facts import Position
from vedette.model.finding import Finding, Place
from vedette.model.rule import Confidence, Severity


def policy_changed(path: str, before: bytes | None, after: bytes | None) -> Finding | None:
    """The finding that says that a policy file differs from the one at the base.

    Args:
        path: of the policy file.
        before: its content at the base; None when it was not there.
        after: its content now; None when it is gone.

    Returns:
        None when nothing changed.
    """
    if before == after:
        return None
    if before is None:
        what, where = "is new in this change: it was not used", 1
    elif after is None:
        what, where = "is removed by this change: the one at the base was used", 1
    else:
        what = "differs from the base of this change: the one at the base was used"
        where = _first_difference(before, after)
    here = Position(line=where, column=1)
    return Finding(
        rule="policy-changed",
        kind="policy",
        place=Place(path=path, start=here, end=here),
        severity=Severity.medium,
        confidence=Confidence.high,
        message=f"{path} {what}",
        subject=hashlib.sha256(after or b"").hexdigest()[:32],
    )


def _first_difference(before: bytes, after: bytes) -> int:
    old, new = before.splitlines(), after.splitlines()
    for number, (one, other) in enumerate(zip(old, new, strict=False), 1):
        if one != other:
            return number
    return max(1, min(len(new), len(old) + 1))
