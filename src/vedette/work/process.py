"""A worker's process: a fresh interpreter, and a line on which objects travel between it and this one.

`multiprocessing` does the same, and for it starts one more process, and imports in each what no worker needs:
that is as much as a thousand files. Where handles are not inherited by number (Windows), it does it still.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

_LENGTH = 8
_PIECE = 1 << 20
# The path of modules is this process's, set before anything is imported from it. It is no place to look first
# for a module of the current folder: that is often the scanned tree.
_BEGIN = (
    "import sys; sys.path[:] = sys.argv[5:]; from importlib import import_module; "
    "from vedette.work.process import Line; "
    "getattr(import_module(sys.argv[1]), sys.argv[2])(Line(int(sys.argv[3]), int(sys.argv[4])))"
)


class Process(Protocol):
    """What is asked of a worker's process; as in `multiprocessing`."""

    def is_alive(self) -> bool:
        """Whether it has not ended."""
        ...

    def kill(self) -> None:
        """End it at once."""
        ...

    def join(self, timeout: float | None = None) -> None:
        """Wait until it has ended, so many seconds at most."""
        ...

    def close(self) -> None:
        """Let go of it, once it has ended."""
        ...


class Line:
    """One end of two pipes; a message is its length and a pickle. Both ends trust one another."""

    def __init__(self, reads: int, writes: int) -> None:
        self._reads, self._writes = reads, writes

    def fileno(self) -> int:
        """What becomes readable when there is something to receive, or nobody at the other end."""
        return self._reads

    def send(self, thing: object) -> None:
        """Send an object.

        Raises:
            OSError: nobody is at the other end.
        """
        # Here and below, as most runs have no worker.
        import pickle

        data = pickle.dumps(thing, pickle.HIGHEST_PROTOCOL)
        left = memoryview(len(data).to_bytes(_LENGTH, "big") + data)
        while left:
            left = left[os.write(self._writes, left[:_PIECE]) :]

    def recv(self) -> Any:
        """Receive an object.

        Raises:
            EOFError: nobody is at the other end any more.
        """
        import pickle

        size = int.from_bytes(self._take(_LENGTH), "big")
        return pickle.loads(self._take(size))  # noqa: S301 - only a process of ours holds the other end

    def close(self) -> None:
        """Close this end."""
        os.close(self._reads)
        os.close(self._writes)

    def _take(self, size: int) -> bytes:
        first = os.read(self._reads, min(size, _PIECE))
        if len(first) == size:
            return first
        parts = bytearray(first)
        while len(parts) < size and first:
            parts += (first := os.read(self._reads, min(size - len(parts), _PIECE)))
        if len(parts) < size:
            raise EOFError
        return bytes(parts)


class _Spawned:
    def __init__(self, child: subprocess.Popen[bytes]) -> None:
        self._child = child

    def is_alive(self) -> bool:
        return self._child.poll() is None

    def kill(self) -> None:
        self._child.kill()

    def join(self, timeout: float | None = None) -> None:
        try:
            self._child.wait(timeout)
        except subprocess.TimeoutExpired:
            return

    def close(self) -> None:
        pass


def start(module: str, function: str) -> tuple[Process, Line | Connection[Any, Any]]:
    """Start a process that calls a function with its end of a line.

    Args:
        module: name of a module that has the function; it finds the modules that this process finds.
        function: its name.

    Returns:
        The process, and this end of the line.
    """
    if os.name == "nt":
        return _start_by_name(module, function)
    theirs, to_them = os.pipe()
    from_them, ours = os.pipe()
    # As a flag: an interpreter that ignores its environment would look in the current folder first.
    flags = subprocess._args_from_interpreter_flags()  # type: ignore[attr-defined] # noqa: SLF001 - as `multiprocessing`
    path = [part or os.getcwd() for part in sys.path]  # noqa: PTH109 - a text
    command = [sys.executable, *flags, "-P", "-c", _BEGIN, module, function, str(theirs), str(ours), *path]
    try:
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL, pass_fds=(theirs, ours))  # noqa: S603 - our own
    except BaseException:
        os.close(to_them)
        os.close(from_them)
        raise
    finally:
        os.close(theirs)
        os.close(ours)
    return _Spawned(child), Line(from_them, to_them)


def wait(lines: Sequence[Any], timeout: float) -> list[Any]:
    """Those of the lines on which something can be received, or nobody is left; [] after so many seconds."""
    if os.name == "nt":
        from multiprocessing import connection

        return connection.wait(lines, timeout)
    import select

    poll = select.poll()
    known = {line.fileno(): line for line in lines}
    for number in known:
        poll.register(number, select.POLLIN)
    return [known[number] for number, _ in poll.poll(max(0.0, timeout) * 1000)]


def _start_by_name(module: str, function: str) -> tuple[Process, Connection[Any, Any]]:
    import multiprocessing
    from importlib import import_module

    # A spawned interpreter would look for modules in the current folder first: in the scanned tree.
    os.environ["PYTHONSAFEPATH"] = "1"
    context = multiprocessing.get_context("spawn")
    pipe, theirs = context.Pipe()
    process = context.Process(target=getattr(import_module(module), function), args=(theirs,), daemon=True)
    process.start()
    theirs.close()
    return process, pipe
