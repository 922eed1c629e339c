"""Rematching: what advisories say of all that runs, carried into findings and alerts without a scan.

A finding of kind `deployed` stands in a deployment and not in a tree: no run makes or closes it. It is known
by service, environment, package and weakness, under whichever of its names the weakness went first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from msgspec import Raw, Struct
from msgspec.structs import replace

from vedette.ledger import deeds, deployments, emergencies, identity, parts, projection, stored
from vedette.ledger.interface import Deed, Judge, Letters, Rematched, Running, Sighting
from vedette.ledger.journal import Item
from vedette.ledger.projection import FindingRow
from vedette.model.deployment import KIND, Deployment
from vedette.model.finding import Finding, State

if TYPE_CHECKING:
    from vedette.ledger.database.interface import Store

MOST_DEPLOYMENTS = 100_000
_PACKAGES = "packages"
_SETTLED = frozenset({State.dismissed, State.duplicate})


class _Known(Struct, frozen=True):
    """A finding of a deployment on record."""

    row: FindingRow
    finding: Finding

    @property
    def spot(self) -> str:
        """Environment and service."""
        return self.finding.subject.partition(" ")[0]

    @property
    def what(self) -> str:
        """Environment, service and package."""
        return self.finding.subject.rpartition(" ")[0]

    @property
    def weakness(self) -> str:
        """The name by which it is known."""
        return self.finding.subject.rpartition(" ")[2]


class _Change(Struct, frozen=True):
    """What becomes of a finding that is seen; `is_news` when it opens, or cannot wait any more."""

    item: Item
    finding: Finding
    sighting: Sighting
    is_open: bool
    is_news: bool


def running(store: Store) -> tuple[list[Running], list[Deployment]]:
    """What runs now, with its packages; and the deployments of which no packages are known."""
    found = deployments.latest(store, MOST_DEPLOYMENTS)
    lists = dict(parts.read(store, (one.packages for one in found)))
    # What was shut down is known to run without any package.
    known = [
        Running(one, lists[one.packages] if one.version else ())
        for one in found
        if not one.version or one.packages in lists
    ]
    return known, [one for one in found if one.version and one.packages not in lists]


def record(store: Store, judge: Judge, at: str, letters: Letters) -> Rematched:
    """As `Ledger.rematch`; the caller holds the write lock and commits."""
    known, unknown = running(store)
    sightings = judge(known)
    rows = _rows(store)
    changes: list[_Change] = []
    closed: list[Item] = []
    kept: set[str] = set()
    for project in sorted({one.deployment.project for one in known} | set(rows)):
        there = {spot(one.deployment): one for one in known if one.deployment.project == project}
        own = [one for one in sightings if one.deployment.project == project]
        accepted = _accepted(store, project) if own else {}
        seen = list(_seen(project, own, rows.get(project, ()), accepted, at[:10]))
        gone = list(_gone(rows.get(project, ()), {one.item.id for one in seen}, there))
        items = [one.item for one in seen if _says(one.item)] + gone
        if items:
            deed = Deed(what=projection.MATCHED, at=at, who="", reason="", project=project)
            deeds.record(store, deed, items)
        changes += seen
        closed += gone
        # Of what nobody knows the packages nothing is concluded, and its alerts go on.
        kept |= {one.row.id for one in rows.get(project, ()) if one.spot not in there}
    urgent = [
        emergencies.Urgent(id=one.item.id, finding=one.finding, sighting=one.sighting, is_news=one.is_news)
        for one in changes
        if one.is_open and one.finding.pressing
    ]
    alerts = emergencies.record(store, urgent, kept, at, letters)
    return Rematched(
        deployments=sum(bool(one.deployment.version) for one in known),
        unknown=tuple(unknown),
        raised=tuple(one.item.id for one in changes if one.is_news),
        closed=tuple(item.id for item in closed),
        alerts=tuple(alerts),
    )


def spot(one: Deployment) -> str:
    """Environment and service, so that no two of one project look alike."""
    return f"{quote(one.environment, safe='')}/{quote(one.service, safe='')}"


def _rows(store: Store) -> dict[str, list[_Known]]:
    """All findings of deployments, by project."""
    found: dict[str, list[_Known]] = {}
    query = f"{projection.SELECT_FINDING} WHERE kind = ? ORDER BY id"
    for values in store.rows(query, (KIND,)):
        row = projection.finding_row(values)
        known = _Known(row, stored.decode(row.body, Finding))
        found.setdefault(stored.unescape(row.project), []).append(known)
    return found


def _accepted(store: Store, project: str) -> dict[str, str]:
    """Weaknesses of packages that are accepted wherever they stand in the tree, and the finding of each."""
    query = f"{projection.SELECT_FINDING} WHERE project = ? AND kind = ? AND state IN ('accepted', 'open')"
    accepted: dict[str, str] = {}
    opened: set[str] = set()
    for values in store.rows(query, (stored.escape(project), _PACKAGES)):
        row = projection.finding_row(values)
        subject = stored.decode(row.body, Finding).subject
        if row.state == State.accepted:
            accepted[subject] = row.id
        else:
            opened.add(subject)
    return {subject: name for subject, name in accepted.items() if subject not in opened}


def _seen(
    project: str,
    sightings: Sequence[Sighting],
    known: Sequence[_Known],
    accepted: Mapping[str, str],
    today: str,
) -> Iterator[_Change]:
    """What becomes of each weakness that is deployed, each once."""
    by_what: dict[str, list[_Known]] = {}
    for one in known:
        by_what.setdefault(one.what, []).append(one)
    taken = {one.row.id for one in known}
    done: set[str] = set()
    for sighting in sightings:
        names = [_word(name) for name in sighting.names]
        what = f"{spot(sighting.deployment)} {sighting.package}"
        was = next((one for one in by_what.get(what, ()) if one.weakness in names), None)
        finding = _named(sighting, f"{what} {was.weakness if was else names[0]}")
        if finding.subject in done:
            continue
        done.add(finding.subject)
        by = next((accepted[key] for name in names if (key := f"{sighting.package}:{name}") in accepted), "")
        if was is None:
            name = identity.mint(project, finding, taken)
            taken.add(name)
            yield _new(name, finding, sighting, by)
        else:
            yield _again(was, finding, sighting, by, today)


def _new(name: str, finding: Finding, sighting: Sighting, by: str) -> _Change:
    is_open = not by or bool(finding.pressing)
    events = (projection.NEW,) if is_open else (projection.NEW, f"accepted, as {by} is")
    item = Item(
        id=name,
        events=events,
        finding=Raw(stored.encode(finding)),
        state=State.open if is_open else State.accepted,
        owner=stored.escape(sighting.deployment.owner),
        due=sighting.due,
    )
    return _Change(item, finding, sighting, is_open=is_open, is_news=is_open)


def _again(was: _Known, finding: Finding, sighting: Sighting, by: str, today: str) -> _Change:
    row = was.row
    state, events = State(row.state), []
    became = finding.pressing if finding.pressing != was.finding.pressing else ""
    now = state if state in _SETTLED else (State.accepted if by and not finding.pressing else State.open)
    if state is State.fixed:
        events.append("reopened")
    elif now is not state:
        events.append(f"accepted, as {by} is" if by else "re-opened: nothing accepts it any more")
    if became:
        events.append(stored.escape(became))
    if finding.evidence != was.finding.evidence:
        events.append(stored.escape(f"now {finding.evidence}"))
    fields: dict[str, Any] = {
        "state": (row.state, now),
        "reopened": (bool(row.reopened), state is State.fixed or bool(row.reopened)),
        "owner": (row.owner, stored.escape(sighting.deployment.owner)),
        "due": (row.due, _due(row, sighting, state, today, now=bool(became))),
        "finding": (row.body, stored.encode(finding)),
    }
    changed = {name: value for name, (before, value) in fields.items() if before != value}
    if "finding" in changed:
        changed["finding"] = Raw(changed["finding"])
    item = Item(id=row.id, events=tuple(events), **changed)
    is_open = now is State.open
    return _Change(
        item, finding, sighting, is_open=is_open, is_news=is_open and (now is not state or bool(became))
    )


def _due(row: FindingRow, sighting: Sighting, state: State, today: str, *, now: bool) -> str:
    """As it was, unless it begins anew or cannot wait any more."""
    if state is State.fixed or not row.due:
        return sighting.due
    return min(row.due, today) if now else row.due


def _gone(known: Sequence[_Known], seen: set[str], there: Mapping[str, Running]) -> Iterator[Item]:
    """What is open, and shown to run no more."""
    for one in known:
        runs = there.get(one.spot)
        if runs is None or one.row.id in seen or one.row.state != State.open:
            continue
        events = (projection.FIXED, stored.escape(_why(one, runs)))
        yield Item(id=one.row.id, events=events, state=State.fixed)


def _why(one: _Known, runs: Running) -> str:
    if not runs.deployment.version:
        return f"{runs.deployment.service} was shut down in {runs.deployment.environment}"
    package = one.what.partition(" ")[2]
    versions = [part.version for part in runs.parts if f"{part.ecosystem}:{part.name}" == package]
    deployed = f"{runs.deployment.service} {runs.deployment.version} in {runs.deployment.environment}"
    if not versions:
        return f"{deployed} runs without it"
    told = evidence(one.finding.symbol, versions)
    if told == one.finding.evidence:
        return "what is publicly known names it no more"
    return f"{deployed} runs {told}"


def evidence(name: str, versions: Sequence[str]) -> str:
    """A package and the versions of it that run, short."""
    return f"{name} {', '.join(dict.fromkeys(versions))}"[:160]


def _named(sighting: Sighting, subject: str) -> Finding:
    finding = replace(sighting.finding, kind=KIND, subject=subject, fingerprint="")
    return replace(finding, fingerprint=identity.fingerprint(finding, 0))


def _word(name: str) -> str:
    """A name of a weakness as one word, so that it can be told from what stands before it."""
    return "_".join(name.split()) or "_"


def _says(item: Item) -> bool:
    return item != Item(id=item.id)
