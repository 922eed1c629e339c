"""What most formats are: nothing until the verdict, then one report, then no more."""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO

from vedette.feedback import output
from vedette.model.events import Event, Judged, Started
from vedette.model.verdict import Record, Run

Report = Callable[[Record, tuple[str, ...]], bytes]
NoVerdict = Callable[[Run], bytes]
_UNKNOWN = Run(id="", project="", started="")


class AtVerdict:
    """A writer of one report.

    Args:
        out: where to write.
        report: the report of a record, with the notes that the run began with.
        no_verdict: what to say of a run that ended unjudged; None to write nothing, where an empty
            report would be taken for a clean run.
    """

    def __init__(self, out: BinaryIO, report: Report, no_verdict: NoVerdict | None = None) -> None:
        self._out = out
        self._report = report
        self._no_verdict = no_verdict
        self._run = _UNKNOWN
        self._notes: tuple[str, ...] = ()
        self._judged = False

    def event(self, event: Event) -> None:
        """See `Writer.event`."""
        if isinstance(event, Started):
            self._run, self._notes = event.run, event.notes
        elif isinstance(event, Judged):
            self._judged = True
            output.write(self._out, self._report(event.record, self._notes))

    def close(self) -> None:
        """See `Writer.close`."""
        if not self._judged and self._no_verdict is not None:
            output.write(self._out, self._no_verdict(self._run))
        self._out.flush()
