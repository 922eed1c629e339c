"""Listeners: real sockets, polite peers, slow ones and rude ones."""

import gzip
import http.client
import json
import os
import socket
import sys
import time
from contextlib import contextmanager
from threading import Thread

import pytest
from log_world import Reader

from vedette.model.errors import UsageError, WorldError
from vedette.sources.logs import http_posts, inbox, listening
from vedette.sources.logs.inbox import Address, Allowance, address_of
from vedette.sources.logs.interface import KEPT, LONGEST
from vedette.sources.logs.listening import ListeningLogs
from vedette.sources.logs.pipe import PipedLog
from vedette.sources.logs.syslog_frames import Frames


@contextmanager
def listener(scheme):
    source = ListeningLogs([Address(scheme, "127.0.0.1", 0)], lambda: None)
    try:
        yield source, ("127.0.0.1", int(source.streams()[0].rpartition(":")[2]))
    finally:
        source.close()


def until(source, done, reader=None, seconds=10.0):
    reader = reader or Reader()
    end = time.monotonic() + seconds
    while not done(reader) and time.monotonic() < end:
        reader.take(source, 1)
        time.sleep(0.01)
    return reader


def post(address, body, headers=None, method="POST"):
    connection = http.client.HTTPConnection(*address, timeout=10)
    try:
        connection.request(method, "/", body, headers or {})
        return connection.getresponse().status
    finally:
        connection.close()


def test_syslog_over_udp():
    with listener("syslog") as (source, address), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        for number in range(50):
            udp.sendto(b"<34>1 - host app - - - message %d\n" % number, address)
        reader = until(source, lambda one: len(one.lines) == 50)
    assert reader.lines[7] == b"<34>1 - host app - - - message 7"


def test_syslog_over_tcp_in_both_framings():
    counted = b"<34>1 two\nlines in one"
    with listener("syslog") as (source, address), socket.create_connection(address) as tcp:
        tcp.sendall(b"<34>1 by line feed\n%d %s<34>1 again\n" % (len(counted), counted))
        tcp.sendall(b"<34>1 cut o")
        tcp.shutdown(socket.SHUT_WR)
        reader = until(source, lambda one: len(one.lines) == 4)
    assert reader.lines == [b"<34>1 by line feed", b"<34>1 two lines in one", b"<34>1 again", b"<34>1 cut o"]


@pytest.mark.parametrize("step", [1, 3, 1000])
def test_frames_in_any_pieces(step):
    whole = b"5 hello<1>line\n3 abc\n7 " + b"1234567" + b"10 of a clock<1>it\n"
    frames = Frames()
    for at in range(0, len(whole), step):
        frames.feed(whole[at : at + step])
    text, lines, _, _ = frames.take()
    assert text == b"hello\n<1>line\nabc\n1234567\nof a clock\n<1>it\n"
    assert lines == 6


@pytest.mark.parametrize("counted", [True, False])
def test_a_message_that_is_too_long_is_cut_and_the_next_is_whole(counted):
    long = b"<1>" + b"A" * (LONGEST * 3)
    frames = Frames()
    whole = (b"%d " % len(long) + long if counted else long + b"\n") + b"<1>next\n"
    for at in range(0, len(whole), 50_000):
        frames.feed(whole[at : at + 50_000])
    text, lines, oversize, left_out = frames.take()
    assert (lines, oversize) == (2, 1)
    assert [len(line) for line in text.split(b"\n")] == [KEPT, 7, 0]
    assert left_out >= len(long) - KEPT


def test_lines_and_arrays_over_http():
    with listener("http") as (source, address):
        assert post(address, b"one\ntwo\n") == 204
        array = json.dumps([{"a": 1}, {"b": "x\ny"}], indent=2)
        assert post(address, array, {"Content-Type": "application/json"}) == 204
        assert post(address, gzip.compress(b"packed\n"), {"Content-Encoding": "gzip"}) == 204
        assert post(address, iter([b"chun", b"ked\n"])) == 204
        reader = until(source, lambda one: len(one.lines) == 6)
    assert reader.lines == [b"one", b"two", b'{"a":1}', b'{"b":"x\\ny"}', b"packed", b"chunked"]


def test_policy_reports_are_a_log_of_their_own():
    report = json.dumps({"csp-report": {"document-uri": "https://shop.example/"}}, indent=1)
    with listener("http") as (source, address):
        assert post(address, report, {"Content-Type": "application/csp-report"}) == 204
        assert post(address, "[{}, {}]", {"Content-Type": "application/reports+json"}) == 204
        assert post(address, "[{", {"Content-Type": "application/reports+json"}) == 400
        reader = until(source, lambda one: len(one.lines) == 3)
    assert {piece.block.stream for piece in reader.pieces} == {f"{source.streams()[0]}/csp"}


@pytest.mark.parametrize(
    ("method", "headers", "status"),
    [
        ("GET", {}, 405),
        ("OPTIONS", {}, 204),
        ("POST", {"Content-Length": str(http_posts.MOST_BODY + 1)}, 413),
        ("POST", {"Content-Encoding": "br"}, 415),
        ("POST", {"Transfer-Encoding": "gzip"}, 400),
        ("POST", {"X-Long": "x" * 40_000}, 431),
    ],
)
def test_what_is_refused(method, headers, status):
    with listener("http") as (_, address):
        assert post(address, b"" if headers.get("Content-Length") else b"x", headers, method) == status


def test_a_gzip_bomb_is_refused():
    bomb = gzip.compress(b"\0" * (http_posts.MOST_BODY + 1))
    with listener("http") as (_, address):
        assert post(address, bomb, {"Content-Encoding": "gzip"}) == 413


@pytest.mark.parametrize(
    "nonsense",
    [
        b"\x16\x03\x01\x02\x00\x01\x00",
        b"GET\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
    ],
)
def test_nonsense_ends_the_connection_and_nothing_else(nonsense):
    with listener("http") as (source, address):
        with socket.create_connection(address, timeout=5) as rude:
            rude.sendall(nonsense)
            rude.shutdown(socket.SHUT_WR)
            while rude.recv(1000):
                pass
        assert post(address, b"good\n") == 204
        assert until(source, lambda one: bool(one.lines)).lines == [b"good"]


def test_too_much_is_answered_429_until_it_is_taken(monkeypatch):
    monkeypatch.setattr(inbox, "MOST_BYTES", 1000)
    monkeypatch.setattr(inbox.Inbox.__init__, "__defaults__", (1000,))
    with listener("http") as (source, address):
        assert post(address, b"x" * 1200) == 204
        assert post(address, b"x") == 429
        reader = until(source, lambda one: "busy" in one.reasons)
        assert post(address, b"x") == 204
    assert len(reader.lines) == 1


def test_a_syslog_peer_waits_while_too_much_does(monkeypatch):
    monkeypatch.setattr(inbox.Inbox.__init__, "__defaults__", (100_000,))
    lines = 20_000
    with listener("syslog") as (source, address):
        sent = []

        def send():
            with socket.create_connection(address) as tcp:
                for number in range(lines):
                    tcp.sendall(b"<1>message %d of a flood\n" % number)
                sent.append(1)

        peer = Thread(target=send)
        peer.start()
        time.sleep(0.5)
        reader = until(source, lambda one: len(one.lines) == lines, seconds=30)
        peer.join()
    assert len(reader.lines) == lines
    assert reader.troubles == []


def test_slow_peers_are_given_up_and_disturb_nobody(monkeypatch):
    monkeypatch.setattr(listening, "_SLOW", 0.3)
    with listener("http") as (source, address), socket.create_connection(address, timeout=5) as slow:
        slow.sendall(b"POST / HTTP/1.1\r\nContent-Le")
        assert post(address, b"quick\n") == 204
        answer = slow.recv(1000)
        reader = until(source, lambda one: "slow" in one.reasons)
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert reader.lines == [b"quick"]


def test_one_peer_gets_only_so_many_connections(monkeypatch):
    monkeypatch.setattr(listening, "_OF_ONE_PEER", 3)
    with listener("syslog") as (source, address):
        held = [socket.create_connection(address) for _ in range(6)]
        reader = until(source, lambda one: bool(one.troubles))
        for one in held:
            one.close()
    assert reader.reasons == ["refused"]


def test_an_allowance_is_spent_and_comes_back(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(inbox.time, "monotonic", lambda: now[0])
    allowance = Allowance(1000.0)
    assert allowance.take(1500)
    assert not allowance.take(1)
    assert allowance.wait == pytest.approx(0.5)
    now[0] += 1.0
    assert allowance.take(1)


def test_only_this_machine_is_listened_to_unless_told():
    assert address_of("syslog://127.0.0.1:5514", anywhere=False).port == 5514
    assert address_of("http://[::1]:8088", anywhere=False).host == "::1"
    with pytest.raises(UsageError, match="other machines"):
        address_of("http://0.0.0.0:8088", anywhere=False)
    assert str(address_of("http://0.0.0.0:8088", anywhere=True)) == "http://0.0.0.0:8088"


@pytest.mark.parametrize(
    "text", ["ftp://127.0.0.1:1", "syslog://127.0.0.1", "http://x:y", "http://127.0.0.1:1/p", "5514"]
)
def test_what_cannot_be_listened_on(text):
    with pytest.raises(UsageError):
        address_of(text, anywhere=True)


def test_a_port_that_is_taken_is_told():
    with listener("http") as (_, address), pytest.raises(WorldError, match="not possible to listen"):
        ListeningLogs([Address("http", *address)], lambda: None)


def test_a_fifo_is_read_through_several_writers(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    source = PipedLog(str(tmp_path / "pipe"), lambda: None, again=True)
    reader = Reader()
    for text, most in ((b"first\nhalf", 2), (b"second\n", 3)):
        (tmp_path / "pipe").write_bytes(text)
        until(source, lambda one, most=most: len(one.lines) >= most, reader)
    assert reader.lines == [b"first", b"half", b"second"]
    source.close()
    (tmp_path / "pipe").write_bytes(b"")


@pytest.mark.skipif(sys.platform != "linux", reason="other addresses of this machine are Linux's")
def test_a_crowd_of_slow_peers_disturbs_nobody_and_is_given_up(monkeypatch):
    monkeypatch.setattr(listening, "_SLOW", 1.0)
    monkeypatch.setattr(listening, "_OF_ONE_PEER", 8)
    head = b"POST / HTTP/1.1\r\nX: " + b"x" * 200
    with listener("http") as (source, address):
        peers = [f"127.0.0.{2 + number % 5}" for number in range(60)]
        slow = [socket.create_connection(address, timeout=30, source_address=(one, 0)) for one in peers]
        alive = set(slow)
        for at in range(0, len(head), 10):
            for one in sorted(alive, key=id):
                try:
                    one.sendall(head[at : at + 10])  # never still for long, and never done
                except OSError:
                    alive.discard(one)
            if at % 50 == 0:
                assert post(address, b"quick\n") == 204
            time.sleep(0.1)
        reader = until(source, lambda one: {"slow", "refused"} <= set(one.reasons), seconds=30)
        assert post(address, b"last\n") == 204
        until(source, lambda one: one.lines[-1:] == [b"last"], reader)
        for one in slow:
            one.close()
    assert {"slow", "refused"} <= set(reader.reasons)
    assert not alive
    assert set(reader.lines) == {b"quick", b"last"}


def test_what_waits_is_within_its_bound_but_for_one_delivery_alone():
    rung = []
    waiting = inbox.Inbox(lambda: rung.append(1), most=100)
    sizes = (60, 50, 40, 1, 300)
    assert [waiting.offer(inbox.Delivery("s", b"x" * size, 1)) for size in sizes] == [
        True,
        False,
        True,
        False,
        False,
    ]
    assert (waiting.bytes, len(rung)) == (100, 2)
    assert [len(one.data) for one in waiting.take()] == [60, 40]
    assert waiting.offer(inbox.Delivery("s", b"x" * 300, 1))
    assert not waiting.offer(inbox.Delivery("s", b"x", 1))
    assert waiting.bytes == 300


def test_a_flood_of_datagrams_is_bounded_and_each_is_counted(monkeypatch):
    monkeypatch.setattr(inbox.Inbox.__init__, "__defaults__", (50_000,))
    sent = 5_000
    with listener("syslog") as (source, address), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        for number in range(sent):
            udp.sendto(b"<34>1 - host app - - - message %d of a flood\n" % number, address)
        reader, end = Reader(), time.monotonic() + 30

        def lost():
            return sum(one.lines for one in reader.troubles)

        while len(reader.lines) + lost() < sent - 3 and time.monotonic() < end:
            assert source.behind() <= 50_000
            time.sleep(0.05)
            reader.take(source, 1)
            udp.sendto(b"<34>1 - one more\n", address)
            sent += 1
    assert lost() > 0
    assert len(reader.lines) > 0
    # What the system dropped is told with the next datagram that comes through.
    assert sent - 3 <= len(reader.lines) + lost() <= sent
