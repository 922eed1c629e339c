"""What is remembered of a listing is believed only while git would list the same."""

from __future__ import annotations

import os
import shutil
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from git_memory import Memory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vedette.sources.git import recollection, snapshot
from vedette.sources.opening import open_source
from vedette.work.cache.shelf import Shelf

if TYPE_CHECKING:
    from tests.sources.git.conftest import Make, Repo

TREE: dict[str, str | bytes] = {
    ".gitignore": "*.o\n/built/\n",
    "a/one.py": "1\n",
    "a/b/two.py": "2\n",
    "a/b/.gitignore": "skip\n",
    "c/three.py": "3\n",
}
NAMES = ("a/one.py", "a/new.py", "a/b/skip", "a/b/x.o", "a/b/deep/er/y", "c", "c/three.py", "d/e/f", "d/e/g",
    "d/.gitignore", "built/z", "a/.gitignore", ".gitignore", "a/b/.gitattributes", "empty/")  # fmt: skip
HOW = ("write", "replace", "remove", "link", "folder", "ignore", "repository", "exclude")


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """One item for each listing that git was asked for."""
    made: list[bool] = []
    ask = snapshot.list_untracked

    def _ask(*args: object, **options: bool) -> tuple[list[str], dict[str, str]]:
        made.append(True)
        return ask(*args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(snapshot, "list_untracked", _ask)
    # What was made a moment ago counts as old; the tests wait for the clock of the file system instead.
    monkeypatch.setattr(recollection, "_RACY_NS", -(10**18))
    return made


def listed(repo: Repo, memory: recollection.Memory | None) -> list[object]:
    return list(open_source(repo.path, max_file_bytes=99, memory=memory).entries())


def test_nothing_is_asked_twice(make: Make, calls: list[bool]) -> None:
    repo, memory = make(), Memory()
    repo.commit(TREE)
    repo.write("c/untracked", "")
    wanted = listed(repo, None)
    asked = []
    for _ in range(4):
        calls.clear()
        assert listed(repo, memory) == wanted
        asked.append(len(calls))
    # The first run leaves a mark only: a tree that is scanned once need not pay for a second time.
    assert asked == [1, 1, 0, 0]
    repo.write("built/new", "")
    repo.write("c/untracked", "other")
    assert listed(repo, memory) == listed(repo, None)


def test_a_file_saved_under_another_name_first_costs_no_listing(make: Make, calls: list[bool]) -> None:
    repo, memory = make(), Memory()
    repo.commit(TREE)
    for _ in range(3):
        listed(repo, memory)
    _do(repo, "replace", "a/one.py", 1)
    calls.clear()
    assert listed(repo, memory) == listed(repo, None)
    assert len(calls) == 1  # of the one without a memory


def test_a_folder_that_may_have_changed_meanwhile_is_not_believed(
    make: Make, calls: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recollection, "_RACY_NS", 2_000_000_000)
    repo, memory = make(), Memory()
    repo.commit(TREE)
    for _ in range(3):
        listed(repo, memory)
    repo.write("a/b/fresh", "")
    assert listed(repo, memory) == listed(repo, None)
    del calls


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(
        st.lists(st.tuples(st.sampled_from(HOW), st.sampled_from(NAMES)), max_size=3), min_size=1, max_size=5
    )
)
def test_whatever_happens_to_the_tree(
    make: Make, calls: list[bool], tmp_path: Path, steps: list[list[tuple[str, str]]]
) -> None:
    shutil.rmtree(tmp_path / "repo", ignore_errors=True)
    repo, memory = make(), Memory()
    repo.commit(TREE)
    listed(repo, memory)
    listed(repo, memory)
    for number, step in enumerate(steps):
        time.sleep(0.01)
        for how, name in step:
            _do(repo, how, name, number)
        assert listed(repo, memory) == listed(repo, None), step
        # Again, now that it was learned anew.
        assert listed(repo, memory) == listed(repo, None), step
    del calls


def _do(repo: Repo, how: str, name: str, number: int) -> None:
    path = repo.path / name
    with suppress(OSError):  # a name below what is a file by now
        if how == "exclude":
            repo.write(".git/info/exclude", f"{path.name}\n")
        elif how == "ignore":
            repo.write(f"{path.parent.relative_to(repo.path)}/.gitignore", f"{path.name}\n")
        elif how == "write":
            repo.write(name, f"{number}\n") if not name.endswith("/") else path.mkdir()
        elif how == "replace":
            repo.write(f"{name}.part", f"{number}\n").replace(path)
        elif how == "remove":
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
        elif how == "link":
            _do(repo, "remove", name, number)
            path.symlink_to("../a")
        elif how == "folder":
            _do(repo, "remove", name, number)
            path.mkdir(parents=True)
        else:
            repo.git("init", "-q", name, check=False)


def test_a_shelf_believes_only_what_it_wrote_itself(tmp_path: Path) -> None:
    shelf = Shelf(str(tmp_path / "cache"), b"key")
    shelf.keep("names", "/a", b"text")
    assert shelf.recall("names", "/a") == b"text"
    assert shelf.recall("names", "/b") is None
    assert shelf.recall("others", "/a") is None
    assert Shelf(str(tmp_path / "cache"), b"other key").recall("names", "/a") is None
    (file,) = (tmp_path / "cache/results").iterdir()
    (elsewhere := file.with_name("x")).write_bytes(file.read_bytes())
    file.write_bytes(file.read_bytes()[:-1] + b"T")
    assert shelf.recall("names", "/a") is None
    assert elsewhere.exists()


def test_a_shelf_in_the_scanned_tree_is_none(tmp_path: Path) -> None:
    shelf = Shelf(str(tmp_path / "cache"), b"key")
    shelf.keep("names", str(tmp_path), b"text")
    assert not os.path.lexists(tmp_path / "cache")
    shelf.keep("names", "/a", b"text")
    assert shelf.recall("names", str(tmp_path)) is None
