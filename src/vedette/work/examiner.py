"""One examiner: reads an entry, decodes it, shows it to each detector that applies."""

from __future__ import annotations

import importlib
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, partial

from msgspec import Struct
from msgspec.structs import replace

from vedette.detectors.interface import FileDetector, Form, ProgramDetector, SiftingDetector, UnfinishedError
from vedette.languages.comments import comment_style
from vedette.languages.ignores import MARK, read_markers
from vedette.languages.keystores import as_text
from vedette.languages.text import decode
from vedette.model.coverage import Skip, SkipClass
from vedette.model.facts import Entry, Origin, Text
from vedette.model.finding import Finding
from vedette.model.marker import Marker
from vedette.sources.interface import Unexaminable
from vedette.sources.shared import blob_id
from vedette.work.interface import Assignment, Outcome, Proof, Told

_SHA1_DIGITS = 40
# A text in which every byte is some character, as what is no text can be read.
_ANY_BYTES = "latin-1"
# Below these it costs what it saves.
_WORTH_SIFTING = 2


class _Opened(Struct, frozen=True):
    """A text, the kinds that look at it, and whether its bytes are those of the blob that its entry names."""

    text: Text
    kinds: tuple[str, ...]
    certain: bool


class Examiner:
    """Does the work of a run on single entries, in this process."""

    def __init__(self, assignment: Assignment) -> None:
        self._reader = assignment.reader
        self.programs: dict[str, ProgramDetector] = {}
        self._makers: dict[str, Callable[[], FileDetector]] = {}
        for kind, (name, setup) in assignment.kinds.items():
            module = importlib.import_module(name)
            if hasattr(module, "create_program"):
                self.programs[kind] = module.create_program(setup)
            else:
                self._makers[kind] = partial(module.create, setup)

    def prove(self) -> Proof:
        """Plant a new canary for each kind and let it take the way of a file: decode, match, confirm, filter.

        Returns:
            Which kinds reported theirs. A kind that fails on its canary has not found it.
        """
        found: dict[str, bool] = {}
        errors: dict[str, str] = {}
        for kind, detector in self._detectors.items():
            try:
                canary = detector.canary()
                text = decode(canary.text.path, canary.text.data)
                findings = () if text is None else self._inspect(kind, detector, text)
                found[kind] = any(finding.subject == canary.token for finding in findings)
            except Exception as error:  # noqa: BLE001 - whatever a detector raises, its canary is not found
                found[kind] = False
                errors[kind] = told(error)
        for kind, program in self.programs.items():
            try:
                canary = program.canary()
                text = decode(canary.text.path, canary.text.data)
                found[kind] = text is not None and program.holds(program.lower(text), canary)
            except Exception as error:  # noqa: BLE001 - the same
                found[kind] = False
                errors[kind] = told(error)
        return Proof(found=found, errors=errors)

    def examine(self, entry: Entry) -> Outcome:
        """Examine one entry.

        Args:
            entry: of the reader's source.

        Returns:
            What became of it. A detector that fails does not keep the others from the text.
        """
        opened = self._open(entry)
        return opened if isinstance(opened, Outcome) else self._show(entry, opened)

    def examine_all(self, entries: Sequence[Entry]) -> list[Told]:
        """Examine entries of which most have nothing to be told of.

        Args:
            entries: of the reader's source; all their bytes are held at once.

        Returns:
            In the order of the entries, for each an outcome as of `examine`, or for several at once the kinds
            that inspected them, and how many they are.
        """
        opened = list(map(self._open, entries))
        quiet = self._quiet([one for one in opened if isinstance(one, _Opened)])
        told: list[Told] = []
        kinds: tuple[str, ...] = ()
        number = 0
        for entry, one in zip(entries, opened, strict=True):
            if id(one) in quiet:
                if one.kinds != kinds and number:
                    told.append((kinds, number))
                    number = 0
                kinds = one.kinds
                number += 1
                continue
            if number:
                told.append((kinds, number))
                number = 0
            told.append(one if isinstance(one, Outcome) else self._show(entry, one))
        if number:
            told.append((kinds, number))
        return told

    def path_class(self, path: str) -> str:
        """All that the kinds judge by of a path: with equal content and class they find the same."""
        classes = ";".join(
            f"{kind}={detector.path_class(path)}" for kind, detector in self._all() if detector.applies(path)
        )
        return f"{classes};{comment_style(path)}"

    def close(self) -> None:
        """Close the reader."""
        self._reader.close()

    @cached_property
    def _detectors(self) -> dict[str, FileDetector]:
        """Made when something is examined here: beside workers, this process only solves what they lower."""
        return {kind: make() for kind, make in self._makers.items()}

    @cached_property
    def _asked(self) -> list[tuple[str, Callable[[str], bool]]]:
        return [(kind, detector.applies) for kind, detector in self._all()]

    @cached_property
    def _sifters(self) -> dict[str, SiftingDetector]:
        return {kind: one for kind, one in self._detectors.items() if isinstance(one, SiftingDetector)}

    def _open(self, entry: Entry) -> _Opened | Outcome:
        """The entry's text, or what becomes of it without one."""
        path = entry.path
        kinds = tuple([kind for kind, applies in self._asked if applies(path)])
        if not kinds:
            return skipped(entry, SkipClass.not_applicable, "other-kind", "no detector looks at such a file")
        try:
            data = self._reader.read(entry)
            text = decode(path, data)
            if text is None or text.encoding == _ANY_BYTES:
                text = as_text(path, data) or text
        except Unexaminable as reason:
            return Outcome(entry=entry, skip=reason.skip)
        except MemoryError:
            return skipped(
                entry, SkipClass.failed, "out-of-memory", "reading it takes more memory than allowed"
            )
        # A file may have changed since it was listed: what is found then says nothing about the blob. Readers
        # compare blobs with their ids themselves.
        certain = not entry.blob or entry.origin is Origin.blob or is_blob(data, entry.blob)
        if text is not None:
            return _Opened(text, kinds, certain)
        outcome = skipped(entry, SkipClass.not_applicable, "binary", "")
        return outcome if certain else replace(outcome, certain=False)

    def _quiet(self, opened: Sequence[_Opened]) -> set[int]:
        """Identities of those that no kind finds anything in, and that have no marker."""
        quiet = [
            one
            for one in opened
            # From the end, as there is none: that takes Python two thirds of the time.
            if one.certain and one.text.data.rfind(MARK) < 0 and self._sifters.keys() >= set(one.kinds)
        ]
        if len(quiet) < _WORTH_SIFTING:
            return set()
        try:
            for detector in self._sifters.values():
                left = detector.sift([one.text for one in quiet])
                quiet = [one for one, is_left in zip(quiet, left, strict=True) if not is_left]
        except Exception:  # noqa: BLE001 - each is inspected by itself then, and the guilty one is named
            return set()
        return set(map(id, quiet))

    def _show(self, entry: Entry, opened: _Opened) -> Outcome:
        outcome = self._shown(entry, opened.text, opened.kinds)
        return outcome if opened.certain else replace(outcome, certain=False)

    def _shown(self, entry: Entry, text: Text, kinds: Iterable[str]) -> Outcome:
        done: list[str] = []
        failures: dict[str, str] = {}
        findings: list[Finding] = []
        forms: dict[str, Form] = {}
        reason = "detector-failed"
        for kind in kinds:
            try:
                if kind in self.programs:
                    forms[kind] = self.programs[kind].lower(text)
                else:
                    for finding in self._detectors[kind].inspect(text):
                        findings.append(finding)  # noqa: PERF402 - what was found before a failure stays found
                done.append(kind)
            except UnfinishedError as error:
                reason = error.reason
                failures[kind] = error.detail
            except Exception as error:  # noqa: BLE001 - a failure is a result: the coverage names it
                failures[kind] = told(error)
        findings.sort(key=lambda finding: (finding.place, finding.rule))
        if not done:
            detail = next(iter(failures.values()))
            outcome = skipped(entry, SkipClass.failed, reason, detail)
            return replace(outcome, findings=tuple(findings))
        markers: tuple[Marker, ...] = ()
        # From the end, as there is none: that takes Python two thirds of the time.
        if findings or text.data.rfind(MARK) >= 0:
            markers = read_markers(text, [finding.place for finding in findings])
        return Outcome(
            entry=entry,
            kinds=tuple(done),
            failures=failures,
            findings=tuple(findings),
            markers=markers,
            chosen=tuple(kind for kind, form in forms.items() if form.chosen),
            forms={kind: pressed(form.packed) for kind, form in forms.items() if form.packed},
            faults=tuple(fault for form in forms.values() for fault in form.faults),
        )

    def _all(self) -> Iterator[tuple[str, FileDetector | ProgramDetector]]:
        yield from self._detectors.items()
        yield from self.programs.items()

    def _inspect(self, kind: str, detector: FileDetector, text: Text) -> list[Finding]:
        """What is found in a text that is sifted together with one that has nothing, as files are."""
        planted = _Opened(text, (kind,), certain=True)
        beside = _Opened(Text(path=text.path, data=b""), (kind,), certain=True)
        is_quiet = id(planted) in self._quiet([planted, beside])
        return [] if is_quiet else list(detector.inspect(text))


def skipped(entry: Entry, cls: SkipClass, reason: str, detail: str) -> Outcome:
    """The outcome of an entry that was not examined."""
    skip = Skip(path=entry.path, cls=cls, reason=reason, detail=detail, blob=entry.blob)
    return Outcome(entry=entry, skip=skip)


def is_blob(data: bytes, blob: str) -> bool:
    """Whether these are the bytes of a blob."""
    return blob_id(data, "sha1" if len(blob) == _SHA1_DIGITS else "sha256") == blob


def pressed(form: bytes) -> bytes:
    """A form as it travels and is kept: a fifth of its size, for a hundredth of the time it took to make."""
    return zlib.compress(form, 1)


def told(error: BaseException) -> str:
    """What may be said of an error that a detector raised."""
    # The message may quote the text, and the text may be a secret: only the kind of error is told.
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    where = f" in {trace.tb_frame.f_code.co_name}" if trace else ""
    return f"{type(error).__name__}{where}"
