# ruff: noqa: E501, FBT003 - lines of logs are long
"""Lines a second that each log format reads into columns, on one core, beside `wc -l`.

    python bench/logs_speed.py [--lines 60000] [--only combined] [--attacks 0.005]

Lines differ in client, second, path, query, size and agent; a share of them has an attack's quotes and escapes.
CPU time counts, the best of five rounds over blocks of 512 KiB. `in full` is `Format.request`, a line at a time.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from vedette.languages.logs.interface import Format
from vedette.languages.logs.recognition import open_format
from vedette.languages.logs.redaction import redact

_BLOCK = 1 << 19
_ROUNDS = 5
_AGENTS = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 16_0 like Mac OS X) AppleWebKit/605.1.15",
    "curl/8.1",
)


def main(argv: list[str]) -> int:
    """Run what the arguments ask for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--lines", type=int, default=60_000)
    parser.add_argument("--attacks", type=float, default=0.005, help="share of lines with quotes and escapes")
    parser.add_argument("--only", choices=sorted(_MAKERS), action="append", help="this format; repeatable")
    given = parser.parse_args(argv)
    print(f"{given.lines} lines, {given.attacks:.1%} attacks, blocks of {_BLOCK >> 10} KiB")
    print(
        f"{'format':14} {'bytes':>5} {'lines/s':>10} {'us/line':>8} {'moments':>8} {'in full':>8} {'wc -l':>12} {'share':>7}"
    )
    for name in given.only or _MAKERS:
        _measure(name, given.lines, given.attacks)
    text = b"/shop/12?q=hello+world&session=zq&id=1%27+OR+1%3D1--&mail=bob%40shop.example"
    taken = _best(lambda: [redact(text) for _ in range(1000)])
    print(f"redact, {len(text)} bytes: {taken * 1000:.1f} us")
    return 0


def _measure(name: str, count: int, attacks: float) -> None:
    chance = random.Random(7)  # noqa: S311 - lines made up
    lines = [_MAKERS[name](chance, number, chance.random() < attacks) for number in range(count)]
    data = ("\n".join(lines) + "\n").encode()
    blocks = list(_blocks(data))
    chosen = open_format(name, {"reference": "2023"})
    rows = [chosen.rows(block) for block in blocks]
    read = sum(len(one.index) for one in rows)
    if read != count:
        print(f"{name}: only {read} of {count} lines fit")
    taken = _best(lambda: [chosen.rows(block) for block in blocks])
    moments = _best(lambda: [[chosen.moment(text) for text in one.moments] for one in rows])
    full = _best(lambda: _in_full(chosen, data.split(b"\n")[:2000]))
    wc = _wc(data)
    print(
        f"{name:14} {len(data) // count:5} {count / taken:10,.0f} {taken / count * 1e6:8.2f} {moments / count * 1e6:8.2f} "
        f"{full / 2000 * 1e6:8.2f} {count / wc:12,.0f} {wc / taken:7.1%}"
    )


def _in_full(chosen: Format, lines: list[bytes]) -> None:
    for line in lines:
        chosen.request(line)


def _best(work: Callable[[], object]) -> float:
    best = float("inf")
    for _ in range(_ROUNDS):
        began = _cpu()
        work()
        best = min(best, _cpu() - began)
    return best


def _cpu() -> float:
    """CPU seconds of this process and of its children that ended."""
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def _wc(data: bytes) -> float:
    """Time of `wc -l` for the data, without that of its start: many times the same file."""
    with tempfile.TemporaryDirectory() as room:
        path = Path(room) / "log"
        path.write_bytes(data)
        empty = Path(room) / "empty"
        empty.write_bytes(b"")
        times = 40

        def run(one: Path) -> float:
            return _best(
                lambda: subprocess.run(["wc", "-l", *[str(one)] * times], check=True, capture_output=True)
            )

        return max((run(path) - run(empty)) / times, 1e-9)


def _blocks(data: bytes) -> Iterator[bytes]:
    start = 0
    while start < len(data):
        end = data.rfind(b"\n", start, start + _BLOCK) + 1
        yield data[start:end]
        start = end


def _target(chance: random.Random, number: int, attack: bool) -> str:
    query = r"1\x22 UNION\x0bSELECT--" if attack else f"word{number}"
    return f"/shop/{number % 977}/item?q={query.replace(' ', '+')}&ref={chance.getrandbits(40):x}"


def _clf(chance: random.Random, number: int, attack: bool) -> str:
    stamp = f"{10 + number // 86400:02}/Oct/2023:{number // 3600 % 24:02}:{number // 60 % 60:02}:{number % 60:02} +0200"
    return (
        f'203.0.{number % 250}.{number % 199} - - [{stamp}] "GET {_target(chance, number, attack)} HTTP/1.1" '
        f"{200 if number % 9 else 404} {number % 9999}"
    )


def _combined(chance: random.Random, number: int, attack: bool) -> str:
    return f'{_clf(chance, number, attack)} "https://shop.example/{number % 99}" "{_AGENTS[number % 3]}"'


def _haproxy(chance: random.Random, number: int, attack: bool) -> str:
    return (
        f"Oct 10 13:55:{number % 60:02} lb haproxy[7]: 203.0.113.{number % 250}:{number % 60000} "
        f"[10/Oct/2023:11:55:{number % 60:02}.{number % 1000:03}] in~ s/a 1/0/3/6/{number % 999} 200 {number % 9999} - - ---- "
        f'1/1/1/1/0 0/0 {{shop.example}} {{}} "GET {_target(chance, number, attack)} HTTP/1.1"'
    )


def _alb(chance: random.Random, number: int, attack: bool) -> str:
    target = _target(chance, number, attack).replace("\\", "%")
    return (
        f"https 2023-10-10T11:55:{number % 60:02}.{number % 1000000:06}Z app/s/5 203.0.113.{number % 250}:2817 10.0.0.1:80 "
        f'0.086 0.048 0.037 200 200 0 57 "GET https://shop.example:443{target} HTTP/1.1" "{_AGENTS[number % 3]}" - - arn '
        '"Root=1-5" "-" "-" 0 2023-10-10T11:55:36Z "forward"'
    )


def _cloudfront(chance: random.Random, number: int, attack: bool) -> str:
    path, _, query = _target(chance, number, attack).replace("\\", "%").partition("?")
    agent = _AGENTS[number % 3].replace(" ", "%20")
    return (
        f"2023-10-10\t11:55:{number % 60:02}\tFRA2\t{number % 9999}\t203.0.113.{number % 250}\tGET\td1.example\t{path}\t200\t-\t"
        f"{agent}\t{query}\t-\tHit\tid\tshop.example\thttps\t23\t0.001\t-\tTLSv1.3\tx\tHit\tHTTP/2.0"
        + "\t-"
        * 9
    )


def _caddy(chance: random.Random, number: int, attack: bool) -> str:
    asked = {
        "remote_ip": f"203.0.113.{number % 250}",
        "method": "GET",
        "host": "shop.example",
        "uri": _target(chance, number, attack),
        "headers": {"User-Agent": [_AGENTS[number % 3]], "Accept": ["*/*"]},
    }
    return _json(
        {
            "level": "info",
            "ts": 1696938936 + number / 7,
            "request": asked,
            "duration": 0.01,
            "size": 5,
            "status": 200,
        }
    )


def _nginx_json(chance: random.Random, number: int, attack: bool) -> str:
    line = _json(
        {
            "time_iso8601": f"2023-10-10T13:55:{number % 60:02}+02:00",
            "remote_addr": f"203.0.113.{number % 250}",
            "request": f"GET {_target(chance, number, False)} HTTP/1.1",
            "status": "200",
            "body_bytes_sent": "5",
            "http_referer": "-",
            "http_user_agent": _AGENTS[number % 3],
        }
    )
    return line.replace("word", "\\x22") if attack else line


def _syslog(chance: random.Random, number: int, attack: bool) -> str:
    return f"<190>Oct 10 13:55:{number % 60:02} web1 nginx: {_combined(chance, number, attack)}"


def _application(chance: random.Random, number: int, attack: bool) -> str:
    told = (
        "Failed login attempt for user 'bob' from 203.0.113.9"
        if attack
        else f"order {chance.getrandbits(40):x} was paid"
    )
    return f"2023-10-10 13:55:{number % 60:02},{number % 1000:03} INFO shop.orders: {told} in {number} ms by worker {number % 7}"


def _json(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))


_MAKERS: dict[str, Callable[[random.Random, int, bool], str]] = {
    "combined": _combined,
    "common": _clf,
    "combined-vhost": lambda *given: f"shop.example:443 {_combined(*given)}",
    "traefik": lambda *given: f'{_combined(*given)} 12 "shop@docker" "http://172.18.0.4:80" 31ms',
    "haproxy": _haproxy,
    "alb": _alb,
    "cloudfront": _cloudfront,
    "uvicorn": lambda *given: f'INFO:     203.0.113.7:5 - "GET {_target(*given)} HTTP/1.1" 200 OK',
    "caddy": _caddy,
    "nginx-json": _nginx_json,
    "syslog": _syslog,
    "application": _application,
}

if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
