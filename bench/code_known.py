"""Real weaknesses: is each advisory of a language's list found before its fix, and silent after it?

Found before: a finding of the advisory's weakness (its CWE numbers) of which the place or a step of the path
lies in a function that the fix touches, or on a line that it touches outside of functions; a place where the
list says that the weakness is counts as touched. Silent after: none of these findings is there any more,
each known by its fingerprint, or by rule, file and line of code where that is not another finding of before.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from code_scan import (
    TREES,
    Found,
    Scanned,
    commit,
    excerpt,
    extract,
    gaps,
    scan,
    section,
    source,
    table,
    text,
)
from code_tongue import PYTHON, Tongue
from corpus import HERE, git
from report import prose

_SILENT = 95
_HUNK = re.compile(r"^@@ -(\d+)(?:,(\d+))? \+\d+(?:,\d+)? @@")


class Judged(NamedTuple):
    """What came of one advisory.

    Attributes:
        hits: findings before that cross what the fix touches.
        left: those of them that are still there after it.
        near: findings of the weakness in the files of the fix that do not cross.
        elsewhere: findings of the weakness in other files, before.
        problem: why it could not be measured; "" if it was.
    """

    advisory: dict[str, Any]
    hits: list[Found]
    left: list[Found]
    near: int = 0
    elsewhere: int = 0
    lines: int = 0
    partial: str = ""
    problem: str = ""


def measure(
    folder: Path | None, ids: Sequence[str] = (), tongue: Tongue = PYTHON, listed: str = ""
) -> list[Judged]:
    """Scan the trees before and after each fix, and write what was found.

    Args:
        folder: of git directories.
        ids: only these; nothing is written then.
        tongue: the language.
        listed: file of this folder with another list than the language's own.
    """
    judged = []
    held = HERE / listed if listed else tongue.advisories
    for advisory in advisories(held):
        if ids and advisory["id"] not in ids:
            continue
        judged.append(_judge(advisory, folder, tongue))
        one = judged[-1]
        print(advisory["id"], advisory["repository"], len(one.hits), len(one.left), one.problem, flush=True)
    if not ids:
        name = held.stem.rpartition("_")[2]
        section(name, _report(judged, tongue, held), tongue.report)
    return judged


def advisories(held: Path = PYTHON.advisories) -> list[dict[str, Any]]:
    """A list, in its order."""
    return list(tomllib.loads(held.read_text(encoding="utf-8"))["advisory"])


def causes(tongue: Tongue) -> dict[str, str]:
    """Why something is missed, by its name, as somebody who looked wrote it down."""
    held = HERE / f"{tongue.stem}_causes.toml"
    return dict(tomllib.loads(held.read_text(encoding="utf-8"))) if held.is_file() else {}


def touched(patch: str, spans: Sequence[range]) -> set[int]:
    """Lines of the old text that a patch without context concerns, whole functions where it touches one.

    Args:
        patch: `git diff -U0` of a file.
        spans: of the functions of the file before, inner ones later.
    """
    concerned: set[int] = set()
    for line in patch.splitlines():
        hunk = _HUNK.match(line)
        if hunk is None:
            continue
        start, count = int(hunk[1]), int(hunk[2] or 1)
        # Of an insertion git names the line above it.
        for number in range(start, start + (count or 2)):
            concerned |= around(number, spans)
    return concerned


def around(number: int, spans: Sequence[range]) -> set[int]:
    """The lines of the innermost function around a line, or the line itself."""
    inside = [span for span in spans if number in span]
    return set(inside[-1]) if inside else {number}


def crosses(one: Found, concerned: dict[str, set[int]]) -> bool:
    """Whether the place or the path of a finding lies in what a fix touches."""
    places = [(one.path, one.line), *((step.path, step.line) for step in one.steps)]
    return any(line in concerned.get(path, ()) for path, line in places)


def _judge(advisory: dict[str, Any], folder: Path | None, tongue: Tongue) -> Judged:
    place = source(advisory["repository"], folder)
    trees = TREES / "known" / advisory["id"]
    before = extract(place, advisory["before"], trees / "before")
    after = extract(place, advisory["after"], trees / "after")
    concerned = _concerned(advisory, place, before, tongue)
    first, second = scan(before, f"{advisory['id']}-before"), scan(after, f"{advisory['id']}-after")
    wanted = [one for one in first.found if one.cwe & set(advisory["cwe"]) and one.persona != "auditor"]
    hits = [one for one in wanted if crosses(one, concerned)]
    near = [one for one in wanted if one.path in concerned and one not in hits]
    # What was another finding before does not stand for one that is gone, however alike their lines are.
    others = {one.identity for one in first.found if one not in hits}
    left = [one for one in hits if _remains(one, (before, after), second, others)]
    count = len(wanted) - len(hits) - len(near)
    return Judged(advisory, hits, left, len(near), count, tongue.lines(before), _partial(first))


def _concerned(advisory: dict[str, Any], place: Path, before: Path, tongue: Tongue) -> dict[str, set[int]]:
    """The lines of each file that a fix touches, and those around where the list says that it is."""
    concerned: dict[str, set[int]] = {}
    ends = advisory["before"], advisory["after"]
    for path in advisory["files"]:
        old = text(before, path)
        patch = git(place, "diff", "-U0", "--no-ext-diff", "--no-textconv", *ends, "--", path)
        concerned[path] = touched(patch, tongue.functions(path, old))
    for one in advisory.get("places", ()):
        path, _, line = one.rpartition(":")
        spans = tongue.functions(path, text(before, path))
        concerned.setdefault(path, set()).update(around(int(line), spans))
    return concerned


def _partial(scanned: Scanned) -> str:
    return str(gaps(scanned)) if gaps(scanned) else ""


def _remains(one: Found, trees: tuple[Path, Path], after: Scanned, others: set[str]) -> bool:
    line = excerpt(trees[0], one)
    return any(
        other.rule == one.rule
        and other.path == one.path
        # What is told to auditors alone does not count before either.
        and other.persona != "auditor"
        and (
            other.identity == one.identity
            or (line and other.identity not in others and excerpt(trees[1], other) == line)
        )
        for other in after.found
    )


def _told(one: Judged, why: str) -> str:
    """The findings of an advisory, and why there are none or some are left, if somebody wrote that down."""
    found = "; ".join(dict.fromkeys(f"{hit.rule} {hit.path}:{hit.line}" for hit in one.hits[:3]))
    return ". Left: ".join(filter(None, (found, why if one.left or not one.hits else "")))


def _report(judged: list[Judged], tongue: Tongue, held: Path) -> list[str]:
    measured, why = [one for one in judged if not one.problem], causes(tongue)
    found = [one for one in measured if one.hits]
    silent = [one for one in found if not one.left]
    fewer = [one for one in found if len(one.left) < len(one.hits)]
    rows = [
        [
            one.advisory["id"],
            one.advisory["repository"],
            ", ".join(one.advisory["words"]),
            "yes" if one.hits else "no",
            ("yes" if not one.left else f"{len(one.left)} of {len(one.hits)} left") if one.hits else "",
            one.near,
            one.elsewhere,
            one.partial,
            _told(one, why.get(one.advisory["id"], "")),
        ]
        for one in measured
    ]
    share = 100 * len(found) / max(len(measured), 1)
    after = 100 * len(silent) / max(len(found), 1)
    own = held == tongue.advisories
    option = "" if own else f" --list {held.name}"
    title = "## Real weaknesses" if own else f"## Real weaknesses: {held.stem.rpartition('_')[2]}"
    figures = f"""
        {len(judged)} advisories of [{held.name}]({held.name}) at {commit()}:
        `python bench/code_run.py advisories{tongue.option}{option}`. Found before the fix: {len(found)} of
        {len(measured)}, {share:.0f} % (aim {tongue.found}). Of those found, silent after it: {len(silent)},
        {after:.0f} % (aim {_SILENT}); in {len(fewer)} at least one finding is gone.
    """
    terms = """
        *Near*: findings of the same weakness in a file of the fix that do not cross what it touches;
        *elsewhere*: in other files of the tree. *Failed*: files that could not be read whole.
    """
    head = [
        "advisory",
        "repository",
        "weakness",
        "found",
        "silent after",
        "near",
        "elsewhere",
        "failed",
        "findings",
    ]
    return [title, "", prose(figures), "", prose(terms), "", *table(head, rows)]
