"""Answers of earlier runs, and whether they hold for a tree as it is now."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Generic, TypeVar

from msgspec.structs import replace

from vedette.detectors.interface import Answer, ProgramDetector
from vedette.model.marker import Marker
from vedette.work.cache.programs import MOST_WAYS, Answers, Known
from vedette.work.gaps import LATE
from vedette.work.tree import Tree

_T = TypeVar("_T", bound=Hashable)


class Recalled:
    """The answers of earlier runs and of this one."""

    def __init__(self, answers: Answers) -> None:
        self._files = dict(zip(answers.files, range(len(answers.files)), strict=True))
        self._imports = dict(zip(answers.imports, range(len(answers.imports)), strict=True))
        self._layouts = dict(zip(answers.layouts, range(len(answers.layouts)), strict=True))
        self._starts = answers.starts
        self._met: set[str] = set()
        self._is_new = False

    def of(
        self, kind: str, tree: Tree, detector: ProgramDetector, starts: Sequence[str]
    ) -> dict[str, tuple[Answer, Mapping[str, tuple[Marker, ...]]]]:
        """Those starts that are answered already, in order."""
        self._met.update(f"{kind} {path}" for path in starts)
        if not self._starts:
            return {}
        files = list(self._files)
        stands = [tree.mark(path) == mark for path, mark in files]
        imports = list(self._imports)
        layout = self._number(self._layouts, tree.layout)
        leads: frozenset[int] | None = None
        found: dict[str, tuple[Answer, Mapping[str, tuple[Marker, ...]]]] = {}
        for start in starts:
            for known in self._starts.get(f"{kind} {start}", ()):
                if not all(map(stands.__getitem__, known.used)):
                    continue
                if known.layout != layout and known.missing:
                    if leads is None:
                        lead = detector.leads(tree.paths, imports)
                        leads = frozenset(number for number, one in enumerate(imports) if one in lead)
                    if not leads.isdisjoint(known.missing):
                        continue
                if known.layout != layout:
                    known.layout, self._is_new = layout, True
                answer = Answer(start=start, findings=known.findings, faults=known.faults)
                found[start] = answer, known.markers
                break
        return found

    def once_used(self, kind: str, starts: Iterable[str]) -> set[str]:
        """Paths that earlier answers of some starts rested on."""
        paths = [path for path, _ in self._files]
        return {
            paths[number]
            for start in starts
            for known in self._starts.get(f"{kind} {start}", ())
            for number in known.used
        }

    def resting_on(self, paths: frozenset[str]) -> dict[str, set[str]]:
        """Starts that an answer to rests on one of some files, by kind."""
        numbers = {number for (path, _), number in self._files.items() if path in paths}
        found: dict[str, set[str]] = {}
        for name, ways in self._starts.items():
            kind, _, path = name.partition(" ")
            if any(not numbers.isdisjoint(known.used) for known in ways):
                found.setdefault(kind, set()).add(path)
        return found

    def learn(self, kind: str, answer: Answer, marked: dict[str, tuple[Marker, ...]], tree: Tree) -> None:
        """Takes a new answer, if all that it rests on is certain."""
        marks = [(path, tree.mark(path)) for path in answer.used]
        if not marks or not all(mark for _, mark in marks):
            return
        if any(fault.reason in {LATE, "detector-failed"} for fault in answer.faults):
            return
        known = Known(
            used=sorted(self._number(self._files, mark) for mark in marks),
            missing=sorted(self._number(self._imports, one) for one in answer.missing),
            layout=self._number(self._layouts, tree.layout),
            findings=answer.findings,
            faults=answer.faults,
            markers=marked,
        )
        ways = self._starts.setdefault(f"{kind} {answer.start}", [])
        self._starts[f"{kind} {answer.start}"] = [known, *ways][:MOST_WAYS]
        self._is_new = True

    def to_keep(self, *, whole: bool) -> Answers | None:
        """What is to be kept, tables without what nothing refers to; None when nothing is new."""
        gone = [name for name in self._starts if name not in self._met] if whole else []
        if not (self._is_new or gone):
            return None
        for name in gone:
            del self._starts[name]
        every = [known for ways in self._starts.values() for known in ways]
        files = _Table(self._files, {number for known in every for number in known.used})
        imports = _Table(self._imports, {number for known in every for number in known.missing})
        layouts = _Table(self._layouts, {known.layout for known in every})
        return Answers(
            files=files.items,
            imports=imports.items,
            layouts=layouts.items,
            starts={
                name: [
                    replace(
                        known,
                        used=files.renumbered(known.used),
                        missing=imports.renumbered(known.missing),
                        layout=layouts.renumbered([known.layout])[0],
                    )
                    for known in ways
                ]
                for name, ways in self._starts.items()
            },
        )

    @staticmethod
    def _number(table: dict[_T, int], item: _T) -> int:
        return table.setdefault(item, len(table))


class _Table(Generic[_T]):
    """The items of a table that are used, numbered anew."""

    def __init__(self, table: Mapping[_T, int], used: set[int]) -> None:
        self.items = [item for item, number in table.items() if number in used]
        self._numbers = {table[item]: place for place, item in enumerate(self.items)}

    def renumbered(self, numbers: Iterable[int]) -> list[int]:
        return [self._numbers[number] for number in numbers]
