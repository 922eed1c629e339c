"""Makes the trees that are measured, from the files of real repositories.

    python bench/material.py big      all distinct files of the corpus and of material.toml
    python bench/material.py 50000    so many distinct files
    python bench/material.py 50000-usual    so many, in as many folders as repositories usually have
    python bench/material.py hard     few files, each made to use much memory

Each tree is a git repository with one commit, whose git directory stands beside it and not in it: some peers
would read its packs too, which is more work than others do. A tree that is there already is kept.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from corpus import WORK, Repository, corpus, git, prepare

_FORMAT = "2"
_LONG_AGO = 1_700_000_000
_HASH = {".py", ".rb", ".yml", ".yaml", ".toml", ".sh", ".ps1", ".properties", ".cfg", ".conf", ""}
_SLASHES = {".java", ".kt", ".js", ".ts", ".go", ".groovy", ".gradle", ".css", ".c", ".rs", ".php"}
_HARD = 100 * 1024 * 1024
_USUAL = "-usual"
# 1.3 files a folder; 26 repositories have 3.7 taken together, and 5 in the middle.
_UNUSUAL = "spring-projects/spring-boot"


class Original(NamedTuple):
    """A file of a repository: where it is, and its path in the trees that are made."""

    source: Path
    path: str
    digest: bytes


def main() -> int:
    """Make the trees that the command line names."""
    for name in sys.argv[1:]:
        tree = build(name)
        print(f"{tree.name}: {sum(1 for _ in _files(tree))} files")
    return 0


def place(name: str) -> Path:
    """Where a tree is."""
    return WORK / "made" / name


def build(name: str) -> Path:
    """Make a tree, unless it is there: `big`, `hard` or a number of files, with `-usual` in usual folders."""
    tree = place(name)
    stamp = tree.with_name(f"{name}.stamp")
    originals = [] if name == "hard" else pool()
    if name.endswith(_USUAL):
        # Folder by folder: a sample of single files leaves most folders with one.
        usual = [original for original in originals if not original.path.startswith(f"{_folder(_UNUSUAL)}/")]
        originals = sorted(usual, key=lambda original: original.path)
    mark = hashlib.blake2b(b"".join(original.digest for original in originals)).hexdigest() + _FORMAT
    if stamp.is_file() and stamp.read_text(encoding="ascii") == mark:
        return tree
    stamp.unlink(missing_ok=True)
    _remove(tree)
    tree.mkdir(parents=True)
    if name == "hard":
        _write_hard(tree)
    else:
        _write(tree, originals, len(originals) if name == "big" else int(name.removesuffix(_USUAL)))
    _commit(tree)
    stamp.write_text(mark, encoding="ascii")
    return tree


def repositories() -> list[Repository]:
    """Where the files come from."""
    return [*corpus(), *corpus("material.toml")]


def pool() -> list[Original]:
    """All distinct files, in the order of their hashes: any first n of them are a fair sample."""
    folder = os.environ.get("VEDETTE_CORPUS")
    distinct: dict[bytes, Original] = {}
    for repository in repositories():
        prepare(repository, Path(folder) if folder else None)
        for source in sorted(_files(repository.tree)):
            digest = hashlib.blake2b(source.read_bytes(), digest_size=20).digest()
            path = f"{repository.folder}/{source.relative_to(repository.tree)}"
            distinct.setdefault(digest, Original(source, path, digest))
    return [distinct[digest] for digest in sorted(distinct)]


def variant(content: bytes, suffix: str, number: int) -> bytes:
    """The content, made unlike any other by one comment line; a binary file gets it at its end."""
    opening, closing = _comment(suffix)
    line = f"{opening}variant {number} of this file{closing}"
    if b"\0" in content[:8000]:
        return content + line.encode()
    return line.encode() + b"\n" + content


def _folder(name: str) -> str:
    return next(repository.folder for repository in repositories() if repository.name == name)


def folders(tree: Path) -> int:
    """How many folders the repository's files lie in, those on the way counted too."""
    listed = git(tree, "ls-files", "-z").split("\0")
    return len({str(above) for path in listed if path for above in Path(path).parents})


def _comment(suffix: str) -> tuple[str, str]:
    if suffix in _SLASHES:
        return "// ", ""
    return ("# ", "") if suffix in _HASH else ("<!-- ", " -->")


def _write(tree: Path, originals: list[Original], count: int) -> None:
    for number in range(count):
        copy, index = divmod(number, len(originals))
        original = originals[index]
        content = original.source.read_bytes()
        if copy:
            content = variant(content, original.source.suffix, number)
        _put(tree / f"copy{copy:02d}" / original.path, content)


def _write_hard(tree: Path) -> None:
    words = b"lorem = ipsum.dolor(sit, amet) "
    line = words * (_HARD // len(words))
    _put(tree / "one-line-of-100-MiB.txt", line)
    _put(tree / "one-line-of-60-MiB.js", line[: 60 * 1024 * 1024])
    _put(tree / "lines-of-60-MiB.py", (words + b"\n") * (60 * 1024 * 1024 // (len(words) + 1)))
    _put(tree / "assignments-of-20-MiB.env", b"".join(_assignments(20 * 1024 * 1024)))
    _put(tree / "zeros-of-100-MiB.bin", bytes(_HARD))


def _assignments(size: int) -> Iterator[bytes]:
    """Lines that each look a little like a secret."""
    written = number = 0
    while written < size:
        value = hashlib.sha256(str(number).encode()).hexdigest()
        line = f'key_{number} = "{value}"\n'.encode()
        written += len(line)
        number += 1
        yield line


def _put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    os.utime(path, (_LONG_AGO, _LONG_AGO))  # else the index cannot tell a fresh file from a changed one


def _commit(tree: Path) -> None:
    # Past the threshold git writes straight into one pack: no file for each of 200,000 objects.
    quick = ("-c", "core.bigFileThreshold=1", "-c", "core.compression=0")
    who = ("-c", "user.name=bench", "-c", "user.email=bench@example.invalid")
    git(tree, "init", "--quiet", "--template=", "--separate-git-dir", f"{tree}.git")
    # vedette believes a git directory elsewhere only if that names the tree too.
    git(tree, "config", "core.worktree", str(tree))
    git(tree, *quick, "add", "--all", "--force")
    git(tree, *who, "commit", "--quiet", "--message", "Files to be measured")


def _remove(tree: Path) -> None:
    shutil.rmtree(tree, ignore_errors=True)
    shutil.rmtree(f"{tree}.git", ignore_errors=True)


def _files(tree: Path) -> Iterator[Path]:
    """Regular files of a tree, its git directory left out; links are not followed."""
    for folder, folders, names in os.walk(tree):
        folders[:] = sorted(name for name in folders if name != ".git")
        for name in names:
            path = Path(folder, name)
            if name != ".git" and path.is_file() and not path.is_symlink():
                yield path


if __name__ == "__main__":
    sys.exit(main())
