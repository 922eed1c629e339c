"""What a change from one bill to another brings in and takes away: weaknesses, and denied licences."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from vedette.analysis.licences.expression import parse
from vedette.analysis.licences.families import obligation
from vedette.analysis.packages.naming import names_of
from vedette.analysis.packages.severity import severity_of
from vedette.detectors.packages.interface import Advisories
from vedette.languages.sbom.packages import manifest_of
from vedette.model.bom import Bom
from vedette.model.package import Package
from vedette.policy.interface import Policy
from vedette.policy.licences import Outcome, judge


class Weakness(Struct, frozen=True, kw_only=True, order=True):
    """A publicly known weakness of one version of a package; severity "" where nobody says."""

    package: str
    version: str
    name: str
    severity: str = ""
    malicious: bool = False
    exploited: bool = False
    summary: str = ""


class Denied(Struct, frozen=True, kw_only=True, order=True):
    """A package under a licence that the policy denies, why, and what the licence asks for."""

    package: str
    version: str
    why: str
    obligation: str = ""


class Consequences(Struct, frozen=True, kw_only=True):
    """What follows for security and law; each list sorted.

    Attributes:
        known: there was a database of advisories to ask; else nothing is said of weaknesses.
        brought, mended: weaknesses of what only the later bill has, and of what only the earlier has.
        denied: of what only the later has; empty where no policy is written.
    """

    known: bool = False
    brought: tuple[Weakness, ...] = ()
    mended: tuple[Weakness, ...] = ()
    denied: tuple[Denied, ...] = ()


def consequences(before: Bom, after: Bom, advisories: Advisories | None, policy: Policy) -> Consequences:
    """Compare what is known of two bills.

    Args:
        before: the earlier bill.
        after: the later one.
        advisories: what is publicly known; None where there is no database.
        policy: whose entries of licences count that are for everything.
    """
    old, new = _packages(before), _packages(after)
    gone = [one for key, one in old.items() if key not in new]
    come = [one for key, one in new.items() if key not in old]
    was, now = _weaknesses(gone, advisories), _weaknesses(come, advisories)
    # The same weakness of the same package in another version is neither brought in nor mended.
    there, here = ({(one.package, one.name) for one in found} for found in (was, now))
    return Consequences(
        known=advisories is not None,
        brought=tuple(one for one in now if (one.package, one.name) not in there),
        mended=tuple(one for one in was if (one.package, one.name) not in here),
        denied=_denied(come, policy),
    )


def _packages(bom: Bom) -> dict[tuple[str, str, str], Package]:
    return {(one.ecosystem, one.name, one.version): one for one in manifest_of(bom, "").packages}


def _weaknesses(packages: Iterable[Package], advisories: Advisories | None) -> list[Weakness]:
    found: set[Weakness] = set()
    if advisories is None:
        return []
    for one in packages:
        for known in (
            advisories.matches(one.ecosystem, one.name, one.version).affecting if one.version else ()
        ):
            severity = severity_of(known.severity)
            found.add(
                Weakness(
                    package=one.name,
                    version=one.version,
                    name=names_of(known)[0],
                    severity=str(severity) if severity else "",
                    malicious=known.malicious,
                    exploited=bool(known.exploited),
                    summary=known.summary,
                )
            )
    return sorted(found)


def _denied(packages: Iterable[Package], policy: Policy) -> tuple[Denied, ...]:
    found = set()
    for one in packages if policy.licences else ():
        ruling = judge(parse(one.licence) if one.licence else None, policy.licences, "")
        if ruling.outcome is Outcome.deny:
            owed = obligation(ruling.term, ruling.policy.ships) if ruling.term and ruling.policy else ""
            found.add(Denied(package=one.name, version=one.version, why=ruling.words, obligation=owed))
    return tuple(sorted(found))
