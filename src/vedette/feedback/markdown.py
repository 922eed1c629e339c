"""Markdown for one comment on a pull or merge request, which is found again by its first line and updated."""

from __future__ import annotations

import hashlib
from typing import BinaryIO

from vedette.feedback import chapters
from vedette.feedback.interface import Context, Writer
from vedette.feedback.leaflet import Size, leaflet
from vedette.feedback.shared import AtVerdict
from vedette.model.verdict import Record, Run

# GitHub takes 65,536 characters in a comment, GitLab more; some is left for what a poster adds.
_SIZE = Size(most_bytes=65_000, in_full=20, lines=50)
# For GitLab, which takes 1,000,000 characters: as much as somebody may still want to read.
LONG = Size(most_bytes=500_000, in_full=100, lines=500)


def create(out: BinaryIO, context: Context) -> Writer:
    """A writer of one comment.

    Args:
        out: where to write; UTF-8. Who posts it is somebody else's business: nothing is sent.
        context: rules, and whether an auditor reads.
    """
    return AtVerdict(
        out,
        lambda record, notes: comment(record, notes, context).encode(),
        lambda run: f"{marker(run)}\n## \u26d4 vedette: {chapters.NO_VERDICT}\n".encode(),
    )


def comment(record: Record, notes: tuple[str, ...], context: Context, size: Size | None = None) -> str:
    """The whole comment: the marker, then the leaflet; never longer than the size allows."""
    return f"{marker(record.run)}\n{leaflet(record, notes, context, size or _SIZE)}"


def marker(run: Run) -> str:
    """The first line: hidden where Markdown is shown, the same for each run over the same kinds.

    Whoever posts the comment looks among its own comments for one that starts with this line. It holds
    nothing of the tree.
    """
    kinds = "\0".join(sorted(run.kinds)).encode("utf-8", "surrogatepass")
    return f"<!-- vedette-report {hashlib.sha256(kinds).hexdigest()[:16]} -->"
