"""A real server on this machine that answers as a test says: whole, cut, slow, or with something else."""

import socket
import threading
from contextlib import suppress
from types import SimpleNamespace

from vedette.network.address import address
from vedette.network.door import Door
from vedette.network.interface import Clock, Limits

QUICK = Limits(seconds=2, all_seconds=100, per_second=10_000)


class FakeClock:
    """Time that passes only while somebody sleeps."""

    def __init__(self, epoch=1_800_000_000.0):
        self.time, self.start, self.slept = 0.0, epoch, []

    def clock(self):
        return Clock(now=lambda: self.time, epoch=lambda: self.start + self.time, sleep=self.sleep)

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.time += seconds


def answer(status=200, body=b"{}", headers=(), *, length=None):
    lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(body) if length is None else length}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


class Server:
    """Answers each connection with the next entry of a script; the last one stays.

    An entry is bytes to send, or a function that is given the connection and the request.
    """

    def __init__(self, *script, wrap=None):
        self.script = list(script)
        self.asked = []
        self._wrap = wrap
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self.scheme = "https" if wrap else "http"
        self._open = []
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._one, args=(connection,), daemon=True).start()

    def _one(self, connection):
        self._open.append(connection)
        try:
            if self._wrap:
                connection = self._wrap(connection)
                self._open.append(connection)
            request = read_request(connection)
            self.asked.append(request)
            entry = self.script.pop(0) if len(self.script) > 1 else self.script[0]
            if callable(entry):
                entry(connection, request)
            else:
                connection.sendall(entry)
            connection.close()
        except OSError:
            connection.close()

    def door(self, path="", **more):
        clock = FakeClock()
        door = Door(
            address(f"{self.scheme}://127.0.0.1:{self.port}{path}"),
            **{"limits": QUICK, "clock": clock.clock(), **more},
        )
        return SimpleNamespace(ask=door.ask, clock=clock)

    def close(self):
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        for one in self._open:
            one.close()


def read_request(connection):
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(65536)
        if not piece:
            break
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines[1:])}
    while len(body) < int(headers.get("content-length", 0)):
        body += connection.recv(65536)
    return SimpleNamespace(line=lines[0], headers=headers, body=body)
