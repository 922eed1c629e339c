"""The verb, as a user starts it: in a process of its own, with signals, pipes and files."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager

import pytest

LINE = b'192.0.2.7 - - [22/Nov/2026:10:00:%02d +0000] "GET /item?id=%s HTTP/1.1" 200 512 "-" "probe"\n'
ATTACK = LINE % (7, b"1%27%20UNION%20ALL%20SELECT%20login,password%20FROM%20users--%20-")


@pytest.fixture
def vedette(tmp_path):
    """Runs the program with a home of its own."""
    home = tmp_path / "home"
    env = {
        **os.environ,
        "XDG_STATE_HOME": str(home),
        "XDG_CACHE_HOME": str(home),
        "XDG_CONFIG_HOME": str(home),
    }
    env = {name: value for name, value in env.items() if not name.startswith("VEDETTE_")}

    def start(*arguments, stdin=subprocess.DEVNULL):
        return subprocess.Popen(
            [sys.executable, "-m", "vedette", "watch", *map(str, arguments)],
            cwd=tmp_path,
            env=env,
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    return start


@contextmanager
def running(process, *, until):
    """The process, once it has said something; then it is interrupted."""
    said = []
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        said.append(process.stderr.readline())
        if until in said[-1]:
            break
    assert until in said[-1], b"".join(said)
    yield
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)


def test_a_replay_writes_one_object_a_hit_and_exits(tmp_path, vedette):
    path = tmp_path / "access.log"
    path.write_bytes(b"".join(LINE % (n % 60, b"%d" % n) for n in range(500)) + ATTACK)
    process = vedette("--replay", path, "--format", "jsonl=hits.jsonl")
    out, error = process.communicate(timeout=60)
    assert process.returncode == 0, error
    (hit,) = map(json.loads, (tmp_path / "hits.jsonl").read_text().splitlines())
    assert (hit["file"], hit["line"], hit["class"]) == (str(path), 501, "sql")
    assert "UNION" in hit["evidence"]
    assert b"501 lines examined" in out
    assert b"vedette alerts show 1" in out


def test_interrupted_it_keeps_its_place_and_goes_on_there(tmp_path, vedette):
    path = tmp_path / "access.log"
    path.write_bytes(b"".join(LINE % (n % 60, b"%d" % n) for n in range(50)))
    first = vedette(path, "--follow")
    with running(first, until=b"format combined"):
        pass
    out, _ = first.communicate(timeout=30)
    assert first.returncode == 130
    assert b"50 lines examined" in out
    assert b"positions are saved" in out
    with path.open("ab") as file:
        file.write(LINE % (1, b"later") * 3)
    second = vedette(path, "--follow")
    with running(second, until=b"format combined"):
        pass
    out, error = second.communicate(timeout=30)
    assert b"3 lines examined" in out, error


def test_standard_input_is_read_to_its_end(vedette):
    process = vedette("-", stdin=subprocess.PIPE)
    out, _ = process.communicate(LINE % (1, b"1") * 4 + b"odd\n", timeout=60)
    assert process.returncode == 0
    assert b"5 lines examined" in out
    assert b"1 fit no format" in out


def test_posts_are_listened_to(tmp_path, vedette):
    process = vedette(
        "--listen",
        "http://127.0.0.1:0",
        "--ledger",
        tmp_path / "l.db",
        "--silence",
        "1h",
        "--log-format",
        "combined",
    )
    listening = None
    deadline = time.monotonic() + 30
    while listening is None and time.monotonic() < deadline:
        line = process.stderr.readline().decode()
        if "listens on" in line:
            listening = line.strip().rpartition(" ")[2]
    answer = urllib.request.urlopen(listening, LINE % (1, b"1") * 2, timeout=10)  # noqa: S310 - our own address
    assert answer.status == 204
    time.sleep(0.5)
    process.send_signal(signal.SIGTERM)
    out, error = process.communicate(timeout=30)
    assert process.returncode == 130, error
    assert b"2 lines examined" in out


def test_wrong_ways_to_start(tmp_path, vedette):
    for arguments, code, words in (
        ((), 2, b"nothing is named"),
        (("none.log",), 4, b"none of the logs is there"),
        (("--replay", "--follow", "x"), 2, b"neither --follow"),
        (("--listen", "http://0.0.0.0:1"), 2, b"--listen-anywhere"),
        ((tmp_path,), 2, b"is a folder"),
        (("-", "--log-format", "nonsense"), 2, b"no such log format"),
        (("-", "--silence", "soon"), 2, b"--silence must be"),
        (("-", "--format", "xml"), 2, b"unknown format"),
    ):
        process = vedette(*arguments)
        _, error = process.communicate(timeout=60)
        assert (process.returncode, words in error) == (code, True), (arguments, error)


def test_a_mapping_file_names_the_fields_of_a_log(tmp_path, vedette):
    (tmp_path / "map.toml").write_text(
        'format = "json"\n[mapping]\nclient = "who"\ntarget = "what"\ntime = "at"\n'
    )
    line = {
        "who": "192.0.2.1",
        "what": "/a?id=1' UNION ALL SELECT a,b FROM c-- -",
        "at": "2026-11-22T10:00:00Z",
    }
    (tmp_path / "odd.log").write_text(json.dumps(line) + "\n")
    process = vedette("--replay", "odd.log", "--log-format", "./map.toml", "--format", "jsonl")
    out, error = process.communicate(timeout=60)
    assert process.returncode == 0, error
    assert json.loads(out)["client"] == "192.0.2.1"
