"""The replay of a policy: what it would have stopped of what landed, and what became of that."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from itertools import chain

from msgspec import Struct
from msgspec.structs import replace

from vedette.ledger.identity import with_fingerprints
from vedette.ledger.interface import Ledger, Seen, Session
from vedette.ledger.projection import FIXED
from vedette.ledger.store import open_ledger
from vedette.model.backtest import Backtest, Fate, Stop, Stopped
from vedette.model.coverage import Coverage, SkipClass, completeness
from vedette.model.facts import Entry
from vedette.model.finding import Finding
from vedette.model.verdict import Judgement, Record, Run, Verdict
from vedette.pipeline.acceptance import Markers, standing
from vedette.pipeline.conclusion import Compared, compare, keep_of, ledger_path, without_collector
from vedette.policy.gate import judge
from vedette.policy.ignores import Weighed
from vedette.sources.git.mainline import Beginning, Landed, Mainline
from vedette.work.account import Account
from vedette.work.cache.opening import Keep, open_cache
from vedette.work.crew import Crew
from vedette.work.interface import Outcome, Proof
from vedette.work.past import leaked, without_authors
from vedette.work.plan import Plan, finished
from vedette.work.replay import Replay, plan_replay, same_content

# Told: what is being done, how much of it is done, of how much.
Tell = Callable[[str, int, int], None]
_SECONDS = 86_400
# No folder of any tree: a run that looked at single files says nothing of the others.
_NOWHERE = ("\0",)


def backtest(asked: Replay, tell: Tell = lambda _what, _done, _of: None) -> Backtest:
    """Judge the last changes of a main line by a policy, each against its first parent.

    Every version that the changes touch is examined once, whatever the number of changes. The user's ledger
    is neither read nor written, but for the key by which secrets are told apart.

    Args:
        asked: the repository, how many changes, the policy.
        tell: hears of progress.

    Raises:
        UsageError: it is no repository, or the policy is wrong.
        WorldError: the repository cannot be read.
    """
    with without_collector():
        plan, line, policy = plan_replay(asked, lambda done, of: tell("changes looked at", done, of))
        ledger = open_ledger(None, keys_of=ledger_path(asked.request, plan))
        try:
            examined = _Examined(plan, ledger.identity_key(), keep_of(asked.request, plan), tell)
            examined.take(plan)
            replayed = _replayed(plan, line, ledger, examined.seen)
            if replayed.stops:
                # What came in may stand elsewhere since long: only now is the rest of the tree worth a look.
                examined.take(replace(plan, source=line.beginning()))
                ledger.close()
                ledger = open_ledger(None)
                replayed = _replayed(plan, line, ledger, examined.seen)
            stopped = replayed.stopped(asked.within)
        finally:
            ledger.close()
    return _told(asked, (plan, line, policy), examined, stopped, replayed.introduced)


class _Versions(Struct):
    """What was found in each version, by path and blob; those that could not be examined.

    `marked` are those with comments that ask for findings to be accepted. `beginning` is what the tree before
    the first change held in versions that no change touches; empty while nobody asked.
    """

    findings: dict[tuple[str, str], list[Finding]] = {}
    failed: set[tuple[str, str]] = set()
    marked: dict[tuple[str, str], Outcome] = {}
    beginning: dict[str, list[Finding]] = {}

    def of(self, entries: Sequence[Entry]) -> list[Finding]:
        found = self.findings
        return [item for entry in entries for item in found.get((entry.path, entry.blob), ())]


class _Examined:
    """Examines versions, each content once, and keeps account of all of them together."""

    def __init__(self, plan: Plan, key: bytes, keep: Keep, tell: Tell) -> None:
        self.seen = _Versions()
        self.notes: tuple[str, ...] = ()
        self._account = Account(plan.run.kinds)
        self._proofs: list[Proof] = []
        self._key, self._keep, self._tell = key, keep, tell

    @property
    def coverage(self) -> Coverage:
        """The account of all that was taken."""
        return self._account.close(self._proofs, {})

    def take(self, plan: Plan) -> None:
        """Examines what the plan's source names."""
        entries = [thing for thing in map(self._account.ask_past, plan.entries()) if thing is not None]
        crew = Crew(plan.assignment(self._key, self._keep.folder, self._keep.key), plan.settings.scan.jobs)
        cache = open_cache(plan, self._keep, self._key, crew.path_class, past=True)
        alike = _alike(entries, crew)
        chosen = [same[0] for same in alike]
        known = cache.recall(chosen)
        is_beginning = isinstance(plan.source, Beginning)
        try:
            outcomes = _learning(crew.examine(chosen, known), cache.learn)
            for number, outcome in enumerate(same_content(chosen, outcomes, alike), 1):
                self._account.settle(outcome)
                _note(self.seen, outcome, is_beginning=is_beginning)
                if not number % 100 or number == len(entries):
                    self._tell("versions examined", number, len(entries))
        finally:
            cache.save()
        self._proofs += crew.proofs
        self.notes = tuple(dict.fromkeys((*self.notes, *cache.notes)))


def _alike(entries: Sequence[Entry], crew: Crew) -> list[list[Entry]]:
    """The entries, those with the same content and class of path together."""
    classes: dict[str, str] = {}
    alike: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        if entry.path not in classes:
            classes[entry.path] = crew.path_class(entry.path)
        alike.setdefault((entry.blob, classes[entry.path]), []).append(entry)
    return list(alike.values())


def _learning(outcomes: Iterator[Outcome], learn: Callable[[Outcome], None]) -> Iterator[Outcome]:
    for outcome in outcomes:
        learn(outcome)
        yield outcome


def _note(seen: _Versions, outcome: Outcome, *, is_beginning: bool) -> None:
    version = (outcome.entry.path, outcome.entry.blob)
    if (outcome.skip and outcome.skip.cls is SkipClass.failed) or outcome.failures:
        seen.failed.add(version)
    if outcome.markers:
        seen.marked[version] = outcome
    if outcome.findings:
        seen.findings[version] = with_fingerprints(without_authors(outcome.findings))
        if is_beginning:
            seen.beginning[outcome.entry.path] = seen.findings[version]


def _replayed(plan: Plan, line: Mainline, ledger: Ledger, seen: _Versions) -> _Replayed:
    replayed = _Replayed(plan, ledger, seen)
    for landed in line.landed:
        replayed.take(landed)
    return replayed


class _Replayed:
    """Takes the changes one after the other, and remembers in a ledger of its own."""

    def __init__(self, plan: Plan, ledger: Ledger, seen: _Versions) -> None:
        self.introduced = 0
        self._plan, self._ledger, self._seen = plan, ledger, seen
        # What stands in the tree, as far as it is known, by path.
        self._standing: dict[str, list[Finding]] = dict(seen.beginning)
        self._landed: list[Landed] = []
        self._order: dict[str, int] = {}
        self.stops: list[tuple[Landed, list[Judgement]]] = []

    def take(self, landed: Landed) -> None:
        """The next change."""
        self._order[landed.commit] = len(self._landed)
        self._landed.append(landed)
        change = landed.change
        here, base = self._seen.of(landed.after), self._seen.of(landed.before)
        gone = self._between(landed)
        before = {entry.path for entry in landed.before}
        touched = {*change.touched, *before}
        if not here and not gone and not touched & self._standing.keys():
            return
        rest = [found for path, found in self._standing.items() if path not in touched]
        head = [*here, *chain.from_iterable(rest)]
        out = list(leaked(gone, [*head, *base], change)) if gone else []
        head = with_fingerprints([*head, *out])
        compared = replace(compare(head, base, change, change.touched), weighed=self._weighed(landed))
        self.introduced += len(compared.introduced)
        run = self._run(landed)
        with self._ledger.session(run) as session:
            verdict = self._judge(session, landed, head, compared)
            session.commit(Record(run=run, coverage=self._coverage(landed), verdict=verdict))
        if verdict.emergencies:
            self.stops.append((landed, list(verdict.emergencies)))
        self._settle(touched, here)

    def stopped(self, within: int) -> tuple[Stopped, ...]:
        """The changes that would have been stopped, and what became of what they brought.

        Args:
            within: days that count as soon.
        """
        return tuple(self._stopped(landed, items, within) for landed, items in self.stops)

    def _settle(self, touched: Iterable[str], here: Iterable[Finding]) -> None:
        for path in touched:
            self._standing.pop(path, None)
        for finding in here:
            self._standing.setdefault(finding.place.path, []).append(finding)

    def _judge(self, session: Session, landed: Landed, head: list[Finding], compared: Compared) -> Verdict:
        seen = Seen(
            kinds=frozenset(self._plan.run.kinds),
            examined={e.path: e.blob for e in landed.after if (e.path, e.blob) not in self._seen.failed},
            present=frozenset(entry.path for entry in landed.after),
            complete=not self._failed(landed) and not landed.trouble,
            renames=landed.renames,
            within=landed.removed or _NOWHERE,
        )
        tracked = session.match(without_authors(head), seen, compared.introduced)
        stand = standing(self._plan, tracked, head, compared.removed or (), compared.weighed, seen)
        policy = self._plan.settings.policy
        return judge(tracked, self._coverage(landed), policy, _day(landed.time), stand)

    def _weighed(self, landed: Landed) -> Weighed:
        markers = Markers()
        for entries, is_base in ((landed.after, False), (landed.before, True)):
            for entry in entries:
                outcome = self._seen.marked.get((entry.path, entry.blob))
                if outcome is not None:
                    markers.take(outcome, self._seen.of([entry]), base=is_base)
        return markers.weighed(replace(self._plan, change=landed.change))

    def _between(self, landed: Landed) -> list[Outcome]:
        found = self._seen.findings
        return [
            Outcome(entry=entry, findings=tuple(found[entry.path, entry.blob]))
            for entry in landed.between
            if (entry.path, entry.blob) in found
        ]

    def _failed(self, landed: Landed) -> bool:
        return any((entry.path, entry.blob) in self._seen.failed for entry in landed.entries)

    def _coverage(self, landed: Landed) -> Coverage:
        return Coverage(asked=1, examined=1, truncated=bool(landed.trouble) or self._failed(landed))

    def _run(self, landed: Landed) -> Run:
        return replace(
            self._plan.run,
            id=landed.commit,
            started=_iso(landed.time),
            commit=landed.commit,
            base=landed.base,
        )

    def _stopped(self, landed: Landed, items: Sequence[Judgement], within: int) -> Stopped:
        return Stopped(
            commit=landed.commit,
            time=_iso(landed.time),
            title=landed.title,
            names=landed.names,
            is_merge=landed.is_merge,
            stops=tuple(self._stop(landed, item, within) for item in items),
        )

    def _stop(self, landed: Landed, item: Judgement, within: int) -> Stop:
        tracked = item.tracked
        mended = self._mended(landed, tracked.id)
        days = max(0, (mended.time - landed.time) // _SECONDS) if mended else None
        if tracked.finding.place.revision:
            fate = Fate.passing
        elif days is not None:
            fate = Fate.gone_soon if days <= within else Fate.gone_late
        else:
            age = (self._landed[-1].time - landed.time) // _SECONDS
            fate = Fate.stands if age >= within else Fate.young
        return Stop(
            id=tracked.id,
            finding=tracked.finding,
            reason=item.reason,
            owner=tracked.owner,
            fate=fate,
            days=days,
            mended_by=mended.commit if mended else "",
        )

    def _mended(self, landed: Landed, id_: str) -> Landed | None:
        """The first change after this one with which the finding went."""
        known = self._ledger.finding(id_)
        after = self._order[landed.commit]
        for _, run, what in known.events if known else ():
            if what == FIXED and self._order[run] > after:
                return self._landed[self._order[run]]
        return None


def _told(
    asked: Replay,
    planned: tuple[Plan, Mainline, str],
    examined: _Examined,
    stopped: tuple[Stopped, ...],
    introduced: int,
) -> Backtest:
    plan, line, policy = planned
    coverage = examined.coverage
    run = finished(plan)
    complete, reasons = completeness(coverage)
    incomplete = sum(bool(one.trouble) for one in line.landed)
    return Backtest(
        project=run.project,
        policy=policy,
        head=line.commit,
        first=_iso(line.landed[0].time) if line.landed else "",
        last=_iso(line.landed[-1].time) if line.landed else "",
        asked=asked.last,
        changes=len(line.landed),
        merges=sum(one.is_merge for one in line.landed),
        within=asked.within,
        stopped=stopped,
        introduced=introduced,
        versions=coverage.examined,
        cached=coverage.cached,
        unexamined=coverage.count(SkipClass.failed),
        incomplete=incomplete,
        completeness=complete,
        reasons=reasons,
        seconds=run.seconds,
        cpu_seconds=run.cpu_seconds,
        notes=(*plan.notes, *examined.notes, *_gaps(line)),
    )


def _gaps(line: Mainline) -> Iterator[str]:
    troubled: Mapping[str, str] = {one.commit: one.trouble for one in line.landed if one.trouble}
    for commit, trouble in list(troubled.items())[:10]:
        yield f"change {commit[:12]}: {trouble}"


def _iso(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")


def _day(seconds: int) -> date:
    return datetime.fromtimestamp(seconds, UTC).date()
