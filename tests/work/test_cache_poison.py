"""A cache that somebody else wrote, altered, swapped or broke: no finding of it turns into silence."""

import os
import random
import shutil
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest
from cache_world import commit, git, leak, repository, run, settle

from vedette.detectors.secrets.matching import matcher
from vedette.model.verdict import Decision
from vedette.work.cache import cache as cache_module
from vedette.work.cache import store as store_module
from vedette.work.cache.folder import Folder
from vedette.work.cache.memory import Memory
from vedette.work.cache.snapshot import Snapshot, dump

CLEAN = Memory(kinds=("secrets",))


@pytest.fixture(autouse=True)
def places(tmp_path, monkeypatch):
    for name in ("STATE", "CACHE", "CONFIG"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    monkeypatch.delenv("VEDETTE_CACHE_KEY", raising=False)
    return tmp_path


@pytest.fixture
def repo(tmp_path):
    return repository(tmp_path / "repo", {"a.py": leak(), "b.py": "x = 1\n"})


@pytest.fixture
def results(tmp_path):
    return tmp_path / "cache" / "vedette" / "results"


def snapshot_of(results):
    (found,) = results.glob("*.snapshot")
    return found


def blocked(result):
    return result.paths == ["a.py"] and result.verdict.decision is Decision.blocked


def test_a_snapshot_altered_anywhere_is_not_used(repo, results):
    run(repo)
    sound = snapshot_of(results).read_bytes()
    assert run(repo).cached == 2
    chance = random.Random(7)  # noqa: S311 - a repeatable attack
    for _ in range(15):
        altered = bytearray(sound)
        altered[chance.randrange(len(altered))] ^= 1 << chance.randrange(8)
        snapshot_of(results).write_bytes(altered)
        result = run(repo)
        assert blocked(result)
        assert result.cached == 0
        assert any("was not used" in note for note in result.notes)
    for cut in (0, 5, 40, len(sound) - 1):
        snapshot_of(results).write_bytes(sound[:cut])
        assert blocked(run(repo))


def test_a_snapshot_sealed_with_another_key_is_not_used(repo, results, monkeypatch):
    run(repo)
    path = snapshot_of(results)
    abouts = []
    original = cache_module.Cache.__init__

    def listening(self, folder, key, about, classify):
        abouts.append(about)
        original(self, folder, key, about, classify)

    monkeypatch.setattr(cache_module.Cache, "__init__", listening)
    run(repo)
    tokens = dict(Snapshot().found)
    for table in load(path):
        tokens |= table
    forged = dump(Snapshot(plain=[(CLEAN, tokens)]), b"k" * 32, abouts[0].digest)
    path.write_bytes(forged)
    assert blocked(run(repo))
    # With the user's own key it would have been believed: the forgery was good but for its seal.
    key = bytes.fromhex(Path(os.environ["XDG_STATE_HOME"], "vedette", "cache-key").read_text())
    path.write_bytes(dump(Snapshot(plain=[(CLEAN, tokens)]), key, abouts[0].digest))
    assert run(repo).paths == []


def load(path):
    import msgspec

    plain, found = msgspec.msgpack.decode(path.read_bytes().split(b"snapshot 1\n", 1)[1][32:])
    return [tokens for _, tokens in plain] + [{name: token for name, (token, _) in found.items()}]


def test_a_snapshot_of_another_project_or_rule_set_is_not_used(repo, results, tmp_path):
    run(repo)
    own = snapshot_of(results)
    # The very same repository elsewhere, whose rules look away.
    twin = tmp_path / "twin"
    shutil.copytree(repo, twin, symlinks=True)
    rule = "secret-stripe-secret-key"
    commit(twin, {"vedette.toml": f'[rules.{rule}]\nenabled = false\nreason = "x"\n'})
    commit(twin, {})
    assert rule not in {finding.rule for finding in run(twin).findings}
    others = [path for path in results.glob("*.snapshot") if path != own]
    assert others
    for other in others:
        shutil.copyfile(other, own)
        result = run(repo)
        assert blocked(result)
        assert result.cached == 0


def store_rows(results, statement, *values):
    with closing(sqlite3.connect(results / "store.db")) as connection, connection:
        return connection.execute(statement, values).fetchall()


@pytest.fixture
def stored(repo, results):
    """The leak and a clean file are in the store only: another branch is in the snapshot."""
    run(repo)
    git(repo, "checkout", "-q", "--orphan", "other")
    git(repo, "branch", "-q", "-m", "main", "kept")  # by its name it would be the base
    git(repo, "rm", "-q", "-rf", ".")
    commit(repo, {f"c{i}.py": f"y = {i}\n" for i in range(4)})
    run(repo)
    assert len(store_rows(results, "SELECT * FROM outcome")) == 2
    git(repo, "checkout", "-q", "kept")
    settle(repo)
    snapshot_of(results).unlink()
    return results


@pytest.mark.usefixtures("stored")
def test_the_store_is_believed_as_it_is(repo):
    result = run(repo)
    assert blocked(result)
    assert result.cached == 2


def test_rows_that_change_places_are_not_believed(repo, stored):
    (one, other) = store_rows(stored, "SELECT key, body, seal FROM outcome")
    for to, whose in ((one, other), (other, one)):
        statement = "UPDATE outcome SET body = ?, seal = ? WHERE key = ?"
        store_rows(stored, statement, whose[1], whose[2], to[0])
    result = run(repo)
    assert blocked(result)
    assert result.cached == 0
    assert any("rows of the cache are altered" in note for note in result.notes)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE outcome SET body = (SELECT body FROM outcome ORDER BY length(body) LIMIT 1)",
        "UPDATE outcome SET seal = zeroblob(32)",
        "UPDATE outcome SET seal = 'text', body = 5",
        "UPDATE outcome SET class = class || 'x'",
        "UPDATE outcome SET body = zeroblob(100000)",
        "DROP TABLE outcome",
    ],
)
def test_altered_rows_are_not_believed(repo, stored, change):
    store_rows(stored, change)
    assert blocked(run(repo))


def test_a_planted_pattern_database_is_not_loaded(repo, tmp_path):
    run(repo)
    folder = tmp_path / "cache" / "vedette"
    owned = list(folder.glob("*.hsdb"))
    assert owned
    planted = tmp_path / "planted"
    matcher({"secret-stripe-secret-key": "neverneverever"}, str(planted))
    for own in owned:
        shutil.copyfile(next(planted.glob("*.hsdb")), own)
    assert blocked(run(repo, no_cache=False, environment={"VEDETTE_MAX_FILE_BYTES": "1000000"}))
    size = next(planted.glob("*.hsdb")).stat().st_size
    assert all(own.stat().st_size != size for own in owned)


def test_a_key_given_by_the_environment_is_used_and_no_other(repo, monkeypatch):
    monkeypatch.setenv("VEDETTE_CACHE_KEY", "one")
    run(repo)
    assert run(repo).cached == 2
    monkeypatch.setenv("VEDETTE_CACHE_KEY", "two")
    result = run(repo)
    assert (result.cached, blocked(result)) == (0, True)
    assert not Path(os.environ["XDG_STATE_HOME"], "vedette", "cache-key").exists()


@pytest.mark.parametrize("damage", ["link", "file", "folder", "garbage", "locked", "fifo", "dangling"])
def test_a_broken_cache_is_a_cold_run(repo, results, damage, monkeypatch, tmp_path):
    if sys.platform == "win32":
        pytest.skip("no links and FIFOs for everybody")
    monkeypatch.setattr(store_module, "_BUSY_SECONDS", 0.05)
    run(repo)
    outside = tmp_path / "outside"
    outside.mkdir()
    held = None
    if damage in {"link", "file", "dangling"}:
        shutil.rmtree(results)
        {
            "link": lambda: results.symlink_to(outside),
            "dangling": lambda: results.symlink_to(tmp_path / "nowhere"),
            "file": lambda: results.write_text("x"),
        }[damage]()
    elif damage == "locked":
        commit(repo, {"b.py": "x = 2\n"})
        run(repo)
        held = sqlite3.connect(results / "store.db", isolation_level=None)
        held.execute("BEGIN EXCLUSIVE")
        git(repo, "checkout", "-q", "HEAD~1")
        settle(repo)
    else:
        name = snapshot_of(results)
        name.unlink()
        (results / "store.db").unlink(missing_ok=True)
        {
            "folder": lambda: (name.mkdir(), (results / "store.db").mkdir()),
            "garbage": lambda: (name.write_bytes(b"x" * 999), (results / "store.db").write_bytes(b"y" * 999)),
            "fifo": lambda: (os.mkfifo(name), os.mkfifo(results / "store.db")),
        }[damage]()
    for _ in range(2):
        assert blocked(run(repo))
    if held:
        held.close()
    assert not list(outside.iterdir())


def test_a_full_disk_is_a_cold_run(repo, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Folder, "write", full)
    for _ in range(2):
        assert blocked(run(repo))
