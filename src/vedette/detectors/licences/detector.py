"""The detector of licences: workers read manifests and licence files, the policy rules on them here."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence

import msgspec
from msgspec import Struct

from vedette.analysis.licences.sources import Licences, is_foreign
from vedette.analysis.licences.texts import licence_of
from vedette.analysis.packages.manifests import Manifests
from vedette.detectors.interface import Answer, Canary, Fault, Form, Program, Setup
from vedette.detectors.licences.interface import Ruled, Rulings, Said
from vedette.detectors.licences.judging import CANARY, Judge
from vedette.model.facts import Text
from vedette.model.finding import Finding
from vedette.model.licence import Expression
from vedette.model.package import Manifest, Package

_MOST_FAULTS = 5
_CANARY_PATH = "package-lock.json"
# They name images, actions and providers, of which no file says a licence: see `judging`.
_OTHERS = frozenset({"compose", "dockerfile", "github-workflow", "terraform", "terraform-lock"})


class _Lowered(Struct, frozen=True):
    """What a file tells: of packages, or the licence whose text it holds."""

    manifest: Manifest | None = None
    licence: Expression | None = None


def create_program(setup: Setup) -> LicenceDetector:
    """Make the detector.

    Args:
        setup: rules.
    """
    return LicenceDetector(setup)


class LicenceDetector:
    """Judges the licences of what manifests and lock files name; one for each process.

    Attributes:
        needs: what the run gives it before it judges.
    """

    needs = ("licences",)

    def __init__(self, setup: Setup) -> None:
        self._rules = setup.rules
        self._files = Manifests(setup.bills)
        self._rulings: Rulings = _Nothing()

    def give_policy(self, rulings: Rulings) -> None:
        """Takes the policy; in the process that judges."""
        self._rulings = rulings

    def applies(self, path: str) -> bool:
        """Files that tell of packages, and licence files of what was not written here."""
        return self._files.applies(path) or is_foreign(path)

    def path_class(self, path: str) -> str:
        """See `Manifests.path_class`."""
        return self._files.path_class(path)

    def lower(self, text: Text, *, wanted: bool = False) -> Form:
        """See `ProgramDetector.lower`."""
        del wanted
        if is_foreign(text.path):
            return Form(msgspec.msgpack.encode(_Lowered(licence=licence_of(text.data))), chosen=True)
        manifest = self._files.read(text.path, text.data)
        if manifest is None or manifest.format in _OTHERS:
            return Form()
        faults = tuple(
            Fault(text.path, "unparsable", f"line {gap.line}: {gap.reason}" if gap.line else gap.reason)
            for gap in manifest.gaps[:_MOST_FAULTS]
        )
        return Form(msgspec.msgpack.encode(_Lowered(manifest=manifest)), bool(manifest.packages), faults)

    def judge(self, program: Program, starts: Iterable[str]) -> Iterator[Answer]:
        """See `ProgramDetector.judge`."""
        manifests, files = {}, {}
        for path in program.paths:
            lowered = _lowered(program.form(path))
            if lowered is not None and lowered.manifest is not None:
                manifests[path] = lowered.manifest
            elif lowered is not None:
                files[path] = lowered.licence
        judge = Judge(self._rules, self._rulings, manifests, Licences(manifests, files), files)
        used = frozenset({*manifests, *files})
        for start in starts:
            yield Answer(start=start, findings=judge.findings(start, program), used=used | {start})

    def leads(self, paths: Sequence[str], importing: Iterable[str]) -> frozenset[str]:
        """See `ProgramDetector.leads`: nothing is missing here."""
        del paths, importing
        return frozenset()

    def spares(self, path: str, old: bytes, new: bytes) -> Callable[[bytes], bool]:
        """See `ProgramDetector.spares`: nothing is spared."""
        del path, old, new
        return lambda _: False

    def canary(self) -> Canary:
        """See `ProgramDetector.canary`: a package that nobody has, under a licence that asks for much."""
        token = CANARY + secrets.token_hex(8)
        package = {"version": "1.0.0", "license": "AGPL-3.0-only"}
        lock = {"lockfileVersion": 3, "packages": {f"node_modules/{token}": package}}
        return Canary(Text(path=_CANARY_PATH, data=json.dumps(lock).encode()), token)

    def holds(self, form: Form, canary: Canary) -> bool:
        """See `ProgramDetector.holds`."""
        lowered = _lowered(form.packed)
        packages = lowered.manifest.packages if lowered and lowered.manifest else ()
        return any(one.name == canary.token for one in packages)

    def token(self, found: Finding) -> str:
        """See `ProgramDetector.token`."""
        return found.symbol


def _lowered(packed: bytes | None) -> _Lowered | None:
    return msgspec.msgpack.decode(packed, type=_Lowered) if packed else None


class _Nothing:
    """No policy was given: nothing is ruled, and the canary is missed."""

    configured = False

    def ruled(self, licence: Expression | None, path: str) -> Ruled:
        del licence, path
        return Ruled(outcome="ok", words="")

    def said(self, package: Package) -> Said | None:
        del package
        return None

    def planted(self, licence: Expression | None) -> Ruled:
        del licence
        return Ruled(outcome="ok", words="")
