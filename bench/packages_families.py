"""Compare what the readers of packages find with what osv-scalibr's own tests expect of its fixtures.

    python bench/packages_families.py PATH [--show]

PATH is a checkout of osv-scalibr (`extractor/filesystem/…`), which is fetched and never committed. What its
tests expect is read from their text: each `Name` and `Version` behind a `Path` of `testdata`. A version that
is settled by nothing counts as its constraint, and names are compared as their ecosystem does.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from pathlib import Path

from vedette.languages.packages.names import compared
from vedette.languages.packages.reading import reader_of
from vedette.model.package import Manifest, Package

ROOT = "extractor/filesystem"
# Folder of their extractor -> a path by which our reader knows such a file ("{}" is the fixture's own name),
# and the ecosystem of the names.
FORMATS = {
    "language/java/pomxml": ("pom.xml", "Maven"),
    "language/java/gradlelockfile": ("gradle.lockfile", "Maven"),
    "language/java/gradleversioncatalog": ("gradle/libs.versions.toml", "Maven"),
    "language/java/gradleverificationmetadataxml": ("gradle/verification-metadata.xml", "Maven"),
    "language/java/archive": ("{}", "Maven"),
    "language/golang/gomod": ("go.mod", "Go"),
    "language/golang/vendormodules": ("vendor/modules.txt", "Go"),
    "language/rust/cargolock": ("Cargo.lock", "crates.io"),
    "language/rust/cargotoml": ("Cargo.toml", "crates.io"),
    "language/ruby/gemfilelock": ("Gemfile.lock", "RubyGems"),
    "language/ruby/gemspec": ("{}", "RubyGems"),
    "language/php/composerlock": ("composer.lock", "Packagist"),
    "language/dotnet/csproj": ("a.csproj", "NuGet"),
    "language/dotnet/nugetcpm": ("Directory.Packages.props", "NuGet"),
    "language/dotnet/packagesconfig": ("packages.config", "NuGet"),
    "language/dotnet/packageslockjson": ("packages.lock.json", "NuGet"),
    "language/dotnet/projectassetsjson": ("project.assets.json", "NuGet"),
    "language/dotnet/depsjson": ("a.deps.json", "NuGet"),
    "language/python/wheelegg": ("a.egg-info/PKG-INFO", "PyPI"),
    "misc/githubactions": (".github/workflows/{}", "GitHub Actions"),
    "containers/dockerbaseimage": ("Dockerfile", "Docker"),
    "containers/dockercomposeimage": ("compose.yaml", "Docker"),
}
_PATH = re.compile(r"^\s*[Pp]ath:\s+(?:filepath\.FromSlash\()?\"(testdata/[^\"]+)\"")
_OWN_CONTENT = re.compile(r"contentPath:")
_NAME = re.compile(r"^\s*\{?Name:\s+\"([^\"]*)\"(?: \+ \"([^\"]*)\")?")
_VERSION = re.compile(r"^\s*(?:\{Name:.*)?\bVersion:\s+\"([^\"]*)\"")
_FUNCTION = re.compile(r"^func (\w+|\()")

Pair = tuple[str, str]


def expected(test: Path) -> dict[str, Counter[Pair]]:
    """What a test file expects: fixture -> (name, version), each as often as it says."""
    found: dict[str, Counter[Pair]] = {}
    current, name, skip, active = "", "", False, False
    for line in test.read_text(encoding="utf-8").split("\n"):
        if match := _FUNCTION.match(line):
            current = ""
            active = "Extract" in match[1] and "FileRequired" not in match[1]
        if not active:
            continue
        if match := _PATH.search(line):
            current, name, skip = match[1], "", match[1] in found
            found.setdefault(current, Counter())
        elif _OWN_CONTENT.search(line) and current:
            found.pop(current, None)  # their test puts other bytes in its place
            current = ""
        elif re.match(r"\t\t\{", line):
            name = ""
        if not current or skip:
            continue
        if match := _NAME.match(line):
            if name:
                found[current][name, ""] += 1
            name = match[1] + (match[2] or "")
        if name and (match := _VERSION.match(line)):
            found[current][name, match[1]] += 1
            name = ""
        elif name and re.match(r"\t{3,5}\},?$", line) and "\t\t\t\t" in line:
            found[current][name, ""] += 1
            name = ""
    return found


def ours(manifest: Manifest) -> Counter[Pair]:
    """What a reader found, as (name, version or constraint)."""
    rows = [
        (package.name, _version(package).removeprefix("v"))
        for package in manifest.packages
        if package.group not in {"plugin", "management", "import", "parent"}
    ]
    if manifest.format == "gemspec":
        rows = []  # they tell of the gem itself only
    if manifest.format in {"gemspec", "cargo-toml", "dotnet-deps"} and manifest.version:
        rows.append((manifest.name.lower(), manifest.version))
    return Counter(rows)


def _version(package: Package) -> str:
    if package.ecosystem == "Docker":
        return package.version or (package.hashes[0] if package.hashes else package.constraint or "latest")
    return package.version or package.constraint


def main() -> None:
    """Print the share of each format that agrees."""
    parser = argparse.ArgumentParser()
    parser.add_argument("path", type=Path)
    parser.add_argument("--show", action="store_true", help="print each difference")
    options = parser.parse_args()
    total: Counter[str] = Counter()
    print("| format | fixtures | pairs | equal | only theirs | only ours |\n|---|---|---|---|---|---|")
    shown: list[str] = []
    for folder, (name, ecosystem) in FORMATS.items():
        counts = compare(options.path / ROOT / folder, name, ecosystem, shown)
        total += counts
        cells = [counts[key] for key in ("files", "pairs", "equal", "theirs", "ours")]
        print(f"| {folder.partition('/')[2]} | {' | '.join(map(str, cells))} |")
    share = 100 * total["equal"] / max(total["pairs"], 1)
    print(f"\n{total['equal']} of {total['pairs']} pairs equal: {share:.1f} %")
    if options.show:
        print("\n".join(shown))


def compare(folder: Path, name: str, ecosystem: str, shown: list[str]) -> Counter[str]:
    """Count one format's fixtures; differences go to `shown`."""
    counts: Counter[str] = Counter()
    for test in sorted(folder.glob("*_test.go")):
        for fixture, pairs in expected(test).items():
            path = folder / fixture
            if not path.is_file():
                continue
            as_path = name.format(path.name if name != "{}" else fixture)
            reader = reader_of(as_path)
            if reader is None:
                shown.append(f"{folder.name} {fixture}: no reader")
                continue
            wanted = Counter(
                {
                    (compared(ecosystem, key), value.removeprefix("v")): count
                    for (key, value), count in pairs.items()
                }
            )
            got = ours(reader.read(as_path, path.read_bytes()))
            wanted, got = Counter(set(wanted)), Counter(set(got))
            both = wanted & got
            counts["files"] += 1
            counts["pairs"] += sum(wanted.values())
            counts["equal"] += sum(both.values())
            counts["theirs"] += sum((wanted - got).values())
            counts["ours"] += sum((got - wanted).values())
            for side, rest in (("theirs", wanted - got), ("ours", got - wanted)):
                shown += [
                    f"{folder.name} {fixture} only {side}: {key} {value}" for key, value in sorted(rest)
                ]
    return counts


if __name__ == "__main__":
    main()
