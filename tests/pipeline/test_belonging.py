"""An id that a tree gives itself closes nothing of another source's project."""

import shutil
from dataclasses import dataclass

import msgspec
import pytest

from repository_world import commit, git, key, leak, new_repository
from vedette.ledger.moving import import_file
from vedette.ledger.place import default_path
from vedette.ledger.store import open_ledger
from vedette.model.errors import UsageError
from vedette.model.events import Judged, Started
from vedette.pipeline import Request, scan

SHOP = '[project]\nid = "shop"\n'


@dataclass
class Told:
    notes: tuple
    record: object


def run(folder, **environment):
    events = list(scan(Request(path=folder, environment=environment)))
    started = next(event for event in events if isinstance(event, Started))
    judged = next(event for event in events if isinstance(event, Judged))
    return Told(started.notes, judged.record)


def states(project="shop"):
    ledger = open_ledger(default_path())
    try:
        return {item.finding.place.path: item.state.value for item in ledger.findings(project)}
    finally:
        ledger.close()


@pytest.fixture
def shop(repo):
    commit(repo, {"vedette.toml": SHOP, "a.py": leak(key())})
    run(repo)
    assert states() == {"a.py": "open"}
    return repo


@pytest.fixture
def other(tmp_path):
    """Another repository that gives itself the same id."""
    folder = new_repository(tmp_path / "other")
    commit(folder, {"vedette.toml": SHOP, "b.py": "x = 1\n"}, name="Eve")
    return folder


def test_another_repository_closes_nothing(shop, other):
    told = run(other)
    assert states() == {"a.py": "open"}
    assert told.record.run.project == f"shop at path:{other}"
    assert [note for note in told.notes if "VEDETTE_PROJECT_ID='shop'" in note]
    assert run(other).record.run.project == told.record.run.project
    assert run(shop).record.run.project == "shop"


def test_nor_does_one_that_takes_the_name_of_a_source(repo, other):
    commit(repo, {"a.py": leak(key())})
    name = run(repo).record.run.project
    commit(other, {"vedette.toml": f'[project]\nid = "{name}"\n'})
    commit(other, {"b.py": "x = 2\n"})
    run(other)
    assert states(name) == {"a.py": "open"}


def test_who_comes_first_does_not_take_the_name_of_a_source_from_it(repo, other):
    commit(other, {"vedette.toml": f'[project]\nid = "path:{repo}"\n'})
    commit(other, {"b.py": leak(key())})
    assert run(other).record.run.project == f"path:{repo}"
    commit(repo, {"a.py": "x = 1\n"})
    told = run(repo)
    assert told.record.run.project == f"path:{repo} at path:{repo}"
    assert states(f"path:{repo}") == {"b.py": "open"}


def test_a_clone_is_the_same_project(shop, tmp_path):
    git(tmp_path, "clone", "-q", str(shop), "clone")
    git(tmp_path / "clone", "remote", "set-url", "origin", "https://user:word@example.org/mirror/shop.git")
    commit(tmp_path / "clone", {"a.py": "x = 1\n"})
    told = run(tmp_path / "clone")
    assert (told.record.run.project, told.record.run.source) == ("shop", "example.org/mirror/shop")
    assert states() == {"a.py": "fixed"}


def test_an_unrelated_source_belongs_once_the_user_says_so(shop, other):
    assert run(other, VEDETTE_PROJECT_ID="shop").record.run.project == "shop"
    assert run(other).record.run.project == "shop"
    assert run(shop).record.run.project == "shop"


def test_a_folder_without_history_proves_nothing(shop, tmp_path):
    folder = tmp_path / "plain"
    shutil.copytree(shop, folder, ignore=shutil.ignore_patterns(".git", "a.py"))
    run(folder)
    assert states() == {"a.py": "open"}


@pytest.mark.usefixtures("shop")
def test_a_record_of_another_repository_is_refused(other, tmp_path):
    events = list(scan(Request(path=other, ledger_path=str(tmp_path / "elsewhere"))))
    record = next(event.record for event in events if isinstance(event, Judged))
    plain = {"schema": "vedette-record/1", **msgspec.to_builtins(record)}
    file = tmp_path / "record"
    file.write_bytes(msgspec.json.encode(plain))
    with file.open("rb") as data, pytest.raises(UsageError, match="another source"):
        import_file(default_path(), data)
    assert states() == {"a.py": "open"}
    with file.open("rb") as data:
        assert import_file(default_path(), data, "shop").run == record.run.id
