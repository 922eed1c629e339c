"""Rules: constant advice about a weakness, never an instance of it."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class Severity(StrEnum):
    """How bad the weakness is if it is real, before anything is known about the service."""

    low = "low"
    medium = "medium"
    high = "high"
    critical = "critical"

    @property
    def rank(self) -> int:
        """0 for low up to 3 for critical, for comparing."""
        return _SEVERITIES.index(self)


_SEVERITIES = tuple(Severity)


class Confidence(StrEnum):
    """How sure the detector is that what it reports is real."""

    low = "low"
    medium = "medium"
    high = "high"

    @property
    def rank(self) -> int:
        """0 for low up to 2 for high, for comparing."""
        return _CONFIDENCES.index(self)


_CONFIDENCES = tuple(Confidence)


class Persona(StrEnum):
    """Who wants to see the finding: everybody, or only somebody who audits."""

    regular = "regular"
    auditor = "auditor"


class Principle(StrEnum):
    """The security principle a rule serves."""

    encryption = "encryption"
    authentication = "authentication"
    logging = "logging"
    asset_management = "asset-management"
    zoning = "zoning"


class Rule(Struct, frozen=True, kw_only=True):
    """One piece of advice: what is wrong, why it matters, how to mend it.

    Attributes:
        id: kebab-case, the rule's name everywhere: docs heading, configuration key, SARIF rule id.
        kind: the detector kind that judges by it, such as `secrets`.
        family: what enters a finding's fingerprint instead of the id, so that a rule may be split or
            renamed without losing the life of its findings; the id when empty.
        title: the weakness in a few words, without a full stop.
        why: why it matters, in plain sentences.
        fix: what to do, in plain sentences.
        cwe: CWE numbers, the most specific first.
        weakness: of a rule on code: the one word by which catalogues of libraries know it; else "".
        asvs: requirements of OWASP's ASVS 5.0 that it serves, such as `v5.0.0-1.2.4`.
        references: public pages that document the format or the weakness.
    """

    id: str
    kind: str
    title: str
    why: str
    fix: str
    severity: Severity
    confidence: Confidence
    principle: Principle
    cwe: tuple[int, ...]
    family: str = ""
    persona: Persona = Persona.regular
    references: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    weakness: str = ""
    asvs: tuple[str, ...] = ()
