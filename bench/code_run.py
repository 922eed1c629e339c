r"""Measures the code analysis, and writes the sections of bench/code.md.

    VEDETTE_CORPUS=FOLDER python bench/code_run.py noise              # ten projects: every finding
    python bench/code_run.py noise celery/celery                      # these only; printed, not written
    python bench/code_run.py sheet [--confidence high] [--seed 1]     # a sheet for a judge
    python bench/code_run.py sheet --read FILE --judge NAME           # take its verdicts over
    VEDETTE_CORPUS=FOLDER python bench/code_run.py advisories [ID]    # before and after each fix
    VEDETTE_CORPUS=FOLDER python bench/code_run.py advisories --list code_holdout.toml    # of another list
    VEDETTE_CORPUS=FOLDER python bench/code_run.py benchmark --scorer score_benchmark.py
    VEDETTE_CORPUS=FOLDER python bench/code_run.py renamed --scorer score_benchmark.py --python python3.13
    python bench/code_run.py speed --runs 3                           # Django, beside bandit
    VEDETTE_CORPUS=FOLDER python bench/code_run.py growth|warm --runs 3
    VEDETTE_CORPUS=FOLDER python bench/code_run.py jobs               # 1, 2 and 4 workers
    VEDETTE_CORPUS=FOLDER python bench/code_run.py edits --cases 40   # three projects, remembering or not
    VEDETTE_CORPUS=FOLDER python bench/code_run.py central [--compare]  # one edit of a much used function
    VEDETTE_CORPUS=FOLDER python bench/code_run.py buffer --cases 200   # a text while it is edited
    python bench/code_run.py fuzz --cases 2000 --seed 1
    VEDETTE_CORPUS=FOLDER python bench/code_run.py edits|noise|sheet|advisories|teaching|speed \
        --language javascript

FOLDER holds a git directory `OWNER+NAME/repo` of each repository; code.toml and code_advisories.toml say
which commits, and javascript.toml and its fellows for that language, whose report is bench/javascript.md.
Nothing is downloaded but peers and Django's source distribution, by pip, and no code of the repositories is
run. Scans are of the working copy; speed is that of what `pip install .` installs, but of the working copy
for other languages than Python.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

import code_buffer
import code_central
import code_edits
import code_known
import code_material
import code_noise
import code_owasp
import code_speed
import code_teaching
from code_scan import Found, route
from code_tongue import JAVASCRIPT, PYTHON, TONGUES
from corpus import UnpreparedError

_VERBS = (
    *("noise", "sheet", "advisories", "teaching", "benchmark", "renamed"),
    *("speed", "growth", "warm", "jobs", "edits", "central", "buffer", "fuzz"),
)

_OF_ALL = ("noise", "sheet", "advisories", "teaching", "speed", "edits")

# By project, the folder in which edits are made: a cold run after each is to take seconds.
_EDITED = {
    PYTHON.name: {"healthchecks/healthchecks": "", "paramiko/paramiko": "", "aio-libs/aiohttp": ""},
    JAVASCRIPT.name: {"louislam/uptime-kuma": "server", "NodeBB/NodeBB": "src"},
}


def main() -> int:
    """Do what the command line says."""
    options = _options()
    try:
        return _do(options)
    except UnpreparedError as error:
        print(f"Not measured: {error}", file=sys.stderr)
        return 2


def _do(options: argparse.Namespace) -> int:
    folder, tongue = options.folder, TONGUES[options.language]
    match options.verb:
        case "noise":
            for one in code_noise.measure(folder, options.names, tongue):
                _print(one.repository.name, one.found if options.names else [])
        case "sheet":
            _sheet(options)
        case "advisories":
            code_known.measure(folder, options.names, tongue, options.list)
        case "teaching":
            code_teaching.measure(folder, options.names, tongue)
        case "speed" if tongue is not PYTHON:
            code_speed.largest(options.runs, folder, tongue)
        case "edits":
            parts = {
                one: part
                for one, part in _EDITED[tongue.name].items()
                if one in options.names or not options.names
            }
            found = code_noise.projects(tuple(parts), tongue)
            trees = [code_noise.place(one) / parts[one.name] for one in found]
            return int(not code_edits.measure(trees, options.cases, str(options.seed), tongue))
        case _:
            return _of_python(options)
    return 0


def _of_python(options: argparse.Namespace) -> int:
    folder = options.folder
    match options.verb:
        case "benchmark":
            code_owasp.measure(folder, options.scorer)
        case "renamed":
            return int(code_owasp.renamed(folder, options.scorer, str(options.seed), options.python) > 0)
        case "speed":
            code_speed.django(options.runs)
        case "growth":
            code_speed.growth(options.runs, folder)
        case "warm":
            code_speed.warm(options.runs, folder)
        case "jobs":
            return int(not code_speed.jobs(folder))
        case "buffer":
            trees = [code_material.django(), *(code_noise.place(one) for one in code_noise.projects())]
            return int(not code_buffer.measure(trees, options.cases, str(options.seed)))
        case "central":
            names = options.names or ("django",)
            trees = [code_material.django()] if "django" in names else []
            trees += [code_noise.place(one) for one in code_noise.projects() if one.name in names]
            return int(not code_central.measure(trees, compare=options.compare))
        case _:
            return code_speed.fuzz(options.cases, int(options.seed))
    return 0


def _sheet(options: argparse.Namespace) -> None:
    tongue = TONGUES[options.language]
    if options.read:
        print(f"{code_noise.read_sheet(options.read, options.judge, tongue)} verdicts taken over")
        return
    listed = code_noise.measure(options.folder, options.names, tongue)
    confidence, seed = options.confidence, int(options.seed)
    sheet = code_noise.write_sheet(listed, confidence=confidence, seed=seed, tongue=tongue)
    print(f"to be judged: bench/work/{sheet.name}")


def _print(name: str, found: list[Found]) -> None:
    for one in found:
        where = f"{name} {one.path}:{one.line}"
        print(one.rule, one.confidence, one.persona, where, one.message, route(one), sep="  ")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("verb", choices=_VERBS)
    parser.add_argument("names", nargs="*", help="only these projects or advisories")
    parser.add_argument("--language", choices=sorted(TONGUES), default=PYTHON.name)
    folder = os.environ.get("VEDETTE_CORPUS")
    parser.add_argument("--from", dest="folder", type=Path, default=Path(folder) if folder else None)
    parser.add_argument("--scorer", type=Path, help="the script that scores a SARIF file by a corpus")
    parser.add_argument("--python", default=sys.executable, help="for `renamed`: 3.12 or later")
    parser.add_argument("--list", default="", help="another list of advisories in this folder")
    parser.add_argument("--runs", type=int, default=3, help="of each command; the least counts")
    parser.add_argument("--seed", default="1")
    parser.add_argument(
        "--compare", action="store_true", help="for `central`: with runs that remember nothing"
    )
    parser.add_argument("--cases", type=int, default=2000)
    parser.add_argument("--confidence", default="high", choices=("", "low", "medium", "high"))
    parser.add_argument("--read", type=Path, metavar="SHEET", help="take the verdicts of a sheet over")
    parser.add_argument("--judge", default="", help="who gave them")
    options = parser.parse_args()
    if options.verb in {"benchmark", "renamed"} and options.scorer is None:
        parser.error("name the scorer: --scorer FILE")
    if options.language != PYTHON.name and options.verb not in _OF_ALL:
        parser.error(f"{options.verb} is measured for Python only")
    if options.verb == "teaching" and options.language == PYTHON.name:
        parser.error("name the language of the applications: --language javascript")
    return options


if __name__ == "__main__":
    sys.exit(main())
