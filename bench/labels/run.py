"""Runs tools over the labelled work trees, and writes for each what `score.py` reads.

    python bench/labels/run.py TREES REPORTS [--only vedette|betterleaks|detect-secrets] [--programs DIR]

TREES holds a work tree `OWNER+NAME` for each repository of ../labels.toml. Into REPORTS go `TOOL.json`,
lists of [OWNER+NAME, path, first line, last line]: `vedette` is what its regular persona reports, `vedette-
auditor` all that it reports. detect-secrets is asked about the files that hold labelled candidates only, as
it would need hours for all; that cannot make its score worse.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from score import labels

Row = tuple[str, str, int, int]
_PEERS = Path(__file__).parents[1] / "work" / "peers" / "bin"
_OWN = Path(sys.executable).parent
_SECONDS = 900
_TOGETHER = 25


def main() -> int:
    """Write the reports, and print how many lines each tool points at."""
    parser = argparse.ArgumentParser(description="Run tools over the labelled work trees.")
    parser.add_argument("trees", type=Path)
    parser.add_argument("reports", type=Path)
    parser.add_argument("--only", choices=sorted(_TOOLS), action="append")
    parser.add_argument("--programs", type=Path, default=_PEERS, help="folder of the peers' programs")
    options = parser.parse_args()
    options.reports.mkdir(parents=True, exist_ok=True)
    trees = sorted(tree for tree in options.trees.iterdir() if tree.is_dir())
    for tool in options.only or _TOOLS:
        reports: dict[str, list[Row]] = defaultdict(list)
        for tree in trees:
            for name, rows in _TOOLS[tool](tree, options.programs).items():
                reports[name] += rows
        for name, rows in reports.items():
            (options.reports / f"{name}.json").write_text(json.dumps(rows), encoding="utf-8")
            print(f"{name}: {len(rows)}")
    return 0


def _vedette(tree: Path, _programs: Path) -> dict[str, list[Row]]:
    found = _asked(
        [str(_OWN / "vedette"), "scan", str(tree), "--only", "secrets", "--ledger", "none", "--exit-zero"],
        "--format", "json=",
    )  # fmt: skip
    reports: dict[str, list[Row]] = {"vedette": [], "vedette-auditor": []}
    for persona, place in _places(found):
        row = (tree.name, place["path"], place["start"]["line"], place["end"]["line"])
        reports["vedette-auditor"].append(row)
        if persona == "regular":
            reports["vedette"].append(row)
    return reports


def _places(record: Any) -> Iterator[tuple[str, Any]]:
    """Persona and place of each finding, and of each further place of the same weakness."""
    for judgement in record["verdict"]["judgements"]:
        tracked = judgement["tracked"]
        finding = tracked["finding"]
        for place in (finding["place"], *(also.get("place", also) for also in tracked["also"])):
            yield finding["persona"], place


def _betterleaks(tree: Path, programs: Path) -> dict[str, list[Row]]:
    asked = ["--max-decode-depth=5", "--max-archive-depth=0", "--exit-code=0", "--silent"]
    report = _asked([str(programs / "betterleaks"), "filesystem", str(tree), *asked], "--output", "")
    places = [one["location"] for one in report["findings"]]
    return {
        "betterleaks": [
            (tree.name, os.path.relpath(place["path"], tree), place["start_line"], place["end_line"])
            for place in places
        ]
    }


def _detect_secrets(tree: Path, programs: Path) -> dict[str, list[Row]]:
    paths = sorted({row.path for row in labels() if row.repository == tree.name})
    rows: list[Row] = []
    for at in range(0, len(paths), _TOGETHER):
        part = paths[at : at + _TOGETHER]
        done = subprocess.run(
            [str(programs / "detect-secrets"), "scan", "--all-files", "--no-verify", *part],
            cwd=tree, capture_output=True, text=True, check=True, timeout=_SECONDS,
        )  # fmt: skip
        for path, found in json.loads(done.stdout)["results"].items():
            rows += [(tree.name, path, one["line_number"], one["line_number"]) for one in found]
    return {"detect-secrets": rows}


def _asked(command: list[str], option: str, prefix: str) -> Any:
    """What a program writes into the file that it is given, in a world of its own."""
    with tempfile.TemporaryDirectory() as world:
        out = Path(world) / "report.json"
        homes = {f"XDG_{kind}_HOME": world for kind in ("STATE", "CACHE", "CONFIG", "DATA")}
        subprocess.run(
            [*command, option, f"{prefix}{out}"],
            env={**os.environ, **homes}, capture_output=True, check=True, timeout=_SECONDS,
        )  # fmt: skip
        return json.loads(out.read_bytes())


_TOOLS: dict[str, Callable[[Path, Path], dict[str, list[Row]]]] = {
    "vedette": _vedette,
    "betterleaks": _betterleaks,
    "detect-secrets": _detect_secrets,
}

if __name__ == "__main__":
    raise SystemExit(main())
