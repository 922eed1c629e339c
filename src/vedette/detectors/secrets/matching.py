"""What a matcher is, and which one this machine can have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

# (byte offset where the pattern may begin, rule id)
Candidate = tuple[int, str]


class Matcher(Protocol):
    """Finds where patterns may begin, in one pass over the text."""

    def candidates(self, data: bytes) -> list[Candidate]:
        """Every place where a rule's pattern may begin, sorted, each once.

        Args:
            data: the text.
        """
        ...


def matcher(patterns: Mapping[str, str], cache_dir: str) -> Matcher:
    """The best matcher of this machine.

    Args:
        patterns: rule id -> pattern.
        cache_dir: where a compiled database is kept; "" for nowhere.
    """
    try:
        from vedette.detectors.secrets.match_hyperscan import HyperscanMatcher
    except ImportError:
        from vedette.detectors.secrets.heads import heads
        from vedette.detectors.secrets.match_plain import PlainMatcher

        return PlainMatcher({rule: heads(pattern) for rule, pattern in patterns.items()})
    return HyperscanMatcher(patterns, cache_dir)
