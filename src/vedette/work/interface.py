"""What travels between a run and those who do its work."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from vedette.detectors.interface import Fault, Setup
from vedette.model.coverage import Skip
from vedette.model.facts import Entry
from vedette.model.finding import Finding
from vedette.model.marker import Marker
from vedette.sources.interface import Reader


class Assignment(Struct, frozen=True, kw_only=True):
    """All that an examiner needs; picklable, so that it reaches a spawned process.

    Attributes:
        reader: reads the entries; not yet used.
        kinds: detector kind -> (module that has `create`, its setup).
        memory_limit: bytes of address space that a worker process may add; 0 for no limit.
    """

    reader: Reader
    kinds: Mapping[str, tuple[str, Setup]]
    memory_limit: int = 0


class Outcome(Struct, frozen=True, kw_only=True):
    """What became of one entry: examined, or skipped with its reason.

    Attributes:
        entry: as it was asked.
        skip: set when it was not examined.
        kinds: kinds that inspected it.
        failures: kind -> what went wrong in that detector.
        findings: of all kinds, in order of place.
        markers: comments that ask for findings to be accepted, in order of line.
        chosen: kinds whose analysis of the whole program starts here too.
        forms: kind -> what the text was lowered to, compressed; not of what a cache answers.
        faults: parts that were not judged.
        cached: an earlier run found this in the same content.
        certain: the bytes examined were those of the entry's blob, where it names one.
    """

    entry: Entry
    skip: Skip | None = None
    kinds: tuple[str, ...] = ()
    failures: Mapping[str, str] = {}
    findings: tuple[Finding, ...] = ()
    markers: tuple[Marker, ...] = ()
    chosen: tuple[str, ...] = ()
    forms: Mapping[str, bytes] = {}
    faults: tuple[Fault, ...] = ()
    cached: bool = False
    certain: bool = True


class Proof(Struct, frozen=True, kw_only=True):
    """What one examiner's canaries showed: kind -> found."""

    found: Mapping[str, bool]
    errors: Mapping[str, str] = {}


# What an examiner tells: the outcome of an entry; or, for entries one after another of which there is nothing
# else to tell, the kinds that inspected each, and how many they are.
Told = Outcome | tuple[tuple[str, ...], int]


class Calm(Struct, frozen=True):
    """Entries one after another that were examined, of which there is nothing else to tell.

    Attributes:
        entries: as they were asked.
        kinds: kinds that inspected each of them.
    """

    entries: Sequence[Entry]
    kinds: tuple[str, ...]

    def outcomes(self) -> Iterator[Outcome]:
        """The same one by one."""
        return (Outcome(entry=entry, kinds=self.kinds) for entry in self.entries)
