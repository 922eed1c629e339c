"""`vedette deployed`: what runs where, and what is said when nobody knows what it offers."""

import json
import subprocess

APP = """from flask import Flask
app = Flask(__name__)

@app.get("/")
def index():
    return "one"
"""
SHOP = """[[service]]
name = "web"
paths = ["**"]
environments = ["prod", "staging"]
"""
GIT = ("git", "-c", "user.name=Ada", "-c", "user.email=ada@example.org")


def repository(world, text=SHOP):
    (world.here / "vedette.toml").write_text(text)
    (world.here / "app.py").write_text(APP)
    for words in (("init", "-q", "-b", "main", "."), ("add", "."), ("commit", "-q", "-m", "one")):
        subprocess.run((*GIT, *words), cwd=world.here, check=True)
    done = subprocess.run(
        ("git", "rev-parse", "HEAD"), cwd=world.here, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


def deployed(world, *words):
    return world.run("deployed", *words, env={"VEDETTE_ACTOR": "ada"})


def test_what_was_scanned_before_is_known(world):
    commit = repository(world)
    assert world.run("scan", "--exit-zero").returncode == 0
    done = deployed(world, "web", "--environment", "prod", "--version", "1.4")
    assert (done.returncode, done.stderr) == (0, "")
    words = done.stdout.split()
    assert words[:4] == ["web", "prod", "1.4", commit[:12]]
    assert words[5:] == ["1", "routes", "packages:", "none", "yet", "by", "ada"]


def test_what_was_not_scanned_is_on_record_and_joined_later(world):
    commit = repository(world)
    done = deployed(world, "web", "--environment", "prod", "--version", "1.4", "--commit", "HEAD")
    assert done.returncode == 0
    assert "inventory: none yet" in done.stdout
    assert done.stderr.splitlines() == [
        f"warning: no complete run of {commit[:12]} is on record: none knows yet what it offers",
        "help: run `vedette scan` on a clean checkout of it; the deployment is joined by that",
    ]
    world.run("scan", "--exit-zero")
    (one,) = json.loads(world.run("deployed", "--format", "json").stdout)["deployments"]
    assert (one["service"], one["commit"], one["who"]) == ("web", commit, "ada")
    assert one["inventory"]


def test_what_runs_where_is_what_came_last(world):
    repository(world)
    for version in ("1.4", "1.5"):
        deployed(world, "web", "--environment", "prod", "--version", version)
    deployed(world, "web", "--environment", "staging", "--version", "1.6")

    def versions(*words):
        return {line.split()[2] for line in deployed(world, *words).stdout.splitlines()}

    assert versions() == {"1.5", "1.6"}
    assert versions("web", "--environment", "prod", "--all") == {"1.4", "1.5"}
    assert "no deployment" in deployed(world, "other").stdout
    assert world.run("ledger", "verify").returncode == 0


def test_a_name_that_is_mistyped_is_refused(world):
    repository(world)
    done = deployed(world, "wep", "--environment", "prod", "--version", "1")
    assert done.returncode == 2
    assert 'did you mean "web"?' in done.stderr
    done = deployed(world, "web", "--environment", "stagin", "--version", "1")
    assert 'did you mean "staging"?' in done.stderr
    assert deployed(world, "web", "--version", "1").returncode == 2
    assert deployed(world, "web", "--environment", "prod", "--commit", "HEAD").returncode == 2
    done = deployed(world, "web", "--environment", "prod", "--version", "1", "--commit", "nowhere")
    assert "there is no revision `nowhere`" in done.stderr


def test_a_whole_id_needs_no_history(world):
    (world.here / "app.py").write_text(APP)
    commit = "a1" * 20
    done = deployed(world, "web", "--environment", "prod", "--version", "1", "--commit", commit)
    assert done.returncode == 0
    assert commit[:12] in done.stdout


def test_what_is_printed_is_harmless(world):
    repository(world, "")
    done = deployed(world, "we\x1bb", "--environment", "prod", "--version", "1")
    assert (done.returncode, "\x1b" in done.stderr) == (2, False)
