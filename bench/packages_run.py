"""Measure the reading of packages.

    python bench/packages_run.py formats SCALIBR [--only FORMAT] [--show]

`formats` compares with what the tests of osv-scalibr expect of its own fixtures (a checkout of
https://github.com/google/osv-scalibr; nothing of it is kept here): the share of (name, version) pairs that
agree, and of lines where its tests have them. Of most ranges it takes the first version for the version where
we leave the version open; so for what is open the first version of the constraint is compared, or none.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from vedette.languages.packages.interface import Reader
from vedette.languages.packages.names import compared
from vedette.languages.packages.reading import readers
from vedette.model.package import Package

_LANGUAGES = Path("extractor/filesystem/language")
# Format -> folder of osv-scalibr's tests for it. Another family adds its lines.
_FOLDERS = {
    "bun-lock": "javascript/bunlock",
    "npm-lock": "javascript/packagelockjson",
    "package-json": "javascript/packagejson",
    "pnpm-lock": "javascript/pnpmlock",
    "yarn-lock": "javascript/yarnlock",
    "pdm-lock": "python/pdmlock",
    "pip-requirements": "python/requirements",
    "pipfile-lock": "python/pipfilelock",
    "poetry-lock": "python/poetrylock",
    "pylock": "python/pylock",
    "pyproject": "python/pyprojecttoml",
    "setup-py": "python/setup",
    "uv-lock": "python/uvlock",
}
_PATH = re.compile(r'\b[Pp]ath:\s+"(testdata/[^"]+)"')
_PACKAGE = re.compile(
    r'Name:\s+"([^"]*)",\s*(?:Version:\s+"([^"]*)",\s*)?(?:PURLType|Location)'
    r'(?:[^\n]*\n\s*(?:[A-Z]\w+:[^\n]*\n\s*){0,2}?Location:[^\n]*AndLine\("[^"]+", (\d+))?'
)
_FIRST = re.compile(r"[0-9][0-9A-Za-z.+!-]*")
_CALL = re.compile(r'pkg\w*\(t, "([^"]+)", "([^"]*)", "[^"]+"(?:, (\d+))?')


@dataclass
class Score:
    """What agrees in one format."""

    files: int = 0
    expected: int = 0
    agreed: int = 0
    more: int = 0
    lines: int = 0
    placed: int = 0
    differences: list[str] = field(default_factory=list)


def main(argv: list[str]) -> int:
    """Run what the arguments ask for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    verbs = parser.add_subparsers(dest="verb", required=True)
    formats = verbs.add_parser("formats", help="compare with osv-scalibr's expectations")
    formats.add_argument("scalibr", type=Path)
    formats.add_argument("--only", action="append")
    formats.add_argument("--show", action="store_true", help="print each difference")
    given = parser.parse_args(argv)
    known = {reader.FORMAT: reader for reader in readers()}
    total = Score()
    print("| format | files | expected | agree | share | more | lines agree |\n|---|---|---|---|---|---|---|")
    for name, folder in _FOLDERS.items():
        if name not in known or (given.only and name not in given.only):
            continue
        score = _compare(known[name], given.scalibr / _LANGUAGES / folder)
        print(_row(name, score))
        for one in score.differences if given.show else ():
            print(f"    {one}", file=sys.stderr)
        for part in ("files", "expected", "agreed", "more", "lines", "placed"):
            setattr(total, part, getattr(total, part) + getattr(score, part))
    print(_row("all", total))
    return 0


def _row(name: str, score: Score) -> str:
    share = 100 * score.agreed / score.expected if score.expected else 100.0
    lines = f"{score.placed} of {score.lines}" if score.lines else "-"
    counts = f"{score.files} | {score.expected} | {score.agreed} | {share:.1f} % | {score.more}"
    return f"| {name} | {counts} | {lines} |"


def _compare(reader: Reader, folder: Path) -> Score:
    score = Score()
    for path, expected in sorted(_expectations(folder).items()):
        file = folder / path
        if not file.is_file():
            continue
        manifest = reader.read(str(file.relative_to(folder)), file.read_bytes())
        wanted = Counter((compared(_ecosystem(reader), name), version) for name, version, _ in expected)
        facts = [
            (
                package.name,
                package.version if (package.name, "") in wanted else _settled(package),
                package.line,
            )
            for package in manifest.packages
        ]
        if manifest.name and reader.FORMAT == "package-json":
            facts.append((manifest.name, manifest.version, 0))
        found = Counter((name, version) for name, version, _ in facts)
        # Two formats list a package once for each place; only which there are is compared.
        score.files += 1
        score.expected += len(wanted)
        score.agreed += len(wanted.keys() & found.keys())
        score.more += len(found.keys() - wanted.keys())
        places = set(facts)
        for name, version, line in expected:
            if line:
                score.lines += 1
                score.placed += (compared(_ecosystem(reader), name), version, line) in places
        for sign, pairs in (("-", wanted.keys() - found.keys()), ("+", found.keys() - wanted.keys())):
            score.differences += [f"{sign} {path}: {name} {version}" for name, version in sorted(pairs)]
    return score


def _settled(package: Package) -> str:
    first = _FIRST.search(package.constraint)
    return package.version or (first[0] if first and not package.origin else "")


def _ecosystem(reader: Reader) -> str:
    return {"python": "PyPI", "javascript": "npm"}.get(reader.__name__.split(".")[-2], "")  # type: ignore[attr-defined]


def _expectations(folder: Path) -> dict[str, set[tuple[str, str, int]]]:
    found: dict[str, set[tuple[str, str, int]]] = {}
    for test in sorted(folder.glob("*_test.go")):
        parts = _PATH.split(test.read_text(encoding="utf-8"))
        for path, body in zip(parts[1::2], parts[2::2], strict=True):
            pairs = found.setdefault(path, set())
            for match in (*_PACKAGE.finditer(body), *_CALL.finditer(body)):
                pairs.add((match[1], match[2] or "", int(match[3] or 0)))
    return found


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
