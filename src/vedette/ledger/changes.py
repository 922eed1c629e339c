"""Changes: what a run, matched with what was known, alters about each finding. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from msgspec import Raw, Struct

from vedette.ledger import identity, lifecycle, projection, stored
from vedette.ledger.gathering import Standing, main_order, single_key
from vedette.ledger.interface import Seen
from vedette.ledger.journal import Item, SeenSet
from vedette.ledger.projection import FindingRow
from vedette.model.finding import Finding, State, Tracked
from vedette.model.verdict import Disposition, Judgement, Verdict
from vedette.model.verification import Verified

_PLACES_TOLD = 10


class Met(Struct, frozen=True, kw_only=True):
    """A finding of the run beside what was known of it.

    Attributes:
        tracked: as the run tells it.
        row: as it was until now; None for a new one.
        before: where it stood until now.
        standing: where it stands, the main place first.
        absorbed: rows that turned out to be the same finding.
    """

    tracked: Tracked
    row: FindingRow | None
    before: tuple[Standing, ...]
    standing: tuple[Standing, ...]
    absorbed: tuple[FindingRow, ...] = ()

    @property
    def kind(self) -> str:
        """Its kind as the table has it: of what it is itself, not of what was merged into it."""
        own = next((one for one in self.standing if not one.of), None)
        if own is not None:
            return stored.escape(own.finding.kind)
        return self.row.kind if self.row else ""


class Missed(Struct, frozen=True, kw_only=True):
    """A known finding that the run did not see, and where it stood."""

    row: FindingRow
    standing: tuple[Standing, ...]

    @property
    def findings(self) -> list[Finding]:
        """What was seen at each place."""
        return [one.finding for one in self.standing]


class Matched(Struct, frozen=True, kw_only=True):
    """What matching found out.

    Attributes:
        met: the findings of the run.
        missed: known findings that the run did not see.
        merged: rows that only lead to another finding.
        seen: what the run looked at.
    """

    met: Sequence[Met]
    missed: Sequence[Missed]
    merged: Sequence[FindingRow]
    seen: Seen

    def seen_items(self, verdict: Verdict) -> list[Item]:
        """What changed about the findings seen; no item for one that is as it was."""
        judged = {judgement.tracked.id: judgement for judgement in verdict.judgements}
        items: list[Item] = []
        for met in self.met:
            item = _seen_item(met, judged.get(met.tracked.id))
            items += [item] if item is not None else []
            items += [_absorbed(row, met.tracked.id) for row in met.absorbed]
        return items

    def closing_items(self) -> list[Item]:
        """The known findings that are fixed, and those gone from some of their places, not from all."""
        items = []
        for missed in self.missed:
            state = State(missed.row.state)
            if lifecycle.closes(missed.findings, state, self.seen):
                items.append(Item(id=missed.row.id, events=(projection.FIXED,), state=State.fixed))
            elif state is not State.fixed and len(missed.standing) > 1:
                items += self._fewer(missed)
        return items

    def _fewer(self, missed: Missed) -> list[Item]:
        left = [one for one in missed.standing if not lifecycle.shows_gone(one.finding, self.seen)]
        if not left or len(left) == len(missed.standing):
            return []
        left.sort(key=main_order)
        events = _moves(missed.standing, left)
        return [Item(id=missed.row.id, events=tuple(events), **_fields(missed.row, left))]

    def mended(self, removed: Sequence[Finding] | None, project: str) -> list[Tracked]:
        """What is gone, as `Session.mended` says it."""
        found: list[tuple[FindingRow | None, list[Finding]]] = (
            [(missed.row, missed.findings) for missed in self.missed]
            if removed is None
            else self._known(removed)
        )
        # With a base the ledger may know already that it is fixed: an earlier run over the change saw that.
        again = removed is not None
        gone = [item for item in found if self._closes(*item, again=again)]
        gone.sort(key=lambda item: (item[1][0].place, item[1][0].rule, item[1][0].fingerprint))
        taken = {met.tracked.id for met in self.met} | {missed.row.id for missed in self.missed}
        named = []
        for row, findings in gone:
            name = row.id if row else identity.mint(project, findings[0], taken)
            named.append(_mended(row, findings, name))
            taken.add(name)
        return named

    def _known(self, removed: Sequence[Finding]) -> list[tuple[FindingRow | None, list[Finding]]]:
        """What was removed, as findings: one credential that stood in several places is one."""
        rows: dict[object, FindingRow] = {}
        for missed in self.missed:
            for finding in missed.findings:
                rows.setdefault(_name(finding), missed.row)
        grouped: dict[object, tuple[FindingRow | None, list[Finding]]] = {}
        for finding in removed:
            row = rows.get(_name(finding))
            key = row.id if row else _name(finding)
            grouped.setdefault(key, (row, []))[1].append(finding)
        return list(grouped.values())

    def _closes(self, row: FindingRow | None, findings: Sequence[Finding], *, again: bool) -> bool:
        state = State(row.state) if row else State.open
        if again and state is State.fixed:
            state = State.open
        return lifecycle.closes(findings, state, self.seen)

    def seen_set(self, closed: Sequence[Item]) -> SeenSet:
        """Which findings were seen, in the shorter of the two ways of saying it.

        Args:
            closed: the closing items that the run records.
        """
        kinds = {met.kind for met in self.met}
        seen = {met.tracked.id for met in self.met}
        fixed = {item.id for item in closed if item.state is State.fixed}
        known = [missed.row for missed in self.missed]
        known += [*self.merged, *(row for met in self.met for row in met.absorbed)]
        unseen = {
            row.id for row in known if row.kind in kinds and row.state != State.fixed and row.id not in fixed
        }
        but = len(unseen) < len(seen)
        return SeenSet(kinds=tuple(sorted(kinds)), but=but, ids=tuple(sorted(unseen if but else seen)))


NOTHING_MATCHED = Matched(
    met=(),
    missed=(),
    merged=(),
    seen=Seen(kinds=frozenset(), examined={}, present=frozenset(), complete=False),
)
_UNKNOWN = projection.blank("", "", "")


def place_fields(standing: Sequence[Standing]) -> dict[str, Any]:
    """The fields of an `Item` that say where a finding stands.

    What it was itself is kept, even when only places of merged findings are left.

    Args:
        standing: the main place first.
    """
    own = next((one for one in standing if not one.of), None)
    others = [one for one in standing if one is not own]
    fields: dict[str, Any] = {"also": Raw(stored.encode(others)), "stands": own is not None}
    return {"finding": Raw(stored.encode(own.finding)), **fields} if own is not None else fields


def _fields(row: FindingRow, standing: Sequence[Standing]) -> dict[str, Any]:
    """As `place_fields`, without what is as it was."""
    was = {"finding": row.body, "also": row.also, "stands": bool(row.stands)}
    return {
        name: value
        for name, value in place_fields(standing).items()
        if was[name] != (bytes(value) if isinstance(value, Raw) else value)
    }


def _seen_item(met: Met, judgement: Judgement | None) -> Item | None:
    before, tracked = met.row or _UNKNOWN, met.tracked
    state, events = tracked.state, _events(met)
    if judgement and judgement.disposition is Disposition.accepted and state is State.open:
        state = State.accepted
        reason = judgement.reason if judgement.acceptance else f"accepted: {judgement.reason}"
        events.append(stored.escape(reason))
    elif judgement and judgement.tracked.state is State.open and state is State.accepted:
        state = State.open
        events.append(stored.escape(f"re-opened: {judgement.lapsed}" if judgement.lapsed else "re-opened"))
    if judgement and judgement.tracked.verified in (Verified.live, Verified.dead):
        events.append(f"its provider says that it is {judgement.tracked.verified.value}")
    fields: dict[str, Any] = {
        "introduced": (bool(before.introduced), tracked.introduced),
        "reopened": (bool(before.reopened), tracked.reopened),
        "state": (before.state, state),
    }
    if judgement:
        fields["exploited"] = (bool(before.exploited), judgement.tracked.exploited)
        fields["owner"] = (before.owner, stored.escape(judgement.tracked.owner))
        fields["due"] = (before.due, stored.escape(judgement.tracked.due))
    changed = {name: now for name, (was, now) in fields.items() if was != now}
    changed |= _fields(before, met.standing)
    return Item(id=tracked.id, events=tuple(events), **changed) if changed or events else None


def _absorbed(row: FindingRow, into: str) -> Item:
    return Item(id=row.id, events=(f"the same as {into}",), state=State.duplicate, into=into)


def _name(finding: Finding) -> object:
    return single_key(finding) or (finding.place.path, finding.kind, finding.fingerprint)


def _mended(row: FindingRow | None, findings: Sequence[Finding], name: str) -> Tracked:
    known = row or _UNKNOWN
    return Tracked(
        id=name,
        finding=findings[0],
        also=tuple(sorted(findings[1:], key=lambda finding: finding.place)),
        state=State.fixed,
        introduced=False,
        first_seen=known.first_seen,
        last_seen=known.last_seen,
        owner=stored.unescape(known.owner),
        due=stored.unescape(known.due),
    )


def _events(met: Met) -> list[str]:
    if met.row is None:
        return [projection.NEW, *_moves(met.standing[:1], met.standing)]
    events = ["reopened"] if met.tracked.reopened else []
    events += [f"{row.id} is the same" for row in met.absorbed]
    return events + _moves(met.before, met.standing)


def _moves(before: Sequence[Standing], now: Sequence[Standing]) -> list[str]:
    """Which places came and went, in words."""
    if len(before) == len(now) == 1 and before[0].finding.place.path == now[0].finding.place.path:
        return []
    was, stands = _paths(before), _paths(now)
    gone = [path for path in was if path not in set(stands)]
    come = [path for path in stands if path not in set(was)]
    if len(gone) == len(come) == 1:
        return [f"moved from {gone[0]}"]
    return _told("gone from", gone) + _told("also in", come)


def _told(what: str, paths: Sequence[str]) -> list[str]:
    told = [f"{what} {path}" for path in paths[:_PLACES_TOLD]]
    more = len(paths) - len(told)
    return [*told, f"{what} {more} more"] if more else told


def _paths(standing: Iterable[Standing]) -> list[str]:
    return list(dict.fromkeys(stored.escape(one.finding.place.path) for one in standing))
