"""Throw hostile input at the parts that read a scanned tree: no crash, and no hang beyond the bound.

    python fuzz/run.py --cases 2000 --seed 1
    python fuzz/run.py --only rules --cases 1 --seed 1 --first 1234      (one failing case again)
    python fuzz/run.py --slow 0.4                        (each pattern against slow inputs of 0.4 MB)
    python fuzz/run.py --slow 0.4 --sample 40 --seed 7   (forty of them, drawn by the seed)

Every case is made from its seed, area and number alone. It exits with 1 when a case failed.
"""

from __future__ import annotations

import argparse
import random
import resource
import signal
import sys
import tempfile
import time
import traceback
from pathlib import Path
from types import FrameType

from areas import AREAS
from slow import try_patterns

# Of the processor: on a busy machine a case waits for it, and that is no hang. Waiting for anything else is.
_BOUND_SECONDS = 10
_BOUND_WAITING = 120
_AGAIN_SECONDS = 1


class HangError(BaseException):
    """A case took longer than the bound; what catches every `Exception` must not catch this."""


def main(argv: list[str]) -> int:
    """Run what the arguments ask for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--cases", type=int, default=2000, help="in all, shared out among the areas")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="number of the first case of each area")
    parser.add_argument("--only", choices=sorted(AREAS), action="append", help="this area; repeatable")
    parser.add_argument("--slow", type=float, default=0, metavar="MB", help="try the patterns instead")
    parser.add_argument("--rules", default="", metavar="A,B", help="with --slow: these rules only")
    parser.add_argument("--sample", type=int, default=0, help="with --slow: so many rules, drawn by the seed")
    given = parser.parse_args(argv)
    if given.slow:
        return try_patterns(
            given.slow, [one for one in given.rules.split(",") if one], given.sample, given.seed
        )
    names = given.only or list(AREAS)
    share = [given.cases // len(names) + (place < given.cases % len(names)) for place in range(len(names))]
    failures = 0
    for number in (signal.SIGPROF, signal.SIGALRM):
        signal.signal(number, _hang)
    began = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="vedette-fuzz-") as room:
        for name, count in zip(names, share, strict=True):
            failures += _area(name, range(given.first, given.first + count), given.seed, Path(room))
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(
        f"total: {given.cases} cases, {failures} failures, {time.perf_counter() - began:.1f} s, "
        f"{used.ru_utime + used.ru_stime:.1f} CPU s, peak {used.ru_maxrss // 1024} MiB, seed {given.seed}"
    )
    return int(failures > 0)


def _area(name: str, numbers: range, seed: int, room: Path) -> int:
    failures = 0
    slowest = (0.0, -1)
    began = time.perf_counter()
    for number in numbers:
        start = time.perf_counter()
        try:
            _timers(_BOUND_SECONDS, _BOUND_WAITING)
            AREAS[name](random.Random(f"{seed}:{name}:{number}"), room)
            _timers(0, 0)
        except (Exception, HangError):  # noqa: BLE001 - whatever escapes is a fault
            _timers(0, 0)
            failures += 1
            last = traceback.format_exc(limit=-3)
            print(
                f"FAILED {name}: --only {name} --seed {seed} --first {number} --cases 1\n{last}", flush=True
            )
        slowest = max(slowest, (time.perf_counter() - start, number))
    print(
        f"{name}: {len(numbers)} cases, {failures} failures, {time.perf_counter() - began:.1f} s, "
        f"slowest {slowest[0] * 1000:.0f} ms (case {slowest[1]})",
        flush=True,
    )
    return failures


def _timers(used: float, waited: float) -> None:
    """Start both, or stop them with 0. They ring again, in case what is interrupted goes on."""
    again = _AGAIN_SECONDS if used else 0
    signal.setitimer(signal.ITIMER_PROF, used, again)
    signal.setitimer(signal.ITIMER_REAL, waited, again)


def _hang(number: int, frame: FrameType | None) -> None:
    del frame
    raise HangError(
        f"more than {_BOUND_SECONDS} CPU s" if number == signal.SIGPROF else f"more than {_BOUND_WAITING} s"
    )


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
