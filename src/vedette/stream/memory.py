"""Memory as long as the process, for who keeps nothing: alerts are numbered from one."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from vedette.model.watch import News, Point, Saved
from vedette.stream.interface import Letters


class BriefMemory:
    """As `interface.Memory`; there is no outbox."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def load(self) -> Saved:
        """As `Memory.load`: nothing."""
        return Saved()

    def checkpoint(self, point: Point, letters: Letters) -> Sequence[News]:
        """As `Memory.checkpoint`."""
        del letters
        numbered = []
        for news in point.news:
            number = self._numbers.setdefault(news.alert.key, len(self._numbers) + 1)
            numbered.append(News(replace(news.alert, number=number), news.what))
        return numbered

    def close(self) -> None:
        """As `Memory.close`."""
