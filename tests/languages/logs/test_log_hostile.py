"""What is written is read back; whatever is damaged is counted, in bounded time."""

import json
import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from log_lines import LINES, TEXTS

from vedette.languages.logs.recognition import examine, names, open_format

ALL = [line for line, _ in LINES.values()] + [line for lines in TEXTS.values() for line in lines]
FORMATS = {
    name: open_format(name, {"layout": "$client|$status"} if name == "layout" else {}) for name in names()
}

METHODS = st.sampled_from([b"GET", b"POST", b"PROPFIND"])
# A request line is cut at spaces: what a client sends has none in its target.
TARGETS = st.binary(max_size=60).map(lambda raw: b"/" + raw.replace(b" ", b"+"))
TEXT = st.binary(max_size=40).filter(lambda raw: raw != b"-")
STATUSES = st.integers(100, 599)
SIZES = st.integers(0, 10**12)


def escaped(raw: bytes, server: str) -> bytes:
    """As nginx or Apache write bytes that a client sent."""
    named = {} if server == "nginx" else {34: b'\\"', 92: b"\\\\", 10: b"\\n", 13: b"\\r", 9: b"\\t"}
    form = b"\\x%02X" if server == "nginx" else b"\\x%02x"
    return b"".join(
        named.get(code) or (bytes([code]) if 31 < code < 127 and code not in b'"\\' else form % code)
        for code in raw
    )


@settings(max_examples=300, deadline=None)
@given(METHODS, TARGETS, STATUSES, SIZES, st.tuples(TEXT, TEXT), st.sampled_from(["nginx", "apache"]))
def test_access_lines_come_back(method, target, status, size, texts, server):
    referer, agent = texts
    line = b'203.0.113.7 - - [10/Oct/2023:13:55:36 +0200] "%b %b HTTP/1.1" %d %d "%b" "%b"' % (
        method, escaped(target, server), status, size, escaped(referer, server), escaped(agent, server),
    )  # fmt: skip
    for name, given_line in (("combined", line), ("combined-vhost", b"shop.example " + line)):
        told = FORMATS[name].request(given_line)
        assert told is not None
        assert (told.method, told.target, told.status, told.size) == (method, target, status, size)
        assert (told.referer, told.agent) == (referer, agent)
        rows = FORMATS[name].rows(given_line + b"\n")
        assert (list(rows.index), list(rows.methods)) == ([0], [method])
        assert rows.targets[0] == escaped(target, server)


@settings(max_examples=200, deadline=None)
@given(METHODS, st.text(max_size=60), STATUSES, st.text(max_size=30), st.booleans())
def test_json_lines_come_back(method, target, status, agent, ascii_only):
    target = "/" + target.encode("utf-8", "replace").decode()
    agent = agent.encode("utf-8", "replace").decode()
    whole = {
        "request": {"method": method.decode(), "uri": target, "headers": {"User-Agent": [agent]}},
        "status": status,
    }
    line = json.dumps(whole, ensure_ascii=ascii_only).encode()
    told = FORMATS["caddy"].request(line)
    assert told is not None
    assert (told.method, told.target, told.status) == (method, target.encode(), status)
    assert told.agent == ("" if agent == "-" else agent).encode()
    rows = FORMATS["caddy"].rows(line)
    assert (rows.methods[0], rows.targets[0], rows.statuses[0]) == (method, target.encode(), b"%d" % status)
    assert rows.agents[0] == agent.encode()


@settings(max_examples=200, deadline=None)
@given(METHODS, TARGETS, STATUSES)
def test_lines_in_syslog_come_back(method, target, status):
    access = b'203.0.113.7 - - [10/Oct/2023:13:55:36 +0200] "%b %b HTTP/1.1" %d 5 "-" "-"' % (
        method, escaped(target, "nginx"), status,
    )  # fmt: skip
    for head in (b"<13>Oct 10 13:55:36 web nginx: ", b"<13>1 2023-10-10T11:55:36Z web nginx - - - "):
        told = open_format("syslog").request(head + access)
        assert told is not None
        assert (told.method, told.target, told.status, told.host) == (method, target, status, b"web")


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(sorted(FORMATS)), st.binary(max_size=300))
def test_no_bytes_are_lost(name, data):
    counted(FORMATS[name], data)


def counted(chosen, data: bytes) -> None:
    rows = chosen.rows(data)
    assert rows.lines == data.count(b"\n") + (bool(data) and not data.endswith(b"\n"))
    assert rows.lines == len(rows.index) + len(rows.unreadable) + rows.blank + rows.continued
    assert {
        len(getattr(rows, name))
        for name in ("moments", "clients", "methods", "targets", "statuses", "agents", "users", "hosts")
    } == {len(rows.index)}
    assert list(rows.index) == sorted(set(rows.index))
    assert list(rows.unreadable) == sorted(set(rows.unreadable) - set(rows.index))


def mutated(chance: random.Random) -> bytes:
    line = bytearray(chance.choice(ALL).encode())
    for _ in range(chance.choice((0, 1, 2, 6))):
        place = chance.randrange(len(line) + 1)
        line[place : place + chance.choice((0, 1, 9))] = chance.choice(
            (
                b'"',
                b"\\",
                b"\0",
                b"[",
                b"]",
                b"{",
                b" ",
                b"\xff",
                b"\\x",
                b"\r",
                b"",
                chance.randbytes(3),
                b"9" * 25,
            )
        )
    return bytes(line).replace(b"\n", b"")


def test_twenty_thousand_mutated_lines_in_all_formats():
    chance = random.Random(7)  # noqa: S311 - the same each time
    for _ in range(20):
        lines = [mutated(chance) for _ in range(1000)]
        data = b"\n".join(lines) + b"\n"
        for chosen in FORMATS.values():
            counted(chosen, data)
            for line in lines[:20]:
                chosen.request(line)
        assert examine(data).reason


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_time_is_linear_in_one_huge_line(name):
    chosen = FORMATS[name]
    starts = [
        line[:cut]
        for line in (LINES[name][0] if name in LINES else ALL[0],)
        for cut in range(0, len(line), max(1, len(line) // 3))
    ]
    for start in ["", *starts]:
        for filler in (
            '"',
            " ",
            "a",
            '\\"',
            "\\",
            "[",
            '" 200 1 ',
            ", ",
            "a.",
            "1:",
            "{",
            '{"a":',
            "} {",
            "://",
            "- ",
            "[a ",
        ):
            taken = []
            for size in (5_000, 40_000):
                line = (start + filler * (size // len(filler))).encode()
                began = time.process_time()
                chosen.rows(line)
                chosen.request(line)
                taken.append(time.process_time() - began)
            assert taken[1] < 0.05 + 8 * 4 * taken[0], (start, filler, taken)


def test_an_empty_flood_stays_small():
    import tracemalloc

    data = b"\n" * (1 << 17)
    tracemalloc.start()
    try:
        rows = FORMATS["combined"].rows(data)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert rows.blank == 1 << 17
    assert peak < 40 << 20


def test_programs_of_syslog_are_bounded():
    chosen = open_format("syslog")
    data = b"".join(b"<13>Oct 10 13:55:36 web p%d[1]: x y z\n" % number for number in range(3000))
    assert len(chosen.rows(data).index) == 3000
    assert len(chosen._inner) <= 256
