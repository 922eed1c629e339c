"""Does the cost grow faster than the tree?"""

from __future__ import annotations

import os
from dataclasses import replace

from chart import Labels, exponent
from measure import Outcome, alternate
from report import Curves, Section, Table, judged, prose
from sizes import Sizes
from tools import Betterleaks, Vedette, World, shown

from cases.cold import prime

_TOLERANCE = 1.05  # what noise alone can add to a slope
_STEADY = 20_000  # below it what every run costs hides how the rest grows


def measure(sizes: Sizes) -> Section:
    """Cold scans of ever larger trees of distinct files, ours and betterleaks in turn."""
    section = Section("growth", "Growth with the number of distinct files")
    section.said = [
        prose("""
            Each tree is a fair sample of the same files. Past the number of real ones, copies follow,
            each made distinct by a comment line of its own. Every run of ours begins with an empty ledger
            and a cache that holds the compiled patterns and nothing else: compiling costs the same at
            every size, and would make the curve look flatter than it is. Memory is that of the largest
            process.
        """)
    ]
    world, primed = World("growth"), prime()

    def again() -> None:
        world.restore(primed)

    ours: list[tuple[int, Outcome]] = []
    theirs: list[tuple[int, Outcome]] = []
    rows = []
    for count in sizes.growth:
        tree = sizes.tree(count)
        peer = World("peers")
        peer.empty()
        commands = [
            replace(Vedette().scan(world, tree, asked=count), before=again),
            Betterleaks().command(peer, "fs", str(tree)),
        ]
        own, other = alternate(commands, sizes.runs)
        section.keep([own, other], f"{count} files, ")
        section.commands = {one.name: shown(one, {str(tree): "TREE"}) for one in commands}
        ours.append((count, own))
        theirs.append((count, other))
        rows.append([f"{count:,}", *_cells(own, count), *_cells(other, count), _ratio(own, other)])
    section.tables.append(Table(_HEAD, rows))
    _judge(section, ours, theirs)
    return section


_HEAD = [
    "files",
    *("CPU s", "CPU ms a file", "wall s", "MiB"),
    *("betterleaks: CPU s", "CPU ms a file", "wall s", "MiB"),
    "betterleaks' CPU / ours",
]


def _cells(outcome: Outcome, count: int) -> list[str]:
    if not outcome.sound:
        return [outcome.problem, "", "", ""]
    each = outcome.cpu / count * 1000
    return [f"{outcome.cpu:.2f}", f"{each:.3f}", f"{outcome.wall:.2f}", f"{outcome.memory:.0f}"]


def _ratio(own: Outcome, other: Outcome) -> str:
    return f"{other.cpu / own.cpu:.2f}" if own.sound and other.sound else ""


def _judge(section: Section, ours: list[tuple[int, Outcome]], theirs: list[tuple[int, Outcome]]) -> None:
    series = {"vedette": ours, "betterleaks": theirs}
    rows = []
    slope: float | None = None
    for name, outcomes in series.items():
        points = [(count, one.cpu) for count, one in outcomes if one.sound]
        steady = [point for point in points if point[0] >= _STEADY] or points
        if len(points) != len(outcomes) or len(steady) < 2:  # noqa: PLR2004 - a line has two ends
            rows.append([name, "not available", "not available"])
            continue
        rows.append([name, f"{exponent(points):.3f}", f"{exponent(steady):.3f}"])
        slope = exponent(steady) if name == "vedette" else slope
    section.said.append(
        prose(f"""
            The exponent is the slope of the straight line through the logarithms of files and CPU
            seconds: 1 is linear. What every run costs flattens the small end, so the slope from
            {_STEADY:,} files on is judged; up to {_TOLERANCE} counts as linear, since noise adds that
            much.
        """)
    )
    section.tables.append(Table(["scan", "exponent, all sizes", f"exponent, from {_STEADY:,} on"], rows))
    what = f"growth of CPU from {ours[0][0]:,} to {ours[-1][0]:,} distinct files"
    met = (slope or 0) <= _TOLERANCE
    section.aims.append(
        judged(what, "at most linear (exponent 1)", slope, f"exponent {slope or 0:.3f}", met=met)
    )
    _draw(section, series)


def _draw(section: Section, series: dict[str, list[tuple[int, Outcome]]]) -> None:
    wanted = (("cpu", "CPU seconds (user and system, all processes)"), ("wall", "wall seconds"))
    for kind, axis in (*wanted, ("memory", "MiB of the largest process")):
        curves = {
            name: [(float(count), float(getattr(one, kind))) for count, one in outcomes if one.sound]
            for name, outcomes in series.items()
        }
        drawn = {name: points for name, points in curves.items() if points}
        if not drawn:
            continue
        title = f"Cold scan: {axis.split(' (')[0]} by distinct files, {os.cpu_count()} cores"
        labels = Labels(title, "distinct files in the tree", axis)
        section.charts.append(Curves(f"growth-{kind}.svg", labels, drawn))
