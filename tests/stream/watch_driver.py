"""A watch in a process of its own, to be killed: counts each numbered line, in the state that it checkpoints.

Usage: watch_driver.py LOG LEDGER LINES. Ends when all lines have been seen; exits 9 if a line was seen twice.
"""

import sys
from pathlib import Path

from stream_doubles import parts

from vedette.ledger.watching import WatchMemory
from vedette.sources.logs.followed import Begin
from vedette.sources.logs.opening import follow
from vedette.stream.interface import Faulted, Task
from vedette.stream.watch import watch


class Numbers:
    """Counts the numbers of targets such as `/item/17`."""

    def __init__(self, lines: int) -> None:
        self.counts = bytearray(lines)

    def inspect(self, batch):
        for target in batch.rows.targets:
            number = int(target.rpartition(b"/")[2])
            self.counts[number] = min(255, self.counts[number] + 1)
        return []

    def tick(self, now):
        del now
        return []

    def state(self) -> bytes:
        return bytes(self.counts)

    def restore(self, state: bytes) -> None:
        if state:
            self.counts[:] = state

    def canary(self):
        raise NotImplementedError  # the canary is missed, which is an alert and nothing else


def main(log: str, ledger: str, lines: int) -> int:
    """Watches until every number was seen."""
    numbers = Numbers(lines)
    made = parts(
        lambda saved: follow([log], saved.marks, Begin.history, lambda: None),
        numbers,
        memory=WatchMemory(Path(ledger), "test"),
        stopped=lambda: b"\0" not in numbers.counts,
    )
    for event in watch(Task(checkpoint=0.05, poll=0.01), made):
        if isinstance(event, Faulted):
            print(event.trouble, flush=True)  # noqa: T201 - what the test shows when it fails
    twice = [number for number, count in enumerate(numbers.counts) if count > 1]
    print("twice", twice[:20], flush=True)  # noqa: T201 - same
    return 9 if twice else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
