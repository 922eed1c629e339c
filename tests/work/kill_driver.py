"""Kills scans at random moments on a disk that is full again and again.

`kill_driver.py DISK REPO TURNS SEED`: the user's folders lie on DISK, a small file system of its own. It ends
with 0 if cache and ledger stayed sound and every scan with room to write said what the first one said.
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

from cache_world import commit

SCAN = (sys.executable, "-m", "vedette", "scan")
DONE, BLOCKED = 0, 1
_MOST_FREE = 400_000
_CHUNK = 1 << 16


def main() -> None:
    disk, repo = Path(sys.argv[1]), Path(sys.argv[2])
    turns, chance = int(sys.argv[3]), random.Random(sys.argv[4])  # noqa: S311 - repeatable
    for name in ("STATE", "CACHE", "CONFIG"):
        os.environ[f"XDG_{name}_HOME"] = str(disk / name.lower())
    expected = told(repo)
    # The first run of all compiles the patterns: most kills would come when the others have long ended.
    started = time.monotonic()
    assert told(repo) == expected
    whole = time.monotonic() - started
    assert expected
    ends: Counter[str] = Counter()
    for turn in range(turns):
        commit(repo, {"d1/f1.py": f"x = {turn} + 1000\n"})
        if turn % 3 == 0:
            for path in (disk / "cache" / "vedette" / "results").iterdir():
                path.unlink()
        is_full = turn % 2 == 0
        if is_full:
            fill(disk / "filler", chance.randrange(_MOST_FREE))
        end = killed(repo, chance, whole)
        ends[f"{end}{', disk full' if is_full else ''}"] += 1
        (disk / "filler").unlink(missing_ok=True)
        if turn % 4 == 0:
            assert told(repo) == expected, turn
    assert told(repo) == told(repo, "--no-cache") == expected
    verified = subprocess.run(
        [sys.executable, "-m", "vedette", "ledger", "verify"], capture_output=True, text=True, check=False
    )
    assert verified.returncode == DONE, verified.stdout + verified.stderr
    sys.stdout.write("".join(f"{count:4} {end}\n" for end, count in sorted(ends.items())))


def told(repo: Path, *more: str) -> list[str]:
    """The findings of a scan that is left alone and has room to write."""
    done = subprocess.run([*SCAN, *more], cwd=repo, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == BLOCKED, done.stdout + done.stderr
    assert "was not used" not in done.stdout, done.stdout
    return [line for line in done.stdout.splitlines() if "secret-stripe" in line]


def fill(path: Path, left: int) -> None:
    """Take all room but so many bytes."""
    with path.open("wb") as file, suppress(OSError):
        while True:
            os.write(file.fileno(), bytes(_CHUNK))
    os.truncate(path, max(0, path.stat().st_size - left))


def killed(repo: Path, chance: random.Random, whole: float) -> str:
    """One scan, itself or one of its children killed on the way; how it ended."""
    process = subprocess.Popen(
        [*SCAN, "--jobs", "2"],
        cwd=repo,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    time.sleep(chance.uniform(0.05, whole))
    below = children(process.pid)
    if below and chance.random() < 0.5:
        with suppress(ProcessLookupError):
            os.kill(chance.choice(below), signal.SIGKILL)
        what = "a child killed"
        process.wait(120)
    else:
        process.kill()
        process.wait()
        what = "killed" if process.returncode == -signal.SIGKILL else "ended before"
    # The leak is there: a scan that passes did not look.
    assert process.returncode != DONE
    none_left(process.pid)
    return f"{what}, {process.returncode}"


def children(pid: int) -> list[int]:
    try:
        return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def none_left(group: int) -> None:
    """Workers end when their parent is gone."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    os.killpg(group, signal.SIGKILL)
    raise AssertionError("a worker outlived its parent by ten seconds")


if __name__ == "__main__":
    main()
