"""The matcher for machines without Hyperscan: literals by plain search, then the head at that place."""

from __future__ import annotations

import re

from vedette.detectors.secrets.candidates import Candidate
from vedette.detectors.secrets.heads import Head


class PlainMatcher:
    """Finds the same candidates as the Hyperscan matcher, slower."""

    def __init__(self, heads: dict[str, tuple[Head, ...]]) -> None:
        self._exact: dict[bytes, list[tuple[str, int, re.Pattern[bytes]]]] = {}
        self._caseless: dict[bytes, list[tuple[str, int, re.Pattern[bytes]]]] = {}
        for rule, own in heads.items():
            for head in own:
                offset, literal, caseless = head.literal()
                test = re.compile(head.expression.encode("ascii"))
                group = self._caseless if caseless else self._exact
                group.setdefault(literal, []).append((rule, offset, test))

    def candidates(self, data: bytes) -> list[Candidate]:
        """Every place where a rule's pattern may begin, sorted, each once.

        Args:
            data: the text.
        """
        found: set[Candidate] = set()
        lowered = data.lower()
        for text, group in ((data, self._exact), (lowered, self._caseless)):
            for literal, tests in group.items():
                at = text.find(literal)
                while at != -1:
                    for rule, offset, test in tests:
                        if at >= offset and test.match(data, at - offset):
                            found.add((at - offset, rule))
                    at = text.find(literal, at + 1)
        return sorted(found)
