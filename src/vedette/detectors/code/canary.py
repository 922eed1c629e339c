"""The canary: a tiny program with new names and one weakness of the catalogue, which must be found."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from vedette.analysis.program.interface import Hit
from vedette.detectors.code.rulebook import Rulebook
from vedette.detectors.interface import Canary
from vedette.languages.catalogue import Catalogue, Sink, Source
from vedette.model.facts import Text

# Functions of modules alone: what stands for a class or for something unknown takes more to be reached.
_PLAIN = re.compile(r"[a-z_][a-z0-9_]*(?:\.[a-z_][a-z0-9_]*)+")
_READ = re.compile(_PLAIN.pattern + r"(?:\(\))?")
# Planted when no rule is switched on that could find anything, so that the canary is missed and the run void.
_ORPHAN = "nothing"


def canary(catalogue: Catalogue, book: Rulebook) -> Canary:
    """A new random canary in Python.

    Args:
        catalogue: of Python.
        book: the rules that are switched on.
    """
    chance = random.SystemRandom()
    names = [f"{_letter(chance)}{chance.getrandbits(40):x}" for _ in range(4)]
    path = f"{_letter(chance)}{chance.getrandbits(64):016x}.py"
    pairs = _pairs(catalogue, book)
    if not pairs:
        return Canary(Text(path=path, data=f"def {names[0]}(): pass\n".encode()), f"{names[0]} {_ORPHAN}")
    sinks, sources = chance.choice(pairs)
    sink, source = chance.choice(sinks), chance.choice(sources)
    content = _PROGRAM.format(
        first=source.partition(".")[0],
        second=sink.name.partition(".")[0],
        source=source,
        sink=sink.name,
        giver=names[0],
        taker=names[1],
        value=names[2],
        other=names[3],
    )
    return Canary(Text(path=path, data=content.encode()), token(names[1], f"{sink.kind}:{sink.name}"))


def token(symbol: str, subject: str) -> str:
    """What a canary's finding is recognised by."""
    return f"{symbol} {subject}"


_PROGRAM = """import {first}
import {second}

def {giver}():
    {value} = {source}
    {taker}({value})

def {taker}({other}):
    {sink}({other})
"""


class _Plain:
    """One name of a sink that takes what is dangerous as its first argument."""

    def __init__(self, kind: str, name: str) -> None:
        self.kind = kind
        self.name = name


def _pairs(catalogue: Catalogue, book: Rulebook) -> list[tuple[list[_Plain], list[str]]]:
    """For each kind of source the sinks that a rule reports it in, and its names."""
    sinks = [one for sink in catalogue.sinks for one in _plain_sinks(sink)]
    found = []
    for kind in sorted({source.kind for source in catalogue.sources}):
        reported = [sink for sink in sinks if _is_reported(book, sink, kind)]
        names = _plain_sources([source for source in catalogue.sources if source.kind == kind])
        if reported and names:
            found.append((reported, names))
    return found


def _plain_sinks(sink: Sink) -> list[_Plain]:
    if sink.where or sink.unless_begins or sink.arguments[:1] != [0]:
        return []
    return [_Plain(sink.kind, name) for name in sink.names if _PLAIN.fullmatch(name)]


def _plain_sources(sources: Sequence[Source]) -> list[str]:
    return [name for one in sources if not one.where for name in one.names if _READ.fullmatch(name)]


def _is_reported(book: Rulebook, sink: _Plain, source: str) -> bool:
    hit = Hit(weakness=sink.kind, path="", pos=0, end=0, function="", name=sink.name, source=source)
    return book.chosen(hit) is not None


def _letter(chance: random.Random) -> str:
    return chance.choice("bcdfghjklmnpqrstvwxz")
