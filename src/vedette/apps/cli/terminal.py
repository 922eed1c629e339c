"""Standard output and error: who is listening, and writing so that a failure is noticed."""

from __future__ import annotations

import os
import shutil
import sys
from contextlib import suppress
from typing import BinaryIO, TextIO

from vedette.feedback.neutral import visible
from vedette.feedback.paper import Paper
from vedette.model.errors import WorldError


def out() -> BinaryIO:
    """Standard output for bytes.

    Raises:
        WorldError: it was closed before we were started.
    """
    if sys.stdout is None:
        raise WorldError("standard output is closed", help="write to a file with --format NAME=FILE")
    sys.stdout.flush()
    return sys.stdout.buffer


def paper() -> Paper:
    """A sheet for results that people read, as wide and as colourful as standard output allows."""
    return Paper(width(), colour=colour())


def show(sheet: Paper) -> None:
    """Writes a sheet to standard output and flushes, so that a closed pipe or full disk raises here."""
    write(sheet.render())


def write(data: bytes) -> None:
    """Writes bytes to standard output and flushes."""
    stream = out()
    stream.write(data)
    stream.flush()


def colour() -> bool:
    """Standard output is a terminal that takes colours, and nobody said no."""
    return is_terminal(sys.stdout) and not os.environ.get("NO_COLOR")


def width() -> int:
    """Columns of the terminal."""
    return shutil.get_terminal_size((100, 24)).columns


def is_terminal(stream: object) -> bool:
    """A stream is a terminal on which lines can be rewritten."""
    try:
        return bool(stream is not None and stream.isatty()) and os.environ.get("TERM") != "dumb"  # type: ignore[attr-defined]
    except (AttributeError, ValueError):
        return False


def say(label: str, text: str) -> None:
    """One line on standard error, neutralised. A standard error that is gone changes nothing."""
    try:
        sys.stderr.write(f"{label}: {visible(text)}\n")
        sys.stderr.flush()
    except (OSError, ValueError, AttributeError):
        _abandon(sys.stderr)


def abandon_output() -> None:
    """Sends what is still buffered nowhere, so that the interpreter's own flush at exit cannot fail."""
    _abandon(sys.stdout)


def _abandon(stream: TextIO | None) -> None:
    with suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())  # type: ignore[union-attr] # None when it was closed from the start
        os.close(nowhere)
