"""The run over a repository's history: every blob once, each finding with its trail."""

from __future__ import annotations

from collections.abc import Iterator

from vedette.ledger.identity import with_fingerprints
from vedette.ledger.interface import Ledger, Seen
from vedette.model.errors import NothingToExamineError
from vedette.model.events import Event, Found, Judged, Skipped, Started
from vedette.pipeline.belonging import settled
from vedette.pipeline.conclusion import Compared, conclude, keep_of, ledger_of, without_collector
from vedette.pipeline.telling import Telling
from vedette.pipeline.verifying import Verifications
from vedette.work.account import Account
from vedette.work.cache.opening import Keep, open_cache
from vedette.work.crew import Crew
from vedette.work.past import Past, plan_history
from vedette.work.plan import Plan, Request


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
    with without_collector():
        plan = plan_history(request)
        ledger = ledger_of(request, plan)
        try:
            plan = settled(plan, ledger, request)
            asked = Verifications(request.verifier)
            yield from _scan_history(plan, ledger, keep_of(request, plan), asked)
        finally:
            ledger.close()


def _scan_history(plan: Plan, ledger: Ledger, keep: Keep, asked: Verifications) -> Iterator[Event]:
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
    examined = Telling()
    try:
        for outcome in crew.examine(entries, known):
            cache.learn(outcome)
            account.settle(outcome)
            asked.take(outcome, outcome.findings)
            past.add(outcome.entry.blob, with_fingerprints(outcome.findings))
            if examined.is_done(outcome, ()):
                yield from examined.told(outcome, ())
        yield from examined.rest()
    finally:
        cache.save()

    findings = past.findings(plan.source)
    yield from (Found(finding=finding) for finding in findings)
    yield from asked.ask(plan, key)
    with ledger.session(plan.run) as session:
        coverage = account.close(crew.proofs, {})
        seen = Seen(kinds=frozenset(plan.run.kinds), examined={}, present=frozenset(), complete=False)
        record = conclude(plan, session, findings, coverage, seen, Compared(asked=asked))
    yield Judged(record=record)
