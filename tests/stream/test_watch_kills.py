"""A watch that is killed at any moment, while its log is written and rotated, examines each line once."""

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
KILLS = int(os.environ.get("VEDETTE_WATCH_KILLS", "20"))


@pytest.mark.slow
def test_each_line_is_examined_once_whatever_is_killed(tmp_path):
    log = tmp_path / "access.log"
    log.touch()
    lines = max(20_000, KILLS * 5_000)
    rate = 8_000
    writer = subprocess.Popen(
        [sys.executable, HERE / "log_writer.py", log, str(lines), "3000", str(rate)], cwd=HERE
    )
    seed = random.randrange(1 << 30)  # noqa: S311 - same
    chance = random.Random(seed)  # noqa: S311 - chances, no secrets
    kills = 0
    out = (tmp_path / "out").open("wb")
    try:
        deadline = time.monotonic() + lines / rate * 4 + 120
        while True:
            watcher = subprocess.Popen(
                [sys.executable, HERE / "watch_driver.py", log, tmp_path / "ledger.db", str(lines)],
                cwd=HERE,
                stdout=out,
                stderr=out,
            )
            patience = chance.uniform(0.2, 1.6) if kills < KILLS else deadline - time.monotonic()
            try:
                code = watcher.wait(patience)
            except subprocess.TimeoutExpired:
                watcher.kill()
                watcher.wait()
                kills += 1
                assert time.monotonic() < deadline, (seed, (tmp_path / "out").read_text()[-3000:])
                continue
            break
        said = (tmp_path / "out").read_text()
        assert code == 0, (seed, kills, said[-3000:])
        assert "Trouble" not in said, (seed, said[-3000:])
        assert kills >= min(KILLS, 5), kills
        print(f"{kills} kills, {lines:,} lines, seed {seed}")  # noqa: T201 - what bench/web.md quotes
    finally:
        out.close()
        writer.kill()
        writer.wait()
