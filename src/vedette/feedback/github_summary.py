"""Markdown for the summary of a job on GitHub: `--format github-summary=FILE`, the file named by the user."""

from __future__ import annotations

from typing import BinaryIO

from vedette.feedback import chapters, output
from vedette.feedback.interface import Context, Writer
from vedette.feedback.leaflet import Size, leaflet
from vedette.model.events import Event, Judged, Started

# GitHub refuses more than 1 MiB for a step.
_SIZE = Size(most_bytes=1_000_000, in_full=200, lines=1_000)


def create(out: BinaryIO, context: Context) -> Writer:
    """A writer of one summary.

    Args:
        out: where to write; UTF-8. The environment is not asked where.
        context: rules, and whether an auditor reads.
    """
    return _Summary(out, context)


class _Summary:
    def __init__(self, out: BinaryIO, context: Context) -> None:
        self._out = out
        self._context = context
        self._notes: tuple[str, ...] = ()
        self._judged = False

    def event(self, event: Event) -> None:
        if isinstance(event, Started):
            self._notes = event.notes
        elif isinstance(event, Judged):
            self._judged = True
            output.write(self._out, leaflet(event.record, self._notes, self._context, _SIZE).encode())

    def close(self) -> None:
        if not self._judged:
            output.write(self._out, f"## \u26d4 vedette: {chapters.NO_VERDICT}\n".encode())
        self._out.flush()
