"""The canary: a tiny program with new names and one weakness of the catalogue, which must be found."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from msgspec import Struct

from vedette.analysis.program.interface import Hit
from vedette.detectors.code.rulebook import Rulebook
from vedette.detectors.interface import Canary
from vedette.languages.catalogue import Catalogue, Sink, Source
from vedette.model.facts import Text

# Functions of modules alone: what stands for a class or for something unknown takes more to be reached.
_PLAIN = re.compile(r"[a-z_][a-z0-9_]*(?:\.[a-z_][a-z0-9_]*)+")
_READ = re.compile(_PLAIN.pattern + r"(?:\(\))?")
# Of these nothing but the way of the data decides; what harms a page depends on what kind of value it is.
_KINDS = frozenset({"sql", "command", "code", "path", "template"})
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
    pairs = choices(catalogue, book)
    if not pairs:
        return Canary(Text(path=path, data=f"def {names[0]}(): pass\n".encode()), f"{names[0]} {_ORPHAN}")
    sinks, sources = chance.choice(pairs)
    sink, source = chance.choice(sinks), chance.choice(sources)
    content = program(source, sink.name, names)
    return Canary(Text(path=path, data=content), token(names[1], f"{sink.kind}:{sink.name}"))


def program(source: str, sink: str, names: Sequence[str]) -> bytes:
    """A program in which data goes from a source to a sink.

    Args:
        source: name of the catalogue.
        sink: name of the catalogue.
        names: of the function that reads the source, of the one that calls the sink, and of two variables.
    """
    giver, taker, value, other = names
    content = _PROGRAM.format(
        first=source.partition(".")[0],
        second=sink.partition(".")[0],
        source=source,
        sink=sink,
        giver=giver,
        taker=taker,
        value=value,
        other=other,
    )
    return content.encode()


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


class Plain(Struct, frozen=True):
    """One name of a sink that takes what is dangerous as its first argument."""

    kind: str
    name: str


def choices(catalogue: Catalogue, book: Rulebook) -> list[tuple[list[Plain], list[str]]]:
    """What canaries are made of: for each kind of source the sinks that a rule reports it in, and its names.

    Args:
        catalogue: of Python.
        book: the rules that are switched on.
    """
    sinks = [one for sink in catalogue.sinks for one in _plain_sinks(sink)]
    both = {f"{name}()" for sink in catalogue.sinks for name in sink.names}
    found = []
    for kind in sorted({source.kind for source in catalogue.sources} & book.leading()):
        reported = [sink for sink in sinks if _is_reported(book, sink, kind)]
        names = _plain_sources([source for source in catalogue.sources if source.kind == kind])
        names = [name for name in names if name not in both]
        if reported and names:
            found.append((reported, names))
    return found


def _plain_sinks(sink: Sink) -> list[Plain]:
    if sink.kind not in _KINDS or sink.where or sink.unless_begins or sink.arguments[:1] != [0]:
        return []
    return [Plain(sink.kind, name) for name in sink.names if _PLAIN.fullmatch(name)]


def _plain_sources(sources: Sequence[Source]) -> list[str]:
    return [name for one in sources if not one.where for name in one.names if _READ.fullmatch(name)]


def _is_reported(book: Rulebook, sink: Plain, source: str) -> bool:
    hit = Hit(weakness=sink.kind, path="", pos=0, end=0, function="", name=sink.name, source=source)
    return book.chosen(hit) is not None


def _letter(chance: random.Random) -> str:
    return chance.choice("bcdfghjklmnpqrstvwxz")
