"""What a policy is. Reading one from a file is the business of `settings`; judging by one, of `gate`."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from vedette.model.owners import CodeOwners, Dialect
from vedette.model.rule import Confidence, Severity
from vedette.model.service import Service
from vedette.policy.example import Example
from vedette.policy.licences import KnownLicence, LicencePolicy


class OnPartial(StrEnum):
    """What a partial run leads to."""

    passes = "pass"
    stop = "stop"


class OnLive(StrEnum):
    """What a credential leads to of which its provider says that it works."""

    stop = "stop"
    track = "track"


class Emergency(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One kind of finding that stops the line when the change under judgement introduced it.

    A finding matches when every condition that is given holds; an empty tuple is no condition.

    Attributes:
        name: shown as the reason, such as "a usable credential".
        kinds: detector kinds.
        rules: rule ids, `*` and `?` as wildcards.
        severity: at least this severity.
        confidence: at least this confidence.
        paths: patterns in gitignore syntax.
    """

    name: str
    kinds: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    severity: Severity = Severity.high
    confidence: Confidence = Confidence.high
    paths: tuple[str, ...] = ()


class Ownership(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who owns the files that match; of several entries that match, the last one counts."""

    paths: tuple[str, ...]
    owner: str


class Asking(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How owners are found that the settings do not name.

    Attributes:
        dialect: whose CODEOWNERS it is; None to see by its place, the remote or what it uses.
        last_people: where nobody owns a place, name who changed those lines last.
        bots: names and addresses of machines, beside those that are known; `*` and `?` are wildcards.
        departed: names and addresses of people who cannot be asked any more.
    """

    dialect: Dialect | None = None
    last_people: bool = True
    bots: tuple[str, ...] = ()
    departed: tuple[str, ...] = ()


class CriticalityFactors(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the days of a finding are multiplied by for what its service is worth."""

    low: float = 1.0
    medium: float = 1.0
    high: float = 0.75
    critical: float = 0.5


class ExposureFactors(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the days of a finding are multiplied by for who can reach its service."""

    internal: float = 1.0
    partner: float = 0.75
    internet: float = 0.5


class Due(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Days until a finding should be mended, by severity, counted from when it was first seen.

    In a service they are multiplied by both factors, rounded down, and are never less than one.
    """

    critical: int = 7
    high: int = 30
    medium: int = 90
    low: int = 180
    by_criticality: CriticalityFactors = CriticalityFactors()
    by_exposure: ExposureFactors = ExposureFactors()


class Ignores(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What comments in the source may accept.

    Attributes:
        foreign: whether other tools' markers count.
        severity: findings more severe than this need a waiver.
    """

    foreign: bool = True
    severity: Severity = Severity.critical


class WaiverLimits(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a waiver may be.

    Attributes:
        max_days: one whose end is further away has no effect yet.
        most_places: one that fits findings at more places has no effect.
    """

    max_days: int = 180
    most_places: int = 10


class VexTrust(Struct, frozen=True, kw_only=True):
    """Whose statements about vulnerabilities (VEX) are believed.

    Attributes:
        files: of the tree, read from the base of a change.
        authors: who is believed, `*` and `?` as wildcards; empty for whoever wrote a file that was given, but
            not on what is critical.
        products: names of what is scanned in the statements of others, beside its own.
    """

    files: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    products: tuple[str, ...] = ()


# A credential that works is the emergency of the kinds that exist so far; later kinds add theirs here.
DEFAULT_EMERGENCIES = (
    Emergency(
        name="a usable credential enters the repository",
        kinds=("secrets",),
        severity=Severity.high,
        confidence=Confidence.high,
    ),
)


class Policy(Struct, frozen=True, kw_only=True):
    """Everything the gate judges by.

    Attributes:
        on_live: what a live credential leads to, whoever brought it in.
        emergencies: what stops the line when the change introduced it. What is being exploited stops it
            whoever brought it in, and needs no entry.
        default_owner: who owns what no entry names; "" for nobody.
        codeowners: of the base of the change; None when there is none, or nobody asked yet.
        gap_days: days until a gap in the coverage should be closed.
        override: whether anybody may let emergencies pass at all.
        override_days: for how long at most.
        tests: the policy's own examples.
        licences: which may be used, by service.
        known_licences: of single packages, said by hand.
        vex: whose statements are believed.
    """

    on_partial: OnPartial = OnPartial.passes
    on_live: OnLive = OnLive.stop
    emergencies: tuple[Emergency, ...] = DEFAULT_EMERGENCIES
    owners: tuple[Ownership, ...] = ()
    default_owner: str = ""
    codeowners: CodeOwners | None = None
    asking: Asking = Asking()
    due: Due = Due()
    services: tuple[Service, ...] = ()
    gap_days: int = 14
    override: bool = True
    override_days: int = 7
    tests: tuple[Example, ...] = ()
    ignores: Ignores = Ignores()
    waivers: WaiverLimits = WaiverLimits()
    licences: tuple[LicencePolicy, ...] = ()
    known_licences: tuple[KnownLicence, ...] = ()
    vex: VexTrust = VexTrust()
