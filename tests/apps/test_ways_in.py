"""The ways in besides a path, each by the real command: what is examined, and the exit code."""

from __future__ import annotations

import io
import json
import random
import string
import subprocess
import tarfile
import zipfile
import zlib

import pytest


def credential():
    """A GitHub token as it is really made: it is put together here, so that none stands in this file."""
    signs = string.digits + string.ascii_letters
    body = "".join(random.Random(7).choices(signs, k=30))  # noqa: S311 - an example
    base62 = string.digits + string.ascii_uppercase + string.ascii_lowercase
    number, check = zlib.crc32(body.encode()), ""
    for _ in range(6):
        number, digit = divmod(number, 62)
        check = base62[digit] + check
    return "ghp" + "_" + body + check


LEAK = f'token = "{credential()}"\n'


@pytest.fixture
def repo(world):
    def git(*arguments, **more):
        who = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main"]
        return subprocess.run(
            ["git", *who, *arguments], cwd=world.here, env=world.env, check=True, capture_output=True, **more
        )

    world.git = git
    git("init", "-q")
    (world.here / "old.py").write_text("x = 1\n")
    git("add", "-A")
    git("commit", "-q", "-m", "first")
    return world


def record(done):
    return json.loads(done.stdout)


def examined(done):
    coverage = record(done)["coverage"]
    return coverage["asked"], coverage["examined"]


def test_what_is_staged_stops_the_commit_and_the_work_tree_does_not(repo):
    (repo.here / "leak.py").write_text(LEAK)
    done = repo.run("scan", "--staged")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("PASSED: no findings; nothing was asked for")
    repo.git("add", "leak.py")
    (repo.here / "leak.py").write_text("clean = True\n")
    done = repo.run("scan", "--staged")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "leak.py:1" in done.stdout
    assert credential() not in done.stdout + done.stderr
    assert repo.run("scan", "--staged", "--exit-zero").returncode == 0
    assert repo.run("scan", "old.py").returncode == 0
    assert repo.run("history").returncode == 0, "the scan of a path is remembered"
    assert len(repo.run("history").stdout.splitlines()) < 8
    repo.git("commit", "-q", "-m", "leak")
    (repo.here / "leak.py").write_text(LEAK + "more = 1\n")
    repo.git("add", "leak.py")
    done = repo.run("scan", "--staged")
    assert done.returncode == 0, "it was there before this change"
    assert done.stdout.startswith("PASSED: no emergency, 1 tracked")


def test_a_staged_run_is_not_remembered(repo):
    (repo.here / "new.py").write_text("x = 1\n")
    repo.git("add", "new.py")
    assert repo.run("scan", "--staged").returncode == 0
    assert repo.run("history").returncode == 2, "there is no ledger"


@pytest.mark.parametrize("policy", ["", '[gate]\non_partial = "stop"\n'])
def test_a_commit_is_never_stopped_for_what_could_not_be_examined(repo, policy):
    (repo.here / "vedette.toml").write_text(policy)
    repo.git("add", "-A")
    repo.git("commit", "-q", "--allow-empty", "-m", "policy")
    for name in ("lost", "kept"):
        (repo.here / name).write_text(f"{name}\n")
    repo.git("add", "-A")
    blob = repo.git("rev-parse", ":lost").stdout.decode().strip()
    (repo.here / ".git/objects" / blob[:2] / blob[2:]).unlink()
    done = repo.run("scan", "--staged")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("PASSED, PARTIAL")
    assert "blob-missing" in done.stdout
    repo.git("rm", "-q", "--cached", "kept")
    done = repo.run("scan", "--staged")
    assert done.returncode == 0
    assert done.stdout.startswith("VOID")
    assert "the commit is not stopped" in done.stderr


def test_a_real_hook_stops_the_commit_and_sees_what_it_commits(repo):
    hook = repo.here / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    import sys

    hook.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m vedette scan --staged\n')
    hook.chmod(0o755)
    (repo.here / "leak.py").write_text(LEAK)
    (repo.here / "old.py").write_text("x = 2\n")
    repo.git("add", "leak.py")
    with pytest.raises(subprocess.CalledProcessError):
        repo.git("commit", "-m", "leak")
    repo.git("commit", "-m", "only the other", "--only", "old.py")
    with pytest.raises(subprocess.CalledProcessError):
        repo.git("commit", "-a", "-m", "all")


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (("--staged", "a", "b"), "one PATH"),
        (("--staged", "--since", "main"), "--since"),
        (("--staged", "--stdin", "--name", "x"), "--stdin"),
        (("--stdin",), "--name"),
        (("--name", "x"), "--stdin"),
        (("--stdin", "--name", "x", "old.py"), "PATH"),
        (("old.py", "odl.py"), "odl.py does not exist"),
        (("old.py", "../elsewhere"), "run once for each"),
    ],
)
def test_what_does_not_go_together_is_a_usage_error(repo, arguments, error):
    (repo.here.parent / "elsewhere").mkdir()
    done = repo.run("scan", *arguments, stdin=subprocess.DEVNULL)
    assert done.returncode == 2, done.stdout + done.stderr
    assert error in done.stderr


def test_staged_needs_a_repository(world):
    done = world.run("scan", "--staged")
    assert done.returncode == 2
    assert "no git repository" in done.stderr


def stdin(world, text, *arguments):
    with (world.here.parent / "given").open("wb+") as file:
        file.write(text)
        file.seek(0)
        return world.run("scan", "--stdin", *arguments, "--format", "json", stdin=file)


def test_a_text_from_standard_input_is_judged_at_its_name(repo):
    done = stdin(repo, LEAK.encode(), "--name", "not/there/yet.py")
    assert done.returncode == 1, done.stderr
    (judgement,) = record(done)["verdict"]["judgements"]
    assert judgement["tracked"]["finding"]["place"]["path"] == "not/there/yet.py"
    done = stdin(repo, b"x = 1\n", "--name", "old.py")
    assert done.returncode == 0
    assert examined(done) == (1, 1)
    assert repo.run("history").returncode == 2, "nothing is remembered"
    done = stdin(repo, b"", "--name", "old.py")
    assert done.returncode == 0


def test_a_text_over_the_limit_has_no_verdict(world):
    done = stdin(world, bytes(65 * 1024 * 1024), "--name", "large.txt")
    assert done.returncode == 3
    assert record(done)["coverage"]["skips"][0]["reason"] == "too-large"


def test_several_paths_are_one_run(repo):
    for name in ("a/one.py", "b/two.py", "c/three.py"):
        (repo.here / name).parent.mkdir()
        (repo.here / name).write_text("x = 1\n")
    done = repo.run("scan", "a", "b/two.py", "a/one.py", "--format", "json")
    assert done.returncode == 0, done.stderr
    assert examined(done) == (2, 2)


def test_archives_are_examined_and_bad_ones_are_partial_or_void(world):
    path = world.here / "x.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("in/leak.py", LEAK)
    done = world.run("scan", "x.zip")
    assert done.returncode == 1, done.stderr
    assert "in/leak.py:1" in done.stdout
    inner = path.read_bytes()
    with tarfile.open(world.here / "y.tgz", "w:gz") as archive:
        info = tarfile.TarInfo("x.zip")
        info.size = len(inner)
        archive.addfile(info, io.BytesIO(inner))
    done = world.run("scan", "y.tgz")
    assert done.returncode == 1
    assert "x.zip!/in/leak.py:1" in done.stdout
    path.write_bytes(inner[:-30])
    done = world.run("scan", "x.zip")
    assert done.returncode == 3
    assert done.stdout.startswith("VOID")
    (world.here / "y.tgz").write_bytes((world.here / "y.tgz").read_bytes()[:-4])
    done = world.run("scan", "y.tgz")
    assert done.returncode == 1
    assert done.stdout.startswith("BLOCKED, PARTIAL")
    assert sorted(item.name for item in world.here.iterdir()) == ["x.zip", "y.tgz"]


def test_an_archive_of_many_members_is_read_by_workers(world):
    with tarfile.open(world.here / "x.tgz", "w:gz") as archive:
        for number in range(600):
            info = tarfile.TarInfo(f"f{number}")
            info.size = 2000
            archive.addfile(info, io.BytesIO(b"word " * 400))
    done = world.run("scan", "x.tgz", "--jobs", "2", "--format", "json")
    assert done.returncode == 0, done.stderr
    assert examined(done) == (600, 600)
    assert record(done)["coverage"]["kinds"][0]["canaries_planted"] >= 1
