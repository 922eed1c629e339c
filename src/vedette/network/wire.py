"""Bytes sent to a server that says nothing back: datagrams, streams, encrypted streams."""

from __future__ import annotations

import socket
import ssl
from urllib.parse import urlsplit

from msgspec import Struct

from vedette.model.errors import UsageError
from vedette.network.interface import NetworkError

_SECONDS = 10.0
_PORTS = {"udp": 514, "tcp": 601, "tls": 6514}


class Wire(Struct, frozen=True):
    """Where bytes go: `udp`, `tcp` or `tls`, host and port."""

    scheme: str
    host: str
    port: int


def wire(text: str, what: str) -> Wire:
    """Read the address of a syslog server that the user gave.

    Args:
        text: such as `tls://HOST:6514`.
        what: it is, for messages.

    Raises:
        UsageError: it is none.
    """
    try:
        parts = urlsplit(text)
        port = parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:
        port = 0
    if not port or not parts.hostname or parts.path.strip("/"):
        raise UsageError(
            f"{what} names no syslog server",
            help="it looks like udp://HOST:514, tcp://HOST:601 or tls://HOST:6514",
        )
    return Wire(parts.scheme, parts.hostname, port)


def send(where: Wire, data: bytes) -> None:
    """Send bytes: framed by their number on a stream (RFC 6587), else as a datagram that may get lost.

    Raises:
        NetworkError: the server is not reached.
    """
    try:
        if where.scheme == "udp":
            _cast(where, data)
        else:
            _say(where, f"{len(data)} ".encode() + data)
    except OSError as error:
        raise NetworkError(
            f"{where.host} is not reached ({type(error).__name__})",
            help="look at the address, the port and the network",
            unsure=True,
        ) from None


def _cast(where: Wire, data: bytes) -> None:
    family = socket.getaddrinfo(where.host, where.port, type=socket.SOCK_DGRAM)[0][0]
    with socket.socket(family, socket.SOCK_DGRAM) as out:
        out.settimeout(_SECONDS)
        out.sendto(data, (where.host, where.port))


def _say(where: Wire, data: bytes) -> None:
    with socket.create_connection((where.host, where.port), timeout=_SECONDS) as plain:
        if where.scheme == "tcp":
            plain.sendall(data)
            plain.shutdown(socket.SHUT_WR)
            return
        context = ssl.create_default_context()
        with context.wrap_socket(plain, server_hostname=where.host) as safe:
            safe.sendall(data)
