"""What a provider's answer makes of a finding. Pure."""

from __future__ import annotations

from msgspec.structs import replace

from vedette.model.finding import Tracked
from vedette.model.rule import Confidence, Persona, Severity
from vedette.model.verification import Verified

_LEAST = {Severity.low: Severity.high, Severity.medium: Severity.high}


def answered(item: Tracked, verified: Verified) -> Tracked:
    """The finding after its provider was asked.

    Args:
        item: as the ledger knows it.
        verified: the answer.

    Returns:
        What is live is certain, concerns everybody and is grave; what is dead is of low severity and stays
        open, as it stays in the history; anything else is as it was.
    """
    finding = item.finding
    if verified is Verified.live:
        finding = replace(
            finding,
            severity=_LEAST.get(finding.severity, finding.severity),
            confidence=Confidence.high,
            persona=Persona.regular,
        )
    elif verified is Verified.dead:
        finding = replace(finding, severity=Severity.low)
        # The gate asks for emergencies at every place.
        also = tuple(replace(one, severity=Severity.low) for one in item.also)
        return replace(item, finding=finding, also=also, verified=verified)
    return replace(item, finding=finding, verified=verified)
