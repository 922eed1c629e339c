"""Meeting: the sightings of a run beside what the ledger remembers, made into tracked findings. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from vedette.ledger import identity, lifecycle, projection, stored
from vedette.ledger.changes import Matched, Met, Missed
from vedette.ledger.gathering import Gathered, Known, Standing, gather
from vedette.ledger.interface import Seen
from vedette.ledger.projection import FindingRow
from vedette.model.finding import Finding, Place, Shared, State, Tracked
from vedette.model.verdict import Run


class Memory(Struct, frozen=True, kw_only=True):
    """What the ledger remembers of a project.

    Attributes:
        rows: its findings, by id.
        aliases: id of a merged finding -> id of the one it was merged with.
        taken: ids in use, of other projects too.
    """

    rows: Sequence[FindingRow]
    aliases: Mapping[str, str]
    taken: set[str]


def meet(run: Run, memory: Memory, new: Sequence[Finding], seen: Seen, introduced: frozenset[int]) -> Matched:
    """Gives the sightings of a run their identities.

    Args:
        run: the run.
        memory: of its project; ids that are minted are added to `taken`.
        new: the sightings, fingerprints set.
        seen: what the run looked at.
        introduced: indices into `new`.
    """
    known = recollect(memory.rows, memory.aliases)
    gathered = gather(known, new, seen)
    found = {one.known for one in gathered} | {index for one in gathered for index in one.absorbed}
    met = [_met(run, memory, known, new, one, introduced) for one in gathered]
    return Matched(
        met=_sharing(met, [one for index, one in enumerate(known) if index not in found]),
        missed=[
            Missed(row=row, standing=known[index].standing)
            for index, row in enumerate(memory.rows)
            if index not in found and known[index].into < 0
        ],
        merged=[row for index, row in enumerate(memory.rows) if known[index].into >= 0],
        seen=seen,
    )


def _sharing(met: list[Met], others: Sequence[Known]) -> list[Met]:
    """What was met, with the other findings of the same value: lives kept apart, such as in history."""
    by_value: defaultdict[str, dict[str, Place]] = defaultdict(dict)
    named = [(one.tracked.id, one.standing) for one in met]
    named += [(one.id, one.standing) for one in others if not one.is_retired]
    for name, places in named:
        for place in places:
            if place.finding.single and place.finding.subject:
                by_value[place.finding.subject].setdefault(name, place.finding.place)
    several = {value: ids for value, ids in by_value.items() if len(ids) > 1}
    return [_with_shares(one, several) for one in met] if several else met


def _with_shares(one: Met, several: Mapping[str, Mapping[str, Place]]) -> Met:
    found: dict[str, Place] = {}
    for place in one.standing:
        if place.finding.single:
            found |= several.get(place.finding.subject, {})
    found.pop(one.tracked.id, None)
    if not found:
        return one
    shares = tuple(Shared(name, place) for name, place in sorted(found.items()))
    return replace(one, tracked=replace(one.tracked, shares=shares))


def recollect(rows: Sequence[FindingRow], aliases: Mapping[str, str]) -> list[Known]:
    """What rows say, in their order."""
    index = {row.id: at for at, row in enumerate(rows)}
    return [
        Known(
            state=State(row.state),
            standing=standing(row),
            past=() if row.stands else (Standing(stored.decode(row.body, Finding)),),
            into=index.get(root(row.id, aliases), -1) if row.id in aliases else -1,
            id=row.id,
        )
        for row in rows
    ]


def standing(row: FindingRow) -> tuple[Standing, ...]:
    """Where a finding was last seen, its own main place first; those that it was merged with come after."""
    main = (Standing(stored.decode(row.body, Finding)),) if row.stands else ()
    if row.also == projection.NOWHERE_ELSE:
        return main
    return (*main, *stored.decode(row.also, tuple[Standing, ...]))


def root(name: str, aliases: Mapping[str, str]) -> str:
    """The finding that a merged one leads to; a circle, which nothing of ours makes, is not gone round."""
    passed = {name}
    while name in aliases:
        name = aliases[name]
        if name in passed:
            break
        passed.add(name)
    return name


def _met(
    run: Run,
    memory: Memory,
    known: Sequence[Known],
    new: Sequence[Finding],
    one: Gathered,
    introduced: frozenset[int],
) -> Met:
    row = None if one.known is None else memory.rows[one.known]
    places = [Standing(new[index], of) for index, of in zip(one.seen, one.of, strict=True)]
    others = sorted([*places[1:], *one.kept], key=lambda place: (place.finding.place, place.of))
    before = () if one.known is None else known[one.known].standing
    brought_in = not introduced.isdisjoint(one.seen)
    return Met(
        tracked=replace(
            _tracked(run, memory, row, [places[0], *others], brought_in),
            left=_left(before, [places[0], *others], one),
        ),
        row=row,
        before=before,
        standing=(places[0], *others),
        absorbed=tuple(memory.rows[index] for index in one.absorbed),
    )


def _tracked(
    run: Run,
    memory: Memory,
    row: FindingRow | None,
    places: Sequence[Standing],
    introduced: bool,
) -> Tracked:
    main = places[0].finding
    if row is None:
        name = identity.mint(run.project, main, memory.taken)
        memory.taken.add(name)
    state, reopened = (State.open, False) if row is None else lifecycle.seen_again(State(row.state))
    return Tracked(
        id=row.id if row else name,
        finding=main,
        state=state,
        introduced=introduced,
        first_seen=row.first_seen if row else run.started,
        last_seen=run.started,
        exploited=bool(row and row.exploited),
        reopened=reopened,
        also=tuple(place.finding for place in places[1:]),
    )


def _left(before: Sequence[Standing], places: Sequence[Standing], one: Gathered) -> tuple[Place, ...]:
    """Where it is not any more; a place that another one took over was moved, not left."""
    if not one.gone:
        return ()
    was = {place.finding.place.path for place in before}
    here = {place.finding.place.path for place in places}
    gone = {place.finding.place.path for place in one.gone} - here
    if len(gone) <= len(here - was):
        return ()
    return tuple(sorted(place.finding.place for place in one.gone if place.finding.place.path in gone))
