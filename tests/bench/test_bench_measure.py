import os
import sys
from dataclasses import replace

import pytest
from measure import Command, alternate, once, peak

_BURN = "import time\nwhile time.process_time() < {}: pass"
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the bench counts processes as Linux does")


@pytest.fixture(autouse=True)
def _no_adoption_left():
    """Measuring makes this process adopt orphans; other tests are to run as before."""
    yield
    import ctypes

    ctypes.CDLL(None).prctl(36, 0, 0, 0, 0)


@pytest.fixture
def command(tmp_path):
    def make(code, name="it", **options):
        return Command(
            name=name,
            argv=(sys.executable, "-c", code),
            environment={"PATH": os.defpath},
            folder=tmp_path,
            log=tmp_path / "log",
            **options,
        )

    return make


def test_grandchildren_count(command):
    inner = _BURN.format(0.3)
    sample = once(command(f"import subprocess, sys; subprocess.run([sys.executable, '-c', {inner!r}])"))
    assert 0.3 <= sample.cpu < 2
    assert sample.code == 0


def test_orphans_that_outlive_the_command_count(command):
    inner = _BURN.format(0.3)
    code = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {inner!r}])"
    sample = once(command(code))
    assert sample.cpu >= 0.3
    assert sample.code == 0


def test_commands_alternate(command):
    seen = []
    commands = [command("", name=name, before=lambda name=name: seen.append(name)) for name in "ab"]
    outcomes = alternate([replace(commands[0], runs=2), commands[1]], 3)
    assert seen == ["a", "b", "a", "b", "b"]
    assert [len(outcome.samples) for outcome in outcomes] == [2, 3]


def test_a_slow_command_is_cut_short_and_not_run_again(command):
    (outcome,) = alternate([command("import time; time.sleep(60)", seconds=0.2)], 3)
    assert outcome.problem == "not done after 0 s"
    assert len(outcome.samples) == 1
    assert not outcome.sound


def test_a_failure_is_told_with_its_last_words(command):
    (outcome,) = alternate([command("raise SystemExit('no such option')")], 3)
    assert outcome.problem == "failed, exit 1: no such option"
    assert not outcome.sound


def test_a_run_that_proves_nothing_does_not_count(command):
    (outcome,) = alternate([command("", check=lambda: "examined 0, void")], 3)
    assert outcome.problem == "examined 0, void"


def test_peaks_are_those_of_each_process(command):
    inner = "import time; held = b'x' * (120 << 20); time.sleep(0.3)"
    found = peak(command(f"import subprocess, sys; subprocess.run([sys.executable, '-c', {inner!r}])"))
    assert found is not None
    assert found.children == 1
    assert found.child > 120 > found.parent
