"""What is staged, on real repositories: blobs of the index against HEAD, never the work tree."""

from __future__ import annotations

import pickle
import shutil
from pathlib import Path

import pytest

from vedette.model.coverage import Skip, SkipClass
from vedette.model.errors import UsageError
from vedette.model.facts import Entry
from vedette.sources.git.layout import at
from vedette.sources.git.refs import read_head, read_refs
from vedette.sources.git.staged import StagedSource
from vedette.sources.interface import Unexaminable
from vedette.sources.opening import open_staged


def staged(path, **more):
    source = open_staged(path, max_file_bytes=1 << 20, **more)
    assert isinstance(source, StagedSource)
    found = list(source.entries())
    assert len({thing.path for thing in found}) == len(found), "each path once"
    texts, skips = {}, {}
    reader = pickle.loads(pickle.dumps(source.reader()))  # noqa: S301 - our own
    for thing in found:
        if isinstance(thing, Skip):
            skips[thing.path] = thing
            continue
        try:
            texts[thing.path] = reader.read(thing)
        except Unexaminable as error:
            skips[thing.path] = error.skip
    reader.close()
    return source, texts, skips


def test_only_what_is_staged_is_shown_and_as_it_is_staged(repo):
    repo.commit({"a": "1\n", "b": "1\n", "c": "1\n", "sub/d": "1\n"})
    repo.write("a", "2\n")
    repo.write("new", "n\n")
    repo.git("add", "a", "new")
    repo.write("a", "3, not staged\n")
    repo.write("b", "not staged\n")
    repo.write("untracked", "u\n")
    repo.git("rm", "-q", "c")
    source, texts, skips = staged(repo.path)
    assert texts == {"a": b"2\n", "new": b"n\n"}
    assert skips == {}
    change = source.change(None)
    assert change.base == repo.git("rev-parse", "HEAD") == source.commit
    assert change.touched == {"a", "new"}
    reader = source.reader()
    assert {entry.path: reader.read(entry) for entry in change.before} == {"a": b"1\n", "c": b"1\n"}
    reader.close()


def test_a_rename_is_told_and_its_old_content_is_the_base(repo):
    repo.commit({"old/name": "line\n" * 50})
    (repo.path / "new").mkdir()
    repo.git("mv", "old/name", "new/name")
    source, texts, _ = staged(repo.path)
    change = source.change(None)
    assert set(texts) == {"new/name"}
    assert change.renames == {"new/name": "old/name"}
    assert [entry.path for entry in change.before] == ["old/name"]


def test_nothing_staged_is_nothing_asked(repo):
    repo.commit({"a": "1\n"})
    repo.write("a", "changed\n")
    source, texts, skips = staged(repo.path)
    assert (texts, skips) == ({}, {})
    assert source.change(None).before == ()
    repo.git("rm", "-q", "--cached", "a")
    source, texts, skips = staged(repo.path)
    assert (texts, skips) == ({}, {})
    assert source.change(None).before == (), "what only goes is compared with nothing"


@pytest.mark.parametrize("options", [(), ("--object-format=sha256",)])
def test_before_the_first_commit_all_that_is_staged_is_shown(make, options):
    repo = make("unborn", *options)
    repo.write("a", "1\n")
    repo.write("b", "untracked\n")
    repo.git("add", "a")
    source, texts, skips = staged(repo.path)
    assert (texts, skips) == ({"a": b"1\n"}, {})
    change = source.change(None)
    assert change.base == ""
    assert change.known
    assert source.base_file(change, "a") is None


def test_a_path_restricts(repo):
    repo.commit({"sub/a": "1\n", "other": "1\n", "submarine": "1\n"})
    repo.commit({})
    for name in ("sub/a", "other", "submarine"):
        repo.write(name, "2\n")
    repo.git("add", "-A")
    assert set(staged(repo.path / "sub")[1]) == {"sub/a"}
    assert set(staged(repo.path / "other")[1]) == {"other"}
    (repo.path / "other").unlink()
    assert set(staged(repo.path / "other")[1]) == {"other"}, "it is staged, though it is not there any more"


def test_links_submodules_conflicts_and_intents(repo, make):
    repo.commit({"a": "1\n", "l": "file\n"})
    inner = make("inner")
    inner.commit({"x": "1\n"})
    repo.git("submodule", "--quiet", "add", str(inner.path), "module")
    (repo.path / "l").unlink()
    (repo.path / "l").symlink_to("a")
    repo.write("meant", "later\n")
    repo.git("add", "l")
    repo.git("add", "-N", "meant")
    _, texts, skips = staged(repo.path)
    assert set(texts) == {".gitmodules"}
    assert {path: (skip.cls, skip.reason) for path, skip in skips.items()} == {
        "l": (SkipClass.not_applicable, "link"),
        "module": (SkipClass.not_applicable, "submodule"),
    }


def test_a_conflict_is_a_failed_skip(repo):
    repo.commit({"a": "1\n", "b": "1\n"})
    repo.git("checkout", "-q", "-b", "side")
    repo.commit({"a": "side\n", "b": "side\n"})
    repo.git("checkout", "-q", "main")
    repo.commit({"a": "main\n"})
    repo.git("merge", "side", check=False)
    _, texts, skips = staged(repo.path)
    assert texts == {}, "b is as the other side has it, where it was judged"
    assert (skips["a"].cls, skips["a"].reason) == (SkipClass.failed, "conflict")


def test_a_blob_that_is_too_large_or_gone_is_a_failed_skip(repo):
    repo.commit({"a": "1\n"})
    repo.write("large", b"x" * (1 << 20) + b"x")
    repo.write("lost", "lost\n")
    repo.git("add", "-A")
    blob = repo.git("rev-parse", ":lost")
    (repo.path / ".git/objects" / blob[:2] / blob[2:]).unlink()
    _, texts, skips = staged(repo.path)
    assert texts == {}
    assert {path: skip.reason for path, skip in skips.items()} == {
        "large": "too-large",
        "lost": "blob-missing",
    }
    assert all(skip.cls is SkipClass.failed for skip in skips.values())


def test_split_and_compressed_indexes_are_read(repo):
    repo.commit({f"f{i}": f"{i}\n" for i in range(20)})
    repo.git("update-index", "--index-version", "4")
    repo.write("f5", "changed\n")
    repo.git("add", "f5")
    assert staged(repo.path)[1] == {"f5": b"changed\n"}
    repo.git("config", "core.splitIndex", "true")
    repo.git("update-index", "--split-index")
    repo.write("f3", "changed\n")
    repo.git("add", "f3")
    assert list((repo.path / ".git").glob("sharedindex.*")), "the index is not split"
    assert staged(repo.path)[1] == {"f3": b"changed\n", "f5": b"changed\n"}


def test_the_index_that_git_commits_from_is_honoured_if_it_is_the_repositorys_own(
    repo, tmp_path, monkeypatch
):
    repo.commit({"a": "1\n", "b": "1\n"})
    repo.write("a", "2\n")
    repo.git("add", "a")
    own = repo.path / ".git/next-index-7.lock"
    shutil.copy(repo.path / ".git/index", own)
    repo.write("b", "2\n")
    repo.git("add", "b")
    assert set(staged(repo.path)[1]) == {"a", "b"}
    assert set(staged(repo.path, index_file=str(own))[1]) == {"a"}
    monkeypatch.chdir(repo.path)
    assert set(staged(Path(), index_file=".git/next-index-7.lock")[1]) == {"a"}
    foreign = tmp_path / "index"
    shutil.copy(own, foreign)
    (repo.path / ".git/link").symlink_to(foreign)
    for name in (str(foreign), ".git/link", ".git/../../index"):
        _, texts, skips = staged(Path(), index_file=name)
        assert texts == {}
        assert [skip.reason for skip in skips.values()] == ["index-unconfirmed"]


def test_a_real_commit_with_paths_hands_its_own_index_to_the_hook(repo):
    repo.commit({"a": "1\n", "b": "1\n"})
    out = repo.path.parent / "told"
    hook = repo.path / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f'#!/bin/sh\necho "$GIT_INDEX_FILE" > {out}\ncp "$GIT_INDEX_FILE" {out}.index\nexit 1\n')
    hook.chmod(0o755)
    repo.write("a", "2\n")
    repo.write("b", "2\n")
    repo.git("add", "a")
    repo.git("commit", "-m", "x", "--only", "b", check=False)
    name = out.read_text().strip()
    assert "next-index" in name
    shutil.copy(f"{out}.index", repo.path / name)
    assert set(staged(repo.path, index_file=str(repo.path / name))[1]) == {"b"}


def test_a_linked_work_tree_has_its_own_index(repo):
    repo.commit({"a": "1\n"})
    repo.git("worktree", "add", "-q", "../linked")
    linked = repo.sibling("linked")
    linked.write("a", "linked\n")
    linked.git("add", "a")
    assert staged(linked.path)[1] == {"a": b"linked\n"}
    assert staged(repo.path)[1] == {}
    index = linked.git("rev-parse", "--git-path", "index")
    assert staged(linked.path, index_file=str(linked.path / index))[1] == {"a": b"linked\n"}


def test_a_damaged_index_or_head_is_a_failed_skip_and_no_silence(repo):
    repo.commit({"a": "1\n"})
    index = repo.path / ".git/index"
    whole = index.read_bytes()
    index.write_bytes(whole[:40] + b"\xff" + whole[41:])
    assert [skip.reason for skip in staged(repo.path)[2].values()] == ["index-unreadable"]
    index.write_bytes(whole)
    (repo.path / ".git/HEAD").write_text("nonsense\n")
    assert [skip.reason for skip in staged(repo.path)[2].values()] == ["commit-unreadable"]
    (repo.path / ".git/HEAD").write_text("0123456789" * 4 + "\n")
    assert [skip.reason for skip in staged(repo.path)[2].values()] == ["staged-not-listed"]


def test_settings_are_read_as_they_are_staged_or_from_head(repo):
    repo.commit({"vedette.toml": "# head\n", "sub/pyproject.toml": "# sub\n", "gone.toml": "1\n"})
    repo.write("vedette.toml", "# work tree\n")
    repo.git("rm", "-q", "gone.toml")
    source = open_staged(repo.path, max_file_bytes=99)
    reader = source.reader()
    assert reader.read(Entry(path="vedette.toml")) == b"# head\n"
    assert reader.read(Entry(path="sub/pyproject.toml")) == b"# sub\n"
    for absent in ("gone.toml", "nothing", "no/thing", "sub"):
        with pytest.raises(Unexaminable) as refused:
            reader.read(Entry(path=absent))
        assert refused.value.skip.reason == "absent"
    reader.close()
    repo.git("add", "-A")
    source = open_staged(repo.path, max_file_bytes=99)
    reader = source.reader()
    assert reader.read(Entry(path="vedette.toml")) == b"# work tree\n"
    reader.close()
    change = source.change(None)
    assert source.base_file(change, "vedette.toml") == b"# head\n"
    assert source.base_file(change, "gone.toml") == b"1\n"
    assert source.base_file(change, "nothing") is None


def test_hostile_configuration_runs_nothing(repo):
    repo.commit({"a": "1\n", ".gitattributes": "* filter=evil diff=evil\n"})
    trace = repo.path.parent / "trace"
    for key in (
        "core.fsmonitor",
        "filter.evil.clean",
        "diff.evil.command",
        "diff.evil.textconv",
        "diff.external",
    ):
        repo.git("config", key, f"touch {trace}; cat")
    repo.write("a", "2\n")
    blob = repo.git("hash-object", "-w", "--no-filters", "a")
    repo.git("update-index", "--cacheinfo", f"100644,{blob},a")
    trace.unlink(missing_ok=True)
    assert staged(repo.path)[1] == {"a": b"2\n"}
    assert not trace.exists()


def test_it_needs_a_repository_with_a_work_tree(tmp_path, make):
    with pytest.raises(UsageError, match="no git repository"):
        open_staged(tmp_path, max_file_bytes=9)
    bare = make("bare", "--bare")
    with pytest.raises(UsageError, match="work tree"):
        open_staged(bare.path, max_file_bytes=9)


def test_a_revision_cannot_be_named(repo):
    repo.commit({"a": "1\n"})
    with pytest.raises(UsageError, match="HEAD"):
        open_staged(repo.path, max_file_bytes=9).change("main")


def test_many_blobs_are_sized_before_they_are_read(repo):
    repo.commit({"a": "1\n"})
    for number in range(150):
        repo.write(f"f{number}", "x" * number)
    repo.git("add", "-A")
    source = open_staged(repo.path, max_file_bytes=1 << 20)
    assert {entry.path: entry.size for entry in source.entries()} == {f"f{n}": n for n in range(150)}


@pytest.mark.parametrize("how", ["loose", "packed", "detached", "unborn"])
def test_head_is_found_without_reading_every_ref(repo, how):
    if how != "unborn":
        repo.commit({"a": "1\n"})
        repo.git("branch", "main2")
    if how == "packed":
        repo.git("pack-refs", "--all")
    if how == "detached":
        repo.git("checkout", "-q", "--detach")
    layout = at(str(repo.path))
    assert layout is not None
    assert read_head(layout) == (read_refs(layout).head, True)
    assert bool(read_head(layout)[0]) == (how != "unborn")


def test_a_merge_is_compared_with_every_parent(repo):
    repo.commit({"both": "1\n" * 9, "kept": "k\n"})
    repo.git("checkout", "-q", "-b", "side")
    repo.commit({"theirs": "from side\n", "both": "1\n" * 8 + "side\n"})
    repo.git("checkout", "-q", "main")
    repo.commit({"both": "1\n" * 8 + "main\n"})
    repo.git("merge", "side", check=False)
    repo.write("both", "resolved\n")
    repo.git("add", "both")
    source, texts, skips = staged(repo.path)
    assert texts == {"both": b"resolved\n"}
    assert skips == {}
    reader = source.reader()
    before = {reader.read(entry) for entry in source.change(None).before}
    reader.close()
    assert before == {b"1\n" * 8 + b"main\n", b"1\n" * 8 + b"side\n"}
