"""Owners of findings in whole runs: from the base of the change, else from history; what is remembered."""

import os
import sqlite3

import pytest

from repository_world import ADDRESS, commit, git, leak
from vedette.model.events import Judged
from vedette.pipeline import Request, scan
from vedette.pipeline.backtest import backtest
from vedette.sources.git.blame import LastPeople
from vedette.work.replay import Replay


def judged(folder, **more):
    events = list(scan(Request(path=folder, ledger_path="none", **more)))
    assert isinstance(events[-1], Judged)
    return {item.tracked.finding.place.path: item.tracked for item in events[-1].record.verdict.judgements}


def owner(item):
    return item.owner, item.owner_source


def test_codeowners_names_all_owners_and_its_line(repo):
    commit(repo, {".github/CODEOWNERS": "* @all\n/app/ @a @b\n"})
    commit(repo, {"app/x.py": leak(), "y.py": leak()})
    found = judged(repo)
    assert owner(found["app/x.py"]) == ("@a", ".github/CODEOWNERS:2")
    assert found["app/x.py"].owners == ("@a", "@b")
    assert owner(found["y.py"]) == ("@all", ".github/CODEOWNERS:1")


def test_codeowners_is_that_of_the_base_and_its_change_is_a_finding(repo):
    commit(repo, {"CODEOWNERS": "* @old\n"})
    commit(repo, {"CODEOWNERS": "* @mallory\n", "x.py": leak()})
    found = judged(repo)
    assert owner(found["x.py"]) == ("@old", "CODEOWNERS:1")
    assert found["CODEOWNERS"].finding.rule == "policy-changed"
    git(repo, "rm", "-q", "CODEOWNERS")
    commit(repo, {"z.py": leak()})
    found = judged(repo)
    assert owner(found["z.py"]) == ("@mallory", "CODEOWNERS:1")
    assert "removed" in found["CODEOWNERS"].finding.message


def test_one_that_the_change_brings_in_does_not_count_yet(repo):
    commit(repo, {"a": "a\n"})
    commit(repo, {"docs/CODEOWNERS": "* @new\n", "x.py": leak()}, name="Bob")
    found = judged(repo)
    assert owner(found["x.py"]) == ("Bob", "last change")
    assert "is new in this change" in found["docs/CODEOWNERS"].finding.message


def test_the_dialect_is_that_of_the_settings_then_of_the_job(repo):
    commit(repo, {"CODEOWNERS": "[Docs] @docs\n*.py\n"})
    commit(repo, {"x.py": leak()})
    assert owner(judged(repo)["x.py"]) == ("@docs", "CODEOWNERS:2")
    found = judged(repo, environment={"GITHUB_ACTIONS": "true"})
    assert owner(found["x.py"]) == ("Ada", "last change")
    setting = {"ownership.dialect": "gitlab", "ownership.last_people": False}
    found = judged(repo, environment={"GITHUB_ACTIONS": "true"}, command_line=setting)
    assert owner(found["x.py"]) == ("@docs", "CODEOWNERS:2")
    assert owner(judged(repo, command_line=setting | {"ownership.dialect": "github"})["x.py"]) == ("", "")


def test_the_departed_and_machines_are_not_named(repo):
    commit(repo, {"vedette.toml": '[ownership]\ndeparted = ["Bob"]\n', "x.py": "a\n"})
    commit(repo, {"x.py": "a\n" + leak()}, name="Bob")
    assert owner(judged(repo)["x.py"]) == ("Ada", "last change")


def test_no_address_and_no_name_of_a_commit_is_remembered(repo, tmp_path):
    commit(repo, {"CODEOWNERS": "/mail/ ada.owner@example.org\n/team/ @team\n"})
    commit(repo, {"mail/x.py": leak(), "team/x.py": leak(), "x.py": leak()}, name="Zoë-Unique")
    path = tmp_path / "ledger.db"
    events = list(scan(Request(path=repo, ledger_path=str(path))))
    items = {item.tracked.finding.place.path: item.tracked for item in events[-1].record.verdict.judgements}
    assert owner(items["mail/x.py"]) == ("ada.owner@example.org", "CODEOWNERS:1")
    assert owner(items["x.py"]) == ("Zoë-Unique", "last change")
    with sqlite3.connect(path) as database:
        dump = "\n".join(database.iterdump())
    assert "@team" in dump
    for word in ("ada.owner", "Zoë-Unique", "Unique", ADDRESS.partition("@")[0]):
        assert word not in dump
        for file in tmp_path.glob("ledger.db*"):
            assert word.encode() not in file.read_bytes()


def test_a_hook_and_an_editor_ask_nobody(repo):
    commit(repo, {"x.py": "a\n"})
    (repo / "x.py").write_text("a\n" + leak())
    git(repo, "add", "-A")
    assert owner(judged(repo, staged=True, stage="hook")["x.py"]) == ("", "")
    assert owner(judged(repo)["x.py"]) == ("Ada", "last change")


def blames(monkeypatch):
    asked = []
    whole = LastPeople.of_lines

    def of_lines(self, path, spans, content):
        asked.append(path)
        return whole(self, path, spans, content)

    monkeypatch.setattr(LastPeople, "of_lines", of_lines)
    return asked


def test_git_is_asked_once_and_again_when_something_changed(repo, monkeypatch):
    asked = blames(monkeypatch)
    commit(repo, {"x.py": leak()})
    assert owner(judged(repo)["x.py"]) == ("Ada", "last change")
    assert asked == ["x.py"]
    assert owner(judged(repo)["x.py"]) == ("Ada", "last change")
    assert asked == ["x.py"]
    assert owner(judged(repo, no_cache=True)["x.py"]) == ("Ada", "last change")
    assert asked == ["x.py"] * 2
    setting = {"ownership.departed": ["Ada"]}
    assert owner(judged(repo, command_line=setting)["x.py"]) == ("", "")
    git(repo, "commit", "-q", "--amend", "-m", "m", "--reset-author", name="Bob")
    assert owner(judged(repo)["x.py"]) == ("Bob", "last change")


def test_names_in_a_cache_that_was_altered_are_not_believed(repo, monkeypatch, tmp_path):
    commit(repo, {"x.py": leak()})
    judged(repo)
    for path in (tmp_path / "cache").rglob("*.listing"):
        path.write_bytes(path.read_bytes().replace(b"Ada", b"Eve"))
    asked = blames(monkeypatch)
    assert owner(judged(repo)["x.py"]) == ("Ada", "last change")
    assert asked == ["x.py"]


def test_only_for_what_is_new_and_for_a_few_files(repo, monkeypatch):
    commit(repo, {"old.py": leak()})
    commit(repo, {f"new{number}.py": leak() for number in range(8)})
    asked = blames(monkeypatch)
    found = judged(repo)
    assert owner(found["old.py"]) == ("", "")
    assert len(asked) == 5
    assert sorted(path for path, item in found.items() if item.owner) == sorted(asked)


@pytest.mark.parametrize("kind", ["link", "fifo", "huge"])
def test_a_codeowners_that_is_no_such_file_stops_nothing(repo, kind, tmp_path):
    commit(repo, {"x.py": leak()})
    target = repo / "CODEOWNERS"
    if kind == "link":
        (tmp_path / "elsewhere").write_text("* @mallory\n")
        target.symlink_to(tmp_path / "elsewhere")
    elif kind == "fifo":
        os.mkfifo(target)
    else:
        target.write_text("* @a\n" * 4_000_000)
    assert owner(judged(repo)["x.py"]) == ("Ada", "last change")
    if kind != "fifo":
        commit(repo, {})
        commit(repo, {"y.py": leak()})
        assert owner(judged(repo)["y.py"]) == ("Ada", "last change")


def test_a_plain_folder_has_owners_too(tmp_path):
    folder = tmp_path / "plain"
    folder.mkdir()
    (folder / "CODEOWNERS").write_text("* @all\n")
    (folder / "x.py").write_text(leak())
    assert owner(judged(folder)["x.py"]) == ("@all", "CODEOWNERS:1")


@pytest.mark.parametrize("bare", [False, True])
def test_a_replay_tells_for_whom_by_the_codeowners_of_today(repo, tmp_path, bare):
    commit(repo, {"a": "a\n"})
    commit(repo, {"x.py": leak()})
    commit(repo, {"CODEOWNERS": "* @today\n"})
    if bare:
        git(repo, "clone", "-q", "--bare", str(repo), str(tmp_path / "bare.git"))
    request = Request(path=tmp_path / "bare.git" if bare else repo, ledger_path="none", no_cache=True)
    (stop,) = backtest(Replay(request=request)).stops
    assert (stop.finding.place.path, stop.owner) == ("x.py", "@today")
