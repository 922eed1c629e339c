"""What a repository shows, in each state that git can leave one in."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from vedette.model.coverage import SkipClass
from vedette.model.errors import WorldError
from vedette.model.facts import Entry, Origin
from vedette.sources.git import door as door_module
from vedette.sources.interface import Unexaminable
from vedette.sources.opening import open_source
from vedette.sources.shared import blob_id

if TYPE_CHECKING:
    from tests.sources.git.conftest import Content, Look, Make, Repo


def test_tracked_dirty_untracked_ignored_deleted_and_links(repo: Repo, look: Look, content: Content) -> None:
    first = repo.commit({"kept.py": "kept\n", "dirty.py": "old\n", "gone.py": "x\n", ".gitignore": "*.log\n"})
    (repo.path / "link.py").symlink_to("kept.py")
    repo.git("add", "link.py")
    repo.settle()
    repo.write("dirty.py", "new\n")
    (repo.path / "gone.py").unlink()
    repo.write("new.py", "untracked\n")
    repo.write("noise.log", "ignored\n")
    (repo.path / "stray").symlink_to("/etc/passwd")
    source, entries, skips = look(repo.path)
    assert set(entries) == {".gitignore", "kept.py", "dirty.py", "new.py"}
    assert entries["kept.py"].blob == repo.git("rev-parse", "HEAD:kept.py")
    assert entries["kept.py"].size == 5
    assert entries["dirty.py"].blob == entries["new.py"].blob == ""
    assert content(source, entries["dirty.py"]) == b"new\n"
    assert {path: skip.reason for path, skip in skips.items()} == {
        "gone.py": "deleted",
        "link.py": "link",
        "stray": "link",
    }
    assert {skip.cls for skip in skips.values()} == {SkipClass.not_applicable}
    assert source.commit == first
    assert source.identity == f"path:{repo.path}"
    assert list(source.entries()) == list(source.entries())


def test_info_exclude_is_honoured_and_a_named_ignored_folder_is_examined(repo: Repo, look: Look) -> None:
    repo.commit({"a.py": "a"})
    repo.write(".git/info/exclude", "out/\n")
    repo.write("out/b.py", "b")
    assert set(look(repo.path)[1]) == {"a.py"}
    assert set(look(repo.path / "out")[1]) == {"out/b.py"}
    assert set(look(repo.path / "out" / "b.py")[1]) == {"out/b.py"}


def test_a_part_of_a_repository_keeps_its_paths(repo: Repo, look: Look) -> None:
    repo.commit({"a.py": "a", "sub/b.py": "b", "subway/c.py": "c"})
    source, entries, _ = look(repo.path / "sub")
    assert set(entries) == {"sub/b.py"}
    assert source.root == str(repo.path)
    assert set(look(repo.path / "a.py")[1]) == {"a.py"}
    assert look(repo.path / "sub")[0].change(None).touched == {"sub/b.py"}


def test_names_that_are_not_utf8_or_odd(repo: Repo, look: Look, content: Content) -> None:
    odd = [b"caf\xe9.py", b"new\nline.py", b"tab\there.py", b" space ", b"-rf", b":(top)x"]
    for name in odd:
        (repo.path / os.fsdecode(name)).write_bytes(name)
    repo.git("add", "-A")
    repo.git("commit", "-q", "-m", "odd")
    repo.settle()
    source, entries, skips = look(repo.path)
    assert {os.fsencode(path) for path in entries} == set(odd)
    assert not skips
    for path, entry in entries.items():
        assert content(source, entry) == os.fsencode(path)
        assert entry.blob


def test_unborn_head(repo: Repo, look: Look) -> None:
    repo.write("a.py", "a")
    repo.git("add", "a.py")
    source, entries, skips = look(repo.path)
    assert set(entries) == {"a.py"}
    assert not skips
    assert source.commit == ""
    change = source.change(None)
    assert (change.base, change.touched, change.known) == ("", frozenset({"a.py"}), True)
    assert source.is_dirty()


def test_empty_repository(repo: Repo, look: Look) -> None:
    assert look(repo.path)[1:] == ({}, {})


def test_detached_head(repo: Repo, look: Look) -> None:
    first = repo.commit({"a.py": "a"})
    repo.commit({"a.py": "b"})
    repo.git("checkout", "-q", "--detach", first)
    assert look(repo.path)[0].commit == first


def test_linked_worktree(repo: Repo, look: Look) -> None:
    repo.commit({"a.py": "a", "b.py": "b"})
    repo.git("worktree", "add", "-q", "-b", "side", "../side")
    side = repo.sibling("side")
    last = side.commit({"c.py": "c"})
    source, entries, skips = look(side.path)
    assert set(entries) == {"a.py", "b.py", "c.py"}
    assert not skips
    assert source.commit == last
    change = source.change(None)
    assert change.described == "merge base with main"
    assert change.touched == {"c.py"}


def test_bare_clone_shows_the_tree_of_head(repo: Repo, look: Look, content: Content) -> None:
    last = repo.commit({"a.py": "a\n", "sub/b.py": "b\n"})
    repo.git("clone", "-q", "--bare", ".", "../bare.git")
    source, entries, skips = look(repo.path.parent / "bare.git")
    assert set(entries) == {"a.py", "sub/b.py"}
    assert not skips
    assert {entry.origin for entry in entries.values()} == {Origin.blob}
    assert {entry.revision for entry in entries.values()} == {last}
    assert content(source, entries["sub/b.py"]) == b"b\n"


def test_what_lies_beside_a_bare_repository_is_not_silent(repo: Repo, look: Look) -> None:
    repo.commit({"a.py": "a\n"})
    repo.git("clone", "-q", "--bare", ".", "../bare.git")
    (repo.path.parent / "bare.git" / "hidden.py").write_text("x")
    skip = look(repo.path.parent / "bare.git")[2]["hidden.py"]
    assert (skip.cls, skip.reason) == (SkipClass.failed, "beside-repository")


def test_submodules(make: Make, look: Look, content: Content) -> None:
    inner = make("inner")
    base = inner.commit({"in.py": "in\n"})
    outer = make("outer")
    outer.commit({"out.py": "out\n"})
    outer.git("submodule", "--quiet", "add", inner.path.as_uri(), "lib/inner")
    first = outer.commit({})
    (outer.path / "lib/inner/in.py").write_text("changed\n")
    (outer.path / "lib/inner/fresh.py").write_text("fresh\n")
    source, entries, skips = look(outer.path)
    assert set(entries) == {".gitmodules", "out.py", "lib/inner/in.py", "lib/inner/fresh.py"}
    assert not skips
    assert content(source, entries["lib/inner/in.py"]) == b"changed\n"
    change = source.change(first)
    assert change.touched == {"lib/inner/in.py", "lib/inner/fresh.py"}
    (before,) = change.before
    assert (before.path, before.revision) == ("lib/inner/in.py", base)
    assert content(source, before) == b"in\n"
    source, entries, _ = look(outer.path / "lib" / "inner")
    assert set(entries) == {"in.py", "fresh.py"}
    assert set(look(outer.path / ".git/modules/lib/inner")[1]) == {"in.py"}


def test_a_submodule_that_is_not_checked_out_is_a_failed_skip(make: Make, look: Look) -> None:
    inner = make("inner")
    inner.commit({"in.py": "in\n"})
    outer = make("outer")
    outer.git("submodule", "--quiet", "add", inner.path.as_uri(), "lib")
    outer.commit({"out.py": "out\n"})
    outer.git("clone", "-q", ".", "../clone")
    skip = look(outer.path.parent / "clone")[2]["lib"]
    assert (skip.cls, skip.reason) == (SkipClass.failed, "submodule-not-checked-out")
    assert "git submodule update" in skip.detail


def test_a_nested_repository_that_nobody_tracks_hides_nothing(make: Make, look: Look) -> None:
    outer = make("outer")
    outer.commit({"out.py": "out\n"})
    nested = make("outer/nested")
    nested.commit({"in.py": "x"})
    assert set(look(outer.path)[1]) == {"out.py", "nested/in.py"}


def test_repositories_nested_too_deep_are_a_failed_skip(make: Make, look: Look) -> None:
    top = make("r")
    name = "r"
    for _ in range(7):
        name += "/r"
        make(name).write("a.py", "a")
    _, entries, skips = look(top.path)
    assert len(entries) == 5
    assert {(skip.path, skip.reason) for skip in skips.values()} == {("r/r/r/r/r/r", "too-deep")}


def test_shallow_clone(repo: Repo, look: Look) -> None:
    repo.commit({"a.py": "a"})
    repo.commit({"b.py": "b"})
    repo.git("clone", "-q", "--depth=1", repo.path.as_uri(), "../shallow")
    source, entries, _ = look(repo.path.parent / "shallow")
    assert set(entries) == {"a.py", "b.py"}
    assert any("shallow" in note for note in source.notes)
    change = source.change(None)
    assert (change.base, change.known) == ("", False)
    assert "shallow" in change.described
    assert any("--unshallow" in note for note in source.notes)


def test_split_index(repo: Repo, look: Look) -> None:
    repo.commit({"a.py": "a", "b.py": "b"})
    repo.settle()
    repo.git("update-index", "--split-index")
    repo.write("c.py", "c")
    repo.git("add", "c.py")
    assert list((repo.path / ".git").glob("sharedindex.*"))
    _, entries, skips = look(repo.path)
    assert set(entries) == {"a.py", "b.py", "c.py"}
    assert entries["a.py"].blob
    assert not skips


def test_a_split_index_without_its_other_half_is_a_failed_skip(repo: Repo, look: Look) -> None:
    repo.commit({"a.py": "a"})
    repo.git("update-index", "--split-index")
    for path in (repo.path / ".git").glob("sharedindex.*"):
        path.unlink()
    _, entries, skips = look(repo.path)
    assert set(entries) == {"a.py"}
    assert (skips[".git/index"].cls, skips[".git/index"].reason) == (SkipClass.failed, "index-unreadable")


@pytest.mark.parametrize("version", ["2", "3", "4"])
def test_index_versions(repo: Repo, look: Look, version: str) -> None:
    repo.commit({"a/b/c.py": "a", "a/b/d.py": "b"})
    repo.settle()
    repo.git("update-index", "--index-version", version)
    assert all(entry.blob for entry in look(repo.path)[1].values())


def test_sha256_repository(make: Make, look: Look, content: Content) -> None:
    repo = make("repo", "--object-format=sha256")
    first = repo.commit({"a.py": "a\n", "b.py": "b\n"})
    second = repo.commit({"a.py": "changed\n"})
    repo.settle()
    source, entries, skips = look(repo.path)
    assert not skips
    assert source.commit == second
    assert entries["b.py"].blob == repo.git("rev-parse", "HEAD:b.py") == blob_id(b"b\n", "sha256")
    change = source.change(None)
    assert (change.base, change.touched) == (first, frozenset({"a.py"}))
    assert content(source, change.before[0]) == b"a\n"


def test_an_object_format_of_the_future_is_a_failed_skip(repo: Repo, look: Look) -> None:
    repo.commit({"a.py": "a"})
    repo.git("config", "extensions.objectformat", "sha512")
    assert look(repo.path)[2][".git/config"].reason == "object-format-unknown"


@pytest.mark.parametrize("option", ["--no-sparse-index", "--sparse-index"])
def test_sparse_checkout_reads_what_is_left_out_from_its_blob(
    repo: Repo, look: Look, content: Content, option: str
) -> None:
    repo.commit({"in/a.py": "a\n", "out/b.py": "b\n", "out/deep/c.py": "c\n"})
    repo.git("sparse-checkout", "set", "--cone", option, "in")
    assert not (repo.path / "out").exists()
    source, entries, skips = look(repo.path)
    assert set(entries) == {"in/a.py", "out/b.py", "out/deep/c.py"}
    assert not skips
    assert entries["out/b.py"].origin is Origin.blob
    assert content(source, entries["out/deep/c.py"]) == b"c\n"
    assert not source.is_dirty()


def test_conflict_shows_each_path_once_from_the_work_tree(repo: Repo, look: Look, content: Content) -> None:
    repo.commit({"a.py": "base\n"})
    repo.git("checkout", "-q", "-b", "side")
    repo.commit({"a.py": "theirs\n"})
    repo.git("checkout", "-q", "main")
    repo.commit({"a.py": "ours\n"})
    repo.git("merge", "side", check=False)
    source, entries, _ = look(repo.path)
    assert entries["a.py"].blob == ""
    assert b"<<<<<<<" in content(source, entries["a.py"])
    change = source.change("HEAD")
    assert change.touched == {"a.py"}
    assert content(source, change.before[0]) == b"ours\n"


def test_a_blob_stands_for_a_file_only_without_doubt(repo: Repo, look: Look) -> None:
    repo.commit({"plain.txt": "x\n", "racy.txt": "r\n", "assumed.txt": "y\n", "skipped.txt": "z\n"})
    repo.settle()
    repo.git("update-index", "--assume-unchanged", "assumed.txt")
    repo.git("update-index", "--skip-worktree", "skipped.txt")
    os.utime(repo.path / "racy.txt", (4_000_000_000, 4_000_000_000))
    repo.git("update-index", "racy.txt")
    entries = look(repo.path)[1]
    assert {path for path, entry in entries.items() if entry.blob} == {"plain.txt"}
    repo.write("assumed.txt", "changed\n")
    assert look(repo.path)[0].change("HEAD").touched == {"assumed.txt"}


def test_converted_files_are_not_their_blobs(repo: Repo, look: Look) -> None:
    repo.git("config", "filter.case.clean", "tr a-z A-Z")
    repo.write(".gitattributes", "*.crlf text eol=crlf\n*.f filter=case\n*.id ident\n")
    repo.commit({"a.crlf": "a\r\n", "b.f": "secret\n", "c.id": "$Id$\n", "d.txt": "d\n"})
    (repo.path / "c.id").unlink()
    repo.git("checkout", "-q", "c.id")
    repo.settle()
    entries = look(repo.path)[1]
    assert repo.git("cat-file", "blob", "HEAD:b.f") == "SECRET"
    assert {path for path, entry in entries.items() if entry.blob} == {".gitattributes", "d.txt"}


def test_partial_clone_without_blobs_is_a_failed_skip_and_fetches_nothing(
    repo: Repo, look: Look, content: Content
) -> None:
    repo.commit({"a.py": "old\n"})
    repo.commit({"a.py": "new\n"})
    repo.git("config", "uploadpack.allowFilter", "true")
    repo.git("clone", "-q", "--filter=blob:none", repo.path.as_uri(), "../partial")
    source, entries, _ = look(repo.path.parent / "partial")
    assert content(source, entries["a.py"]) == b"new\n"
    assert any("partial clone" in note for note in source.notes)
    change = source.change(None)
    assert change.touched == {"a.py"}
    with pytest.raises(Unexaminable) as caught:
        content(source, change.before[0])
    assert (caught.value.skip.cls, caught.value.skip.reason) == (SkipClass.failed, "blob-missing")
    with pytest.raises(WorldError):
        source.base_file(change, "a.py")


def test_alternates_are_honoured(repo: Repo, look: Look, content: Content) -> None:
    repo.commit({"a.py": "a\n"})
    repo.git("clone", "-q", "--shared", "--bare", ".", "../shared.git")
    source, entries, skips = look(repo.path.parent / "shared.git")
    assert content(source, entries["a.py"]) == b"a\n"
    assert not skips


def test_too_large_is_a_failed_skip_for_files_and_blobs(repo: Repo, look: Look, content: Content) -> None:
    repo.commit({"a.py": "x" * 100})
    source, entries, _ = look(repo.path, 99)
    blob = repo.git("rev-parse", "HEAD:a.py")
    for entry in (entries["a.py"], Entry(path="a.py", blob=blob, origin=Origin.blob)):
        with pytest.raises(Unexaminable) as caught:
            content(source, entry)
        assert (caught.value.skip.cls, caught.value.skip.reason) == (SkipClass.failed, "too-large")


def test_a_blob_whose_content_is_not_its_id_is_a_failed_skip(
    repo: Repo, look: Look, content: Content
) -> None:
    repo.commit({"a.py": "honest\n", "b.py": "other\n"})
    ids = [repo.git("rev-parse", f"HEAD:{name}.py") for name in "ab"]
    honest, other = (repo.path / ".git/objects" / oid[:2] / oid[2:] for oid in ids)
    data = other.read_bytes()
    honest.unlink()
    honest.write_bytes(data)
    source = look(repo.path)[0]
    with pytest.raises(Unexaminable) as caught:
        content(source, Entry(path="a.py", blob=ids[0], origin=Origin.blob))
    assert caught.value.skip.reason in {"blob-corrupt", "blob-unreadable"}
    assert content(source, Entry(path="b.py", blob=ids[1], origin=Origin.blob)) == b"other\n"


def test_reader_goes_to_a_fresh_process(repo: Repo, look: Look) -> None:
    repo.commit({"a.py": "a\n"})
    source, entries, _ = look(repo.path)
    blob = Entry(path="a.py", blob=repo.git("rev-parse", "HEAD:a.py"), origin=Origin.blob)
    payload = pickle.dumps((source.reader(), [entries["a.py"], blob]))
    program = (
        "import pickle, sys\n"
        "reader, entries = pickle.load(sys.stdin.buffer)\n"
        "print([reader.read(entry) for entry in entries])\n"
        "reader.close(); reader.close()\n"
    )
    command = [sys.executable, "-W", "error", "-c", program]
    done = subprocess.run(command, input=payload, capture_output=True, check=True, timeout=60)
    assert done.stdout.strip() == b"[b'a\\n', b'a\\n']"
    assert done.stderr == b""


def test_identity_is_the_origin_without_credentials(repo: Repo, look: Look) -> None:
    word = "pass" + "word"
    repo.git("remote", "add", "origin", f"https://user:{word}@Example.ORG/team/shop.git")
    assert look(repo.path)[0].identity == "example.org/team/shop"


def test_no_git_and_an_old_git_are_errors_of_the_world(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit({"a.py": "a"})
    door_module.find_git.cache_clear()
    monkeypatch.setenv("PATH", str(repo.home))
    with pytest.raises(WorldError, match="git was not found") as caught:
        list(open_source(repo.path, max_file_bytes=99).entries())
    assert caught.value.help
    old = repo.home / "git"
    old.write_text("#!/bin/sh\necho git version 2.11.0\n")
    old.chmod(0o755)
    door_module.find_git.cache_clear()
    with pytest.raises(WorldError, match="too old"):
        list(open_source(repo.path, max_file_bytes=99).entries())
    door_module.find_git.cache_clear()
