"""Compare what the readers of packages find with what osv-scalibr's own tests expect of its fixtures.

    python bench/packages_run.py SCALIBR [--only FORMAT] [--show]

SCALIBR is a checkout of https://github.com/google/osv-scalibr; nothing of it is kept here. What its tests
expect is read from their text: each name, version and line of a case of their tables, by the fixture.

A pair agrees when one package of ours has that name, as its ecosystem compares names, and that version. Where
we leave a version open, its constraint, the first version of that, or none agrees: it takes one of these for
the version. What a file refers to (`-r`, a parent pom, `go.sum` beside an old `go.mod`) counts as read with
it.
"""

from __future__ import annotations

import argparse
import io
import re
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from vedette.analysis.packages.completing import completed, places
from vedette.languages.packages.interface import Reader
from vedette.languages.packages.names import compared
from vedette.languages.packages.reading import readers
from vedette.model.package import Manifest, Package


class Format(NamedTuple):
    """Folders of its tests of a format, and what names and files of it are called."""

    folders: str
    ecosystem: str
    called: str = "{}"


# What a fixture is called matters to what is found beside it alone; "{}" is its own name.
FORMATS = {
    "bun-lock": Format("language/javascript/bunlock", "npm"),
    "npm-lock": Format("language/javascript/packagelockjson", "npm"),
    "package-json": Format("language/javascript/packagejson", "npm"),
    "pnpm-lock": Format("language/javascript/pnpmlock", "npm"),
    "yarn-lock": Format("language/javascript/yarnlock", "npm"),
    "pdm-lock": Format("language/python/pdmlock", "PyPI"),
    "pip-requirements": Format("language/python/requirements", "PyPI"),
    "pipfile-lock": Format("language/python/pipfilelock", "PyPI"),
    "poetry-lock": Format("language/python/poetrylock", "PyPI"),
    "pylock": Format("language/python/pylock", "PyPI"),
    "pyproject": Format("language/python/pyprojecttoml", "PyPI"),
    "setup-py": Format("language/python/setup", "PyPI"),
    "uv-lock": Format("language/python/uvlock", "PyPI"),
    "maven-pom": Format("language/java/pomxml", "Maven"),
    "gradle-lock": Format("language/java/gradlelockfile", "Maven"),
    "gradle-catalogue": Format("language/java/gradleversioncatalog", "Maven"),
    "gradle-verification": Format("language/java/gradleverificationmetadataxml", "Maven"),
    "java-archive": Format("language/java/archive", "Maven"),
    "go-mod": Format("language/golang/gomod", "Go", "{}/go.mod"),
    "go-vendor": Format("language/golang/vendormodules", "Go"),
    "cargo-lock": Format("language/rust/cargolock", "crates.io"),
    "cargo-toml": Format("language/rust/cargotoml", "crates.io"),
    "gemfile-lock": Format("language/ruby/gemfilelock", "RubyGems"),
    "gemspec": Format("language/ruby/gemspec", "RubyGems"),
    "composer-lock": Format("language/php/composerlock", "Packagist"),
    "msbuild": Format("language/dotnet/csproj language/dotnet/nugetcpm", "NuGet"),
    "nuget-config": Format("language/dotnet/packagesconfig", "NuGet"),
    "nuget-lock": Format("language/dotnet/packageslockjson", "NuGet"),
    "nuget-assets": Format("language/dotnet/projectassetsjson", "NuGet"),
    "dotnet-deps": Format("language/dotnet/depsjson", "NuGet"),
    "python-installed": Format("language/python/wheelegg", "PyPI"),
    "github-workflow": Format("misc/githubactions", "GitHub Actions"),
    "dockerfile": Format("containers/dockerbaseimage", "Docker"),
    "compose": Format("containers/dockercomposeimage", "Docker"),
}
# What one test folder has besides files of its format.
_ALSO = {".whl": "python-archive", ".egg": "python-archive"}
_CASE = re.compile(r"^\t\t\{$(.*?)^\t\t\},?$", re.MULTILINE | re.DOTALL)
_PATH = re.compile(r"\b[Pp]ath:\s+(?:filepath\.FromSlash\()?\"(testdata/[^\"]+)\"")
_CONTENT = re.compile(r"\bcontentPath:\s+(?:filepath\.FromSlash\()?\"(testdata/[^\"]+)\"")
_PACKAGE = re.compile(
    r"\bName:\s+\"([^\"]*)\"(?: \+ \"([^\"]*)\")?,?\s*"
    r"(?:Version:\s+\"([^\"]*)\"|(?=PURLType|Location))"
    r"(?:[^\n]*\n\s*(?:[A-Z]\w+:[^\n]*\n\s*){0,2}?Location:[^\n]*AndLine\(\"[^\"]+\", (\d+))?"
)
_CALL = re.compile(r"pkg\w*\(t, \"([^\"]+)\", \"([^\"]*)\", \"[^\"]+\"(?:, (\d+))?")
_FIRST = re.compile(r"[0-9][0-9A-Za-z.+!-]*")


class Expected(NamedTuple):
    """A package that a test expects; line 0 where it does not say."""

    name: str
    version: str
    line: int


@dataclass
class Score:
    """What agrees in one format, or in some."""

    files: int = 0
    expected: int = 0
    agreed: int = 0
    more: int = 0
    lines: int = 0
    placed: int = 0
    differences: list[str] = field(default_factory=list)

    def add(self, other: Score) -> None:
        """Take in another's counts."""
        for part in ("files", "expected", "agreed", "more", "lines", "placed"):
            setattr(self, part, getattr(self, part) + getattr(other, part))

    def row(self, name: str) -> str:
        """A line of the table."""
        share = 100 * self.agreed / self.expected if self.expected else 100.0
        lines = f"{self.placed} of {self.lines}" if self.lines else "-"
        counts = f"{self.files} | {self.expected} | {self.agreed} | {share:.1f} % | {self.more}"
        return f"| {name} | {counts} | {lines} |"


def main(argv: list[str]) -> int:
    """Prints a table; 1 when less than 98 % agree in all or in a group."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("scalibr", type=Path)
    parser.add_argument("--only", action="append", choices=sorted(FORMATS))
    parser.add_argument("--show", action="store_true", help="print each difference")
    given = parser.parse_args(argv)
    known = {reader.FORMAT: reader for reader in readers()}
    groups = {"Python and JavaScript": Score(), "ten other families": Score(), "all": Score()}
    print("| format | files | expected | agree | share | more | lines agree |\n|---|---|---|---|---|---|---|")
    for name in given.only or FORMATS:
        score = Score()
        for folder in FORMATS[name].folders.split():
            compare(name, given.scalibr / "extractor" / "filesystem" / folder, known, score)
        print(score.row(name))
        script = FORMATS[name].ecosystem in {"PyPI", "npm"} and name != "python-installed"
        for group in ("Python and JavaScript" if script else "ten other families", "all"):
            groups[group].add(score)
        for one in score.differences if given.show else ():
            print(f"    {one}", file=sys.stderr)
    for name, score in groups.items():
        print(score.row(f"**{name}**"))
    return int(any(score.agreed < 0.98 * score.expected for score in groups.values()))


def compare(name: str, folder: Path, known: dict[str, Reader], score: Score) -> None:
    """Count what agrees in one folder of tests."""
    form = FORMATS[name]
    for (path, content), wanted in sorted(expectations(folder).items()):
        reader = known[_ALSO.get(Path(path).suffix, name)]
        data = _bytes(folder, path, content)
        if data is None:
            continue
        own, others = read(reader, form.called.format(path), data, folder)
        packages = [*own, *others]
        score.files += 1
        used: set[int] = set()
        pairs = {(compared(form.ecosystem, each.name), each.version.removeprefix("v")) for each in wanted}
        for one in sorted(pairs):
            found = {at for at, package in enumerate(packages) if agrees(*one, package)}
            used |= found
            score.expected += 1
            score.agreed += bool(found)
            if not found:
                score.differences.append(f"- {path}: {' '.join(one)}")
        rest = {(p.name, p.version or p.constraint) for at, p in enumerate(own) if at not in used}
        score.more += len(rest)
        score.differences += [f"+ {path}: {' '.join(one)}" for one in sorted(rest)]
        for each in wanted:
            there = [p for p in packages if agrees(compared(form.ecosystem, each.name), each.version, p)]
            score.lines += bool(each.line)
            score.placed += bool(each.line) and each.line in {package.line for package in there}


def expectations(folder: Path) -> dict[tuple[str, str], set[Expected]]:
    """What its tests expect: by the fixture, and by the other file whose bytes a test puts in its place."""
    found: dict[tuple[str, str], set[Expected]] = {}
    for test in sorted(folder.glob("*_test.go")):
        for case in _CASE.finditer(test.read_text(encoding="utf-8")):
            path, content = _PATH.search(case[1]), _CONTENT.search(case[1])
            if path is None:
                continue
            expected = found.setdefault((path[1], content[1] if content else ""), set())
            for one in _PACKAGE.finditer(case[1]):
                expected.add(Expected(one[1] + (one[2] or ""), one[3] or "", int(one[4] or 0)))
            for one in _CALL.finditer(case[1]):
                expected.add(Expected(one[1], one[2], int(one[3] or 0)))
    return found


def _bytes(folder: Path, path: str, content: str) -> bytes | None:
    """Of a fixture; of an archive that a test makes of one file, the archive."""
    file = folder / (content or path)
    if not file.is_file():
        return None
    if not content:
        return file.read_bytes()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr(f"META-INF/{file.name}", file.read_bytes())
    return out.getvalue()


def read(reader: Reader, called: str, data: bytes, folder: Path) -> tuple[list[Package], list[Package]]:
    """Packages of a file, and of what it takes in."""
    manifests = {called: reader.read(called, data)}
    if called.endswith(".mod/go.mod"):
        sums = folder / f"{called.removesuffix('.mod/go.mod')}.sum"
        if sums.is_file():
            beside = called.replace("go.mod", "go.sum")
            manifests[beside] = _of("go-sum").read(beside, sums.read_bytes())
    todo = [called]
    while todo:
        for place in places(manifests[todo.pop()]):
            file = folder / place
            if place not in manifests and file.is_file():
                known = _of("ruby-version") if place.endswith(".rb") else reader
                manifests[place] = known.read(place, file.read_bytes())
                todo.append(place)
    own: list[Package] = []
    others: list[Package] = []
    for manifest in completed(manifests.values()):
        (own if manifest.path == called else others).extend(_packages(manifest))
    return own, others


def _packages(manifest: Manifest) -> Iterator[Package]:
    """Of a file, with the project itself: some of its tests ask for that."""
    yield from manifest.packages
    if manifest.name and manifest.version:
        yield Package(ecosystem="", name=manifest.name.lower(), version=manifest.version, line=0)


def _of(name: str) -> Reader:
    return next(reader for reader in readers() if name == reader.FORMAT)


def agrees(name: str, version: str, package: Package) -> bool:
    """Whether it is the package that is expected."""
    names = {package.name, package.origin.removeprefix("path:") if package.origin.startswith("path:") else ""}
    if name not in names:
        return False
    if package.version:
        return version.removeprefix("v") == package.version.removeprefix("v")
    first = _FIRST.search(package.constraint)
    opened = {"", package.constraint.removeprefix("v"), *package.hashes, "latest"}
    return version in opened | ({first[0]} if first else set())


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
