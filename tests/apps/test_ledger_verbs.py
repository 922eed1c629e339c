"""history, explain and ledger on a ledger that a real scan made."""

import sqlite3

import pytest


@pytest.fixture
def scanned(world):
    (world.here / "a.txt").write_text("nothing to see\n")
    done = world.run("scan")
    path = world.home / ".local" / "state" / "vedette" / "ledger.db"
    assert path.exists(), done.stderr
    return world, path, done


def test_history_shows_the_run(scanned):
    world, _, _ = scanned
    done = world.run("history")
    assert done.returncode == 0
    assert done.stdout.startswith("time (UTC)")
    assert len(done.stdout.strip().split("\n")) == 2
    assert world.run("history", "--findings").stdout.endswith("on record\n")


def test_a_sound_ledger_verifies_against_the_checkpoint_printed(scanned):
    world, _, done = scanned
    head = world.run("ledger", "head").stdout.strip()
    assert f"Checkpoint {head}" in done.stdout
    assert world.run("ledger", "verify").returncode == 0
    assert world.run("ledger", "verify", "--checkpoint", head).returncode == 0
    (world.here / "kept").write_text(done.stdout)
    assert world.run("ledger", "verify", "--checkpoint", "kept").returncode == 0


@pytest.mark.parametrize(("arguments", "env"), [(("--ledger", "none"), {}), ((), {"VEDETTE_LEDGER": "none"})])
def test_a_ledger_in_memory_leaves_nothing_behind(world, arguments, env):
    (world.here / "a.txt").write_text("nothing to see\n")
    assert "Coverage" in world.run("scan", *arguments, env=env).stdout
    assert [path.name for path in world.here.iterdir()] == ["a.txt"]
    assert not list(world.home.rglob("ledger.db"))


def test_an_altered_ledger_is_never_a_zero(scanned):
    world, path, _ = scanned
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE run SET decision = 'blocked'")
    connection.close()
    done = world.run("ledger", "verify")
    assert done.returncode == 1
    assert "ALTERED" in done.stdout


def test_a_checkpoint_of_another_ledger_is_told(scanned):
    world, _, _ = scanned
    done = world.run("ledger", "verify", "--checkpoint", f"1:{'0' * 64}")
    assert done.returncode == 1


def test_a_refused_import_leaves_no_ledger_behind(scanned):
    world, path, _ = scanned
    assert world.run("ledger", "export", "whole").returncode == 0
    lines = (world.here / "whole").read_text().splitlines(keepends=True)
    (world.here / "cut").write_text("".join(lines[:-1]))
    fresh = path.with_name("fresh.db")
    assert world.run("ledger", "import", "cut", "--ledger", str(fresh)).returncode == 2
    assert not fresh.exists()
    assert world.run("ledger", "import", "whole", "--ledger", str(fresh)).returncode == 0
    assert world.run("ledger", "verify", "--ledger", str(fresh)).returncode == 0


def test_an_import_of_what_is_not_there_asks_for_what_it_reads(world):
    done = world.run("ledger", "import", "/nope")
    assert done.returncode == 2
    assert "`vedette ledger export`" in done.stderr
    assert "folder" not in done.stderr
