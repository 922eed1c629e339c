"""The fuzzer over 2,000 seeded cases, and every case that failed once."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

FUZZ = Path(__file__).parents[2] / "fuzz"
# (area, seed, number) of cases that once failed for a fault of ours.
CASES: list[tuple[str, int, int]] = [("rules", 7, 19272)]


def _run(*arguments):
    return subprocess.run(
        [sys.executable, str(FUZZ / "run.py"), *arguments],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.mark.slow
def test_2000_seeded_cases():
    done = _run("--cases", "2000", "--seed", "1")
    assert done.returncode == 0, done.stdout + done.stderr
    assert sorted(re.findall(r"^(\w+): \d{3} cases, 0 failures", done.stdout, re.MULTILINE)) == [
        "archives",
        "configuration",
        "decoding",
        "discovery",
        "javascript",
        "logs",
        "packages",
        "python",
        "rules",
        "watch",
    ]


@pytest.mark.parametrize(("area", "seed", "number"), CASES)
def test_what_failed_once(area, seed, number):
    done = _run("--only", area, "--seed", str(seed), "--first", str(number), "--cases", "1")
    assert done.returncode == 0, done.stdout


def test_a_failure_is_told_with_the_way_to_repeat_it(tmp_path):
    (tmp_path / "run.py").write_text((FUZZ / "run.py").read_text())
    (tmp_path / "slow.py").write_text("def try_patterns(size): return 0\n")
    (tmp_path / "areas.py").write_text(
        "def bad(chance, room): assert chance.random() < 0.5\nAREAS = {'bad': bad}\n"
    )
    done = subprocess.run(
        [sys.executable, str(tmp_path / "run.py"), "--cases", "20"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert re.search(r"FAILED bad: --only bad --seed 1 --first \d+ --cases 1", done.stdout)


@pytest.mark.slow
def test_patterns_stay_fast_on_inputs_built_to_slow_them():
    """10 KB an input: the full measure is `fuzz/run.py --slow 2`; here only what hangs is caught."""
    done = _run("--slow", "0.01")
    rates = [float(rate) for rate in re.findall(r"([0-9.]+) CPU s/MB", done.stdout)]
    assert rates, done.stdout + done.stderr
    assert max(rates) < 100
