"""Run by tests as a process of its own: records runs until it is done or killed.

recorder.py LEDGER FIRST COUNT FINDINGS DEADLY_STEP
"""

from __future__ import annotations

import os
import signal
import sys

from ledger_world import finding, scan, seen

from vedette.ledger.place import place_of
from vedette.ledger.store import open_ledger


def main(place: str, first: int, count: int, findings: int, deadly: int) -> None:
    ledger = open_ledger(place_of(place))
    connection = ledger._store.connection  # type: ignore[attr-defined]
    print("ready", flush=True)  # noqa: T201 - the test waits for it
    for number in range(first, first + count):
        if deadly and number > first:
            # A small cache makes SQLite write pages before the commit; then comes the end, mid-way.
            connection.execute("PRAGMA cache_size = 4")
            connection.set_progress_handler(lambda: os.kill(os.getpid(), signal.SIGKILL), deadly)
        many = [finding("a.py", number * 1000 + line, subject=f"{first}-{line}") for line in range(findings)]
        scan(ledger, number, many, seen("a.py", complete=False), id=f"run-{number}")
        # What was said to be recorded must be there, whatever comes next.
        print(f"run-{number}", flush=True)  # noqa: T201 - same
    ledger.close()


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
