"""Makes trees without a git directory, scans them for weaknesses of code, and reads back what was found."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from corpus import HERE, WORK, UnpreparedError, git
from tools import World

TREES = WORK / "code"
REPORT = HERE / "code.md"
_SECONDS = 3600
_VOID = 3
_FILE = {"100644", "100755"}


class Step(NamedTuple):
    """One step of a path: file, line from 1, and the words beside it."""

    path: str
    line: int
    said: str


class Found(NamedTuple):
    """One finding as a reader sees it.

    Attributes:
        end: its last line.
        steps: from the source to the sink; empty if it has no path.
        identity: its fingerprint, which counts no lines.
    """

    rule: str
    path: str
    line: int
    end: int
    confidence: str
    persona: str
    severity: str
    cwe: frozenset[int]
    message: str
    symbol: str
    identity: str
    steps: tuple[Step, ...]


class Scanned(NamedTuple):
    """A finished scan: the findings, what it says of its coverage, and where it wrote its SARIF."""

    found: list[Found]
    record: dict[str, Any]
    sarif: Path


def source(name: str, folder: Path | None) -> Path:
    """The git directory of a repository in the folder that the caller named.

    Raises:
        UnpreparedError: it is not there.
    """
    for end in ("repo/.git", "repo"):
        place = Path(folder or "FOLDER") / name.replace("/", "+") / end
        if (place / "HEAD").is_file():
            return place
    raise UnpreparedError(
        f"there is no git directory of {name}.\n"
        f"help: git clone --bare https://github.com/{name} FOLDER/{name.replace('/', '+')}/repo\n"
        "      and name FOLDER in VEDETTE_CORPUS"
    )


def extract(place: Path, commit: str, tree: Path) -> Path:
    """Write the regular files of a commit to a folder, unless that was done before.

    Attributes, filters and links of the repository play no part: blobs are written as they are.
    """
    stamp = tree.with_name(f"{tree.name}.stamp")
    if stamp.is_file() and stamp.read_text(encoding="ascii") == commit:
        return tree
    listed = git(place, "ls-tree", "-r", "-z", "--full-tree", commit)
    blobs = [
        (name, head.split()[2]) for head, name in _entries(listed) if head.split()[0] in _FILE and _safe(name)
    ]
    for (name, _), content in zip(blobs, _contents(place, [blob for _, blob in blobs]), strict=True):
        if content is None:
            continue
        target = tree / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    settle(tree)
    stamp.write_text(commit, encoding="ascii")
    return tree


def settle(tree: Path) -> None:
    """Make a tree a repository of one commit: else it would be a folder of the one that it lies in."""
    git = ["git", "-C", str(tree), "-c", "user.name=bench", "-c", "user.email=bench@example.invalid"]
    git += ["-c", "core.bigFileThreshold=1", "-c", "core.compression=0", "-c", "core.hooksPath=/dev/null"]
    git += ["-c", "core.autocrlf=false", "-c", "core.safecrlf=false"]
    where = {"PATH": os.environ.get("PATH", os.defpath), "GIT_CONFIG_NOSYSTEM": "1", "HOME": os.devnull}
    shutil.rmtree(tree / ".git", ignore_errors=True)
    for words in ("init --quiet --template=", "add --all --force", "commit --quiet --message Files"):
        subprocess.run([*git, *words.split()], check=True, stdout=subprocess.DEVNULL, env=where)
        (tree / ".git" / "info").mkdir(exist_ok=True)
        # It goes before the tree's own: bytes stay as they are.
        (tree / ".git" / "info" / "attributes").write_text("* -text -ident -filter -working-tree-encoding\n")


def scan(tree: Path, name: str, *options: str) -> Scanned:
    """Scan a tree with the working copy's `code` detectors, nothing remembered, auditor's findings too.

    Args:
        tree: what is scanned.
        name: of the files that it writes to bench/work/code/results.
        options: more of `vedette scan`.

    Raises:
        UnpreparedError: it came to no verdict.
    """
    out = TREES / "results"
    out.mkdir(parents=True, exist_ok=True)
    world = World(f"code-{name}")
    world.empty()
    sarif, record = out / f"{name}.sarif", out / f"{name}.json"
    for old in (sarif, record):
        old.unlink(missing_ok=True)
    command = [sys.executable, "-m", "vedette", "scan", str(tree), "--only", "code", "--auditor"]
    command += ["--ledger", "none", "--exit-zero", "--format", f"sarif={sarif}", "--format", f"json={record}"]
    done = subprocess.run(
        [*command, *options],
        env={**world.environment, "PYTHONPATH": str(HERE.parent / "src")},
        cwd=WORK,
        capture_output=True,
        text=True,
        check=False,
        timeout=_SECONDS,
    )
    if done.returncode not in {0, _VOID} or not sarif.is_file():
        raise UnpreparedError(f"scan of {name}: exit {done.returncode}: {done.stderr.strip()[-400:]}")
    if done.returncode:
        print(f"scan of {name}: void; its findings are counted all the same", file=sys.stderr)
    told = json.loads(record.read_bytes())
    flows = _flows(told)
    found = [one if one.steps else one._replace(steps=flows.get(_key(one), ())) for one in read(sarif)]
    return Scanned(found, told, sarif)


def read(sarif: Path) -> list[Found]:
    """The weaknesses of a SARIF file that are not suppressed, in order of place; no gaps of coverage."""
    found: list[Found] = []
    for run in json.loads(sarif.read_bytes())["runs"]:
        cwes = {rule["id"]: _cwe(rule) for rule in run["tool"]["driver"].get("rules", ())}
        found += [
            _found(result, cwes.get(result["ruleId"], frozenset()))
            for result in run["results"]
            if not result.get("suppressions") and result["ruleId"] != "coverage-gap"
        ]
    return sorted(found, key=lambda one: (one.path, one.line, one.rule))


def gaps(scanned: Scanned) -> int:
    """How many files a scan could not read, or read in part only."""
    skips = scanned.record.get("coverage", {}).get("skips", ())
    unfinished = scanned.record.get("coverage", {}).get("unfinished", ())
    return len(
        {skip["path"] for skip in skips if skip.get("cls") == "failed"} | {one["path"] for one in unfinished}
    )


def text(tree: Path, path: str) -> list[str]:
    """The lines of a file of a tree; none if it is not there."""
    place = tree / path
    if not place.is_file():
        return []
    return place.read_text(encoding="utf-8", errors="replace").split("\n")


def excerpt(tree: Path, one: Found, width: int = 120) -> str:
    """The line of a finding, cut; nothing of one that is about a credential."""
    if one.cwe & {259, 321, 798}:
        return "(a credential)"
    held = text(tree, one.path)
    return held[one.line - 1].strip()[:width] if one.line <= len(held) else ""


def route(one: Found) -> str:
    """The path of a finding in one line: `file:line` of each step, the file only where it changes."""
    parts: list[str] = []
    last = one.path
    for step in one.steps:
        parts.append(f"{step.line}" if step.path == last else f"{step.path}:{step.line}")
        last = step.path
    return " → ".join(dict.fromkeys(parts))


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> list[str]:
    """A table in Markdown; nothing of a cell can leave it."""
    return [_row(head), _row(["---"] * len(head)), *(_row(row) for row in rows)]


def section(name: str, body: Sequence[str], report: Path | None = None) -> None:
    """Put a section of a report, bench/code.md if none is named, in place of the former one.

    The rest of the file stays.
    """
    report = report or REPORT
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    old = report.read_text(encoding="utf-8") if report.is_file() else "# Measures of the code analysis\n"
    before, found, rest = old.partition(begin)
    after = rest.partition(end)[2] if found else "\n"
    filled = "\n".join([begin, "", *body, "", end])
    report.write_text(f"{before.rstrip()}\n\n{filled}{after}", encoding="utf-8")


def commit() -> str:
    """What was measured, for the report."""
    short = git(HERE.parent, "rev-parse", "--short=10", "HEAD").strip()
    altered = git(HERE.parent, "status", "--porcelain", "--", "src").strip()
    return f"commit {short}" + (" with uncommitted changes" if altered else "")


def _entries(listed: str) -> Iterator[tuple[str, str]]:
    for entry in listed.split("\0"):
        head, tab, name = entry.partition("\t")
        if tab:
            yield head, name


def _safe(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return bool(parts) and not name.startswith("/") and not {"..", ".git"} & set(parts)


def _contents(place: Path, blobs: Sequence[str]) -> Iterator[bytes | None]:
    """What the blobs hold, in their order, from one process; None for one that a partial clone lacks."""
    asked = "".join(f"{blob}\n" for blob in blobs).encode()
    with subprocess.Popen(
        ["git", "-C", str(place), "cat-file", "--batch", "--buffer"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={"PATH": os.environ.get("PATH", os.defpath), "GIT_CONFIG_NOSYSTEM": "1", "HOME": os.devnull},
    ) as process:
        answered, _ = process.communicate(asked, timeout=_SECONDS)
    at = 0
    for _ in blobs:
        stop = answered.index(b"\n", at)
        kind, *sizes = answered[at:stop].split()[1:]
        if kind == b"missing":
            yield None
            at = stop + 1
            continue
        size = int(sizes[0])
        yield answered[stop + 1 : stop + 1 + size]
        at = stop + size + 2


def _cwe(rule: dict[str, Any]) -> frozenset[int]:
    said = json.dumps([rule.get("properties"), rule.get("relationships")])
    return frozenset(int(number) for number in re.findall(r"(?i)cwe[-/: ]{0,3}0*(\d+)", said))


def _found(result: dict[str, Any], cwe: frozenset[int]) -> Found:
    place = result["locations"][0]
    path, line, end = _at(place)
    properties = result.get("properties", {})
    names = place.get("logicalLocations") or [{}]
    return Found(
        rule=result["ruleId"],
        path=path,
        line=line,
        end=end,
        confidence=properties.get("confidence", ""),
        persona=properties.get("persona", ""),
        severity=properties.get("severity", ""),
        cwe=cwe,
        message=result["message"]["text"],
        symbol=names[0].get("fullyQualifiedName", ""),
        identity=next(iter(result.get("partialFingerprints", {}).values()), ""),
        steps=tuple(_steps(result)),
    )


def _steps(result: dict[str, Any]) -> Iterator[Step]:
    for flow in result.get("codeFlows", ())[:1]:
        for held in flow["threadFlows"][0]["locations"]:
            path, line, _ = _at(held["location"])
            yield Step(path, line, held["location"].get("message", {}).get("text", ""))


def _flows(record: dict[str, Any]) -> dict[tuple[str, str, int, str], tuple[Step, ...]]:
    """The paths that the record tells of, by rule, file, line and fingerprint."""
    flows = {}
    for judgement in record["verdict"]["judgements"]:
        tracked = judgement["tracked"]
        for one in (tracked["finding"], *tracked.get("also", ())):
            steps = tuple(Step(step["path"], step["line"], step["words"]) for step in one.get("flow", ()))
            place = one["place"]
            flows[one["rule"], place["path"], place["start"]["line"], one["fingerprint"]] = steps
    return flows


def _key(one: Found) -> tuple[str, str, int, str]:
    return one.rule, one.path, one.line, one.identity


def _at(location: dict[str, Any]) -> tuple[str, int, int]:
    from urllib.parse import unquote

    physical = location["physicalLocation"]
    region = physical.get("region", {})
    line = int(region.get("startLine", 1))
    return unquote(physical["artifactLocation"]["uri"]), line, int(region.get("endLine", line))


def _row(cells: Sequence[object]) -> str:
    shown = (str(cell).replace("|", "\\|").replace("\n", " ").replace("<!--", "<! --") for cell in cells)
    return "| " + " | ".join(shown) + " |"
