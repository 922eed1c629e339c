"""What tests of git remember in place of a cache."""

from __future__ import annotations


class Memory(dict[tuple[str, str], bytes]):
    """Keeps in a dictionary."""

    def recall(self, subject: str, root: str) -> bytes | None:
        return self.get((subject, root))

    def keep(self, subject: str, root: str, data: bytes) -> None:
        self[subject, root] = data
