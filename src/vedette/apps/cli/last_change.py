"""Who changed the lines of a finding last: for a person who asks, in the repository they are in."""

from __future__ import annotations

from pathlib import Path

from vedette.apps.cli import options as shared
from vedette.ledger.interface import FindingHistory
from vedette.model.errors import NothingToExamineError, UsageError, WorldError
from vedette.model.finding import State


def last_change(history: FindingHistory) -> str:
    """A name; "" for a finding that is owned, not open, of another project, or where nobody is known."""
    tracked = history.tracked
    if tracked.owner or tracked.state is not State.open:
        return ""
    from vedette.work.last_people import last_to_change
    from vedette.work.plan import make_plan

    try:
        plan = make_plan(shared.request(Path(), shared.RunOptions(), {}))
        return last_to_change(plan, tracked) if plan.run.project == history.project else ""
    except (UsageError, WorldError, NothingToExamineError):
        return ""  # the life of a finding is told anywhere
