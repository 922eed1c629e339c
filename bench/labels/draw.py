"""Draws candidates for secrets from the repositories of ../labels.toml, by a seed, for people to judge.

    python bench/labels/draw.py TREES REPORTS OUT.jsonl

TREES holds a work tree `OWNER+NAME` for each repository; REPORTS a file `NAME.json` for each tool asked,
a list of [OWNER+NAME, path, line]. Half of the candidates come from what the tools report, equal shares for
each tool and repository as far as they have so many; half from a wide net of our own that no detector uses
(a name that speaks of a credential and is given a value, a long mixed string, a URL with a password, a PEM
block). One line of a file is one candidate; of equal values one is drawn, of one file at most three.
What is written holds values, and so is never committed; what `features.py` makes of it is.
"""

from __future__ import annotations

import json
import random
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

SEED = 20261122
WANTED = 800
_MOST_OF_FILE = 3
_LARGEST = 1_000_000
_CONTEXT = 3
_WIDTH = 300
_NET = {
    "named": re.compile(
        r"""(?i)[\w.$-]{0,40}(?:pass|pwd|secret|token|key|auth|cred|private|salt|apikey|signature|pin)[\w.-]{0,30}
        ["'\]]{0,2}\s{0,4}(?:[:=]|=>|:=|,|\()\s{0,4}["'`]?(?P<value>[^\s"'`<>(){}\[\],;]{4,200})""",
        re.VERBOSE,
    ),
    "string": re.compile(
        r"""["'`=:\s](?P<value>(?=[^"'`\s]{0,40}\d)(?=[^"'`\s]{0,40}[a-zA-Z])[A-Za-z0-9+/=_.-]{20,200})
        (?=["'`\s,;]|$)""",
        re.VERBOSE,
    ),
    "url": re.compile(r"[a-z][a-z0-9+.-]{1,20}://[^\s/:@\"'<>]{0,60}:(?P<value>[^\s/@\"'<>]{3,100})@"),
    "pem": re.compile(r"(?P<value>-----BEGIN [A-Z0-9 ]{0,30}(?:PRIVATE|SECRET)[A-Z0-9 ]{0,20}-----)"),
}  # fmt: skip
_SHARES = {"named": 0.6, "string": 0.25, "url": 0.1, "pem": 0.05}


def main() -> int:
    """Draw and write; prints how many of each kind and repository."""
    trees, reports, out = map(Path, sys.argv[1:4])
    chance = random.Random(SEED)  # noqa: S311 - a draw that can be repeated
    names = sorted(tree.name for tree in trees.iterdir() if tree.is_dir())
    drawn: dict[tuple[str, str, int], str] = {}
    for tool in sorted(reports.glob("*.json")):
        found = defaultdict(set)
        for name, path, line in json.loads(tool.read_text(encoding="utf-8")):
            found[name].add((path, line))
        share = WANTED // 2 // len(list(reports.glob("*.json"))) // len(names)
        for name in names:
            _take(trees, name, _shuffled(found[name], chance), tool.stem, share, drawn)
    for name in names:
        net = defaultdict(set)
        for kind, path, line in _cast(trees / name):
            net[kind].add((path, line))
        for kind, part in _SHARES.items():
            wanted = round(WANTED / 2 / len(names) * part)
            _take(trees, name, _shuffled(net[kind], chance), f"net-{kind}", wanted, drawn)
    rows = [_row(trees, *key, why) for key, why in sorted(drawn.items())]
    chance.shuffle(rows)
    out.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    print(len(rows), Counter(row["drawn"] for row in rows), Counter(row["repository"] for row in rows))
    return 0


def _shuffled(found: set[tuple[str, int]], chance: random.Random) -> list[tuple[str, int]]:
    ordered = sorted(found)
    chance.shuffle(ordered)
    return ordered


def _cast(tree: Path) -> Iterator[tuple[str, str, int]]:
    for path in sorted(tree.rglob("*")):
        if path.is_symlink() or not path.is_file() or path.stat().st_size > _LARGEST:
            continue
        data = path.read_bytes()
        if b"\0" in data:
            continue
        for number, line in enumerate(data.decode("utf-8", "replace").split("\n"), 1):
            for kind, net in _NET.items():
                if net.search(line[:2000]):
                    yield kind, path.relative_to(tree).as_posix(), number
                    break


def _take(
    trees: Path,
    name: str,
    found: list[tuple[str, int]],
    why: str,
    wanted: int,
    drawn: dict[tuple[str, str, int], str],
) -> None:
    files = Counter((key[0], key[1]) for key in drawn)
    texts = {_text(trees, *key) for key in drawn}
    for path, line in found:
        if wanted <= 0:
            return
        key = (name, path, line)
        if key in drawn or files[name, path] >= _MOST_OF_FILE:
            continue
        text = _text(trees, *key)
        if not text or text in texts:
            continue
        drawn[key] = why
        files[name, path] += 1
        texts.add(text)
        wanted -= 1


def _lines(trees: Path, name: str, path: str) -> list[str]:
    place = trees / name / path
    if not place.is_file() or place.is_symlink() or place.stat().st_size > _LARGEST:
        return []
    return place.read_bytes().decode("utf-8", "replace").split("\n")


def _text(trees: Path, name: str, path: str, line: int) -> str:
    lines = _lines(trees, name, path)
    return lines[line - 1].strip() if 0 < line <= len(lines) else ""


def _row(trees: Path, name: str, path: str, line: int, why: str) -> dict[str, object]:
    lines = _lines(trees, name, path)
    low, high = max(0, line - 1 - _CONTEXT), line + _CONTEXT
    return {
        "repository": name,
        "path": path,
        "line": line,
        "drawn": why,
        "context": [
            f"{'>' if at + 1 == line else ' '}{at + 1}: {text[:_WIDTH]}"
            for at, text in enumerate(lines[low:high], low)
        ],
    }


if __name__ == "__main__":
    raise SystemExit(main())
