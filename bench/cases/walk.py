"""What does it cost to find the files, beside a native walker?"""

from __future__ import annotations

from measure import Command, alternate
from report import Section, Table, prose, row
from sizes import Sizes
from tools import OUT, Ruff, Vedette, World, shown

_OURS = prose("""
        import sys; from pathlib import Path; from vedette.sources.opening import open_source;
        print(sum(1 for _ in open_source(Path(sys.argv[1]), max_file_bytes=1 << 26).entries()))
    """)
_GIT = ("ls-files", "--stage", "-z")


def measure(sizes: Sizes) -> Section:
    """Our source alone, git's own listing, and ruff; no file is read by these three."""
    tree = sizes.tree(sizes.big)
    world = World("walk")
    world.empty()
    ruff = Ruff()
    commands = [
        _command(
            world,
            "vedette: list with blob ids, dirty and untracked files",
            Vedette.python,
            "-c",
            _OURS,
            str(tree),
        ),
        _command(world, "git: list with blob ids", "git", "-C", str(tree), *_GIT),
        ruff.walk(world, tree),
        ruff.passwords(world, tree),
    ]
    outcomes = alternate(commands, sizes.runs)
    section = Section("walk", "Finding the files")
    section.said = [
        prose("""
            Of the same tree as the cold scan. Ours is a Python process that starts, asks git, and looks
            at what is changed or untracked. ruff is native; its rules on passwords, which read Python
            files only, are there to show what reading and parsing add.
        """)
    ]
    section.keep(outcomes)
    section.commands = {command.name: shown(command, {str(tree): "TREE"}) for command in commands}
    section.tables.append(
        Table(["command", "CPU s", "median CPU s", "wall s", "runs"], [row(one) for one in outcomes])
    )
    return section


def _command(world: World, name: str, *argv: str) -> Command:
    return Command(
        name=name, argv=argv, environment=world.environment, folder=world.folder, log=OUT / "walk.log"
    )
