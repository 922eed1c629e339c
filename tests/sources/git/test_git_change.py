"""The change under judgement: its base, what it touched, what was there before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from vedette.model.errors import UsageError, WorldError
from vedette.model.facts import Origin

if TYPE_CHECKING:
    from tests.sources.git.conftest import Content, Look, Make, Repo


def test_on_a_branch_the_base_is_the_merge_base_with_the_default_branch(
    repo: Repo, look: Look, content: Content
) -> None:
    base = repo.commit({"a.py": "a\n", "b.py": "b\n", "c.py": "c\n" * 20, "d.py": "d\n", "e.py": "e\n"})
    repo.git("checkout", "-q", "-b", "feature")
    repo.commit({"a.py": "committed\n", "new.py": "n\n"})
    repo.git("mv", "c.py", "moved.py")
    repo.git("rm", "-q", "d.py")
    repo.commit({})
    repo.git("checkout", "-q", "main")
    repo.commit({"unrelated.py": "u\n"})
    repo.git("checkout", "-q", "feature")
    repo.write("b.py", "dirty\n")
    repo.write("untracked.py", "u\n")
    (repo.path / "e.py").unlink()
    source = look(repo.path)[0]
    change = source.change(None)
    assert (change.base, change.described, change.known) == (base, "merge base with main", True)
    assert change.touched == {"a.py", "b.py", "new.py", "moved.py", "untracked.py"}
    assert change.renames == {"moved.py": "c.py"}
    assert [entry.path for entry in change.before] == ["a.py", "b.py", "c.py", "d.py", "e.py"]
    assert {(entry.origin, entry.revision) for entry in change.before} == {(Origin.blob, base)}
    assert content(source, change.before[0]) == b"a\n"


def test_on_the_default_branch_the_base_is_the_first_parent(repo: Repo, look: Look) -> None:
    first = repo.commit({"a.py": "a\n"})
    repo.commit({"b.py": "b\n"})
    change = look(repo.path)[0].change(None)
    assert (change.base, change.described) == (first, "the parent of main")
    assert (change.touched, change.before) == (frozenset({"b.py"}), ())


def test_unpushed_work_on_the_default_branch_is_judged_from_what_was_pushed(repo: Repo, look: Look) -> None:
    pushed = repo.commit({"a.py": "a\n"})
    repo.git("clone", "-q", ".", "../clone")
    clone = repo.sibling("clone")
    clone.commit({"b.py": "b\n"})
    clone.commit({"c.py": "c\n"})
    change = look(clone.path)[0].change(None)
    assert (change.base, change.described) == (pushed, "merge base with origin/main")
    assert change.touched == {"b.py", "c.py"}


def test_the_first_commit_is_all_change(repo: Repo, look: Look) -> None:
    repo.commit({"a.py": "a\n"})
    change = look(repo.path)[0].change(None)
    assert (change.base, change.touched, change.known) == ("", frozenset({"a.py"}), True)
    assert change.described.startswith("first commit")


@pytest.mark.parametrize("name", ["v1", "HEAD~2", "refs/tags/v1", "packed"])
def test_a_named_revision(repo: Repo, look: Look, name: str) -> None:
    first = repo.commit({"a.py": "a\n"})
    repo.git("tag", "-a", "-m", "one", "v1")
    repo.git("branch", "packed")
    repo.git("pack-refs", "--all")
    repo.commit({"b.py": "b\n"})
    repo.commit({"c.py": "c\n"})
    change = look(repo.path)[0].change(name)
    assert (change.base, change.touched) == (first, frozenset({"b.py", "c.py"}))


@pytest.mark.parametrize("name", ["mian", "--upload-pack=x", "-h", "", "a..b", "x\0y", "a\nb", "HEAD:a.py"])
def test_an_unknown_revision_is_a_usage_error(repo: Repo, look: Look, name: str) -> None:
    repo.commit({"a.py": "a\n"})
    with pytest.raises(UsageError) as caught:
        look(repo.path)[0].change(name)
    if name == "mian":
        assert "`main`" in caught.value.help


def test_a_branch_that_only_the_remote_has_is_suggested(repo: Repo, look: Look) -> None:
    repo.commit({"a.py": "a\n"})
    repo.git("branch", "stable")
    repo.git("clone", "-q", ".", "../clone")
    with pytest.raises(UsageError) as caught:
        look(repo.sibling("clone").path)[0].change("stable")
    assert "`origin/stable`" in caught.value.help


@pytest.mark.parametrize("since", [None, "main"])
def test_a_history_of_its_own_is_judged_by_the_default_branch_itself(
    repo: Repo, look: Look, since: str | None
) -> None:
    main = repo.commit({"a.py": "a\n"})
    repo.git("checkout", "-q", "--orphan", "pages")
    repo.commit({"b.py": "b\n", "c.py": "c\n"})
    change = look(repo.path)[0].change(since)
    # Not "": then the policy, waivers and ignores of the branch itself would count.
    assert (change.base, change.known, change.touched) == (main, True, frozenset({"b.py", "c.py"}))
    assert change.described == "main itself, with which it has no history in common"


def test_a_file_that_was_only_touched_is_not_changed(repo: Repo, look: Look) -> None:
    repo.commit({"a.py": "a\n", "b.py": "b\n"})
    repo.write("a.py", "a\n")
    source = look(repo.path)[0]
    assert source.change("HEAD").touched == frozenset()
    assert not source.is_dirty()
    repo.write("a.py", "x\n")
    assert look(repo.path)[0].is_dirty()


def test_a_move_that_is_not_staged_is_a_rename(repo: Repo, look: Look) -> None:
    repo.commit({"a.py": "something\n"})
    (repo.path / "a.py").rename(repo.path / "b.py")
    change = look(repo.path)[0].change("HEAD")
    assert change.renames == {"b.py": "a.py"}
    assert [entry.path for entry in change.before] == ["a.py"]


def test_a_file_that_became_a_link_has_a_before(repo: Repo, look: Look) -> None:
    repo.commit({"a.py": "a\n", "b.py": "b\n"})
    for name in ("a.py", "b.py"):
        (repo.path / name).unlink()
        (repo.path / name).symlink_to("/etc/passwd")
    repo.git("add", "a.py")
    change = look(repo.path)[0].change("HEAD")
    assert change.touched == frozenset()
    assert [entry.path for entry in change.before] == ["a.py", "b.py"]


def test_removed_from_the_index_and_still_there(repo: Repo, look: Look) -> None:
    repo.commit({"a.py": "a\n", "b.py": "b\n"})
    repo.git("rm", "-q", "--cached", "a.py", "b.py")
    repo.write("b.py", "changed\n")
    change = look(repo.path)[0].change("HEAD")
    assert change.touched == {"b.py"}
    assert [entry.path for entry in change.before] == ["b.py"]


def test_a_bare_clone_has_a_change(repo: Repo, look: Look, content: Content) -> None:
    first = repo.commit({"a.py": "a\n"})
    repo.commit({"a.py": "b\n"})
    repo.git("clone", "-q", "--bare", ".", "../bare.git")
    source = look(repo.path.parent / "bare.git")[0]
    change = source.change(None)
    assert (change.base, change.touched) == (first, frozenset({"a.py"}))
    assert content(source, change.before[0]) == b"a\n"


def test_a_moved_submodule_shows_what_changed_in_it(make: Make, look: Look, content: Content) -> None:
    inner = make("inner")
    old = inner.commit({"in.py": "old\n", "same.py": "s\n"})
    outer = make("outer")
    outer.git("submodule", "--quiet", "add", inner.path.as_uri(), "lib")
    outer.commit({"out.py": "o\n"})
    inner.commit({"in.py": "new\n"})
    outer.git("pull", "-q", cwd=outer.path / "lib")
    outer.commit({})
    source = look(outer.path)[0]
    change = source.change(None)
    assert change.touched == {"lib/in.py"}
    (before,) = change.before
    assert (before.path, before.revision, content(source, before)) == ("lib/in.py", old, b"old\n")


def test_base_file_reads_the_base_and_not_the_tree(repo: Repo, look: Look) -> None:
    repo.commit({"vedette.toml": "old = 1\n", "dir/x": "x\n"})
    (repo.path / "link").symlink_to("vedette.toml")
    repo.commit({})
    repo.commit({"vedette.toml": "new = 1\n"})
    repo.write("vedette.toml", "dirty = 1\n")
    source = look(repo.path)[0]
    change = source.change(None)
    assert source.base_file(change, "vedette.toml") == b"old = 1\n"
    assert source.base_file(change, "dir/x") == b"x\n"
    for absent in ("missing", "dir", "link", "../vedette.toml", "", "--help"):
        assert source.base_file(change, absent) is None


def test_a_base_that_cannot_be_read_is_not_taken_for_absent(repo: Repo, look: Look) -> None:
    repo.commit({"vedette.toml": "old = 1\n"})
    repo.commit({"b": "b\n"})
    source = look(repo.path)[0]
    change = source.change(None)
    oid = repo.git("rev-parse", "HEAD:vedette.toml")
    (repo.path / ".git/objects" / oid[:2] / oid[2:]).unlink()
    with pytest.raises(WorldError):
        source.base_file(change, "vedette.toml")


def test_a_base_whose_trees_are_gone_is_not_known(repo: Repo, look: Look) -> None:
    repo.commit({"sub/a.py": "a\n"})
    tree = repo.git("rev-parse", "HEAD:sub")
    repo.commit({"sub/a.py": "b\n"})
    (repo.path / ".git/objects" / tree[:2] / tree[2:]).unlink()
    source = look(repo.path)[0]
    change = source.change(None)
    assert (change.known, change.base, change.touched) == (False, "", frozenset({"sub/a.py"}))
    assert change.described in source.notes
