"""Scans the five repositories of corpus.toml end to end, and prints what came of it as Markdown.

    VEDETTE_CORPUS=FOLDER python bench/corpus.py            # prepare the work trees, scan, print
    VEDETTE_CORPUS=FOLDER python bench/corpus.py --prepare  # the work trees only
    python bench/corpus.py expressjs/express                # only these

FOLDER holds a git directory `OWNER+NAME/repo` for each repository (a bare clone will do). Work trees and
results go to bench/work/. Nothing is downloaded, and no code of the repositories is run.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import time
import tomllib
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).resolve().parent
WORK = HERE / "work"
_KEPT = ("PATH", "LANG", "LC_ALL", "TMPDIR", "VIRTUAL_ENV")
_SECONDS = 1800
_COLUMNS = (
    "repository|files|asked|examined|not applicable|declared|failed|findings|"
    "cold wall s|cold CPU s|warm wall s|warm CPU s|decision|completeness|exit"
)


class Repository(NamedTuple):
    """One entry of corpus.toml."""

    name: str
    url: str
    commit: str
    date: str
    kind: str
    files: int

    @property
    def folder(self) -> str:
        """Its name as one path component."""
        return self.name.replace("/", "+")

    @property
    def tree(self) -> Path:
        """Its work tree."""
        return WORK / "trees" / self.folder


class Timed(NamedTuple):
    """A finished scan: exit code, wall and CPU seconds (all processes)."""

    code: int
    wall: float
    cpu: float


class UnpreparedError(Exception):
    """Something is missing that only a person can bring; the message says what and how."""


def main() -> int:
    """Do what the command line says; 0 when every repository was scanned to a verdict."""
    parser = argparse.ArgumentParser(description="Scan the corpus of public repositories.")
    parser.add_argument("names", nargs="*", metavar="OWNER/NAME", help="only these repositories")
    parser.add_argument("--prepare", action="store_true", help="make the work trees and stop")
    parser.add_argument("--from", dest="folder", type=Path, default=os.environ.get("VEDETTE_CORPUS"))
    options = parser.parse_args()
    try:
        chosen = _chosen(options.names)
        for repository in chosen:
            prepare(repository, options.folder)
    except UnpreparedError as error:
        print(f"Nothing was scanned: {error}", file=sys.stderr)
        return 2
    if options.prepare:
        return 0
    results = [(repository, *scan(repository)) for repository in chosen]
    _print_table(results)
    _print_rules(results)
    _write_findings(results)
    return 0 if all(cold.code in (0, 1) and record for _, cold, _, record in results) else 1


def corpus(name: str = "corpus.toml") -> list[Repository]:
    """The repositories that a list in this folder names, in its order."""
    text = (HERE / name).read_text(encoding="utf-8")
    return [Repository(**entry) for entry in tomllib.loads(text)["repository"]]


def prepare(repository: Repository, folder: Path | None) -> None:
    """Make the work tree at the recorded commit, unless it is there.

    Args:
        repository: which one.
        folder: holds `OWNER+NAME/repo`; needed only if the work tree is not there.

    Raises:
        UnpreparedError: there is no git directory to make it from, or it lacks the commit.
    """
    tree = repository.tree
    if not (tree / ".git").is_dir():
        source = None if folder is None else Path(folder) / repository.folder / "repo"
        if source is None or not source.is_dir():
            raise UnpreparedError(_advice(repository, source))
        tree.parent.mkdir(parents=True, exist_ok=True)
        git(tree.parent, "clone", "--quiet", "--no-checkout", "--template=", str(source.resolve()), str(tree))
        git(tree, "remote", "set-url", "origin", f"{repository.url}.git")
        branch = git(tree, "symbolic-ref", "--short", "HEAD").strip()
        git(tree, "checkout", "--quiet", "-B", branch, repository.commit)
    if git(tree, "rev-parse", "HEAD").strip() != repository.commit:
        raise UnpreparedError(f"{tree} is not at the recorded commit {repository.commit}; remove it")
    count = git(tree, "ls-tree", "-r", "-z", "HEAD").count("\0")
    if count != repository.files:
        raise UnpreparedError(f"{repository.name} has {count} files, and {repository.files} are recorded")
    print(f"{repository.name}: {count} files at {repository.commit[:12]}", file=sys.stderr)


def scan(repository: Repository) -> tuple[Timed, Timed, dict[str, Any]]:
    """Scan a repository twice: with nothing remembered, then again.

    Returns:
        Both timings, and the record of the first; {} if it left none.
    """
    out = WORK / "results" / repository.folder
    fresh(out)
    cold = _timed(repository, out, "cold")
    record = out / "cold.json"
    parsed = json.loads(record.read_bytes()) if record.is_file() and record.stat().st_size else {}
    return cold, _timed(repository, out, "warm"), parsed


def environment(out: Path) -> dict[str, str]:
    """Nothing of the user's settings comes in; cache and state begin empty in the folder of the results."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    folders = {
        "HOME": "home",
        "XDG_STATE_HOME": "state",
        "XDG_CACHE_HOME": "cache",
        "XDG_CONFIG_HOME": "config",
    }
    return {**kept, **{name: str(out / folder) for name, folder in folders.items()}}


def fresh(out: Path) -> None:
    """Empty a folder, and give it the four that `environment` points at."""
    shutil.rmtree(out, ignore_errors=True)
    for folder in ("home", "state", "cache", "config"):
        (out / folder).mkdir(parents=True)


def git(folder: Path, *arguments: str) -> str:
    """What a git command prints; no hook, filter monitor or setting of the user takes part.

    Raises:
        UnpreparedError: it failed.
    """
    environment = {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": os.devnull,
        "LC_ALL": "C",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_NO_LAZY_FETCH": "1",
    }
    command = ["git", "-C", str(folder), "-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false"]
    done = subprocess.run(
        [*command, *arguments], env=environment, capture_output=True, text=True, check=False, timeout=_SECONDS
    )
    if done.returncode:
        raise UnpreparedError(f"git {arguments[0]} failed in {folder}: {done.stderr.strip()}")
    return done.stdout


def _chosen(names: Sequence[str]) -> list[Repository]:
    known = {repository.name: repository for repository in corpus()}
    unknown = [name for name in names if name not in known]
    if unknown:
        raise UnpreparedError(f"{', '.join(unknown)} is not in the corpus; there are {', '.join(known)}")
    return [known[name] for name in names] if names else list(known.values())


def _advice(repository: Repository, source: Path | None) -> str:
    place = source or Path("FOLDER") / repository.folder / "repo"
    return (
        f"there is no work tree of {repository.name}, and no git directory to make it from.\n"
        f"help: git clone --bare {repository.url} {place}\n"
        "      for each repository of bench/corpus.toml, then VEDETTE_CORPUS=FOLDER python bench/corpus.py"
    )


def _timed(repository: Repository, out: Path, name: str) -> Timed:
    arguments = ["scan", str(repository.tree), "--format", "text", "--format", f"json={out / name}.json"]
    arguments += ["--format", f"sarif={out / name}.sarif", "--ledger", str(out / "ledger.sqlite")]
    before, start = _cpu(), time.monotonic()
    with (out / f"{name}.txt").open("wb") as printed, (out / f"{name}.err").open("wb") as errors:
        done = subprocess.run(
            [sys.executable, "-m", "vedette", *arguments],
            env=environment(out),
            stdout=printed,
            stderr=errors,
            check=False,
            timeout=_SECONDS,
        )
    return Timed(done.returncode, time.monotonic() - start, _cpu() - before)


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


Result = tuple[Repository, Timed, Timed, dict[str, Any]]


def _print_table(results: Sequence[Result]) -> None:
    names = _COLUMNS.split("|")
    print(_row(names))
    print(_row(["---"] * len(names)))
    for repository, cold, warm, record in results:
        times = [f"{value:.2f}" for timed in (cold, warm) for value in (timed.wall, timed.cpu)]
        if not record:
            print(_row([repository.name, repository.files, *["no record"] * 6, *times, "", "", cold.code]))
            continue
        coverage, verdict = record["coverage"], record["verdict"]
        skips = Counter(skip["cls"] for skip in coverage["skips"])
        print(
            _row(
                [
                    repository.name,
                    repository.files,
                    coverage["asked"],
                    coverage["examined"],
                    *(skips[name] for name in ("not-applicable", "declared", "failed")),
                    len(verdict["judgements"]),
                    *times,
                    verdict["decision"],
                    verdict["completeness"],
                    cold.code,
                ]
            )
        )


def _print_rules(results: Sequence[Result]) -> None:
    counts: Counter[tuple[str, str]] = Counter()
    for repository, _, _, record in results:
        counts.update((finding["rule"], repository.name) for finding, _ in _findings(record))
    print("\n" + _row(["rule", "repository", "findings"]))
    print(_row(["---"] * 3))
    for (rule, name), count in sorted(counts.items()):
        print(_row([rule, name, count]))
    skips: Counter[tuple[str, str, str]] = Counter()
    for repository, _, _, record in results:
        reported = record.get("coverage", {}).get("skips", ())
        skips.update((repository.name, skip["cls"], skip["reason"]) for skip in reported)
    print("\n" + _row(["repository", "skip", "reason", "things"]))
    print(_row(["---"] * 4))
    for key, count in sorted(skips.items()):
        print(_row([*key, count]))


def _write_findings(results: Sequence[Result]) -> None:
    """A list for a person to fill in: each finding, and room for the verdict on it."""
    lines = [_row(["repository", "place", "rule", "seen", "disposition", "verdict"]), _row(["---"] * 6)]
    for repository, _, _, record in results:
        for finding, disposition in _findings(record):
            place = f"{finding['place']['path']}:{finding['place']['start']['line']}"
            shown = f"`{finding['evidence']}`"
            lines.append(_row([repository.name, place, finding["rule"], shown, disposition, ""]))
    target = WORK / "findings.md"
    target.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"\n{len(lines) - 2} findings to look at: {target.relative_to(HERE.parent)}", file=sys.stderr)


def _findings(record: dict[str, Any]) -> list[tuple[dict[str, Any], str]]:
    judged = record.get("verdict", {}).get("judgements", ())
    return [(item["tracked"]["finding"], item["disposition"]) for item in judged]


def _row(cells: Sequence[object]) -> str:
    return "| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |"


if __name__ == "__main__":
    sys.exit(main())
