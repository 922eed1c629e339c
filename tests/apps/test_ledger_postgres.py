"""The verbs on a ledger that lies on a PostgreSQL server, named by variable or option."""

import pytest


@pytest.fixture
def scanned(world, postgres_address):
    (world.here / "a.txt").write_text("nothing to see\n")
    env = {"VEDETTE_LEDGER": postgres_address.replace("//postgres:@", "//postgres:not-shown@")}
    done = world.run("scan", env=env)
    assert done.returncode == 0, done.stderr
    assert not list(world.home.rglob("ledger.db"))
    return world, env, done


def test_history_verify_head_and_doctor(scanned):
    world, env, done = scanned
    assert len(world.run("history", env=env).stdout.strip().split("\n")) == 2
    head = world.run("ledger", "head", env=env).stdout.strip()
    assert f"Checkpoint {head}" in done.stdout
    assert world.run("ledger", "verify", "--checkpoint", head, env=env).returncode == 0
    doctor = world.run("doctor", env=env)
    assert "ok    ledger: postgresql://postgres@/" in doctor.stdout
    assert "is sound" in doctor.stdout
    assert world.run("cost", env=env).stdout
    assert world.run("explain", "VD-00000000", env=env).returncode == 2
    shown = world.run("config", "show", "--origin", env=env)
    assert "postgresql://postgres@/" in shown.stdout
    for one in (doctor, shown, world.run("scan", "--format", "json", env=env)):
        assert "not-shown" not in one.stdout + one.stderr


def test_export_and_import_between_stores(scanned):
    world, env, _ = scanned
    assert world.run("ledger", "export", "all.jsonl", env=env).returncode == 0
    done = world.run("ledger", "import", "all.jsonl", "--ledger", "copy.db")
    assert "1 entries were added" in done.stdout, done.stderr
    assert world.run("ledger", "verify", "--ledger", "copy.db").returncode == 0
    heads = {world.run("ledger", "head", env=env).stdout.split(":")[1].strip()}
    heads.add(world.run("ledger", "head", "--ledger", "copy.db").stdout.split(":")[1].strip())
    assert len(heads) == 1
    piped = world.run("ledger", "export", "-", env=env).stdout
    assert piped == (world.here / "all.jsonl").read_text()


def test_a_record_from_ci_is_taken_once(scanned):
    world, env, _ = scanned
    assert world.run("scan", "--ledger", "none", "--record", "run.json").returncode == 0
    assert "0 new" in world.run("ledger", "import", "run.json", env=env).stdout
    assert "already" in world.run("ledger", "import", "run.json", env=env).stdout
    assert len(world.run("history", env=env).stdout.strip().split("\n")) == 3
    assert world.run("ledger", "verify", env=env).returncode == 0


def test_a_server_out_of_reach_is_said_without_the_password(world):
    (world.here / "a.txt").write_text("nothing to see\n")
    done = world.run("scan", "--ledger", "postgresql://me:not-shown@127.0.0.1:1/d")
    assert done.returncode == 3
    assert "out of reach" in done.stderr
    assert "not-shown" not in done.stdout + done.stderr


def test_a_tree_names_no_server(world):
    (world.here / "vedette.toml").write_text("[ledger]\npath = 'postgresql://elsewhere/d'\n")
    done = world.run("scan")
    assert done.returncode == 2
    assert "may not stand in a scanned tree" in done.stderr
