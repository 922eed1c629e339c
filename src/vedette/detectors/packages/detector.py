"""The detector of packages: manifests are read by workers, put together and held against advisories here."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import msgspec
from msgspec.structs import replace

from vedette.analysis.packages.cooldown import NONE, Cooldown
from vedette.analysis.packages.manifests import Included, Manifests, included, joined
from vedette.analysis.packages.matching import affects
from vedette.detectors.interface import Answer, Canary, Fault, Form, Program, Setup
from vedette.detectors.packages.interface import Advisories
from vedette.detectors.packages.judging import Judge, Knowledge
from vedette.detectors.packages.remarks import Book
from vedette.languages.packages.interface import LARGEST
from vedette.model.advisory import Advisory, Affected, Event, Matches
from vedette.model.facts import Text
from vedette.model.finding import Finding
from vedette.model.package import Manifest

_CANARY = "vedette-canary-"
_MOST_FAULTS = 5
_CANARY_PATH = "requirements.txt"
_CANARY_VERSION = "1.0.0"


def create_program(setup: Setup) -> PackageDetector:
    """Make the detector.

    Args:
        setup: rules.
    """
    return PackageDetector(setup)


class PackageDetector:
    """Judges what manifests and lock files name; one for each process.

    Attributes:
        needs: what the run gives it before it judges.
        ecosystems: of the packages that it has judged, for whoever asks whether advisories cover them.
    """

    needs = ("advisories",)

    def __init__(self, setup: Setup) -> None:
        self._book = Book(setup.rules, setup.definitions)
        self._files = Manifests(setup.bills)
        self._advisories: Advisories = _Nothing()
        self._cooldown = NONE
        self._before: tuple[Manifest, ...] = ()
        self.ecosystems: set[str] = set()

    def give(self, advisories: Advisories, cooldown: Cooldown = NONE) -> None:
        """See `Advised.give`."""
        self._advisories, self._cooldown = _WithCanary(advisories), cooldown

    def compare(self, before: Program | None) -> None:
        """See `ComparingDetector.compare`."""
        self._before = tuple(_manifests(before)[0].values()) if before is not None else ()

    def applies(self, path: str) -> bool:
        """Files of a format that tells of packages."""
        return self._files.applies(path)

    def path_class(self, path: str) -> str:
        """See `Manifests.path_class`."""
        return self._files.path_class(path)

    def lower(self, text: Text, *, wanted: bool = False) -> Form:
        """See `ProgramDetector.lower`: the manifest."""
        del wanted
        manifest = self._files.read(text.path, text.data)
        if manifest is None:
            return Form()
        faults = tuple(
            Fault(text.path, "unparsable", f"line {gap.line}: {gap.reason}" if gap.line else gap.reason)
            for gap in manifest.gaps[:_MOST_FAULTS]
        )
        return Form(msgspec.msgpack.encode(manifest), bool(manifest.packages or manifest.statements), faults)

    def judge(self, program: Program, starts: Iterable[str]) -> Iterator[Answer]:
        """See `ProgramDetector.judge`."""
        manifests, taken = _manifests(program)
        together = joined(manifests)
        self.ecosystems |= {
            one.package.ecosystem
            for those in together.dependencies.values()
            for one in those
            if one.package.version and not one.package.name.startswith(_CANARY)
        }
        known = Knowledge(self._advisories, self._cooldown, self._before)
        judge = Judge(self._book, known, program, together, manifests)
        for start in starts:
            judged = [judge.judged(path) for path in (start, *taken.of(start))]
            yield Answer(
                start=start,
                findings=tuple(finding for one in judged for finding in one.findings),
                faults=(*_untaken(taken, start), *(fault for one in judged for fault in one.faults)),
                used=frozenset({start, *manifests, *(path for one in judged for path in one.looked)}),
            )

    def leads(self, paths: Sequence[str], importing: Iterable[str]) -> frozenset[str]:
        """See `ProgramDetector.leads`: nothing is missing here."""
        del paths, importing
        return frozenset()

    def spares(self, path: str, old: bytes, new: bytes) -> Callable[[bytes], bool]:
        """See `ProgramDetector.spares`: nothing is spared."""
        del path, old, new
        return lambda _: False

    def canary(self) -> Canary:
        """See `ProgramDetector.canary`: a package that nobody has, of which something is known."""
        token = _CANARY + secrets.token_hex(8)
        data = f"{token}=={_CANARY_VERSION}\n".encode()
        return Canary(Text(path=_CANARY_PATH, data=data), token)

    def holds(self, form: Form, canary: Canary) -> bool:
        """See `ProgramDetector.holds`."""
        manifest = msgspec.msgpack.decode(form.packed, type=Manifest) if form.packed else None
        return manifest is not None and any(one.name == canary.token for one in manifest.packages)

    def token(self, found: Finding) -> str:
        """See `ProgramDetector.token`."""
        return found.symbol


def _untaken(taken: Included, start: str) -> Iterator[Fault]:
    """What one file takes in that cannot be had, or not be read whole."""
    for first, path in taken.missing:
        if first == start:
            yield Fault(start, "unparsable", f"takes in {path}, which is not there or no text")
    for path in taken.of(start):
        for gap in taken.manifests[path].gaps[:_MOST_FAULTS]:
            yield Fault(start, "unparsable", f"{path}:{gap.line}: {gap.reason}")


def _manifests(program: Program) -> tuple[Mapping[str, Manifest], Included]:
    """Those of the tree, and which of them only others tell of."""
    found = {}
    for path in program.paths:
        packed = program.form(path)
        if packed:
            found[path] = msgspec.msgpack.decode(packed, type=Manifest)
    taken = included(found, lambda path: text.data[:LARGEST] if (text := program.text(path)) else None)
    return {**found, **taken.manifests}, taken


class _Nothing:
    """Nothing is known: what judges by this has not been given anything."""

    def matches(self, ecosystem: str, name: str, version: str) -> Matches:
        del ecosystem, name, version
        return Matches()


class _WithCanary:
    """What is publicly known, and what is known of canaries."""

    def __init__(self, advisories: Advisories) -> None:
        self._advisories = advisories

    def matches(self, ecosystem: str, name: str, version: str) -> Matches:
        found = self._advisories.matches(ecosystem, name, version)
        if name.startswith(_CANARY) and affects(_planted(name), ecosystem, name, version):
            return replace(found, affecting=(*found.affecting, _planted(name)))
        return found


def _planted(name: str) -> Advisory:
    events = (Event("introduced", "0"),)
    affected = Affected(ecosystem="PyPI", name=name, kinds=("ECOSYSTEM",), ranges=(events,))
    return Advisory(id="VEDETTE-CANARY", summary="planted", affected=(affected,))
