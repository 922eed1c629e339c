"""What is remembered of one text: its outcome without its path."""

from __future__ import annotations

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from vedette.detectors.interface import Fault
from vedette.model.coverage import SkipClass
from vedette.model.facts import Entry
from vedette.model.finding import Finding
from vedette.model.marker import Marker
from vedette.work.examiner import skipped
from vedette.work.interface import Outcome

# Skips that follow from content and path alone. What failed is tried again in every run.
_LASTING = frozenset({"binary", "other-kind"})
_NOWHERE = ""


class Memory(Struct, frozen=True, array_like=True):
    """One outcome, as it holds for every path of the same class.

    Attributes:
        kinds: kinds that inspected the text.
        skip: reason of the skip; "" when it was examined.
        detail: of the skip.
        findings: with an empty path.
        markers: comments that ask for findings to be accepted.
        chosen: kinds whose analysis of the whole program starts here.
        faults: parts that were not judged, with an empty path.
    """

    kinds: tuple[str, ...] = ()
    skip: str = ""
    detail: str = ""
    findings: tuple[Finding, ...] = ()
    markers: tuple[Marker, ...] = ()
    chosen: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()

    @property
    def is_plain(self) -> bool:
        """Nothing in it is of this one text."""
        return not (self.findings or self.markers or self.faults)

    def outcome(self, entry: Entry) -> Outcome:
        """The outcome of an entry with this content."""
        if self.skip:
            told = skipped(entry, SkipClass.not_applicable, self.skip, self.detail)
            return Outcome(entry=entry, skip=told.skip, cached=True)
        findings = tuple(
            replace(finding, place=replace(finding.place, path=entry.path)) for finding in self.findings
        )
        return Outcome(
            entry=entry,
            kinds=self.kinds,
            findings=findings,
            markers=self.markers,
            chosen=self.chosen,
            faults=tuple(replace(fault, path=entry.path) for fault in self.faults),
            cached=True,
        )


def remember(outcome: Outcome) -> Memory | None:
    """What is to be remembered of an outcome; None when it must be found anew in the next run."""
    skip = outcome.skip
    if skip is not None:
        is_lasting = skip.cls is SkipClass.not_applicable and skip.reason in _LASTING
        if not is_lasting or not outcome.certain:
            return None
        return Memory(skip=skip.reason, detail=skip.detail)
    if outcome.failures or not outcome.certain:
        return None
    findings = tuple(
        replace(finding, place=replace(finding.place, path=_NOWHERE)) for finding in outcome.findings
    )
    return Memory(
        kinds=outcome.kinds,
        findings=findings,
        markers=outcome.markers,
        chosen=outcome.chosen,
        faults=tuple(replace(fault, path=_NOWHERE) for fault in outcome.faults),
    )


encode = msgspec.msgpack.Encoder().encode
decode = msgspec.msgpack.Decoder(Memory).decode
