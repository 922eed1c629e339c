"""How much is measured: the full run, and a quick one that only shows that everything works."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import material


@dataclass(frozen=True)
class Sizes:
    """How many files and runs.

    Attributes:
        big: the tree of the cold scan, as `material.build` names it.
        growth: numbers of files of the growth curves.
        daily: files in the repository of the daily cases; there is one with the usual number of folders too.
        runs: runs of each command; figures are the least of them.
        patience: seconds until a slow peer is cut short.
    """

    big: str = "big"
    growth: tuple[int, ...] = (1_000, 5_000, 20_000, 50_000, 100_000, 200_000)
    daily: int = 50_000
    runs: int = 5
    patience: float = 90.0

    @property
    def trees(self) -> list[str]:
        """Every tree that is needed."""
        return list(dict.fromkeys([self.big, *map(str, self.growth), str(self.daily), self.usual, "hard"]))

    @property
    def usual(self) -> str:
        """As `daily`, in as many folders as repositories usually have."""
        return f"{self.daily}-usual"

    def tree(self, name: str | int) -> Path:
        """Where a tree is."""
        return material.place(str(name))


QUICK = Sizes(big="2000", growth=(500, 1_000, 2_000), daily=2_000, runs=2, patience=20.0)
