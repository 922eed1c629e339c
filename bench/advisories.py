"""Is matching what OSV's specification says, and how fast is the database? Real exports, a plain reading.

Run as `python bench/advisories.py FOLDER [PAIRS]`; FOLDER has `osv/ECOSYSTEM/all.zip`, as OSV exports it.
"""

from __future__ import annotations

import json
import random
import re
import sqlite3
import sys
import tempfile
import time
import zipfile
from functools import cache, cmp_to_key
from pathlib import Path
from typing import Any

from packaging.version import Version

from vedette.analysis.packages.matching import Answer, affects, among
from vedette.model.advisory import Advisory
from vedette.sources.advisories import osv
from vedette.sources.advisories.building import build
from vedette.sources.advisories.loading import Asked, deliveries
from vedette.sources.advisories.store import Store, open_store

NOW = "2026-11-22T00:00:00Z"
# Shares of versions drawn from records and their neighbours, and of those taken as they are.
_KNOWN, _AS_IS = 0.75, 0.35


def compare_semver(left: str, right: str) -> int:
    """Paragraph 11 of Semantic Versioning, word by word."""
    (one, one_pre), (other, other_pre) = split_semver(left), split_semver(right)
    for a, b in zip(one, other, strict=True):
        if a != b:
            return -1 if a < b else 1
    if one_pre == other_pre:
        return 0
    if not one_pre or not other_pre:
        return 1 if not one_pre else -1
    for a, b in zip(one_pre, other_pre, strict=False):
        if a == b:
            continue
        if a.isdigit() and b.isdigit():
            return -1 if int(a) < int(b) else 1
        if a.isdigit() or b.isdigit():
            return -1 if a.isdigit() else 1
        return -1 if a < b else 1
    return -1 if len(one_pre) < len(other_pre) else 1


def split_semver(text: str) -> tuple[list[int], list[str]]:
    """Numbers and identifiers of a version."""
    text = text.removeprefix("v").split("+")[0]
    core, _, pre = text.partition("-")
    numbers = [int(one) for one in core.split(".")]
    return numbers + [0] * (3 - len(numbers)), pre.split(".") if pre else []


@cache
def rank(ecosystem: str, text: str) -> Any:
    """What versions are compared by."""
    return Version(text) if ecosystem == "PyPI" else cmp_to_key(compare_semver)(text)


def plain(entry: dict[str, Any], ecosystem: str, version: str) -> bool:
    """OSV's evaluation algorithm, line by line: versions or ranges, events in order, limits."""
    own = rank(ecosystem, version)
    for one in entry.get("versions", []):
        if one == version or is_same(ecosystem, one, own):
            return True
    spans = [span for span in entry.get("ranges", []) if span["type"] != "GIT"]
    return any(in_span(span, ecosystem, own) for span in spans)


def in_span(span: dict[str, Any], ecosystem: str, own: Any) -> bool:
    """One range; of one whose events are no versions nobody can tell, and it affects nothing."""
    try:
        events = sorted(span["events"], key=lambda event: place(ecosystem, event))
    except ValueError:
        return False
    limits = [event["limit"] for event in events if "limit" in event]
    if limits and not any(one == "*" or own < rank(ecosystem, one) for one in limits):
        return False
    vulnerable = False
    for event in events:
        if "introduced" in event:
            if event["introduced"] == "0" or own >= rank(ecosystem, event["introduced"]):
                vulnerable = True
        elif "fixed" in event:
            if own >= rank(ecosystem, event["fixed"]):
                vulnerable = False
        elif "last_affected" in event and own > rank(ecosystem, event["last_affected"]):
            vulnerable = False
    return vulnerable


def is_same(ecosystem: str, one: str, own: Any) -> bool:
    """Whether a listed version is this one, however it is spelled."""
    try:
        return bool(rank(ecosystem, one) == own)
    except ValueError:
        return False


def place(ecosystem: str, event: dict[str, str]) -> Any:
    """Where an event stands in the order."""
    (text,) = event.values()
    if event.get("introduced") == "0":
        return (0, 0)
    return (2, 0) if text == "*" else (1, rank(ecosystem, text))


def name_of(ecosystem: str, name: str) -> str:
    """As the ecosystem compares names."""
    return re.sub(r"[-_.]+", "-", name).lower() if ecosystem == "PyPI" else name


def packages_of(
    path: Path, ecosystem: str
) -> tuple[dict[str, list[tuple[dict[str, Any], dict[str, Any]]]], dict[str, Advisory]]:
    """Package -> raw records with their entries; id -> advisory as we read it."""
    found: dict[str, list[Any]] = {}
    ours = {}
    with zipfile.ZipFile(path) as packed:
        for name in packed.namelist():
            data = packed.read(name)
            record = json.loads(data)
            ours[record["id"]] = osv.read_json(data)
            for entry in record["affected"]:
                if entry["package"]["ecosystem"] == ecosystem:
                    found.setdefault(name_of(ecosystem, entry["package"]["name"]), []).append((record, entry))
    return found, ours


def candidates(entries: list[tuple[Any, Any]], ecosystem: str) -> list[str]:
    """Versions that a package's records speak of, as far as they are versions."""
    texts = {one for _, entry in entries for one in entry.get("versions", [])}
    for _, entry in entries:
        for span in entry.get("ranges", []):
            if span["type"] != "GIT":
                texts |= {text for event in span["events"] for text in event.values()}
    return sorted(text for text in texts if is_version(ecosystem, text))


def is_version(ecosystem: str, text: str) -> bool:
    """Whether the plain reading has a place for it."""
    try:
        rank(ecosystem, text) < rank(ecosystem, "1.0.0")  # noqa: B015 - it raises for what is none
    except (ValueError, TypeError):
        return False
    return True


def drawn(chance: random.Random, known: list[str], ecosystem: str) -> str:
    """A version: one that records speak of, a neighbour of one, or any."""
    kind = chance.random()
    if known and kind < _KNOWN:
        text = chance.choice(known)
        if kind < _AS_IS:
            return text
        numbers = list(re.finditer("[0-9]+", text))
        at = chance.choice(numbers)
        moved = max(0, int(at[0]) + chance.choice([-1, 1, 1, 10]))
        text = f"{text[: at.start()]}{moved}{text[at.end() :]}"
        tails = (
            ["", "", "rc1", ".dev1", ".post1", "+local", ".0"]
            if ecosystem == "PyPI"
            else ["", "", "-rc.1", "+incompatible", "-0.20200101000000-abcdefabcdef"]
        )
        moved_text = text + chance.choice(tails)
        return moved_text if is_version(ecosystem, moved_text) else chance.choice(known)
    parts = [str(chance.choice([0, 1, 2, 3, 5, 10, 20])) for _ in range(3)]
    return ".".join(parts) + (
        chance.choice(["", "", "", "a1", "rc2"])
        if ecosystem == "PyPI"
        else chance.choice(["", "", "", "-rc.1", "-beta"])
    )


def measure(ecosystem: str, path: Path, store: Store, weaknesses: dict[str, int], pairs: int) -> None:
    """Compare on random pairs, and say what differs."""
    packages, ours = packages_of(path, ecosystem)
    names = sorted(packages)
    versions = {name: candidates(packages[name], ecosystem) for name in names}
    chance = random.Random(f"{ecosystem}-8")  # noqa: S311 - chances
    hits = single = together = 0
    for _ in range(pairs):
        name = chance.choice(names)
        version = drawn(chance, versions[name], ecosystem)
        expected = {
            r["id"] for r, e in packages[name] if not r.get("withdrawn") and plain(e, ecosystem, version)
        }
        hits += bool(expected)
        given = name.upper().replace("-", "_") if ecosystem == "PyPI" and chance.random() < 0.2 else name  # noqa: PLR2004
        got = {r["id"] for r, _ in packages[name] if affects(ours[r["id"]], ecosystem, given, version)}
        found = {
            one.weakness
            for one in store.candidates(ecosystem, given)
            if among(one.affected, ecosystem, version) is Answer.yes
        }
        single += got != expected
        together += found != {weaknesses[one] for one in expected}
        if got != expected or found != {weaknesses[one] for one in expected}:
            print(f"  differs: {name} {version}: {sorted(expected ^ got)[:5]}")
    print(
        f"{ecosystem}: {pairs:,} pairs of {len(names):,} packages, {hits:,} affected; "
        f"{single} differ record by record, {together} through the database"
    )


def speed(store: Store, path: str) -> None:
    """Opening, look-ups of packages with and without advisories, matching; CPU time, as others may run."""
    opened = []
    for _ in range(20):
        begin = time.thread_time()
        open_store(path).close()
        opened.append(time.thread_time() - begin)
    with sqlite3.connect(path) as raw:
        known = [row[0].split("\n") for row in raw.execute("SELECT DISTINCT package FROM about ORDER BY 1")]
    chance = random.Random(1)  # noqa: S311 - chances
    asked = [chance.choice(known) for _ in range(2_500)] + [["PyPI", f"no-such-{n}"] for n in range(2_500)]
    chance.shuffle(asked)
    for what, ask in (
        ("look-ups", store.candidates),
        ("matches of 1.2.3", lambda ecosystem, name: store.matches(ecosystem, name, "1.2.3")),
    ):
        times = []
        for ecosystem, name in asked:
            begin = time.thread_time()
            ask(ecosystem, name)
            times.append(time.thread_time() - begin)
        times.sort()
        picked = ", ".join(
            f"{label} {times[at] * 1e6:,.0f} µs"
            for label, at in (("median", 2500), ("p99", 4950), ("worst", -1))
        )
        print(f"5,000 {what}: {sum(times):.3f} CPU s; {picked}")
    print(f"opening: {sorted(opened)[10] * 1e3:.2f} ms")


def main(folder: str, pairs: int) -> None:
    """All measures."""
    with tempfile.TemporaryDirectory() as place:
        path = str(Path(place) / "intel.db")
        for turn in ("built anew", "built again upon itself"):
            begin, cpu = time.perf_counter(), time.process_time()
            built = build(path, deliveries(Asked(path=folder, now=NOW)))
            count = sum(one.provenance.records for one in built.stored)
            print(
                f"{turn}: {count:,} entries, {time.perf_counter() - begin:.1f} s, "
                f"{time.process_time() - cpu:.1f} CPU s, {Path(path).stat().st_size / 2**20:.1f} MiB"
            )
        with open_store(path) as store:
            with sqlite3.connect(path) as raw:
                weaknesses = dict(raw.execute("SELECT id, weakness FROM record"))
            speed(store, path)
            for export in sorted(Path(folder).glob("osv/*/all.zip")):
                measure(export.parent.name, export, store, weaknesses, pairs)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 100_000)  # noqa: PLR2004 - the optional one
