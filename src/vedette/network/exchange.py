"""One exchange: a request goes out, a whole answer comes in, within its time and its size."""

from __future__ import annotations

import queue
import socket
import ssl
import threading
from collections.abc import Mapping
from contextlib import suppress
from http.client import HTTPConnection, HTTPException, HTTPResponse

from msgspec import Struct

from vedette.network.interface import Answer, Limits, NetworkError

_CHUNK = 64 * 1024
_EMPTY = frozenset({204, 304})


class Letter(Struct, frozen=True, kw_only=True):
    """A request as it goes over the wire."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes = b""


class _Sent:
    """Whether the other side may have heard of the request, and the socket that it went through."""

    def __init__(self) -> None:
        self.yes = False
        self.socket: socket.socket | None = None


def exchange(connection: HTTPConnection, letter: Letter, host: str, limits: Limits) -> Answer:
    """Make one exchange, and close the connection.

    The timeout of a socket bounds one wait and not their sum, and none bounds a name server: so the
    exchange has a thread of its own, which is left behind when its time is over.

    Args:
        connection: not yet connected.
        letter: to send.
        host: for messages.
        limits: of time and size.

    Raises:
        NetworkError: no whole answer within the limits. Neither the request nor its headers are quoted.
    """
    box: queue.SimpleQueue[Answer | Exception] = queue.SimpleQueue()
    sent = _Sent()

    def work() -> None:
        try:
            box.put(_talk(connection, letter, host, limits.most_bytes, sent))
        except Exception as error:  # noqa: BLE001 - carried over to the thread that waits
            box.put(error)

    threading.Thread(target=work, name="vedette-network", daemon=True).start()
    try:
        got = box.get(timeout=limits.seconds)
    except queue.Empty:
        got = TimeoutError()
    finally:
        _abort(connection, sent)
    if isinstance(got, Answer):
        return got
    raise _in_words(got, host, limits, sent) from None


def _talk(connection: HTTPConnection, letter: Letter, host: str, most: int, sent: _Sent) -> Answer:
    connection.connect()
    # The connection forgets its socket as soon as a response has it.
    sent.yes, sent.socket = True, connection.sock
    connection.request(letter.method, letter.target, letter.body or None, dict(letter.headers))
    with connection.getresponse() as response:
        return _read(response, letter.method, host, most)


def _read(response: HTTPResponse, method: str, host: str, most: int) -> Answer:
    headers = {name.lower(): value for name, value in response.getheaders()}
    if headers.get("content-encoding", "identity").lower() != "identity":
        raise _broken(host, "is packed, though nobody asked for that")
    empty = method == "HEAD" or response.status in _EMPTY
    if not empty and response.length is None and not response.chunked:
        raise _broken(host, "does not say where it ends")
    too_large = NetworkError(f"the answer of {host} is larger than {most} bytes")
    if response.length is not None and response.length > most:
        raise too_large
    pieces, size = [], 0
    while not empty and (piece := response.read(_CHUNK)):
        pieces.append(piece)
        size += len(piece)
        if size > most:
            raise too_large
    if not empty and response.length:
        raise _broken(host, "was cut short")
    return Answer(response.status, headers, b"".join(pieces))


def _abort(connection: HTTPConnection, sent: _Sent) -> None:
    # The socket first: closing the connection alone would not wake a thread that reads from it.
    with suppress(OSError, AttributeError):
        (sent.socket or connection.sock).shutdown(socket.SHUT_RDWR)
    with suppress(OSError):
        connection.close()


def _broken(host: str, how: str) -> NetworkError:
    return NetworkError(f"the answer of {host} {how}", help="try again later", unsure=True)


def _in_words(error: Exception, host: str, limits: Limits, sent: _Sent) -> NetworkError:
    """The failure without the texts that libraries give it: those may quote what was sent."""
    if isinstance(error, NetworkError):
        error.unsure = sent.yes
        return error
    if isinstance(error, TimeoutError):
        return NetworkError(
            f"{host} did not answer within {limits.seconds:g} seconds",
            help="try again later, or look at the way to it",
            unsure=sent.yes,
        )
    if isinstance(error, ssl.SSLCertVerificationError):
        return NetworkError(
            f"the certificate of {host} is not trusted",
            help="if your organisation signs its own, name its file in SSL_CERT_FILE",
        )
    if isinstance(error, socket.gaierror):
        return NetworkError(f"{host} has no address", help="look at the name, and at the name server")
    if isinstance(error, OSError) and not sent.yes and str(error).startswith("Tunnel connection failed"):
        return NetworkError(f"the proxy does not lead to {host}", help="look at HTTPS_PROXY and NO_PROXY")
    if isinstance(error, ssl.SSLError) and not sent.yes:
        return NetworkError(
            f"{host} speaks no TLS that can be trusted", help="it must offer TLS 1.2 or newer"
        )
    if isinstance(error, HTTPException | ValueError):
        return NetworkError(f"what {host} answers is no HTTP", help="look at the address", unsure=sent.yes)
    if isinstance(error, OSError):
        why = "the connection to {} broke" if sent.yes else "there is no connection to {}"
        return NetworkError(why.format(host), help="try again later", unsure=sent.yes)
    raise error
