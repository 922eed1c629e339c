"""Several processes at one ledger, and processes that die: nothing is lost, nothing half written.

`VEDETTE_KILLS=200 pytest -s tests/ledger/test_several_processes.py` kills two hundred on each store.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from ledger_world import finding, place_of, scan, seen

from vedette.ledger.place import Place, setting
from vedette.ledger.store import open_ledger

RECORDER = Path(__file__).with_name("recorder.py")
WRITERS = 20
EACH = 5
KILLS = int(os.environ.get("VEDETTE_KILLS", "6"))
SEED = int(os.environ.get("VEDETTE_SEED", "7"))


def start(place: Place, first: int, count: int, findings: int, deadly: int = 0) -> subprocess.Popen[bytes]:
    words = [sys.executable, str(RECORDER), setting(place), *map(str, (first, count, findings, deadly))]
    return subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


@pytest.mark.slow
def test_twenty_processes_at_once_lose_nothing(place: Place) -> None:
    """They also make the ledger and its keys at the same moment."""
    began = time.perf_counter()
    starts = range(0, WRITERS * 10, 10)
    processes = [start(place, first, EACH, 20) for first in starts]
    for process in processes:
        _, errors = process.communicate(timeout=300)
        assert (process.returncode, errors) == (0, b"")
    took = time.perf_counter() - began
    ledger = open_ledger(place)
    runs = ledger.runs("shop", 1000)
    assert sorted(item.run.id for item in runs) == sorted(
        f"run-{n}" for first in starts for n in range(first, first + EACH)
    )
    assert len(ledger.findings("shop")) == WRITERS * 20
    assert ledger.verify() == []
    ledger.close()
    print(f"\n{WRITERS} writers, {len(runs)} runs, none lost, {took:.1f} s")  # noqa: T201 - the figure


@pytest.mark.slow
@pytest.mark.parametrize("deadly", [50, 500, 2000, 5000, 10_000, 20_000])
def test_a_kill_in_the_middle_of_a_transaction_leaves_the_run_before_it(tmp_path: Path, deadly: int) -> None:
    path = place_of(tmp_path)
    process = start(path, 1, 2, 500, deadly)
    process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL
    ledger = open_ledger(path)
    assert [item.run.id for item in ledger.runs("shop", 9)] == ["run-1"]
    assert ledger.verify() == []
    scan(ledger, 9, [finding()], seen("a.py"))
    assert ledger.verify() == []
    ledger.close()


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9")
def test_kills_at_random_moments_lose_nothing(place: Place) -> None:
    dice = random.Random(SEED)  # noqa: S311 - to be repeated, not to be secret
    told: set[str] = set()
    longest = 0.3
    for number in range(KILLS):
        process = start(place, 1 + number * 1000, 999, 100)
        assert process.stdout
        process.stdout.readline()
        if not number:
            # On a busy machine a run takes longer: kills are to fall before, within and after some.
            began = time.perf_counter()
            told.add(process.stdout.readline().decode().strip())
            longest = max(longest, 3 * (time.perf_counter() - began))
        time.sleep(dice.uniform(0.0, longest))
        process.kill()
        rest, _ = process.communicate()
        told |= {line for line in rest.decode().split("\n") if line}
        # The whole journal is read each time at first, then now and then: its length is the test's time.
        check(place, told, whole=number < 10 or number % 20 == 0 or number == KILLS - 1)
    print(f"\n{KILLS} kills, {len(told)} runs told, none lost")  # noqa: T201 - the figure is the point
    assert told


def check(place: Place, told: set[str], *, whole: bool) -> None:
    ledger = open_ledger(place)
    there = {item.run.id for item in ledger.runs("shop", 1_000_000)}
    assert told <= there, "a run that was told to be recorded is lost"
    # One may have been recorded and its teller killed before it could tell.
    assert not whole or ledger.verify() == []
    ledger.close()
