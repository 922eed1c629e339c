"""Markdown for one comment on a pull or merge request, which is found again by its first line and updated."""

from __future__ import annotations

import hashlib
from typing import BinaryIO

from vedette.feedback import chapters, output
from vedette.feedback.interface import Context, Writer
from vedette.feedback.leaflet import Size, leaflet
from vedette.model.events import Event, Judged, Started
from vedette.model.verdict import Run

# GitHub takes 65,536 characters in a comment, GitLab more; some is left for what a poster adds.
_SIZE = Size(most_bytes=65_000, in_full=20, lines=50)


def create(out: BinaryIO, context: Context) -> Writer:
    """A writer of one comment.

    Args:
        out: where to write; UTF-8. Who posts it is somebody else's business: nothing is sent.
        context: rules, and whether an auditor reads.
    """
    return _Markdown(out, context)


def marker(run: Run) -> str:
    """The first line: hidden where Markdown is shown, the same for each run over the same kinds.

    Whoever posts the comment looks among its own comments for one that starts with this line. It holds
    nothing of the tree.
    """
    kinds = "\0".join(sorted(run.kinds)).encode("utf-8", "surrogatepass")
    return f"<!-- vedette-report {hashlib.sha256(kinds).hexdigest()[:16]} -->"


class _Markdown:
    def __init__(self, out: BinaryIO, context: Context) -> None:
        self._out = out
        self._context = context
        self._notes: tuple[str, ...] = ()
        self._run = Run(id="", project="", started="")
        self._judged = False

    def event(self, event: Event) -> None:
        if isinstance(event, Started):
            self._notes, self._run = event.notes, event.run
        elif isinstance(event, Judged):
            self._judged = True
            told = leaflet(event.record, self._notes, self._context, _SIZE)
            output.write(self._out, f"{marker(event.record.run)}\n{told}".encode())

    def close(self) -> None:
        if not self._judged:
            output.write(
                self._out, f"{marker(self._run)}\n## \u26d4 vedette: {chapters.NO_VERDICT}\n".encode()
            )
        self._out.flush()
