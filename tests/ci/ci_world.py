"""What the tests of the CI files share: a reader for their YAML, a world to run their scripts in."""

import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

from vedette import index
from vedette.detectors.secrets.examples import example

ROOT = Path(__file__).resolve().parents[2]
GIT = shutil.which("git") or "git"
# Each would leave the file `ran` behind if a shell took it for more than a word.
HOSTILE = (
    "$(touch ran)",
    "`touch ran`",
    "; touch ran",
    "x\ntouch ran\n",
    "' ; touch ran; '",
    '" ; touch ran; "',
    "x && touch ran",
    "${IFS}$(touch${IFS}ran)",
    "a b  c",
    "*",
    "--help; touch ran",
    "-x",
    "x\r\ncode=0\r\nsarif=forged",
)


def read_yaml(path):
    """The small part of YAML that our files keep to: mappings, lists, block texts, plain and quoted words.

    Raises:
        ValueError: a line is of another kind.
    """
    text = path.read_text(encoding="utf-8")
    assert "\t" not in text
    value, rest = _node(text.split("\n"), 0)
    if _without_comments(rest):
        raise ValueError(f"not read: {rest[0]}")
    return value


def _node(lines, depth):
    lines = _without_comments(lines)
    if lines[0].lstrip().startswith("- "):
        return _list(lines, depth)
    return _mapping(lines, depth)


def _without_comments(lines):
    while lines and (not lines[0].strip() or lines[0].lstrip().startswith("#")):
        lines = lines[1:]
    return lines


def _indent(line):
    return len(line) - len(line.lstrip())


def _list(lines, depth):
    found = []
    while (
        (lines := _without_comments(lines))
        and _indent(lines[0]) == depth
        and lines[0][depth:].startswith("- ")
    ):
        first = lines[0][depth + 2 :]
        if first in {"|", ">-"} or not _key(first):
            value, lines = _value(first, lines[1:], depth)
        else:
            value, lines = _mapping([" " * (depth + 2) + first, *lines[1:]], depth + 2)
        found.append(value)
    return found, lines


def _mapping(lines, depth):
    found = {}
    while (lines := _without_comments(lines)) and _indent(lines[0]) == depth:
        line = lines[0][depth:]
        name = _key(line)
        if not name or name in found:
            raise ValueError(f"no new key: {line}")
        found[name], lines = _value(line[len(name) + 1 :].strip(), lines[1:], depth)
    return found, lines


def _key(text):
    name, colon, rest = text.partition(":")
    plain = name.replace("-", "").replace("_", "").isalnum()
    return name if colon and plain and (not rest or rest.startswith(" ")) else ""


def _value(text, lines, depth):
    if text in {"|", ">-"}:
        inner = []
        while lines and (not lines[0].strip() or _indent(lines[0]) > depth):
            inner.append(lines[0])
            lines = lines[1:]
        cut = _indent(inner[0])
        joined = "\n".join(line[cut:] for line in inner).rstrip("\n")
        return (joined + "\n" if text == "|" else " ".join(joined.split())), lines
    if text:
        if text[0] in "\"'" and text[-1] == text[0]:
            text = text[1:-1]
        elif text == "[]":
            return [], lines
        elif text[0] in "&*!%@`{[\"'" or ": " in text or " #" in text:
            raise ValueError(f"no plain word: {text}")
        return text, lines
    lines = _without_comments(lines)
    return _node(lines, _indent(lines[0]))


def secret(seed=1):
    """A made-up credential that stops the line, the same for the same seed."""
    pattern = index.load()["rules"]["secret-github-pat"]["bad"][0]
    return example(pattern, random.Random(seed))[0] + "\n"  # noqa: S311 - the same in every run


class World:
    """A server's repository with `main` and `feature`, a checkout of `feature`, and a folder of commands."""

    def __init__(self, folder):
        self.folder = folder
        self.bin, self.home = folder / "bin", folder / "home"
        self.temporary = folder / "runner temp"
        for one in (self.bin, self.home, self.temporary):
            one.mkdir()
        kept = {name: os.environ[name] for name in ("LANG", "SYSTEMROOT") if name in os.environ}
        self.env = kept | {"HOME": str(self.home), "PATH": f"{self.bin}:{Path(GIT).parent}:/usr/bin:/bin"}
        self.env |= {"TMPDIR": str(self.temporary), "GIT_CONFIG_NOSYSTEM": "1"}
        self.server = folder / "server"
        self.server.mkdir()
        self.checkout = folder / "checkout"
        self.git(self.server, "init", "-q", "-b", "main")
        self.write("a.py", "nothing\n")
        self.write("old.py", secret(1))
        self.git(self.server, "switch", "-q", "-c", "feature")

    def git(self, folder, *arguments):
        who = ("-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "protocol.file.allow=always")
        subprocess.run([GIT, *who, *arguments], cwd=folder, env=self.env, check=True, capture_output=True)

    def write(self, name, text):
        """One more commit on the server."""
        (self.server / name).write_text(text)
        self.git(self.server, "add", name)
        self.git(self.server, "commit", "-q", "-m", name)

    def clone(self, *options):
        """A checkout as a runner makes it: a detached commit, and what the options fetch."""
        if self.checkout.exists():
            shutil.rmtree(self.checkout)
        command = (
            "clone",
            "-q",
            *options,
            "--branch",
            "feature",
            f"file://{self.server}",
            str(self.checkout),
        )
        self.git(self.folder, *command)
        self.git(self.checkout, "switch", "-q", "--detach", "HEAD")

    def command(self, path, text):
        """A program for the scripts to find."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        path.chmod(0o755)

    def vedette(self, path):
        """The real command."""
        self.command(path, f'#!/bin/sh\nexec "{sys.executable}" -P -m vedette "$@"\n')

    def run(self, shell, script, env):
        """Run a script in the checkout, as a runner would."""
        done = subprocess.run(
            [*shell, script],
            cwd=self.checkout,
            env=self.env | env,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert not list(self.folder.rglob("ran")), "a value was run"
        return done
