"""The run's account of itself: what was asked is counted where it is named, what was done on arrival."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import attrgetter

from msgspec.structs import replace

from vedette.detectors.interface import Fault
from vedette.model.coverage import Coverage, KindCoverage, Skip, SkipClass
from vedette.model.facts import Entry, Origin
from vedette.work.gaps import LATE
from vedette.work.interface import Calm, Outcome, Proof

_path, _blob = attrgetter("path"), attrgetter("blob")


class Account:
    """Tallies one run.

    Attributes:
        asked: everything named by the source: path -> blob id ("" when unknown).
        examined: everything of the tree examined: path -> blob id.
        total: number of all things named, of the past too.
        skips: by path; those of the past by NUL and name, so that no file of the tree can pass for one.
        stale: data that are too old to rely on, in words.
        missing: data without which a kind cannot judge, in words; "" for none.
    """

    def __init__(self, kinds: Iterable[str]) -> None:
        self.asked: dict[str, str] = {}
        self.examined: dict[str, str] = {}
        self.skips: dict[str, Skip] = {}
        self.total = 0
        self._past = 0
        self._cached = 0
        self._kinds = tuple(kinds)
        self._done: Counter[tuple[str, ...]] = Counter()
        self._failed: Counter[str] = Counter()
        self._faults: dict[Fault, None] = {}
        self.stale: tuple[str, ...] = ()
        self.missing = ""

    def ask(self, thing: Entry | Skip) -> Entry | None:
        """The source named something of the tree.

        Returns:
            What is to be examined; None when it is skipped already.
        """
        self.total += 1
        self.asked[thing.path] = thing.blob
        if isinstance(thing, Skip):
            self.skip(thing)
            return None
        return thing

    def ask_all(self, named: Iterable[Entry | Skip]) -> list[Entry]:
        """As `ask`, of all that the source names, by column: most of a warm run is such loops."""
        things = list(named)
        self.total += len(things)
        self.asked.update(zip(map(_path, things), map(_blob, things), strict=True))
        for thing in things:
            if isinstance(thing, Skip):
                self.skip(thing)
        return [thing for thing in things if isinstance(thing, Entry)]

    def ask_past(self, thing: Entry | Skip) -> Entry | None:
        """As `ask`, of something that lies in the past."""
        self.total += 1
        if isinstance(thing, Skip):
            self.skips[f"\0{thing.path}"] = thing
            return None
        return thing

    def skip(self, skip: Skip) -> None:
        """Something will not be examined."""
        self.skips[skip.path] = skip

    def settle(self, outcome: Outcome) -> None:
        """The result of one entry arrived."""
        entry = outcome.entry
        past = entry.origin is Origin.history
        if outcome.skip is not None:
            if past:
                self.skips[f"\0{entry.name}"] = replace(outcome.skip, path=entry.name)
            else:
                self.skip(outcome.skip)
            return
        if past:
            self._past += 1
        else:
            self.examined[entry.path] = entry.blob
        self._cached += outcome.cached
        self._done[outcome.kinds] += 1
        self.leave(outcome.faults)
        if outcome.failures:
            self._failed.update(outcome.failures)

    def settle_calm(self, entries: Sequence[Entry]) -> None:
        """As `settle`, of files of the tree that an earlier run examined without finding anything.

        Which kinds inspected them is told apart from that, by `count`.
        """
        self.examined.update(zip(map(_path, entries), map(_blob, entries), strict=True))
        self._cached += len(entries)

    def settle_fresh(self, calm: Calm) -> None:
        """As `settle`, of files of the tree that were examined now without finding anything."""
        self.examined.update(zip(map(_path, calm.entries), map(_blob, calm.entries), strict=True))
        self._done[calm.kinds] += len(calm.entries)

    def count(self, counts: Iterable[tuple[tuple[str, ...], int]]) -> None:
        """Which kinds inspected how many of the calm ones."""
        for kinds, number in counts:
            self._done[kinds] += number

    def leave(self, faults: Iterable[Fault]) -> None:
        """Parts of what was examined that were not judged; each is told once."""
        for fault in faults:
            self._faults[fault] = None

    @property
    def failed(self) -> bool:
        """Whether something is known already that was not examined, or not judged, as it should have been."""
        return any(skip.cls is SkipClass.failed for skip in self.skips.values()) or not all(
            fault.declared for fault in self._faults
        )

    @property
    def droppable(self) -> list[str]:
        """What was skipped and an earlier run may have examined."""
        return [path for path in self.skips if self.asked.get(path)]

    def close(self, proofs: Sequence[Proof], previous: Mapping[str, str]) -> Coverage:
        """The account, closed.

        Args:
            proofs: of every examiner that took part.
            previous: path -> blob id of those `droppable` that the last complete run of the scope examined.
        """
        examined = len(self.examined) + self._past
        inspected = {kind: sum(n for kinds, n in self._done.items() if kind in kinds) for kind in self._kinds}
        kinds = tuple(
            KindCoverage(
                kind=kind,
                examined=inspected[kind],
                not_applicable=examined - inspected[kind] - self._failed[kind],
                failed=self._failed[kind],
                canaries_planted=sum(kind in proof.found for proof in proofs),
                canaries_found=sum(proof.found.get(kind, False) for proof in proofs),
            )
            for kind in self._kinds
            if any(kind in proof.found for proof in proofs)
        )
        return Coverage(
            asked=self.total,
            examined=examined,
            cached=self._cached,
            skips=tuple(self.skips[path] for path in sorted(self.skips)),
            asked_kinds=self._kinds,
            kinds=kinds,
            truncated=any(skip.reason == LATE for skip in self.skips.values()),
            dropped=self._dropped(previous),
            unfinished=tuple(self._unfinished()),
            stale=self.stale,
            missing=self.missing,
        )

    def _unfinished(self) -> Iterator[Skip]:
        for fault in sorted(self._faults, key=lambda one: (one.path, one.reason, one.detail)):
            blob = self.asked.get(fault.path, "")
            cls = SkipClass.declared if fault.declared else SkipClass.failed
            yield Skip(path=fault.path, cls=cls, reason=fault.reason, detail=fault.detail, blob=blob)

    def _dropped(self, previous: Mapping[str, str]) -> tuple[str, ...]:
        dropped = []
        for path, skip in self.skips.items():
            blob = self.asked.get(path, "")
            if blob and previous.get(path) == blob and skip.cls is not SkipClass.declared:
                dropped.append(path)
        return tuple(sorted(dropped))
