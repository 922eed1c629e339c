"""Writes numbered lines to a log that it rotates in every way, as fast as it is told; a process of its own.

Usage: log_writer.py LOG LINES LINES_A_ROTATION LINES_A_SECOND
"""

import gzip
import os
import shutil
import sys
import time
from pathlib import Path


def line(number: int) -> bytes:
    """A combined line that is found again by its number."""
    return (
        f"192.0.2.{number % 250} - - [22/Nov/2026:10:{number // 60 % 60:02}:{number % 60:02} +0000] "
        f'"GET /item/{number} HTTP/1.1" 200 512 "-" "probe/1.0"\n'
    ).encode()


def shift(log: Path, rotated: int) -> None:
    """Makes room for a new `.1`; what is two rotations old is compressed. None is ever thrown away."""
    for number in range(rotated, 0, -1):
        for ending in ("", ".gz"):
            old = Path(f"{log}.{number}{ending}")
            if old.exists():
                old.rename(f"{log}.{number + 1}{ending}")
    grown = Path(f"{log}.3")
    if grown.exists():
        with grown.open("rb") as source, gzip.open(f"{grown}.gz", "wb") as target:
            shutil.copyfileobj(source, target)
        status = grown.stat()
        os.utime(f"{grown}.gz", ns=(status.st_atime_ns, status.st_mtime_ns))
        grown.unlink()


def main(log: Path, lines: int, each: int, rate: int) -> None:
    """Writes, with half lines now and then, and rotates by renaming or by copying and truncating."""
    file = log.open("ab", buffering=0)
    began = time.monotonic()
    for number in range(lines):
        data = line(number)
        if number % 97 == 0:
            file.write(data[:40])
            data = data[40:]
        file.write(data)
        if number and number % each == 0:
            shift(log, number // each)
            if number // each % 3 == 0:
                shutil.copy2(log, f"{log}.1")
                os.truncate(log, 0)
            else:
                log.rename(f"{log}.1")
                # A server goes on writing to the renamed file for a while.
                file.write(b"\n")
                late, file = file, log.open("ab", buffering=0)
                late.close()
        ahead = number / rate - (time.monotonic() - began)
        if ahead > 0.01:
            time.sleep(ahead)
    file.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(int, sys.argv[2:5]))
