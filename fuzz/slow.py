"""Each shipped pattern against inputs built to make it slow: twice the input may take about twice as long."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator

from areas import _detector, _entries

from vedette.detectors.secrets.examples import example
from vedette.detectors.secrets.heads import heads
from vedette.detectors.secrets.rulebook import Definition, definitions
from vedette.model.facts import Text

# Twice the input is 2; noise, caches and memory take the rest.
_WORST_GROWTH = 3.0
# Below this many seconds a ratio says nothing.
_NOISE = 0.05
_MB = 1_000_000


def try_patterns(megabytes: float) -> int:
    """Try every rule; print the slowest input of each, and whether its time grew faster than its length.

    Args:
        megabytes: size of the larger input.

    Returns:
        0; 1 when an input grew faster than `_WORST_GROWTH`.
    """
    size = int(megabytes * _MB)
    bad = 0
    worst: list[tuple[float, float, str, str]] = []
    for rule, definition in definitions(_entries()).items():
        slowest = (0.0, 0.0, "")
        for name, unit in inputs(rule, definition):
            half, whole = (_seconds(unit, size // 2), _seconds(unit, size))
            growth = whole / half if half > _NOISE else 0.0
            if growth > _WORST_GROWTH:
                half, whole = (_seconds(unit, size // 2), _seconds(unit, size))
                growth = min(growth, whole / half)
            if growth > _WORST_GROWTH:
                bad += 1
                print(
                    f"FAILED {rule}: {name}: {half:.2f} s, then {whole:.2f} s for twice the input", flush=True
                )
            slowest = max(slowest, (whole, growth, name))
        worst.append((*slowest, rule))
    worst.sort(reverse=True)
    for seconds, growth, name, rule in worst[:15]:
        print(f"{rule}: {seconds / megabytes:.3f} CPU s/MB on {name}, growth {growth:.1f}")
    print(f"slow: {len(worst)} rules, {megabytes:g} MB each input, {bad} failures")
    return int(bad > 0)


def inputs(rule: str, definition: Definition) -> Iterator[tuple[str, bytes]]:
    """Names and units to be repeated: heads, near misses, wholes, runs of each class of the pattern."""
    chance = random.Random(rule)
    whole = example(definition.bad[0], chance)[0].encode()
    for number, head in enumerate(heads(definition.expression)[:3]):
        start = bytes(max(unit) for unit in head.units)
        yield f"head {number}", start
        yield f"head {number} and a break", start + b"\n"
        yield f"head {number} and a run", start + b"A" * 500
    yield "half", whole[: len(whole) // 2]
    yield "all but the end", whole[:-1]
    yield "whole, one line", whole + b" "
    yield "whole, lines", whole + b"\n"
    middle = whole[len(whole) // 2 : len(whole) // 2 + 1] or b"a"
    yield "whole with a long run", whole[: len(whole) // 2] + middle * 5000
    for sign in b"aA0 ='\"_-\\\n":
        yield f"run of {bytes((sign,))!r}", whole[: len(whole) // 3] + bytes((sign,)) * 300


def _seconds(unit: bytes, size: int) -> float:
    data = (unit * (size // len(unit) + 1))[:size]
    began = time.process_time()
    for _ in _detector().inspect(Text(path="a.env", data=data)):
        pass
    return time.process_time() - began
