"""Trees of Python files for the speed measures, from the projects of code.toml.

A tree of so many lines is made of whole folders, in the order of hashes of their names: a fair sample in
which imports still lead somewhere. Files that stand twice are taken once. A tree of so many files goes on
with copies, each made distinct by a comment line of its own, in a folder of their own.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from code_noise import place, projects
from code_scan import TREES, extract, settle, source
from code_tongue import PYTHON
from corpus import UnpreparedError
from material import variant

DJANGO = "Django-5.2"
_MOST = 40_000  # lines of a folder that is taken as a whole, unless it has no folders


class Unit(NamedTuple):
    """A folder that is taken as a whole; of one that was split, the files beside its folders."""

    project: Path
    files: tuple[Path, ...]
    lines: int
    name: str


def prepare(folder: Path | None) -> None:
    """Extract the projects."""
    for one in projects():
        extract(source(one.name, folder), one.commit, place(one))


def of_lines(count: int) -> Path:
    """A tree of about so many lines, of distinct files."""
    tree = TREES / "made" / f"lines-{count}"
    stamp = tree.with_name(f"{tree.name}.stamp")
    if not stamp.is_file():
        shutil.rmtree(tree, ignore_errors=True)
        _fill(tree, count)
        settle(tree)
        stamp.write_text(str(PYTHON.lines(tree)), encoding="ascii")
    return tree


def of_files(count: int) -> Path:
    """A tree of so many distinct Python files, as a git repository."""
    tree = TREES / "made" / f"files-{count}"
    if (tree / ".git").is_dir():
        return tree
    shutil.rmtree(tree, ignore_errors=True)
    originals = [
        (path, path.relative_to(place(one).parent).as_posix())
        for one in projects()
        for path in PYTHON.files(place(one))
    ]
    for number in range(count):
        copy, index = divmod(number, len(originals))
        path, name = originals[index]
        content = path.read_bytes()
        target = tree / f"copy{copy:02}" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(variant(content, ".py", number) if copy else content)
    settle(tree)
    return tree


def copied(tree: Path) -> Path:
    """A copy of a tree that may be changed."""
    other = TREES / "made" / f"speed-{tree.name}"
    shutil.rmtree(other, ignore_errors=True)
    shutil.copytree(tree, other)
    return other


def django() -> Path:
    """Django's source distribution, as pip brings it."""
    tree = TREES / "django" / DJANGO
    if tree.is_dir():
        return tree
    tree.parent.mkdir(parents=True, exist_ok=True)
    name, _, version = DJANGO.partition("-")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:"]
    done = subprocess.run(
        [*command, "--dest", str(tree.parent), f"{name}=={version}"],
        check=False,
        capture_output=True,
        text=True,
    )
    found = sorted(tree.parent.glob("[Dd]jango-*.tar.gz"))
    if not found:
        raise UnpreparedError(f"pip did not bring {DJANGO}: {done.stderr.strip()[-200:]}")
    with tarfile.open(found[0]) as archive:
        archive.extractall(tree.parent, filter="data")
    for made in tree.parent.glob("[Dd]jango-*"):
        if made.is_dir() and made != tree:
            made.rename(tree)
    settle(tree)
    return tree


def _fill(tree: Path, count: int) -> None:
    known: set[bytes] = set()
    written = 0
    for unit in sorted(_units(), key=lambda one: hashlib.sha256(one.name.encode()).digest()):
        if written + unit.lines > count * 1.05 and written:
            continue
        for path in unit.files:
            content = path.read_bytes()
            digest = hashlib.blake2b(content, digest_size=20).digest()
            if content.strip() and digest in known:
                continue
            known.add(digest)
            target = tree / unit.project.name / path.relative_to(unit.project)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
            written += content.count(b"\n")
        if written >= count:
            return


def _units() -> Iterator[Unit]:
    for one in projects():
        yield from _split(place(one), place(one))


def _split(project: Path, folder: Path) -> Iterator[Unit]:
    """The folder as one unit if it is small enough, else what is in it."""
    files = tuple(PYTHON.files(folder))
    count = sum(path.read_bytes().count(b"\n") for path in files)
    name = f"{project.name}/{folder.relative_to(project)}"
    below = [path for path in sorted(folder.iterdir()) if path.is_dir() and not path.is_symlink()]
    if count <= _MOST or not below:
        yield from [Unit(project, files, count, name)] if files else []
        return
    own = tuple(path for path in files if path.parent == folder)
    if own:
        yield Unit(project, own, sum(path.read_bytes().count(b"\n") for path in own), f"{name}/*")
    for path in below:
        yield from _split(project, path)
