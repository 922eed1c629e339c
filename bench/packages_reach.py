"""Whether a program that calls what is wrong in a package is told from one that only imports it.

    python bench/packages_reach.py OSV_ZIP [--count 15]

For the first advisories of an OSV export (in order of their ids) that name symbols, two programs are made:
one calls the first symbol, one imports its package and calls something else.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from vedette.analysis.packages.reach import Reach, reach
from vedette.model.advisory import Advisory
from vedette.sources.advisories.archive import records_of_zip

_CALLS = "package main\n\nimport {alias} {path}\n\nfunc main() {{\n\t{call}\n}}\n"


def main() -> int:
    """Prints a line for each advisory; 1 when one is not told apart."""
    parser = argparse.ArgumentParser()
    parser.add_argument("zip", type=Path)
    parser.add_argument("--count", type=int, default=15)
    given = parser.parse_args()
    wrong = 0
    for advisory, module, path, symbol in _chosen(given.zip, given.count):
        called = _reach(module, path, symbol, advisory, _call(symbol))
        only = _reach(module, path, symbol, advisory, "weak.SomethingElseEntirely()")
        told = called is Reach.used and only is Reach.imported
        wrong += not told
        verdict = "" if told else "  WRONG"
        print(f"{advisory.id:<14} {path} {symbol}: calls {called}, only imports {only}{verdict}")
    print(f"{given.count - wrong} of {given.count} told apart")
    return int(wrong > 0)


def _chosen(path: Path, count: int) -> Iterator[tuple[Advisory, str, str, str]]:
    with path.open("rb") as file:
        records = [one for one in records_of_zip(file) if isinstance(one, Advisory) and not one.withdrawn]
    for advisory in sorted(records, key=lambda one: one.id):
        if not count:
            return
        for affected in advisory.affected:
            named = [(at, names[0]) for at, names in affected.symbols if names]
            if named and "." in affected.name:
                yield advisory, affected.name, *named[0]
                count -= 1
                break


def _call(symbol: str) -> str:
    receiver, _, method = symbol.rpartition(".")
    return f"value := weak.New{receiver}()\n\tvalue.{method}()" if receiver else f"weak.{method}()"


def _reach(module: str, path: str, symbol: str, advisory: Advisory, call: str) -> Reach:
    del symbol
    text = _CALLS.format(alias="weak", path=f'"{path}"', call=call).encode()
    symbols = [one for affected in advisory.affected for one in affected.symbols]
    return reach("Go", module, symbols, ["main.go"], {"main.go": text}.get).reach


if __name__ == "__main__":
    sys.exit(main())
