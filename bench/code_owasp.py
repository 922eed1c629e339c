"""The OWASP Benchmark for Python: its score, and whether renaming all of it changes a single finding."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import sys
from pathlib import Path

from code_scan import TREES, Scanned, extract, scan, section, settle, source, table
from corpus import HERE, git
from report import prose

_NAME = "OWASP-Benchmark/BenchmarkPython"
_COMMIT = "7cf0674b9a33788ac3105e4c4a75a7fdce4c44bd"
_AIM = 80


def measure(folder: Path | None, scorer: Path) -> Scanned:
    """Scan the cases and let the scorer judge; its figures go to bench/code.md."""
    tree = _tree(folder)
    scanned = scan(tree, "benchmark")
    printed = _scored(scorer, scanned.sarif, tree)
    print(printed)
    _write(scanned, tree)
    section(
        "benchmark",
        ["## BenchmarkPython", "", f"Aim: Youden {_AIM}.", "", "```text", printed.rstrip(), "```"],
    )
    return scanned


def renamed(folder: Path | None, scorer: Path, seed: str, python: str) -> int:
    """The same cases with other names in other places; returns how many cases then have other findings.

    Args:
        folder: of the git directories.
        scorer: a script that is given a SARIF file and the folder of the cases.
        seed: of the new names.
        python: an interpreter that parses the cases, which are written for 3.12.
    """
    tree = _tree(folder)
    other = TREES / "renamed"
    shutil.rmtree(other, ignore_errors=True)
    truth = _truth(tree)
    kinds = sorted({row[1] for row in truth})
    words = {f"{kind}-{number:02}" for kind in kinds for number in range(20)} | {"benchmark", "Benchmark"}
    command = [python, str(HERE / "code_rename.py"), str(tree), str(other)]
    done = subprocess.run(
        [*command, "--seed", seed, "--words", ",".join(sorted(words))],
        check=True,
        capture_output=True,
        text=True,
    )
    settle(other)
    paths: dict[str, str] = json.loads(done.stdout)
    cases = {Path(new).stem: Path(old).stem for old, new in paths.items()}
    first, second = scan(tree, "benchmark"), scan(other, "renamed")
    back = {name: row for row in truth for name, old in cases.items() if old == row[0]}
    with (other / "expectedresults-renamed.csv").open("w", encoding="utf-8", newline="") as written:
        csv.writer(written).writerows([name, *row[1:]] for name, row in sorted(back.items()))
    print(_scored(scorer, second.sarif, other))
    before, after = _by_case(first, {}), _by_case(second, cases)
    wrong = sorted(case for case in {*before, *after} if before.get(case) != after.get(case))
    for case in wrong[:20]:
        print(case, before.get(case), "renamed:", after.get(case))
    print(f"{len(paths)} files renamed and moved; {len(wrong)} of {len(back)} cases have other findings")
    said = f"""
        Every identifier, file, folder and route of BenchmarkPython renamed, files moved, comments dropped
        (seed {seed}): {len(wrong)} of {len(back)} cases have other findings.
    """
    rows = [_both(case, before, after) for case in wrong]
    section("renamed", ["## Renamed", "", prose(said), "", *table(["case", "before", "renamed"], rows)])
    return len(wrong)


def _both(case: str, before: dict[str, list[str]], after: dict[str, list[str]]) -> list[str]:
    return [case, " ".join(before.get(case, [])), " ".join(after.get(case, []))]


def _tree(folder: Path | None) -> Path:
    place = source(_NAME, folder)
    return extract(place, git(place, "rev-parse", _COMMIT).strip(), TREES / "benchmark")


def _scored(scorer: Path, sarif: Path, tree: Path) -> str:
    command = [sys.executable, str(scorer), str(sarif), str(tree)]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=600).stdout


def _truth(tree: Path) -> list[list[str]]:
    with next(tree.glob("expectedresults-*.csv")).open(encoding="utf-8") as opened:
        return [row for row in csv.reader(opened) if row and not row[0].startswith("#")]


def _by_case(scanned: Scanned, names: dict[str, str]) -> dict[str, list[str]]:
    """Case -> its rules, as often as each was found."""
    found: dict[str, list[str]] = {}
    for one in scanned.found:
        stem = Path(one.path).stem
        found.setdefault(names.get(stem, stem), []).append(one.rule)
    return {case: sorted(rules) for case, rules in found.items()}


def _write(scanned: Scanned, tree: Path) -> None:
    """Cases that are judged wrong, by kind, for who looks into them."""
    held: dict[str, set[int]] = {}
    for one in scanned.found:
        held.setdefault(Path(one.path).stem, set()).update(one.cwe)
    rows = []
    for name, kind, real, cwe, *_ in _truth(tree):
        seen = int(cwe) in held.get(name, ())
        if seen != (real.strip() == "true"):
            rows.append([kind, name, "missed" if real.strip() == "true" else "false alarm"])
    out = TREES / "results" / "benchmark-wrong.md"
    out.write_text("\n".join(table(["kind", "case", "wrong"], sorted(rows))) + "\n", encoding="utf-8")
    print(f"{len(rows)} by the exact CWE: {out.name}")
