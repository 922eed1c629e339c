"""Records: a run that was recorded elsewhere (`--record FILE`, in CI) becomes a run of this ledger.

A record is a hostile file: its form, sizes, numbers and times are checked before anything is believed. Who
imports it says that it is theirs: what it accepts is accepted, what it shows to be mended is closed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from vedette.ledger import queries, sources, stored
from vedette.ledger.database.interface import Store
from vedette.ledger.identity import with_fingerprints
from vedette.ledger.interface import Seen
from vedette.ledger.journal import Body
from vedette.ledger.session import LedgerSession
from vedette.model.coverage import Completeness
from vedette.model.errors import UsageError
from vedette.model.finding import Finding, Place, Tracked
from vedette.model.verdict import Disposition, Judgement, Record

LARGEST = 1 << 28
_SCHEMA = "vedette-record/1"
_MOST_FINDINGS = 200_000
_LONGEST = 1 << 16
_LARGEST_NUMBER = 1 << 53
_DEEPEST = 20
_RUN = re.compile("[0-9a-f]{32}")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|\+00:00)", re.ASCII)
_RECENT_RUNS = 500


class _Document(Record, frozen=True, kw_only=True):
    schema: str


class Taken(Struct, frozen=True, kw_only=True):
    """What an import did.

    Attributes:
        run: id of the run.
        again: the run was on record already, and nothing changed.
        findings: of the run.
        new: those that this ledger did not know.
        fixed: known ones that the run shows to be gone.
        renamed: those that this ledger calls by another id than the record does.
        late: the ledger knows a later run of the project: nothing was closed or re-opened.
    """

    run: str
    again: bool = False
    findings: int = 0
    new: int = 0
    fixed: int = 0
    renamed: int = 0
    late: bool = False


def read(data: bytes) -> Record:
    """The record that a file holds, checked.

    Args:
        data: at most `LARGEST` bytes.

    Raises:
        UsageError: it is no record, or says what no run can say.
    """
    if len(data) > LARGEST:
        raise _wrong(f"it is larger than {LARGEST} bytes")
    try:
        document = msgspec.json.decode(data, type=_Document)
        plain = msgspec.to_builtins(document)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise _wrong(str(error)[:200]) from None
    if document.schema != _SCHEMA:
        raise _wrong(f"its schema is not {_SCHEMA}")
    _bounded(plain)
    _plausible(document)
    fields = {name: getattr(document, name) for name in Record.__struct_fields__}
    return _without_authors(Record(**fields))


def take(store: Store, record: Record, vouched: str = "") -> Taken:
    """Journals a record as a run of its own; a run that is there already changes nothing.

    Args:
        store: the ledger; a transaction is begun and ended.
        record: as `read` gives it.
        vouched: the project that the user says it is of; what the record itself says of that is nothing.

    Raises:
        UsageError: the ledger knows the project from another source, and nobody vouches for this one.
    """
    store.lock()
    try:
        run = replace(record.run, vouched=bool(vouched) and vouched == record.run.project)
        record = replace(record, run=run)
        if store.rows("SELECT 1 FROM run WHERE id = ?", (stored.escape(run.id),)):
            return Taken(run=run.id, again=True)
        _belonging(store, record)
        recent = queries.runs(store, run.project, _RECENT_RUNS)
        late = any(item.run.started > run.started for item in recent)
        known = {row.id: row.state for row in queries.finding_rows(store, run.project)}
        matched = _match(store, record, frozenset(), late=late)
        if late:
            back = frozenset(_where(item.finding) for item in matched.tracked if item.reopened)
            # What was fixed since is not re-opened by old news.
            matched = _match(store, record, back, late=late) if back else matched
        matched.session.commit(_judged(record, matched.tracked))
    finally:
        store.rollback()
    now = {row.id: row.state for row in queries.finding_rows(store, run.project)}
    was = {_where(item.tracked.finding): item.tracked.id for item in record.verdict.judgements}
    return Taken(
        run=run.id,
        findings=len(matched.tracked),
        new=len(now.keys() - known.keys()),
        fixed=sum(state == "fixed" and known.get(id_) == "open" for id_, state in now.items()),
        renamed=sum(was.get(_where(item.finding), item.id) != item.id for item in matched.tracked),
        late=late,
    )


def _belonging(store: Store, record: Record) -> None:
    run = record.run
    if sources.known(store, run.project, run.source).admit(run):
        return
    raise UsageError(
        f'this ledger knows "{run.project}" from another source than '
        f"{run.source or 'the record, which names none'}",
        help=f"if it is the same project, say so: VEDETTE_PROJECT_ID='{run.project}' vedette ledger import …",
    )


class _RecordSession(LedgerSession):
    """A session that does not remember which paths were examined, since a record does not say."""

    def _body(self, record: Record) -> Body:
        return msgspec.structs.replace(super()._body(record), examined=None)


class _Matched(Struct, frozen=True):
    session: LedgerSession
    tracked: list[Tracked]


def _match(store: Store, record: Record, without: frozenset[tuple[Place, str]], *, late: bool) -> _Matched:
    pairs = [
        (replace(finding, fingerprint=""), item.tracked.introduced)
        for item in record.verdict.judgements
        for finding in (item.tracked.finding, *item.tracked.also)
        if _where(finding) not in without
    ]
    findings = with_fingerprints([finding for finding, _ in pairs])
    introduced = frozenset(index for index, (_, new) in enumerate(pairs) if new)
    session = _RecordSession(store, record.run)
    return _Matched(session, session.match(findings, _seen(record, findings, late=late), introduced))


def _seen(record: Record, findings: Iterable[Finding], *, late: bool) -> Seen:
    """What the run surely looked at: the places of its findings, and of what it shows to be gone."""
    gone = [finding for item in record.mended for finding in (item.finding, *item.also)]
    paths = frozenset(finding.place.path for finding in (*findings, *gone))
    kinds = frozenset(
        kind.kind
        for kind in record.coverage.kinds
        if kind.canaries_planted and kind.canaries_found == kind.canaries_planted
    )
    complete = record.verdict.completeness is Completeness.complete
    return Seen(
        kinds=kinds,
        examined=dict.fromkeys(paths, ""),
        present=paths,
        complete=complete and bool(paths) and not late,
        # Of any other path its silence says nothing.
        within=tuple(sorted(paths)),
    )


def _judged(record: Record, tracked: Iterable[Tracked]) -> Record:
    """The record with the findings as this ledger knows them, each judged as it was."""
    given = {_where(item.tracked.finding): item for item in record.verdict.judgements}
    judgements = []
    for item in tracked:
        was = given.get(_where(item.finding))
        if was is None:
            judgements.append(Judgement(tracked=item, disposition=Disposition.tracked, reason="imported"))
            continue
        named = replace(item, owner=was.tracked.owner, due=was.tracked.due, exploited=was.tracked.exploited)
        judgements.append(replace(was, tracked=named))
    return replace(record, verdict=replace(record.verdict, judgements=tuple(judgements)), mended=())


def _where(finding: Finding) -> tuple[Place, str]:
    return finding.place, finding.rule


def _without_authors(record: Record) -> Record:
    """Whoever wrote a commit has a right to be forgotten, and the journal forgets nothing."""
    judgements = tuple(replace(item, tracked=_anonymous(item.tracked)) for item in record.verdict.judgements)
    return replace(
        record,
        verdict=replace(record.verdict, judgements=judgements),
        mended=tuple(map(_anonymous, record.mended)),
    )


def _anonymous(tracked: Tracked) -> Tracked:
    main, *others = (
        replace(finding, trail=finding.trail and replace(finding.trail, author=""), flow=(), edits=())
        for finding in (tracked.finding, *tracked.also)
    )
    return replace(tracked, finding=main, also=tuple(others))


def _bounded(value: Any, depth: int = 0) -> None:
    """Refuses what no database holds or nobody would read."""
    if depth > _DEEPEST:
        raise _wrong("it is nested too deep")
    for inner in _inside(value):
        if isinstance(inner, str):
            if len(inner) > _LONGEST:
                raise _wrong("one of its texts is too long")
        elif isinstance(inner, int):
            if not -1 <= inner <= _LARGEST_NUMBER:
                raise _wrong("one of its numbers cannot be")
        elif isinstance(inner, (dict, list, tuple)):
            _bounded(inner, depth + 1)


def _inside(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        yield from value
        yield from value.values()
    elif isinstance(value, (list, tuple)):
        yield from value


def _plausible(record: Record) -> None:
    run = record.run
    if not _RUN.fullmatch(run.id):
        raise _wrong("the id of its run is not 32 hexadecimal digits")
    if not run.project.strip():
        raise _wrong("it names no project")
    if sum(1 + len(item.tracked.also) for item in record.verdict.judgements) > _MOST_FINDINGS:
        raise _wrong(f"it has more than {_MOST_FINDINGS} findings")
    if any(not item.tracked.finding.kind.strip() for item in record.verdict.judgements):
        raise _wrong("one of its findings is of no kind")
    # A run of the future would make all that follow look late.
    latest = datetime.now(UTC) + timedelta(days=1)
    for time in filter(None, (run.started, run.finished)):
        if _moment(time) > latest:
            raise _wrong("it is of the future")
    if not run.started:
        raise _wrong("it does not say when it was")


def _moment(text: str) -> datetime:
    if not _TIME.fullmatch(text):
        raise _wrong("one of its times is not UTC in ISO 8601, to the second")
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise _wrong("one of its times is none") from None


def _wrong(why: str) -> UsageError:
    return UsageError(
        f"this is not the record of a run: {why}", help="give a file that `vedette scan --record FILE` wrote"
    )
