"""What an evaluation that starts at one file leaves for those that come later.

Data from outside that was put into an attribute of a class's objects or into a variable of a module, and
functions that were given to a framework: later starts see them, whoever left them. So they are part of an
answer: where it is kept they are put back in place, and where they differ those that looked are asked again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias

import msgspec

from vedette.analysis.program.parts import number_of
from vedette.analysis.program.values import Origin, Proof, Taint, Trace
from vedette.model.form import Class, Function, Module

# Words for what is left.
FIELDS = "."
ENTRIES = "@"
VARIABLES = "="
STORED = "#"
# What was left: word, name of a class, function or variable, which of that name, attribute; then by whom.
Place: TypeAlias = tuple[str, str, int, str]
# Data by origin and by what it does no harm to, in the order in which it was put there: of the ways to one
# place the first is told, so that what is restored must come as it came.
Data: TypeAlias = dict[tuple[Origin, int], Trace]
Left: TypeAlias = "dict[tuple[str, Place], Data | set[tuple[int, Proof]]]"

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder().decode


def packed(left: Left) -> tuple[tuple[str, int, bytes], ...]:
    """What was left as it is kept: path of the file, number of the part that it is, what it is."""
    by_part: dict[tuple[str, str], list[Any]] = {}
    for (path, place), what in sorted(left.items(), key=lambda item: item[0]):
        told = sorted(what, key=repr) if isinstance(what, set) else list(what.items())
        by_part.setdefault((path, part_of(place)), []).append([place, told])
        if place[0] == FIELDS:
            # Some ask no more than whether anything is kept in objects of a class.
            by_part.setdefault((path, FIELDS + place[1]), [])
    return tuple(
        (path, -1 if word == VARIABLES else number_of(path, word), _encode(told))
        for (path, word), told in by_part.items()
    )


def part_of(place: Place) -> str:
    """The part of a file on which all rests that sees what was left at a place."""
    word, name, _, key = place
    return f"{word}{name}{key}" if word in {FIELDS, STORED} else word


def unpacked(path: str, data: bytes) -> Iterator[tuple[tuple[str, Place], Taint | set[tuple[int, Proof]]]]:
    """What `packed` made bytes of."""
    for place, told in _decode(data):
        if place[0] == ENTRIES:
            yield (path, tuple(place)), {_proven(one) for one in told}
            continue
        for (origin, mask), trace in told:
            yield (path, tuple(place)), {tuple(origin): (mask, _trace(trace))}


def both(one: Any, other: Any) -> Any:
    """What was left at a place, and then once more."""
    return one | other if isinstance(one, set) else {**one, **other, **one}


def data_of(taint: Taint) -> Data:
    """Data as it is left."""
    return {(origin, mask): trace for origin, (mask, trace) in taint.items()}


def nth(module: Module, one: Class | Function) -> int:
    """Which one of its name a class or function is in its file; its number changes with others."""
    every: Iterable[Class | Function] = module.classes if isinstance(one, Class) else module.functions
    return sum(other.path == one.path and other.number < one.number for other in every)


def _proven(told: Any) -> Any:
    """An entry with its proof, whose tuples were packed as lists."""
    return tuple(map(_proven, told)) if isinstance(told, list) else told


def _trace(trace: Any) -> Trace:
    """A path as it is evaluated, of tuples."""
    steps = []
    while trace is not None:
        steps.append(trace)
        trace = trace[0]
    made: Trace = None
    for _, path, pos, note, name, size, inner in reversed(steps):
        made = (made, path, pos, note, name, size, _trace(inner))
    return made
