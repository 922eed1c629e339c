"""Finding a repository, and reading its few files without git."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.model.coverage import Skip, SkipClass
from vedette.sources.git.configuration import parse
from vedette.sources.git.layout import locate, normalise_origin
from vedette.sources.tree import FolderSource

if TYPE_CHECKING:
    from tests.sources.git.conftest import Look, Make, Repo

_WORD = "se" + "cret"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (f"https://user:{_WORD}@Example.org/Team/Shop.git", "example.org/Team/Shop"),
        (f"https://{_WORD}@example.org/team/shop/?token={_WORD}#x", "example.org/team/shop"),
        ("ssh://git@example.org:22/team/shop", "example.org/team/shop"),
        ("ssh://git@example.org:2222/team/shop", "example.org:2222/team/shop"),
        ("git@example.org:team/shop.git", "example.org/team/shop"),
        ("https://[broken/x", ""),
        ("https://example.org:99999/x", ""),
        ("/srv/git/shop.git", ""),
        ("../shop", ""),
        ("file:///srv/git/shop.git", ""),
        ("", ""),
    ],
)
def test_origin(url: str, expected: str) -> None:
    assert normalise_origin(url) == expected


@given(st.text())
def test_origin_never_keeps_credentials(text: str) -> None:
    assert _WORD not in normalise_origin(f"https://u:{_WORD}@example.org/{text}")


def test_configuration() -> None:
    text = (
        '[core]\n\tbare = false ; no\n[Remote "or\\"igin"] url = "a # b" # c\n'
        "[x]\nkey\nlong = one \\\n  two  \nlong=last\n[include]\n\tpath = /etc/passwd\n"
    )
    assert parse(text) == {
        ("core", "", "bare"): "false",
        ("remote", 'or"igin', "url"): "a # b",
        ("x", "", "key"): "true",
        ("x", "", "long"): "last",
        ("include", "", "path"): "/etc/passwd",
    }


@given(st.text(alphabet=st.sampled_from('[]"\\\n =#;ab.\t\0'), max_size=200))
def test_configuration_survives_junk(text: str) -> None:
    parse(text)


def test_a_git_file_that_points_to_a_stranger_is_not_followed(make: Make, look: Look) -> None:
    private = make("private_repo")
    private.commit({"private.py": "x"})
    hostile = private.sibling("hostile")
    hostile.path.mkdir()
    hostile.write("a.py", "a")
    hostile.write(".git", f"gitdir: {private.path}/.git\n")
    source, entries, skips = look(hostile.path)
    assert set(entries) == {"a.py"}
    assert source.commit == ""
    assert (skips[".git"].cls, skips[".git"].reason) == (SkipClass.failed, "repository-unconfirmed")
    (hostile.path / ".git").unlink()
    (hostile.path / ".git").symlink_to(private.path / ".git")
    assert look(hostile.path)[2][".git"].reason == "repository-unconfirmed"


def test_a_common_folder_of_a_stranger_is_not_followed(make: Make, look: Look) -> None:
    private = make("private_repo")
    private.commit({"private.py": "x"})
    hostile = make("hostile")
    hostile.write("a.py", "a")
    hostile.write(".git/commondir", f"{private.path}/.git\n")
    source, entries, skips = look(hostile.path)
    assert set(entries) == {"a.py"}
    assert source.commit == ""
    assert skips[".git/commondir"].reason == "repository-unconfirmed"


def test_a_separate_git_folder_needs_to_point_back(repo: Repo, look: Look) -> None:
    repo.commit({"a.py": "a"})
    repo.git("init", "-q", "--separate-git-dir", "../apart")
    assert look(repo.path)[2][".git"].reason == "repository-unconfirmed"
    repo.git("config", "core.worktree", str(repo.path))
    source, entries, skips = look(repo.path)
    assert set(entries) == {"a.py"}
    assert not skips
    assert source.commit


@pytest.mark.parametrize("text", ["", "gitdir: nowhere", "junk", "gitdir: a\0b", "gitdir: .", "x" * 100_000])
def test_a_broken_git_file_is_a_failed_skip_and_the_files_are_examined(
    repo: Repo, look: Look, text: str
) -> None:
    broken = repo.sibling("broken")
    broken.path.mkdir()
    broken.write("a.py", "a")
    broken.write(".git", text)
    _, entries, skips = look(broken.path)
    assert set(entries) == {"a.py"}
    assert skips[".git"].cls is SkipClass.failed


def test_a_git_folder_that_is_none_leaves_a_plain_folder(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "a.py").write_text("a")
    assert locate(str(tmp_path)) is None
    found = {item.path: item for item in FolderSource(str(tmp_path), 99).entries()}
    skip = found[".git"]
    assert isinstance(skip, Skip)
    assert skip.reason == "git-folder"


def test_hostile_refs_are_passed_over(repo: Repo, look: Look) -> None:
    head = repo.commit({"a.py": "a"})
    refs = repo.path / ".git/refs/heads"
    (refs / "bad name").write_text(head)
    (refs / "self").write_text("ref: refs/heads/self\n")
    (refs / "long").write_text("a" * 10_000)
    os.mkfifo(refs / "fifo")
    repo.write(".git/packed-refs", f"{head} refs/heads/ok\n{head} refs/../../x\nzzz\n{head}\n".encode())
    change = look(repo.path)[0].change("ok")
    assert change.base == head
