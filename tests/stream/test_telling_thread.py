"""The outbox is delivered by real channels on this machine, at least once."""

import json
import socket
import threading
import time

import pytest

from vedette.ledger.watching import Outbox, WatchMemory
from vedette.model.alert import Alert, AlertState
from vedette.model.channel import Channel, ChannelKind
from vedette.model.errors import UsageError
from vedette.model.rule import Confidence, Severity
from vedette.model.watch import News, Point
from vedette.stream.telling import Telling


class Hook:
    """A server for HTTP that answers with some statuses, the last one again and again."""

    def __init__(self, *statuses):
        self.statuses, self.got = list(statuses), []
        self.server = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.server.getsockname()[1]}/hook"
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                peer, _ = self.server.accept()
            except OSError:
                return
            with peer:
                data = b""
                while b"\r\n\r\n" not in data:
                    data += peer.recv(65536)
                head, _, body = data.partition(b"\r\n\r\n")
                length = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0])
                while len(body) < length:
                    body += peer.recv(65536)
                self.got.append(json.loads(body))
                status = self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]
                peer.sendall(b"HTTP/1.1 %d X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n" % status)

    def close(self):
        self.server.close()


@pytest.fixture
def hook():
    made = []

    def start(*statuses):
        made.append(Hook(*statuses))
        return made[-1]

    yield start
    for one in made:
        one.close()


def alert(key="one", **more):
    values = {"title": "attack", "severity": Severity.high, "confidence": Confidence.high}
    return Alert(key=key, first="2026-11-22T10:00:00Z", last="2026-11-22T10:00:00Z", **(values | more))


def channel(name, url):
    return Channel(name=name, kind=ChannelKind.webhook, url=url)


def until(true, seconds=10.0):
    end = time.monotonic() + seconds
    while not true() and time.monotonic() < end:
        time.sleep(0.02)
    return true()


def watched(place, telling, *news, turn=1):
    memory = WatchMemory(place)
    memory.checkpoint(Point(turn=turn, at=time.time(), news=news), telling.letters)
    memory.close()
    telling.wake()


def test_alerts_arrive_and_are_not_told_twice(tmp_path, hook):
    place, there = tmp_path / "ledger.db", hook(204)
    telling = Telling([channel("ops", there.url)], {}, place)
    muted = alert("three", state=AlertState.muted)
    news = [News(alert(), "opened"), News(alert("two"), "grown"), News(muted, "opened")]
    watched(place, telling, *news)
    assert until(lambda: there.got)
    telling.close()
    again = Telling([channel("ops", there.url)], {}, place)
    again.wake()
    again.close()
    assert [(item["event"], item["alert"]["number"]) for item in there.got] == [("alert.opened", 1)]


def test_what_fails_is_tried_again_and_survives_a_restart(tmp_path, hook):
    place, there = tmp_path / "ledger.db", hook(400, 204)
    telling = Telling([channel("ops", there.url)], {}, place)
    watched(place, telling, News(alert(), "opened"))
    assert until(lambda: there.got)
    telling.close()
    outbox = Outbox(place)
    assert outbox.waiting()[0][:2] == ("ops", 1)
    assert "refuses" in outbox.waiting()[0][2]
    later = Telling([channel("ops", there.url)], {}, place, clock=lambda: time.time() + 3600)
    assert until(lambda: not outbox.waiting())
    later.close()
    outbox.close()
    assert len(there.got) == 2


def test_a_channel_that_fails_is_told_by_another(tmp_path, hook):
    place, bad, good = tmp_path / "ledger.db", hook(400), hook(204)
    now = [time.time()]
    channels = [channel("bad", bad.url), channel("good", good.url)]
    telling = Telling(channels, {}, place, clock=lambda: now[0])
    watched(place, telling, News(alert(), "opened"))
    for turn in range(1, 4):
        assert until(lambda turn=turn: len(bad.got) >= turn)
        time.sleep(0.1)
        now[0] += 4000
        telling.wake()
    assert until(lambda: len(good.got) == 2)
    telling.close()
    assert "channel bad" in good.got[1]["title"]


@pytest.mark.parametrize(
    ("more", "words"),
    [({"zone": "Mars/Base"}, "time zone"), ({"quiet": "late"}, "quiet hours"), ({"url": "ftp://x"}, "url")],
)
def test_channels_that_cannot_work_are_refused_at_once(tmp_path, more, words):
    values = {"name": "ops", "kind": ChannelKind.webhook, "url": "https://hooks.example.org/x"} | more
    with pytest.raises(UsageError, match=words):
        Telling([Channel(**values)], {}, tmp_path / "ledger.db")
    with pytest.raises(UsageError, match="one name"):
        Telling([channel("a", "https://x.example")] * 2, {}, tmp_path / "ledger.db")
