# ruff: noqa: E501, ISC004 - lines of logs are long
"""Mutated lines of every log format: nothing raises, and every line is counted."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

from vedette.languages.logs.interface import Format, Rows
from vedette.languages.logs.recognition import examine, names, open_format
from vedette.languages.logs.redaction import redact

LINES_A_CASE = 100
_STAMP = b"10/Oct/2023:13:55:36 +0200"
_REQUEST = b'"GET /shop/12?q=a%20b HTTP/1.1"'
_COMMON = b"203.0.113.7 - alice [" + _STAMP + b"] " + _REQUEST + b" 200 2326"
_SEEDS = (
    _COMMON,
    _COMMON + b' "https://shop.example/" "curl/8.1"',
    b"shop.example:443 " + _COMMON + b' "-" "curl/8.1" "198.51.100.1" 0.005 "a=b; c=d"',
    _COMMON + b' "-" "curl/8.1" 12 "shop@docker" "http://172.18.0.4:80" 31ms',
    b"Oct 10 13:55:36 lb haproxy[1]: 203.0.113.7:3 [10/Oct/2023:13:55:36.655] in~ s/a 1/0/3/6/10 200 27 - - ---- "
    b'1/1/1/1/0 0/0 {shop} {} "GET / HTTP/1.1"',
    b"https 2023-10-10T11:55:36.186641Z app/s/5 203.0.113.7:2817 10.0.0.1:80 0.086 0.048 0.037 200 200 0 57 "
    b'"GET https://shop.example:443/ HTTP/1.1" "curl" - - arn "Root=1" "-" "-" 0 2023-10-10T11:55:36Z "forward"',
    b'INFO:     203.0.113.7:52310 - "GET / HTTP/1.1" 200 OK',
    b"2023-10-10\t11:55:36\tFRA2\t2326\t203.0.113.7\tGET\tx\t/\t200\t-\tcurl%20x\t-\t-" + b"\t-" * 20,
    b"#Fields: date time c-ip cs-method cs-uri-stem sc-status",
    b"2023-10-10 11:55:36 203.0.113.7 GET / 200",
    b'{"ts":1.5,"request":{"client_ip":"::1","method":"GET","uri":"/","headers":{"Cookie":["a"]}},"status":200}',
    b'{"@timestamp":"2023-10-10T11:55:36Z","url":{"path":"/"},"http.response.status_code":200,"message":"x"}',
    b'{"status":"200","request":"GET /\\x22 HTTP/1.1","remote_addr":"::1"}',
    b'<190>1 2023-10-10T11:55:36Z web nginx 7 - [a@1 b="c"] ' + _COMMON,
    b"<13>Oct 10 11:55:36 web sshd[9]: Failed password for invalid user admin from 203.0.113.9 port 4 ssh2",
    b"2023-10-10 13:55:36,123 WARNING shop: Failed login attempt for user 'bob' from 203.0.113.9",
    b"Traceback (most recent call last):",
    b'  File "/srv/shop.py", line 3, in buy',
    b'{"csp-report":{"document-uri":"https://shop.example/","blocked-uri":"eval","line-number":3}}',
    b'[{"type":"csp-violation","url":"https://shop.example/","body":{"documentURL":"x"}}]',
    b"",
)
_PIECES = (
    b'"', b"\\", b"\\x", b"\\x2", b'\\"', b"[", b"]", b"{", b"}", b"\0", b"\r", b" ", b"  ", b"\t", b"-", b":", b"<", b"\xff",
    b"\xe2\x80\xae", b"\x1b[2J", b"9" * 30, b"a" * 3000, b'"' * 50, b"null", b"1e999", b"\\ud800", b"[" * 2000, b'{"a":' * 2000,
    b"Oct 32 25:61:61", b"31/Feb/9999:99:99:99 +9999", b"#Fields: ", b"#Fields: x", b"<999>", b"%00", b"Caused by: ",
)  # fmt: skip


def log_lines(chance: random.Random, room: Path) -> None:
    """Some lines, read by every format, by the one recognised, in full and in columns."""
    del room
    lines = [mutated_line(chance) for _ in range(LINES_A_CASE)]
    data = chance.choice((b"\n", b"\r\n")).join(lines) + chance.choice((b"", b"\n"))
    found = examine(data).format
    formats = [found] if found else []
    formats += [_opened(name) for name in chance.sample(names(), 4)]
    for one in formats:
        _check(one, data, chance)
    for line in chance.sample(lines, 5):
        shown = redact(line)
        assert len(shown) <= 200, "longer than asked for"
        assert shown.isprintable(), "a character acts"


def mutated_line(chance: random.Random) -> bytes:
    """A line of some format, changed a little or a lot."""
    line = bytearray(chance.choice(_SEEDS))
    for _ in range(chance.choice((0, 1, 1, 2, 5))):
        start = chance.randrange(len(line) + 1)
        end = min(len(line), start + chance.choice((0, 0, 1, 3, 20)))
        line[start:end] = chance.choice(
            (chance.choice(_PIECES), chance.randbytes(2), chance.choice(_SEEDS)[start:])
        )
    return bytes(line).replace(b"\n", b" ")


def _opened(name: str) -> Format:
    return open_format(name, {"layout": '$client|[$moment]|"$request" $status'} if name == "layout" else {})


def _check(one: Format, data: bytes, chance: random.Random) -> None:
    rows = one.rows(data)
    assert rows.lines == data.count(b"\n") + (not data.endswith(b"\n") and bool(data)), (
        f"{one.name}: lost lines"
    )
    assert rows.lines == len(rows.index) + len(rows.unreadable) + rows.blank + rows.continued, one.name
    columns = _columns(rows)
    assert {len(column) for column in columns} == {len(rows.index)}, f"{one.name}: ragged"
    for places in (rows.index, rows.unreadable):
        assert list(places) == sorted(set(places)), f"{one.name}: not rising"
    assert not set(rows.index) & set(rows.unreadable), f"{one.name}: told twice"
    lines = data.split(b"\n")
    for place in (place for place in chance.sample(range(rows.lines), 10)):
        told = one.request(lines[place])
        assert told is None or (told.time >= 0 and isinstance(told.target, bytes)), one.name
    for moment in rows.moments[:20]:
        assert one.moment(moment) >= 0.0


def _columns(rows: Rows) -> tuple[Sequence[bytes], ...]:
    return (
        rows.moments,
        rows.clients,
        rows.methods,
        rows.targets,
        rows.statuses,
        rows.agents,
        rows.users,
        rows.hosts,
    )
