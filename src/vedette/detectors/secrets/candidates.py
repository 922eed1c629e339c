"""What a matcher gives: candidates, places where a rule's pattern may begin."""

from __future__ import annotations

from typing import Protocol

# Bytes of a pattern's beginning that are looked for at most.
MAX_WIDTH = 96
# Bytes of a pattern that are looked for in one piece at most.
MAX_REACH = 384
# (byte offset where the pattern may begin, rule id), or (byte offset where its match ends, name of a gate)
Candidate = tuple[int, str]


class Matcher(Protocol):
    """Finds where patterns may begin, and where gates are, in one pass over the text."""

    def candidates(self, data: bytes) -> list[Candidate]:
        """Every place where a rule's pattern may begin and where a gate's match ends, sorted, each once.

        Args:
            data: the text.
        """
        ...
