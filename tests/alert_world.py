"""An alert to be told, and a server on this machine that it is told to."""

import json
import socket
import threading
import time

from vedette.model.alert import Alert, Target
from vedette.model.rule import Confidence, Severity
from vedette.model.traffic import Detection

SAMPLE = Detection(
    rule="web-sql-injection",
    weakness="sql",
    severity=Severity.medium,
    confidence=Confidence.high,
    time=1_795_000_000.0,
    stream="access.log",
    line=7,
    client="203.0.113.7",
    method="GET",
    path="/item",
    where="query id",
    evidence="1 UNION SELECT",
    reason="The value ends its literal.",
    status=500,
)
_BYTES = 1 << 20


def alert(key="one", **more):
    """An alert with nothing in it but what each has."""
    values = {"title": "attack", "severity": Severity.high, "confidence": Confidence.high}
    return Alert(
        key=key, **({"first": "2026-11-22T10:00:00Z", "last": "2026-11-22T10:00:00Z"} | values | more)
    )


def attack(key="one", **more):
    """An alert of an attack, with its evidence."""
    values = {
        "title": f"SQL injection {key}",
        "rules": ("web-sql-injection",),
        "weaknesses": ("sql",),
        "count": 3,
        "attackers": ("203.0.113.7",),
        "samples": (SAMPLE,),
        "targets": (target(),),
    }
    return alert(key, **(values | more))


def target(**more):
    """What was attacked."""
    values = {"path": "/item", "method": "GET", "route": "/item", "service": "shop", "environment": "prod"}
    return Target(**(values | {"file": "shop/views.py", "line": 12, "function": "item"} | more))


class Hook:
    """A server for HTTP that answers with some statuses, the last one again and again.

    Attributes:
        got: what was posted: first line, headers in lower case, body.
    """

    def __init__(self, *statuses):
        self.statuses, self.got = list(statuses), []
        self._news = threading.Condition()
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = self._server.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}/hook"
        threading.Thread(target=self._serve, daemon=True).start()

    def said(self):
        """The bodies, read as JSON."""
        return [json.loads(body) for _, _, body in self.got]

    def heard(self, count=1, seconds=60.0):
        """Waits until so much was posted, and answered."""
        with self._news:
            return self._news.wait_for(lambda: len(self.got) >= count, seconds)

    def close(self):
        """Listens no more."""
        self._server.close()

    def _serve(self):
        while True:
            try:
                peer, _ = self._server.accept()
            except OSError:
                return
            with peer:
                peer.settimeout(60)
                self._answer(peer)

    def _answer(self, peer):
        data = _until(peer, b"", lambda data: b"\r\n\r\n" in data)
        head, _, body = data.partition(b"\r\n\r\n")
        first, *lines = head.split(b"\r\n")
        headers = dict(line.lower().split(b": ", 1) for line in lines)
        length = int(headers.get(b"content-length", 0))
        body = _until(peer, body, lambda body: len(body) >= length)
        status = self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]
        peer.sendall(b"HTTP/1.1 %d X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n" % status)
        with self._news:
            self.got.append((first, headers, body))
            self._news.notify_all()


def until(true, seconds=60.0):
    """Whether something becomes true in time."""
    end = time.monotonic() + seconds
    while not true() and time.monotonic() < end:
        time.sleep(0.02)
    return true()


def _until(peer, data, enough):
    while not enough(data) and len(data) < _BYTES:
        more = peer.recv(65536)
        if not more:
            break
        data += more
    return data
