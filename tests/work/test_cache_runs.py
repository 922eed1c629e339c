"""Runs with a cache: they say what runs without one say, whatever happens to files, branches and moves."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from cache_world import commit, git, key, leak, repository, run, settle, write

from vedette.detectors.secrets.detector import SecretsDetector
from vedette.model.coverage import Completeness
from vedette.model.events import Started
from vedette.model.verdict import Decision
from vedette.pipeline import Request, scan, scan_history
from vedette.work.cache import cache as cache_module
from vedette.work.examiner import Examiner

FILES = {f"f{i}.py": f"x = {i}\n" for i in range(20)}


@pytest.fixture(autouse=True)
def places(tmp_path, monkeypatch):
    for name in ("STATE", "CACHE", "CONFIG"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    monkeypatch.delenv("VEDETTE_CACHE_KEY", raising=False)
    return tmp_path


@pytest.fixture
def repo(tmp_path):
    return repository(tmp_path / "repo", {**FILES, "a.py": leak(), "pixels": "\0\1\2\3" * 40})


def command(here, *arguments, **env):
    done = subprocess.run(
        [sys.executable, "-m", "vedette", *arguments],
        cwd=here,
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def test_cold_warm_and_without_a_cache_are_the_same_to_the_byte(repo, tmp_path):
    told = []
    for turn, more in enumerate(((), (), ("--no-cache",))):
        out = tmp_path / f"out{turn}"
        out.mkdir()
        formats = [f"--format={name}={out / name}" for name in ("json", "jsonl", "sarif")]
        code, text, errors = command(repo, "scan", "--ledger", "none", "--format=text", *formats, *more)
        assert (code, errors) == (1, "")
        # The checkpoint hashes the run's id and times.
        text = "\n".join(line for line in text.splitlines() if not line.startswith("Checkpoint "))
        told.append({"text": text} | {name: scrubbed(out / name) for name in ("json", "jsonl", "sarif")})
    assert told[0] == told[1] == told[2]
    assert "f7.py" in told[0]["jsonl"]


def scrubbed(file):
    """A report without run id, times and how much came from the cache."""
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    return json.dumps(without(lines))


def without(value):
    varying = {"id", "guid", "started", "finished", "cached", "endTimeUtc", "startTimeUtc", "seconds", "cost"}
    varying |= {"first_seen", "last_seen", "automationDetails", "checkpoint", "firstSeen", "cpu_seconds"}
    if isinstance(value, dict):
        return {name: without(item) for name, item in value.items() if name not in varying}
    return [without(item) for item in value] if isinstance(value, list) else value


def test_a_warm_run_examines_nothing_and_says_so(repo, monkeypatch):
    cold = run(repo)
    assert cold.cached == 0

    def examine(_self, entry):
        raise AssertionError(f"{entry.path} was examined again")

    monkeypatch.setattr(Examiner, "_open", examine)
    warm = run(repo)
    assert warm.cached == warm.coverage.examined == 21
    assert [skip.reason for skip in warm.coverage.skips] == ["binary"]
    assert warm.findings == cold.findings
    assert warm.verdict.decision is cold.verdict.decision is Decision.blocked


def test_the_canary_goes_past_the_cache(repo, monkeypatch):
    run(repo)
    monkeypatch.setattr(SecretsDetector, "inspect", lambda _self, _text: iter(()))
    blind = run(repo)
    assert blind.cached == 21
    assert blind.verdict.completeness is Completeness.void


def test_one_changed_file_is_examined_alone(repo):
    run(repo)
    write(repo, {"f3.py": leak()})
    changed = run(repo)
    assert changed.paths == ["a.py", "f3.py"]
    assert changed.coverage.examined - changed.cached == 1


def test_a_file_of_a_plain_folder_is_known_by_its_stamp(tmp_path, monkeypatch):
    folder = tmp_path / "plain"
    write(folder, {**FILES, "a.py": leak()})
    fresh = run(folder)
    assert run(folder).cached == 0  # too young to be told from one that changes next
    monkeypatch.setattr(cache_module, "_RACY_NS", 0)
    run(folder)
    warm = run(folder)
    assert (warm.cached, warm.findings) == (21, fresh.findings)

    secret = leak()
    clean = "x" * (len(secret) - 1) + "\n"
    write(folder, {"b.py": clean})
    before = (folder / "b.py").stat()
    run(folder)
    write(folder, {"b.py": secret})
    os.utime(folder / "b.py", ns=(before.st_atime_ns, before.st_mtime_ns))
    assert run(folder).paths == ["a.py", "b.py"]


def test_a_file_that_changes_after_it_was_listed_is_not_remembered_under_its_old_id(repo):
    secret = Path(repo, "a.py").read_text()
    events = scan(Request(path=repo))
    assert isinstance(next(events), Started)
    write(repo, {"a.py": "clean = 1\n"})
    list(events)
    write(repo, {"a.py": secret})
    settle(repo)
    assert run(repo).paths == ["a.py"]


def test_a_moved_file_is_known_and_one_moved_to_another_class_is_examined(repo):
    run(repo)
    git(repo, "mv", "a.py", "b.py")
    commit(repo, {})
    moved = run(repo)
    assert (moved.paths, moved.coverage.examined - moved.cached) == (["b.py"], 0)

    Path(repo, "tests").mkdir()
    git(repo, "mv", "b.py", "tests/b.py")
    commit(repo, {})
    tests = run(repo)
    assert tests.coverage.examined - tests.cached == 1
    assert tests.findings == run(repo, no_cache=True).findings
    assert tests.findings[0].confidence is not moved.findings[0].confidence


def test_switching_branches_stays_warm(repo):
    git(repo, "checkout", "-q", "-b", "other")
    commit(repo, {f"f{i}.py": f"other = {i}\n" for i in range(20)})
    there = run(repo)
    git(repo, "checkout", "-q", "main")
    settle(repo)
    run(repo)
    git(repo, "checkout", "-q", "other")
    settle(repo)
    again = run(repo)
    assert again.cached == again.coverage.examined
    assert [finding.place for finding in again.findings] == [finding.place for finding in there.findings]


def test_other_rules_kinds_and_keys_make_it_cold(repo):
    run(repo)
    assert run(repo).cached
    assert run(repo, environment={"VEDETTE_MAX_FILE_BYTES": "1000000"}).cached == 0
    assert run(repo, ledger_path="none").cached == 0  # another identity key, so other subjects


def test_a_part_of_the_project_keeps_the_rest_of_the_snapshot(repo):
    run(repo)
    run(repo / "a.py")
    assert run(repo).cached == 21


def test_without_a_cache_no_outcome_is_read_and_nothing_but_patterns_written(repo, places):
    run(repo, no_cache=True)
    assert {path.suffix for path in (places / "cache").rglob("*.*")} == {".hsdb"}
    run(repo)
    before = {path: path.stat().st_mtime_ns for path in (places / "cache").rglob("*")}
    assert run(repo, no_cache=True).cached == 0
    assert {path: path.stat().st_mtime_ns for path in (places / "cache").rglob("*")} == before


def test_nothing_is_kept_in_the_scanned_tree(repo, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(repo / ".cache"))
    for _ in range(2):
        inside = run(repo)
        assert inside.cached == 0
        assert any("lies in the scanned tree" in note for note in inside.notes)
    assert not list((repo / ".cache").rglob("*.*"))


def test_it_is_private_and_holds_no_secret(repo, places):
    value = key()
    commit(repo, {"c.py": leak(value)})
    run(repo)
    commit(repo, {"c.py": "gone = 1\n"})
    run(repo)
    files = [path for path in (places / "cache" / "vedette").rglob("*") if path.is_file()]
    assert len(files) >= 3
    for path in files:
        assert path.stat().st_mode & 0o077 == 0, path
        assert value.encode() not in path.read_bytes()
    assert (places / "cache" / "vedette" / "results").stat().st_mode & 0o077 == 0
    assert (places / "state" / "vedette" / "cache-key").stat().st_mode & 0o077 == 0
    assert not list((places / "cache").rglob("cache-key"))


def test_the_verb_shows_and_clears(repo):
    run(repo)
    code, text, _ = command(repo, "cache", "show")
    assert (code, "snapshots        1" in text) == (0, True)
    assert command(repo, "cache", "clear")[0] == 0
    assert run(repo).cached == 0


def test_a_history_is_read_once(repo):
    commit(repo, {"a.py": "gone = 1\n"})
    cold = run(repo, scan_history)
    warm = run(repo, scan_history)
    assert warm.cached == warm.coverage.examined > 0
    assert warm.findings == cold.findings
    assert warm.paths == ["a.py"]
