"""What a concern saw, before a rule makes a detection of it."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from vedette.languages.logs.redaction import redact
from vedette.model.rule import Confidence, Rule, Severity
from vedette.model.traffic import Detection


class Seen(Struct, frozen=True, kw_only=True):
    """As `Detection`, with bytes as they were logged.

    Attributes:
        severity, confidence: None for that of the rule.
        text: the evidence; shown redacted.
    """

    rule: str
    time: float
    line: int
    text: str
    reason: str
    client: bytes = b""
    user: bytes = b""
    host: bytes = b""
    method: bytes = b""
    path: str = ""
    status: int = 0
    where: str = ""
    severity: Severity | None = None
    confidence: Confidence | None = None
    success: str = ""
    count: int = 1


def told(seen: Seen, stream: str, rules: Mapping[str, Rule]) -> Detection | None:
    """What was seen as a detection; None when its rule is off."""
    rule = rules.get(seen.rule)
    if rule is None:
        return None
    return Detection(
        rule=rule.id,
        weakness=rule.weakness,
        severity=seen.severity or rule.severity,
        confidence=seen.confidence or rule.confidence,
        time=seen.time,
        stream=stream,
        line=seen.line,
        client=redact(seen.client, 64),
        user=redact(seen.user, 64),
        host=redact(seen.host, 128),
        method=redact(seen.method, 16),
        path=redact(seen.path.encode(), 200),
        status=seen.status,
        where=seen.where,
        evidence=redact(seen.text.encode("utf-8", "surrogateescape")),
        reason=seen.reason,
        success=redact(seen.success.encode("utf-8", "surrogateescape")) if seen.success else "",
        count=seen.count,
    )


def shown(data: bytes) -> str:
    """Bytes of a log within a sentence, redacted."""
    return redact(data, 64) or "?"
