"""What does it cost day by day: nothing changed, one file changed, five staged, one text from an editor?"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from corpus import git
from material import folders, variant
from measure import Command, Outcome, alternate
from report import Aim, Section, Table, judged, prose, row
from sizes import Sizes
from tools import OUT, Betterleaks, Vedette, World, shown

from cases.cold import EXAMINED, HEAD, listed, prime

_WARM, _CHANGED, _STAGED = 0.8, 1.0, 0.3
_STAGED_FILES = 5


@dataclass
class Touched:
    """A few files of a repository that get new content before each run, and their own back at the end.

    Attributes:
        stage: whether each change is put into the index too.
    """

    tree: Path
    paths: list[Path]
    stage: bool
    kept: dict[Path, bytes] = field(default_factory=dict)
    turn: int = 0

    def change(self) -> None:
        """Give each file content that it never had."""
        self.turn += 1
        for path in self.paths:
            self.kept.setdefault(path, path.read_bytes())
            path.write_bytes(variant(self.kept[path], path.suffix, self.turn) + os.urandom(4).hex().encode())
        if self.stage:
            self._add()

    def restore(self) -> None:
        """Leave the repository as it was."""
        for path, content in self.kept.items():
            path.write_bytes(content)
        self._add()

    def _add(self) -> None:
        git(self.tree, "add", "--force", "--", *(str(path) for path in self.paths))


def measure(sizes: Sizes) -> Section:
    """A repository that was scanned before; each case with the peer that answers the same question."""
    tree = sizes.tree(sizes.daily)
    world, peer = World("daily"), World("peers")
    world.empty()
    peer.empty()
    ours = Vedette()
    section = Section("daily", f"Day by day, in a repository of {sizes.daily:,} files")
    cached = ours.has("--no-cache")
    usual = sizes.tree(sizes.usual)
    section.said = [
        prose(f"""
            The repository was scanned twice before (the first scan keeps outcomes, the second what git
            listed), and nothing of that is removed. Before each run the files of the case get content that
            they never had; what that takes is not measured. A sample of single files leaves most folders
            with one: this tree has {folders(tree):,} folders. *Usual folders* is a tree of as many files
            that keeps the folders of its repositories, {folders(usual):,}.
        """)
        + ("" if cached else "**This version has no cache yet:** every scan is a whole one.")
    ]
    _often(section, sizes, (world, tree), "")
    many = World("daily-usual")
    many.empty()
    _often(section, sizes, (many, usual), ", usual folders")
    _staged(section, sizes, (world, peer))
    _stdin(section, sizes, (world, peer))
    return section


def _often(section: Section, sizes: Sizes, where: tuple[World, Path], said: str) -> None:
    """Nothing changed, and one file changed."""
    world, tree = where
    ours, asked = Vedette(), listed(tree)
    alternate([ours.scan(world, tree, name=f"prime{said}")], 2)
    (outcome,) = _measured(
        section, sizes, [ours.scan(world, tree, name=f"nothing changed{said}", asked=asked)]
    )
    what = f"warm, nothing changed, {sizes.daily:,} files{said}: CPU"
    section.aims.append(_aim(what, outcome, "cpu", _WARM))
    touched = Touched(tree, _sources(tree, 1), stage=False)
    command = ours.scan(world, tree, name=f"one file changed{said}", asked=asked)
    (outcome,) = _measured(section, sizes, [replace(command, before=touched.change)], touched.restore)
    section.aims.append(_aim(f"one changed file{said}: wall", outcome, "wall", _CHANGED))
    section.aims.append(_aim(f"one changed file{said}: CPU", outcome, "cpu", _CHANGED))


def _staged(section: Section, sizes: Sizes, worlds: tuple[World, World]) -> None:
    world, peer = worlds
    tree = sizes.tree(sizes.daily)
    what = f"`--staged`, {_STAGED_FILES} files: wall"
    ours = Vedette()
    if not ours.has("--staged"):
        section.said.append("`vedette scan --staged` is not available in this version.")
        section.aims.append(_aim(what, None, "wall", _STAGED))
        return
    primed, known = prime(), World("staged-known")
    touched = Touched(tree, _sources(tree, _STAGED_FILES), stage=True)

    def forget() -> None:
        known.restore(primed)
        touched.change()

    name, count = f"{_STAGED_FILES} files staged", _STAGED_FILES
    new = ours.scan(known, tree, "--staged", name=f"{name}, repository never scanned", asked=count)
    commands = [
        replace(ours.scan(world, tree, "--staged", name=name, asked=count), before=touched.change),
        Betterleaks().command(peer, "git", "--staged", str(tree), name=f"{name}, betterleaks"),
        ours.scan(world, tree, name=f"{name}, then the whole repository", asked=listed(tree)),
        replace(new, before=forget),
    ]
    outcomes = _measured(section, sizes, commands, touched.restore)
    section.aims.append(_aim(what, outcomes[0], "wall", _STAGED))


def _stdin(section: Section, sizes: Sizes, worlds: tuple[World, World]) -> None:
    world, peer = worlds
    ours = Vedette()
    if not ours.has("--stdin"):
        section.said.append("`vedette scan --stdin` is not available in this version.")
        return
    source = _sources(sizes.tree(sizes.daily), 1)[0]
    options = ("--stdin", "--name", source.name)
    commands = [
        replace(ours.scan(world, None, *options, name="one text by --stdin"), stdin=source),
        replace(Betterleaks().command(peer, "stdin", name="one text by stdin, betterleaks"), stdin=source),
    ]
    _measured(section, sizes, commands)


def _measured(
    section: Section, sizes: Sizes, commands: list[Command], after: Callable[[], None] = lambda: None
) -> list[Outcome]:
    try:
        outcomes = alternate(commands, sizes.runs)
    finally:
        after()
    section.keep(outcomes)
    # The longer name first: the other begins it.
    tree = {str(sizes.tree(sizes.usual)): "USUAL", str(sizes.tree(sizes.daily)): "TREE", str(OUT): "OUT"}
    section.commands |= {command.name: shown(command, tree) for command in commands}
    rows = [row(outcome, Vedette().examined(outcome.name)) for outcome in outcomes]
    if section.tables:
        rows = [*section.tables[0].rows, *rows]  # type: ignore[list-item]
    section.tables = [Table([*HEAD, EXAMINED], rows)]
    return outcomes


def _aim(what: str, outcome: Outcome | None, kind: str, limit: float) -> Aim:
    value = getattr(outcome, kind) if outcome is not None and outcome.sound else None
    shown_value = f"{value or 0:.3f} s"
    return judged(what, f"under {limit} s", value, shown_value, met=(value or 0) < limit)


def _sources(tree: Path, count: int) -> list[Path]:
    """Ordinary source files, of 2 to 50 KB, the same ones each time."""
    found: list[Path] = []
    for path in sorted(tree.glob("copy00/*/*/**/*.rb")):
        if 2_000 < path.stat().st_size < 50_000:  # noqa: PLR2004 - what an ordinary file is
            found.append(path)
        if len(found) == count:
            return found
    raise LookupError(f"{tree.name} has no {count} ordinary source files")
