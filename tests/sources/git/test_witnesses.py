"""After a leak: who could have seen it, and where else the very same value stands, on real repositories."""

import json
import os
import random
import secrets
import string
import subprocess

import pytest

from vedette.feedback import past, places
from vedette.model.events import Judged
from vedette.pipeline import Request, scan, scan_history


@pytest.fixture(autouse=True)
def _places(tmp_path, monkeypatch):
    for name in ("XDG_STATE_HOME", "XDG_CACHE_HOME", "HOME"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))


class Shop:
    def __init__(self, folder):
        self.folder = folder
        self.day = 0
        folder.mkdir()
        self.git("init", "-q")

    def git(self, *arguments, author="Ann"):
        self.day += 1
        day = f"{1_700_000_000 + 86_400 * self.day} +0000"
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": "/nonexistent",
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_AUTHOR_DATE": day,
            "GIT_COMMITTER_DATE": day,
        }
        settings = (f"user.name={author}", "user.email=a@example.org", "init.defaultBranch=main")
        given = [word for one in settings for word in ("-c", one)]
        done = subprocess.run(
            ["git", *given, *arguments], cwd=self.folder, env=environment, check=True, capture_output=True
        )
        return done.stdout.decode().strip()

    def commit(self, author="Ann", **files):
        for name, text in files.items():
            path = self.folder / f"{name}.py"
            path.unlink() if text is None else path.write_text(text)
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", "m", author=author)
        return self.git("rev-parse", "HEAD")

    def found(self, run=scan_history, ledger="none"):
        events = run(Request(path=self.folder, ledger_path=str(ledger)))
        record = next(event.record for event in events if isinstance(event, Judged))
        return {item.tracked.finding.place.path: item.tracked for item in record.verdict.judgements}


@pytest.fixture
def shop(tmp_path):
    return Shop(tmp_path / "shop")


def key():
    letters = string.ascii_letters + string.digits
    return 'KEY = "sk_' + "live_" + "".join(secrets.choice(letters) for _ in range(32)) + '"\n'


def exposure(tracked):
    return tracked.finding.trail.exposure


def test_branches_tags_remotes_and_those_who_built_on_it_are_told(shop):
    shop.commit(readme="x = 1\n", author="Zoe")
    shop.commit(a=key())
    shop.git("tag", "light")
    shop.git("tag", "-a", "heavy", "-m", "m")
    shop.commit(a=None, author="Bo")
    shop.commit(author="Cy")
    shop.git("branch", "other")
    shop.git("update-ref", "refs/remotes/origin/main", "HEAD")
    shop.git("update-ref", "refs/remotes/mirror/x", "HEAD~3")
    shop.git("config", "remote.origin.url", "https://me:hidden@github.com/team/shop.git")
    shop.git("checkout", "-q", "--orphan", "apart")
    shop.commit(readme="y = 1\n", author="Dan")
    shop.git("checkout", "-q", "main")
    known = exposure(shop.found()["a.py"])
    assert (known.branches, known.tags) == (2, 2)
    assert known.names == ("main", "other", "heavy", "light")
    assert known.remotes == ("origin",)
    assert known.origin == "github.com/team/shop"
    assert known.people == 3
    told = past.audience(shop.found()["a.py"].finding)
    assert told == (
        "whoever has 2 branches or 2 tags (main, other, heavy, light); it was pushed to origin, "
        "github.com/team/shop: if that is public, everybody; 3 authors have made that commit or ones on "
        "top of it; forks, other clones and caches are not known here"
    )


def test_what_never_left_is_told_apart(shop):
    shop.commit(readme="x = 1\n")
    shop.git("update-ref", "refs/remotes/origin/main", "HEAD")
    shop.git("checkout", "-q", "-b", "mine")
    shop.commit(a=key())
    known = exposure(shop.found()["a.py"])
    assert (known.names, known.remotes, known.origin, known.people) == (("mine",), (), "", 1)
    shop.git("checkout", "-q", "main")
    shop.git("branch", "-q", "-D", "mine")
    found = shop.found()["a.py"]
    assert (exposure(found).branches, exposure(found).people) == (0, 1)
    assert past.audience(found.finding).startswith("nobody by a branch or tag that is here; no branch of a")


def test_reports_tell_it_and_the_ledger_keeps_nothing_of_it(shop, tmp_path):
    shop.commit(a=key())
    from vedette.apps.cli.main import run

    out = {name: tmp_path / name for name in ("text", "json", "html", "sarif")}
    formats = [word for name, path in out.items() for word in ("--format", f"{name}={path}")]
    ledger = tmp_path / "ledger.db"
    assert run(["scan", "--history", "--ledger", str(ledger), *formats, str(shop.folder)]) == 0
    assert "could have been seen by whoever has 1 branch (main)" in " ".join(out["text"].read_text().split())
    assert "Could have been seen by" in out["html"].read_text()
    (item,) = json.loads(out["json"].read_bytes())["verdict"]["judgements"]
    assert item["tracked"]["finding"]["trail"]["exposure"]["names"] == ["main"]
    (result,) = json.loads(out["sarif"].read_bytes())["runs"][0]["results"]
    assert "1 author has made that commit" in result["properties"]["couldHaveSeen"]
    assert b'"exposure":{' not in ledger.read_bytes()


def test_the_same_value_in_tree_and_history_is_linked_both_ways(shop, tmp_path):
    ledger = tmp_path / "ledger.db"
    value = key()
    shop.commit(old=value, alone=key())
    shop.commit(old=None, new=value)
    tree = shop.found(run=scan, ledger=ledger)
    assert tree["new.py"].shares == ()
    past_ = shop.found(ledger=ledger)
    (main,) = [one for one in past_.values() if one.finding.subject == tree["new.py"].finding.subject]
    (shared,) = main.shares
    assert (shared.id, shared.place.path) == (tree["new.py"].id, "new.py")
    assert f"the same value as {shared.id} (new.py:1, current tree)" in places.words(main)
    again = shop.found(run=scan, ledger=ledger)
    assert [one.id for one in again["new.py"].shares] == [main.id]
    assert f"the same value as {main.id} (" in places.words(again["new.py"])
    assert ", history, commit " in places.words(again["new.py"])
    others = [one for one in past_.values() if one.id != main.id]
    assert [one.id for each in others for one in each.shares] == [again["alone.py"].id]


def test_any_graph_is_counted_as_git_counts_it(shop):
    """Against git itself, commit by commit, on a random graph with merges."""
    chance = random.Random(7)  # noqa: S311 - the same graph each time
    shop.commit(a="x = 1\n")
    names = ["main"]
    leaks = {}
    for number in range(14):
        shop.git("checkout", "-q", chance.choice(names))
        if number % 3 == 0:
            shop.git("checkout", "-q", "-b", f"b{number}")
            names.append(f"b{number}")
        leaks[f"f{number}"] = shop.commit(author=f"P{chance.randrange(5)}", **{f"f{number}": key()})
        if number % 4 == 3:
            other = chance.choice(names)
            shop.git("merge", "-q", "--no-edit", "-s", "ours", other, author=f"P{chance.randrange(5)}")
    found = shop.found()
    for name, commit in leaks.items():
        known = exposure(found[f"{name}.py"])
        holding = shop.git("branch", "--contains", commit, "--format=%(refname:short)").split()
        assert known.branches == len(holding)
        log = shop.git("log", "--all", "--ancestry-path", "--format=%an", f"^{commit}").split("\n")
        own = shop.git("log", "-1", "--format=%an", commit)
        assert known.people == len({*filter(None, log), own})
