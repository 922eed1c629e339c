"""Each event as one line of JSON when it happens, for programs that follow a run."""

from __future__ import annotations

from typing import Any, BinaryIO

from vedette.feedback import neutral, output
from vedette.feedback.document import document, dumps, plain_fields
from vedette.feedback.interface import Context, Writer
from vedette.model.events import Event, Judged


def create(out: BinaryIO, context: Context) -> Writer:
    """A writer of JSON lines: `{"event": "finding", …}`.

    The events are `started`, `examined`, `skipped`, `finding`, with `--verify` also `verifying`, and
    `verdict`; the last one has the fields of the json format. A stream without a `verdict` line is of a run
    that was not judged.

    Args:
        out: where to write; ASCII, flushed after each line.
        context: only the rules are used.
    """
    return _Jsonl(out, context)


class _Jsonl:
    def __init__(self, out: BinaryIO, context: Context) -> None:
        self._out = out
        self._context = context

    def event(self, event: Event) -> None:
        name = str(event.__struct_config__.tag)
        output.write(self._out, dumps({"event": name, **self._fields(event)}) + b"\n")
        self._out.flush()

    def close(self) -> None:
        self._out.flush()

    def _fields(self, event: Event) -> dict[str, Any]:
        if isinstance(event, Judged):
            return document(event.record, self._context)
        plain = plain_fields(event)
        return {name: neutral.valid_tree(value) for name, value in plain.items()}
