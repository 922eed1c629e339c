"""Killed at random moments, and several at once: cache and ledger stay sound, the next run is right."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from cache_world import commit, git, leak, repository

KILLS = int(os.environ.get("VEDETTE_KILLS", "12"))
SCAN = (sys.executable, "-m", "vedette", "scan")


@pytest.fixture
def world(tmp_path, monkeypatch):
    for name in ("STATE", "CACHE", "CONFIG"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    monkeypatch.delenv("VEDETTE_CACHE_KEY", raising=False)
    files = {f"d{i % 9}/f{i}.py": f"x = {i}\n" for i in range(600)}
    repo = repository(tmp_path / "repo", files)
    git(repo, "checkout", "-q", "-b", "work")
    commit(repo, {"a.py": leak()})
    return repo


def scan(repo, *more):
    return subprocess.run([*SCAN, *more], cwd=repo, capture_output=True, text=True, timeout=120, check=False)


def told(done):
    assert done.returncode == 1, done.stdout + done.stderr
    assert "was not used" not in done.stdout
    return [line for line in done.stdout.splitlines() if "secret-stripe" in line]


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9")
def test_killed_at_random_moments(world):
    chance = random.Random(os.environ.get("VEDETTE_SEED", "1"))  # noqa: S311 - repeatable
    started = time.monotonic()
    expected = told(scan(world, "--jobs", "2"))
    whole = time.monotonic() - started
    assert expected
    for turn in range(KILLS):
        commit(world, {"d1/f1.py": f"x = {turn} + 1000\n"})
        if turn % 3 == 0:
            _empty(Path(os.environ["XDG_CACHE_HOME"], "vedette", "results"))
        process = subprocess.Popen(
            [*SCAN, "--jobs", "2"],
            cwd=world,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        time.sleep(chance.uniform(0.05, whole))
        process.kill()
        process.wait()
        _no_worker_left(process.pid)
        if turn % 4 == 0:
            assert told(scan(world)) == expected
    assert told(scan(world)) == told(scan(world, "--no-cache")) == expected
    verified = subprocess.run(
        [sys.executable, "-m", "vedette", "ledger", "verify"], capture_output=True, text=True, check=False
    )
    assert verified.returncode == 0, verified.stdout


def _empty(folder):
    for path in folder.iterdir():
        path.unlink()


def _no_worker_left(group):
    """Workers end when their parent is gone."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    os.killpg(group, signal.SIGKILL)
    pytest.fail("a worker outlived its parent by ten seconds")


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a file system of one's own needs Linux")
def test_killed_at_random_moments_with_the_disk_full_in_between(world, tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    own = ("unshare", "-rm", "sh", "-c", 'mount -t tmpfs -o size=32m none "$0" && exec "$@"', str(disk))
    if shutil.which("unshare") is None or subprocess.run([*own, "true"], check=False).returncode:
        pytest.skip("no file system of one's own can be mounted here")
    driver = Path(__file__).with_name("kill_driver.py")
    seed = os.environ.get("VEDETTE_SEED", "1")
    done = subprocess.run(
        [*own, sys.executable, str(driver), str(disk), str(world), str(KILLS), seed],
        capture_output=True,
        text=True,
        timeout=60 + 20 * KILLS,
        check=False,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "disk full" in done.stdout
    sys.stdout.write(done.stdout)


@pytest.mark.slow
def test_several_at_once(world):
    running = [
        subprocess.Popen(SCAN, cwd=world, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    lines = []
    for process in running:
        out, err = process.communicate(timeout=120)
        assert process.returncode == 1, out + err
        lines.append([line for line in out.splitlines() if "secret-stripe" in line])
    assert lines[0]
    assert all(other == lines[0] for other in lines)
    assert told(scan(world)) == lines[0]
