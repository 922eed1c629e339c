"""What the detector of packages asks of whoever knows the advisories."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from vedette.model.advisory import Advisory


class Advisories(Protocol):
    """What is publicly known, as of one moment."""

    def affecting(self, ecosystem: str, name: str, version: str) -> Sequence[Advisory]:
        """Advisories about a version of a package, each weakness once; none that was taken back.

        Args:
            ecosystem: as OSV calls it.
            name: normalised.
            version: as locked.
        """
        ...
