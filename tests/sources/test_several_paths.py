"""Several paths as one source, and one text that is given."""

from __future__ import annotations

import pickle
import subprocess

import pytest

from vedette.model.coverage import Skip
from vedette.model.errors import NothingToExamineError, UsageError
from vedette.model.facts import Entry
from vedette.sources.git.repository import GitSource
from vedette.sources.interface import Unexaminable
from vedette.sources.opening import open_paths, open_text
from vedette.sources.shared import Scope
from vedette.sources.tree import FolderSource


@pytest.fixture
def tree(tmp_path):
    root = tmp_path / "tree"
    for name in ("a/x.py", "a/deep/y.py", "b/c/z.py", "b/other.py", "d.py", "ignored.log", ".gitignore"):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("*.log\n" if name == ".gitignore" else f"{name}\n")
    return root


def paths(source):
    found = [thing.path for thing in source.entries()]
    assert len(set(found)) == len(found), "no path is asked twice"
    return set(found)


def opened(tree, *names):
    return open_paths([tree / name for name in names], max_file_bytes=99)


@pytest.mark.parametrize("is_repository", [False, True])
def test_each_path_is_there_once_relative_to_the_root(tree, is_repository):
    if is_repository:
        subprocess.run(["git", "init", "-q", tree], check=True)
    source = opened(tree, "a", "a/deep/y.py", "b/c", "d.py", "a")
    assert isinstance(source, GitSource if is_repository else FolderSource)
    assert source.root == str(tree)
    assert paths(source) == {"a/x.py", "a/deep/y.py", "b/c/z.py", "d.py"}
    assert source.within == ("a", "b/c", "d.py")
    reader = source.reader()
    assert {reader.read(Entry(path=path)) for path in paths(source)} >= {b"a/x.py\n", b"d.py\n"}
    reader.close()
    assert len(paths(opened(tree, "a", "."))) == (6 if is_repository else 7)


def test_what_is_named_is_examined_though_it_is_ignored_beside_others(tree):
    subprocess.run(["git", "init", "-q", tree], check=True)
    assert paths(opened(tree, "a", "ignored.log")) == {"a/x.py", "a/deep/y.py", "ignored.log"}


def test_different_repositories_are_refused(tree):
    subprocess.run(["git", "init", "-q", tree / "a"], check=True)
    for names in (("a", "b"), ("d.py", "a/x.py")):
        with pytest.raises(UsageError) as refused:
            opened(tree, *names)
        assert refused.value.help == "run once for each"


def test_no_folder_in_common_but_the_root_of_all_is_refused(tree):
    with pytest.raises(UsageError, match="no folder in common"):
        open_paths([tree, tree.__class__("/usr")], max_file_bytes=9)


def test_a_path_that_is_not_there_is_named(tree):
    with pytest.raises(NothingToExamineError, match="nowhere"):
        opened(tree, "a", "nowhere")


def test_a_scope_knows_what_covers_a_path():
    scope = Scope(["a/b", "a/b/c", "d"])
    assert scope.paths == ("a/b", "d")
    assert [path for path in ("a/b", "a/b/x", "a/bc", "a", "d/e/f", "e") if path in scope] == [
        "a/b",
        "a/b/x",
        "d/e/f",
    ]
    assert "anything" in Scope()
    assert not Scope()


@pytest.mark.parametrize("is_repository", [False, True])
def test_a_text_stands_where_its_name_says(tree, is_repository):
    if is_repository:
        subprocess.run(["git", "init", "-q", tree], check=True)
    for name in ("a/x.py", "a/new.py"):
        source = open_text(tree / name, b"given\n", max_file_bytes=99)
        (entry,) = source.entries()
        assert entry.path == (name if is_repository else name[2:])
        assert source.change(None) is None
        reader = pickle.loads(pickle.dumps(source.reader()))  # noqa: S301 - our own
        assert reader.read(entry) == b"given\n"
        assert reader.read(Entry(path="d.py" if is_repository else "x.py")).endswith(b".py\n")
        with pytest.raises(Unexaminable):
            reader.read(Entry(path="a/other", origin=entry.origin))
        reader.close()


def test_a_text_may_be_in_a_folder_that_is_not_there_yet(tree):
    (entry,) = open_text(tree / "no/such/x.py", b"x", max_file_bytes=9).entries()
    assert entry.path == "no/such/x.py"
    blob = subprocess.run(["git", "hash-object", "--stdin"], input=b"x", capture_output=True, check=True)
    assert entry.blob == blob.stdout.decode().strip()


def test_a_text_over_the_limit_is_a_failed_skip(tree):
    (skip,) = open_text(tree / "x", b"12345678", max_file_bytes=7).entries()
    assert isinstance(skip, Skip)
    assert skip.reason == "too-large"
