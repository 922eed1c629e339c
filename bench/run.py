"""Measures speed and memory against peers, and writes the speed part of bench/report.md.

    VEDETTE_CORPUS=FOLDER make bench          # everything
    python bench/run.py --only cold,growth    # these cases; the others' last results stay
    python bench/run.py --quick               # small and rough, to bench/work/quick/: shows that it works
    python bench/run.py --prepare             # install and make the trees, measure nothing
    python bench/run.py --render              # write the report again from bench/results.json

FOLDER holds git directories as for bench/corpus.py; it is needed only until the work trees are there.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import report
from cases import cold, daily, growth, memory, version, walk, work
from corpus import HERE, WORK, UnpreparedError, git
from report import Section, prose
from sizes import QUICK, Sizes
from tools import OUT, Vedette, install_peers, machine, peer_versions

_CASES: dict[str, Callable[[Sizes], Section]] = {
    "version": version.measure,
    "work": work.measure,
    "cold": cold.measure,
    "growth": growth.measure,
    "daily": daily.measure,
    "memory": memory.measure,
    "walk": walk.measure,
}


def main() -> int:
    """Do what the command line says."""
    options = _options()
    sizes = QUICK if options.quick else Sizes()
    sizes = replace(sizes, runs=options.runs or sizes.runs)
    folder = WORK / "quick" if options.quick else HERE
    folder.mkdir(parents=True, exist_ok=True)
    try:
        if not options.render:
            _prepare(sizes)
            for name in () if options.prepare else options.only:
                _measure(name, sizes, folder)
    except (UnpreparedError, subprocess.CalledProcessError) as error:
        print(f"Not everything was measured: {error}", file=sys.stderr)
        return 2
    if not options.prepare:
        print(report.write(folder, list(_CASES), _preface(sizes)))
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure vedette beside its peers.")
    parser.add_argument(
        "--only", type=_names, default=list(_CASES), metavar="CASE[,CASE]", help=", ".join(_CASES)
    )
    parser.add_argument("--runs", type=int, default=0, help="runs of each command (5)")
    parser.add_argument("--quick", action="store_true", help="small and rough")
    parser.add_argument("--prepare", action="store_true", help="measure nothing")
    parser.add_argument("--render", action="store_true", help="only write the report again")
    return parser.parse_args()


def _names(text: str) -> list[str]:
    names = text.split(",")
    for name in names:
        if name not in _CASES:
            raise argparse.ArgumentTypeError(f"there is no case {name}; there are {', '.join(_CASES)}")
    return names


def _prepare(sizes: Sizes) -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    _say("installing")
    install_peers()
    Vedette().install()
    for name in sizes.trees:
        _say(f"tree {name}")
        # In a process of its own: the kernel counts this one's memory against what it starts.
        command = [sys.executable, str(HERE / "material.py"), name]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _measure(name: str, sizes: Sizes, folder: Path) -> None:
    load = os.getloadavg()[0]
    start = time.monotonic()
    _say(f"case {name}, load {load:.1f}")
    section = _CASES[name](sizes)
    section.origin = {
        "date": datetime.now(UTC).strftime("%Y-%m-%d"),
        "commit": _commit(),
        "load": f"{load:.2f}",
    }
    report.save(folder, section)
    _say(f"case {name} took {time.monotonic() - start:.0f} s")


def _commit() -> str:
    commit = git(HERE.parent, "rev-parse", "--short=10", "HEAD").strip()
    altered = git(HERE.parent, "status", "--porcelain", "--", "src", "pyproject.toml").strip()
    return f"commit {commit}" + (" with uncommitted changes" if altered else "")


def _preface(sizes: Sizes) -> Sequence[str]:
    return (
        prose(f"""
            Written by `make bench` (`bench/run.py`); how to read and repeat it is in
            [docs/benchmarks.md]({"../docs/benchmarks.md"}). The runs behind every figure are in
            [results.json](results.json).
        """),
        prose(f"""
            Machine: {machine()}. Peers, as pinned in [requirements-peers.txt](requirements-peers.txt):
            {", ".join(peer_versions())}; ours as `pip install .` leaves it.
        """),
        prose(f"""
            CPU seconds are user and system time of the command and of every process that it started.
            Commands of a table ran in turn, {sizes.runs} times each unless the table says otherwise;
            CPU and wall are the least of these runs. Files were in the page cache.
        """),
    )


def _say(text: str) -> None:
    print(f"{datetime.now(UTC):%H:%M:%S} {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
