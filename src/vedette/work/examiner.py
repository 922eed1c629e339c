"""One examiner: reads an entry, decodes it, shows it to each detector that applies."""

from __future__ import annotations

import importlib
import zlib
from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from vedette.detectors.interface import FileDetector, Form, ProgramDetector, UnfinishedError
from vedette.languages.comments import comment_style
from vedette.languages.ignores import MARK, read_markers
from vedette.languages.text import decode
from vedette.model.coverage import Skip, SkipClass
from vedette.model.facts import Entry, Origin, Text
from vedette.model.finding import Finding
from vedette.model.marker import Marker
from vedette.sources.interface import Unexaminable
from vedette.sources.shared import blob_id
from vedette.work.interface import Assignment, Outcome, Proof

_SHA1_DIGITS = 40


class Examiner:
    """Does the work of a run on single entries, in this process."""

    def __init__(self, assignment: Assignment) -> None:
        self._reader = assignment.reader
        self._detectors: dict[str, FileDetector] = {}
        self.programs: dict[str, ProgramDetector] = {}
        for kind, (name, setup) in assignment.kinds.items():
            module = importlib.import_module(name)
            if hasattr(module, "create_program"):
                self.programs[kind] = module.create_program(setup)
            else:
                self._detectors[kind] = module.create(setup)

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
                findings = () if text is None else self._inspect(detector, text)
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
        kinds = [kind for kind, detector in self._all() if detector.applies(entry.path)]
        if not kinds:
            return skipped(entry, SkipClass.not_applicable, "other-kind", "no detector looks at such a file")
        try:
            data = self._reader.read(entry)
            text = decode(entry.path, data)
        except Unexaminable as reason:
            return Outcome(entry=entry, skip=reason.skip)
        except MemoryError:
            return skipped(
                entry, SkipClass.failed, "out-of-memory", "reading it takes more memory than allowed"
            )
        # A file may have changed since it was listed: what is found then says nothing about the blob. Readers
        # compare blobs with their ids themselves.
        certain = not entry.blob or entry.origin is Origin.blob or is_blob(data, entry.blob)
        if text is None:
            outcome = skipped(entry, SkipClass.not_applicable, "binary", "")
        else:
            outcome = self._show(entry, text, kinds)
        return outcome if certain else replace(outcome, certain=False)

    def path_class(self, path: str) -> str:
        """All that the kinds judge by of a path: with equal content and class they find the same."""
        classes = ";".join(
            f"{kind}={detector.path_class(path)}" for kind, detector in self._all() if detector.applies(path)
        )
        return f"{classes};{comment_style(path)}"

    def close(self) -> None:
        """Close the reader."""
        self._reader.close()

    def _show(self, entry: Entry, text: Text, kinds: Iterable[str]) -> Outcome:
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

    @staticmethod
    def _inspect(detector: FileDetector, text: Text) -> list[Finding]:
        return list(detector.inspect(text))


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
