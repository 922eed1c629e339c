"""The model: a weight for each feature, their sum turned into a likelihood, and reasons in words.

Weights, thresholds and words are data (`weights.toml`); `bench/labels/train.py` writes the weights.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path

import msgspec
from msgspec import Struct

_REASONS = 3
_SLACK = 1e-6


class Weights(Struct, frozen=True, forbid_unknown_fields=True):
    """What the data file holds.

    Attributes:
        regular: likelihood from which on everybody is told.
        auditor: likelihood from which on an auditor is told.
        weights: by feature; one that is not there weighs nothing.
        reasons: what a feature means, in words that follow "it".
    """

    regular: float
    auditor: float
    weights: dict[str, float]
    reasons: dict[str, str]


@cache
def shipped() -> Weights:
    """The weights that come with the package."""
    text = Path(__file__).with_name("weights.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text), Weights)


def likelihood(features: Iterable[str]) -> float:
    """How likely a candidate with these features is a credential, from 0 to 1."""
    return 1 / (1 + math.exp(-_sum(features)))


@lru_cache(maxsize=1024)
def is_beyond_hope(features: tuple[str, ...], open_ones: tuple[str, ...]) -> bool:
    """Whether nobody would be told, even if all that speaks for a candidate among the open features held."""
    return _sum(features) < _needed(open_ones)


def reasons(features: Iterable[str]) -> str:
    """What speaks most for a candidate, and what speaks most against it, in words; "" for nothing to say."""
    known = shipped()
    told = [
        (known.weights.get(feature, 0.0), known.reasons[feature])
        for feature in features
        if feature in known.reasons
    ]
    pro = [words for weight, words in sorted(told, reverse=True) if weight > 0][:_REASONS]
    con = [words for weight, words in sorted(told) if weight < 0][:1]
    return ", ".join(pro) + (f"; but {con[0]}" if con and pro else con[0] if con else "")


def _sum(features: Iterable[str]) -> float:
    weigh = shipped().weights.get
    return sum([weigh(feature, 0.0) for feature in features])


@cache
def _needed(open_ones: tuple[str, ...]) -> float:
    """What the others must add up to; a little less, as the order of a sum changes its last digits."""
    known = shipped()
    most = sum(max(known.weights.get(feature, 0.0), 0.0) for feature in open_ones)
    return math.log(known.auditor / (1 - known.auditor)) - most - _SLACK
