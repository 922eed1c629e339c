"""Makes the history of the example shop: a git repository whose past holds what people really commit.

    python demo/history.py [TARGET]

Commits, authors and dates are fixed; only the secrets are random, made anew by each run, so that nothing
in our own repository looks like one. On `main` lie two forgotten ones, of 2023; the last commit of the branch
`feature/faster-checkout` brings in three that would work today.
"""

from __future__ import annotations

import argparse
import os
import secrets
import shutil
import string
import subprocess
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from steps import BRANCH, FORK, LATER, MAIN, PEOPLE, REST, Step

ROOT = Path(__file__).resolve().parents[1]
SHOP = ROOT / "examples" / "shop"
_MARKER = "vedette-demo"
_NEVER = frozenset({"__pycache__", "node_modules", ".venv", ".pytest_cache", ".terraform", ".env"})
_ALNUM = string.ascii_letters + string.digits

Choose = Callable[[Sequence[str]], str]


class Secrets(NamedTuple):
    """The secrets of one history. They are never printed, and `repr` hides them."""

    smtp_password: str
    slack_webhook: str
    payment_key: str
    cloud_key_id: str
    cloud_key: str

    def __repr__(self) -> str:
        return "Secrets(…)"


class History(NamedTuple):
    """A history that was made.

    Attributes:
        path: the repository.
        secrets: what is hidden in it.
        main: ids of the commits of `main`, oldest first.
        branch: ids of the commits that only the feature branch has, oldest first.
    """

    path: Path
    secrets: Secrets
    main: tuple[str, ...]
    branch: tuple[str, ...]


def random_secrets(choose: Choose = secrets.choice) -> Secrets:
    """Make up secrets from prefix, alphabet and length, as their providers issue them.

    Args:
        choose: picks one of several; give a seeded one to get the same secrets again.
    """
    upper = string.ascii_uppercase + string.digits
    places = ["T" + _mixed(choose, upper, 10), "B" + _mixed(choose, upper, 10), _mixed(choose, _ALNUM, 24)]
    return Secrets(
        smtp_password=_mixed(choose, _ALNUM, 24),
        slack_webhook="https://hooks.slack.com/services/" + "/".join(places),
        payment_key="_".join(("sk", "live", _mixed(choose, _ALNUM, 24))),
        cloud_key_id="AK" + "IA" + _mixed(choose, string.ascii_uppercase + "234567", 16),
        cloud_key=_mixed(choose, _ALNUM + "+/", 40),
    )


def make(target: Path, hidden: Secrets | None = None) -> History:
    """Make the repository; an earlier one at the same place is replaced.

    Args:
        target: folder of the new repository; its parent is made if need be.
        hidden: the secrets to hide; random ones if not given.

    Raises:
        FileExistsError: the folder is there and no history that this program made.
        RuntimeError: git failed, or a file of the shop is no longer as the steps expect.
    """
    hidden = random_secrets() if hidden is None else hidden
    _clear(target)
    git(target, "init", "--quiet", "--template=", "--initial-branch=main")
    (target / ".git" / _MARKER).touch()
    fork = next(number for number, step in enumerate(MAIN, 1) if step.key == FORK)
    maker = _Maker(target, hidden)
    old = [maker.commit(step) for step in MAIN[:fork]]
    git(target, "switch", "--quiet", "--create", "feature/faster-checkout")
    branch = [maker.commit(step) for step in BRANCH]
    switch(target, "main")
    maker = _Maker(target, hidden, MAIN[:fork])
    new = [maker.commit(step) for step in MAIN[fork:]]
    return History(target, hidden, (*old, *new), tuple(branch))


def switch(target: Path, branch: str) -> None:
    """Check out a branch of the history."""
    git(target, "switch", "--quiet", branch)


def git(target: Path, *arguments: str, extra: Mapping[str, str] | None = None) -> str:
    """Run git in the history with an environment of its own: no user's configuration, no hooks.

    Args:
        target: the repository; made if it is not there.
        *arguments: as after `git`.
        extra: further environment variables.

    Returns:
        What git printed.

    Raises:
        RuntimeError: git failed; the message holds what it said.
    """
    target.mkdir(parents=True, exist_ok=True)
    environment = {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(target),
        "LC_ALL": "C.UTF-8",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CEILING_DIRECTORIES": str(target.resolve().parent),
        "GIT_TERMINAL_PROMPT": "0",
        **(extra or {}),
    }
    fixed = ("core.hooksPath=/dev/null", "core.autocrlf=false", "core.fsmonitor=false", "gc.auto=0")
    options = [word for setting in fixed for word in ("-c", setting)]
    done = subprocess.run(
        ["git", "-C", str(target), *options, *arguments],
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    if done.returncode:
        raise RuntimeError(f"git {arguments[0]} failed: {done.stderr.strip()}")
    return done.stdout


class _Maker:
    """Writes the files of one step after another and commits them."""

    def __init__(self, target: Path, hidden: Secrets, done: Iterable[Step] = ()) -> None:
        self.target = target
        self.hidden = hidden
        self.keys: set[str] = set()
        self.files: list[str] = []
        self.edits: dict[str, list[tuple[str, str]]] = {}
        for step in done:
            self._take(step)

    def commit(self, step: Step) -> str:
        """Make one commit and return its id."""
        self._take(step)
        for path in self.files:
            self._write(path)
        for path, pairs in self.edits.items():
            self._edit(self.target / path, pairs)
        git(self.target, "add", "--all")
        name, address = PEOPLE[step.author]
        who = {
            f"GIT_{role}_{what}": value
            for role in ("AUTHOR", "COMMITTER")
            for what, value in (("NAME", name), ("EMAIL", address), ("DATE", step.date))
        }
        git(self.target, "commit", "--quiet", "--no-gpg-sign", "--message", step.message, extra=who)
        return git(self.target, "rev-parse", "HEAD").strip()

    def _take(self, step: Step) -> None:
        self.keys.add(step.key)
        for path, pairs in step.edits.items():
            self.edits.setdefault(path, []).extend(pairs)
        wanted = _all_files() if step.files == REST else step.files
        self.files += [path for path in wanted if path not in self.files]

    def _write(self, path: str) -> None:
        """Write a file as it was then: without the lines that a later step brings."""
        source, to = SHOP / path, self.target / path
        text = source.read_text(encoding="utf-8")
        for needle, key in LATER.get(path, {}).items():
            if key not in self.keys:
                text = _without(text, needle, path)
        if path == "ops/settings.py":
            text = self._leak(text)
        to.parent.mkdir(parents=True, exist_ok=True)
        to.write_text(text, encoding="utf-8", newline="\n")
        to.chmod(0o755 if path.endswith(".sh") else 0o644)

    def _leak(self, text: str) -> str:
        for name in ("smtp_password", "slack_webhook"):
            variable = name.upper()
            text = _replace(
                text, f'os.environ["{variable}"]', f'"{getattr(self.hidden, name)}"', "ops/settings.py"
            )
        return text

    def _edit(self, file: Path, pairs: Sequence[tuple[str, str]]) -> None:
        text = file.read_text(encoding="utf-8")
        for old, new in pairs:
            filled = string.Template(new).safe_substitute(self.hidden._asdict())
            text = _replace(text, old, filled, file.name)
        file.write_text(text, encoding="utf-8", newline="\n")


def _mixed(choose: Choose, alphabet: str, length: int) -> str:
    """A random text with letters of both cases and digits, where the alphabet has them, as real ones have."""
    classes = (string.ascii_lowercase, string.ascii_uppercase, string.digits)
    needed = [set(kind) for kind in classes if set(kind) & set(alphabet)]
    while True:
        text = "".join(choose(alphabet) for _ in range(length))
        if text[0].isalnum() and text[-1].isalnum() and all(kind & set(text) for kind in needed):
            return text


def _without(text: str, needle: str, path: str) -> str:
    """The text less its lines with the needle; less its whole SQL statements in a schema."""
    between = "\n\n" if path.endswith(".sql") else "\n"
    parts = text.split(between)
    kept = [part for part in parts if needle not in part]
    if len(kept) == len(parts):
        raise RuntimeError(f"examples/shop/{path} has no {needle!r} any more: adapt LATER in demo/steps.py")
    return between.join(kept)


def _replace(text: str, old: str, new: str, path: str) -> str:
    if text.count(old) != 1:
        raise RuntimeError(f"{path} of examples/shop has not exactly one {old!r}: adapt demo/steps.py")
    return text.replace(old, new)


def _all_files() -> list[str]:
    files = (path.relative_to(SHOP) for path in sorted(SHOP.rglob("*")) if path.is_file())
    return [
        path.as_posix()
        for path in files
        if not _NEVER & set(path.parts) and path.suffix not in (".pyc", ".db")
    ]


def _clear(target: Path) -> None:
    if not target.exists():
        return
    if not (target / ".git" / _MARKER).is_file() and any(target.iterdir()):
        raise FileExistsError(f"{target} is there and was not made by this program; choose another folder")
    shutil.rmtree(target)


def main() -> None:
    """Make the history where the command line says."""
    parser = argparse.ArgumentParser(description="Make the git history of the example shop.")
    parser.add_argument("target", nargs="?", type=Path, default=ROOT / "demo-out" / "shop")
    made = make(parser.parse_args().target)
    print(
        f"{made.path}: {len(made.main)} commits on main, {len(made.branch)} more on feature/faster-checkout"
    )


if __name__ == "__main__":
    main()
