"""Markdown for the summary of a job on GitHub: `--format github-summary=FILE`, the file named by the user."""

from __future__ import annotations

from typing import BinaryIO

from vedette.feedback import chapters
from vedette.feedback.interface import Context, Writer
from vedette.feedback.leaflet import Size, leaflet
from vedette.feedback.shared import AtVerdict

# GitHub refuses more than 1 MiB for a step.
_SIZE = Size(most_bytes=1_000_000, in_full=200, lines=1_000)


def create(out: BinaryIO, context: Context) -> Writer:
    """A writer of one summary.

    Args:
        out: where to write; UTF-8. The environment is not asked where.
        context: rules, and whether an auditor reads.
    """
    return AtVerdict(
        out,
        lambda record, notes: leaflet(record, notes, context, _SIZE).encode(),
        lambda _run: f"## \u26d4 vedette: {chapters.NO_VERDICT}\n".encode(),
    )
