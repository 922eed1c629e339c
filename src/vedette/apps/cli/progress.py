"""How far a run is: one line on a terminal, rewritten, gone at the end; nothing anywhere else."""

from __future__ import annotations

import sys
import time
from contextlib import suppress

from vedette.apps.cli.terminal import is_terminal
from vedette.model.events import Event, Examined, Judged, Skipped, Started, Verifying

_EVERY = 0.1  # seconds
_ERASE = "\r\x1b[K"


class Progress:
    """Counts what is done of what was asked.

    Args:
        wanted: False for silence even on a terminal.
    """

    def __init__(self, *, wanted: bool) -> None:
        self._on = wanted and is_terminal(sys.stderr)
        self._asked = 0
        self._done = 0
        self._shown = 0.0

    def event(self, event: Event) -> None:
        """Takes the next event."""
        if not self._on:
            return
        if isinstance(event, Started):
            self._asked = event.asked
        elif isinstance(event, Examined):
            self._done += len(event.paths)
        elif isinstance(event, Skipped):
            self._done += 1
        elif isinstance(event, Judged):
            self.erase()
            return
        elif isinstance(event, Verifying):
            self._shown = time.monotonic()
            requests = f"{event.requests} request{'' if event.requests == 1 else 's'}"
            self._write(f"{_ERASE}{event.asked} of {event.total} credentials asked about, {requests}")
            return
        now = time.monotonic()
        if now - self._shown >= _EVERY:
            self._shown = now
            self._write(f"{_ERASE}{self._done} of {self._asked} examined")

    def erase(self) -> None:
        """Leaves no trace of the line."""
        if self._on and self._shown:
            self._write(_ERASE)
            self._shown = 0.0

    def _write(self, text: str) -> None:
        with suppress(OSError, ValueError):
            sys.stderr.write(text)
            sys.stderr.flush()
