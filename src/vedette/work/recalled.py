"""Answers of earlier runs, and whether they hold for a tree as it is now."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Generic, TypeVar

from msgspec.structs import replace

from vedette.detectors.interface import Answer, ProgramDetector
from vedette.model.marker import Marker
from vedette.work.cache.programs import MOST_WAYS, Answers, Known
from vedette.work.edits import Edits
from vedette.work.gaps import LATE
from vedette.work.given import Givens, Place
from vedette.work.leavings import Leavings, Left
from vedette.work.tree import Tree

# After all names of starts.
_LAST = "\U0010ffff"

_T = TypeVar("_T", bound=Hashable)


class Recalled:
    """The answers of earlier runs and of this one.

    Attributes:
        given: what stands for all that functions were given, by kind, path and mark of their file.
    """

    def __init__(self, answers: Answers) -> None:
        self.given: dict[Place, int] = {
            (kind, *answers.files[number]): digest
            for kind, digests in answers.given.items()
            for number, digest in digests.items()
        }
        self._files = dict(zip(answers.files, range(len(answers.files)), strict=True))
        self._imports = dict(zip(answers.imports, range(len(answers.imports)), strict=True))
        self._layouts = dict(zip(answers.layouts, range(len(answers.layouts)), strict=True))
        self._starts = answers.starts
        self._met: set[str] = set()
        self._is_new = False

    def of(
        self, kind: str, tree: Tree, detector: ProgramDetector, starts: Sequence[str], givens: Givens
    ) -> dict[str, Known]:
        """Those starts that are answered already, in order, if what others leave is as it was."""
        self.meet(kind, starts)
        if not self._starts:
            return {}
        files = list(self._files)
        stands = [tree.mark(path) == mark for path, mark in files]
        edits = Edits(kind, tree, detector, files, givens, self._sees(kind))
        leads = self._leads(tree, detector)
        layout = self._number(self._layouts, tree.layout)
        found: dict[str, Known] = {}
        for start in starts:
            ways = self._starts.get(f"{kind} {start}", [])
            still = [one for one in ways if one.layout == layout or leads(one.missing)]
            known = next((one for one in still if all(map(stands.__getitem__, one.used))), None)
            if known is None:
                known = next(
                    filter(None, (self._spared(start, one, stands, edits, tree) for one in still)), None
                )
                if known is None:
                    continue
                if known not in ways:
                    self._starts[f"{kind} {start}"] = [known, *ways][:MOST_WAYS]
                    self._is_new = True
            if known.layout != layout:
                known.layout, self._is_new = layout, True
            found[start] = known
        for start, known in found.items():
            tree.leavings.put(start, known.left)
        for start, left in self._around(kind, tree, stands, frozenset(starts)):
            tree.leavings.put(start, left)
        return found

    def meet(self, kind: str, starts: Iterable[str]) -> None:
        """Some starts are those of the tree still."""
        self._met.update(f"{kind} {path}" for path in starts)

    def stale(self, known: Mapping[str, Known], tree: Tree) -> list[str]:
        """Those of some answers that would see something else now of what others leave."""
        paths = [path for path, _ in self._files]
        return [
            start
            for start, one in known.items()
            if tree.leavings.seen(start, (paths[number] for number in one.used), one.parts) != one.seen
        ]

    def _around(
        self, kind: str, tree: Tree, stands: Sequence[bool], starts: frozenset[str]
    ) -> Iterator[tuple[str, tuple[Left, ...]]]:
        """What answers leave that are not asked for, of files that are as they were."""
        for name, ways in self._starts.items():
            other, _, start = name.partition(" ")
            if other == kind and start not in starts and start in tree:
                for one in ways:
                    if all(number < len(stands) and stands[number] for number in one.used):
                        yield start, one.left
                        break

    def _leads(self, tree: Tree, detector: ProgramDetector) -> Callable[[Sequence[int]], bool]:
        """Whether imports lead nowhere in a tree as it is now, as they did."""
        imports = list(self._imports)
        found: list[frozenset[int]] = []

        def lead_nowhere(missing: Sequence[int]) -> bool:
            if missing and not found:
                lead = detector.leads(tree.paths, imports)
                found.append(frozenset(number for number, one in enumerate(imports) if one in lead))
            return not missing or found[0].isdisjoint(missing)

        return lead_nowhere

    def _spared(
        self, start: str, known: Known, stands: Sequence[bool], edits: Edits, tree: Tree
    ) -> Known | None:
        """An answer for files as they are now, if what has changed of them is nothing to it."""
        if not known.parts or any(one >= len(stands) for one in known.used):
            return None
        changed = [one for one in known.used if not stands[one]]
        paths = {edits.path(one) for one in changed}
        named = not paths.isdisjoint(_named(known))
        if start in paths or (named and not known.made) or any(one.path in paths for one in known.faults):
            return None
        if any(
            path.encode("utf-8", "surrogateescape") in data for path in paths for _, _, data in known.left
        ):
            return None
        rests = edits.spares(changed, known.parts, known.made if named else b"")
        if rests is None:
            return None
        edits.carry(changed)
        now = [*(edits.now(one) for one in changed), *((path, tree.mark(path)) for path in rests.used)]
        if not all(mark for _, mark in now):
            return None if named else known  # it is right, but of files that may change unseen
        used = {*known.used, *(self._number(self._files, one) for one in now)}.difference(changed)
        missing = {*known.missing, *(self._number(self._imports, one) for one in rests.missing)}
        spared = replace(known, used=sorted(used), missing=sorted(missing), parts=rests.parts)
        if rests.findings is None:
            return spared
        return replace(spared, findings=rests.findings, markers=tree.markers(rests.findings))

    def _sees(self, kind: str) -> Callable[[Iterable[str], bytes], bool]:
        """Whether something that rests on files and parts sees what any answer has left."""
        leavings: list[Leavings] = []

        def sees(used: Iterable[str], parts: bytes) -> bool:
            if not leavings:
                leavings.append(Leavings())
                for name, ways in self._starts.items():
                    if name.partition(" ")[0] == kind:
                        for number, one in enumerate(ways):
                            leavings[0].put(f"{name} {number}", one.left)
            return bool(leavings[0].seen(_LAST, used, parts))

        return sees

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

    def learn(
        self, kind: str, answer: Answer, marked: Mapping[str, tuple[Marker, ...]], tree: Tree
    ) -> Known | None:
        """Takes a new answer, if all that it rests on is certain; None if not."""
        marks = [(path, tree.mark(path)) for path in answer.used]
        if not marks or not all(mark for _, mark in marks):
            return None
        if any(fault.reason in {LATE, "detector-failed"} for fault in answer.faults):
            return None
        known = Known(
            used=sorted(self._number(self._files, mark) for mark in marks),
            missing=sorted(self._number(self._imports, one) for one in answer.missing),
            layout=self._number(self._layouts, tree.layout),
            findings=answer.findings,
            faults=answer.faults,
            markers=dict(marked),
            parts=answer.parts,
            left=answer.left,
            seen=tree.leavings.seen(answer.start, answer.used, answer.parts),
            made=answer.made,
        )
        ways = self._starts.setdefault(f"{kind} {answer.start}", [])
        self._starts[f"{kind} {answer.start}"] = [known, *ways][:MOST_WAYS]
        self._is_new = True
        return known

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
            given=self._given(files.items),
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

    def _given(self, files: Iterable[tuple[str, str]]) -> dict[str, dict[int, int]]:
        numbers = {file: number for number, file in enumerate(files)}
        found: dict[str, dict[int, int]] = {}
        for (kind, *file), digest in self.given.items():
            number = numbers.get((file[0], file[1]))
            if number is not None:
                found.setdefault(kind, {})[number] = digest
        return found

    @staticmethod
    def _number(table: dict[_T, int], item: _T) -> int:
        return table.setdefault(item, len(table))


def _named(known: Known) -> Iterator[str]:
    """Files in which an answer names a place."""
    for finding in known.findings:
        yield finding.place.path
        yield from (step.path for step in finding.flow)
        yield from (place.partition("::")[0] for place in finding.through)
    yield from (fault.path for fault in known.faults)
    yield from known.markers


class _Table(Generic[_T]):
    """The items of a table that are used, numbered anew."""

    def __init__(self, table: Mapping[_T, int], used: set[int]) -> None:
        self.items = [item for item, number in table.items() if number in used]
        self._numbers = {table[item]: place for place, item in enumerate(self.items)}

    def renumbered(self, numbers: Iterable[int]) -> list[int]:
        return [self._numbers[number] for number in numbers]
