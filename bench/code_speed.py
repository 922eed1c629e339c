"""What the code analysis costs: beside a peer, by lines, day by day; and whether workers matter."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import code_material
import code_noise
from chart import Labels, chart, exponent
from code_scan import TREES, commit, extract, scan, section, source, table
from code_tongue import PYTHON, Tongue
from corpus import HERE, WORK
from measure import Command, Outcome, alternate, peak
from report import prose
from tools import OUT, Vedette, World, machine

_PEERS = WORK / "code-peers"
_GROWTH = (10_000, 50_000, 200_000, 500_000, 1_000_000, 2_000_000)
_CODES = (0, 1)
_EACH, _TIMES, _MEMORY = 15.0, 9.0, 400
# Seconds after which a file's times stand for its content: what was copied just now is not remembered.
_SETTLED = 3


def django(runs: int) -> None:
    """Cold, beside bandit, in turn."""
    _install()
    tree = code_material.django()
    count = PYTHON.lines(tree)
    world, peer = World("code-django"), World("code-peer")
    peer.empty()
    commands = [_ours("vedette", world, tree), _bandit(peer, tree)]
    ours, other = alternate(commands, runs)
    rows = [
        [one.name, *_figures(one), f"{1000 * one.cpu / count * 1000:.1f}" if one.samples else "", one.problem]
        for one in (ours, other)
    ]
    ratio = other.cpu / ours.cpu if ours.sound and other.sound else 0
    said = f"""
        {code_material.DJANGO}, source distribution, {count:,} lines of Python, at {commit()}; {machine()};
        load {os.getloadavg()[0]:.1f}. `python bench/code_run.py speed --runs {runs}`: CPU is user and system
        time of all processes, the least of {runs} runs in turn; nothing remembered, patterns compiled anew.
        Aim: {_EACH:.0f} ms for a thousand lines; bandit costs {ratio:.1f} times as much (aim {_TIMES:.0f}).
    """
    head = ["scan", "CPU s", "median CPU s", "wall s", "MiB", "CPU ms a thousand lines", ""]
    section("speed", ["## Speed", "", prose(said), "", *table(head, rows)])
    _tell(rows)


def growth(runs: int, folder: Path | None, sizes: Sequence[int] = _GROWTH) -> None:
    """Cold scans of ever more distinct lines, and the highest memory of a worker on the largest tree."""
    _install()
    code_material.prepare(folder)
    rows, points = [], []
    for size in sizes:
        tree = code_material.of_lines(size)
        count, world = PYTHON.lines(tree), World("code-growth")
        (one,) = alternate([_ours(f"vedette, {size} lines", world, tree)], runs)
        rows.append(
            [f"{count:,}", *_figures(one), f"{1e6 * one.cpu / count:.1f}" if one.samples else "", one.problem]
        )
        if one.sound:
            points.append((float(count), one.cpu))
        print(rows[-1], flush=True)
    world = World("code-memory")
    found = peak(_ours("vedette, memory", world, code_material.of_lines(sizes[-1])))
    most = f"parent {found.parent:.0f} MiB, largest worker {found.child:.0f} MiB" if found else "failed"
    slope = f"{exponent(points):.3f}" if len(points) > 1 else "unknown"
    steady = [point for point in points if point[0] >= 100_000]  # noqa: PLR2004 - what every run costs is small there
    steep = f"{exponent(steady):.3f}" if len(steady) > 1 else "unknown"
    said = f"""
        Whole folders of the ten projects, each file once, at {commit()}:
        `python bench/code_run.py growth --runs {runs}`. Exponent of CPU by lines: {slope} over all,
        {steep} from 100,000 on (1 is linear). Memory on the
        largest: {most} (aim under {_MEMORY} a worker).
    """
    if points:
        drawn = chart(
            Labels("Code: CPU by lines", "lines of distinct files", "CPU seconds, all processes"),
            {"vedette": points},
        )
        (HERE / "charts" / "code-growth.svg").write_text(drawn, encoding="utf-8")
    head = ["lines", "CPU s", "median CPU s", "wall s", "MiB", "CPU ms a thousand lines", ""]
    picture = "![CPU by lines](charts/code-growth.svg)"
    section("growth", ["## Growth and memory", "", prose(said), "", *table(head, rows), "", picture])
    _tell([[slope, steep, most]])


def warm(runs: int, folder: Path | None, count: int = 50_000) -> None:
    """A repository that was scanned before: nothing changed, and one file changed that others import."""
    _install()
    code_material.prepare(folder)
    tree = code_material.of_files(count)
    world = World("code-warm")
    world.empty()
    first = alternate([_ours("first scan", world, tree, cold=False)], 1) + alternate(
        [_ours("second scan", world, tree, cold=False)], 1
    )
    changed = _imported(tree)
    kept = changed.read_bytes()

    def change() -> None:
        changed.write_bytes(kept + b"\n\ndef added_%s():\n    return 1\n" % os.urandom(4).hex().encode())

    same = _ours("nothing changed", world, tree, cold=False)
    other = replace(_ours("one file changed", world, tree, cold=False), before=change)
    try:
        outcomes = [*first, *alternate([same], runs), *alternate([other], runs)]
    finally:
        changed.write_bytes(kept)
    rows = [[one.name, *_figures(one), one.problem] for one in outcomes]
    said = f"""
        A repository of {count:,} Python files ({PYTHON.lines(tree):,} lines), at {commit()}:
        `python bench/code_run.py warm --runs {runs}`. The changed file is `{changed.relative_to(tree)}`.
        Aims: under 1 s with nothing changed, under 0.3 s with one file and its callers.
    """
    section("warm", ["## Day by day", "", prose(said), "", *table(_WARM, rows)])
    _tell(rows)


_WARM = ["scan", "CPU s", "median CPU s", "wall s", "MiB", ""]


def largest(runs: int, folder: Path | None, tongue: Tongue, most: int = 3) -> None:
    """The largest projects of a language: cold, once more, and after a change to one file."""
    OUT.mkdir(parents=True, exist_ok=True)
    trees = [
        extract(source(one.name, folder), one.commit, code_noise.place(one))
        for one in code_noise.projects((), tongue)
    ]
    counted = sorted(((tongue.lines(tree), tree) for tree in trees), reverse=True)[:most]
    rows = []
    for count, original in counted:
        tree = code_material.copied(original)
        time.sleep(_SETTLED)
        outcomes = _daily(World("code-largest"), tree, _changeable(tongue, tree), runs)
        for one in outcomes:
            each = f"{1e6 * one.cpu / count:.1f}" if one.samples and one is outcomes[0] else ""
            rows.append([tree.name, f"{count:,}", one.name, *_figures(one), each, one.problem])
            print(*rows[-1], sep="  ", flush=True)
    tree, world = code_material.django(), World("code-django")
    count, (one,) = PYTHON.lines(tree), alternate([_here("cold", world, tree)], runs)
    each = f"{1e6 * one.cpu / count:.1f}" if one.samples else ""
    rows.append([f"{tree.name} (Python)", f"{count:,}", one.name, *_figures(one), each, one.problem])
    said = f"""
        The {most} largest projects of [{tongue.projects}]({tongue.projects}), by lines of {tongue.shown} that
        no program made, at {commit()}; {machine()}; load {os.getloadavg()[0]:.1f}.
        `python bench/code_run.py speed{tongue.option} --runs {runs}`: `vedette scan PROJECT --only code
        --exit-zero --ledger none`, CPU is user and system time of all processes, the least of {runs} runs;
        cold: nothing remembered. Aims: 25 ms of CPU for a thousand lines; one changed file under 0.3 s.
        Python's own figures are in [code.md](code.md).
    """
    head = [
        "project",
        "lines",
        "scan",
        "CPU s",
        "median CPU s",
        "wall s",
        "MiB",
        "CPU ms a thousand lines",
        "",
    ]
    section("speed", ["## Speed", "", prose(said), "", *table(head, rows)], tongue.report)


def _daily(world: World, tree: Path, changed: Path, runs: int) -> list[Outcome]:
    """Outcomes of cold scans, of scans that follow, and of scans after a change."""
    kept = changed.read_bytes()

    def change() -> None:
        changed.write_bytes(kept + b"\nfunction added_%s() { return 1; }\n" % os.urandom(4).hex().encode())

    try:
        return [
            *alternate([_here("cold", world, tree)], runs),
            *alternate([_here("nothing changed", world, tree, cold=False)], runs),
            *alternate([replace(_here("one file changed", world, tree, cold=False), before=change)], runs),
        ]
    finally:
        changed.write_bytes(kept)


def _changeable(tongue: Tongue, tree: Path) -> Path:
    """A plain file of middle size, outside of tests."""
    files = [
        path
        for path in tongue.files(tree)
        if path.suffix in {".js", ".ts"} and not tongue.aside.search(path.relative_to(tree).as_posix())
    ]
    return sorted(files, key=lambda path: (path.stat().st_size, str(path)))[len(files) // 2]


def jobs(folder: Path | None) -> bool:
    """Whether one, two and four workers report the same."""
    code_material.prepare(folder)
    tree = code_material.of_lines(200_000)
    told = {}
    for number in (1, 2, 4):
        scanned = scan(tree, f"jobs-{number}", "--jobs", str(number))
        told[number] = _plain(scanned.sarif), _judged(scanned.record)
        print(f"--jobs {number}: {len(scanned.found)} findings", flush=True)
    same = told[1] == told[2] == told[4]
    count = PYTHON.lines(tree)
    said = f"`python bench/code_run.py jobs` at {commit()}, {count:,} lines: `--jobs` 1, 2 and 4 report " + (
        "the same, byte by byte." if same else "**differently**."
    )
    section("jobs", ["## Workers", "", said])
    print(said)
    return same


def fuzz(cases: int, seed: int) -> int:
    """Hostile Python through the front end and the analysis; the exit code of the fuzzer."""
    command = [sys.executable, str(HERE.parent / "fuzz" / "run.py"), "--only", "python"]
    return subprocess.run([*command, "--cases", str(cases), "--seed", str(seed)], check=False).returncode


def _plain(sarif: Path) -> str:
    """The log without what tells one run from another."""
    log = json.loads(sarif.read_bytes())
    for run in log["runs"]:
        for name in ("automationDetails", "invocations"):
            run.pop(name, None)
        for result in run["results"]:
            for name in ("findingId", "firstSeen", "lastSeen"):
                result.get("properties", {}).pop(name, None)
            result.pop("fingerprints", None)
    return json.dumps(log, sort_keys=False)


def _judged(record: dict[str, Any]) -> tuple[Any, ...]:
    coverage = record["coverage"]
    skips = sorted(json.dumps(skip, sort_keys=True) for skip in coverage["skips"])
    return coverage["asked"], coverage["examined"], skips


def _ours(name: str, world: World, tree: Path, *, cold: bool = True) -> Command:
    out = OUT / "code-speed.json"
    return Command(
        name=name,
        argv=(Vedette.program, "scan", str(tree), "--only", "code", "--exit-zero", "--format", f"json={out}"),
        environment=world.environment,
        folder=WORK,
        log=OUT / "code-speed.log",
        before=world.empty if cold else lambda: None,
        check=lambda: _examined(out),
    )


def _here(name: str, world: World, tree: Path, *, cold: bool = True) -> Command:
    """The same by the working copy: what `pip install .` brings reads no second language."""
    one = _ours(name, world, tree, cold=cold)
    argv = (sys.executable, "-m", "vedette", *one.argv[1:], "--ledger", "none")
    return replace(one, argv=argv, environment={**world.environment, "PYTHONPATH": str(HERE.parent / "src")})


def _examined(out: Path) -> str:
    """Why the report shows no finished work, if so."""
    try:
        record = json.loads(out.read_bytes())
        out.unlink()
    except (OSError, ValueError) as error:
        return f"no sound report: {type(error).__name__}"
    completeness = record["verdict"]["completeness"]
    return "void" if completeness == "void" or not record["coverage"]["examined"] else ""


def _bandit(world: World, tree: Path) -> Command:
    return Command(
        name="bandit",
        argv=(
            str(_PEERS / "bin" / "bandit"),
            "-q",
            "-r",
            str(tree),
            "-f",
            "json",
            "-o",
            str(OUT / "bandit.json"),
        ),
        environment=world.environment,
        folder=WORK,
        log=OUT / "bandit.log",
        good=_CODES,
    )


def _figures(one: Outcome) -> list[str]:
    if not one.samples:
        return ["", "", "", ""]
    return [f"{one.cpu:.2f}", f"{one.median:.2f}", f"{one.wall:.2f}", f"{one.memory:.0f}"]


def _imported(tree: Path) -> Path:
    """A file that many others of the first copy import: the base of the largest library there."""
    return next(tree.glob("copy00/celery+celery/celery/utils/functional.py"))


def _install() -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    Vedette().install()
    stamp, wanted = _PEERS / "bench.stamp", (HERE / "code_peers.txt").read_text(encoding="utf-8")
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return
    shutil.rmtree(_PEERS, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "venv", str(_PEERS)], check=True)
    pip = [str(_PEERS / "bin" / "python"), "-m", "pip", "--quiet", "--disable-pip-version-check", "install"]
    subprocess.run([*pip, "--require-hashes", "--no-deps", "-r", str(HERE / "code_peers.txt")], check=True)
    stamp.write_text(wanted, encoding="utf-8")


def _tell(rows: Sequence[Sequence[object]]) -> None:
    for row in rows:
        print(*row, sep="  ", flush=True)
    print(f"written to {(TREES.parent.parent / 'code.md').name}")
