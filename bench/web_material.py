"""What web.toml names: values of payload collections, honest text, and logs, from git directories of them.

What is left out of a collection is left out by rules that look at no judge's answer:

- a file of documentation (`README`, `.md`, `.html`, `.doc.txt`), or one that lists names and not attacks:
  methods and field names of HTTP, kinds of addresses, user agents, ways to write a parameter twice;
- a line that is blank or begins with `#` and a space or letter;
- a line that is no attack by itself: letters, digits, spaces and `_ . , : @ / -` alone, without `--`, `..`
  and `//`; in collections of paths one that begins with `/` stays;
- a value of a collection and class that stands there twice.
"""

from __future__ import annotations

import csv
import hashlib
import io
import random
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

import code_material
from code_scan import source
from corpus import HERE, WORK, git

WEB = WORK / "web"
_NO_ATTACKS = re.compile(
    r"(?:^|/)(?:readme|[^/]*\.(?:md|html)$|[^/]*\.doc\.txt$|http-protocol-methods|[^/]*header-field-names|"
    r"known-uri-types|user-agents|hpp\.txt)",
    re.IGNORECASE,
)
_COMMENT = re.compile(rb"#(?:\s|$|[A-Za-z]+\.?[A-Za-z]*:?$)")
_PLAIN = re.compile(rb"[A-Za-z0-9 _.,:@/\t-]*")
_TELLING = re.compile(rb"--|\.\.|//")
_WORD = re.compile(r"\s+")
_SHORT, _LONG = 12, 240
_HEAD = re.compile(r"^[=\-~^\"'`#*+.:_<>]{3,}\s*$")
_NOTHING = re.compile(r"^(?:\.\. |#|\s*$|:\w+:)")


class Value(NamedTuple):
    """One value of a collection: where from, of which class, its half, its bytes."""

    collection: str
    kind: str
    half: str
    raw: bytes


class Log(NamedTuple):
    """A log in bench/work: which repository and file, and whether only scanners wrote it."""

    name: str
    path: Path
    scan: bool


@cache
def named() -> dict[str, Any]:
    """What web.toml says."""
    return tomllib.loads((HERE / "web.toml").read_text(encoding="utf-8"))


def payloads(folder: Path | None) -> tuple[list[Value], Counter[tuple[str, str]]]:
    """All values of all collections, and how many lines were left out: by collection and reason."""
    found: list[Value] = []
    out: Counter[tuple[str, str]] = Counter()
    for entry in named()["payloads"]:
        known: set[tuple[str, bytes]] = set()
        for kind, raw in _lines(entry, folder, out):
            reason = _no_attack(kind, raw)
            if not reason and (kind, raw) in known:
                reason = "twice"
            known.add((kind, raw))
            if reason:
                out[entry["name"], reason] += 1
            else:
                found.append(Value(entry["name"], kind, half(raw), raw))
    return found, out


def half(raw: bytes) -> str:
    """The half of a value: by the last bit of its SHA-256."""
    return "unseen" if hashlib.sha256(raw).digest()[-1] & 1 else "tune"


def benign(folder: Path | None) -> list[Value]:
    """Honest values: the same halves, by which nothing is mended in the unseen one."""
    found = []
    for entry in named()["payloads"]:
        if "columns" in entry:
            found += [
                (f"{entry['name']} norm", raw) for kind, raw in _rows(entry, folder) if kind == "benign"
            ]
    for entry in named()["benign"]:
        read = _sentences(entry, folder) if "repositories" in entry else _strings(entry, folder)
        found += [(entry["name"], raw) for raw in read]
    return [Value(name, "benign", half(raw), raw) for name, raw in dict.fromkeys(found)]


def logs(folder: Path | None) -> list[Log]:
    """Every log, written to bench/work."""
    found = []
    for key in ("logs", "scans"):
        for entry in named()[key]:
            for name in entry["files"]:
                path = WEB / "logs" / entry["repository"].replace("/", "+") / PurePosixPath(name).name
                if not path.is_file():
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_bytes(_blob(entry, name, folder))
                found.append(Log(f"{entry['repository']} {name}", path, key == "scans"))
    return found


def _no_attack(kind: str, raw: bytes) -> str:
    """Why a line is left out; "" when it is not."""
    if not raw.strip():
        return "blank"
    if _COMMENT.match(raw):
        return "comment"
    if kind == "path" and raw.startswith(b"/"):
        return ""
    return "no attack by itself" if _PLAIN.fullmatch(raw) and not _TELLING.search(raw) else ""


def _lines(
    entry: dict[str, Any], folder: Path | None, out: Counter[tuple[str, str]]
) -> Iterator[tuple[str, bytes]]:
    if "columns" in entry:
        yield from ((kind, raw) for kind, raw in _rows(entry, folder) if kind != "benign")
        return
    for under, kind in entry["folders"].items():
        for name in _names(source(entry["repository"], folder), entry["commit"], under):
            if _NO_ATTACKS.search(name):
                out[entry["name"], "files"] += 1
                continue
            for line in _blob(entry, name, folder).split(b"\n"):
                yield kind, line.rstrip(b"\r")


def _rows(entry: dict[str, Any], folder: Path | None) -> Iterator[tuple[str, bytes]]:
    columns, kinds = entry["columns"], entry["kinds"]
    for name in entry["files"]:
        text = _blob(entry, name, folder).decode("utf-8", "surrogateescape")
        for row in csv.DictReader(io.StringIO(text, newline="")):
            yield kinds[row[columns["kind"]]], row[columns["value"]].encode("utf-8", "surrogateescape")


def _sentences(entry: dict[str, Any], folder: Path | None) -> list[bytes]:
    """Paragraphs of documentation cut into sentences, of a length that people type or paste; a sample."""
    found: list[bytes] = []
    for name in sorted(entry["repositories"]):
        for text in _documents(name, folder):
            found += [sentence.encode() for sentence in _cut(text) if _SHORT <= len(sentence) <= _LONG]
    unique = sorted(set(found))
    chance = random.Random(entry["seed"])  # noqa: S311 - a sample
    return chance.sample(unique, min(entry["sample"], len(unique)))


def _documents(name: str, folder: Path | None) -> Iterator[str]:
    ends = (".rst", ".txt", ".md")
    if name == "django/django":
        # Its repository is large; the source distribution of the same release has the same documentation.
        for path in sorted((code_material.django() / "docs").rglob("*")):
            if path.suffix in ends and path.is_file():
                yield path.read_text(encoding="utf-8", errors="replace")
        return
    place = source(name, folder)
    tree = {"sqlalchemy/sqlalchemy": "doc"}.get(name, "docs")
    for path in _names(place, "HEAD", tree):
        if path.endswith(ends):
            yield git(place, "show", f"HEAD:{path}")


def _cut(text: str) -> Iterator[str]:
    for block in re.split(r"\n\s*\n", text):
        kept = [line for line in block.split("\n") if not _HEAD.match(line) and not _NOTHING.match(line)]
        whole = _WORD.sub(" ", " ".join(kept)).strip()
        yield from re.split(r"(?<=[.!?:]) (?=[A-Z`*\"'])", whole)


def _strings(entry: dict[str, Any], folder: Path | None) -> Iterator[bytes]:
    """The strings of all sections but those on attacks; a section's name is the first line of its comment."""
    # Some sections have the language in brackets behind the name.
    left_out = tuple(name.lower() for name in entry["without"])
    section, commenting = "", False
    for line in _blob(entry, entry["files"][0], folder).split(b"\n"):
        if line.startswith(b"#"):
            said = line[1:].strip().decode().lower()
            if not commenting and said:
                section, commenting = said, True
            continue
        commenting = False
        if line and not section.startswith(left_out):
            yield line


def _names(place: Path, commit: str, under: str) -> Iterable[str]:
    listed = git(place, "ls-tree", "-r", "-z", "--name-only", "--full-tree", commit, "--", under)
    return [name for name in listed.split("\0") if name]


def _blob(entry: dict[str, Any], name: str, folder: Path | None) -> bytes:
    kept = WEB / "material" / entry["repository"].replace("/", "+") / entry["commit"] / name
    if not kept.is_file():
        import subprocess

        place = source(entry["repository"], folder)
        done = subprocess.run(
            ["git", "-C", str(place), "cat-file", "blob", f"{entry['commit']}:{name}"],
            check=True,
            capture_output=True,
        )
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(done.stdout)
    return kept.read_bytes()
