"""Writes the lists of popular names that `analysis/packages/typos.py` compares with.

    python scripts/popular.py PyPI LIST    # and npm

LIST has a package a line, columns parted by tabs, the first line naming them: `name` and either
`rank_among_15000_most_downloaded` or `downloads_a_month`. Only names are kept: see
docs/decisions/0021-popular-names.md.
"""  # noqa: INP001 - a script

from __future__ import annotations

import sys
from pathlib import Path

from vedette.analysis.packages.typos import slips
from vedette.languages.packages.names import compared

RANKS = 15_001
FOLDER = Path(__file__).parent.parent / "src/vedette/analysis/packages/popular"
# Those that are worth imitating.
POPULAR = {"PyPI": 5_000, "npm": 8_000}
# Fetched so often in a month, a package is no imitation.
LEAST_DOWNLOADS = 20_000


def main() -> None:
    """Write the list of one ecosystem."""
    ecosystem, path = sys.argv[1:]
    counts = _counted(ecosystem, Path(path).read_text(encoding="utf-8").splitlines())
    names = sorted(counts, key=lambda name: (-counts[name], name))
    popular = frozenset(names[: POPULAR[ecosystem]])
    others = [name for name in names[len(popular) :] if any(one in popular for one in slips(name))]
    text = "\n".join(
        [
            f"# The {len(popular)} most downloaded packages of {ecosystem}; behind an exclamation mark those",
            "# that are one slip from one of them and in wide use themselves. Made by scripts/popular.py.",
            *sorted(popular),
            *sorted(f"!{name}" for name in others),
        ]
    )
    (FOLDER / f"{ecosystem.lower()}.txt").write_text(f"{text}\n", encoding="utf-8")


def _counted(ecosystem: str, lines: list[str]) -> dict[str, int]:
    """Name -> downloads in a month; of ranks the number of ranks below, so that more is more."""
    head, *rows = (line.split("\t") for line in lines)
    is_ranked = "downloads_a_month" not in head
    column = head.index("rank_among_15000_most_downloaded" if is_ranked else "downloads_a_month")
    found: dict[str, int] = {}
    for row in rows:
        if row[column] and (is_ranked or int(row[column]) >= LEAST_DOWNLOADS):
            number = RANKS - int(row[column]) if is_ranked else int(row[column])
            found.setdefault(compared(ecosystem, row[0]), number)
    return found


if __name__ == "__main__":
    main()
