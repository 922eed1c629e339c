"""Logs that are read once, from their beginning to their end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from vedette.sources.logs.family import in_order
from vedette.sources.logs.interface import Said, Trouble
from vedette.sources.logs.part import Part, ReplacedError


class ReplayedLogs:
    """As `interface.Source`: files one after the other, those of one family in order of time.

    Args:
        paths: each a log of its own.
    """

    def __init__(self, paths: Sequence[str]) -> None:
        self._waiting = in_order(paths)
        self._paths = tuple(self._waiting)
        self._part: Part | None = None
        self._waiting.reverse()

    @property
    def over(self) -> bool:
        """As `Source.over`."""
        return not self._waiting and self._part is None

    def poll(self) -> Iterator[Said]:
        """As `Source.poll`: about a chunk."""
        if self._part is None and self._waiting:
            path = self._waiting.pop()
            try:
                self._part = Part(path, path, None, 1)
            except OSError as error:
                detail = f"{path} cannot be read: {error.strerror}"
                yield Trouble(stream=path, reason="unreadable", detail=detail)
        part = self._part
        if part is None:
            return
        try:
            yield from part.read()
        except (ReplacedError, OSError):
            yield Trouble(
                stream=part.stream, reason="truncated", detail=f"{part.path} was cut while it was read"
            )
            part.drained = True
        if part.drained:
            yield from part.finish()
            part.close()
            self._part = None

    def streams(self) -> Sequence[str]:
        """As `Source.streams`."""
        return self._paths

    def behind(self) -> int:
        """As `Source.behind`: what waits of a replay waits by design."""
        return 0

    def close(self) -> None:
        """As `Source.close`."""
        if self._part is not None:
            self._part.close()
