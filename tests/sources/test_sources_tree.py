"""A plain folder, a hostile one among them, and reading from it."""

from __future__ import annotations

import os
import pickle
import socket
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.model.coverage import Skip, SkipClass
from vedette.model.errors import NothingToExamineError
from vedette.model.facts import Entry
from vedette.sources.interface import Unexaminable
from vedette.sources.opening import open_source
from vedette.sources.shared import FolderReader, is_unsafe
from vedette.sources.tree import FolderSource

_LIMIT = 1000


def look(path: Path) -> tuple[FolderSource, dict[str, Any]]:
    source = open_source(path, max_file_bytes=_LIMIT)
    assert isinstance(source, FolderSource)
    return source, {item.path: item for item in source.entries()}


def refused(source: FolderSource, path: str) -> Skip:
    reader = source.reader()
    with pytest.raises(Unexaminable) as caught:
        reader.read(Entry(path=path))
    reader.close()
    return caught.value.skip


def test_files_in_a_stable_order(tmp_path: Path) -> None:
    for path in ("b/z.py", "b/a.py", "a.py", "c.py", "b.py"):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(path)
    source, found = look(tmp_path)
    assert list(found) == ["a.py", "b.py", "c.py", "b/a.py", "b/z.py"]
    reader = pickle.loads(pickle.dumps(source.reader()))  # noqa: S301 - our own bytes
    assert [reader.read(entry).decode() for entry in found.values()] == list(found)
    assert [entry.size for entry in found.values()] == [len(path) for path in found]
    reader.close()
    assert source.identity == f"path:{tmp_path}"
    assert source.change(None) is None


def test_a_single_file(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("a")
    (tmp_path / "b.py").write_text("b")
    assert list(look(tmp_path / "a.py")[1]) == ["a.py"]


def test_what_does_not_exist(tmp_path: Path) -> None:
    with pytest.raises(NothingToExamineError):
        open_source(tmp_path / "nowhere", max_file_bytes=_LIMIT)
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(NothingToExamineError):
        open_source(tmp_path / "loop", max_file_bytes=_LIMIT)


def test_special_files_are_skipped_and_never_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "link").symlink_to("/etc/passwd")
    (tmp_path / "folder").symlink_to("/etc")
    (tmp_path / "dangling").symlink_to("nowhere")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "secret").write_text("x")
    with socket.socket(socket.AF_UNIX) as listener:
        monkeypatch.chdir(tmp_path)
        listener.bind("socket")
        source, found = look(tmp_path)
        reasons = {path: skip.reason for path, skip in found.items() if isinstance(skip, Skip)}
        assert reasons == {
            "fifo": "fifo",
            "link": "link",
            "folder": "link",
            "dangling": "link",
            "socket": "socket",
            ".git": "git-folder",
        }
        assert {skip.cls for skip in found.values()} == {SkipClass.not_applicable}
        for path in ("fifo", "link", "folder/passwd", "socket", "dangling"):
            assert refused(source, path).cls is SkipClass.not_applicable


def test_a_nested_repository_is_walked_without_its_own_folder(tmp_path: Path) -> None:
    (tmp_path / "nested/.git/objects").mkdir(parents=True)
    (tmp_path / "nested/a.py").write_text("a")
    assert set(look(tmp_path)[1]) == {"nested/.git", "nested/a.py"}


def test_names_that_are_not_utf8(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"caf\xe9")).write_text("x")
    source, found = look(tmp_path)
    (entry,) = found.values()
    reader = source.reader()
    assert (os.fsencode(entry.path), reader.read(entry)) == (b"caf\xe9", b"x")
    reader.close()


def test_too_deep_is_a_failed_skip(tmp_path: Path) -> None:
    here = os.open(tmp_path, os.O_RDONLY)
    for _ in range(230):
        os.mkdir("d", dir_fd=here)
        below = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)
    (skip,) = look(tmp_path)[1].values()
    assert (skip.cls, skip.reason, skip.path.count("/")) == (SkipClass.failed, "too-deep", 200)


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_what_may_not_be_read_is_a_failed_skip(tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir()
    (tmp_path / "file").write_text("x")
    (tmp_path / "closed").chmod(0)
    (tmp_path / "file").chmod(0)
    source, found = look(tmp_path)
    (tmp_path / "closed").chmod(0o700)
    assert (found["closed"].cls, found["closed"].reason) == (SkipClass.failed, "unreadable")
    assert refused(source, "file").reason == "unreadable"


def test_a_folder_that_cannot_be_listed_is_a_failed_skip(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "closed").mkdir()
    (tmp_path / "a.py").write_text("a")
    real = os.scandir

    closed = (tmp_path / "closed").stat()

    def deny(path: int) -> Any:
        if os.path.samestat(os.stat(path), closed):
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr("vedette.sources.tree.os.scandir", deny)
    found = look(tmp_path)[1]
    assert (found["closed"].cls, found["closed"].reason) == (SkipClass.failed, "unreadable")
    assert isinstance(found["a.py"], Entry)


def test_large_vanished_and_changing_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "large").write_bytes(b"x" * (_LIMIT + 1))
    (tmp_path / "exact").write_bytes(b"x" * _LIMIT)
    (tmp_path / "growing").write_bytes(b"x")
    source, found = look(tmp_path)
    reader = source.reader()
    assert len(reader.read(found["exact"])) == _LIMIT
    reader.close()
    assert refused(source, "large").reason == "too-large"
    assert refused(source, "gone").reason == "vanished"
    real = os.read

    def grow(handle: int, size: int) -> bytes:
        with (tmp_path / "growing").open("ab") as out:
            out.write(b"more")
        return real(handle, size)

    monkeypatch.setattr("vedette.sources.shared.os.read", grow)
    skip = refused(source, "growing")
    assert (skip.cls, skip.reason) == (SkipClass.failed, "changed-while-read")


def test_a_folder_replaced_by_a_link_is_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "a.py").write_text("outside")
    root = tmp_path / "root"
    (root / "sub").mkdir(parents=True)
    (root / "sub" / "a.py").write_text("inside")
    source, _ = look(root)
    (root / "sub" / "a.py").unlink()
    (root / "sub").rmdir()
    (root / "sub").symlink_to(outside)
    assert refused(source, "sub/a.py").reason == "link"


@pytest.mark.parametrize(
    "path", ["../x", "a/../../x", "/etc/passwd", "", ".", "a//b", ".git/config", "a\0b", "a/.git/x"]
)
def test_paths_that_lead_out_are_refused(tmp_path: Path, path: str) -> None:
    assert is_unsafe(path)
    assert refused(FolderSource(str(tmp_path), _LIMIT), path).reason == "unsafe-path"


@given(st.text(alphabet="ab./\0\n\udc80", max_size=30))
def test_any_path_is_bytes_or_a_skip(path: str) -> None:
    reader = FolderReader("/proc/self/fdinfo/nowhere", _LIMIT)
    with pytest.raises(Unexaminable):
        reader.read(Entry(path=path))
    reader.close()


def test_a_reader_let_go_leaves_nothing_open(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("a")
    before = set(Path("/proc/self/fd").iterdir())
    reader = FolderReader(str(tmp_path), _LIMIT)
    reader.read(Entry(path="a.py"))
    del reader
    assert set(Path("/proc/self/fd").iterdir()) == before
