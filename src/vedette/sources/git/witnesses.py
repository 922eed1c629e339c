"""Who could have seen what a commit brought: branches, tags and remotes that lead to it, who built on it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import NamedTuple

from msgspec import Struct

from vedette.model.finding import Exposure
from vedette.sources.git.door import Door, DoorError
from vedette.sources.git.reach import short
from vedette.sources.git.refs import Refs

# One bit for each commit that is asked about, in a number for each commit there is.
MOST_COMMITS = 2_000
_MOST_NAMES = 5
_MOST_AUTHORS = 100_000
_HEADS, _TAGS, _REMOTES = "refs/heads/", "refs/tags/", "refs/remotes/"


class _Line(NamedTuple):
    commit: bytes
    parents: list[bytes]
    author: bytes


class _Graph(Struct):
    """For each commit, and each author, which of those asked about they build on, as bits of a number."""

    commits: dict[bytes, int]
    authors: dict[bytes, int]


def witnesses(door: Door, refs: Refs, origin: str, commits: Collection[str]) -> dict[str, Exposure]:
    """Who could have seen commits. One pass over the history, whatever their number.

    Args:
        door: with its refs laid.
        refs: of the repository.
        origin: what the remote `origin` is known by; "" when it is not.
        commits: full ids; of more than `MOST_COMMITS` only the first in order are told of.

    Returns:
        For each of them; nothing when the history cannot be read.
    """
    asked = sorted(commits)[:MOST_COMMITS]
    if not asked:
        return {}
    try:
        graph = _graph(door, refs, asked)
    except DoorError:
        # A history that is not all there says too little of who has it.
        return {}
    leading = _leading(_tips(door, refs), graph)
    return {
        commit: _exposure(1 << number, leading, graph, (origin, refs.branch))
        for number, commit in enumerate(asked)
    }


def _graph(door: Door, refs: Refs, asked: list[str]) -> _Graph:
    bits = {bytes.fromhex(commit): 1 << number for number, commit in enumerate(asked)}
    found = _Graph({}, defaultdict(int))
    for line in _log(door, refs, asked):
        mask = bits.get(line.commit, 0)
        for parent in line.parents:
            mask |= found.commits.get(parent, 0)
        if not mask:
            continue
        found.commits[line.commit] = mask
        if line.author in found.authors or len(found.authors) < _MOST_AUTHORS:
            found.authors[line.author] |= mask
    return found


def _log(door: Door, refs: Refs, asked: list[str]) -> Iterator[_Line]:
    """Every commit that something leads to, parents first; those asked about even if nothing does."""
    given = "".join(f"{commit}\n" for commit in asked).encode("ascii")
    named = ("--all", *(("HEAD",) if refs.head else ()))
    options = ("--no-show-signature", "--ignore-missing", "--topo-order", "--reverse", "--encoding=UTF-8")
    held = b""
    for piece in door.stream(
        "log", *options, "--format=tformat:%H %P%x00%an", *named, "--stdin", stdin=given
    ):
        *lines, held = (held + piece).split(b"\n")
        yield from map(_parsed, lines)


def _parsed(line: bytes) -> _Line:
    ids, _, author = line.partition(b"\0")
    commit, *parents = (bytes.fromhex(oid.decode("ascii")) for oid in ids.split())
    return _Line(commit, parents, author)


def _tips(door: Door, refs: Refs) -> dict[str, str]:
    """Full name of each ref -> the commit that it leads to, for a tag with a text of its own too."""
    tips = dict(refs.by_name)
    try:
        told = b"".join(door.stream("for-each-ref", "--format=%(*objectname) %(refname)", _TAGS))
    except DoorError:
        return tips
    for line in told.splitlines():
        oid, _, name = line.partition(b" ")
        if oid:
            tips[name.decode("utf-8", "surrogateescape")] = oid.decode("ascii")
    return tips


def _leading(tips: dict[str, str], graph: _Graph) -> list[tuple[str, int]]:
    """Full name of each branch and tag, and which of the commits asked about it leads to."""
    found = []
    for name, oid in sorted(tips.items()):
        if name.startswith((_HEADS, _TAGS, _REMOTES)):
            mask = graph.commits.get(bytes.fromhex(oid), 0)
            if mask:
                found.append((name, mask))
    return found


def _exposure(bit: int, leading: list[tuple[str, int]], graph: _Graph, known: tuple[str, str]) -> Exposure:
    origin, branch = known
    names = [name for name, mask in leading if mask & bit]
    heads = [name for name in names if name.startswith(_HEADS)]
    tags = [name for name in names if name.startswith(_TAGS)]
    remotes = sorted(
        {name.removeprefix(_REMOTES).partition("/")[0] for name in names if name.startswith(_REMOTES)}
    )
    heads.sort(key=lambda name: (name != branch, name))
    return Exposure(
        branches=len(heads),
        tags=len(tags),
        names=tuple(map(short, (heads + tags)[:_MOST_NAMES])),
        remotes=tuple(remotes[:_MOST_NAMES]),
        origin=origin if "origin" in remotes else "",
        people=sum(bool(mask & bit) for mask in graph.authors.values()),
    )
