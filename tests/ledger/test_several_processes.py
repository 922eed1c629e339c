"""Several processes at one ledger, and processes that die: nothing is lost, nothing half written."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from ledger_world import finding, place_of, scan, seen

from vedette.ledger.store import open_ledger

RECORDER = Path(__file__).with_name("recorder.py")


def start(path: Path, first: int, count: int, findings: int, deadly: int = 0) -> subprocess.Popen[bytes]:
    words = [sys.executable, str(RECORDER), str(path), *map(str, (first, count, findings, deadly))]
    return subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


@pytest.mark.slow
def test_eight_processes_at_once_lose_nothing(tmp_path: Path) -> None:
    """They also make the ledger and its keys at the same moment."""
    path = place_of(tmp_path)
    processes = [start(path, first, 5, 20) for first in range(0, 80, 10)]
    for process in processes:
        _, errors = process.communicate(timeout=120)
        assert (process.returncode, errors) == (0, b"")
    ledger = open_ledger(path)
    runs = ledger.runs("shop", 100)
    assert sorted(item.run.id for item in runs) == sorted(
        f"run-{n}" for first in range(0, 80, 10) for n in range(first, first + 5)
    )
    assert len(ledger.findings("shop")) == 8 * 20
    assert ledger.verify() == []
    ledger.close()


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
def test_kills_at_random_moments_leave_whole_runs_only(tmp_path: Path) -> None:
    path = place_of(tmp_path)
    dice = random.Random(7)  # noqa: S311 - to be repeated, not to be secret
    for number in range(6):
        process = start(path, 1 + number * 100, 99, 300)
        assert process.stdout
        process.stdout.readline()
        time.sleep(dice.uniform(0.01, 0.4))
        process.kill()
        process.communicate()
        ledger = open_ledger(path)
        assert ledger.verify() == []
        ledger.close()
