"""The inbox between listeners and whoever reads: bounded, so that the network cannot fill the memory."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from ipaddress import ip_address
from threading import Lock
from urllib.parse import urlsplit

from msgspec import Struct

from vedette.model.errors import UsageError

MOST_BYTES = 16 * 1024 * 1024
SCHEMES = ("syslog", "http")


class Address(Struct, frozen=True):
    """Where to listen, such as `syslog://127.0.0.1:5514`."""

    scheme: str
    host: str
    port: int

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}"


class Delivery(Struct, frozen=True):
    """Some whole lines of one stream."""

    stream: str
    data: bytes
    lines: int
    oversize: int = 0
    left_out: int = 0


class Inbox:
    """Takes deliveries from the listeners' thread, hands them out to another.

    Args:
        bell: called when something came.
        most: bytes that may wait; a delivery that is longer waits alone.
    """

    def __init__(self, bell: Callable[[], None], most: int = MOST_BYTES) -> None:
        self._bell, self._most = bell, most
        self._lock = Lock()
        self._waiting: deque[Delivery] = deque()
        self.bytes = 0

    @property
    def full(self) -> bool:
        """Nothing more fits."""
        return self.bytes >= self._most

    def offer(self, delivery: Delivery) -> bool:
        """Takes lines in, unless too much waits already."""
        with self._lock:
            if self.bytes and self.bytes + len(delivery.data) > self._most:
                return False
            self._waiting.append(delivery)
            self.bytes += len(delivery.data)
        self._bell()
        return True

    def take(self) -> list[Delivery]:
        """All that waits."""
        with self._lock:
            taken = list(self._waiting)
            self._waiting.clear()
            self.bytes = 0
        return taken


class Allowance:
    """What one peer may send: so many bytes a second, and a burst of as many.

    Args:
        rate: bytes a second.
    """

    def __init__(self, rate: float) -> None:
        self._rate, self._left = rate, rate
        self._at = time.monotonic()
        self.connections = 0

    def take(self, size: int) -> bool:
        """Counts bytes that came; False when it was too much."""
        now = time.monotonic()
        self._left = min(self._rate, self._left + (now - self._at) * self._rate)
        self._at = now
        if self._left < 0:
            return False
        self._left -= size
        return True

    @property
    def wait(self) -> float:
        """Seconds until more may come."""
        return max(0.0, -self._left / self._rate)

    @property
    def idle(self) -> bool:
        """Nothing is known of the peer that a new allowance would not know."""
        return not self.connections and time.monotonic() - self._at > 1.0


def address_of(text: str, *, anywhere: bool) -> Address:
    """Where a user's words say to listen.

    Args:
        text: `syslog://HOST:PORT` or `http://HOST:PORT`.
        anywhere: whether others than this machine may be listened to.

    Raises:
        UsageError: it is none, or not of this machine and that was not allowed.
    """
    wrong = UsageError(
        f"it is not possible to listen on {text[:200]!r}",
        help="such as syslog://127.0.0.1:5514 or http://127.0.0.1:8088; TLS is for a proxy before it",
    )
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise wrong from None
    if parts.scheme not in SCHEMES or port is None or not host or parts.path.strip("/") or parts.query:
        raise wrong
    try:
        loopback = host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        raise UsageError(f"{host[:200]} is no address", help="name the IP address to listen on") from None
    if not loopback and not anywhere:
        raise UsageError(
            f"{text[:200]} can be reached from other machines, and anybody there could write into the log",
            help="listen on 127.0.0.1, or say --listen-anywhere if a firewall or proxy stands before it",
        )
    return Address(parts.scheme, "127.0.0.1" if host == "localhost" else host, port)
