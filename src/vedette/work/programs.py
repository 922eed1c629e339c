"""The part of a run that looks at all files together: what workers lowered is solved here, in the parent.

What an earlier run answered holds as long as all that it rests on is the same. So after an edit only what
reaches the edited file is solved again, and the base of a change is answered from the same memory.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from vedette.detectors.interface import Answer, ComparingDetector, Fault, ProgramDetector
from vedette.languages.text import decode
from vedette.model.facts import Entry, Text
from vedette.model.finding import Finding
from vedette.model.marker import Marker
from vedette.sources.interface import Reader
from vedette.work.cache.programs import Answers, Known, ProgramMemory
from vedette.work.cache.states import Joint
from vedette.work.examiner import told
from vedette.work.gaps import LATE
from vedette.work.given import Givens
from vedette.work.interface import Outcome, Proof
from vedette.work.recalled import Recalled
from vedette.work.tree import Forms, Tree, token_of

# What is left by starts that are judged again may be new to others, and so on.
_ROUNDS = 8


class State(Struct, kw_only=True):
    """One state of a tree: what is scanned, or the base of the change.

    Attributes:
        entries: by path, those around what was asked for too.
        starts: kind -> paths at which an analysis starts.
        unsure: paths of files that changed while they were examined.
    """

    entries: dict[str, Entry] = {}
    starts: dict[str, set[str]] = {}
    unsure: set[str] = set()

    def without(self, paths: Iterable[str]) -> State:
        """The same without some files."""
        gone = frozenset(paths)
        return State(
            entries={path: entry for path, entry in self.entries.items() if path not in gone},
            starts={kind: starts - gone for kind, starts in self.starts.items()},
            unsure=self.unsure - gone,
        )


class Programs:
    """Solves programs.

    Args:
        detectors: by kind.
        memory: what earlier runs kept.
        reader: of the source, for this object alone.
        is_lasting: whether an entry's blob or stamp is sure to stand for its content.
    """

    def __init__(
        self,
        detectors: Mapping[str, ProgramDetector],
        memory: ProgramMemory,
        reader: Reader,
        is_lasting: Callable[[Entry], bool],
    ) -> None:
        self.head = State()
        self.base = State()
        self._detectors = detectors
        self._memory = memory
        self._reader = reader
        self._is_lasting = is_lasting
        self._forms = Forms(memory.forms)
        # Kinds and their starts of which all was said before.
        self._calm: list[tuple[str, Sequence[str]]] = []

    def prove(self) -> list[Proof]:
        """Solves a new canary of each kind, the whole way of a program of one file."""
        found: dict[str, bool] = {}
        errors: dict[str, str] = {}
        for kind, detector in self._detectors.items():
            try:
                canary = detector.canary()
                lone = _Lone(detector, decode(canary.text.path, canary.text.data) or canary.text)
                answers = list(detector.judge(lone, lone.paths))
                tokens = {detector.token(one) for answer in answers for one in answer.findings}
                found[kind] = canary.token in tokens
            except Exception as error:  # noqa: BLE001 - whatever a detector raises, its canary is not found
                found[kind] = False
                errors[kind] = told(error)
        return [Proof(found=found, errors=errors)] if found else []

    def take(self, outcome: Outcome, state: State) -> None:
        """Takes what was made of one file of a state."""
        for kind in outcome.chosen:
            state.starts.setdefault(kind, set()).add(outcome.entry.path)
        for kind, form in outcome.forms.items():
            self._forms.fresh[kind, token_of(outcome.entry)] = form
        if not outcome.certain:
            state.unsure.add(outcome.entry.path)

    def callers(self, paths: Iterable[str]) -> dict[str, set[str]]:
        """Files that reached some others when a run looked last, by kind."""
        return self._answers.resting_on(frozenset(paths))

    def solve(self, state: State, until: float, before: State | None = None) -> Joint:
        """All that is found in a state.

        Args:
            state: of the tree.
            until: moment of `time.monotonic` after which nothing more is begun.
            before: what the change that made the state altered or removed, as it was.
        """
        each = []
        for kind, detector in self._detectors.items():
            if isinstance(detector, ComparingDetector):
                detector.compare(self._tree(kind, before) if before else None)
            each.append(self._of_kind(kind, detector, state, until))
        return each[0] if len(each) == 1 else _together(each)

    def tree(self, kind: str) -> Tree:
        """All of what is scanned, as the detector of a kind sees it; until `close`."""
        return self._tree(kind, self.head)

    def save(self, *, whole: bool) -> None:
        """Keeps what was learned for the next run.

        Args:
            whole: all of the tree was asked for, so that what was not met is gone.
        """
        rows = [
            (token, kind, form)
            for (kind, token), form in self._forms.fresh.items()
            if form and not token.startswith("\0") and not self._forms.faults.get((kind, token))
        ]
        if rows:
            self._memory.keep_forms(rows)
        self._memory.states.save()
        if "_answers" not in self.__dict__:
            return
        for kind, starts in self._calm:
            self._answers.meet(kind, starts)
        given = self._givens.save()
        answers = self._answers.to_keep(whole=whole)
        if answers is not None and given:
            self._memory.keep(answers)

    def close(self) -> None:
        """Closes the reader."""
        self._reader.close()

    def _tree(self, kind: str, state: State) -> Tree:
        return Tree(kind, self._detectors[kind], state.entries, self._forms, self._reader, self._is_lasting)

    @cached_property
    def _answers(self) -> Recalled:
        """Those of earlier runs, read when the first is asked for: tens of megabytes in a large tree."""
        return Recalled(self._memory.recall() if self._detectors else Answers())

    @cached_property
    def _givens(self) -> Givens:
        return Givens(self._memory.forms, self._memory.keep_forms, self._answers.given)

    def _of_kind(self, kind: str, detector: ProgramDetector, state: State, until: float) -> Joint:
        starts = sorted(path for path in state.starts.get(kind, ()) if path in state.entries)
        if not starts:
            return Joint()
        tree = self._tree(kind, state)
        for path in state.unsure:
            tree.doubt(path)
        # What rests on more than files, such as advisories, is judged anew each time.
        if detector.needs:
            return _together(_of(*one) for one in self._asked(kind, detector, tree, starts, until))
        digest = tree.digest(starts)
        joint = self._memory.states.get(kind, digest)
        if joint is not None:
            self._calm.append((kind, starts))
            return joint
        known, loose = self._solved(kind, detector, tree, starts, until)
        told = (Joint(one.findings, one.faults, one.markers) for one in known.values())
        joint = _together((*loose, *told))
        if len(known) == len(starts) and not loose and digest == tree.digest(starts):
            self._memory.states.put(kind, digest, joint)
        return joint

    def _solved(
        self, kind: str, detector: ProgramDetector, tree: Tree, starts: Sequence[str], until: float
    ) -> tuple[dict[str, Known], list[Joint]]:
        """Answers that hold, by start, and what others say that cannot be kept."""
        known = self._answers.of(kind, tree, detector, starts, self._givens)
        loose: dict[str, Joint] = {}
        left: Sequence[str] = [path for path in starts if path not in known]
        for _ in range(_ROUNDS):
            for answer, marked in self._asked(kind, detector, tree, left, until):
                learned = self._answers.learn(kind, answer, marked, tree)
                self._met(kind, answer, tree)
                if learned is None:
                    known.pop(answer.start, None)
                    loose[answer.start] = _of(answer, marked)
                else:
                    known[answer.start] = learned
            left = self._answers.stale(known, tree)
            if not left:
                return known, list(loose.values())
        for start in left:
            one = known.pop(start)
            loose[start] = Joint(one.findings, one.faults, one.markers)
        return known, list(loose.values())

    def _met(self, kind: str, answer: Answer, tree: Tree) -> None:
        """Takes what functions were given for an answer: others that rest on them may follow."""
        for path, given in answer.given:
            mark = tree.mark(path)
            if mark:
                self._givens.met((kind, path, mark), given)

    def _asked(
        self, kind: str, detector: ProgramDetector, tree: Tree, starts: Sequence[str], until: float
    ) -> Iterator[tuple[Answer, Mapping[str, tuple[Marker, ...]]]]:
        """Answers found now."""
        if not starts:
            return
        used = self._answers.once_used(kind, starts)
        self._forms.prefetch(tree.token(path) for path in {*starts, *used} if path in tree)
        for answer in _judged(detector, tree, starts, until):
            full = _with_faults(answer, tree)
            marked = tree.markers(full.findings)
            tree.leavings.put(full.start, full.left)
            yield full, marked


class _Lone:
    """A program of one file."""

    def __init__(self, detector: ProgramDetector, text: Text) -> None:
        self.paths = self.around = [text.path]
        self._text = text
        self._detector = detector

    def form(self, path: str) -> bytes | None:
        return self._detector.lower(self._text, wanted=True).packed if path == self._text.path else None

    def earlier(self, start: str) -> Iterable[tuple[str, tuple[str, int, bytes]]]:
        del start
        return ()

    def text(self, path: str) -> Text | None:
        return self._text if path == self._text.path else None


def _judged(detector: ProgramDetector, tree: Tree, starts: Sequence[str], until: float) -> Iterator[Answer]:
    """Answers; a start at which the detector fails is one with a fault, and the others go on."""
    left = list(starts)
    while left:
        if time.monotonic() >= until:
            detail = "the time budget was spent before its turn"
            yield from (Answer(start=path, faults=(Fault(path, LATE, detail),)) for path in left)
            return
        try:
            for answer in detector.judge(tree, tuple(left)):
                yield answer
                left.remove(answer.start)
                if time.monotonic() >= until:
                    break
        except Exception as error:  # noqa: BLE001 - a failure is a result: the coverage names it
            fault = Fault(left[0], "detector-failed", told(error))
            yield Answer(start=left.pop(0), faults=(fault,))
        else:
            if left and time.monotonic() < until:
                fault = Fault(left[0], "detector-failed", "it gave no answer")
                yield Answer(start=left.pop(0), faults=(fault,))


def _with_faults(answer: Answer, tree: Tree) -> Answer:
    faults = [fault for path in sorted(answer.used) for fault in tree.faults(path)]
    return replace(answer, faults=tuple(dict.fromkeys((*answer.faults, *faults)))) if faults else answer


def _of(answer: Answer, marked: Mapping[str, tuple[Marker, ...]]) -> Joint:
    return Joint(answer.findings, answer.faults, marked)


def _together(joints: Iterable[Joint]) -> Joint:
    joints = list(joints)
    markers: dict[str, dict[Marker, None]] = {}
    for joint in joints:
        for path, those in joint.markers.items():
            markers.setdefault(path, {}).update(dict.fromkeys(those))
    return Joint(
        findings=tuple(_joined(one for joint in joints for one in joint.findings)),
        faults=tuple(dict.fromkeys(fault for joint in joints for fault in joint.faults)),
        markers={path: tuple(those) for path, those in markers.items()},
    )


def _joined(findings: Iterable[Finding]) -> list[Finding]:
    """In order of place, each weakness of a place once: as it is surest, then as its way is shortest."""
    best: dict[tuple[object, ...], Finding] = {}
    for finding in findings:
        key = (finding.place, finding.rule, finding.symbol, finding.subject)
        if key not in best or _rank(finding) < _rank(best[key]):
            best[key] = finding
    return sorted(best.values(), key=lambda finding: (finding.place, finding.rule, finding.subject))


def _rank(finding: Finding) -> tuple[object, ...]:
    way = [(step.path, step.line, step.column, step.words) for step in finding.flow]
    return (finding.persona.value != "regular", -finding.confidence.rank, len(way), way, finding.message)
