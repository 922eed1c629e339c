"""Scores tools on the labelled candidates.

    python bench/labels/score.py REPORTS [--half tuning|unseen] [--misses TOOL]

REPORTS holds a file `TOOL.json` for each tool: a list of [OWNER+NAME, path, first line, last line]. Labels
are in labels.csv: where the candidate stands, which half it is of, and what people judged it to be, never its
value. A candidate counts as found when a tool points at its line.

`real` and `test` are credentials (one that opens something, and one made for a test, a sample or a document
that is no placeholder); `false` is no credential. F1 is given with both taken as true.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

LABELS = Path(__file__).with_name("labels.csv")


class Label(NamedTuple):
    """One judged candidate."""

    repository: str
    path: str
    line: int
    half: str
    drawn: str
    label: str


def labels(half: str = "") -> list[Label]:
    """The judged candidates of one half, or all."""
    with LABELS.open(encoding="utf-8", newline="") as file:
        rows = [
            Label(row["repository"], row["path"], int(row["line"]), row["half"], row["drawn"], row["label"])
            for row in csv.DictReader(file)
        ]
    return [row for row in rows if not half or row.half == half]


def main() -> int:
    """Print a row for each tool."""
    parser = argparse.ArgumentParser(description="Score tools on the labelled candidates.")
    parser.add_argument("reports", type=Path)
    parser.add_argument("--half", choices=("tuning", "unseen"), default="")
    parser.add_argument("--misses", default="", metavar="TOOL", help="list what this tool got wrong")
    options = parser.parse_args()
    judged = labels(options.half)
    true = sum(row.label != "false" for row in judged)
    print(f"{len(judged)} candidates, {true} credentials\n")
    print("| tool | found | of them true | recall % | precision % | F1 % |\n|---|---:|---:|---:|---:|---:|")
    for report in sorted(options.reports.glob("*.json")):
        hits = _hits(report)
        found = [row for row in judged if row.line in hits[row.repository, row.path]]
        right = sum(row.label != "false" for row in found)
        recall, precision = _percent(right, true), _percent(right, len(found))
        f1 = 2 * recall * precision / (recall + precision) if right else 0.0
        print(f"| {report.stem} | {len(found)} | {right} | {recall:.1f} | {precision:.1f} | {f1:.1f} |")
        if report.stem == options.misses:
            _list(judged, hits)
    return 0


def _hits(report: Path) -> dict[tuple[str, str], set[int]]:
    hits: dict[tuple[str, str], set[int]] = defaultdict(set)
    for name, path, first, last in json.loads(report.read_text(encoding="utf-8")):
        hits[name, path] |= set(range(first, last + 1))
    return hits


def _list(judged: list[Label], hits: dict[tuple[str, str], set[int]]) -> None:
    for row in judged:
        found = row.line in hits[row.repository, row.path]
        if found != (row.label != "false"):
            print(f"{'wrong' if found else 'missed'} {row.label} {row.repository}/{row.path}:{row.line}")


def _percent(part: int, whole: int) -> float:
    return 100 * part / whole if whole else 0.0


if __name__ == "__main__":
    raise SystemExit(main())
