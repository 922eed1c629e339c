"""How much memory does each process take at its highest?"""

from __future__ import annotations

from dataclasses import replace

from measure import Command, Peak, peak
from report import Section, Table, judged, prose
from sizes import Sizes
from tools import Betterleaks, Vedette, World, shown

_LIMIT = 250


def measure(sizes: Sizes) -> Section:
    """The real tree, the largest one, and one of few files made to use much memory."""
    section = Section("memory", "Peak memory")
    section.said = [
        prose(f"""
            Resident memory at its highest, by process, from the kernel's own account, read every 10 ms
            in runs that are not timed. *Largest below* is the largest process that the command started, git
            aside: it maps its packs, and the kernel counts what is mapped.
            The tree *hard* holds a line of 100 MiB, one of 60 MiB, 60 MiB of short lines, 20 MiB of
            assignments that each look a little like a secret, and 100 MiB of zeros; ours refuses files of
            more than 64 MiB by default, and says so. A dash: failed, or cut short after
            {sizes.patience:.0f} s.
        """)
    ]
    largest: float | None = None
    rows = []
    for name in dict.fromkeys([sizes.big, str(sizes.growth[-1]), "hard"]):
        world, peer = World("memory"), World("peers")
        world.empty()
        peer.empty()
        tree = sizes.tree(name)
        ours, other = Vedette().scan(world, tree), Betterleaks().command(peer, "fs", str(tree))
        if name == "hard":
            other = replace(other, seconds=sizes.patience)
        section.commands = {one.name: shown(one, {str(tree): "TREE"}) for one in (ours, other)}
        found = peak(ours)
        rows += [_row(name, ours, found), _row(name, other, peak(other))]
        if found is not None:
            # In a small run the work is done in the parent itself.
            largest = max(largest or 0.0, found.child if found.children else found.parent)
    section.tables.append(
        Table(["tree", "scan", "parent MiB", "largest below MiB", "processes below", "git MiB"], rows)
    )
    section.aims.append(
        judged(
            "peak memory of the largest worker",
            f"under {_LIMIT} MiB",
            largest,
            f"{largest or 0:.0f} MiB",
            met=(largest or 0) < _LIMIT,
        )
    )
    return section


def _row(tree: str, command: Command, found: Peak | None) -> list[str]:
    if found is None:
        return [tree, command.name, "-", "", "", ""]
    git = f"{found.git:.0f}" if found.git else "none"
    below = f"{found.child:.0f}" if found.children else "none"
    return [tree, command.name, f"{found.parent:.0f}", below, str(found.children), git]
