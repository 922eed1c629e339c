"""Draws the list of real weaknesses of npm packages from a public list of CVEs, by rule and not by hand.

    VEDETTE_CORPUS=FOLDER python bench/code_cves.py wanted    # candidates in order, with their repositories
    VEDETTE_CORPUS=FOLDER python bench/code_cves.py draw      # writes bench/javascript_advisories.toml
    VEDETTE_CORPUS=FOLDER python bench/code_cves.py holdout   # writes bench/javascript_holdout.toml
    VEDETTE_CORPUS=FOLDER python bench/code_cves.py further   # three lists, as said below

The list is that of the OpenSSF (`ossf-cve-benchmark`), which says of each CVE of a JavaScript or TypeScript
project which commits are before and after its fix, where the weakness is, and in a few words what it is. Of
it come id, repository, commits and place; which weakness it is about is decided by those words, as the table
below says. Exhaustion of resources, crashes, escapes from sandboxes and the like are not in the table.

FOLDER holds a git directory `OWNER+NAME/repo` of that list and of each repository that can be had. In sorted
order of their ids (year, number) the first thirty CVEs are taken that have

- a word of the table that fewer than two before it have: one kind is not to fill the list,
- their repository and both commits in FOLDER,
- a change to a file of the language outside of tests, documents, examples and built bundles.

The others up to the last one taken are written down with the reason. The hold-out is drawn in the same way
from what comes after the last of the thirty, with counts of its own and without their repositories.

The further lists take what is left of other repositories than those two have, in the order of the SHA-256 of
`2026-11-23 ID`: first 25 to develop by, of a word at most three, then 15 of yet other repositories, of a word
at most two, which are scanned once at the end and not studied, and 15 more in the same way for when those
have been read. A list that is there stays as it is.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from code_advisories import WANTED, WORDS, Candidate, Drawn, directory, written
from code_scan import source
from code_tongue import JAVASCRIPT
from corpus import HERE, UnpreparedError, git

_LIST, _COMMIT = "ossf-cve-benchmark/ossf-cve-benchmark", "HEAD"
_MOST = 2
_HELD_OUT = 25
_SEED = "2026-11-23"
_BUILT = re.compile(r"(?:^|/)(?:dist|build|min)/|\.min\.")
_SHARED = {word: cwes for word, cwes, _ in WORDS}

# Word, CWE numbers that findings of that weakness may carry, and what the list says of it.
KINDS: tuple[tuple[str, tuple[int, ...], str], ...] = (
    ("sql", _SHARED["sql"], r"Database query"),
    ("command", _SHARED["command"], r"shell command|command line|Command injection"),
    ("path", _SHARED["path"], r"path expression|path injection|file path sanitization"),
    ("archive", _SHARED["archive"], r"Zip Slip"),
    ("dom", _SHARED["html"], r"Client-side cross-site|DOM text|jQuery plugin|DOM element|Exception text"),
    ("html", _SHARED["html"], r"[Cc]ross-site scripting|HTML supported by default|lack of HTML"),
    ("scheme", (79, 80, 84, 116, 601), r"URL scheme"),
    ("redirect", _SHARED["redirect"], r"URL redirect"),
    ("ssrf", _SHARED["ssrf"], r"network request"),
    ("regex-injection", (400, 625, 730, 777, 1333), r"Regular expression injection"),
    ("regex", (400, 730, 1333), r"[Rr]egular expression"),
    ("prototype", (471, 915, 1321), r"[Pp]rototype[- ]pollut|property injection"),
    ("code", _SHARED["code"], r"Code injection|code sanitization|Code Execution|Remote code execution"),
    ("escape", (79, 80, 89, 94, 95, 116, 400, 943, 1333), r"Incomplete (?:string|multi|HTML)|with itself"),
    ("random", (*_SHARED["random"], 327), r"randomness|biased random"),
    ("secret-log", (312, 315, 359, 532), r"[Cc]lear-text|process\.env"),
    ("csrf", _SHARED["csrf"], r"CSRF"),
    ("certificate", (*_SHARED["certificate"], 311, 319, 494, 829), r"certificate|insecure connection"),
    ("call", (94, 470, 754, 913), r"dynamic method call"),
)
_HEAD = (
    "# Real weaknesses of npm packages: written by bench/code_cves.py, which says how they are drawn.",
    "# Recorded before any of them was scanned.",
)
_NEXT = (
    "# The hold-out: what comes next in the order of javascript_advisories.toml, to measure rules",
    "# that were made without it. Written by bench/code_cves.py before any of them was scanned.",
)


# Lists that are drawn by a seed: name, how many, of a word at most, and what stands above.
_FURTHER = (
    (
        "development",
        25,
        3,
        ("# To develop by, drawn by a seed as bench/code_cves.py says; recorded before any was scanned.",),
    ),
    (
        "unseen",
        15,
        2,
        ("# Scanned once at the end and not studied; drawn by a seed as bench/code_cves.py says.",),
    ),
    (
        "fresh",
        15,
        2,
        (
            "# Scanned once at the end and not studied; drawn by a seed as bench/code_cves.py says,",
            "# when the fixes of javascript_unseen.toml were about to be read.",
        ),
    ),
)


class Listed(NamedTuple):
    """A CVE of a kind that is covered: its commits, and the places where the list says that it is."""

    candidate: Candidate
    before: str
    after: str
    places: tuple[str, ...]


def main() -> int:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("verb", choices=("wanted", "draw", "holdout", "further"))
    parser.add_argument("--from", dest="folder", type=Path, default=os.environ.get("VEDETTE_CORPUS"))
    options = parser.parse_args()
    try:
        folder = Path(options.folder or "FOLDER")
        listed = list(read(source(_LIST, folder)))
    except UnpreparedError as error:
        print(f"Nothing was drawn: {error}", file=sys.stderr)
        return 2
    if options.verb == "wanted":
        for one in listed:
            print(one.candidate.id, one.candidate.repository, *one.candidate.words, one.before, one.after)
        return 0
    if options.verb == "further":
        further(listed, folder)
        return 0
    wanted, head, target = WANTED, _HEAD, JAVASCRIPT.advisories
    if options.verb == "holdout":
        listed = _after(listed)
        wanted, head, target = _HELD_OUT, _NEXT, JAVASCRIPT.held_out
    _write(target, draw(listed, folder, wanted), head)
    return 0


def further(listed: list[Listed], folder: Path) -> None:
    """Draw further lists by a seed, and write those that are not there."""
    known = {
        one["repository"] for held in (JAVASCRIPT.advisories, JAVASCRIPT.held_out) for one in _drawn(held)
    }
    listed = sorted(listed, key=lambda one: hashlib.sha256(f"{_SEED} {one.candidate.id}".encode()).digest())
    for name, wanted, most, head in _FURTHER:
        left = [one for one in listed if one.candidate.repository not in known]
        target = HERE / f"{JAVASCRIPT.stem}_{name}.toml"
        if not target.is_file():
            _write(target, draw(left, folder, wanted, most), head)
        known |= {one["repository"] for one in _drawn(target)}


def read(place: Path) -> Iterator[Listed]:
    """The CVEs of a covered kind, in order of year and number.

    Args:
        place: the git directory of the list.
    """
    names = [name for name in git(place, "ls-tree", "--name-only", _COMMIT, "CVEs/").split() if _id(name)]
    for name in sorted(names, key=_id):
        record = json.loads(git(place, "show", f"{_COMMIT}:{name}"))
        weak = record["prePatch"]["weaknesses"]
        word = kind(" ".join(one["explanation"] for one in weak))
        repository = re.fullmatch(r"https://github\.com/([\w.-]+/[\w.-]+?)(?:\.git)?/?", record["repository"])
        if word and repository:
            cwes = next(cwes for other, cwes, _ in KINDS if other == word)
            before, after = record["prePatch"]["commit"], record["postPatch"]["commit"]
            places = tuple(f"{one['location']['file']}:{one['location']['line']}" for one in weak)
            package = repository[1].split("/")[1]
            candidate = Candidate(record["CVE"], package, (word,), repository[1], (after,), cwes)
            yield Listed(candidate, before, after, places)


def kind(said: str) -> str:
    """The first word of the table whose pattern is in what the list says; "" if none."""
    return next((word for word, _, pattern in KINDS if re.search(pattern, said)), "")


def draw(
    listed: list[Listed], folder: Path, wanted: int = WANTED, most: int = _MOST
) -> tuple[list[Drawn], list[tuple[Candidate, str]]]:
    """The first that can be had, and those passed over with the reason."""
    drawn: list[Drawn] = []
    refused: list[tuple[Candidate, str]] = []
    counts: Counter[str] = Counter()
    for one in listed:
        if len(drawn) == wanted:
            break
        word = one.candidate.words[0]
        if counts[word] == most:
            refused.append((one.candidate, f"{most} of its kind are above"))
            continue
        try:
            drawn.append(_placed(one, folder))
            counts[word] += 1
        except UnpreparedError as error:
            refused.append((one.candidate, str(error)))
    return drawn, refused


def _after(listed: list[Listed]) -> list[Listed]:
    """What comes after the last one of the first list, of other repositories than it has."""
    first = _drawn(JAVASCRIPT.advisories)
    last = max(_id(one["id"]) for one in first)
    known = {one["repository"] for one in first}
    return [one for one in listed if _id(one.candidate.id) > last and one.candidate.repository not in known]


def _drawn(held: Path) -> list[dict[str, Any]]:
    return list(tomllib.loads(held.read_text(encoding="utf-8"))["advisory"])


def _write(
    target: Path, chosen: tuple[list[Drawn], list[tuple[Candidate, str]]], head: tuple[str, ...]
) -> None:
    drawn, refused = chosen
    target.write_text(written(drawn, refused, head), encoding="utf-8")
    print(f"{len(drawn)} drawn, {len(refused)} passed over: {target.name}")


def _id(name: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", name)]


def _placed(one: Listed, folder: Path) -> Drawn:
    found = directory(one.candidate.repository, folder)
    if found is None:
        raise UnpreparedError("its repository could not be had")
    name, place = found
    changed = git(place, "diff", "--name-only", "-z", one.before, one.after).split("\0")
    files = [name for name in changed if name.endswith(JAVASCRIPT.suffixes)]
    files = [name for name in files if not JAVASCRIPT.aside.search(name) and not _BUILT.search(name)]
    if not files:
        raise UnpreparedError("the fix changes nothing of the language outside of tests and documents")
    return Drawn(one.candidate, name, one.before, one.after, tuple(files), one.places)


if __name__ == "__main__":
    sys.exit(main())
