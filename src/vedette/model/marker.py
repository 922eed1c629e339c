"""Markers: comments in a text that ask for a finding to be left as it is."""

from __future__ import annotations

from msgspec import Struct


class Marker(Struct, frozen=True, array_like=True):
    """One comment that asks for findings of one line to be accepted.

    Attributes:
        line: where it stands, from 1.
        covers: the line whose findings it is about: its own, or the next when it stands alone.
        tool: the tool whose marker it is, such as `nosec`; "" for our own.
        rules: rule ids that it names; a foreign marker names none.
        reason: why, in one line; "" for a foreign marker.
        until: the last day (YYYY-MM-DD) on which it counts; "" for no end.
        fault: why it has no effect, to follow "this ignore "; "" when it is well formed. Quotes nothing.
    """

    line: int
    covers: int
    tool: str = ""
    rules: tuple[str, ...] = ()
    reason: str = ""
    until: str = ""
    fault: str = ""
