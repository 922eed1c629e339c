"""Canaries: each kind of detector must find what is planted for it, again and again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from time import monotonic

from vedette.detectors.interface import Batch, StreamDetector
from vedette.model.rule import Confidence, Severity
from vedette.model.traffic import Detection

RULE = "watch-missed-canary"


class Canaries:
    """Lets canaries fly.

    Args:
        detectors: by kind.
        every: seconds between them.
    """

    def __init__(self, detectors: Mapping[str, StreamDetector], every: float) -> None:
        self._detectors, self._every = detectors, every
        self._next = 0.0
        self.missed: set[str] = set()

    def fly(self, now: float) -> Iterator[Detection]:
        """What is to be said: a detector does not see any more. Nothing until the next ones are due.

        Args:
            now: time of the newest event, in seconds since 1970.
        """
        if monotonic() < self._next:
            return
        self._next = monotonic() + self._every
        for kind, detector in self._detectors.items():
            if _found(detector):
                self.missed.discard(kind)
            elif kind not in self.missed:
                self.missed.add(kind)
                yield _detection(kind, now)


def _found(detector: StreamDetector) -> bool:
    """Whether it sees the canary, which is read anew as any block of a log."""
    try:
        batch, token = detector.canary()
        read = Batch(block=batch.block, rows=batch.format.rows(batch.block.data), format=batch.format)
        return any(token in seen.evidence for seen in detector.inspect(read))
    except Exception:  # noqa: BLE001 - a detector that fails does not see, and the watch goes on
        return False


def _detection(kind: str, now: float) -> Detection:
    return Detection(
        rule=RULE,
        weakness="canary",
        severity=Severity.high,
        confidence=Confidence.high,
        time=now,
        stream=f"detector {kind}",
        line=0,
        evidence=f"the canary of {kind} was not found",
        reason="An attack that was planted for this detector was not seen: real ones are not either.",
    )
