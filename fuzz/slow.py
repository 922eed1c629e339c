"""Each shipped pattern against inputs built to make it slow: twice the input may take about twice as long."""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Collection, Iterator
from contextlib import suppress
from functools import lru_cache

import msgspec
from areas import _entries

from vedette.detectors.interface import FileDetector, Setup, UnfinishedError
from vedette.detectors.secrets.detector import create
from vedette.detectors.secrets.examples import example
from vedette.detectors.secrets.heads import heads
from vedette.detectors.secrets.rulebook import Definition, definitions
from vedette.model.facts import Text
from vedette.model.rule import Rule

# Twice the input is 2; noise, caches and memory take the rest.
_WORST_GROWTH = 3.0
# Below this many seconds a ratio says nothing.
_NOISE = 0.05
_MB = 1_000_000
# The credential itself, over and over, is the dearest of honest inputs.
_WORST_SECONDS = 4.0
# So often a unit stands in the text by which is measured what it costs to list one finding.
_FEW = 40
_PROGRESS = 50


def try_patterns(megabytes: float, only: Collection[str] = (), sample: int = 0, seed: int = 1) -> int:
    """Try rules, each alone; print the slowest input of each, and whether time grew faster than length.

    Args:
        megabytes: size of the larger input.
        only: ids of the rules; all if empty.
        sample: how many of them, drawn by the seed; 0 for each.
        seed: of the sample.

    Returns:
        0; 1 when an input grew faster than `_WORST_GROWTH`, or took longer than `_WORST_SECONDS` a megabyte,
        what it costs to list findings aside: those are bounded, and cost the same in a short text.
    """
    known = {rule: one for rule, one in definitions(_entries()).items() if not only or rule in only}
    chosen = sorted(random.Random(seed).sample(sorted(known), sample) if 0 < sample < len(known) else known)
    bad = 0
    worst: list[tuple[float, float, str, str]] = []
    for number, rule in enumerate(chosen, start=1):
        slowest = (0.0, 0.0, "")
        for name, unit in inputs(rule, known[rule]):
            if not unit:
                continue
            seconds, growth = _measured(rule, unit, int(megabytes * _MB))
            if growth > _WORST_GROWTH or seconds > _WORST_SECONDS * megabytes:
                bad += 1
                print(f"FAILED {rule}: {name}: {seconds:.2f} s, growth {growth:.1f}", flush=True)
            slowest = max(slowest, (seconds, growth, name))
        worst.append((*slowest, rule))
        if number % _PROGRESS == 0:
            print(f"{number} of {len(chosen)} rules", file=sys.stderr, flush=True)
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


def _measured(rule: str, unit: bytes, size: int) -> tuple[float, float]:
    """Seconds for an input without listing, and how many times those for a part; 0 where too fast to tell.

    A quarter comes first, so that what is far too slow is not waited for; half of it only where it matters.
    """
    detector = _alone(rule)
    a_finding = _listing(detector, unit)

    def _seconds(length: int) -> float:
        took, found = _inspected(detector, (unit * (length // len(unit) + 1))[:length])
        return max(took - found * a_finding, 0.0)

    quarter = _seconds(size // 4)
    if quarter > _WORST_SECONDS * size / _MB:
        return quarter * 4, 0.0
    whole = _seconds(size)
    if whole > _WORST_SECONDS * size / _MB:
        # Once more: at this size a pause of the machine weighs as much as a slow pattern.
        whole = min(whole, _seconds(size))
    if quarter <= _NOISE / 2 and whole <= _NOISE * 4:
        return whole, 0.0
    half = _seconds(size // 2)
    growth = whole / max(half, _NOISE)
    if growth > _WORST_GROWTH:
        growth = min(growth, _seconds(size) / max(_seconds(size // 2), _NOISE))
    return whole, growth


@lru_cache(maxsize=1)
def _alone(rule: str) -> FileDetector:
    """A detector of one rule: what others make of the same input is theirs."""
    entry = _entries()[rule]
    made = msgspec.convert({key: entry[key] for key in entry.keys() & set(Rule.__struct_fields__)}, Rule)
    return create(Setup(rules={rule: made}, definitions={rule: entry}, identity_key=b"k" * 32))


def _listing(detector: FileDetector, unit: bytes) -> float:
    """Seconds to list one finding, the least of three; 0 where a short text has none."""
    costs = [took / found for took, found in (_inspected(detector, unit * _FEW) for _ in range(3)) if found]
    return min(costs, default=0.0)


def _inspected(detector: FileDetector, data: bytes) -> tuple[float, int]:
    """CPU seconds for a text, and how many findings there are."""
    found = 0
    began = time.process_time()
    with suppress(UnfinishedError):
        for _ in detector.inspect(Text(path="a.env", data=data)):
            found += 1
    return time.process_time() - began, found
