"""A repository that tries to run things: nothing of it runs, nothing of it hangs."""

from __future__ import annotations

import ast
import hashlib
import os
import shutil
import stat
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import vedette
from vedette.model.coverage import Skip, SkipClass
from vedette.model.errors import VedetteError
from vedette.model.facts import Entry, Origin
from vedette.sources.git.door import Door
from vedette.sources.git.layout import locate
from vedette.sources.git.repository import GitSource
from vedette.sources.interface import Unexaminable

if TYPE_CHECKING:
    from tests.sources.git.conftest import Look, Repo

_HOOKS = (
    "applypatch-msg",
    "pre-applypatch",
    "post-applypatch",
    "pre-commit",
    "pre-merge-commit",
    "prepare-commit-msg",
    "commit-msg",
    "post-commit",
    "pre-rebase",
    "post-checkout",
    "post-merge",
    "pre-push",
    "pre-receive",
    "update",
    "proc-receive",
    "post-receive",
    "post-update",
    "reference-transaction",
    "push-to-checkout",
    "pre-auto-gc",
    "post-rewrite",
    "sendemail-validate",
    "fsmonitor-watchman",
    "p4-changelist",
    "post-index-change",
)
_PROGRAMS = (
    "core.fsmonitor",
    "core.pager",
    "core.editor",
    "core.sshCommand",
    "core.askPass",
    "core.gitProxy",
    "core.alternateRefsCommand",
    "sequence.editor",
    "gpg.program",
    "gpg.ssh.program",
    "gpg.x509.program",
    "diff.external",
    "diff.evil.command",
    "diff.evil.textconv",
    "filter.evil.clean",
    "filter.evil.smudge",
    "filter.evil.process",
    "merge.evil.driver",
    "merge.tool.cmd",
    "difftool.evil.cmd",
    "credential.helper",
    "alias.ls-files",
    "alias.cat-file",
    "alias.diff-index",
    "interactive.diffFilter",
    "pager.ls-files",
    "pager.diff-index",
    "remote.origin.uploadpack",
    "remote.origin.receivepack",
    "remote.origin.vcs",
    "uploadpack.packObjectsHook",
    "submodule.lib.update",
    "trailer.x.command",
    "web.browser",
    "browser.x.cmd",
    "man.viewer",
    "ssh.variant",
    "credential.https://example.org.helper",
)
_STARTERS = ("os.system", "os.exec", "os.spawn", "os.popen", "os.posix_spawn")


class Trap:
    """Makes programs that leave a trace when they run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.trace = folder / "traces"
        self.trace.mkdir(parents=True)

    def program(self, name: str) -> str:
        path = self.folder / f"{name.replace('/', '_').replace(':', '_')}.sh"
        path.write_text(f'#!/bin/sh\n: > "{self.trace}/{path.name}"\ncat 2>/dev/null\nexit 0\n')
        path.chmod(0o755)
        return str(path)

    def fired(self) -> set[str]:
        return {path.name for path in self.trace.iterdir()}


@pytest.fixture
def trap(tmp_path: Path) -> Trap:
    return Trap(tmp_path / "trap")


@pytest.fixture
def hostile(repo: Repo, trap: Trap) -> Repo:
    repo.write(".gitattributes", "* filter=evil diff=evil merge=evil text=auto\n")
    repo.commit({"a.py": "a\n", "b.py": "b\n" * 30, "sub/c.py": "c\n"})
    repo.git("checkout", "-q", "-b", "side")
    repo.commit({"a.py": "a2\n"})
    repo.git("mv", "b.py", "moved.py")
    repo.commit({"moved.py": "b\n" * 30 + "x\n"})
    plant(repo, trap)
    repo.write("a.py", "dirty\n")
    repo.write("new.py", "untracked\n")
    os.utime(repo.path / "sub/c.py")
    (repo.path / "etc").symlink_to("/etc")
    (repo.path / "passwd").symlink_to("/etc/passwd")
    shutil.rmtree(repo.path / "sub")
    (repo.path / "sub").symlink_to(trap.folder)
    os.mkfifo(repo.path / "pipe")
    return repo


def plant(repo: Repo, trap: Trap) -> None:
    config = [f"[include]\n\tpath = {trap.folder}/included\n"]
    for name in _PROGRAMS:
        section, _, key = name.rpartition(".")
        family, dot, part = section.partition(".")
        head = f'[{family} "{part}"]' if dot else f"[{family}]"
        mark = "!" if family in {"alias", "submodule"} else ""
        config.append(f"{head}\n\t{key} = {mark}{trap.program(name)}\n")
    config.append(f"[core]\n\thooksPath = {trap.folder}/hooks\n\tattributesFile = {trap.folder}/attributes\n")
    config.append('[filter "evil"]\n\trequired = true\n[extensions]\n\tpartialClone = origin\n')
    config.append('[remote "origin"]\n\turl = ext::sh -c "touch % trace"\n\tpromisor = true\n')
    config.append('[url "ext::sh"]\n\tinsteadOf = https\n')
    with (repo.path / ".git/config").open("a") as out:
        out.write("".join(config))
    (trap.folder / "included").write_text(f"[core]\n\tfsmonitor = {trap.program('included')}\n")
    (trap.folder / "attributes").write_text("* filter=evil diff=evil\n")
    repo.write(".git/info/attributes", "* filter=evil diff=evil\n")
    for folder in (trap.folder / "hooks", repo.path / ".git/hooks"):
        folder.mkdir(exist_ok=True)
        for name in _HOOKS:
            shutil.copy(trap.program(f"hook-{name}"), folder / name)
    repo.write(".git/objects/info/alternates", f"{trap.folder}/elsewhere\n")
    # Executables must not come from the tree either.
    for name in ("git", "sh", "less", "ssh"):
        shutil.copy(trap.program(f"tree-{name}"), repo.path / name)


def exercise(path: Path) -> tuple[list[Entry | Skip], dict[tuple[str, str], bytes]]:
    """Every public operation of the source."""
    layout = locate(str(path))
    assert layout is not None
    source = GitSource(layout, 1 << 20, timeout=1.5)
    found = list(source.entries())
    reader = source.reader()
    before: list[Entry] = []
    for since in (None, "HEAD~1", "main"):
        try:
            change = source.change(since)
        except VedetteError:
            continue
        before += change.before
        source.base_file(change, "a.py")
    source.is_dirty()
    blobs = [Entry(path="x", blob="0" * 40, origin=Origin.blob)]
    read = {}
    for entry in [item for item in found if isinstance(item, Entry)] + before + blobs:
        try:
            read[entry.path, entry.revision] = reader.read(entry)
        except Unexaminable as result:
            found.append(result.skip)
    reader.close()
    assert source.identity
    return found, read


def test_nothing_of_a_hostile_repository_runs(
    hostile: Repo, trap: Trap, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", f".:{hostile.path}:{os.environ['PATH']}")
    monkeypatch.chdir(hostile.path)
    for name in ("GIT_EXTERNAL_DIFF", "GIT_PAGER", "GIT_EDITOR", "GIT_SSH_COMMAND", "GIT_ASKPASS"):
        monkeypatch.setenv(name, trap.program(f"environment-{name}"))
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "core.fsmonitor")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", trap.program("environment-config"))
    found, read = exercise(hostile.path)
    assert trap.fired() == set()
    assert read["a.py", ""] == b"dirty\n"
    assert read["new.py", ""] == b"untracked\n"
    assert any(path == "a.py" and revision for path, revision in read), "the base was read as well"
    skips = {item.path: item.reason for item in found if isinstance(item, Skip)}
    assert skips["etc"] == skips["passwd"] == "link"
    assert not any(b"root:" in data for data in read.values())


def test_nothing_is_written_into_the_repository(hostile: Repo) -> None:
    def state() -> dict[str, tuple[int, int]]:
        return {
            str(path): (path.lstat().st_mtime_ns, path.lstat().st_size) for path in hostile.path.rglob("*")
        }

    before = state()
    exercise(hostile.path)
    assert state() == before


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        (("ls-files", "--others"), "core.fsmonitor.sh"),
        (("diff-files",), "filter.evil.process.sh"),
        (("diff", "main"), "diff.evil.command.sh"),
        (("commit", "--allow-empty", "-m", "x"), "hook-post-commit.sh"),
    ],
)
def test_the_same_plants_do_fire_for_plain_git(
    hostile: Repo, trap: Trap, command: tuple[str, ...], expected: str
) -> None:
    # The control: without it, traps that never work would pass for safety.
    hostile.git("config", "--unset-all", "extensions.partialClone")
    if command[0] in {"diff", "commit"}:
        # This one is required and no real filter, so that git would stop at it.
        hostile.git("config", "--remove-section", "filter.evil")
    hostile.git(*command, check=False)
    assert trap.fired(), "no plant fired"
    if expected != "core.fsmonitor.sh":
        assert expected in trap.fired()


@pytest.mark.parametrize(
    "place",
    [
        "HEAD",
        "index",
        "config",
        "packed-refs",
        "shallow",
        "commondir",
        "refs/heads/main",
        "info/exclude",
        "info/attributes",
        "objects/info/alternates",
        "objects/pack/pack-0000.idx",
        "objects/info/commit-graph",
    ],
)
def test_a_fifo_in_the_repository_does_not_hang(repo: Repo, place: str) -> None:
    repo.commit({"a.py": "a\n"})
    repo.commit({"a.py": "b\n"})
    target = repo.path / ".git" / place
    target.unlink(missing_ok=True)
    target.parent.mkdir(exist_ok=True)
    os.mkfifo(target)
    started = time.monotonic()
    found, read = exercise(repo.path)
    assert time.monotonic() - started < 2, "it waited"
    assert read["a.py", ""] == b"b\n"
    if place == "index" or place.startswith("objects"):
        assert any(isinstance(item, Skip) and item.cls is SkipClass.failed for item in found)


@pytest.mark.parametrize("place", [".gitignore", "sub/.gitattributes", "nested/.git/HEAD", "loose"])
def test_a_fifo_that_git_itself_would_wait_for_is_bounded(repo: Repo, place: str) -> None:
    repo.commit({"a.py": "a\n", "sub/b.py": "b\n"})
    if place == "loose":
        oid = repo.git("rev-parse", "HEAD^{tree}")
        target = repo.path / ".git/objects" / oid[:2] / oid[2:]
        target.unlink()
    else:
        target = repo.path / place
        target.parent.mkdir(parents=True, exist_ok=True)
        for name in ("objects", "refs"):
            if "nested" in place:
                (target.parent / name).mkdir()
    os.mkfifo(target)
    started = time.monotonic()
    found, read = exercise(repo.path)
    assert time.monotonic() - started < 20
    assert read["a.py", ""] == b"a\n"
    assert all(isinstance(item, Entry | Skip) for item in found)


def test_alternates_in_a_circle_and_without_end(repo: Repo) -> None:
    repo.commit({"a.py": "a\n"})
    repo.write(".git/objects/info/alternates", f"{repo.path}/.git/objects\n../objects\n{repo.path}/nowhere\n")
    assert exercise(repo.path)[1]["a.py", ""] == b"a\n"
    repo.write(".git/objects/info/alternates", "/\n" * 200_000)
    found, read = exercise(repo.path)
    assert any(isinstance(item, Skip) and item.reason == "objects-unreadable" for item in found)
    assert read["a.py", ""] == b"a\n"


def test_an_index_that_names_paths_outside_is_refused(repo: Repo) -> None:
    repo.commit({"xx/yyyyyy": "a\n", "zgit/config": "b\n"})
    index = repo.path / ".git/index"
    data = index.read_bytes()[:-20].replace(b"xx/yyyyyy", b"../yyyyyy").replace(b"zgit/", b".git/")
    index.write_bytes(data + hashlib.sha1(data, usedforsecurity=False).digest())
    found, read = exercise(repo.path)
    failed = {item.path for item in found if isinstance(item, Skip) and item.cls is SkipClass.failed}
    assert failed
    assert not any(path.startswith(("..", ".git/")) for path, _ in read)


@pytest.mark.parametrize("size", [0, 3, 12, 100])
def test_a_broken_index_is_a_failed_skip_and_the_files_are_examined(
    repo: Repo, look: Look, size: int
) -> None:
    repo.commit({"a.py": "a\n", "b.py": "b\n"})
    index = repo.path / ".git/index"
    index.write_bytes(index.read_bytes()[:size])
    _, entries, skips = look(repo.path)
    assert set(entries) == {"a.py", "b.py"}
    if size:
        assert skips[".git/index"].cls is SkipClass.failed


def test_private_folder_is_private(repo: Repo) -> None:
    layout = locate(str(repo.path))
    assert layout is not None
    with Door(layout) as door:
        mode = Path(door._private).stat().st_mode
        assert stat.S_IMODE(mode) == 0o700
        assert door.run("config", "--list", "--show-scope").count(b"system") == 0
    assert not Path(door._private).exists()


def test_one_module_calls_git() -> None:
    package = Path(vedette.__file__).parent
    callers = set()
    for path in package.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_bytes())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            if isinstance(node, ast.Call) and ast.unparse(node.func).startswith(_STARTERS):
                names = ["subprocess"]
            if any(name.partition(".")[0] in {"subprocess", "pty"} for name in names):
                callers.add(path.relative_to(package).as_posix())
    # Workers are started by the interpreter's own path, and never from the tree.
    assert callers == {"sources/git/door.py", "work/process.py"}
