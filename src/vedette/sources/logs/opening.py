"""Opening: the sources of a watch, from what its user names."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator, Sequence
from time import monotonic

from vedette.model.watch import Mark
from vedette.sources.logs.family import expand
from vedette.sources.logs.followed import Begin, FollowedLog
from vedette.sources.logs.interface import Said, Source
from vedette.sources.logs.pipe import STDIN, PipedLog
from vedette.sources.logs.replayed import ReplayedLogs

_LOOK_AGAIN = 5.0
_MOST_LOGS = 1000


class FollowedLogs:
    """As `interface.Source`: the logs that a pattern names, those that appear later too.

    Args:
        pattern: a path, or one with wildcards.
        marks: how far files were read, of any log.
        begin: where to begin in a log that was never read; one that appears later is read from its start.
        bell: called when a pipe has something.
    """

    over = False

    def __init__(self, pattern: str, marks: Sequence[Mark], begin: Begin, bell: Callable[[], None]) -> None:
        self._pattern, self._marks, self._bell = pattern, marks, bell
        self._logs: dict[str, Source] = {}
        self._looked = monotonic()
        self._find(begin)

    def poll(self) -> Iterator[Said]:
        """As `Source.poll`."""
        if monotonic() - self._looked > _LOOK_AGAIN:
            self._looked = monotonic()
            self._find(Begin.file)
        for log in list(self._logs.values()):
            yield from log.poll()

    def streams(self) -> Sequence[str]:
        """As `Source.streams`."""
        return list(self._logs)

    def behind(self) -> int:
        """As `Source.behind`."""
        return sum(log.behind() for log in self._logs.values())

    def close(self) -> None:
        """As `Source.close`."""
        for log in self._logs.values():
            log.close()

    def _find(self, begin: Begin) -> None:
        for path in expand(self._pattern):
            if path not in self._logs and len(self._logs) < _MOST_LOGS:
                marks = [mark for mark in self._marks if mark.stream == path]
                self._logs[path] = (
                    PipedLog(path, self._bell, again=True)
                    if is_pipe(path)
                    else FollowedLog(path, marks, begin)
                )


def is_pipe(path: str) -> bool:
    """A FIFO or standard input: what can be read once only."""
    if path == STDIN:
        return True
    try:
        return stat.S_ISFIFO(os.stat(path).st_mode)
    except OSError:
        return False


def follow(
    patterns: Sequence[str], marks: Sequence[Mark], begin: Begin, bell: Callable[[], None]
) -> list[Source]:
    """Sources that never end, but for standard input."""
    return [
        PipedLog(pattern, bell, again=False)
        if pattern == STDIN
        else FollowedLogs(pattern, marks, begin, bell)
        for pattern in dict.fromkeys(patterns)
    ]


def replay(paths: Sequence[str], bell: Callable[[], None]) -> list[Source]:
    """Sources that are read to their ends, in the order given."""
    sources: list[Source] = []
    files: list[str] = []
    for path in paths:
        if not is_pipe(path):
            files.append(path)
            continue
        if files:
            sources.append(ReplayedLogs(files))
            files = []
        sources.append(PipedLog(path, bell, again=False))
    return [*sources, ReplayedLogs(files)] if files else sources
