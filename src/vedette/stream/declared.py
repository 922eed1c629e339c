"""What is declared of logs: their formats, and what writes them; the rest is found by looking."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase

from msgspec.structs import replace

from vedette.languages.logs.interface import Format
from vedette.languages.logs.recognition import examine, open_format
from vedette.model.alert import Target
from vedette.model.traffic import Detection
from vedette.settings.interface import WatchedLog
from vedette.stream.interface import Locator


class Declared:
    """As `interface.Recogniser`.

    Args:
        logs: what is declared; of several that match, the first counts.

    Raises:
        UsageError: a format is not known, or its mapping does not fit.
    """

    def __init__(self, logs: Sequence[WatchedLog]) -> None:
        self._logs = logs
        for log in logs:
            if log.format:
                open_format(log.format, log.mapping)

    def of(self, stream: str) -> WatchedLog | None:
        """What is declared of a log."""
        return next((log for log in self._logs if stream == log.path or fnmatchcase(stream, log.path)), None)

    def recognise(self, stream: str, sample: bytes) -> Format | None:
        """As `Recogniser.recognise`."""
        log = self.of(stream)
        if log is not None and log.format:
            return open_format(log.format, log.mapping)
        return examine(sample, log.mapping if log else None).format


class DeclaredLocator:
    """As `interface.Locator`: what is declared of a log comes first, the other locator knows the rest.

    Args:
        declared: services and environments by log.
        beyond: asked where there is more to know; None for nobody.
    """

    def __init__(self, declared: Declared, beyond: Locator | None = None) -> None:
        self._declared, self._beyond = declared, beyond

    def locate(self, detection: Detection) -> Target | None:
        """As `Locator.locate`."""
        if not detection.path:
            return None
        log = self._declared.of(detection.stream)
        target = self._beyond.locate(detection) if self._beyond else None
        target = target or Target(path=detection.path, method=detection.method, count=detection.count)
        if log is not None and not target.service:
            target = replace(target, service=log.service, environment=log.environment)
        return target
