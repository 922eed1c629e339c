"""The scratch repository of a replay: the real history of a project, with plants carried along."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from replay_plants import Carrier, Nursery, Plant, Spot, carried, render

_TEXTS = {
    ".py", ".js", ".ts", ".go", ".java", ".kt", ".rb", ".yml", ".yaml", ".toml", ".sh", ".properties",
    ".gradle", ".cfg", ".md", ".rst", ".adoc", ".json", ".xml", ".groovy",
}  # fmt: skip
_SMALLEST, _LARGEST = 400, 60_000
_MOST_LINES = 2_000
_WHO = {"GIT_AUTHOR_NAME": "replay", "GIT_AUTHOR_EMAIL": "replay@example.org"}
_WHO |= {name.replace("AUTHOR", "COMMITTER"): value for name, value in _WHO.items()}


class Scratch:
    """A repository that borrows the objects of a mirror."""

    def __init__(self, mirror: Path, folder: Path) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        self.folder = folder
        self._moment = 1_700_000_000
        self.git("init", "-q", "-b", "main", ".")
        (folder / ".git/objects/info/alternates").write_text(f"{mirror.resolve()}/objects\n")
        (folder / ".git/info/attributes").write_text("* -text -filter -ident\n")

    def git(self, *arguments: str, given: bytes | None = None) -> bytes:
        """What git says."""
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": "/nonexistent",
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_AUTHOR_DATE": f"{self._moment} +0000",
            "GIT_COMMITTER_DATE": f"{self._moment} +0000",
            **_WHO,
        }
        command = ("git", "-c", "core.hooksPath=/dev/null", "-c", "gc.auto=0", *arguments)
        done = subprocess.run(
            command, cwd=self.folder, env=environment, input=given, capture_output=True, check=False
        )
        if done.returncode:
            raise RuntimeError(f"git {arguments[0]}: {done.stderr.decode('utf-8', 'replace')[:300]}")
        return done.stdout

    def line(self, first: str, last: str) -> list[str]:
        """The first-parent line from one commit to another, both included, oldest first."""
        between = self.git("rev-list", "--first-parent", "--reverse", f"{first}..{last}").decode().split()
        return [first, *between]

    def files(self, commit: str) -> list[tuple[str, int]]:
        """Paths and sizes of the regular files of a commit."""
        listed = []
        for entry in (
            self.git("ls-tree", "-r", "-l", "-z", commit).decode("utf-8", "surrogateescape").split("\0")
        ):
            if entry.startswith("100"):
                words, path = entry.split("\t", 1)
                listed.append((path, int(words.split()[3])))
        return listed

    def lines(self, commit: str, path: str) -> list[str]:
        """The lines of a file, each with its end; bytes as code points, so that nothing is lost."""
        text = self.git("cat-file", "blob", f"{commit}:{path}").decode("latin-1")
        lines = text.split("\n")
        return [f"{line}\n" for line in (lines if lines[-1] else lines[:-1])]

    def changes(self, before: str, after: str) -> Iterator[tuple[str, str, str]]:
        """Letter, old path and new path of what differs, renames told by git."""
        out = self.git("diff-tree", "-r", "-M", "-l5000", "--raw", "-z", before, after)
        fields = iter(out.decode("utf-8", "surrogateescape").split("\0"))
        for head in fields:
            if head:
                letter, old = head.split()[4][0], next(fields)
                yield letter, old, next(fields) if letter in "RC" else old

    def show(self, commit: str, parts: Mapping[str, str], hidden: Sequence[str], parent: str) -> str:
        """Checks out a commit with some files shown otherwise, and commits that.

        Args:
            commit: the real one.
            parts: path -> content, as `lines` gives it.
            hidden: paths that are not to be there.
            parent: of the new commit; "" for none.

        Returns:
            The new commit.
        """
        self._moment += 60
        self.git("read-tree", "--reset", "-u", commit)
        for path in hidden:
            (self.folder / path).unlink(missing_ok=True)
        for path, content in parts.items():
            target = self.folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content.encode("latin-1"))
        paths = sorted({*parts, *hidden})
        self.git(
            "update-index", "--add", "--remove", "-z", "--stdin", given=b"\0".join(map(os.fsencode, paths))
        )
        tree = self.git("write-tree").decode().strip()
        return self.commit(tree, parent, f"replay of {commit[:12]}")

    def commit(self, tree: str, parent: str, message: str) -> str:
        """A commit, which becomes the head."""
        parents = ("-p", parent) if parent else ()
        made = self.git("commit-tree", *parents, "-m", message, tree).decode().strip()
        self.git("update-ref", "--no-deref", "refs/heads/main", made)
        return made


@dataclass
class World:
    """The carriers and plants of one repository, and what befalls them."""

    scratch: Scratch
    chance: random.Random
    nursery: Nursery
    carriers: list[Carrier] = field(default_factory=list)
    plants: list[Plant] = field(default_factory=list)
    extra: int = 0

    def begin(self, commits: Sequence[str], plants: int) -> None:
        """Chooses files, half of them among those that the range alters, and plants."""
        first = commits[0]
        fit = [
            path
            for path, size in self.scratch.files(first)
            if _SMALLEST < size < _LARGEST and Path(path).suffix in _TEXTS and path.isascii()
        ]
        altered = {old for letter, old, _ in self.scratch.changes(first, commits[-1]) if letter in "MR"}
        lively = [path for path in fit if path in altered]
        chosen = self.chance.sample(lively, min(plants // 2, len(lively)))
        rest = sorted(set(fit) - set(chosen))
        chosen += self.chance.sample(rest, min(plants - len(chosen), len(rest)))
        self.carriers = [
            Carrier(path, lines) for path in sorted(chosen) if (lines := self._read(first, path))
        ]
        for number in range(plants):
            self.grow(self.carriers[number % len(self.carriers)])

    def grow(self, carrier: Carrier, shape: str = "") -> Plant:
        """A new plant in a file."""
        plant = self.nursery.plant(shape)
        plant.spots.append(self.spot(carrier))
        self.plants.append(plant)
        return plant

    def spot(self, carrier: Carrier) -> Spot:
        """A place in a file, by chance."""
        return Spot(carrier, self.chance.randint(0, len(carrier.lines)), form=self.chance.randrange(2))

    def there(self) -> list[Carrier]:
        """The files that are still there."""
        return [carrier for carrier in self.carriers if carrier.path]

    def advance(self, before: str, after: str) -> None:
        """Carries everything over one real commit."""
        by_path = {carrier.path: carrier for carrier in self.there()}
        for letter, old, new in self.scratch.changes(before, after):
            carrier = by_path.get(old)
            if carrier is None or letter in "AC":
                continue
            lines = self._read(after, new) if letter in "MR" else []
            if not lines:
                carrier.path = ""
                continue
            spots = [spot for _, spot in self._in(carrier)]
            anchors = [spot.anchor for spot in spots] + ([carrier.split[0]] if carrier.split else [])
            moved = carried(carrier.lines, lines, anchors) if lines != carrier.lines else anchors
            for spot, anchor in zip(spots, moved, strict=False):
                spot.anchor = anchor
            if carrier.split:
                carrier.split = moved[-1], carrier.split[1]
            carrier.path, carrier.lines = new, lines

    def shown(self) -> tuple[dict[str, str], list[str], dict[tuple[str, int], Plant]]:
        """What the files look like: contents, paths not to be there, and which plant has which line."""
        contents: dict[str, str] = {}
        hidden: list[str] = []
        where: dict[tuple[str, int], Plant] = {}
        for carrier in self.there():
            for path, lines in render(
                carrier, [item for item in self._in(carrier) if self._stands(*item)]
            ).items():
                contents[path] = "".join(text for text, _ in lines)
                where |= {(path, n): plant for n, (_, plant) in enumerate(lines, 1) if plant is not None}
            if carrier.shown:
                hidden.append(carrier.path)
        return contents, hidden, where

    def _in(self, carrier: Carrier) -> list[tuple[Plant, Spot]]:
        return [(plant, spot) for plant in self.plants for spot in plant.spots if spot.carrier is carrier]

    def _stands(self, plant: Plant, spot: Spot) -> bool:
        return not (plant.hidden or plant.ended) and spot.is_there

    def _read(self, commit: str, path: str) -> list[str]:
        lines = self.scratch.lines(commit, path)
        return lines if len(lines) <= _MOST_LINES else []
