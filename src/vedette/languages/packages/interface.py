"""The socket of a format of manifests and lock files."""

from __future__ import annotations

from typing import Protocol

from vedette.model.package import Manifest

# Of one file; what is more is a gap that says so.
MOST_PACKAGES = 100_000
MOST_GAPS = 100
LARGEST = 64 << 20


class Reader(Protocol):
    """Reads one format: a module of a family's folder that has `FORMAT`, `applies` and `read`.

    Nothing of what is read is run, no other file is opened, nothing is asked of a network.
    """

    FORMAT: str

    def applies(self, path: str) -> bool:
        """The cheap question, by the path alone."""
        ...

    def read(self, path: str, data: bytes) -> Manifest:
        """What the file tells; in time linear in its bytes, whatever they are. Never raises for bad bytes.

        What cannot be read is a gap; a file cut in half gives what stands before the cut, and a gap.
        """
        ...
