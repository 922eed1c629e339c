"""What the detector of packages asks of whoever knows the advisories, and what it tells whoever asks it."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from vedette.analysis.packages.cooldown import Cooldown
from vedette.model.advisory import Matches


class Advisories(Protocol):
    """What is publicly known, as of one moment."""

    def matches(self, ecosystem: str, name: str, version: str) -> Matches:
        """What is known of one version of a package.

        Args:
            ecosystem: as OSV calls it.
            name: normalised.
            version: as locked.
        """
        ...


@runtime_checkable
class Advised(Protocol):
    """A detector that judges by advisories; it has `advisories` among its `needs`."""

    @property
    def ecosystems(self) -> set[str]:
        """Of the packages that it has judged, for whoever asks whether advisories cover them."""
        ...

    def give(self, advisories: Advisories, cooldown: Cooldown) -> None:
        """Takes what is publicly known, and how long a mend has to be; in the process that judges."""
        ...
