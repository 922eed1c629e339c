"""Whether a value holds what may do harm: what a caller gives, what is kept of it, or a part of a text."""

from __future__ import annotations

from vedette.analysis.program.book import Book
from vedette.analysis.program.fields import keeps_given
from vedette.analysis.program.frame import Frame
from vedette.analysis.program.heap import State
from vedette.analysis.program.values import Trace, Value, mask_of
from vedette.model.form import Function


def is_given(
    kind: str, value: Value, function: Function | None, around: tuple[str, State | None, Book]
) -> bool:
    """Whether a value holds what a caller gives as an argument, harmful for a kind of sink.

    Args:
        kind: of sinks.
        value: any.
        function: that is called.
        around: its file, the state in which the value is, and the book.
    """
    path, state, book = around
    if function is None or state is None or value.harmless or (value.whole and value.begins):
        # Where it is known how a whole begins, it is a caller of the program who has put it together.
        return False
    bit, own = book.bits.get(kind, 0), 0 if function.owner >= 0 else -1
    # The parameters of a command are sources themselves.
    command = ("cli", path, function.start)
    return any(
        (
            # Beyond the parameters stand variables of the functions around it.
            own < origin[1] < len(function.parameters)
            if origin[0] == "given" and isinstance(origin[1], int)
            else origin[0] == "source" and (origin[1], *origin[3:5]) == command
        )
        and not (mask | mask_of(state.masks, origin)) & bit
        for origin, (mask, _) in state.deep_taint(value).items()
    )


def is_exposed(kind: str, value: Value, state: State | None, book: Book) -> bool:
    """Whether a value is put together of parts of which one may do harm at a kind of sink."""
    if value.consts is not None or value.harmless or value.whole or state is None:
        return False
    taint, bit = state.deep_taint(value), book.bits.get(kind, 0)
    return not taint or any(
        not (mask | mask_of(state.masks, origin)) & bit
        # What nobody reports was not shown to be harmless by that.
        or (origin[0] == "source" and book.reported(origin[1]) & bit)
        for origin, (mask, _) in taint.items()
    )


def is_kept(kind: str, value: Value, frame: Frame | None, book: Book) -> bool:
    """Whether a value is a field of the object that holds what its constructor was given; see `is_given`."""
    bit = book.bits.get(kind, 0)
    return frame is not None and any(
        origin[0] == "given" and origin[1] == 0 and len(origin[2]) == 1 and keeps_given(frame, origin[2][0])
        for origin, (mask, trace) in value.taint.items()
        if not mask & bit and not _passes(trace)
    )


def _passes(trace: Trace) -> bool:
    """Whether a way leads through a function of which nothing is known."""
    while trace is not None:
        if trace[3] == "passed":
            return True
        trace = trace[0]
    return False
