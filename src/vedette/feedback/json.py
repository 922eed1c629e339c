"""The whole record of a run as one JSON document, for programs; its schema is published."""

from __future__ import annotations

from typing import BinaryIO

from vedette.feedback.document import written
from vedette.feedback.interface import Context, Writer
from vedette.feedback.shared import AtVerdict


def create(out: BinaryIO, context: Context) -> Writer:
    """A writer of one JSON document: the record, and the rules that its findings are instances of.

    Args:
        out: where to write; ASCII, since everything else is escaped.
        context: only the rules are used.
    """
    # Without a verdict nothing is written: an empty file is no JSON and cannot be taken for a clean run.
    return AtVerdict(out, lambda record, _notes: written(record, context) + b"\n")
