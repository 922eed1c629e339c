"""Repositories made with the real git, in an environment of their own."""

from __future__ import annotations

import json
import os
import secrets
import string
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol

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


class Told:
    """What a run said."""

    def __init__(self, done: subprocess.CompletedProcess[bytes]) -> None:
        self.code = done.returncode
        self.out = done.stdout.decode("utf-8", "strict")
        self.err = done.stderr.decode("utf-8", "strict")

    @property
    def record(self) -> dict[str, Any]:
        record: dict[str, Any] = json.loads(self.out)
        return record

    @property
    def coverage(self) -> dict[str, Any]:
        coverage: dict[str, Any] = self.record["coverage"]
        return coverage

    @property
    def findings(self) -> dict[str, dict[str, Any]]:
        judged = [item["tracked"] for item in self.record["verdict"]["judgements"]]
        found = {item["finding"]["place"]["path"]: item for item in judged}
        assert len(found) == len(judged), "each path once"
        return found

    def trail(self, path: str) -> dict[str, Any]:
        trail: dict[str, Any] = self.findings[path]["finding"]["trail"]
        return trail

    def skips(self, cls: str) -> dict[str, str]:
        return {skip["path"]: skip["reason"] for skip in self.coverage["skips"] if skip["cls"] == cls}


class Vedette(Protocol):
    def __call__(self, *arguments: str | Path, form: str = ..., ledger: str = ...) -> Told: ...


class Make(Protocol):
    def __call__(self, name: str = ..., *options: str) -> Repo: ...


class Look(Protocol):
    def __call__(
        self, path: Path, limit: int = ...
    ) -> tuple[GitSource, dict[str, Entry], dict[str, Skip]]: ...


Leak = Callable[[], str]
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


@pytest.fixture
def leak() -> Leak:
    """Makes a line that gives a secret away, a new one each time: none stands in this repository."""
    alphabet = string.ascii_letters + string.digits

    def line() -> str:
        value = "sk_" + "live_" + "".join(secrets.choice(alphabet) for _ in range(32))
        return f'stripe.api_key = "{value}"\n'

    return line


@pytest.fixture
def vedette(tmp_path: Path) -> Vedette:
    """Runs `vedette scan` as a user does: `vedette(*arguments, form=..., ledger=...)`."""

    def run(*arguments: str | Path, form: str = "json", ledger: str = "none") -> Told:
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(tmp_path / "user"),
            "PYTHONWARNINGS": "error",
            "NO_COLOR": "1",
        }
        command = [sys.executable, "-m", "vedette", "scan", *map(str, arguments)]
        command += ["--format", form, "--ledger", ledger]
        done = subprocess.run(command, env=environment, capture_output=True, timeout=120, check=False)
        assert b"Traceback" not in done.stderr, done.stderr
        return Told(done)

    return run
