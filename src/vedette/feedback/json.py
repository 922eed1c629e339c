"""The whole record of a run as one JSON document, for programs; its schema is published."""

from __future__ import annotations

from typing import BinaryIO

from vedette.feedback import output
from vedette.feedback.document import document, dumps
from vedette.feedback.interface import Context, Writer
from vedette.model.events import Event, Judged


def create(out: BinaryIO, context: Context) -> Writer:
    """A writer of one JSON document: the record, and the rules that its findings are instances of.

    Args:
        out: where to write; ASCII, since everything else is escaped.
        context: only the rules are used.
    """
    return _Json(out, context)


class _Json:
    def __init__(self, out: BinaryIO, context: Context) -> None:
        self._out = out
        self._context = context

    def event(self, event: Event) -> None:
        # Without a verdict nothing is written: an empty file is no JSON and cannot be taken for a clean run.
        if isinstance(event, Judged):
            output.write(self._out, dumps(document(event.record, self._context)) + b"\n")

    def close(self) -> None:
        self._out.flush()
