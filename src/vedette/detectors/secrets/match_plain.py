"""The matcher for machines without Hyperscan: literals by plain search, then the head at that place."""

from __future__ import annotations

import re
from collections.abc import Mapping

from vedette.detectors.secrets.candidates import Candidate
from vedette.detectors.secrets.heads import far, heads


class PlainMatcher:
    """Finds the same candidates as the Hyperscan matcher, slower."""

    def __init__(self, patterns: Mapping[str, str], gates: Mapping[str, str] | None = None) -> None:
        begins = {rule: far(pattern) for rule, pattern in patterns.items()}
        self._far = [(re.compile(one.encode("ascii")), rule) for rule, one in begins.items() if one]
        # Within a look-ahead every beginning is found, as the other matcher finds it.
        self._gates = [
            (re.compile(f"(?=({expression}))".encode("ascii")), gate)
            for expression, gate in (gates or {}).items()
        ]
        self._exact: dict[bytes, list[tuple[str, int, re.Pattern[bytes]]]] = {}
        self._caseless: dict[bytes, list[tuple[str, int, re.Pattern[bytes]]]] = {}
        for rule, pattern in patterns.items():
            for head in () if begins[rule] else heads(pattern):
                offset, literal, caseless = head.literal()
                test = re.compile(head.expression.encode("ascii"))
                group = self._caseless if caseless else self._exact
                group.setdefault(literal, []).append((rule, offset, test))

    def candidates(self, data: bytes) -> list[Candidate]:
        """Every place where a rule's pattern may begin and where a gate's match ends, sorted, each once.

        Args:
            data: the text.
        """
        found: set[Candidate] = {
            (match.end(1), gate) for expression, gate in self._gates for match in expression.finditer(data)
        }
        found.update((match.start(), rule) for begin, rule in self._far for match in begin.finditer(data))
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
