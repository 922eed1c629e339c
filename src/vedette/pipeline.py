"""The finite run, told in order: ask, examine, account, compare with the base, remember, judge."""

from __future__ import annotations

import gc
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from msgspec.structs import replace

from vedette.ledger.identity import with_fingerprints
from vedette.ledger.interface import Ledger, Seen, Session
from vedette.ledger.keys import cache_key
from vedette.ledger.matching import match
from vedette.ledger.store import default_path, open_ledger
from vedette.model.coverage import Completeness, Coverage, KindCoverage, completeness
from vedette.model.errors import NothingToExamineError, WorldError
from vedette.model.events import Event, Examined, Found, Judged, Skipped, Started
from vedette.model.finding import Finding
from vedette.model.verdict import Record
from vedette.policy.gate import judge
from vedette.sources.interface import Change
from vedette.sources.reports.interface import Report
from vedette.work.account import Account
from vedette.work.cache.opening import Keep, open_cache, outside
from vedette.work.crew import Crew
from vedette.work.gaps import gaps
from vedette.work.interface import Outcome
from vedette.work.past import Past, leaked, plan_history, with_authors, without_authors
from vedette.work.places import cache_dir
from vedette.work.plan import OWN_KINDS, Plan, Request, finished, make_plan

# Paths in one event at most: a listener hears of progress, not of each of a million files.
_BATCH = 256

__all__ = ["Request", "import_report", "scan", "scan_history"]


def scan(request: Request) -> Iterator[Event]:
    """Examine a tree and judge it.

    Args:
        request: what the user asked for.

    Yields:
        `Started`, then in the order of the source `Examined` for several files or `Skipped` for one, and the
        `Found` of the last one told, last `Judged`.

    Raises:
        UsageError: path, revision or configuration is wrong.
        WorldError: the repository or the ledger cannot be read.
        NothingToExamineError: nothing of what was named exists to examine.
    """
    moment = time.time_ns()
    with _without_collector():
        plan = make_plan(request)
        ledger = _ledger(request, plan)
        try:
            yield from _scan(plan, ledger, _keep(request, plan), moment)
        finally:
            ledger.close()


def scan_history(request: Request) -> Iterator[Event]:
    """Examine every blob of a repository's history once, and say where each weakness came from.

    Nothing of it is introduced by a change, so nothing stops the line. A run over history closes no finding.

    Args:
        request: what the user asked for; its path must lie in a repository.

    Yields:
        As `scan`, but every `Found` after all `Examined`: only then is it known when it came in.

    Raises:
        UsageError, WorldError, NothingToExamineError: as `scan`.
    """
    with _without_collector():
        plan = plan_history(request)
        ledger = _ledger(request, plan)
        try:
            yield from _scan_history(plan, ledger, _keep(request, plan))
        finally:
            ledger.close()


def import_report(request: Request, report: Report, base: Report | None = None) -> Iterator[Event]:
    """Take another tool's report as findings: same identity, owner, lifecycle and gate.

    Nothing of the tree is examined, so nothing is said of it. Introduced is what the report of the base does
    not have; without one, what lies in a file that the change touches.

    Args:
        request: `path` is the project the report is about.
        report: as `sources.reports.sarif.read` gives it.
        base: the same tool's report at the base of the change.
    """
    plan = make_plan(request)
    tool = ", ".join(f"{name} {version}".strip() for name, version in report.tools)
    run = replace(plan.run, kinds=report.kinds, tool=tool, scope=":".join((plan.run.scope, *report.kinds)))
    plan = replace(plan, run=run, own_findings=())
    findings = with_fingerprints(report.findings)
    introduced = (
        _touched(findings, plan.change)
        if base is None
        else _introduced(findings, with_fingerprints(base.findings), plan.change, None)
    )
    # The report itself is one of the things asked for: an empty one was examined all the same.
    coverage = Coverage(
        asked=1 + report.asked,
        examined=1 + len(findings),
        skips=report.skips,
        kinds=tuple(KindCoverage(kind=kind, examined=1) for kind in report.kinds),
    )
    seen = Seen(
        kinds=frozenset(report.kinds),
        examined={},
        present=frozenset(),
        complete=completeness(coverage)[0] is Completeness.complete,
    )
    ledger = _ledger(request, plan)
    try:
        yield Started(run=run, asked=coverage.asked, notes=plan.notes)
        yield from (Skipped(skip=skip) for skip in report.skips)
        yield from (Found(finding=finding) for finding in findings)
        with ledger.session(run) as session:
            record = _conclude(plan, session, findings, coverage, seen, introduced)
        yield Judged(record=record)
    finally:
        ledger.close()


def _scan(plan: Plan, ledger: Ledger, keep: Keep, moment: int) -> Iterator[Event]:
    account = Account(plan.run.kinds)
    entries = [thing for thing in map(account.ask, plan.entries()) if thing is not None]
    if not account.asked and not plan.may_be_empty:
        raise NothingToExamineError(
            f"there is nothing to examine in {plan.source.root}", help="name another path"
        )
    key = ledger.identity_key()
    crew = Crew(plan.assignment(key, keep.folder, keep.key), plan.settings.scan.jobs)
    cache = open_cache(plan, keep, key, crew.path_class, moment=moment)
    before = plan.change.before if plan.change else ()
    work = [*entries, *before]
    between = [thing for thing in map(account.ask_past, plan.interim()) if thing is not None]
    known = cache.recall([*work, *between])
    yield Started(run=plan.run, asked=account.total, notes=(*plan.notes, *cache.notes))
    yield from (Skipped(skip=skip) for skip in account.skips.values())

    head: list[Finding] = list(plan.own_findings)
    base: list[Finding] = []
    gone: list[Outcome] = []
    examined = _Batch()
    try:
        for at, outcome in enumerate(crew.examine([*work, *between], known)):
            if not outcome.cached:
                cache.learn(outcome)
            findings = with_fingerprints(outcome.findings) if outcome.findings else []
            if at >= len(work):
                account.settle(outcome)
                if findings:
                    gone.append(replace(outcome, findings=tuple(findings)))
                continue
            if at >= len(entries):
                base += findings
                continue
            account.settle(outcome)
            if examined.is_done(outcome, findings):
                yield from examined.told(outcome, findings)
                head += findings
        yield from examined.rest()
    finally:
        cache.save()
    out = list(leaked(gone, [*head, *base], plan.change)) if plan.change and gone else []
    yield from (Found(finding=finding) for finding in out)

    with ledger.session(plan.run) as session:
        coverage = account.close(crew.proofs, session.previous() if account.may_drop else {})
        if plan.change and not plan.change.known:
            coverage = replace(coverage, base_unknown=plan.change.described)
        head = with_fingerprints([*head, *out, *gaps(coverage)])
        seen = Seen(
            kinds=frozenset((*OWN_KINDS, *(kind.kind for kind in coverage.kinds))),
            examined=account.examined,
            present=frozenset(account.asked),
            complete=completeness(coverage)[0] is Completeness.complete,
            renames=plan.change.renames if plan.change else {},
            within=plan.source.within,
        )
        record = _conclude(
            plan, session, head, coverage, seen, _introduced(head, base, plan.change, account.asked)
        )
    yield Judged(record=record)


def _scan_history(plan: Plan, ledger: Ledger, keep: Keep) -> Iterator[Event]:
    account = Account(plan.run.kinds)
    entries = [thing for thing in map(account.ask_past, plan.entries()) if thing is not None]
    if not account.total:
        raise NothingToExamineError(
            f"{plan.source.root} has no history", help="name a repository with commits"
        )
    key = ledger.identity_key()
    crew = Crew(plan.assignment(key, keep.folder, keep.key), plan.settings.scan.jobs)
    cache = open_cache(plan, keep, key, crew.path_class, past=True)
    known = cache.recall(entries)
    yield Started(run=plan.run, asked=account.total, notes=(*plan.notes, *cache.notes))
    yield from (Skipped(skip=skip) for skip in account.skips.values())

    past = Past()
    examined = _Batch()
    try:
        for outcome in crew.examine(entries, known):
            cache.learn(outcome)
            account.settle(outcome)
            past.add(outcome.entry.blob, with_fingerprints(outcome.findings))
            if examined.is_done(outcome, ()):
                yield from examined.told(outcome, ())
        yield from examined.rest()
    finally:
        cache.save()

    findings = past.findings(plan.source)
    yield from (Found(finding=finding) for finding in findings)
    with ledger.session(plan.run) as session:
        coverage = account.close(crew.proofs, {})
        seen = Seen(kinds=frozenset(plan.run.kinds), examined={}, present=frozenset(), complete=False)
        record = _conclude(plan, session, findings, coverage, seen, frozenset())
    yield Judged(record=record)


@contextmanager
def _without_collector() -> Iterator[None]:
    """Objects by the hundred thousand and hardly a cycle: looking for one takes a sixth of a warm run."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class _Batch:
    """Gathers examined paths until something else is to be told, or there are many."""

    def __init__(self) -> None:
        self._paths: list[str] = []

    def is_done(self, outcome: Outcome, findings: Sequence[Finding]) -> bool:
        if outcome.skip is None:
            self._paths.append(outcome.entry.path)
        return bool(outcome.skip or findings or len(self._paths) >= _BATCH)

    def told(self, outcome: Outcome, findings: Sequence[Finding]) -> Iterator[Event]:
        yield from self.rest()
        if outcome.skip:
            yield Skipped(skip=outcome.skip)
        yield from (Found(finding=finding) for finding in findings)

    def rest(self) -> Iterator[Event]:
        if self._paths:
            yield Examined(paths=tuple(self._paths))
            self._paths = []


def _introduced(
    head: Sequence[Finding],
    base: Sequence[Finding],
    change: Change | None,
    present: Collection[str] | None,
) -> frozenset[int]:
    """Findings of the head less findings of the base, never diff lines; a gap is nobody's change.

    `present` are the paths of the head where they are known.
    """
    everything = frozenset(i for i, finding in enumerate(head) if finding.kind != "coverage")
    if change is None or (change.known and not change.base):
        return everything
    if not change.known:
        return frozenset()
    touched = sorted(
        i
        for i in everything
        if head[i].place.path in change.touched or head[i].kind == "policy" or head[i].place.revision
    )
    gone = {
        finding.place.path for finding in base if present is not None and finding.place.path not in present
    }
    paired = match(base, [head[i] for i in touched], change.renames, gone=gone)
    return frozenset(i for place, i in enumerate(touched) if place not in paired)


def _touched(findings: Sequence[Finding], change: Change | None) -> frozenset[int]:
    return frozenset(
        i for i, finding in enumerate(findings) if change is None or finding.place.path in change.touched
    )


def _conclude(
    plan: Plan,
    session: Session,
    findings: Sequence[Finding],
    coverage: Coverage,
    seen: Seen,
    introduced: frozenset[int],
) -> Record:
    tracked = session.match(without_authors(findings), seen, introduced)
    verdict = judge(tracked, coverage, plan.settings.policy, datetime.now(UTC).date())
    record = Record(run=finished(plan), coverage=coverage, verdict=verdict)
    record = replace(record, checkpoint=session.commit(record))
    authors = {
        item.id: finding.trail.author
        for item, finding in zip(tracked, findings, strict=True)
        if finding.trail
    }
    return with_authors(record, authors)


def _keep(request: Request, plan: Plan) -> Keep:
    """Where this run may keep things: nowhere on request, in the scanned tree or without a key."""
    if request.no_cache:
        return Keep()
    folder = cache_dir()
    if not folder or not outside(folder, plan.source.root):
        why = "it lies in the scanned tree" if folder else "it cannot be made"
        return Keep(notes=(f"nothing is cached: the user's cache folder cannot be used, {why}",))
    try:
        return Keep(folder=folder, key=cache_key(default_path()))
    except WorldError:
        return Keep(notes=("nothing is cached: the key that seals the cache cannot be read or made",))


def _ledger(request: Request, plan: Plan) -> Ledger:
    chosen = request.ledger_path or plan.settings.ledger
    if chosen == "none":
        return open_ledger(None)
    path = Path(chosen) if chosen else default_path()
    # What is staged, or in an editor, is no state of the project: nothing is remembered of it.
    passing = request.staged or request.text is not None
    return open_ledger(None, keys_of=path) if passing else open_ledger(path)
