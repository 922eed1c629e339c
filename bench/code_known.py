"""Real weaknesses: is each advisory of code_advisories.toml found before its fix, and silent after it?

Found before: a finding of the advisory's weakness (its CWE numbers) of which the place or a step of the path
lies in a function that the fix touches, or on a line that it touches outside of functions. Silent after: none
of these findings is there any more, each known by its fingerprint, or by rule, file and line of code.
"""

from __future__ import annotations

import re
import tokenize
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from code_advisories import LIST
from code_scan import (
    TREES,
    Found,
    Scanned,
    commit,
    excerpt,
    extract,
    gaps,
    lines,
    scan,
    section,
    source,
    table,
    text,
)
from corpus import git
from report import prose

_FOUND, _SILENT = 60, 95
_HUNK = re.compile(r"^@@ -(\d+)(?:,(\d+))? \+\d+(?:,\d+)? @@")
_DEFINITION = re.compile(r"[ \t]*(?:async[ \t]+)?def\b")
_BETWEEN = {tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT}
_ASIDE = {tokenize.NL, tokenize.COMMENT}


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


def measure(folder: Path | None, ids: Sequence[str] = ()) -> list[Judged]:
    """Scan the trees before and after each fix, and write what was found."""
    judged = []
    for advisory in advisories():
        if ids and advisory["id"] not in ids:
            continue
        judged.append(_judge(advisory, folder))
        one = judged[-1]
        print(advisory["id"], advisory["repository"], len(one.hits), len(one.left), one.problem, flush=True)
    if not ids:
        section("advisories", _report(judged))
    return judged


def advisories() -> list[dict[str, Any]]:
    """The list, in its order."""
    return list(tomllib.loads(LIST.read_text(encoding="utf-8"))["advisory"])


def touched(old: Sequence[str], patch: str) -> set[int]:
    """Lines of the old text that a patch without context concerns, whole functions where it touches one.

    Args:
        old: the file before, by line.
        patch: `git diff -U0` of that file.
    """
    spans = list(_functions(old))
    concerned: set[int] = set()
    for line in patch.splitlines():
        hunk = _HUNK.match(line)
        if hunk is None:
            continue
        start, count = int(hunk[1]), int(hunk[2] or 1)
        # Of an insertion git names the line above it.
        for number in range(start, start + (count or 2)):
            inside = [span for span in spans if number in span]
            concerned |= set(inside[-1]) if inside else {number}
    return concerned


def crosses(one: Found, concerned: dict[str, set[int]]) -> bool:
    """Whether the place or the path of a finding lies in what a fix touches."""
    places = [(one.path, one.line), *((step.path, step.line) for step in one.steps)]
    return any(line in concerned.get(path, ()) for path, line in places)


def _judge(advisory: dict[str, Any], folder: Path | None) -> Judged:
    place = source(advisory["repository"], folder)
    trees = TREES / "known" / advisory["id"]
    before = extract(place, advisory["before"], trees / "before")
    after = extract(place, advisory["after"], trees / "after")
    concerned = {
        path: touched(
            text(before, path),
            git(
                place,
                "diff",
                "-U0",
                "--no-ext-diff",
                "--no-textconv",
                advisory["before"],
                advisory["after"],
                "--",
                path,
            ),
        )
        for path in advisory["files"]
    }
    first, second = scan(before, f"{advisory['id']}-before"), scan(after, f"{advisory['id']}-after")
    wanted = [one for one in first.found if one.cwe & set(advisory["cwe"]) and one.persona != "auditor"]
    hits = [one for one in wanted if crosses(one, concerned)]
    near = [one for one in wanted if one.path in concerned and one not in hits]
    left = [one for one in hits if _remains(one, (before, after), second)]
    count = len(wanted) - len(hits) - len(near)
    return Judged(advisory, hits, left, len(near), count, lines(before), _partial(first))


def _partial(scanned: Scanned) -> str:
    return str(gaps(scanned)) if gaps(scanned) else ""


def _remains(one: Found, trees: tuple[Path, Path], after: Scanned) -> bool:
    line = excerpt(trees[0], one)
    return any(
        other.rule == one.rule
        and other.path == one.path
        and (other.identity == one.identity or (line and excerpt(trees[1], other) == line))
        for other in after.found
    )


def _functions(old: Sequence[str]) -> Iterator[range]:
    """Line ranges of functions by indentation: old texts need not parse today. Inner ones come later."""
    continued = _continued(old)
    depths = [_depth(line) if line.strip() else None for line in old]
    for number, line in enumerate(old, 1):
        if number in continued or not _DEFINITION.match(line):
            continue
        start = end = number
        while start > 1 and old[start - 2].lstrip().startswith("@"):
            start -= 1
        for later in range(number + 1, len(old) + 1):
            depth = depths[later - 1]
            if later in continued or (depth is not None and depth > _depth(line)):
                end = later
            elif depth is not None and not old[later - 1].lstrip().startswith("#"):
                break
        yield range(start, end + 1)


def _continued(old: Sequence[str]) -> set[int]:
    """Lines that go on with what a line before them began: a text in three quotes, an open bracket."""
    found: set[int] = set()
    first = 0
    ahead = iter([f"{line}\n" for line in old])
    with suppress(tokenize.TokenError, SyntaxError):
        for token in tokenize.generate_tokens(lambda: next(ahead, "")):
            if token.type in _BETWEEN or (token.type in _ASIDE and not first):
                first = 0
                continue
            first = first or token.start[0]
            found |= set(range(first + 1, token.end[0] + 1))
    return found


def _depth(line: str) -> int:
    held = line.expandtabs()
    return len(held) - len(held.lstrip())


def _report(judged: list[Judged]) -> list[str]:
    measured = [one for one in judged if not one.problem]
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
            "; ".join(dict.fromkeys(f"{hit.rule} {hit.path}:{hit.line}" for hit in one.hits[:3])),
        ]
        for one in measured
    ]
    share = 100 * len(found) / max(len(measured), 1)
    after = 100 * len(silent) / max(len(found), 1)
    figures = f"""
        {len(judged)} advisories of [code_advisories.toml](code_advisories.toml) at {commit()}:
        `python bench/code_run.py advisories`. Found before the fix: {len(found)} of {len(measured)},
        {share:.0f} % (aim {_FOUND}). Of those found, silent after it: {len(silent)}, {after:.0f} %
        (aim {_SILENT}); in {len(fewer)} at least one finding is gone.
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
    return ["## Real weaknesses", "", prose(figures), "", prose(terms), "", *table(head, rows)]
