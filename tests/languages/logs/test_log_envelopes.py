"""Envelopes of containers and of journald: known by looking, taken off line by line, pieces joined."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from vedette.languages.logs.envelopes import envelope_of, opened
from vedette.languages.logs.recognition import recognise

LINE = '203.0.113.7 - - [10/Oct/2023:13:55:3%d +0200] "GET /a?q=%d&r=<b> HTTP/1.1" 200 23 "-" "curl/8"'
NANO = "2023-10-10T11:55:36.123456789Z"
INNER = [LINE % (number, number) for number in range(5)]


def docker(text, *, ends=True, stream="stdout"):
    return json.dumps({"log": text + "\n" * ends, "stream": stream, "time": NANO}).replace("<", "\\u003c")


def cri(text, tag="F", stream="stdout"):
    return f"{NANO} {stream} {tag} {text}"


def journald(text, **more):
    return json.dumps(
        {
            "__REALTIME_TIMESTAMP": "1696938936000000",
            "_HOSTNAME": "web1",
            "SYSLOG_IDENTIFIER": "shop",
            "MESSAGE": text,
        }
        | more
    )


def block(lines):
    return "".join(f"{line}\n" for line in lines).encode()


@pytest.mark.parametrize(("name", "wrap"), [("docker", docker), ("cri", cri), ("journald", journald)])
def test_an_envelope_is_known_by_looking_and_the_format_within_it_too(name, wrap):
    data = block(map(wrap, INNER))
    assert envelope_of(data) == name
    whole = opened(name, data)
    assert len(whole.moments) == 5
    inner = recognise(whole.data)
    assert inner.name in ("combined", "combined-vhost", "syslog")
    rows = inner.rows(whole.data)
    assert list(rows.targets) == [b"/a?q=%d&r=<b>" % number for number in range(5)]
    assert inner.moment(whole.moments[0]) == pytest.approx(1696938936, abs=0.2)


def test_what_has_no_envelope_is_left_alone():
    assert envelope_of(block(INNER)) == ""
    assert envelope_of(b"") == ""
    assert envelope_of(block(json.dumps({"message": "x", "time": "now"}) for _ in range(5))) == ""
    mixed = [docker("in"), "out", docker("again")]
    assert opened("docker", block(mixed)).data == b"in\nout\nagain\n"


def test_pieces_are_joined_where_the_last_stands():
    lines = [
        docker("one ", ends=False),
        docker("other", stream="stderr"),
        docker("two ", ends=False),
        docker("3"),
    ]
    assert opened("docker", block(lines)).data == b"\nother\n\none two 3\n"
    parts = [cri("one ", "P"), cri("x", stream="stderr"), cri("two", "P"), cri(" 3"), cri("four", "P")]
    assert opened("cri", block(parts)).data == b"\nx\n\none two 3\nfour\n"


def test_a_line_of_endless_pieces_is_cut():
    lines = [cri("x" * 10_000, "P") for _ in range(100)]
    data = opened("cri", block([*lines, cri("end")])).data
    assert data.count(b"\n") == 101
    assert len(data) < 80_000


def test_line_feeds_within_a_line_make_no_lines_of_their_own():
    assert opened("docker", block([docker("a\nb\r\nc"), docker("d")])).data == b"a b c\nd\n"
    forged = journald("x\n2023-10-10T11:55:36Z web1 sshd: Accepted password", SYSLOG_IDENTIFIER="a: b\nc")
    assert opened("journald", block([forged])).data.count(b"\n") == 1


def test_messages_of_journald_that_are_no_text():
    said = [journald([104, 105]), journald(None), journald("m", SYSLOG_IDENTIFIER=None, _COMM="cron")]
    lines = opened("journald", block(said)).data.split(b"\n")
    assert [line.partition(b"Z web1 ")[2] for line in lines[:3]] == [b"shop: hi", b"shop: ", b"cron: m"]


@settings(deadline=None)
@given(some.binary(max_size=500), some.sampled_from(["docker", "cri", "journald"]))
def test_any_bytes_keep_their_number_of_lines(data, name):
    envelope_of(data)
    whole = opened(name, data)
    lines = data.count(b"\n") + (not data.endswith(b"\n") and data != b"")
    assert whole.data.count(b"\n") == len(whole.moments) == lines or not data


def test_pieces_in_two_blocks_are_seen_by_themselves_and_as_a_whole():
    begun = {}
    first = opened("cri", block([cri("GET /?q=1' UNI", "P"), cri("err", stream="stderr")]), begun)
    assert first.data == b"GET /?q=1' UNI\nerr\n"
    between = opened("cri", block([cri("ON SEL", "P"), cri("more", stream="stderr")]), begun)
    assert between.data == b"GET /?q=1' UNION SEL\nmore\n"
    last = opened("cri", block([cri("ECT 2"), cri("next")]), begun)
    assert last.data == b"GET /?q=1' UNION SELECT 2\nnext\n"
    assert begun == {}


@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_however_pieces_are_cut_into_blocks_whole_lines_come_out_the_same(size):
    lines = [cri(f"{number}", "F" if number % 4 == 3 else "P") for number in range(24)]
    whole = [line for line in opened("cri", block(lines)).data.split(b"\n") if line]
    begun, found = {}, []
    for start in range(0, len(lines), size):
        found += opened("cri", block(lines[start : start + size]), begun).data.split(b"\n")
    assert [line for line in found if line in whole] == whole


def test_a_line_that_never_ends_waits_in_bounded_memory():
    begun = {}
    for number in range(200):
        opened("cri", block([cri("x" * 10_000, "P", stream=["stdout", "stderr"][number % 2])]), begun)
    assert sum(len(text) for _, _, text in begun.values()) <= 2 << 16
