"""The sockets of the room: what a format is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from msgspec import Struct

from vedette.model.events import Event
from vedette.model.rule import Rule


class Context(Struct, frozen=True, kw_only=True):
    """What a writer may know beside the events.

    Attributes:
        rules: all rules that the run used, by id.
        colour: the output is a terminal that takes colours.
        width: columns of the terminal.
        auditor: show what only auditors want to see too.
        today: YYYY-MM-DD, for saying how far a due date is.
    """

    rules: Mapping[str, Rule]
    colour: bool = False
    width: int = 100
    auditor: bool = False
    today: str = ""


class Writer(Protocol):
    """Listens to a run and writes a report. Each format file has `create(out, context) -> Writer`."""

    def event(self, event: Event) -> None:
        """Takes the next event."""
        ...

    def close(self) -> None:
        """Writes what is still to be written and flushes; does not close `out`.

        Raises:
            OSError: the report could not be written whole.
        """
        ...
