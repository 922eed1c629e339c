"""The history of the example shop: whole, the same each time, and secret-free in our own repository."""

import ast
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHOP = ROOT / "examples" / "shop"
BRANCH = "feature/faster-checkout"


@pytest.fixture(scope="module")
def history(load_script: Callable[[str], Any]) -> Any:
    return load_script("history")


@pytest.fixture(scope="module")
def made(history: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    return history.make(tmp_path_factory.mktemp("history") / "shop")


def _fixed(history: Any) -> Any:
    # The same secrets each time are the point here.
    return history.random_secrets(random.Random(7).choice)  # noqa: S311


def test_commits_and_branches(history: Any, made: Any) -> None:
    assert len(made.main) == 18
    assert len(made.branch) == 2
    assert history.git(made.path, "rev-list", "main").split() == [*reversed(made.main)]
    assert history.git(made.path, "rev-list", f"main..{BRANCH}").split() == [*reversed(made.branch)]
    base = history.git(made.path, "merge-base", "main", BRANCH).strip()
    assert base in made.main[:-1], "main went on after the branch left"
    assert history.git(made.path, "branch", "--show-current").strip() == "main"
    assert history.git(made.path, "status", "--porcelain") == ""


def test_it_is_believable(history: Any, made: Any) -> None:
    lines = history.git(made.path, "log", "--reverse", "--format=%an|%cn|%at|%s", "main").splitlines()
    authors, committers, times, subjects = zip(*(line.split("|") for line in lines), strict=True)
    assert len(set(authors)) == 4
    assert authors == committers
    assert list(times) == sorted(times, key=int)
    assert len(set(subjects)) == len(subjects)
    assert int(times[-1]) < 1_790_000_000, "no commit of the future"


def test_fsck_is_clean(history: Any, made: Any) -> None:
    assert history.git(made.path, "fsck", "--strict", "--full", "--no-dangling") == ""


def test_every_commit_holds_python_that_parses(history: Any, made: Any) -> None:
    blobs = set()
    for commit in (*made.main, *made.branch):
        for line in history.git(made.path, "ls-tree", "-r", commit).splitlines():
            about, path = line.split("\t")
            if path.endswith(".py"):
                blobs.add((about.split()[2], path))
    assert len(blobs) > 30
    for blob, path in blobs:
        ast.parse(history.git(made.path, "cat-file", "blob", blob), path)


def test_the_first_version_imports_only_what_is_there(history: Any, made: Any) -> None:
    first = history.git(made.path, "show", f"{made.main[0]}:shop/__init__.py")
    assert "routes import health" in first
    assert "basket" not in first
    assert "security" not in first


def test_main_ends_as_the_shop_is_but_for_the_old_secrets(history: Any, made: Any) -> None:
    there = set(history.git(made.path, "ls-files").splitlines())
    assert there == set(history._all_files())
    for path in there - {"ops/settings.py"}:
        assert (made.path / path).read_bytes() == (SHOP / path).read_bytes(), path


def test_where_the_secrets_are(history: Any, made: Any) -> None:
    hidden = made.secrets
    branch_files = {
        "payment_key": "shop/config.py",
        "cloud_key_id": "scripts/deploy.sh",
        "cloud_key": "scripts/deploy.sh",
    }
    for name in ("smtp_password", "slack_webhook"):
        found = history.git(made.path, "log", "--all", "--format=%H", f"-S{getattr(hidden, name)}").split()
        assert len(found) == 1
        assert found[0] in made.main[:-5]
        assert getattr(hidden, name) in (made.path / "ops/settings.py").read_text()
    for name, path in branch_files.items():
        found = history.git(made.path, "log", "--all", "--format=%H", f"-S{getattr(hidden, name)}").split()
        assert found == [made.branch[-1]]
        assert getattr(hidden, name) in history.git(made.path, "show", f"{BRANCH}:{path}")


def test_branch_commits_build_on_each_other(history: Any, made: Any) -> None:
    changed = history.git(made.path, "diff", "--name-only", *made.branch).split()
    assert changed == ["scripts/deploy.sh", "shop/config.py"]


def test_the_same_secrets_give_the_same_commits(history: Any, made: Any, tmp_path: Path) -> None:
    fixed = _fixed(history)
    one, two = history.make(tmp_path / "one", fixed), history.make(tmp_path / "two", fixed)
    assert (one.main, one.branch) == (two.main, two.branch)
    assert one.main[:6] == made.main[:6], "before the first secret nothing is random"
    assert one.main[6] != made.main[6]


def test_secrets_look_real_and_are_new_each_time(history: Any) -> None:
    seen = {history.random_secrets() for _ in range(20)}
    assert len(seen) == 20
    for hidden in seen:
        assert hidden.payment_key.startswith("sk_" + "live_")
        assert len(hidden.payment_key) == 32
        assert len(hidden.cloud_key_id) == 20
        assert len(hidden.cloud_key) == 40
        assert hidden.smtp_password not in repr(hidden)


def test_no_secret_of_it_stands_in_our_repository(history: Any, made: Any) -> None:
    fixed = _fixed(history)
    ours = [
        path
        for top in ("demo", "examples", "tests/demo")
        for path in (ROOT / top).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    ]
    assert len(ours) > 50
    for path in ours:
        content = path.read_bytes()
        assert not [name for name in fixed._fields if getattr(fixed, name).encode() in content], path
        assert not [name for name in fixed._fields if getattr(made.secrets, name).encode() in content], path
        assert b"sk_" + b"live_" not in content, path
        assert b"AK" + b"IA" not in content, path


def test_it_is_made_anew_but_never_over_a_folder_of_yours(history: Any, tmp_path: Path) -> None:
    target = tmp_path / "deep" / "shop"
    history.make(target)
    (target / "left over").touch()
    history.make(target)
    assert not (target / "left over").exists()
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "thesis.txt").touch()
    with pytest.raises(FileExistsError, match="not made by this program"):
        history.make(mine)
    assert (mine / "thesis.txt").exists()


def test_the_users_git_configuration_has_no_say(
    history: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    (hooks / "pre-commit").write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\nexit 1\n")
    (hooks / "pre-commit").chmod(0o755)
    (tmp_path / ".gitconfig").write_text(f"[core]\n\thooksPath = {hooks}\n[commit]\n\tgpgSign = true\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    history.make(tmp_path / "shop")
    assert not (tmp_path / "ran").exists()
    assert not (tmp_path / "elsewhere").exists()


def test_the_command(tmp_path: Path) -> None:
    command = [sys.executable, str(ROOT / "demo" / "history.py"), str(tmp_path / "shop")]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.endswith("18 commits on main, 2 more on feature/faster-checkout\n")
