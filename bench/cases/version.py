"""What does it cost to start? The interpreter alone is the measure."""

from __future__ import annotations

from pathlib import Path

from corpus import WORK
from measure import Command, alternate
from report import Section, Table, judged, prose, row
from sizes import Sizes
from tools import OUT, Betterleaks, DetectSecrets, Ruff, Vedette, World, shown

_RATIO = 8
_SIZE = 22
_ABOUT = 1.1
_TURNS = 4  # so short a run is noisier than others, and cheaper


def measure(sizes: Sizes) -> Section:
    """`--version` against a bare interpreter, and the size of what `pip install .` brings."""
    world = World("version")
    world.empty()
    bare = _command(world, "bare interpreter", Vedette.python, "-c", "pass")
    ours = _command(world, "vedette", Vedette.program, "--version")
    peers = [
        _command(world, "betterleaks", Betterleaks().program, "version"),
        _command(world, "detect-secrets", DetectSecrets.program, "--version"),
        _command(world, "ruff", Ruff.program, "--version"),
    ]
    commands = [bare, ours, *peers]
    outcomes = alternate(commands, sizes.runs * _TURNS)
    base, own = outcomes[0], outcomes[1]
    section = Section("version", "Start: `vedette --version`")
    section.keep(outcomes)
    section.commands = {command.name: shown(command) for command in commands}
    ratio = own.cpu / base.cpu if base.sound and own.sound else None
    rows = [row(one, f"{one.cpu / base.cpu:.1f}" if one.sound and base.sound else "") for one in outcomes]
    section.tables.append(
        Table(["command", "CPU s", "median CPU s", "wall s", "runs", "times the bare"], rows)
    )
    section.aims.append(
        judged(
            "`vedette --version`, CPU of a bare interpreter",
            f"at most {_RATIO} times",
            ratio,
            f"{ratio or 0:.1f} times",
            met=(ratio or 0) <= _RATIO,
        )
    )
    _add_size(section)
    return section


def _add_size(section: Section) -> None:
    parts = Vedette().sizes()
    total = sum(size for _, size in parts)
    rows = [[name, f"{size:.1f}"] for name, size in parts if size >= 0.1]  # noqa: PLR2004 - what shows at all
    section.said.append(
        prose("""
            Size is that of the packages folder after `pip install .` into a clean environment with the
            locked versions, in MB (10^6 bytes), byte code included, pip itself not.
        """)
    )
    section.tables.append(Table(["installed", "MB"], [*rows, ["together", f"{total:.1f}"]]))
    what, aim = "installed size of the core", f"about {_SIZE} MB (within a tenth)"
    section.aims.append(judged(what, aim, total, f"{total:.1f} MB", met=total <= _SIZE * _ABOUT))


def _command(world: World, name: str, *argv: str) -> Command:
    return Command(
        name=name, argv=argv, environment=world.environment, folder=Path(WORK), log=OUT / "version.log"
    )
