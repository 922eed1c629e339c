"""Measures commands as whole process trees, paired: A B A B, never AAAA BBBB.

CPU is user plus system time of the command and of all that it started, orphans included: this process adopts
them (Linux) and reads the kernel's account once all have ended. The least of several runs is what a command
costs; what is above it is noise of the machine.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import statistics
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

_ADOPT = 36  # PR_SET_CHILD_SUBREAPER of Linux's prctl
_PATIENCE = 3.0
_POLL = 0.01
_SEEN = 3  # polls: a child that was only just forked still shows its parent's memory


class Sample(NamedTuple):
    """One run: wall and CPU seconds, MiB of the largest process, exit code, whether it was cut short."""

    wall: float
    cpu: float
    memory: float
    code: int
    cut: bool


class Peak(NamedTuple):
    """MiB at their highest: the process itself, the largest and number of those below it, the largest git.

    Git maps its packs into memory, and the kernel counts what is mapped as resident: it stands alone.
    """

    parent: float
    child: float
    children: int
    git: float = 0.0


@dataclass(frozen=True)
class Command:
    """One thing to be measured.

    Attributes:
        name: what tables call it.
        argv: program and arguments.
        environment: all of its variables.
        folder: where it runs.
        log: takes its standard error.
        before: called before each run, not measured.
        good: exit codes that mean that it did its work.
        check: called after a good run; what it returns, unless empty, is why the run does not count.
        stdin: file that it reads, if any.
        seconds: it is cut short after these.
        runs: at most so many; 0 for as many as the others.
    """

    name: str
    argv: tuple[str, ...]
    environment: Mapping[str, str]
    folder: Path
    log: Path
    before: Callable[[], None] = lambda: None
    good: tuple[int, ...] = (0,)
    check: Callable[[], str] = str
    stdin: Path | None = None
    seconds: float = 900.0
    runs: int = 0


@dataclass
class Outcome:
    """What came of a command: its runs, or why there are none."""

    name: str
    samples: list[Sample] = field(default_factory=list)
    problem: str = ""

    @property
    def cpu(self) -> float:
        """CPU seconds, the least of all runs."""
        return min(sample.cpu for sample in self.samples)

    @property
    def wall(self) -> float:
        """Wall seconds, the least of all runs."""
        return min(sample.wall for sample in self.samples)

    @property
    def median(self) -> float:
        """CPU seconds, the median of all runs."""
        return statistics.median(sample.cpu for sample in self.samples)

    @property
    def memory(self) -> float:
        """MiB of the largest process, the most of all runs."""
        return max(sample.memory for sample in self.samples)

    @property
    def sound(self) -> bool:
        """Whether its figures are those of finished work."""
        return bool(self.samples) and not self.problem


def alternate(commands: Sequence[Command], runs: int) -> list[Outcome]:
    """Run the commands in turn, so that a slow minute of the machine hits all alike.

    A command that fails or is cut short is not run again.
    """
    outcomes = [Outcome(command.name) for command in commands]
    for turn in range(runs):
        for command, outcome in zip(commands, outcomes, strict=True):
            if outcome.problem or (command.runs and turn >= command.runs):
                continue
            sample = once(command)
            outcome.samples.append(sample)
            outcome.problem = _problem(command, sample)
    return outcomes


def once(command: Command) -> Sample:
    """Run a command to its end and account for all of its processes."""
    _adopt_orphans()
    command.before()
    with _streams(command) as (source, log):
        before, start = _spent(), time.perf_counter()
        process = _start(command, source, log)
        cut = threading.Event()
        clock = threading.Timer(command.seconds, _end, (process.pid, cut))
        clock.start()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        clock.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        _reap(process.pid)
    return Sample(wall, _spent() - before, usage.ru_maxrss / 1024, process.returncode, cut.is_set())


def peak(command: Command) -> Peak | None:
    """Run a command once and watch the memory of each of its processes; None if it failed.

    Watching costs time, so such a run is not timed. The kernel keeps each process's highest resident size;
    it is read every 10 ms, and only what grows in the last 10 ms before an exit is missed.
    """
    _adopt_orphans()
    command.before()
    highest: dict[int, float] = {}
    polls: dict[int, int] = {}
    gits: set[int] = set()
    with _streams(command) as (source, log):
        process = _start(command, source, log)
        end = time.monotonic() + command.seconds
        while process.poll() is None and time.monotonic() < end:
            for pid in (process.pid, *_below(process.pid)):
                polls[pid] = polls.get(pid, 0) + 1
                highest[pid] = max(highest.get(pid, 0.0), _resident(pid))
                if _name(pid) == "git":
                    gits.add(pid)
            time.sleep(_POLL)
        late = process.poll() is None
        _end(process.pid, threading.Event())
        process.wait()
        _reap(process.pid)
    if late or process.returncode not in command.good:
        return None
    lasting = {pid: size for pid, size in highest.items() if pid != process.pid and polls[pid] >= _SEEN}
    others = [size for pid, size in lasting.items() if pid not in gits]
    git = max((size for pid, size in lasting.items() if pid in gits), default=0.0)
    return Peak(highest.get(process.pid, 0.0), max(others, default=0.0), len(others), git)


class _streams:  # noqa: N801 - reads as the function that it stands for
    """Opens what a command reads and where its errors go."""

    def __init__(self, command: Command) -> None:
        self._source = (command.stdin or Path(os.devnull)).open("rb")
        command.log.parent.mkdir(parents=True, exist_ok=True)
        self._log = command.log.open("wb")

    def __enter__(self) -> tuple[int, int]:
        return self._source.fileno(), self._log.fileno()

    def __exit__(self, *_: object) -> None:
        self._source.close()
        self._log.close()


def _start(command: Command, source: int, log: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command.argv,
        env=dict(command.environment),
        cwd=command.folder,
        stdin=source,
        stdout=subprocess.DEVNULL,
        stderr=log,
        start_new_session=True,
    )


def _problem(command: Command, sample: Sample) -> str:
    if sample.cut:
        return f"not done after {command.seconds:.0f} s"
    if sample.code in command.good:
        return command.check()
    said = command.log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return f"failed, exit {sample.code}" + (f": {said[-1][:80]}" if said else "")


def _adopt_orphans() -> None:
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_ADOPT, 1, 0, 0, 0)


def _reap(group: int) -> None:
    """Wait for what the command left behind, for a while; then end it."""
    end = time.monotonic() + _PATIENCE
    with suppress(ChildProcessError):
        while time.monotonic() < end:
            if os.waitpid(-1, os.WNOHANG) == (0, 0):
                time.sleep(_POLL)
        _end(group, threading.Event())
        while True:
            os.waitpid(-1, 0)


def _end(group: int, cut: threading.Event) -> None:
    cut.set()
    with suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)


def _spent() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _below(pid: int) -> list[int]:
    found: list[int] = []
    with suppress(OSError):
        for listing in Path(f"/proc/{pid}/task").glob("*/children"):
            for child in listing.read_text(encoding="ascii").split():
                found += (int(child), *_below(int(child)))
    return found


def _name(pid: int) -> str:
    with suppress(OSError):
        return Path(f"/proc/{pid}/comm").read_text(encoding="utf-8", errors="replace").strip()
    return ""


def _resident(pid: int) -> float:
    with suppress(OSError, ValueError):
        for line in Path(f"/proc/{pid}/status").read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    return 0.0
