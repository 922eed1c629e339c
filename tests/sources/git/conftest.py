"""Repositories made with the real git, in an environment of their own."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

import pytest

from vedette.model.coverage import Skip
from vedette.model.facts import Entry
from vedette.sources.git.repository import GitSource
from vedette.sources.opening import open_source

_LONG_AGO = 1_600_000_000


class Repo:
    """A repository to do things to, and to look at through the source."""

    def __init__(self, path: Path, home: Path) -> None:
        self.path = path
        self.home = home

    def git(self, *arguments: str, cwd: Path | None = None, check: bool = True) -> str:
        done = subprocess.run(
            ["git", "-c", "protocol.file.allow=always", *arguments],
            cwd=cwd or self.path,
            env={
                "PATH": os.environ["PATH"],
                "HOME": str(self.home),
                "GIT_CONFIG_NOSYSTEM": "1",
                **{f"GIT_{who}_NAME": "A" for who in ("AUTHOR", "COMMITTER")},
                **{f"GIT_{who}_EMAIL": "a@example.org" for who in ("AUTHOR", "COMMITTER")},
            },
            capture_output=True,
            timeout=60,
            check=check,
        )
        return os.fsdecode(done.stdout).strip()

    def write(self, path: str, text: str | bytes) -> Path:
        target = self.path / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode() if isinstance(text, str) else text)
        return target

    def commit(self, files: dict[str, str | bytes], message: str = "a change") -> str:
        for path, text in files.items():
            self.write(path, text)
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", message)
        return self.git("rev-parse", "HEAD")

    def settle(self) -> None:
        """Makes every file older than the index, as in a checkout that is some seconds old."""
        for path in self.path.rglob("*"):
            if ".git" not in path.parts and path.is_file() and not path.is_symlink():
                os.utime(path, (_LONG_AGO, _LONG_AGO))
        self.git("update-index", "--refresh", "-q", check=False)

    def sibling(self, name: str) -> Repo:
        return Repo(self.path.parent / name, self.home)


class Make(Protocol):
    def __call__(self, name: str = ..., *options: str) -> Repo: ...


class Look(Protocol):
    def __call__(
        self, path: Path, limit: int = ...
    ) -> tuple[GitSource, dict[str, Entry], dict[str, Skip]]: ...


Content = Callable[[GitSource, Entry], bytes]


def look(path: Path, limit: int = 1 << 20) -> tuple[GitSource, dict[str, Entry], dict[str, Skip]]:
    source = open_source(path, max_file_bytes=limit)
    assert isinstance(source, GitSource)
    found = list(source.entries())
    assert len({item.path for item in found}) == len(found), "each path once"
    entries = {item.path: item for item in found if isinstance(item, Entry)}
    return source, entries, {item.path: item for item in found if isinstance(item, Skip)}


def content(source: GitSource, entry: Entry) -> bytes:
    reader = source.reader()
    try:
        return reader.read(entry)
    finally:
        reader.close()


@pytest.fixture(name="look")
def fixture_look() -> Look:
    return look


@pytest.fixture(name="content")
def fixture_content() -> Content:
    return content


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    """Makes an empty repository: `make(name, *options of git init)`."""

    def build(name: str = "repo", *options: str) -> Repo:
        home = tmp_path / "home"
        home.mkdir(exist_ok=True)
        path = tmp_path / name
        path.mkdir()
        repo = Repo(path, home)
        repo.git("init", "-q", "-b", "main", *options)
        return repo

    private = tmp_path / "private"
    private.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tempfile.tempdir", str(private))
        yield build
    # What the door made is gone again, whatever the test did.
    assert list(private.iterdir()) == []


@pytest.fixture
def repo(make: Make) -> Repo:
    return make()
