"""How much memory an evaluation may take: one file whose functions hold each other can ask for any amount."""

from __future__ import annotations

import sys


class Room:
    """Memory from now on, counted in blocks of the interpreter, of some 80 bytes each.

    To ask takes a tenth of a millisecond, so it is asked once in thousands of steps.

    Args:
        most: blocks.
    """

    __slots__ = ("_most",)

    def __init__(self, most: int) -> None:
        self._most = sys.getallocatedblocks() + most

    def is_full(self) -> bool:
        """Whether more was taken than there is room for."""
        return sys.getallocatedblocks() > self._most
