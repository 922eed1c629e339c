"""False alarms: what the code analysis finds in well-kept projects, and what a judge says of it.

The judge has not seen the rules: the sheet shows what is claimed, the code around it and the path, and
neither the rule's name nor its confidence. Verdicts are `real`, `test` (in tests, samples or documents),
`false` or `unsure`; they are kept in STEM_verdicts.json by what the finding is, so that a new run keeps them.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from code_scan import (
    TREES,
    Found,
    commit,
    excerpt,
    extract,
    gaps,
    route,
    scan,
    section,
    source,
    table,
    text,
)
from code_tongue import PYTHON, Tongue
from corpus import WORK, Repository, corpus
from report import prose

WORDS = ("real", "test", "false", "unsure")
_BAR = 25_000
_AROUND = 15
_STEPS = 12
_SUMMARY = [
    "project",
    "lines",
    "high confidence",
    "of these in tests",
    "lower confidence",
    "auditor only",
    "files cut",
]


class Project(NamedTuple):
    """A project: its lines of the language, what was found in it, and how many files were cut short."""

    repository: Repository
    lines: int
    found: list[Found]
    gaps: int


Listed = list[Project]


def measure(folder: Path | None, names: Sequence[str] = (), tongue: Tongue = PYTHON) -> Listed:
    """Scan each project at its recorded commit, nothing of git beside it, and write the list."""
    listed: Listed = []
    for one in projects(names, tongue):
        tree = extract(source(one.name, folder), one.commit, place(one))
        scanned = scan(tree, one.folder)
        listed.append(Project(one, tongue.lines(tree), scanned.found, gaps(scanned)))
        print(f"{one.name}: {listed[-1].lines:,} lines, {len(scanned.found)} findings", flush=True)
    if not names:
        section("noise", _report(listed, tongue), tongue.report)
    return listed


def projects(names: Sequence[str] = (), tongue: Tongue = PYTHON) -> list[Repository]:
    """The recorded projects, or those of them that are named."""
    return [one for one in corpus(tongue.projects) if not names or one.name in names]


def place(one: Repository) -> Path:
    """The tree of a project."""
    return TREES / "trees" / one.folder


def key(name: str, one: Found, line: str) -> str:
    """What a finding is known by between runs: project, rule, file, function and the line's text."""
    held = "\0".join([name, one.rule, one.path, one.symbol, " ".join(line.split())])
    return hashlib.sha256(held.encode()).hexdigest()[:12]


def verdicts(tongue: Tongue = PYTHON) -> dict[str, dict[str, str]]:
    """Verdicts so far: key -> verdict, why, who."""
    held = tongue.verdicts
    return json.loads(held.read_text(encoding="utf-8")) if held.is_file() else {}


def write_sheet(listed: Listed, *, confidence: str, seed: int, tongue: Tongue = PYTHON) -> Path:
    """Write the findings that have no verdict, in an order that says nothing.

    Args:
        listed: what was found.
        confidence: only those that the rules are so sure of; "" for all that everybody sees.
        seed: of the order.
        tongue: whose verdicts count.
    """
    known, shown = verdicts(tongue), []
    for one, _, found, _ in listed:
        for item in _regular(found):
            line = excerpt(place(one), item)
            name = key(one.name, item, line)
            if name not in known and confidence in {"", item.confidence}:
                shown.append((name, one, item))
    random.Random(seed).shuffle(shown)  # noqa: S311 - an order, no secret
    body = [_INTRODUCTION, ""]
    for name, one, item in shown:
        body += _entry(name, one, item)
    sheet = WORK / f"{tongue.stem}-sheet.md"
    sheet.parent.mkdir(parents=True, exist_ok=True)
    sheet.write_text("\n".join(body), encoding="utf-8")
    return sheet


def read_sheet(path: Path, judge: str, tongue: Tongue = PYTHON) -> int:
    """Take the verdicts of a sheet over; returns how many.

    Raises:
        ValueError: a verdict is none of the four words.
    """
    kept = verdicts(tongue)
    taken = 0
    for name, word, why in filled(path.read_text(encoding="utf-8")):
        kept[name] = {"verdict": word, "why": why, "judge": judge}
        taken += 1
    written = json.dumps(kept, indent=1, sort_keys=True, ensure_ascii=False)
    tongue.verdicts.write_text(f"{written}\n", encoding="utf-8")
    return taken


def filled(sheet: str) -> Iterator[tuple[str, str, str]]:
    """Key, verdict and reason of each entry of a sheet that has a verdict.

    Raises:
        ValueError: a verdict is none of the four words.
    """
    for entry in re.split(r"^## ", sheet, flags=re.MULTILINE)[1:]:
        name = entry.split("\n", 1)[0].strip()
        said = re.search(r"^verdict:[ \t]*(\S*)", entry, re.MULTILINE)
        why = re.search(r"^why:[ \t]*(.*)", entry, re.MULTILINE)
        if said is None or not said[1]:
            continue
        if said[1] not in WORDS:
            raise ValueError(f"{name}: {said[1]} is none of {', '.join(WORDS)}")
        yield name, said[1], why[1].strip() if why else ""


_INTRODUCTION = """# Findings to be judged

Each claims a weakness. Read the code, follow the path, and say after `verdict:`

- `real`: it is so, or would be if the surrounding code were called as it can be;
- `test`: it is so, and stands in a test, a sample or a document;
- `false`: the data cannot come from there or get there, is harmless there, or nothing there is dangerous;
- `unsure`: the code does not tell.

One sentence after `why:`. Look at other files of the project as needed."""


def _entry(name: str, one: Repository, item: Found) -> list[str]:
    tree = place(one)
    body = [f"## {name}", "", f"{one.name}, `{item.path}:{item.line}`: {item.message}", ""]
    body += ["```text", *_around(text(tree, item.path), item.line), "```", ""]
    for step in item.steps[:_STEPS]:
        held = text(tree, step.path)
        code = held[step.line - 1].strip()[:110] if 0 < step.line <= len(held) else ""
        body.append(f"- `{step.path}:{step.line}` {step.said}: `{code}`")
    return [*body, "", "verdict:", "why:", ""]


def _around(held: list[str], line: int) -> list[str]:
    first = max(0, line - 1 - _AROUND)
    shown = enumerate(held[first : line + _AROUND], first + 1)
    return [f"{'>' if number == line else ' '} {number:5} {code[:160]}" for number, code in shown]


def _regular(found: Sequence[Found]) -> list[Found]:
    return [one for one in found if one.persona != "auditor"]


def _report(listed: Listed, tongue: Tongue) -> list[str]:
    known = verdicts(tongue)
    total = sum(one.lines for one in listed)
    rows, summary, told = [], [], Counter[tuple[str, str]]()
    for one, count, found, cut in listed:
        regular = _regular(found)
        sure = [item for item in regular if item.confidence == "high"]
        aside = sum(1 for item in sure if tongue.aside.search(item.path))
        others = [len(regular) - len(sure), len(found) - len(regular), cut]
        summary.append([one.name, f"{count:,}", len(sure), aside, *others])
        for item in regular:
            line = excerpt(place(one), item, 90)
            said = known.get(key(one.name, item, excerpt(place(one), item)), {})
            told[item.confidence, said.get("verdict", "not judged")] += 1
            at = f"{one.name.split('/')[1]}: {item.path}:{item.line}"
            shown = f"`{line.replace('`', chr(39))}`"
            rows.append([item.rule, item.confidence, at, shown, route(item), said.get("verdict", "")])
    figures = f"""
        The ten projects of [{tongue.projects}]({tongue.projects}), {total:,} lines of {tongue.shown}, at
        {commit()}: `python bench/code_run.py noise{tongue.option}`. False among findings of high confidence:
        {told["high", "false"]} (not judged: {told["high", "not judged"]}); the bar is one in
        {_BAR:,} lines, {total // _BAR} in all. Verdicts are by somebody who has
        not seen the rules (`python bench/code_run.py sheet{tongue.option}`).
    """
    every = """
        Every finding that is not for auditors only. Of a path the lines alone are given where it stays in a
        file.
    """
    counts = [[*pair, number] for pair, number in sorted(told.items())]
    body = ["## Noise", "", prose(figures), "", *table(_SUMMARY, summary), ""]
    body += [*table(["confidence", "verdict", "findings"], counts), "", prose(every), ""]
    return [*body, *table(["rule", "confidence", "place", "code", "path", "verdict"], rows)]
