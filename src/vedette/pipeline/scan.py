"""The finite run, told in order: ask, examine, account, compare with the base, remember, judge."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from enum import Enum
from itertools import chain

from msgspec import Struct
from msgspec.structs import replace

from vedette.ledger.identity import with_fingerprints
from vedette.ledger.interface import Ledger, Seen
from vedette.ledger.passing import note
from vedette.ledger.place import beside
from vedette.model.coverage import Completeness, completeness
from vedette.model.errors import NothingToExamineError
from vedette.model.events import Event, Found, Judged, Skipped, Started
from vedette.model.facts import Entry
from vedette.model.finding import Finding
from vedette.pipeline.acceptance import Markers
from vedette.pipeline.belonging import settled
from vedette.pipeline.conclusion import (
    compare,
    conclude,
    keep_of,
    ledger_of,
    ledger_path,
    without_collector,
)
from vedette.pipeline.joining import Joining
from vedette.pipeline.memory import memory_of
from vedette.pipeline.stocktaking import Stocktaking
from vedette.pipeline.telling import Telling
from vedette.pipeline.verifying import Verifications
from vedette.rulebook import rules_of
from vedette.work.account import Account
from vedette.work.cache.opening import Keep, open_cache
from vedette.work.crew import Crew
from vedette.work.gaps import gaps
from vedette.work.interface import Calm, Outcome
from vedette.work.links import unread
from vedette.work.past import leaked
from vedette.work.plan import OWN_KINDS, Plan, Request, make_plan
from vedette.work.worth import worth


class Role(Enum):
    """Why a run examines an entry."""

    head = "it is what was asked for"
    base = "it tells what was there before the change"
    between = "the change added it for a time"


def scan(request: Request) -> Iterator[Event]:
    """Examine a tree and judge it.

    Args:
        request: what the user asked for.

    Yields:
        `Started`, then in the order of the source `Examined` for several files or `Skipped` for one, and the
        `Found` of the last one told, `Verifying` if providers are asked, last `Judged`.

    Raises:
        UsageError: path, revision or configuration is wrong.
        WorldError: the repository or the ledger cannot be read.
        NothingToExamineError: nothing of what was named exists to examine.
    """
    moment = time.time_ns()
    with without_collector():
        plan = make_plan(request, memory_of(request))
        ledger = ledger_of(request, plan)
        try:
            plan = settled(plan, ledger, request)
            asked = Verifications(request.verifier)
            path = ledger_path(request, plan)
            stock = Stocktaking(request, plan, ledger, lasting=path is not None)
            for event in _scan(plan, ledger, keep_of(request, plan), moment, asked, stock):
                if isinstance(event, Judged) and request.staged and path:
                    note(beside(path), event.record)
                yield event
        finally:
            ledger.close()


def _scan(
    plan: Plan, ledger: Ledger, keep: Keep, moment: int, asked: Verifications, stock: Stocktaking
) -> Iterator[Event]:
    account = Account(plan.run.kinds)
    work = _asked(plan, account)
    key = ledger.identity_key()
    crew = Crew(plan.assignment(key, keep.folder, keep.key), plan.settings.scan.jobs)
    cache = open_cache(plan, keep, key, crew.path_class, moment=moment)
    apart = cache.recall_apart(work.entries, work.calm)
    notes = (*plan.notes, *ledger.notes(), *cache.notes)
    yield Started(run=plan.run, asked=account.total, notes=notes, rules=rules_of(plan.own.rules))
    yield from (Skipped(skip=skip) for skip in account.skips.values())

    gathered = _Gathered(plan, account, asked, Joining(plan, crew, cache, _of_head(work), stock))
    gathered.joining.take_calm(apart.chosen, work.entries)
    examined = Telling()
    told = 0
    try:
        outcomes = crew.examine_apart([work.entries[at] for at in apart.loud], apart.known, plan.until)
        for at, outcome in _placed(apart.loud, outcomes, work):
            if told < at:
                yield from _calm(work.entries[told:at], account, examined)
            if isinstance(outcome, Calm):
                told = at + len(outcome.entries)
                cache.learn_calm(outcome)
                account.settle_fresh(outcome)
                yield from examined.calm([entry.path for entry in outcome.entries])
                continue
            told = at + 1
            cache.learn(outcome)
            findings = gathered.take(outcome, work.roles[at])
            if findings is not None and examined.is_done(outcome, findings):
                yield from examined.told(outcome, findings)
        yield from _calm(work.entries[told:], account, examined)
        account.count(apart.counts)
        yield from examined.rest()
        joint = gathered.solve(crew)
    finally:
        cache.save()
    out = gathered.leaked()
    yield from chain((Found(finding=finding) for finding in (*joint, *out)), asked.ask(plan, key))
    head, base, markers = gathered.head, gathered.base, gathered.markers

    with ledger.session(plan.run) as session:
        coverage = replace(
            account.close(crew.proofs, session.previous(account.droppable)),
            base_unknown=plan.base_unknown,
        )
        weighed = markers.weighed(plan)
        head = with_fingerprints([*head, *out, *gaps(coverage), *weighed.findings])
        seen = Seen(
            kinds=frozenset((*OWN_KINDS, *(kind.kind for kind in coverage.kinds))),
            examined=account.examined,
            present=frozenset(account.asked),
            complete=completeness(coverage)[0] is Completeness.complete,
            renames=plan.change.renames if plan.change else {},
            within=plan.source.within,
        )
        compared = compare(head, [*base, *with_fingerprints(weighed.base)], plan.change, account.asked)
        compared = replace(compared, weighed=weighed, asked=asked, stock=stock.taken, packages=stock.packages)
        record = conclude(plan, session, head, coverage, seen, compared)
    yield Judged(record=record)


class _Gathered:
    """What the texts of a run show: of what is scanned, of the base, and of what stood between them."""

    def __init__(self, plan: Plan, account: Account, asked: Verifications, joining: Joining) -> None:
        self.head: list[Finding] = list(plan.own_findings)
        self.base: list[Finding] = []
        self.markers = Markers()
        self.joining = joining
        self._plan, self._account, self._asked = plan, account, asked
        self._gone: list[Outcome] = []

    def take(self, outcome: Outcome, role: Role) -> list[Finding] | None:
        """Takes an outcome; its findings, or None if it is none of what is scanned now."""
        findings = with_fingerprints(outcome.findings) if outcome.findings else []
        if role is not Role.between:
            self.joining.take(outcome, base=role is Role.base)
            if outcome.markers:
                self.markers.take(outcome, findings, base=role is Role.base)
        if role is Role.base:
            self.base += findings
            return None
        self._account.settle(outcome)
        self._asked.take(outcome, findings)
        if role is Role.between:
            if findings:
                self._gone.append(replace(outcome, findings=tuple(findings)))
            return None
        self.head += findings
        return findings

    def solve(self, crew: Crew) -> list[Finding]:
        """What is found in all files together."""
        head, base = self.joining.solve(crew, self._account, self.markers)
        self.joining.save()
        self.head += head
        self.base += base
        return head

    def leaked(self) -> list[Finding]:
        """What commits of the change let out."""
        if not (self._plan.change and self._gone):
            return []
        return list(leaked(self._gone, [*self.head, *self.base], self._plan.change))


class _Work(Struct, frozen=True):
    """What is to be examined, and why.

    Attributes:
        calm: positions of those of which an earlier run may have said all there is to say.
    """

    entries: list[Entry]
    roles: list[Role]
    calm: range


def _asked(plan: Plan, account: Account) -> _Work:
    """Everything that the source names."""
    entries = account.ask_all(plan.entries())
    if "packages" in plan.run.kinds:
        for skip in list(unread(account.skips.values(), entries, plan.source.root)):
            account.skip(skip)
    if not account.asked and not plan.may_be_empty:
        raise NothingToExamineError(
            f"there is nothing to examine in {plan.source.root}", help="name another path"
        )
    between = [thing for thing in map(account.ask_past, plan.interim()) if thing is not None]
    return _ordered(plan, entries, between)


def _of_head(work: _Work) -> Iterator[Entry]:
    return (entry for entry, role in zip(work.entries, work.roles, strict=True) if role is Role.head)


def _ordered(plan: Plan, head: list[Entry], between: list[Entry]) -> _Work:
    """In the order of the source; with a time budget what is worth most comes first, the base before all."""
    base = list(plan.change.before) if plan.change else []
    roles = [Role.base] * len(base) + [Role.head] * len(head) + [Role.between] * len(between)
    if not plan.settings.scan.budget:
        return _Work([*base, *head, *between], roles, range(len(base), len(base) + len(head)))
    touched = plan.change.touched if plan.change else frozenset()
    rest = list(zip(roles[len(base) :], [*head, *between], strict=True))
    rest.sort(key=lambda item: worth(item[1], touched))
    ordered = [*zip(roles, base, strict=False), *rest]
    return _Work([entry for _, entry in ordered], [role for role, _ in ordered], range(0))


def _placed(
    places: Sequence[int], outcomes: Iterable[Outcome | Calm], work: _Work
) -> Iterator[tuple[int, Outcome | Calm]]:
    """Each outcome with the position of its entry, or of the first of several that stand side by side."""
    at = 0
    for one in outcomes:
        if not isinstance(one, Calm):
            yield places[at], one
            at += 1
            continue
        first, number = places[at], len(one.entries)
        roles = work.roles[first : first + number]
        if places[at + number - 1] == first + number - 1 and roles.count(Role.head) == number:
            yield first, one
        else:
            yield from zip(places[at : at + number], one.outcomes(), strict=True)
        at += number
    if at != len(places):
        raise RuntimeError(f"{at} outcomes of {len(places)} entries")


def _calm(entries: list[Entry], account: Account, examined: Telling) -> Iterator[Event]:
    account.settle_calm(entries)
    yield from examined.calm([entry.path for entry in entries])
