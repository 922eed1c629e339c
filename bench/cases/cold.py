"""What does the first scan of a real tree cost, beside the peers?"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from corpus import corpus, git
from measure import alternate
from report import Section, Table, judged, prose, row
from sizes import Sizes
from tools import Betterleaks, DetectSecrets, Vedette, World, shown

_TIMES = 5
_CLONE = "spring-projects/spring-boot"
HEAD = ["scan", "CPU s", "median CPU s", "wall s", "runs"]
EXAMINED = "files examined"


def measure(sizes: Sizes) -> Section:
    """All distinct files of six repositories: nothing remembered, and patterns compiled before."""
    tree = sizes.tree(sizes.big)
    files = listed(tree)
    primed = prime()
    first, known, peer = World("cold"), World("cold-known"), World("peers")
    peer.empty()
    ours = Vedette()
    ever = ours.scan(first, tree, name="vedette, first run ever", asked=files)
    here = ours.scan(known, tree, name="vedette, first run here", asked=files)
    commands = [
        replace(ever, before=first.empty),
        replace(here, before=lambda: known.restore(primed)),
        Betterleaks().command(peer, "fs", str(tree)),
        DetectSecrets().command(peer, tree, sizes.patience),
    ]
    outcomes = alternate(commands, sizes.runs)
    section = Section("cold", "Cold scan of a real tree")
    section.said = [
        prose(f"""
            {files:,} distinct files of the corpus and of [material.toml](material.toml), as one git
            repository whose git directory stands beside the tree: betterleaks would read its packs too.
            *First run ever* begins with empty folders, so that it compiles its patterns and keeps them;
            *first run here* finds them compiled, and no content of this tree. Ours keeps its ledger, as
            by default. betterleaks decodes to its default depth, opens no archive, and passes over the
            kinds of file that its default configuration leaves out (images, lock files, vendored code),
            which ours reads.
        """),
    ]
    section.keep(outcomes)
    section.commands = {command.name: shown(command, {str(tree): "TREE"}) for command in commands}
    theirs = outcomes[2]
    rows = [
        row(one, ours.examined(one.name), f"{theirs.cpu / one.cpu:.2f}" if one.sound and theirs.sound else "")
        for one in outcomes
    ]
    section.tables.append(Table([*HEAD, EXAMINED, "betterleaks' CPU / its CPU"], rows))
    sound = outcomes[0].sound and theirs.sound
    ratio = theirs.cpu / outcomes[0].cpu if sound else None
    section.aims.append(
        judged(
            "cold scan: CPU of betterleaks over ours, first run ever",
            f"at least {_TIMES}",
            ratio,
            f"{ratio or 0:.2f}",
            met=(ratio or 0) >= _TIMES,
        )
    )
    _add_clone(section, sizes)
    return section


def prime() -> World:
    """A user who has scanned something else before: patterns are compiled, and nothing else is known."""
    world = World("primed")
    world.empty()
    other = world.folder / "other"
    other.mkdir()
    (other / "settings.py").write_text("password = input()\n", encoding="utf-8")
    git(other, "init", "--quiet", "--template=")
    git(other, "add", "--all")
    alternate([Vedette().scan(world, other, name="prime")], 1)
    return world


def listed(tree: Path) -> int:
    """How many files the repository's index lists."""
    return git(tree, "ls-files", "-z").count("\0")


def _add_clone(section: Section, sizes: Sizes) -> None:
    """The same question of an ordinary clone, whose git directory is where it always is."""
    chosen = next(one for one in corpus() if one.name == _CLONE)
    world, peer, ours = World("clone"), World("peers"), Vedette()
    name, other = f"vedette, clone of {chosen.name}", f"betterleaks, clone of {chosen.name}"
    scan = ours.scan(world, chosen.tree, name=name, asked=chosen.files)
    commands = [
        replace(scan, before=world.empty),
        Betterleaks().command(peer, "fs", str(chosen.tree), name=other),
    ]
    outcomes = alternate(commands, sizes.runs)
    section.keep(outcomes)
    section.said.append(
        prose("""
            Below that, an ordinary clone as it lies on a disk, first run ever. As configured by
            default betterleaks reads the git directory too, so here it does more: this is what a user
            sees, not the measure.
        """)
    )
    section.tables.append(Table([*HEAD, EXAMINED], [row(one, ours.examined(one.name)) for one in outcomes]))
