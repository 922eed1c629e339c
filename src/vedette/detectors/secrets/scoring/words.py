"""Likeness to words: stock words of placeholders, common passwords, and how letters follow one another."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any

_LETTERS = re.compile(rb"[a-z]{2,}")
_ALPHABET = b"abcdefghijklmnopqrstuvwxyz"
_COUNT = b"0123456789!"
_LONGEST_COUNT = 4
_FEW = 3
_STEP = 10
_ZERO = 40


def stock_share(value: bytes) -> float:
    """Share of a value's letters that are within words of placeholders; 0 without letters."""
    lower = value.lower()
    letters = len(lower) - len(lower.translate(None, _ALPHABET))
    return sum(map(len, _stock().findall(lower))) / letters if letters else 0.0


def is_common(value: bytes) -> bool:
    """Whether a value is one of the passwords that are tried first, or one and a short count."""
    lower = value.lower()
    return lower in _common() or (lower[-1:] in _COUNT and _counted(lower))


def _counted(lower: bytes) -> bool:
    bare = lower.rstrip(_COUNT)
    return len(lower) - len(bare) <= _LONGEST_COUNT and bare in _common() and bare.isalpha()


def oddness(value: bytes) -> float | None:
    """Mean surprise, in bits a pair, at how the letters of a value follow one another; None for few pairs."""
    table = _surprise()
    total = pairs = 0
    for chunk in _LETTERS.findall(value.lower()):
        for at in range(len(chunk) - 1):
            total += table[(chunk[at] - 97) * 26 + chunk[at + 1] - 97]
        pairs += len(chunk) - 1
    return total / pairs / _STEP if pairs >= _FEW else None


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))


@cache
def _stock() -> re.Pattern[bytes]:
    # By their first letter, as the engine of `re` tries one branch after the other at each place.
    ends: defaultdict[str, list[str]] = defaultdict(list)
    for word in sorted(_data()["stock"].split(), key=lambda word: (-len(word), word)):
        ends[word[0]].append(word[1:])
    return re.compile("|".join(f"{first}(?:{'|'.join(rest)})" for first, rest in ends.items()).encode())


@cache
def _common() -> frozenset[bytes]:
    return frozenset(word.encode() for word in _data()["common"].split())


@cache
def _surprise() -> list[int]:
    """Tenths of a bit for each pair of letters."""
    return [ord(letter) - _ZERO for letter in "".join(_data()["pairs"])]
