"""Each rule's share of what the secrets detector costs: its candidates, and the time that they take.

    python bench/rule_cost.py FOLDER [--most 5] [--rows 20]

It prints the engine's own part and the dearest rules, and exits with 1 when a rule takes more than `--most`
per cent of the whole.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from vedette import index
from vedette.detectors.secrets.gates import ANYWHERE, EXPRESSIONS
from vedette.detectors.secrets.matching import matcher
from vedette.detectors.secrets.places import is_program
from vedette.detectors.secrets.rulebook import Definition, definitions
from vedette.detectors.secrets.sightings import sight
from vedette.languages.text import decode

_LARGEST = 5_000_000


def main(argv: list[str]) -> int:
    """Run what the arguments ask for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--most", type=float, default=5.0, metavar="PERCENT")
    parser.add_argument("--rows", type=int, default=20)
    given = parser.parse_args(argv)
    entries = {rule: entry for rule, entry in index.load()["rules"].items() if entry["kind"] == "secrets"}
    known = definitions(entries)
    engine = matcher(
        {rule: one.expression for rule, one in known.items() if not one.files}, "", b"", EXPRESSIONS
    )
    further = matcher({}, "", b"", ANYWHERE)
    tries: defaultdict[str, list[tuple[str, bytes, int]]] = defaultdict(list)
    searched, size = 0, 0
    for path, data in _texts(given.folder):
        began = time.thread_time_ns()
        found = engine.candidates(data)
        if not is_program(path):
            further.candidates(data)
        searched += time.thread_time_ns() - began
        size += len(data)
        for at, rule in found:
            if rule in known:
                tries[rule].append((path, data, at))
    spent = Counter({rule: _spent(ours, known[rule]) for rule, ours in tries.items()})
    total = searched + spent.total()
    candidates = sum(map(len, tries.values()))
    print(f"{size / 1e6:.1f} MB, {len(known)} rules, {candidates} candidates, {total / 1e9:.2f} s")
    print(f"{100 * searched / total:6.1f} %  {'':9}  the engine")
    for rule, nanoseconds in spent.most_common(given.rows):
        print(f"{100 * nanoseconds / total:6.1f} %  {len(tries[rule]):9}  {rule}")
    return int(max(spent.values(), default=0) > total * given.most / 100)


def _texts(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink() and path.stat().st_size <= _LARGEST:
            text = decode(path.name, path.read_bytes())
            if text is not None:
                yield str(path.relative_to(folder)), text.data


def _spent(tries: list[tuple[str, bytes, int]], definition: Definition) -> int:
    """Nanoseconds for one rule's candidates, in the order of a scan; a clock for each costs more."""
    last, reached = b"", 0
    began = time.thread_time_ns()
    for path, data, at in tries:
        if data is not last:
            last, reached = data, 0
        if at >= reached:
            reached, _ = sight(path, data, at, definition)
    return time.thread_time_ns() - began


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
