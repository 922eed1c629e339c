"""A morning of the shop's access log: customers, a crawler, a scanner, and somebody who found the way in.

Made by a seed, not recorded: who is told so sees what a real log looks like, and each run is the same.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote_plus

_BEGIN = datetime(2026, 11, 20, 7, 0, tzinfo=UTC)
_PRODUCTS = ("halter-oak", "saddle-pad-grey", "girth-80", "bridle-cob", "hoof-oil", "lead-rope", "fly-mask")
_SEARCHES = (
    "O'Brien's halter",
    "rugs & pads <150cm",
    "select a size or union suit",
    'saddle 17" -- wide',
    "girth = 80 or 90?",
    "drop noseband; black",
)
_AGENTS = (
    "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Version/18.1 Safari/604.1",
)
_CRAWLER = "Mozilla/5.0 (compatible; ExampleBot/2.1; +https://bot.example/about)"
_ATTACKER, _SCANNER = "203.0.113.66", "198.51.100.23"
_ATTACK = (
    ("placed'", 500),
    ("placed AND 1=1", 200),
    ("placed AND 1=2", 200),
    ("(SELECT 1 FROM customers LIMIT 1)", 200),
    ("placed LIMIT 0 UNION ALL SELECT id,email,password,4,5,6 FROM customers-- -", 200),
)
_PROBES = (
    "/.env",
    "/.git/config",
    "/wp-login.php",
    "/phpmyadmin/index.php",
    "/vendor/phpunit/phpunit/src/Util/PHP/eval-stdin.php",
)


def write(path: Path, lines: int = 4000, seed: int = 7) -> int:
    """Writes the log; how many lines it has.

    Args:
        path: of the file to write.
        lines: of customers and the crawler; the attacks come on top.
        seed: another one makes another morning.
    """
    chance = random.Random(seed)  # noqa: S311 - invents customers, keeps no secret
    told = sorted([*_customers(chance, lines), *_scanner(), *_attacker()])
    path.write_text("".join(line for _, line in told), encoding="utf-8")
    return len(told)


def _customers(chance: random.Random, lines: int) -> Iterator[tuple[datetime, str]]:
    for _ in range(lines):
        at = _BEGIN + timedelta(seconds=chance.randrange(4 * 3600))
        target, status = chance.choice(_wishes(chance))
        client = f"192.0.2.{chance.randrange(1, 200)}"
        agent = _CRAWLER if chance.random() < 0.1 else chance.choice(_AGENTS)  # noqa: PLR2004 - a tenth
        method = "POST" if target in {"/login", "/checkout"} else "GET"
        yield at, _line(at, client, f"{method} {target}", (status, chance.randrange(400, 30_000)), agent)


def _wishes(chance: random.Random) -> list[tuple[str, int]]:
    product = chance.choice(_PRODUCTS)
    search = quote_plus(chance.choice(_SEARCHES))
    return [
        ("/", 200),
        (f"/product/{product}", 200),
        (f"/product/{product}?from=newsletter&utm_source=mail", 200),
        (f"/?q={search}", 200),
        ("/basket", 200),
        ("/api/products", 200),
        ("/login", 302),
        ("/checkout", 302),
        (f"/orders/{chance.randrange(1000, 9999)}", 200),
        ("/favicon.ico", 404 if chance.random() < 0.2 else 200),  # noqa: PLR2004 - a fifth
    ]


def _scanner() -> Iterator[tuple[datetime, str]]:
    for number, path in enumerate(_PROBES):
        at = _BEGIN + timedelta(minutes=70, seconds=number)
        yield at, _line(at, _SCANNER, f"GET {path}", (404, 207), "Mozilla/5.0 zgrab/0.x")


def _attacker() -> Iterator[tuple[datetime, str]]:
    for number, (value, status) in enumerate(_ATTACK):
        at = _BEGIN + timedelta(minutes=150, seconds=20 * number)
        request = f"GET /admin/sales?by={quote_plus(value)}"
        yield at, _line(at, _ATTACKER, request, (status, 900 + 4000 * number), _AGENTS[0])


def _line(at: datetime, client: str, request: str, answer: tuple[int, int], agent: str) -> str:
    """One line as nginx writes it."""
    moment = at.strftime("%d/%b/%Y:%H:%M:%S +0000")
    return f'{client} - - [{moment}] "{request} HTTP/1.1" {answer[0]} {answer[1]} "-" "{agent}"\n'
