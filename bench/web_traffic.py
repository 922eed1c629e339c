# ruff: noqa: E501, S310 - commands of one line; on loopback
"""A million honest requests: three real applications, driven by a browser and by many simulated clients.

    python bench/web_traffic.py make --minutes 20 --seed 7      (what is made stays untracked)
    python bench/web_traffic.py replay                          (hits and alerts; writes bench/web.md)
    python bench/web_traffic.py look                            (every hit, by rule and what was shown)

`make` needs PyPI for the environment of the applications. Requests go over loopback to the applications, which
answer them; each writes an access log in combined format. The clock of the logs is the driver's: two weeks with
nights and weekends pass in minutes, and then the next two weeks, until the time is up. Nobody in it attacks anything.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import json
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
import venv
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from corpus import HERE, WORK

ROOM = WORK / "web" / "traffic"
NEEDS = (
    "flask==3.1.3",
    "requests==2.34.2",
    "datasette==0.65.5",
    "wagtail==8.0.1",
    "granian==2.8.7",
    "playwright==1.65.2",
)
BEGIN = 1_793_577_600.0  # Monday, 2 November 2026
DAYS = 14.0
# Where each listens, and visits of people a day.
PORTS = {"shop": (8711, 420), "library": (8712, 90), "site": (8713, 180)}
_ENDED = re.compile(
    r"([\d,]+) lines examined in ([\d.]+) s.*?([\d,]+) fit no format; ([\d,]+) hits?, ([\d,]+) alerts?",
    re.DOTALL,
)
_MARKS = ("<!-- traffic: begin -->", "<!-- traffic: end -->")


def main(argv: list[str]) -> int:
    """Does what the arguments ask for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("what", choices=("make", "drive", "replay", "look"))
    parser.add_argument("--minutes", type=float, default=20.0)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--turn", type=int, default=0, help="begin after so many two weeks")
    given = parser.parse_args(argv)
    if given.what == "make":
        return _make(given)
    if given.what == "drive":
        return _drive(given)
    results = [_replay(name) for name in PORTS]
    if given.what == "look":
        _look(results)
    else:
        _write(results)
    return 0


def _make(given: argparse.Namespace) -> int:
    """Sets the room up, and runs `drive` in its environment."""
    python = ROOM / "venv" / "bin" / "python"
    if not python.is_file():
        venv.create(ROOM / "venv", with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "-q", *NEEDS], check=True)
    place = ROOM / "made"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    environment = {**os.environ, "TRAFFIC_ROOM": str(place)}
    subprocess.run([python, HERE / "web_traffic_apps.py", "make", place], check=True, env=environment)
    words = ["drive", "--minutes", str(given.minutes), "--seed", str(given.seed)]
    subprocess.run([python, __file__, *words], check=True, env=environment)
    for name in PORTS:
        with (place / f"{name}.log").open("rb") as source, gzip.open(ROOM / f"{name}.log.gz", "wb", 6) as out:
            shutil.copyfileobj(source, out)
    return 0


def _drive(given: argparse.Namespace) -> int:
    from web_traffic_browser import browse
    from web_traffic_drive import drive
    from web_traffic_people import agenda

    agendas: dict[str, Any] = {}
    deadline = time.monotonic() + given.minutes * 60

    async def crowd(name: str) -> int:
        port, a_day = PORTS[name]
        count, turn = 0, given.turn
        while time.monotonic() < deadline:
            begin = BEGIN + turn * DAYS * 86_400
            agendas[name] = agenda(name, given.seed + turn, begin, DAYS, a_day)
            count += await drive(port, agendas[name], 8, deadline)
            turn += 1
        return count

    async def everybody() -> list[int]:
        ports = {name: port for name, (port, _) in PORTS.items()}
        return await asyncio.gather(*map(crowd, PORTS), browse(ports, agendas, given.seed, deadline))

    with _running():
        *counts, pages = asyncio.run(everybody())
    told = {"clients": dict(zip(PORTS, counts, strict=True)), "pages in a browser": pages}
    (ROOM / "made.json").write_text(json.dumps(told), encoding="utf-8")
    print(told)
    return 0


@contextmanager
def _running() -> Iterator[None]:
    """The three applications, until they are not needed any more."""
    place = ROOM / "made"
    command = [sys.executable, HERE / "web_traffic_apps.py", "serve", place]
    servers = [
        subprocess.Popen(
            [*command, name, str(port)], cwd=HERE, env={**os.environ, "TRAFFIC_ROOM": str(place)}
        )
        for name, (port, _) in PORTS.items()
    ]
    try:
        for port, _ in PORTS.values():
            _wait_for(port)
        yield
    finally:
        for server in servers:
            server.terminate()
        for server in servers:
            server.wait(30)


def _wait_for(port: int) -> None:
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/robots.txt",
        headers={"X-Traffic-Time": str(BEGIN), "User-Agent": "kube-probe/1.34"},
    )
    for _ in range(300):
        try:
            urllib.request.urlopen(request, timeout=30).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.3)
        else:
            return
    raise SystemExit(f"port {port} does not answer")


def _replay(name: str) -> dict[str, Any]:
    """The whole log through a watch with an empty ledger."""
    room = ROOM / "watch" / name
    shutil.rmtree(room, ignore_errors=True)
    room.mkdir(parents=True)
    log = ROOM / f"{name}.log.gz"
    command = [sys.executable, "-m", "vedette", "watch", "--replay", str(log), "--service", name]
    command += [
        "--ledger",
        str(room / "ledger.db"),
        "--format",
        "text",
        "--format",
        f"jsonl={room / 'hits.jsonl'}",
    ]
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=room)
    (room / "told.txt").write_text(done.stdout + done.stderr, encoding="utf-8")
    ended = _ENDED.search(done.stdout)
    if ended is None:
        raise SystemExit(f"{name}: {done.stdout[-500:]}{done.stderr[-500:]}")
    lines, unreadable, hits, alerts = (int(ended[number].replace(",", "")) for number in (1, 3, 4, 5))
    read = [json.loads(line) for line in (room / "hits.jsonl").read_bytes().splitlines()]
    days = set()
    size = 0
    with gzip.open(log, "rb") as source:
        for line in source:
            size += len(line)
            days.add(line.partition(b"[")[2][:11])
    kinds = Counter(hit["rule"] for hit in read)
    return {"name": name, "lines": lines, "unreadable": unreadable, "hits": hits, "alerts": alerts, "days": len(days),
            "bytes": size, "kinds": kinds, "read": read, "told": done.stdout, "code": done.returncode}  # fmt: skip


def _look(results: list[dict[str, Any]]) -> None:
    for result in results:
        print(
            f"== {result['name']}: {result['lines']} lines, {result['hits']} hits, {result['alerts']} alerts"
        )
        print(result["told"][-6000:])
        shown: Counter[tuple[str, str, str, str]] = Counter(
            (hit["rule"], hit.get("where", ""), hit.get("evidence", ""), hit.get("reason", ""))
            for hit in result["read"]
        )
        for key, count in shown.most_common(150):
            print(count, *key, sep=" | ")


def _write(results: list[dict[str, Any]]) -> None:
    """The section of bench/web.md."""
    made: dict[str, Any] = {}
    with suppress(OSError):
        made = json.loads((ROOM / "made.json").read_text(encoding="utf-8"))
    rows = ["| application | lines | days | hits | alerts | alerts a day |", "|---|---:|---:|---:|---:|---:|"]
    rows += [
        f"| {result['name']} | {result['lines']:,} | {result['days']} | {result['hits']:,} | "
        f"{result['alerts']:,} | {result['alerts'] / result['days']:.2f} |"
        for result in results
    ]
    table = "\n".join(rows)
    kinds: Counter[str] = Counter()
    for result in results:
        kinds += result["kinds"]
    told = ", ".join(f"{rule} {count:,}" for rule, count in kinds.most_common()) or "none"
    section = f"{table}\n\nHits by rule: {told}. Pages opened in the browser: {made.get('pages in a browser', 0):,}.\n"
    (ROOM / "figures.md").write_text(section, encoding="utf-8")
    print(section)
    page = HERE / "web.md"
    text = page.read_text(encoding="utf-8") if page.is_file() else ""
    before, mark, rest = text.partition("<!-- traffic table: begin -->")
    if mark:
        after = rest.partition("<!-- traffic table: end -->")[2]
        page.write_text(f"{before}{mark}\n{section}<!-- traffic table: end -->{after}", encoding="utf-8")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
