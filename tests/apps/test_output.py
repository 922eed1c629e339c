"""Where output goes, what is never a 0, and what is written only whole."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

FORMATS = ["text", "json", "jsonl", "sarif"]


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize(("decision", "code"), [("passed", 3), ("blocked", 1)])
def test_a_full_disk_is_never_a_zero(world, format_, decision, code):
    with Path("/dev/full").open("w") as full:
        done = world.fake("scan", "--format", format_, stdout=full, DECISION=decision)
    assert done.returncode == code
    assert f"the verdict stands ({decision.upper()}), but the report to standard output" in done.stderr
    assert "no space left" in done.stderr
    assert "Exception ignored" not in done.stderr


@pytest.mark.parametrize("format_", FORMATS)
def test_a_closed_pipe_is_never_a_zero(world, format_):
    read, write = os.pipe()
    os.close(read)
    done = world.fake("scan", "--format", format_, stdout=write)
    os.close(write)
    assert done.returncode == 3
    assert "its reader closed the pipe" in done.stderr
    assert "Exception ignored" not in done.stderr


@pytest.mark.parametrize(
    "arguments", [("rules",), ("--help",), ("config", "show"), ("rules", "--format", "json")]
)
def test_every_verb_notices_a_full_disk(world, arguments):
    with Path("/dev/full").open("w") as full:
        done = world.run(*arguments, stdout=full)
    assert done.returncode == 3
    assert "could not be written whole" in done.stderr


def test_a_standard_output_that_is_closed_is_never_a_zero(world):
    command = f'"{sys.executable}" -m vedette rules >&-'
    done = subprocess.run(
        ["sh", "-c", command], cwd=world.here, env=world.env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 3
    assert "standard output is closed" in done.stderr


def test_a_failed_file_does_not_spoil_the_other_report(world):
    done = world.fake("scan", "--format", "text", "--format", "json=/dev/full")
    assert done.returncode == 3
    assert "PASSED" in done.stdout
    assert "/dev/full could not be written whole" in done.stderr


def test_reports_go_to_files_and_standard_output_holds_results_only(world):
    done = world.fake("scan", "--format", "json", "--format", "sarif=out.sarif", "--record", "run.json")
    assert done.returncode == 0
    assert done.stderr == ""
    assert json.loads(done.stdout) == json.loads((world.here / "run.json").read_text())
    assert json.loads((world.here / "out.sarif").read_text())["version"] == "2.1.0"
    assert sorted(path.name for path in world.here.iterdir()) == ["out.sarif", "run.json"]


def test_a_report_replaces_an_earlier_one_only_when_it_is_whole(world):
    (world.here / "out.json").write_text("before")
    done = world.fake("scan", "--format", "json=out.json", HOW="1 / 0")
    assert done.returncode == 70
    assert (world.here / "out.json").read_text() == "before"
    assert [path.name for path in world.here.iterdir()] == ["out.json"]
    assert world.fake("scan", "--format", "json=out.json").returncode == 0
    assert json.loads((world.here / "out.json").read_text())


def test_nothing_is_written_through_a_link(world):
    precious = world.home / "precious"
    precious.write_text("mine")
    (world.here / "out.json").symlink_to(precious)
    (world.here / "reports").symlink_to(world.home)
    for target in ("out.json", "reports/precious"):
        done = world.fake("scan", "--format", f"json={target}")
        assert done.returncode == 2
        assert "is a link" in done.stderr
    assert precious.read_text() == "mine"


def test_a_report_may_go_to_a_pipe(world):
    os.mkfifo(world.here / "pipe")
    reader = subprocess.Popen(["cat", "pipe"], cwd=world.here, stdout=subprocess.PIPE)
    with reader:
        try:
            assert world.fake("scan", "--format", "json=pipe").returncode == 0
            assert json.loads(reader.communicate(timeout=30)[0])
        finally:
            # It waits for a writer for ever if the command never opened the pipe.
            reader.kill()


def test_a_run_that_breaks_off_says_so_on_standard_output(world):
    done = world.fake("scan", HOW="raise WorldError('gone')")
    assert done.stdout.startswith("NO VERDICT")


def on_a_terminal(world, arguments, **env):
    """Everything that both outputs show when they are a terminal."""
    master, slave = pty.openpty()
    child = subprocess.Popen(
        [sys.executable, str(world.driver), *arguments],
        cwd=world.here,
        env=world.env | env,
        stdin=subprocess.DEVNULL,
        stdout=slave,
        stderr=slave,
    )
    os.close(slave)
    shown = b""
    with child:
        while True:
            try:
                data = os.read(master, 65536)
            except OSError:  # how Linux tells that the other end is closed
                break
            if not data:
                break
            shown += data
    os.close(master)
    assert child.returncode == 0
    return shown.decode()


def test_a_terminal_gets_colours_and_a_counter_that_is_erased(world):
    shown = on_a_terminal(world, ["scan"])
    assert "\x1b[1;32m" in shown
    assert "of 1 examined" in shown
    assert shown.index("of 1 examined") < shown.rindex("\r\x1b[K") < shown.index("PASSED")


@pytest.mark.parametrize("env", [{"NO_COLOR": "1"}, {"NO_COLOR": ""}, {"TERM": "dumb"}])
def test_who_wants_no_colours_gets_none(world, env):
    shown = on_a_terminal(world, ["scan"], **env).replace("\r\x1b[K", "")
    if env == {"NO_COLOR": ""}:
        assert "\x1b[1;32m" in shown
    else:
        assert "\x1b" not in shown
        assert "PASSED" in shown


def test_off_a_terminal_there_is_neither_colour_nor_progress(world):
    done = world.fake("scan")
    assert done.stderr == ""
    assert "\x1b" not in done.stdout


def test_options_become_settings(world):
    done = world.fake("scan", "--only", "secrets", "--jobs", "2", "--ledger", "none")
    assert "'scan.only': 'secrets'" in done.stdout
    assert "'scan.jobs': 2" in done.stdout


@pytest.mark.parametrize("buffering", ["", "1"])
def test_the_version_on_a_full_disk_is_no_blocked_gate(world, buffering):
    with Path("/dev/full").open("w") as full:
        done = world.run("--version", stdout=full, env={"PYTHONUNBUFFERED": buffering})
    assert done.returncode == 3
    assert "Traceback" not in done.stderr
    assert "no space left" in done.stderr
