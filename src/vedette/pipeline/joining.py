"""What a run finds in all files together: of what is scanned, and of the base that it is judged against."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from msgspec.structs import replace

from vedette.ledger.identity import with_fingerprints
from vedette.model.facts import Entry
from vedette.model.finding import Finding
from vedette.pipeline.acceptance import Markers
from vedette.pipeline.stocktaking import Stocktaking
from vedette.sources.interface import Surrounded
from vedette.work import licences
from vedette.work.account import Account
from vedette.work.cache.cache import Cache
from vedette.work.cache.states import Joint
from vedette.work.crew import Crew
from vedette.work.intel import Intel
from vedette.work.interface import Outcome
from vedette.work.plan import Plan
from vedette.work.programs import Programs, State


class Joining:
    """Gathers what each file gives to the whole, then has it solved.

    Args:
        plan: of the run.
        crew: whose detectors judge.
        cache: what earlier runs kept.
        entries: all that is asked for.
        stock: is taken while the programs are at hand.
    """

    def __init__(
        self,
        plan: Plan,
        crew: Crew,
        cache: Cache,
        entries: Iterable[Entry],
        stock: Stocktaking | None = None,
    ) -> None:
        self._plan = plan
        self._stock = stock
        self._detectors = crew.programs
        self._asked = {entry.path: entry for entry in entries} if self._detectors else {}
        self._intel = Intel(plan.intel, plan.settings.intel.max_age, plan.settings.intel.cooldown)
        self._programs = Programs(crew.programs, cache.programs(), plan.source.reader(), cache.is_lasting)
        self._found: Joint = Joint()
        self._base: Joint = Joint()
        self._is_part = False

    def take(self, outcome: Outcome, *, base: bool) -> None:
        """Takes the outcome of one file, of what is scanned or of the base."""
        if outcome.chosen or outcome.forms or not outcome.certain:
            self._programs.take(outcome, self._programs.base if base else self._programs.head)

    def take_calm(self, chosen: Mapping[str, Sequence[int]], entries: Sequence[Entry]) -> None:
        """Takes files of which an earlier run said all there is to say, by kind and position."""
        for kind, positions in chosen.items():
            self._programs.head.starts.setdefault(kind, set()).update(entries[at].path for at in positions)

    def solve(self, crew: Crew, account: Account, markers: Markers) -> tuple[list[Finding], list[Finding]]:
        """What is found in what is scanned and in the base, fingerprints set.

        Args:
            crew: gets the proof of the canary that is solved.
            account: hears what was not judged.
            markers: get what was found in the files that have some.
        """
        if not self._detectors:
            return [], []
        try:
            self._intel.give(self._detectors)
            licences.give(self._plan.settings.policy, self._detectors)
            crew.proofs += self._programs.prove()
            self._solve()
            account.leave(self._found.faults)
            # Of a partial run nothing of this would be remembered, and the next would take as long again.
            if not account.failed:
                self._take_stock()
            self._intel.settle(self._detectors)
        finally:
            self._programs.close()
            self._intel.close()
        account.stale, account.missing = self._intel.stale, self._intel.missing
        head, base = (with_fingerprints(joint.findings) for joint in (self._found, self._base))
        markers.join(head, self._found.markers, base=False)
        markers.join(base, self._base.markers, base=True)
        return head, base

    def save(self) -> None:
        """Keeps what was learned; to be called when all is solved."""
        if self._detectors:
            self._programs.save(whole=not (self._plan.source.within or self._is_part))

    def _solve(self) -> None:
        head, until = self._programs.head, self._plan.until
        head.entries = self._surroundings() | self._asked
        around = head.entries.keys() - self._asked.keys()
        self._is_part = bool(around)
        if around:
            # Of the files around only those that are known to reach what was asked for are started at.
            for kind, paths in self._programs.callers(self._asked).items():
                head.starts.setdefault(kind, set()).update(paths & head.entries.keys())
        change = self._plan.change
        if change is not None and change.known and change.base:
            before = State(entries={entry.path: entry for entry in reversed(change.before)})
            self._found = self._programs.solve(head, until, before)
            self._base = self._programs.solve(self._state_of_base(head, before), until)
        else:
            self._found = self._programs.solve(head, until)
        if around:
            found, there = self._found.findings, self._base.findings
            self._found = replace(self._found, findings=self._of_what_was_asked(found, there))
            self._base = replace(self._base, findings=self._of_what_was_asked(there, found))

    def _take_stock(self) -> None:
        for kind, detector in self._detectors.items():
            if self._stock is not None and self._stock.wants(kind):
                self._stock.take(kind, self._programs.tree(kind), detector)

    def _state_of_base(self, head: State, before: State) -> State:
        """The head without what the change touched, with what was there instead."""
        change = self._plan.change
        assert change is not None  # noqa: S101 - asked only with a base
        rest = head.without(chain(change.touched, before.entries))
        chosen = self._programs.base.starts
        return State(
            entries=rest.entries | before.entries,
            starts={
                kind: rest.starts.get(kind, set()) | chosen.get(kind, set())
                for kind in {*rest.starts, *chosen}
            },
            unsure=rest.unsure | self._programs.base.unsure,
        )

    def _surroundings(self) -> dict[str, Entry]:
        """Files around what was asked for: they may be imported, and are not examined themselves."""
        source = self._plan.source
        if not isinstance(source, Surrounded):
            return {}
        applies = [detector.applies for detector in self._detectors.values()]
        around = source.surroundings()
        return {entry.path: entry for entry in around if any(one(entry.path) for one in applies)}

    def _of_what_was_asked(self, found: Iterable[Finding], others: Iterable[Finding]) -> tuple[Finding, ...]:
        """Findings in files that were asked for, and in others those that the change brought or mended."""
        change = self._plan.change
        there = {_likeness(finding) for finding in others}
        paths = self._asked.keys() | ({entry.path for entry in change.before} if change else set())
        judged = change is not None and bool(change.base)
        return tuple(
            finding
            for finding in found
            if finding.place.path in paths or (judged and _likeness(finding) not in there)
        )


def _likeness(finding: Finding) -> tuple[str, ...]:
    return finding.place.path, finding.rule, finding.symbol, finding.subject
