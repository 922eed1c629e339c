"""Changes: what a run, matched with what was known, alters about each finding. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import Raw, Struct

from vedette.ledger import identity, lifecycle, projection, stored
from vedette.ledger.interface import Seen
from vedette.ledger.journal import Item, SeenSet
from vedette.ledger.projection import FindingRow
from vedette.model.finding import Finding, State, Tracked
from vedette.model.verdict import Disposition, Judgement, Verdict


class Matched(Struct, frozen=True, kw_only=True):
    """What matching found out.

    Attributes:
        tracked: the findings of the run.
        before: for each of them its row until now; None for a new one.
        missed: known findings that the run did not see.
        seen: what the run looked at.
    """

    tracked: Sequence[Tracked]
    before: Sequence[FindingRow | None]
    missed: Sequence[tuple[FindingRow, Finding]]
    seen: Seen

    def seen_items(self, verdict: Verdict) -> list[Item]:
        """What changed about the findings seen; no item for one that is as it was."""
        judged = {judgement.tracked.id: judgement for judgement in verdict.judgements}
        items = [
            _seen_item(row, tracked, judged.get(tracked.id))
            for row, tracked in zip(self.before, self.tracked, strict=True)
        ]
        return [item for item in items if item is not None]

    def closing_items(self) -> list[Item]:
        """The known findings that are fixed, since they were looked for and not seen."""
        return [
            Item(id=row.id, events=(projection.FIXED,), state=State.fixed)
            for row, finding in self.missed
            if lifecycle.closes((finding,), State(row.state), self.seen)
        ]

    def mended(self, removed: Sequence[Finding] | None, project: str) -> list[Tracked]:
        """What is gone, as `Session.mended` says it."""
        rows = {_name(finding): row for row, finding in self.missed}
        found: list[tuple[FindingRow | None, Finding]] = (
            list(self.missed)
            if removed is None
            else [(rows.get(_name(finding)), finding) for finding in removed]
        )
        # With a base the ledger may know already that it is fixed: an earlier run over the change saw that.
        again = removed is not None
        gone = [(row, finding) for row, finding in found if self._closes(row, finding, again=again)]
        gone.sort(key=lambda item: (item[1].place, item[1].rule, item[1].fingerprint))
        taken = {item.id for item in self.tracked} | {row.id for row, _ in self.missed}
        named = []
        for row, finding in gone:
            named.append(_mended(row, finding, row.id if row else identity.mint(project, finding, taken)))
            taken.add(named[-1].id)
        return named

    def _closes(self, row: FindingRow | None, finding: Finding, *, again: bool) -> bool:
        state = State(row.state) if row else State.open
        if again and state is State.fixed:
            state = State.open
        return lifecycle.closes((finding,), state, self.seen)

    def seen_set(self, closed: Sequence[Item]) -> SeenSet:
        """Which findings were seen, in the shorter of the two ways of saying it.

        Args:
            closed: the closing items that the run records.
        """
        kinds = {stored.escape(tracked.finding.kind) for tracked in self.tracked}
        seen = {tracked.id for tracked in self.tracked}
        fixed = {item.id for item in closed}
        unseen = {
            row.id
            for row, _ in self.missed
            if row.kind in kinds and row.state != State.fixed and row.id not in fixed
        }
        but = len(unseen) < len(seen)
        return SeenSet(kinds=tuple(sorted(kinds)), but=but, ids=tuple(sorted(unseen if but else seen)))


NOTHING_MATCHED = Matched(
    tracked=(),
    before=(),
    missed=(),
    seen=Seen(kinds=frozenset(), examined={}, present=frozenset(), complete=False),
)
_UNKNOWN = FindingRow("", "", "", "", "", State.open.value, 0, 0, 0, "", "", "", "", b"")


def _seen_item(row: FindingRow | None, tracked: Tracked, judgement: Judgement | None) -> Item | None:
    before = row or _UNKNOWN
    state, events = tracked.state, _events(row, tracked)
    if judgement and judgement.disposition is Disposition.accepted and state is State.open:
        state = State.accepted
        reason = judgement.reason if judgement.acceptance else f"accepted: {judgement.reason}"
        events.append(stored.escape(reason))
    elif judgement and judgement.tracked.state is State.open and state is State.accepted:
        state = State.open
        events.append(stored.escape(f"re-opened: {judgement.lapsed}" if judgement.lapsed else "re-opened"))
    body = stored.encode(tracked.finding)
    fields: dict[str, Any] = {
        "introduced": (bool(before.introduced), tracked.introduced),
        "reopened": (bool(before.reopened), tracked.reopened),
        "state": (before.state, state),
        "finding": (before.body, body),
    }
    if judgement:
        fields["exploited"] = (bool(before.exploited), judgement.tracked.exploited)
        fields["owner"] = (before.owner, stored.escape(judgement.tracked.owner))
        fields["due"] = (before.due, stored.escape(judgement.tracked.due))
    changed = {name: now for name, (was, now) in fields.items() if was != now}
    if "finding" in changed:
        changed["finding"] = Raw(body)
    return Item(id=tracked.id, events=tuple(events), **changed) if changed or events else None


def _name(finding: Finding) -> tuple[str, str, str]:
    return finding.place.path, finding.kind, finding.fingerprint


def _mended(row: FindingRow | None, finding: Finding, name: str) -> Tracked:
    known = row or _UNKNOWN
    return Tracked(
        id=name,
        finding=finding,
        state=State.fixed,
        introduced=False,
        first_seen=known.first_seen,
        last_seen=known.last_seen,
        owner=stored.unescape(known.owner),
        due=stored.unescape(known.due),
    )


def _events(row: FindingRow | None, tracked: Tracked) -> list[str]:
    if row is None:
        return [projection.NEW]
    events = ["reopened"] if tracked.reopened else []
    if row.path != stored.escape(tracked.finding.place.path):
        events.append(f"moved from {row.path}")
    return events
