"""The index as it is read here is the index as git lists it; what is not plain is left to git."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.sources.git import listing
from vedette.sources.git.door import Door
from vedette.sources.git.layout import at

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.sources.git.conftest import Make, Repo

    Listed = Callable[[Repo], tuple[bool, list[listing.Tracked]]]

FILES = {
    "a.py": "a\n",
    "sub/b.py": "b\n",
    "sub-/c": "c\n",
    "sub.d": "",
    "z" * 200: "d\n",
    "\udcff\n\t'": "e\n",
}


@pytest.fixture
def listed(monkeypatch: pytest.MonkeyPatch) -> Listed:
    """Whether the index is plain, and its list; that git gives the same is checked on the way."""

    def _listed(repo: Repo) -> tuple[bool, list[listing.Tracked]]:
        layout = at(str(repo.path))
        assert layout is not None
        with Door(layout) as door:
            ours = listing.list_index(door)
            plain = listing.plain_index(door.lay_index())
            with monkeypatch.context() as patch:
                patch.setattr(listing, "plain_index", lambda _data: None)
                assert listing.list_index(door) == ours
        assert plain is None or plain == ours
        return plain is not None, ours

    return _listed


def test_a_plain_index_is_listed_as_git_lists_it(repo: Repo, listed: Listed) -> None:
    repo.write("long/" + "n" * 255 + "/" + "m" * 255, "x")
    (repo.path / "link").symlink_to("a.py")
    repo.commit(dict(FILES))
    repo.write("run", "#!/bin/sh\n").chmod(0o755)
    repo.git("add", "run")
    repo.git("update-index", "--assume-unchanged", "a.py")
    is_plain, tracked = listed(repo)
    assert is_plain
    assert len(tracked) == len(FILES) + 3
    assert {item.mode for item in tracked} == {"100644", "100755", "120000"}
    assert [item.path for item in tracked if not item.is_watched] == ["a.py"]


def test_a_name_longer_than_the_index_can_say_is_listed_too(repo: Repo, listed: Listed) -> None:
    name = "/".join(["d" * 200] * 21)
    repo.commit({"a": "a"})
    blob = repo.git("rev-parse", "HEAD:a")
    repo.git("update-index", "--add", "--cacheinfo", f"100644,{blob},{name}")
    assert name in [item.path for item in listed(repo)[1]]


@pytest.mark.parametrize(
    "command",
    [
        ("update-index", "--index-version", "4"),
        ("update-index", "--split-index"),
        ("update-index", "--skip-worktree", "a.py"),
        ("add", "--intent-to-add", "new"),
    ],
)
def test_an_index_of_another_kind_is_left_to_git(
    repo: Repo, listed: Listed, command: tuple[str, ...]
) -> None:
    repo.commit(dict(FILES))
    repo.write("new", "new\n")
    repo.git(*command)
    is_plain, tracked = listed(repo)
    assert not is_plain
    assert set(FILES) <= {item.path for item in tracked}


def test_a_conflict_is_left_to_git(repo: Repo, listed: Listed) -> None:
    repo.commit({"a": "base\n"})
    repo.git("checkout", "-q", "-b", "other")
    repo.commit({"a": "theirs\n"})
    repo.git("checkout", "-q", "-")
    repo.commit({"a": "ours\n"})
    repo.git("merge", "other", check=False)
    is_plain, tracked = listed(repo)
    assert not is_plain
    assert [(item.path, item.blob) for item in tracked] == [("a", "")]


def test_an_index_of_sha256_is_left_to_git(make: Make, listed: Listed) -> None:
    repo = make("sha256", "--object-format=sha256")
    repo.commit(dict(FILES))
    assert {len(item.blob) for item in listed(repo)[1]} == {64}


def made() -> bytes:
    """An index written by hand, as gitformat-index(5) has it, with an extension that may be passed over."""
    index = b"DIRC" + struct.pack(">2I", 2, 4)
    for name in (b"a", b"b/c", b"b/d", b"\xff" * 20):
        entry = struct.pack(">6I", 1, 2, 3, 4, 5, 6) + struct.pack(">4I", 0o100644, 7, 8, 9) + b"\xaa" * 20
        entry += struct.pack(">H", len(name)) + name
        index += entry + bytes(8 - len(entry) % 8)
    return index + b"TREE" + struct.pack(">I", 3) + b"xyz" + bytes(20)


def test_an_index_written_by_hand_is_read() -> None:
    tracked = listing.plain_index(made())
    assert tracked is not None
    assert [item.path for item in tracked] == ["a", "b/c", "b/d", "\udcff" * 20]
    assert tracked[0] == listing.Tracked("a", "100644", "aa" * 20, (1, 2, 3, 4, 6, 7, 8, 9), 0)
    assert listing.plain_index(made().replace(b"TREE", b"link")) is None
    assert listing.plain_index(made().replace(b"b/d", b"b/c")) is None
    assert listing.plain_index(made()[:-1]) is None


@given(st.data())
def test_a_damaged_index_is_left_to_git_or_read_in_order(data: st.DataObject) -> None:
    sample = made()
    edits = st.tuples(st.integers(0, len(sample) - 1), st.integers(0, 255))
    broken = bytearray(sample)
    for where, unit in data.draw(st.lists(edits, max_size=4)):
        broken[where] = unit
    cut = data.draw(st.integers(0, len(broken)))
    tracked = listing.plain_index(bytes(broken[:cut] if cut % 2 else broken))
    paths = [item.path.encode("utf-8", "surrogateescape") for item in tracked or ()]
    assert paths == sorted(set(paths))
