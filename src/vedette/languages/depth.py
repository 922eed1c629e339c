"""How deep a front end may go: the same for equal texts, wherever it is called."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def bounded(depth: int) -> Iterator[None]:
    """Allow so many frames more than are in use, and no more.

    Args:
        depth: frames.
    """
    count, frame = 0, sys._getframe()  # noqa: SLF001 - inspect costs a thousand times as much
    while frame.f_back is not None:
        frame = frame.f_back
        count += 1
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(count + depth)
    try:
        yield
    finally:
        sys.setrecursionlimit(limit)
