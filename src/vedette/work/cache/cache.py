"""The cache: asked before anything is read, told when everything is examined, never believed unsealed."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from itertools import compress
from operator import eq, not_, or_

from msgspec import Struct

from vedette.model.facts import Entry
from vedette.work.cache import snapshot as snapshots
from vedette.work.cache.folder import DEFAULT_BYTES, Folder
from vedette.work.cache.memory import Memory, remember
from vedette.work.cache.programs import ProgramMemory
from vedette.work.cache.snapshot import SealError, Snapshot
from vedette.work.cache.store import OUTCOMES, Store
from vedette.work.interface import Calm, Outcome

# Within this time a file may change without its times showing it, on the coarsest file systems.
_RACY_NS = 2_000_000_000
_FEW = 200


class About(Struct, frozen=True, kw_only=True):
    """What a cache is about.

    Attributes:
        root: absolute path of what is scanned.
        whole: all of the root is asked for, so that what is not named is gone.
        past: many versions of each path are asked for: the snapshot is left alone, the store gets them all.
        few: so little is asked for that to read the snapshot takes longer than to examine it.
        context: as `context.context` makes it.
        moment: nanoseconds since the epoch before anything was listed; later changes show in a stamp.
        limit: bytes that the cache may take.
    """

    root: str
    whole: bool
    past: bool
    context: bytes
    moment: int
    limit: int = DEFAULT_BYTES
    few: bool = False

    @property
    def digest(self) -> bytes:
        """Project and context as one."""
        root = os.fsencode(self.root)
        return hashlib.sha256(len(root).to_bytes(4, "big") + root + self.context).digest()


class Apart(Struct, frozen=True, kw_only=True):
    """What is known of many entries: most are calm, examined in an earlier run without finding anything.

    Attributes:
        counts: how many of the calm ones were inspected by which kinds.
        chosen: kind -> positions of the calm ones at which its analysis of the program starts.
        loud: positions of all others, in order.
        known: their outcomes; None for what has to be examined.
    """

    counts: tuple[tuple[tuple[str, ...], int], ...]
    chosen: Mapping[str, list[int]]
    loud: list[int]
    known: list[Outcome | None]


class Cache:
    """Outcomes of earlier runs. Whatever is wrong with it, the run is only slower.

    Args:
        folder: where it lies; None for a cache that knows nothing and keeps nothing.
        key: of the seals.
        about: project and context.
        classify: class of a path: all that detectors judge by of it.

    Attributes:
        notes: what a person should know.
    """

    def __init__(
        self, folder: Folder | None, key: bytes, about: About, classify: Callable[[str], str]
    ) -> None:
        self.notes: list[str] = []
        self._folder = folder
        self._key = key
        self._about = about
        self._classify = classify
        self._name = f"{about.digest.hex()[:32]}.snapshot"
        self._store = Store(folder.store, key, about.context, OUTCOMES) if folder else None
        self._known = self._load()
        self._asked: dict[str, str] = {}  # path -> token of the first entry at it
        self._news: list[tuple[Entry, Memory]] = []

    def recall(self, entries: Sequence[Entry]) -> list[Outcome | None]:
        """Outcomes that are known already, entry by entry."""
        return self.recall_apart(entries, range(0)).known

    def programs(self) -> ProgramMemory:
        """What earlier runs kept of whole programs."""
        return ProgramMemory(self._folder, self._key, self._about.digest, self._about.limit)

    def recall_apart(self, entries: Sequence[Entry], calm: range) -> Apart:
        """As `recall`, with those that need no outcome each told apart: nearly all of a warm run.

        Args:
            entries: all that is asked for.
            calm: positions, one after the other, of those that may be told apart.
        """
        if self._folder is None:
            return Apart(counts=(), chosen={}, loud=list(range(len(entries))), known=[None] * len(entries))
        paths = [entry.path for entry in entries]
        tokens = [entry.blob or entry.stamp for entry in entries]
        # Backwards, so that of several entries at one path the first stays.
        self._asked = dict(zip(reversed(paths), reversed(tokens), strict=True))
        counts: list[tuple[tuple[str, ...], int]] = []
        chosen: dict[str, list[int]] = {}
        is_calm = [False] * len(calm)
        for memory, known in self._known.plain if calm else ():
            if not memory.skip:
                part = slice(calm.start, calm.stop)
                same = list(map(eq, map(known.get, paths[part]), tokens[part]))
                is_calm = list(map(or_, is_calm, same))
                counts.append((memory.kinds, sum(same)))
                for kind in memory.chosen:
                    chosen.setdefault(kind, []).extend(compress(calm, same))
        others = compress(calm, map(not_, is_calm))
        loud = [*range(calm.start), *others, *range(calm.stop, len(entries))]
        answers = [self._answer(entries[at], tokens[at]) for at in loud]
        missed = [(place, entries[at]) for place, at in enumerate(loud) if answers[place] is None]
        self._search([(place, entry) for place, entry in missed if entry.blob], answers)
        return Apart(counts=tuple(counts), chosen=chosen, loud=loud, known=answers)

    def _answer(self, entry: Entry, token: str) -> Outcome | None:
        known = self._known.get(entry.path) if token else None
        return known[1].outcome(entry) if known and known[0] == token else None

    def learn(self, outcome: Outcome) -> None:
        """Takes what was examined in this run."""
        if self._folder is None or outcome.cached:
            return
        memory = remember(outcome)
        if memory is not None and self.is_lasting(outcome.entry):
            self._news.append((outcome.entry, memory))

    def learn_calm(self, calm: Calm) -> None:
        """As `learn`, of files of which there is nothing else to tell."""
        if self._folder is not None:
            memory = Memory(kinds=calm.kinds)
            self._news += ((entry, memory) for entry in calm.entries if entry.blob or self.is_lasting(entry))

    def is_lasting(self, entry: Entry) -> bool:
        """Whether content is certain: by a blob, or by a stamp older than any change it could miss."""
        if entry.blob:
            return True
        if not entry.stamp:
            return False
        _, modified, changed, *_ = entry.stamp.split(":")
        return max(int(modified), int(changed)) < self._about.moment - _RACY_NS

    def save(self) -> None:
        """Keeps what was learned for the next run; not being able to is no fault."""
        if self._folder is None:
            return
        gone = self._gone()
        if not gone and not self._news:
            return
        aside = self._is_aside()
        rows = self._update(gone, aside=aside)
        try:
            if self._store is not None:
                self._store.tell(rows, self._about.limit // 2)
            if aside:
                return
            self._folder.write(self._name, snapshots.dump(self._known, self._key, self._about.digest))
            self._folder.prune(self._about.limit // 2, keep=self._name)
        except (OSError, sqlite3.Error, UnicodeError):
            return

    def _load(self) -> Snapshot:
        if self._folder is None or self._about.few:
            return Snapshot()
        try:
            data = self._folder.read(self._name)
            if data is not None:
                return snapshots.load(data, self._key, self._about.digest)
        except SealError:
            self.notes.append(
                "the cache of this project was altered or sealed with another key: it was not used"
            )
        except OSError as error:
            self.notes.append(f"the cache cannot be read and was not used: {error.strerror or error}")
        return Snapshot()

    def _search(self, missed: Sequence[tuple[int, Entry]], answers: list[Outcome | None]) -> None:
        """Looks for contents under other paths, then in the store."""
        if not missed or self._store is None:
            return
        wanted = {entry.blob for _, entry in missed}
        elsewhere = {
            (token, self._classify(path)): memory
            for path, token, memory in self._known.items()
            if token in wanted
        }
        found = self._store.ask(wanted - {blob for blob, _ in elsewhere}) | elsewhere
        if self._store.wrong:
            self.notes.append(f"{self._store.wrong} rows of the cache are altered: they were not used")
        if not found:
            return
        known = {blob for blob, _ in found}
        for at, entry in missed:
            memory = found.get((entry.blob, self._classify(entry.path))) if entry.blob in known else None
            if memory is not None:
                answers[at] = memory.outcome(entry)
                if not self._about.few:
                    self._news.append((entry, memory))

    def _gone(self) -> list[str]:
        # A run over a few staged files says nothing of the others. To be wrong here costs time only.
        if not self._about.whole or self._about.past or 2 * len(self._asked) < self._known.size:
            return []
        tables = [tokens.keys() for _, tokens in self._known.plain]
        asked = self._asked.keys()
        return sorted(
            {
                path
                for table in (*tables, self._known.found.keys())
                if not asked >= table
                for path in table - asked
            }
        )

    def _is_aside(self) -> bool:
        """Whether what was learned goes into the store alone."""
        if self._about.past or self._about.few:
            return True
        # To write the snapshot takes longer than a hook may; a run over the whole will take them up.
        few = not self._about.whole and len(self._news) <= _FEW
        return few and all(entry.blob for entry, _ in self._news)

    def _update(self, gone: Sequence[str], *, aside: bool) -> list[tuple[str, str, Memory]]:
        """Brings the snapshot up to date, unless it is left alone.

        Returns:
            Rows for the store: what leaves the snapshot, and further versions at the same path.
        """
        leaving: list[tuple[str, str, Memory]] = []
        for path in gone:
            self._leave(path, leaving)
            self._known.drop(path)
        for entry, memory in self._news:
            token = entry.blob or entry.stamp
            if aside or self._asked.get(entry.path) != token:
                leaving.append((entry.path, entry.blob, memory))
                continue
            self._leave(entry.path, leaving)
            self._known.put(entry.path, token, memory)
        return [(blob, self._classify(path), memory) for path, blob, memory in leaving if blob]

    def _leave(self, path: str, leaving: list[tuple[str, str, Memory]]) -> None:
        known = self._known.get(path)
        if known is not None and ":" not in known[0]:
            leaving.append((path, known[0], known[1]))
